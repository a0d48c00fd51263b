"""Publishing, spreading, withdrawing: what was written, recorded and emitted."""

import pytest

from longcheng.bases.population.models import Person
from longcheng.bases.population.queries import count_accounts
from longcheng.core.access.models import Act
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.models import StoredEvent
from longcheng.core.messages.models import InboxItem, Signal
from longcheng.core.preferences.actions import choose_area
from longcheng.services.community.notices import actions
from longcheng.services.community.notices.actions import note_reading, publish_notice, withdraw_notice
from longcheng.services.community.notices.events import NoticePublished
from longcheng.services.community.notices.handlers import spread
from longcheng.services.community.notices.models import Notice

TOWN, CITY = "320411103", "3204"


def publish(actor, **change):
    return publish_notice(actor, **{"title": "停水", "body": "今晚停水。", "area_code": TOWN} | change)


def inboxes(notice) -> set[str]:
    items = InboxItem.objects.filter(message__key=f"notice:{notice.pk}")
    return set(items.values_list("account__username", flat=True))


def test_an_officer_publishes_in_his_town_and_everybody_there_has_it_once(people, deliver):
    notice = publish(people["wu"])
    deliver()
    living = set(
        Person.objects.filter(account__isnull=False, division_code__startswith=TOWN).values_list(
            "account__username", flat=True
        )
    )
    assert {"wangxiuying", "limin", "xiaojie", "zhangjianguo"} <= living
    assert inboxes(notice) == living
    notice.refresh_from_db()
    assert (notice.recipients, notice.delivered, notice.is_spread) == (len(living), len(living), True)
    assert notice.organisation == "薛家镇人民政府"
    assert notice.area_name == "新北区薛家镇"


def test_publishing_is_recorded_emitted_and_signalled(people):
    notice = publish(people["wu"], is_urgent=True)
    act = Act.objects.get(verb="notices.publish")
    assert (act.account, act.subject, act.detail) == (people["wu"], f"notice:{notice.pk}", {"area": TOWN})
    event = StoredEvent.objects.get(name="notices.NoticePublished")
    assert (event.data["notice_id"], event.actor_id) == (notice.pk, people["wu"].pk)
    signal = Signal.objects.get(kind="urgent")
    assert (signal.channel, signal.kind, signal.data["title"]) == (f"area:{TOWN}", "urgent", "停水")


def test_long_spreading_goes_batch_by_batch_and_reaches_everybody_once(people, deliver, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 7)
    notice = publish(people["zheng"], area_code=CITY)
    deliver()
    assert len(inboxes(notice)) == count_accounts(CITY)
    assert InboxItem.objects.count() == count_accounts(CITY)
    assert StoredEvent.objects.filter(name="notices.NoticeSpreadOn").count() == count_accounts(CITY) // 7
    notice.refresh_from_db()
    assert (notice.delivered, notice.is_spread) == (count_accounts(CITY), True)


def test_the_handler_bears_being_called_twice(people, deliver):
    notice = publish(people["wu"])
    deliver()
    before = InboxItem.objects.count()
    event = NoticePublished.from_json(StoredEvent.objects.get(name="notices.NoticePublished").data)
    spread(event)
    notice.refresh_from_db()
    assert InboxItem.objects.count() == before == notice.delivered


def test_the_same_request_key_makes_one_notice_and_another_authors_key_is_another(people):
    first = publish(people["wu"], request_key="k1")
    assert publish(people["wu"], request_key="k1", title="another text").pk == first.pk
    assert publish(people["zheng"], request_key="k1").pk != first.pk
    assert Notice.objects.count() == 2
    assert StoredEvent.objects.filter(name="notices.NoticePublished").count() == 2


def test_a_withdrawn_notice_spreads_no_further_and_says_why(people, deliver, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 7)
    notice = publish(people["zheng"], area_code=CITY)
    with pytest.raises(Unfit):
        withdraw_notice(people["zheng"], notice, reason=" ")
    withdraw_notice(people["zheng"], notice, reason="水已恢复")
    withdraw_notice(people["zheng"], notice, reason="a second time")
    deliver()
    assert not InboxItem.objects.exists()
    assert notice.withdrawn_because == "水已恢复"
    assert StoredEvent.objects.filter(name="notices.NoticeWithdrawn").count() == 1
    assert Act.objects.filter(verb="notices.withdraw").count() == 1


def test_nothing_is_written_when_the_actor_may_not(people):
    for actor, area in ((people["wangxiuying"], TOWN), (people["wu"], CITY), (people["wu"], "320402001")):
        with pytest.raises(Denied):
            publish(actor, area_code=area)
    assert not Notice.objects.exists()
    assert not StoredEvent.objects.filter(name__startswith="notices.").exists()


def test_an_area_that_does_not_exist_is_named(people):
    with pytest.raises(Unfit) as unfit:
        publish(people["zheng"], area_code="999999", title="")
    assert set(unfit.value.defects) == {"area_code", "title"}


def test_a_reader_is_counted_once(people):
    notice = publish(people["wu"])
    note_reading(people["wangxiuying"], notice)
    note_reading(people["wangxiuying"], notice)
    assert notice.readings.count() == 1


def test_who_chose_a_place_has_its_notices_too_once_and_across_batches(people, deliver, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    for username in ("wanglei", "limin"):  # the one lives elsewhere, the other there
        choose_area(people[username], area_code=f"{TOWN}006")
    notice = publish(people["wu"])
    deliver()
    living = set(
        Person.objects.filter(account__isnull=False, division_code__startswith=TOWN).values_list(
            "account__username", flat=True
        )
    )
    assert inboxes(notice) == living | {"wanglei"}
    notice.refresh_from_db()
    assert (notice.recipients, notice.delivered) == (len(living) + 1, len(living) + 1)
    assert notice.is_spread
