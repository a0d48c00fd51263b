"""Every write of the population base: corrections, and the nightly check of addresses."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.population.models import AddressCheck, Correction, CorrectionPart, CorrectionState, Resident
from longcheng.bases.population.personal import RESIDENT_PLACE
from longcheng.bases.population.queries import resident_of
from longcheng.bases.population.rules import ADDRESS_MAX, REASON_MAX, defects, due
from longcheng.core.access.actions.programs import program_with_role
from longcheng.core.access.matters import assign_matter, close_matter, open_matter
from longcheng.core.access.models import Account, AccountKind, OpenMatter
from longcheng.core.access.permissions import Denied, record, require
from longcheng.core.access.purposes import for_duty
from longcheng.core.access.reading import read_many
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.messages.actions import send
from longcheng.core.messages.languages import in_each_language
from longcheng.core.sign_in.models import DocumentKind

DECIDE = "population.decide_correction"
MATCH = "population.match_resident"
CORRECTION = "population.correction"
ADDRESS_CHECK = "population.address_check"


def file_correction(account: Account, *, part: str, value: str, note: str = "") -> Correction:
    """A resident says that their name or address is wrong. Raises Unfit with all defects, Denied for non-residents."""
    resident = resident_of(account.pk)
    if resident is None:
        raise Denied(_("There is no record of you as a resident, so nothing in it can be corrected."))
    current = {"name": account.display_name, "address": resident.address or ""}.get(part, "")
    found = defects(part=part, value=value, note=note, parts=frozenset(CorrectionPart.values), current=current)
    if Correction.objects.filter(resident=resident, part=part, state=CorrectionState.OPEN).exists():
        found["part"] = _asked_already()
    if found:
        raise Unfit(found)
    now = timezone.now()
    correction = Correction(
        resident=resident, part=part, asked_value=value.strip(), note=note.strip() or None,
        filed_at=now, due_at=due(now),
    )  # fmt: skip
    with transaction.atomic():
        _keep(correction)
        open_matter(
            CORRECTION,
            reference=str(correction.pk),
            subject=account,
            url=f"/population/corrections/{correction.pk}/",
        )
        record(account, "population.file_correction", subject=f"correction:{correction.pk}", part=part)
    return correction


def _asked_already() -> str:
    return _("You have asked for this already. It is being checked; you can withdraw it.")


def _keep(correction: Correction) -> None:
    """Two presses at once: the database lets one in."""
    try:
        with transaction.atomic():
            correction.save()
    except IntegrityError as error:
        raise Unfit({"part": _asked_already()}) from error


def decide_correction(officer: Account, *, correction_id: int, accept: bool, reason: str) -> Correction:
    """Change the record as asked, or say why not; either closes the purpose. Raises Denied, Unfit."""
    with transaction.atomic():
        correction = Correction.objects.select_for_update().select_related("resident__account").get(pk=correction_id)
        resident = correction.resident
        require(officer, DECIDE, area_code=resident.division_code)
        _check_decision(officer, correction, accept=accept, reason=reason)
        if accept:
            _apply(correction, resident)
        correction.state = CorrectionState.ACCEPTED if accept else CorrectionState.REFUSED
        correction.decided_at, correction.decided_by, correction.reason = timezone.now(), officer, reason.strip()
        correction.save(update_fields=["state", "decided_at", "decided_by", "reason"])
        close_matter(CORRECTION, reference=str(correction.pk))
        record(officer, "population.decide_correction", subject=f"correction:{correction.pk}", accepted=accept)
        _tell(correction)
    return correction


def _check_decision(officer: Account, correction: Correction, *, accept: bool, reason: str) -> None:
    if correction.resident.account_id == officer.pk:
        raise Denied(_("This is your own request; a colleague must decide it."))
    _check_holder(officer, correction)
    found = {}
    if not correction.is_open:
        found["state"] = _("This request has been decided or withdrawn already.")
    if not accept and not reason.strip():
        found["reason"] = _("Say why it is not changed. The resident reads it.")
    if len(reason) > REASON_MAX or "\0" in reason:
        found["reason"] = _("The reason must have at most %(n)s signs.") % {"n": REASON_MAX}
    if found:
        raise Unfit(found)


def _apply(correction: Correction, resident: Resident) -> None:
    if correction.part == CorrectionPart.ADDRESS:
        resident.address = correction.asked_value
        resident.save(update_fields=["address"])
    else:
        resident.account.display_name = correction.asked_value
        resident.account.save(update_fields=["display_name"])


def _tell(correction: Correction) -> None:
    accepted = correction.state == CorrectionState.ACCEPTED
    send(
        key=f"correction {correction.pk} decided",
        sender=in_each_language(lambda: _("My record")),
        account_ids=[correction.resident.account_id],
        title=in_each_language(
            lambda: _("Your record has been corrected.") if accepted else _("Your record has not been changed.")
        ),
        body=correction.reason,
        url="/population/me/",
    )


def take_correction(officer: Account, *, correction_id: int) -> None:
    """From now on this officer alone may read for the request and decide it. Raises Denied, Unfit."""
    _assign(officer, correction_id=correction_id, holder=officer)


def give_back_correction(officer: Account, *, correction_id: int) -> None:
    """The request is every registrar's of the area again. Raises Denied for one that a colleague has taken; Unfit."""
    _assign(officer, correction_id=correction_id, holder=None)


