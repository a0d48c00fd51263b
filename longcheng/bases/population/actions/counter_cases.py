"""At the counter: looking for the person who stands there, opening their record for an hour, closing it again."""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.bases.population.models import CounterCase, Person
from longcheng.bases.population.searching import FIND, Filters, Found, search
from longcheng.core.access.matters import close_matter, open_matter
from longcheng.core.access.models import Account, Act
from longcheng.core.access.permissions import Denied, holdings, may, record, require
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.messages.actions import send
from longcheng.core.messages.languages import in_each_language
from longcheng.core.sign_in.models import DocumentKind

COUNTER = "population.counter"
SEARCH = "population.search"
# 《个人信息保护法》 Article 6: no more than the purpose needs. The law gives no number; ours, of 2026-11-23: a counter
# serves about twelve people an hour and needs about five searches for each.
SEARCHES_PER_HOUR = 60
OPEN_FOR = timedelta(minutes=60)  # ours, of the same day: longer than any act at a counter takes
REASON_MAX = 200
OTHER = "other"
REASONS = {
    "act": gettext_lazy("To register an act: birth, move, marriage and so on"),
    "certificate": gettext_lazy("To issue a certificate"),
    "look": gettext_lazy("The person asks what stands in their record"),
    "correct": gettext_lazy("To check or correct the record"),
    OTHER: gettext_lazy("Something else, in words"),
}
# Why somebody is entered although the register holds somebody like them; the key is recorded, never a name.
WHY_ANOTHER = {
    "twins": gettext_lazy("They are twins"),
    "namesake": gettext_lazy("They are two people whose names are alike"),
    "entry": gettext_lazy("The other record is wrong and will be corrected"),
}
FOUND_BY_NUMBER = "population.found by number"
FOUND_FOR_S = 600


def searches_left(officer: Account) -> int:
    """How often this officer may still search within the hour. One query."""
    since = timezone.now() - timedelta(hours=1)
    return max(0, SEARCHES_PER_HOUR - Act.objects.filter(subject=_at(officer), verb=SEARCH, at__gt=since).count())


def search_at_counter(officer: Account, *, words: str, filters: Filters, after: str = "") -> Found:
    """Look for somebody; that there was a search is recorded, what was typed is not. Raises Denied past the limit."""
    require(officer, FIND)
    _require_searches_left(officer)
    found = search(officer, words=words, filters=filters, after=after)
    record(officer, SEARCH, subject=_at(officer), ways=list(found.kinds), found=len(found.hits))
    return found


def count_as_search(officer: Account, *, way: str, found: int) -> None:
    """People who are shown masked without having been looked for, as by an act's form, count as found by a search.

    Raises Denied past the limit.
    """
    _require_searches_left(officer)
    record(officer, SEARCH, subject=_at(officer), ways=[way], found=found)


def _require_searches_left(officer: Account) -> None:
    if not searches_left(officer):
        raise Denied(
            _("An officer searches the register at most %(n)s times an hour, so that nobody leafs through it.")
            % {"n": SEARCHES_PER_HOUR},
            missing=_("You have searched that often within the last hour."),
            how=_("Go on in a few minutes. A record that you have opened stays open meanwhile."),
        )


def _at(officer: Account) -> str:
    return f"officer:{officer.pk}"


def found_by_number(officer: Account, *, subject_id: int) -> str:
    """Proof for a few minutes that this officer was given the whole number of somebody of another area."""
    return signing.dumps([officer.pk, subject_id], salt=FOUND_BY_NUMBER)


def _is_proved(officer: Account, proof: str, *, subject_id: int) -> bool:
    try:
        said = signing.loads(proof, salt=FOUND_BY_NUMBER, max_age=FOUND_FOR_S)
    except signing.BadSignature:
        return False
    return bool(said == [officer.pk, subject_id])


def require_reach(officer: Account, *, person: Person, proof: str) -> bool:
    """Whether the person is of another area, where only the proof of their whole number counts. Raises Denied."""
    is_elsewhere = not may(officer, FIND, area_code=person.division_code)
    if is_elsewhere and not (holdings(officer, FIND) and _is_proved(officer, proof, subject_id=person.subject_id)):
        require(officer, FIND, area_code=person.division_code)
    return is_elsewhere


