"""Giving a role to an account, and ending it."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account, RoleHeld, is_area
from longcheng.core.access.permissions import Denied, record, require
from longcheng.core.declaration import rooms
from longcheng.core.declaration.unfit import Unfit

GIVE = "access.give_roles"


def give_role(
    officer: Account,
    *,
    username: str,
    role: str,
    organisation: str,
    area_code: str = "",
    ends_at: datetime | None = None,
) -> RoleHeld:
    """Let an account hold a role in an organisation and an area. Raises Denied, and Unfit with all defects.

    Nobody gives a role to themselves, and nobody gives one further than their own area reaches.
    """
    account = Account.objects.filter(username=username, is_active=True).first() if "\0" not in username else None
    found = _defects(account, role=role, organisation=organisation, area_code=area_code, ends_at=ends_at)
    if found or account is None:
        raise Unfit(found)
    require(officer, GIVE, area_code=area_code)
    if account.pk == officer.pk:
        raise Denied(_("Nobody gives a role to themselves."), how=_("Ask a colleague who gives roles."))
    try:
        with transaction.atomic():
            # An ended one of the same role and area is begun anew; the record keeps its history.
            RoleHeld.objects.filter(
                account=account, role=role, area_code=area_code, ends_at__lte=timezone.now()
            ).delete()
            held = RoleHeld.objects.create(
                account=account, role=role, organisation=organisation.strip(), area_code=area_code, ends_at=ends_at
            )
            record(officer, "access.give_role", subject=f"account:{account.pk}", role=role, area=area_code)
    except IntegrityError:
        raise Unfit({"role": _("The account holds this role there already.")}) from None
    return held


def _defects(
    account: Account | None, *, role: str, organisation: str, area_code: str, ends_at: datetime | None
) -> dict[str, str]:
    found = {}
    if account is None:
        found["username"] = _("There is no account of this name.")
    if role not in {declared.name for room in rooms() for declared in room.roles}:
        found["role"] = _("There is no such role. Choose one of the list.")
    if not organisation.strip() or len(organisation) > 120 or "\0" in organisation:
        found["organisation"] = _("Name the organisation, in at most 120 signs.")
    if not is_area(area_code):
        found["area_code"] = _("An area is a division code of 4, 6, 9 or 12 digits.")
    if ends_at is not None and ends_at <= timezone.now():
        found["ends_at"] = _("The end lies in the past.")
    return found


def end_role(officer: Account, *, held_id: int) -> RoleHeld:
    """End a role at once. Raises Denied, RoleHeld.DoesNotExist. Ending an ended one changes nothing."""
    with transaction.atomic():
        held = RoleHeld.objects.select_for_update().select_related("account").get(pk=held_id)
        require(officer, GIVE, area_code=held.area_code)
        now = timezone.now()
        if held.ends_at is None or held.ends_at > now:
            # One that has not begun ends before it does.
            held.begins_at = min(held.begins_at, now - timedelta(seconds=1))
            held.ends_at = now
            held.save(update_fields=["begins_at", "ends_at"])
            record(officer, "access.end_role", subject=f"account:{held.account_id}", role=held.role)
    return held