def is_with_another(officer: Account, *, correction_id: int) -> bool:
    """Whether a colleague has taken the request."""
    matters = OpenMatter.objects.filter(kind=CORRECTION, reference=str(correction_id), closed_at=None)
    return matters.exclude(holder=None).exclude(holder=officer).exists()


def _check_holder(officer: Account, correction: Correction) -> None:
    if is_with_another(officer, correction_id=correction.pk):
        raise Denied(_("A colleague has taken this request."), how=_("Ask them, or take it over first."))


def _assign(officer: Account, *, correction_id: int, holder: Account | None) -> None:
    with transaction.atomic():
        correction = Correction.objects.select_for_update().select_related("resident").get(pk=correction_id)
        require(officer, DECIDE, area_code=correction.resident.division_code)
        if correction.resident.account_id == officer.pk:
            raise Denied(_("This is your own request; a colleague must decide it."))
        if not correction.is_open:
            raise Unfit({"state": _("This request has been decided or withdrawn already.")})
        if holder is None:
            _check_holder(officer, correction)
        before = OpenMatter.objects.filter(kind=CORRECTION, reference=str(correction.pk)).get().holder
        assign_matter(CORRECTION, reference=str(correction.pk), holder=holder)
        if holder is not None and before is not None and before != holder:
            _tell_former_holder(correction, before, new=holder)
        verb = "population.take_correction" if holder else "population.give_back_correction"
        record(officer, verb, subject=f"correction:{correction.pk}")


def _tell_former_holder(correction: Correction, former: Account, *, new: Account) -> None:
    """Nobody loses a request without hearing of it."""
    told = {"n": correction.pk, "name": new.display_name}
    send(
        key=f"correction {correction.pk} taken over by {new.pk} at {timezone.now().isoformat()}",
        sender=in_each_language(lambda: _("Correction requests")),
        account_ids=[former.pk],
        title=in_each_language(lambda: _("%(name)s has taken over request no. %(n)s from you.") % told),
        body=in_each_language(lambda: _("Ask them if you have begun on it. You can take it over again.")),
        url="/population/corrections/",
    )


def withdraw_correction(account: Account, *, correction_id: int) -> Correction:
    """The resident takes the request back; the purpose is gone. Raises Correction.DoesNotExist for another's."""
    with transaction.atomic():
        correction = Correction.objects.select_for_update().get(pk=correction_id, resident__account=account)
        if correction.is_open:
            correction.state, correction.decided_at = CorrectionState.WITHDRAWN, timezone.now()
            correction.save(update_fields=["state", "decided_at"])
            close_matter(CORRECTION, reference=str(correction.pk))
            record(account, "population.withdraw_correction", subject=f"correction:{correction.pk}")
    return correction


