"""Every write of disclosure: asking and answering questions, ordering and ending delays."""

from collections import defaultdict
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account, OpenMatter
from longcheng.core.access.permissions import Denied, record, require
from longcheng.core.access.purposes import purpose_kinds
from longcheng.core.access.subjects import subjects_of
from longcheng.core.clock.days import midnight
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.disclosure.models import DisclosureDelay, LineQuestion
from longcheng.core.disclosure.queries import ANSWER, DELAY, is_hidden, line_about, questions_for
from longcheng.core.disclosure.rules import (
    ANSWER_LONGEST,
    QUESTION_LONGEST,
    bases,
    delay_defects,
    last_day_to_answer,
    text_defect,
)
from longcheng.core.disclosure.telling import tell_after_delays, tell_asker, tell_officers
from longcheng.core.transparency.models import Line


class NoSuchLine(LookupError):
    """The person has no such line, or must not know of it yet; the two are not told apart."""


def ask_about_line(asker: Account, *, line_id: int, text: str) -> LineQuestion:
    """Ask the reader's organisation about one line about oneself, once; the clock of the answer starts 质询.

    Raises NoSuchLine, and Unfit for an empty or overlong text, a line that was asked about before or one's own look.
    """
    line = line_about(asker, line_id)
    if line is None:
        raise NoSuchLine(line_id)
    if line.reader_id == asker.pk:
        # The officer sees who looked, and so would see who asks.
        raise Unfit({"text": _("You looked at it yourself; there is nobody else to ask.")})
    missing = _("A question is required. Write what you want to know about this line.")
    if defect := text_defect(text, longest=QUESTION_LONGEST, missing=missing):
        raise Unfit({"text": defect})
    last_day = last_day_to_answer(asked_on=timezone.localdate())
    question = LineQuestion(
        line_id=line.pk,
        asker=asker,
        # The ledger keeps numbers of accounts that may be gone.
        reader=Account.objects.filter(pk=line.reader_id).first() if line.reader_id else None,
        organisation=line.organisation,
        text=text.strip(),
        due_at=midnight(last_day + timedelta(days=1)),
    )
    with transaction.atomic():
        _keep(question)
        record(asker, "disclosure.ask", subject=f"question:{question.pk}", line=line.pk)
        tell_officers(question)
    return question


def _keep(question: LineQuestion) -> None:
    try:
        with transaction.atomic():
            question.save()
    except IntegrityError as error:
        raise Unfit({"text": _("You have asked about this line already. The question stands below it.")}) from error


def answer_question(officer: Account, question: LineQuestion, *, text: str) -> None:
    """Answer a question that was put to one's organisation; the person gets a message.

    Raises Denied for an officer whom it does not reach, who read the data or who asked; Unfit for an empty or
    overlong text or a question that a colleague has answered meanwhile.
    """
    require_reach(officer, question)
    if officer.pk in {question.reader_id, question.asker_id}:
        raise Denied(
            _("Whoever looked at the data or asked about it does not answer the question."),
            how=_("A colleague who holds the role must answer it."),
            permission=ANSWER,
        )
    missing = _("An answer is required. Say who looked, why, and on what basis.")
    if defect := text_defect(text, longest=ANSWER_LONGEST, missing=missing):
        raise Unfit({"answer": defect})
    with transaction.atomic():
        waiting = LineQuestion.objects.filter(pk=question.pk, answered_at=None)
        if not waiting.update(answer=text.strip(), answered_at=timezone.now(), answered_by=officer):
            raise Unfit({"answer": _("A colleague has answered this question meanwhile. Their answer stands.")})
        record(officer, "disclosure.answer", subject=f"question:{question.pk}")
        question.refresh_from_db()
        _tell_unless_hidden(question)


def require_reach(officer: Account, question: LineQuestion) -> None:
    """Raises Denied unless the question was put to an organisation for which the officer answers."""
    require(officer, ANSWER)
    if not questions_for(officer).filter(pk=question.pk).exists():
        raise Denied(
            _("This question was put to another organisation."),
            missing=_("You do not answer for it."),
            how=_("Its own officer for personal data answers it."),
            permission=ANSWER,
        )


def _tell_unless_hidden(question: LineQuestion) -> bool:
    """The message would point to a line that the person must not know of yet, so it waits for the delay's end."""
    if is_hidden(question.line_id):
        return False
    tell_asker(question)
    question.told_at = timezone.now()
    question.save(update_fields=["told_at"])
    return True


