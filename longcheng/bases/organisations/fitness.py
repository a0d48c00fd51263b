"""What stands against an act about an organisation or a licence, with its article; and what is told without refusing.

Pure: no database, no clock. Defects are by the field of the form, so that all of them are shown at once.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from longcheng.bases.organisations import laws
from longcheng.bases.organisations.industries import industry_defect
from longcheng.bases.organisations.names import name_defect
from longcheng.bases.organisations.rules import credit_code_defect
from longcheng.bases.population.fitness import text_defect
from longcheng.bases.population.laws import is_of_age, months_after

if TYPE_CHECKING:
    from longcheng.bases.organisations.models import Licence, Organisation
    from longcheng.bases.population.models import Person

ENTERPRISE, INDIVIDUAL, COOPERATIVE, BRANCH = "enterprise", "individual", "cooperative", "branch"
INSTITUTION, GOVERNMENT, SOCIETY, COMMITTEE = "institution", "government", "society", "committee"
ACTIVE, SUSPENDED, REVOKED, DISSOLVED = "active", "suspended", "revoked", "dissolved"
VALID, CANCELLED = "valid", "cancelled"
# Who may suspend business by the regulations (第二条, 第三十条): market entities, not public bodies.
MARKET_KINDS = frozenset({ENTERPRISE, INDIVIDUAL, COOPERATIVE, BRANCH})
WITH_BRANCHES = frozenset({ENTERPRISE, COOPERATIVE, INSTITUTION, SOCIETY})
# Bodies that published lists hold without their code: hospitals, colleges, departments, communities.
WITHOUT_CODE = frozenset({INSTITUTION, GOVERNMENT, COMMITTEE})
OLDEST_YEARS = 200  # a day before is mistyped
LINE_MAX, ADDRESS_MAX, SCOPE_MAX, DOCUMENT_MAX, NUMBER_MAX = 100, 200, 4_000, 200, 60
CAPITAL_MAX = 10**15
SOON = timedelta(days=60)  # a licence that ends within it is told to its authority
Defects = dict[str, str]


def found_only(defects: Mapping[str, str]) -> Defects:
    """Those that say something."""
    return {field: defect for field, defect in defects.items() if defect}


def day_defect(day: date | None, *, today: date, not_before: date | None = None) -> str:
    """What is wrong with the day of an act; empty when nothing is."""
    if day is None:
        return _("Say from which day.")
    if day > today:
        return _("%(day)s lies in the future. An act is filed when it has happened.") % {"day": day}
    if not_before is not None and day < not_before:
        return _("%(day)s lies before %(before)s, when the last change of this record took effect.") % {
            "day": day, "before": not_before,
        }  # fmt: skip
    if day < today - timedelta(days=OLDEST_YEARS * 366):
        return _("%(day)s lies more than %(n)s years back.") % {"day": day, "n": OLDEST_YEARS}
    return ""


def document_defect(text: str) -> str:
    """What is wrong with the name of a paper."""
    if len(text) > DOCUMENT_MAX:
        return _("It must be one line of at most %(n)s signs.") % {"n": DOCUMENT_MAX}
    return text_defect(text, missing=_("Name the paper that you have seen, with its date."))


def reason_defect(text: str) -> str:
    """What is wrong with a reason that everybody may read."""
    return text_defect(text, missing=_("Say why. Everybody can read it in the history."))


def line_defect(text: str, *, most: int = LINE_MAX) -> str:
    """What is wrong with a line that may also be empty."""
    if len(text) > most or (text.strip() and not text.strip().isprintable()):
        return _("It must be one line of at most %(n)s signs.") % {"n": most}
    return ""


def scope_defect(text: str) -> str:
    """What is wrong with a scope of business or of a licence; line ends are allowed."""
    plain = text.replace("\r", "").replace("\n", " ")
    if len(text) > SCOPE_MAX or (plain.strip() and not plain.strip().isprintable()):
        return _("It must have at most %(n)s signs.") % {"n": SCOPE_MAX}
    return ""


def ended_defect(one: "Organisation") -> str:
    """Why nothing more is filed for it; empty while it exists."""
    if one.status == DISSOLVED:
        return _("%(name)s was dissolved on %(day)s (%(article)s). Nothing more is filed for it.") % {
            "name": one.name, "day": one.status_date, "article": laws.DISSOLUTION,
        }  # fmt: skip
    return ""


def standing_defect(one: "Organisation") -> str:
    """Why it does no more business; empty while it is in operation or suspended."""
    if one.status == REVOKED:
        return _("The business licence of %(name)s was revoked on %(day)s. It can only be dissolved (%(article)s).") % {
            "name": one.name, "day": one.status_date, "article": laws.REVOKED_IS_DISSOLVED,
        }  # fmt: skip
    return ended_defect(one)


def last_change(one: "Organisation") -> date | None:
    """No change of the status is filed for a day before the last one."""
    return max(filter(None, (one.status_date, one.founded_date)), default=None)


def change_defects(one: "Organisation", *, day: date | None, today: date, document: str) -> Defects:
    """What stands against any change of a standing organisation."""
    return found_only({
        "organisation": standing_defect(one),
        "day": day_defect(day, today=today, not_before=one.founded_date),
        "document": document_defect(document),
    })  # fmt: skip


def founding_defects(
    *, kind: str, name: str, code: str, industry: str, representative_name: str, capital_yuan: int | None,
    scope: str, address: str, day: date | None, today: date, document: str,
) -> Defects:  # fmt: skip
    """What is wrong with what is stated of a new organisation, as far as it can be told without the register."""
    is_bare = not code.strip() and kind in WITHOUT_CODE
    return found_only({
        "name": name_defect(name),
        "code": "" if is_bare else credit_code_defect(code),
        "industry": industry_defect(industry) if industry.strip() else "",
        "representative_name": line_defect(representative_name),
        "capital_yuan": capital_defect(capital_yuan),
        "scope": scope_defect(scope),
        "address": line_defect(address, most=ADDRESS_MAX) if address.strip() else _("The address is required."),
        "day": day_defect(day, today=today),
        "document": document_defect(document),
    })  # fmt: skip


def capital_defect(yuan: int | None) -> str:
    """What is wrong with a registered capital in yuan."""
    if yuan is not None and not 0 <= yuan <= CAPITAL_MAX:
        return _("The capital is a whole number of yuan, at most %(n)s.") % {"n": f"{CAPITAL_MAX:,}"}
    return ""


def head_office_defect(head: "Organisation") -> str:
    """What stands against a branch of this organisation."""
    if head.kind == BRANCH:
        return _("%(name)s is a branch itself. Open the branch at its head office (%(article)s).") % {
            "name": head.name, "article": laws.BRANCH_IS_NO_PERSON,
        }  # fmt: skip
    if head.kind not in WITH_BRANCHES:
        return _("An organisation of this kind has no branches (%(article)s).") % {
            "article": laws.BRANCHES_ARE_REGISTERED
        }
    return standing_defect(head)


def suspension_defects(one: "Organisation", *, day: date | None, until: date | None, today: date) -> Defects:
    """What stands against a suspension of business 歇业."""
    found = {"organisation": standing_defect(one), "until": ""}
    if one.status == SUSPENDED:
        found["organisation"] = _("Its business has been suspended since %(day)s already.") % {"day": one.status_date}
    elif one.kind not in MARKET_KINDS:
        found["organisation"] = _("Only businesses can be suspended (%(article)s).") % {"article": laws.SUSPENSION}
    found["day"] = day_defect(day, today=today, not_before=last_change(one))
    if until is None:
        found["until"] = _("Say until which day.")
    elif day is not None and until <= day:
        found["until"] = _("The last day must lie behind the first.")
    elif day is not None and until > months_after(day, 12 * laws.SUSPENSION_AT_MOST_YEARS):
        found["until"] = _("Business may be suspended for %(n)s years at most (%(article)s).") % {
            "n": laws.SUSPENSION_AT_MOST_YEARS, "article": laws.SUSPENSION,
        }  # fmt: skip
    return found_only(found)


def merger_defects(into: "Organisation", others: Iterable["Organisation"], *, asked: Iterable[int]) -> Defects:
    """What stands against a merger into this organisation. `asked` are the numbers that were named."""
    wanted, others = list(asked), list(others)
    if not wanted:
        return {"other_ids": _("Name the organisations that are taken over.")}
    if into.pk in wanted:
        return {"other_ids": _("An organisation is not merged into itself.")}
    missing = sorted(set(wanted) - {one.pk for one in others})
    if missing:
        return {"other_ids": _("There is no organisation no. %(n)s.") % {"n": missing[0]}}
    for one in others:
        if one.kind == BRANCH:
            return {"other_ids": _("%(name)s is a branch. Name its head office.") % {"name": one.name}}
        if defect := standing_defect(one):
            return {"other_ids": defect}
    if into.kind == BRANCH:
        return {"organisation": _("%(name)s is a branch. Name its head office.") % {"name": into.name}}
    return found_only({"organisation": standing_defect(into)})


def person_defect(person: "Person | None", *, today: date) -> str:
    """What stands against somebody acting for an organisation."""
    if person is None or person.merged_into_id is not None:
        return _("There is nobody with this number.")
    if person.death_date is not None:
        return _("The death of this person is registered, on %(day)s.") % {"day": person.death_date}
    if not is_of_age(person.birth_date, today):
        return _("Who acts for an organisation is of age (%(article)s).") % {"article": laws.OF_AGE}
    return ""


def licence_defects(
    *, kind: str, number: str, scope: str, issuer: str, issued: date | None, valid_until: date | None, today: date,
    document: str, holder: "Organisation",
) -> Defects:  # fmt: skip
    """What is wrong with a licence that is to be granted."""
    return found_only({
        "organisation": standing_defect(holder),
        "kind": line_defect(kind, most=40) if kind.strip() else _("Say which licence."),
        "number": line_defect(number, most=NUMBER_MAX) if number.strip() else _("The number of the licence is needed."),
        "scope": scope_defect(scope),
        "issuer": line_defect(issuer, most=120) if issuer.strip() else _("Say which authority grants it."),
        "day": day_defect(issued, today=today, not_before=holder.founded_date),
        "valid_until": last_day_defect(valid_until, after=issued),
        "document": document_defect(document),
    })  # fmt: skip


def last_day_defect(until: date | None, *, after: date | None) -> str:
    """What is wrong with the last day of a licence; without one it holds for good."""
    if until is not None and after is not None and until <= after:
        return _("The last day must lie behind the first.")
    return ""


def renewal_defects(one: "Licence", *, valid_until: date | None, day: date | None, today: date) -> Defects:
    """What stands against a licence holding longer."""
    found = {"licence": over_defect(one), "day": day_defect(day, today=today, not_before=one.issued_date)}
    if valid_until is None:
        found["valid_until"] = _("Say until which day.")
    elif valid_until <= max(filter(None, (one.valid_until, today))):
        found["valid_until"] = _("The new last day must lie behind %(day)s.") % {
            "day": max(filter(None, (one.valid_until, today)))
        }
    return found_only(found)


def over_defect(one: "Licence") -> str:
    """Why a licence is no more; empty while it is valid or suspended."""
    if one.state in {VALID, SUSPENDED}:
        return ""
    if one.state == CANCELLED:
        return _("This licence was cancelled on %(day)s.") % {"day": one.state_date}
    return _("This licence was revoked on %(day)s.") % {"day": one.state_date}


def state_defects(one: "Licence", *, day: date | None, today: date, reason: str, is_from: Iterable[str]) -> Defects:
    """What stands against a change of a licence's state from one of these."""
    defect = over_defect(one)
    if not defect and one.state not in set(is_from):
        defect = (
            _("This licence is suspended since %(day)s already.") % {"day": one.state_date}
            if one.state == SUSPENDED
            else _("This licence is valid; there is nothing to resume.")
        )
    return found_only({
        "licence": defect,
        "day": day_defect(day, today=today, not_before=one.state_date or one.issued_date),
        "reason": reason_defect(reason),
    })  # fmt: skip


def change_cautions(day: date, *, today: date) -> list[str]:
    """What an officer is told of a change that is reported late."""
    if not laws.is_late(day, today=today):
        return []
    return [
        _("The change is reported %(n)s days late (%(article)s: within thirty days). It is filed all the same.")
        % {"n": (today - day - laws.CHANGES_WITHIN).days, "article": laws.CHANGES_ARE_REGISTERED}
    ]


def renewal_cautions(one: "Licence", *, today: date) -> list[str]:
    """What an officer is told of a renewal that was asked for late."""
    if one.valid_until is None or one.valid_until - today >= laws.RENEWAL_BEFORE:
        return []
    return [
        _("The renewal was to be asked for thirty days before %(day)s (%(article)s). It is filed all the same.")
        % {"day": one.valid_until, "article": laws.RENEWAL}
    ]


def expiry(one: "Licence", *, today: date) -> str:
    """How a licence that is valid or suspended stands to its last day: over, soon, or nothing to say."""
    if one.valid_until is None or one.state not in {VALID, SUSPENDED}:
        return ""
    if one.valid_until < today:
        return "over"
    return "soon" if one.valid_until - today <= SOON else ""