def check_addresses(town: Division) -> AddressCheck:
    """Read where all residents of a town live and count what is missing; each of them can read that it was done."""
    keeper = program_with_role("population-register-keeper", title="人口登记程序", role="population.register_keeper")
    residents = Resident.objects.filter(division_code__startswith=town.code).order_by("pk")
    communities = set(
        Division.objects.filter(level=DivisionLevel.COMMUNITY, code__startswith=town.code).values_list(
            "code", flat=True
        )
    )
    counted = without_address = outside = 0
    for seen in read_many(residents.iterator(), RESIDENT_PLACE, by=keeper, purpose=for_duty(ADDRESS_CHECK)):
        counted += 1
        without_address += not seen["address"].content
        outside += seen["community"].content not in communities
    with transaction.atomic():
        check = AddressCheck.objects.create(
            town_code=town.code, residents=counted, without_address=without_address, outside_any_community=outside
        )
        record(keeper, "population.check_addresses", subject=f"division:{town.code}", residents=counted)
    return check


def match_resident(
    officer: Account, *, username: str, name: str, document: str, division_code: str, address: str
) -> Resident:
    """Enter who stands at the counter with a document as the resident behind their account. Raises Denied, Unfit.

    The clerk types user name and name and is told neither, so that the desk is no place to look people up. Of the
    document its kind is recorded, never its number.
    """
    account = Account.objects.filter(username=username.strip().lower(), is_active=True).first()
    if account is None or account.display_name.strip() != name.strip():
        record(officer, "population.match_in_vain", subject=f"account:{account.pk}" if account else "")
        account = None
    found = _match_defects(account, document=document, division_code=division_code, address=address)
    if found or account is None:
        raise Unfit(found)
    require(officer, MATCH, area_code=division_code)
    if account.pk == officer.pk:
        raise Denied(_("Nobody matches their own account. Ask a colleague."))
    try:
        with transaction.atomic():
            resident = Resident.objects.create(account=account, division_code=division_code, address=address.strip())
            subject = f"account:{account.pk}"
            record(officer, "population.match_resident", subject=subject, document=document, area=division_code)
            send(
                key=f"resident {resident.pk} matched",
                sender=in_each_language(lambda: _("My record")),
                account_ids=[account.pk],
                title=in_each_language(lambda: _("A counter has matched your account with the population register.")),
                body=in_each_language(
                    lambda: _(
                        "Look at your record, and say so if something in it is wrong. If it was not you, tell us."
                    )
                ),
                url="/population/me/",
            )
    except IntegrityError as error:
        raise Unfit({"username": _matched_already()}) from error
    return resident


def _matched_already() -> str:
    return _("This account is matched with the register already.")


def _match_defects(account: Account | None, *, document: str, division_code: str, address: str) -> dict[str, str]:
    found: dict[str, str] = {}
    if account is None:
        found["username"] = _(
            "No open account has both this user name and this name. Ask for both again, sign by sign."
        )
    elif account.kind not in {AccountKind.RESIDENT, AccountKind.STAFF}:
        found["username"] = _("This account is no person's.")
    elif resident_of(account.pk) is not None:
        found["username"] = _matched_already()
    if document not in DocumentKind.values:
        found["document"] = _("Choose which document you have seen.")
    if not Division.objects.filter(code=division_code[:12], level=DivisionLevel.COMMUNITY).exists():
        found["division_code"] = _("Choose the village or community.")
    if not address.strip() or len(address) > ADDRESS_MAX or not address.strip().isprintable():
        found["address"] = _("The address is required, in one line of at most %(n)s signs.") % {"n": ADDRESS_MAX}
    return found
