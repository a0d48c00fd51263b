"""What the staff see and do at the counter, and what strangers and others do not."""

import csv
from io import BytesIO, StringIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from longcheng.bases.population.actions.corrections import file_correction
from longcheng.core.access.models import Act, OpenMatter, RoleHeld
from longcheng.core.events.models import Delivery, DeliveryState, StoredEvent
from longcheng.core.lists.models import BulkRun, SavedView
from longcheng.core.registry.models import Doubt
from longcheng.core.transparency.models import Line
from longcheng.services.community.notices.actions import publish_notice
from longcheng.services.community.notices.models import Notice

TOWN = "320411103"
ENGLISH = {"headers": {"accept-language": "en"}}
MINE = ("/desk/", "/desk/find/", "/desk/runs/", "/desk/views/")


@pytest.fixture
def case(people):
    return file_correction(people["limin"], field="name", value="李敏敏")


@pytest.fixture
def notices(people):
    return [publish_notice(people["wu"], title=f"通知 {n}", body="今晚。", area_code=TOWN) for n in range(3)]


@pytest.fixture
def letters(people):
    """Forty dead letters of two handlers."""
    from django.utils import timezone

    made = []
    for n in range(40):
        event = StoredEvent.objects.create(
            name="notices.NoticePublished", key=str(n), data={"notice_id": n, "title": "秘密"},
            occurred_at=timezone.now(), recorded_at=timezone.now(),
        )  # fmt: skip
        made.append(
            Delivery.objects.create(
                event=event,
                event_name=event.name,
                handler=f"notices.spread{n % 2}:x",
                lane="local",
                key=str(n),
                state=DeliveryState.DEAD,
                attempts=10,
                last_error="Traceback\nValueError: 秘密",
            )
        )
    return made


@pytest.mark.parametrize("address", MINE)
def test_the_counter_opens_to_those_who_hold_a_role_and_to_nobody_else(signed_in, address):
    assert signed_in("wu").get(address).status_code == 200
    for other in ("limin", "zhou"):
        answer = signed_in(other).get(address, **ENGLISH)
        assert answer.status_code == 403
        assert "hold a role" in answer.text
    assert Client().get(address).headers["Location"].startswith("/sign-in/")


def test_tasks_of_ones_own_area_stand_there_and_another_towns_do_not(signed_in, case):
    address = f"/population/corrections/{case.pk}/"
    assert address in signed_in("wu").get("/desk/").text
    assert address not in signed_in("he").get("/desk/").text
    assert address not in signed_in("chen").get("/desk/").text


def test_what_is_overdue_stands_first_and_says_so_in_a_word(signed_in, people, case):
    other = file_correction(people["wangxiuying"], field="address", value="顺园三村 99-2-309")
    Doubt.objects.filter(pk=other.pk).update(due_at=other.filed_at)
    text = signed_in("wu").get("/desk/", **ENGLISH).text
    assert text.index(f"/population/corrections/{other.pk}/") < text.index(f"/population/corrections/{case.pk}/")
    assert "overdue" in text


def test_a_task_is_taken_over_given_back_and_found_under_mine(signed_in, people, case):
    wu = signed_in("wu")
    take = {"kind": "population.corrections", "key": str(case.pk)}
    address = f"/population/corrections/{case.pk}/"
    assert address not in wu.get("/desk/?whose=mine").text
    wu.post("/desk/take/", take | {"do": "take"})
    assert address in wu.get("/desk/?whose=mine").text
    assert address not in wu.get("/desk/?whose=free").text
    assert OpenMatter.objects.get(reference=str(case.pk)).holder == people["wu"]
    assert Act.objects.filter(verb="registry.take_doubt", subject=f"doubt:{case.pk}").exists()
    wu.post("/desk/take/", take | {"do": "give_back"})
    assert OpenMatter.objects.get(reference=str(case.pk)).holder is None


def test_nobody_takes_what_is_not_theirs_to_take(signed_in, case):
    take = {"kind": "population.corrections", "key": str(case.pk), "do": "take"}
    signed_in("he").post("/desk/take/", take)
    assert signed_in("chen").post("/desk/take/", take).status_code == 403
    assert signed_in("wu").post("/desk/take/", take | {"kind": "events.dead_letters"}).status_code == 403
    assert OpenMatter.objects.get(reference=str(case.pk)).holder is None