def order_delay(
    officer: Account, *, purpose: str, reference: str, basis: str, reason: str, last_day: date | None
) -> DisclosureDelay:
    """Hide the lines of one matter from the persons until the end of a day, on a legal basis 延迟告知.

    It hides none of the orderer's own looks, and an order after an earlier one needs another officer.
    Raises Denied, and Unfit with every defect at once.
    """
    require(officer, DELAY, area_code="")  # the whole city: an order reaches people wherever they live
    today = timezone.localdate()
    found = dict(delay_defects(basis=basis, reason=reason, last_day=last_day, today=today))
    reference = reference.strip()
    found |= _matter_defects(purpose, reference)
    if found or last_day is None:
        raise Unfit(found)
    _refuse_own_matter(officer, purpose, reference)
    ground = next(one for one in bases(on=today) if one.key == basis)
    with transaction.atomic():
        # Two officers who order at the same moment: the second sees the first's order.
        matters = OpenMatter.objects.select_for_update().filter(kind=purpose, reference=reference)
        list(matters.order_by("pk").values_list("pk", flat=True))
        _refuse_own_renewal(officer, purpose, reference)
        delay = DisclosureDelay.objects.create(
            purpose=purpose,
            reference=reference,
            law=ground.law,
            article=ground.article,
            reason=reason.strip(),
            ordered_by=officer,
            until=midnight(last_day + timedelta(days=1)),
        )
        record(
            officer,
            "disclosure.order_delay",
            subject=f"delay:{delay.pk}",
            purpose=f"{purpose}:{reference}",
            basis=f"{ground.law} {ground.article}",
            until=delay.until.isoformat(),
        )
    return delay


def _matter_defects(purpose: str, reference: str) -> dict[str, str]:
    """A delay is for one matter of a declared kind: never for mandates, one's own record or a whole duty."""
    if purpose not in purpose_kinds():
        return {"purpose": _("The kind of matter is required. Choose one from the list.")}
    if not reference:
        return {"reference": _("The number of the matter is required.")}
    if "\0" in reference or not OpenMatter.objects.filter(kind=purpose, reference=reference).exists():
        return {"reference": _("There is no matter of this kind with this number. Check both.")}
    return {}


def _refuse_own_matter(officer: Account, purpose: str, reference: str) -> None:
    is_reader = Line.objects.filter(purpose=purpose, reference=reference, reader_id=officer.pk).exists()
    matters = OpenMatter.objects.filter(kind=purpose, reference=reference)
    concerns_me = matters.filter(subject_id__in=subjects_of(officer.pk))
    if is_reader or matters.filter(holder=officer).exists() or concerns_me.exists():
        raise Denied(
            _("Whoever works on a matter, or whom it concerns, orders no delay of telling for it."),
            how=_("Another officer must decide on it."),
            permission=DELAY,
        )


def _refuse_own_renewal(officer: Account, purpose: str, reference: str) -> None:
    earlier = (
        DisclosureDelay.objects.filter(purpose=purpose, reference=reference).order_by("-ordered_at", "-pk").first()
    )
    if earlier is not None and earlier.ordered_by_id == officer.pk:
        raise Denied(
            _("You ordered the last delay for this matter; another officer must decide on a further one."),
            permission=DELAY,
        )


def end_delay(officer: Account, delay: DisclosureDelay) -> None:
    """End a delay before its day; the lines are shown at once, the message follows. Again changes nothing."""
    require(officer, DELAY, area_code="")  # the whole city: an order reaches people wherever they live
    with transaction.atomic():
        now = timezone.now()
        live = DisclosureDelay.objects.live().filter(pk=delay.pk)
        if live.update(ended_at=now, ended_by=officer):
            record(officer, "disclosure.end_delay", subject=f"delay:{delay.pk}")
    delay.refresh_from_db()


def tell_of_ended_delays() -> int:
    """Tell everybody concerned by delays that are over and not told of yet; returns how many matters that were.

    A matter that another delay still hides waits for that one. Runs again and again; each is told once.
    """
    told = 0
    while _tell_of_one_matter():
        told += 1
    return told


def _tell_of_one_matter() -> bool:
    with transaction.atomic():
        untold = DisclosureDelay.objects.over().filter(told_at=None).order_by("pk").select_for_update(skip_locked=True)
        still_hidden = set(DisclosureDelay.objects.live().values_list("purpose", "reference"))
        matters: dict[tuple[str, str], list[DisclosureDelay]] = defaultdict(list)
        for delay in untold:
            matters[delay.purpose, delay.reference].append(delay)
        ready = next((delays for matter, delays in matters.items() if matter not in still_hidden), None)
        if ready is None:
            return False
        persons = tell_after_delays(ready)
        for delay in ready:
            delay.told_at = timezone.now()
            delay.save(update_fields=["told_at"])
        subject = f"delay:{ready[-1].pk}"
        record(None, "disclosure.tell_after_delay", subject=subject, persons=persons)
    return True


def tell_waiting_answers() -> int:
    """Send the messages of answers that a delay held back and no longer does; returns how many."""
    waiting = LineQuestion.objects.exclude(answered_at=None).filter(told_at=None).order_by("pk")
    told = 0
    for question in waiting:
        with transaction.atomic():
            told += _tell_unless_hidden(question)
    return told