def open_counter_case(
    officer: Account, *, person: Person, document: str, reason: str, words: str = "", proof: str = ""
) -> CounterCase:
    """Open a person's record to this officer alone, for an hour; the person is told. An open one stays as it is.

    `reason` is one of REASONS, `words` say what else. Outside the officer's areas it needs the `proof` that the person
    gave their whole number. Raises Denied, Unfit.
    """
    is_elsewhere = require_reach(officer, person=person, proof=proof)
    if person.account_id == officer.pk:
        raise Denied(_("This is your own record."), how=_("You read it under “My record”; a colleague serves you."))
    found = _defects(document=document, reason=reason, words=words)
    if found:
        raise Unfit(found)
    now = timezone.now()
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=officer.pk)  # two presses open one case
        still_open = CounterCase.objects.filter(person=person, officer=officer, closed_at=None, closes_at__gt=now)
        if case := still_open.first():
            return case
        case = CounterCase.objects.create(
            person=person, officer=officer, document=document, opened_at=now, closes_at=now + OPEN_FOR,
            reason=words.strip() if reason == OTHER else reason,
        )  # fmt: skip
        open_matter(
            COUNTER,
            reference=str(case.pk),
            subject=person.subject_id,
            holder=officer,
            closes_at=case.closes_at,
            url=f"/population/residents/{person.subject_id}/?purpose={COUNTER}:{case.pk}",
        )
        subject = f"counter:{case.pk}"
        record(officer, "population.open_counter_case", subject=subject, document=document, elsewhere=is_elsewhere)
        _tell(case, officer=officer, person=person)
    return case


def _defects(*, document: str, reason: str, words: str) -> dict[str, str]:
    found = {}
    if document not in DocumentKind.values:
        found["document"] = _("Choose the document that you were shown.")
    if reason not in REASONS:
        found["reason"] = _("Choose what the person has come for.")
    if reason == OTHER and not words.strip():
        found["words"] = _("Say what the person has come for. They read it.")
    elif len(words) > REASON_MAX or not words.strip().isprintable():
        found["words"] = _("It must be one line of at most %(n)s signs.") % {"n": REASON_MAX}
    return found


def reason_told(reason: str) -> str:
    """What a case was opened for, in words."""
    return str(REASONS.get(reason, reason))


def _tell(case: CounterCase, *, officer: Account, person: Person) -> None:
    """Whoever was not there reads at once that somebody else used their name."""
    if person.account_id is None:
        return
    held = next((one for one in holdings(officer, FIND) if one.reaches(person.division_code)), None)
    organisation = held.organisation if held else ""
    send(
        key=f"counter case {case.pk}",
        sender=in_each_language(lambda: _("My record")),
        account_ids=[person.account_id],
        title=in_each_language(lambda: _("A counter has opened your record.")),
        body=in_each_language(
            lambda: (
                _(
                    "%(who)s, for: %(reason)s. The right to look ends after an hour at the latest. Were you not there? "
                    "Every look stands under “Who looked at my data”, and you can ask about it there."
                )
                % {
                    "who": " ".join(part for part in (organisation, officer.display_name) if part),
                    "reason": reason_told(case.reason),
                }
            )
        ),
        url="/looked/",
    )


def close_counter_case(officer: Account, *, case_id: int) -> CounterCase:
    """The person has gone: the right to look ends at once. Raises CounterCase.DoesNotExist for another's case."""
    with transaction.atomic():
        case = CounterCase.objects.select_for_update().get(pk=case_id, officer=officer)
        if case.closed_at is None:
            case.closed_at = timezone.now()
            case.save(update_fields=["closed_at"])
            close_matter(COUNTER, reference=str(case.pk))
            record(officer, "population.close_counter_case", subject=f"counter:{case.pk}")
    return case


def record_why_another(officer: Account, *, person_id: int, why: str) -> None:
    """Keep why an officer entered somebody whom the register seemed to hold; in the transaction of the entry."""
    record(officer, "population.entered_another", subject=f"person:{person_id}", why=why)