def test_notices_are_withdrawn_together_after_a_preview_that_says_which_cannot(signed_in, notices):
    wu = signed_in("wu")
    wu.post(f"/notices/{notices[0].pk}/withdraw/", {"reason": "Early."})
    ticked = {"list": "notices.desk", "do": "withdraw", "row": [notice.pk for notice in notices]}
    answer = wu.post("/desk/lists/act/", ticked, **ENGLISH)
    run = BulkRun.objects.get()
    assert answer.headers["Location"] == f"/desk/runs/{run.pk}/"
    preview = wu.get(f"/desk/runs/{run.pk}/", **ENGLISH).text
    assert "It is withdrawn already." in preview
    assert Notice.objects.filter(withdrawn_at=None).count() == 2
    assert wu.post(f"/desk/runs/{run.pk}/", {"reason": ""}).status_code == 422
    wu.post(f"/desk/runs/{run.pk}/", {"reason": "水已恢复"})
    assert sorted(Notice.objects.filter(withdrawn_because="水已恢复").values_list("pk", flat=True)) == [
        notice.pk for notice in notices[1:]
    ]
    rows = list(csv.reader(StringIO(b"".join(wu.get(f"/desk/runs/{run.pk}/file/").streaming_content).decode())))
    assert sorted(row[0] for row in rows[1:4]) == [notice.title for notice in notices]


def test_a_run_and_a_view_are_their_makers_alone(signed_in, notices):
    wu, zheng = signed_in("wu"), signed_in("zheng")
    wu.post("/desk/lists/act/", {"list": "notices.desk", "do": "withdraw", "row": [notices[0].pk]})
    wu.post("/desk/views/save/", {"list": "notices.desk", "name": "Mine", "query": "q=1"})
    run, view = BulkRun.objects.get(), SavedView.objects.get()
    for address in (f"/desk/runs/{run.pk}/", f"/desk/runs/{run.pk}/file/", f"/desk/runs/{run.pk}/undo/"):
        assert zheng.get(address).status_code == 404
    assert zheng.post(f"/desk/runs/{run.pk}/", {"reason": "Mine now."}).status_code == 404
    for address in (f"/desk/views/{view.pk}/", f"/desk/views/{view.pk}/delete/"):
        assert zheng.get(address).status_code == 404
        assert zheng.post(address).status_code == 404
    assert "Mine" not in zheng.get("/notices/desk/").text


def test_a_list_that_is_not_ones_own_gives_no_file_no_view_and_no_act(signed_in):
    wu = signed_in("wu")
    for name in ("events.letters", "access.people", "no.such"):
        assert wu.get(f"/desk/lists/file/?list={name}&as=csv").status_code == 403
        assert wu.post("/desk/views/save/", {"list": name, "name": "x"}).status_code == 403
        assert wu.post("/desk/lists/act/", {"list": name, "do": "redrive", "row": "1"}).status_code == 403


def test_a_view_is_saved_opened_made_the_default_deleted_and_brought_back(signed_in, notices):
    wu = signed_in("wu")
    saved = wu.post("/desk/views/save/", {"list": "notices.desk", "name": "Zwei", "query": "q=通知 2", "default": "1"})
    view = SavedView.objects.get()
    assert saved.headers["Location"] == f"/notices/desk/?view={view.pk}"
    assert [row.title for row in wu.get("/notices/desk/").context["page"]] == ["通知 2"], "the list opens with it"
    assert len(wu.get("/notices/desk/?view=0").context["page"]) == 3
    assert len(wu.get("/notices/desk/?q=").context["page"]) == 3, "an emptied filter shows everything"
    deleted = wu.post(f"/desk/views/{view.pk}/delete/")
    text = wu.get(deleted.headers["Location"]).text
    assert f"/desk/views/{view.pk}/back/" in text
    wu.post(f"/desk/views/{view.pk}/back/")
    assert SavedView.objects.standing().get().name == "Zwei"


