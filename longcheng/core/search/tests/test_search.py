"""Putting, refreshing and finding: what stands in the table, and who finds it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from longcheng.core.access.models import Account, RoleHeld
from longcheng.core.search.actions import put, refresh, refresh_all, remove
from longcheng.core.search.entry import ANY_ROLE, Entry, Kind, UnfitEntry
from longcheng.core.search.gathering import Contributor
from longcheng.core.search.models import SearchEntry
from longcheng.core.search.queries import Found, find
from longcheng.core.search.rules import Rank

pytestmark = pytest.mark.django_db
STRANGER = AnonymousUser()


def entry(title: str, **values) -> Entry:
    return Entry(**{"kind": Kind.PLACE, "key": title, "url": "/x/", "title_zh": title, **values})


def let_find(*entries: Entry) -> None:
    for one in entries:
        put(one, room="test")


def titles(found: Found) -> list[str]:
    return ["".join(text for text, _ in hit.title) for hit in found.hits]


def asked(typed: str, **values) -> list[str]:
    return titles(find(typed, by=STRANGER, **values))


@pytest.fixture
def places() -> None:
    let_find(
        entry("常州市第一人民医院", title_en="Changzhou First People's Hospital", area_code="320402"),
        entry("常州市第二人民医院", title_en="Changzhou Second People's Hospital"),
        entry("空气", kind=Kind.SERVICE, title_en="Air", words=("雾霾", "PM2.5", "smog"), weight=85),
        entry("空港产业园"),
        entry("医院", kind=Kind.SERVICE, weight=80),
        entry("停水通知", kind=Kind.NOTICE, text_zh="本周六夜间停水，请提前储水。"),
    )


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("空气", "空气"), ("kongqi", "空气"), ("kongq", "空气"), ("kong qi", "空气"), ("kq", "空气"),
        ("雾霾", "空气"), ("smog", "空气"), ("air", "空气"), ("pm2.5", "空气"), ("konqgi", "空气"), ("孔气", "空气"),
        ("dyrm", "常州市第一人民医院"), ("第二", "常州市第二人民医院"), ("people hospital first", "常州市第一人民医院"),
        ("hopsital", "常州市第一人民医院"), ("储水", "停水通知"), ("常州 第二", "常州市第二人民医院"), ("医院", "医院"),
        ("yiyuan", "医院"), ("第二人民医院", "常州市第二人民医院"), ("k", "空气"),
    ],
)  # fmt: skip
def test_what_people_type_finds_what_they_mean(places, typed, first):
    assert asked(typed)[:1] == [first]


@pytest.mark.parametrize("typed", ["", "   ", "。。。", "没有这个东西啊", "qqqqqqq", "'); DROP", "\\", "z:*", "!!"])
def test_nonsense_finds_nothing_and_breaks_nothing(places, typed):
    assert asked(typed) == []


def test_the_match_is_explained_also_for_pinyin_and_other_words(places):
    assert find("kongqi", by=STRANGER).hits[0].title == (("空气", True),)
    smog = find("smog", by=STRANGER).hits[0]
    assert (smog.title, smog.also) == ((("空气", False),), (("smog", True),))
    assert ("储水", True) in find("储水", by=STRANGER).hits[0].also
    english = find("dyrm", by=STRANGER, language="en").hits[0]
    assert english.title == (("Changzhou First People's Hospital", False),)
    assert ("第一人民", True) in english.also


def test_a_mistake_is_told_as_a_guess_and_only_where_nothing_answers(places):
    assert find("konqgi", by=STRANGER).is_guess
    assert not find("kongqi", by=STRANGER).is_guess
    assert find("konqgi", by=STRANGER).hits[0].rank is Rank.TYPO


def test_ones_own_town_comes_first_among_equals():
    let_find(*(entry(f"中心小学{number}", area_code=code) for number, code in enumerate(["320412100", "320411103"])))
    assert asked("中心小学", own_area="320411103006") == ["中心小学1", "中心小学0"]
    assert asked("中心小学", own_area="320412100001") == ["中心小学0", "中心小学1"]


def test_only_one_kind_is_found_if_one_is_asked_for(places):
    assert asked("医院", kind="service") == ["医院"]
    found = find("医院", by=STRANGER)
    assert found.counts == {"service": 1, "place": 2}


def test_nobody_finds_what_they_may_not_open(people):
    let_find(
        entry("公开的柜台"),
        entry("登录的柜台", needs_account=True),
        entry("发布的柜台", permission="notices.publish"),
        entry("员工的柜台", permission=ANY_ROLE),
    )

    def seen(by) -> set[str]:
        return set(titles(find("柜台", by=by)))

    assert seen(STRANGER) == {"公开的柜台"}
    assert seen(people["limin"]) == {"公开的柜台", "登录的柜台"}
    assert seen(people["wu"]) == {"公开的柜台", "登录的柜台", "发布的柜台", "员工的柜台"}
    assert seen(people["he"]) == {"公开的柜台", "登录的柜台", "员工的柜台"}
    RoleHeld.objects.filter(account=people["wu"]).delete()
    assert seen(people["wu"]) == {"公开的柜台", "登录的柜台"}
    assert "发布的柜台" not in set(titles(find("fabudegutai", by=STRANGER))), "a mistake opens no door either"
    assert titles(find("fabudegtuai", by=STRANGER)) == []


def test_what_is_over_vanishes_at_its_moment_and_is_swept_away():
    let_find(entry("昨天的事", valid_until=timezone.now() - timedelta(seconds=1)), entry("明天的事"))
    assert asked("的事") == ["明天的事"]
    refresh_all()
    assert not SearchEntry.objects.filter(title_zh="昨天的事").exists()


def test_putting_twice_is_once_and_the_second_counts():
    let_find(entry("旧名字", key="one"))
    let_find(entry("新名字", key="one"))
    assert (asked("名字"), asked("旧名字")) == (["新名字"], [])
    remove(room="test", kind=Kind.PLACE, key="one")
    remove(room="test", kind=Kind.PLACE, key="one")
    assert asked("名字") == []


def test_a_refresh_writes_only_what_changed_and_forgets_what_is_gone():
    def given(*names: str) -> Contributor:
        return Contributor("test", lambda: iter([entry(name) for name in names]))

    assert refresh(given("甲村", "乙村")) == 2
    assert refresh(given("甲村", "乙村")) == 0
    kept = SearchEntry.objects.get(title_zh="甲村").pk
    assert refresh(given("甲村", "丙村")) == 2
    assert SearchEntry.objects.get(title_zh="甲村").pk == kept
    assert asked("乙村") == []


@pytest.mark.parametrize(
    "values",
    [{"url": "https://elsewhere.example/"}, {"url": "//elsewhere.example"}, {"permission": "no.such"}, {"weight": 101}],
)
def test_an_entry_that_cannot_stand_is_refused_with_its_name(values):
    with pytest.raises(UnfitEntry, match="test:place:坏的"):
        let_find(entry("坏的", **values))


def test_every_room_gives_its_menu_and_its_entries(people):
    refresh_all()
    assert refresh_all() == 0, "twice is once"
    assert SearchEntry.objects.filter(kind="place").count() >= 1_122
    assert "薛家镇" in asked("xuejia")
    assert asked("320411103") == ["薛家镇"] or asked("320411103")[0] == "薛家镇"
    assert set(titles(find("通知", by=STRANGER))) >= {"通知"}
    staff = {one.title_zh for one in SearchEntry.objects.exclude(permission="")}
    assert staff
    for title in staff:
        public = set(SearchEntry.objects.filter(permission="", needs_account=False).values_list("title_zh", flat=True))
        assert title in public or title not in asked(title)


def test_an_account_without_a_role_costs_one_query_for_its_rights(people, django_assert_max_num_queries, places):
    with django_assert_max_num_queries(10):
        find("医院", by=Account.objects.get(username="limin"))
