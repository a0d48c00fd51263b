"""What a person reads, in both languages."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from longcheng.core.access.models import Account, AccountKind, Mandate, MandateBasis
from longcheng.core.access.personal import records
from longcheng.core.access.purposes import Purpose, mandate_scopes, told
from longcheng.core.disclosure.filters import LineFilter
from longcheng.core.disclosure.models import LineQuestion
from longcheng.core.disclosure.queries import lines_about, lines_of_mandate
from longcheng.core.disclosure.questioned import questioned_line
from longcheng.core.disclosure.tests.looks import MATTER, ROLE, STATION, look
from longcheng.core.disclosure.words import in_sentence, role_title, tell


def mandate(people, **more) -> Mandate:
    """王秀英 lets her son act for her in health."""
    return Mandate.objects.create(
        **{
            "giver": people["wangxiuying"],
            "agent": people["wanglei"],
            "scopes": ["health"],
            "ends_at": timezone.now() + timedelta(days=30),
        }
        | more
    )


def read_by(person, language: str, **wanted) -> str:
    """The newest line as the person reads it."""
    with translation.override(language):
        return str(tell(lines_about(person, LineFilter(**wanted))[:1], to=person)[0])


def by_mandate(people):
    given = mandate(people)
    look(people["wangxiuying"], by=people["wanglei"], purpose="mandate", reference=given.reference,
         for_id=people["wangxiuying"].pk)  # fmt: skip


def as_guardian(people):
    given = mandate(people, basis=MandateBasis.GUARDIANSHIP)
    look(people["wangxiuying"], by=people["wanglei"], purpose="mandate", reference=given.reference)


def by_an_officer(people):
    look(people["wangxiuying"], by=people["wu"], role=ROLE, organisation=STATION)


def nightly(people):
    others = [people[name] for name in ("limin", "zhangjianguo", "qian")]
    look(people["wangxiuying"], by=None, purpose="duty", reference="population.address_check", others=others,
         fields=("address",), came_from="program", organisation="")  # fmt: skip


def by_a_program(people):
    program = Account.objects.create_user("insurer", display_name="Insurance app", kind=AccountKind.PROGRAM)
    look(people["wangxiuying"], by=program, fields=("name",))


def by_nobody_known(people):
    look(people["wangxiuying"], by=2**40, role="gone.role", organisation=STATION, what="gone.record", fields=("x",))


def by_herself(people):
    look(people["wangxiuying"], by=people["wangxiuying"], purpose="own", reference="")


# In brackets stand the words of other rooms, which are theirs to choose.
CASES = [
    (
        by_mandate,
        "王磊, by your mandate for [scope], today 12:00: [name], [address]",
        "王磊，凭您委托的“[scope]”事项，今天 12:00：查看了[name]、[address]",
    ),
    (
        as_guardian,
        "王磊, as your guardian for [scope], today 12:00: [name], [address]",
        "王磊，作为您“[scope]”事项的监护人，今天 12:00：查看了[name]、[address]",
    ),
    (
        by_an_officer,
        "吴警官, 薛家派出所 ([role]), for [matter], today 12:00: [name], [address]",
        "吴警官，薛家派出所（[role]），为办理[matter]，今天 12:00：查看了[name]、[address]",
    ),
    (
        nightly,
        "[duty], today 12:00: [address], together with 3 other residents",
        "[duty]，今天 12:00：查看了[address]，同时涉及另外 3 位居民",
    ),
    (
        by_a_program,
        "Insurance app, for [matter], today 12:00: [name]",
        "Insurance app，为办理[matter]，今天 12:00：查看了[name]",
    ),
    (
        by_nobody_known,
        "An account that no longer exists, 薛家派出所 (gone.role), for [matter], today 12:00: x",
        "已不存在的账号，薛家派出所（gone.role），为办理[matter]，今天 12:00：查看了x",
    ),
    (by_herself, "You, today 12:00: [name], [address]", "您本人，今天 12:00：查看了[name]、[address]"),
]


def in_words(expected: str, language: str) -> str:
    with translation.override(language):
        record = records()["population.resident"]
        theirs = {
            "name": in_sentence(str(record.part("name").title)),
            "address": in_sentence(str(record.part("address").title)),
            "scope": in_sentence(str(mandate_scopes()["health"].title)),
            "role": role_title(ROLE),
            "matter": told(Purpose(MATTER, "17")),
            "duty": told(Purpose("duty", "population.address_check")),
        }
        return re.sub(r"\[(\w+)\]", lambda match: str(theirs[match[1]]), expected)


@pytest.mark.parametrize(("looks", "english", "chinese"), CASES, ids=[case[0].__name__ for case in CASES])
def test_each_look_is_told_as_one_would_say_it(people, clock, looks, english, chinese):
    looks(people)
    assert read_by(people["wangxiuying"], "en", own=True) == in_words(english, "en")
    assert read_by(people["wangxiuying"], "zh-hans", own=True) == in_words(chinese, "zh-hans")


@pytest.mark.parametrize(
    ("ago", "english", "chinese"),
    [(1, "yesterday 12:00", "昨天 12:00"), (0, "today 12:00", "今天 12:00")],
)
def test_the_time_is_told_as_one_says_it(people, clock, ago, english, chinese):
    look(people["wangxiuying"], by=people["wu"], at=clock.now - timedelta(days=ago))
    assert english in read_by(people["wangxiuying"], "en")
    assert chinese in read_by(people["wangxiuying"], "zh-hans")


def test_an_older_time_names_its_day(people, clock):
    day = timezone.localtime(clock.now - timedelta(days=40))
    look(people["wangxiuying"], by=people["wu"], at=day)
    assert f"{day.day} {day:%B} {day.year} 12:00" in read_by(people["wangxiuying"], "en")
    assert f"{day.year}年{day.month}月{day.day}日 12:00" in read_by(people["wangxiuying"], "zh-hans")


def test_both_sides_of_a_mandate_see_each_use_of_it(people, clock):
    given = mandate(people)
    line = look(people["wangxiuying"], by=people["wanglei"], purpose="mandate", reference=given.reference,
                for_id=people["wangxiuying"].pk)  # fmt: skip
    look(people["wangxiuying"], by=people["wu"], purpose="mandate", reference=given.reference)  # not by this agent
    assert list(lines_of_mandate(given)) == [line]
    with translation.override("en"):
        sentence = str(tell(lines_of_mandate(given), to=people["wanglei"])[0])
    assert sentence == in_words("You, by the mandate of 王秀英 for [scope], today 12:00: [name], [address]", "en")


def test_the_name_of_a_reader_is_text_in_a_page_and_never_markup(people, clock):
    people["wu"].display_name = "<img src=x>"
    people["wu"].save()
    look(people["wangxiuying"], by=people["wu"])
    line = tell(lines_about(people["wangxiuying"]), to=people["wangxiuying"])[0]
    assert "<strong>&lt;img src=x&gt;</strong>" in line.html


def test_a_name_with_braces_does_not_break_the_sentence(people, clock):
    people["wu"].display_name = "{why} {0} %(who)s"
    people["wu"].save()
    look(people["wangxiuying"], by=people["wu"])
    assert "{why} {0} %(who)s" in read_by(people["wangxiuying"], "en")


def test_the_officer_reads_no_name_of_a_private_person(people, clock):
    given = mandate(people)
    line = look(people["wangxiuying"], by=people["wanglei"], purpose="mandate", reference=given.reference)
    asked = LineQuestion(line_id=line.pk, asker=people["wangxiuying"], due_at=clock.now)
    with translation.override("en"):
        shown = questioned_line(asked)
    assert "王" not in str(shown)
    assert shown.reader == "A private person"
    assert "203.0.113.5" not in str(shown)


def test_the_others_of_a_bulk_reading_are_counted_once_and_remembered(
    people, clock, django_assert_num_queries, monkeypatch
):
    for module in ("together", "words"):
        monkeypatch.setattr(f"longcheng.core.disclosure.{module}.MANY", 2)
    nightly(people)
    clock.passes(hours=1)
    assert "more than 2 other residents" in read_by(people["wangxiuying"], "en")
    with django_assert_num_queries(3):  # her numbers, the lines, the delays that may have hid them: no count again
        read_by(people["wangxiuying"], "en")