@pytest.mark.parametrize(
    "query", ["//evil.example", "q=%0d%0aSet-Cookie:x=1", "q=a\r\nX: y", "next=http://evil.example"]
)
def test_a_wish_from_outside_leads_nowhere_else(signed_in, query):
    answer = signed_in("wu").post("/desk/views/save/", {"list": "notices.desk", "name": "", "query": query})
    assert answer.headers["Location"].startswith("/notices/desk/")
    assert "evil" not in answer.headers["Location"]


def test_headers_sort_and_say_so_and_filters_can_be_taken_off(signed_in, notices):
    wu = signed_in("wu")
    text = wu.get("/notices/desk/?sort=-title&state=standing", **ENGLISH).text
    assert 'aria-sort="descending"' in text
    assert [row.title for row in wu.get("/notices/desk/?sort=title").context["page"]] == ["通知 0", "通知 1", "通知 2"]
    assert "State: Stands" in text
    assert "No row fits." in wu.get("/notices/desk/?q=zzz", **ENGLISH).text


def test_a_list_is_taken_along_as_csv_and_xlsx_with_its_filter_and_the_act_is_recorded(signed_in, notices):
    wu = signed_in("wu")
    assert "notices.desk" in wu.get("/desk/lists/file/?list=notices.desk&q=通知").text
    answer = wu.get("/desk/lists/file/?list=notices.desk&q=通知&sort=title&as=csv", **ENGLISH)
    rows = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:4]] == ["通知 0", "通知 1", "通知 2"]
    answer = wu.get("/desk/lists/file/?list=notices.desk&as=xlsx", **ENGLISH)
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert book.worksheets[0].max_row == 4
    assert Act.objects.filter(verb="lists.take_along", account__username="wu").count() == 2


def test_dead_letters_are_filtered_and_delivered_again_by_filter_with_their_payload_hidden(signed_in, letters, deliver):
    zheng = signed_in("zheng")
    page = zheng.get("/desk/deliveries/?handler=notices.spread0:x", **ENGLISH)
    assert page.context["list"].total == 20
    assert "秘密" not in page.text
    one = zheng.get(f"/desk/deliveries/{letters[0].pk}/", **ENGLISH)
    assert "秘密" not in one.text.split("<details>")[0]
    ticked = {"list": "events.letters", "do": "redrive", "all": "1", "query": "handler=notices.spread0:x"}
    zheng.post("/desk/lists/act/", ticked)
    run = BulkRun.objects.get()
    assert run.total == 20
    zheng.post(f"/desk/runs/{run.pk}/")
    assert Delivery.objects.filter(state=DeliveryState.WAITING, handler="notices.spread0:x").count() == 20
    assert Delivery.objects.filter(state=DeliveryState.DEAD).count() == 20
    assert Act.objects.filter(verb="events.redrive").count() == 20


def test_an_operator_sees_counters_parts_disk_ledger_and_clocks(signed_in, letters):
    zheng = signed_in("zheng")
    assert "40" in zheng.get("/desk/deliveries/", **ENGLISH).text
    for address in ("/desk/health/", "/operations/"):
        text = zheng.get(address, **ENGLISH).text
        assert all(
            words in text for words in ("Database", "PostgreSQL", "Free on the disk", "Last verified as a whole")
        )
    for address in ("/desk/health/", "/desk/deliveries/", f"/desk/deliveries/{letters[0].pk}/", "/operations/"):
        assert signed_in("wu").get(address).status_code == 403


def test_a_keeper_of_roles_sees_their_own_organisations_people_sign_by_sign(signed_in, people):
    RoleHeld.objects.create(account=people["chen"], role="access.role_keeper", organisation="政务服务中心")
    names = {row.account.username for row in signed_in("chen").get("/desk/people/").context["list"].objects}
    assert names == {"chen", "sun", "zheng"}
    assert all(
        row.organisation == "政务服务中心" for row in signed_in("chen").get("/desk/people/").context["list"].objects
    )
    assert signed_in("wu").get("/desk/people/").status_code == 403


