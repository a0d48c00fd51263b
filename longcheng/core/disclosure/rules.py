"""What the law says about telling people who looked at their data: terms, grounds for delay, remedies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

QUESTION_LONGEST, ANSWER_LONGEST, REASON_LONGEST = 1_000, 2_000, 500

# 中华人民共和国个人信息保护法, adopted 2021-08-20, in force from 2021-11-01.
PIPL = "个人信息保护法"
PIPL_SOURCE = "http://www.npc.gov.cn/npc/c2/c30834/202108/t20210820_313088.html"
PIPL_FROM = date(2021, 11, 1)

# No law names a number for a delay; this is the house's own bound. Longer needs another officer's new order.
DELAY_LONGEST_DAYS = 90


@dataclass(frozen=True, kw_only=True)
class Article:
    """One article that something here rests on, with the days on which it binds."""

    key: str
    law: str
    article: str
    says: "_StrOrPromise"
    source: str
    in_force_from: date
    in_force_until: date | None = None

    def binds(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_until is None or on < self.in_force_until)


@dataclass(frozen=True, kw_only=True)
class AnswerTerm(Article):
    """Within how many calendar days a question is answered."""

    days: int


ANSWER_TERMS = (
    AnswerTerm(
        key="gbt-35273",
        law="GB/T 35273-2020",
        article="8.7 a",
        says=gettext_lazy("The answer, with its reasons, comes within 30 days."),
        source="https://openstd.samr.gov.cn GB/T 35273-2020 信息安全技术 个人信息安全规范",
        in_force_from=date(2020, 10, 1),
        days=30,
    ),
)
BASES = (
    Article(
        key="pipl-18-1",
        law=PIPL,
        article="第十八条第一款",
        says=gettext_lazy(
            "A law or an administrative regulation orders secrecy, or says that the person need not be told"
        ),
        source=PIPL_SOURCE,
        in_force_from=PIPL_FROM,
    ),
    Article(
        key="pipl-35",
        law=PIPL,
        article="第三十五条",
        says=gettext_lazy("Telling the person would hinder a public authority in a duty that the law lays on it"),
        source=PIPL_SOURCE,
        in_force_from=PIPL_FROM,
    ),
)
# The right to look, to have a copy and to have it moved.
RIGHTS = (
    Article(
        key="pipl-44",
        law=PIPL,
        article="第四十四条",
        says=gettext_lazy("You have the right to know about the handling of your data and to decide on it."),
        source=PIPL_SOURCE,
        in_force_from=PIPL_FROM,
    ),
    Article(
        key="pipl-45",
        law=PIPL,
        article="第四十五条",
        says=gettext_lazy("You have the right to look into your data and to have a copy of it."),
        source=PIPL_SOURCE,
        in_force_from=PIPL_FROM,
    ),
)
REMEDIES = (
    Article(
        key="pipl-65",
        law=PIPL,
        article="第六十五条",
        says=gettext_lazy("You may complain to an authority in charge of protecting personal data."),
        source=PIPL_SOURCE,
        in_force_from=PIPL_FROM,
    ),
    Article(
        key="pipl-50-2",
        law=PIPL,
        article="第五十条第二款",
        says=gettext_lazy("If your request is refused, you may go to court."),
        source=PIPL_SOURCE,
        in_force_from=PIPL_FROM,
    ),
)


def answer_term(*, on: date) -> AnswerTerm:
    """The term for a question of that day. Raises LookupError for a day before the first rule."""
    for term in ANSWER_TERMS:
        if term.binds(on):
            return term
    raise LookupError(f"No rule says until when a question of {on} is answered.")


def last_day_to_answer(*, asked_on: date) -> date:
    """The day of the question does not count, as in every term of days."""
    return asked_on + timedelta(days=answer_term(on=asked_on).days)


def bases(*, on: date) -> list[Article]:
    """The grounds on which telling may be delayed, as the law stands that day."""
    return [basis for basis in BASES if basis.binds(on)]


def text_defect(text: str, *, longest: int, missing: str) -> str:
    """What is wrong with a text that somebody wrote; empty if nothing is."""
    if not text.strip():
        return missing
    if "\0" in text:
        return _("The text holds a sign that cannot be stored. Type it anew instead of pasting it.")
    if len(text.strip()) > longest:
        return _("The text must have at most %(n)s signs (it has %(length)s).") % {
            "n": longest,
            "length": len(text.strip()),
        }
    return ""


def delay_defects(*, basis: str, reason: str, last_day: date | None, today: date) -> Mapping[str, str]:
    """What is wrong with the order of a delay, by field, as far as it can be told without looking anything up."""
    found = {}
    if basis not in {one.key for one in bases(on=today)}:
        found["basis"] = _("A legal basis is required. Choose one from the list.")
    if defect := text_defect(reason, longest=REASON_LONGEST, missing=_("A reason is required. It stays on record.")):
        found["reason"] = defect
    latest = today + timedelta(days=DELAY_LONGEST_DAYS)
    if last_day is None:
        found["until"] = _("The last day is required, such as %(day)s.") % {"day": latest.isoformat()}
    elif not today <= last_day <= latest:
        found["until"] = _("The last day must lie between today and %(day)s. Longer needs a new order.") % {
            "day": latest.isoformat()
        }
    return found