def test_a_keeper_for_two_organisations_keeps_each_in_its_own_area(signed_in, people):
    chen, role = people["chen"], "access.role_keeper"
    RoleHeld.objects.create(account=chen, role=role, organisation="甲", area_code="320411")
    RoleHeld.objects.create(account=chen, role=role, organisation="乙", area_code="320481")
    for number, (organisation, area) in enumerate((("甲", "320411"), ("乙", "320411"), ("乙", "320481"))):
        RoleHeld.objects.create(
            account=people[("sun", "he", "wu")[number]],
            role="notices.publisher",
            organisation=organisation,
            area_code=area,
        )
    shown = {row.account.username for row in signed_in("chen").get("/desk/people/").context["list"].objects}
    assert {"sun", "wu"} <= shown
    assert "he" not in shown


def test_roles_are_ended_together_but_nobodys_own(signed_in, people):
    keeper = RoleHeld.objects.create(account=people["chen"], role="access.role_keeper", organisation="政务服务中心")
    sun = RoleHeld.objects.get(account=people["sun"])
    chen = signed_in("chen")
    chen.post("/desk/lists/act/", {"list": "access.people", "do": "end", "row": [keeper.pk, sun.pk]})
    run = BulkRun.objects.get()
    chen.post(f"/desk/runs/{run.pk}/")
    keeper.refresh_from_db()
    sun.refresh_from_db()
    assert keeper.ends_at is None
    assert sun.ends_at is not None


def test_corrections_are_taken_over_together_and_given_back_by_undo(signed_in, people, case):
    wu = signed_in("wu")
    wu.post("/desk/lists/act/", {"list": "population.corrections", "do": "take", "row": [case.pk]})
    run = BulkRun.objects.get()
    wu.post(f"/desk/runs/{run.pk}/")
    assert OpenMatter.objects.get(reference=str(case.pk)).holder == people["wu"]
    wu.post(f"/desk/runs/{run.pk}/undo/")
    assert OpenMatter.objects.get(reference=str(case.pk)).holder is None


def test_finding_shows_nothing_without_a_purpose_and_says_what_would_do(signed_in, case):
    wu = signed_in("wu")
    answer = wu.post("/desk/find/", {"q": "李敏"}, **ENGLISH)
    assert answer.status_code == 422
    assert "李敏" not in answer.text.split("<main")[1].replace('value="李敏"', "")
    assert not Line.objects.exists()


def test_finding_for_an_open_matter_finds_its_person_by_name_number_and_address_and_writes_the_line(
    signed_in, people, case
):
    wu, purpose = signed_in("wu"), f"population.correction:{case.pk}"
    assert purpose in wu.get("/desk/find/").text
    for wanted in ("李", str(people["limin"].pk), "99-2-302", "limin"):
        lines = Line.objects.count()
        answer = wu.post("/desk/find/", {"purpose": purpose, "q": wanted}, **ENGLISH)
        assert "李敏" in answer.text, wanted
        assert Line.objects.count() == lines + 1
    line = Line.objects.latest("pk")
    assert (line.subject_id, line.reader_id, line.purpose) == (
        people["limin"].pk,
        people["wu"].pk,
        "population.correction",
    )
    answer = wu.post("/desk/find/", {"purpose": purpose, "q": "王秀英"}, **ENGLISH)
    assert "Nobody fits." in answer.text
    assert Line.objects.latest("pk") == line
    assert "王秀英" not in str(list(Act.objects.filter(verb="population.find").values_list("detail", flat=True)))


@pytest.mark.parametrize("who", ["he", "chen", "zheng"])
def test_a_purpose_of_another_opens_nothing_and_the_answer_says_why(signed_in, people, case, who):
    answer = signed_in(who).post("/desk/find/", {"purpose": f"population.correction:{case.pk}", "q": "李敏"}, **ENGLISH)
    assert answer.status_code == 403
    assert "99-2-302" not in answer.text
    assert not Line.objects.exists()


def test_a_case_that_somebody_took_is_no_purpose_of_a_colleague_any_more(signed_in, people, case):
    RoleHeld.objects.create(account=people["sun"], role="population.registrar", area_code=TOWN)
    purpose = f"population.correction:{case.pk}"
    assert purpose in signed_in("sun").get("/desk/find/").text
    signed_in("wu").post("/desk/take/", {"kind": "population.corrections", "key": str(case.pk), "do": "take"})
    assert purpose not in signed_in("sun").get("/desk/find/").text
    assert signed_in("sun").post("/desk/find/", {"purpose": purpose, "q": "李敏"}).status_code == 403
