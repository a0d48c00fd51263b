"""Keeping, sharing and deleting views."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied, record, require
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.lists.declaring import StaffList
from longcheng.core.lists.models import SavedView
from longcheng.core.lists.queries import SHARE, organisations_to_share_with
from longcheng.core.lists.query import ListQuery

NAME_MAX, OWN_MOST = 60, 100
UNDO_WITHIN = timedelta(days=7)


def save_view(account: Account, *, of: StaffList, name: str, query: str, is_default: bool = False) -> SavedView:
    """Keep a choice of filters, order and columns; the same name replaces it. Raises Denied, Unfit."""
    require(account, of.permission)
    _check_name(name)
    kept = ListQuery.parse(of, account=account, query=query).query()
    own = SavedView.objects.standing().filter(account=account, list_name=of.name)
    with transaction.atomic():
        list(Account.objects.select_for_update().filter(pk=account.pk))  # two windows wait for each other
        if is_default:
            own.update(is_default=False)
        view = own.filter(name=name.strip()).first()
        if view is None and SavedView.objects.standing().filter(account=account).count() >= OWN_MOST:
            raise Unfit({"name": _("You have %(n)s views. Delete one first.") % {"n": OWN_MOST}})
        view = view or SavedView(account=account, list_name=of.name, name=name.strip())
        view.query, view.is_default = kept, is_default or view.is_default
        view.save()
        record(account, "lists.save_view", subject=f"view:{view.pk}", list=of.name)
    return view


def change_view(account: Account, view: SavedView, *, name: str, is_default: bool, organisation: str) -> None:
    """Rename it, make it the one a list opens with, share it with one's organisation or no longer.

    Raises Denied for another's view and for an organisation one may not share with; Unfit.
    """
    _own(account, view)
    _check_name(name)
    if organisation and organisation != view.organisation:
        require(account, SHARE)
        if organisation not in organisations_to_share_with(account):
            raise Denied(
                _("You may share views in your own organisation, but not there."),
                how=_("Choose your organisation as it is written in your role."),
                permission=SHARE,
            )
    own = SavedView.objects.standing().filter(account=account, list_name=view.list_name)
    try:
        with transaction.atomic():
            if is_default:
                own.exclude(pk=view.pk).update(is_default=False)
            view.name, view.is_default, view.organisation = name.strip(), is_default, organisation
            view.save(update_fields=["name", "is_default", "organisation"])
            record(account, "lists.change_view", subject=f"view:{view.pk}", shared=bool(organisation))
    except IntegrityError:
        raise Unfit({"name": _("You have a view of this name already. Choose another.")}) from None


def delete_view(account: Account, view: SavedView) -> None:
    """Take it away from everybody; for seven days it can be brought back. Raises Denied."""
    _own(account, view)
    with transaction.atomic():
        if SavedView.objects.standing().filter(pk=view.pk).update(deleted_at=timezone.now(), is_default=False):
            record(account, "lists.delete_view", subject=f"view:{view.pk}")


def bring_back_view(account: Account, view: SavedView) -> SavedView:
    """Undo a deletion; a name taken meanwhile gets a number. Raises Denied."""
    _own(account, view)
    with transaction.atomic():
        taken = set(
            SavedView.objects.standing()
            .filter(account=account, list_name=view.list_name)
            .values_list("name", flat=True)
        )
        numbers = iter(range(2, OWN_MOST + 3))
        name = view.name
        while name in taken:
            name = f"{view.name[: NAME_MAX - 4]} {next(numbers)}"
        view.name, view.deleted_at = name, None
        view.save(update_fields=["name", "deleted_at"])
        record(account, "lists.bring_back_view", subject=f"view:{view.pk}")
    return view


def forget_deleted_views() -> int:
    """Remove what can no longer be brought back; returns how many."""
    return SavedView.objects.filter(deleted_at__lt=timezone.now() - UNDO_WITHIN).delete()[0]


def _own(account: Account, view: SavedView) -> None:
    if view.account_id != account.pk:
        raise Denied(_("This view belongs to a colleague."), how=_("Open it and save it under a name of your own."))


def _check_name(name: str) -> None:
    if not name.strip() or len(name.strip()) > NAME_MAX or not name.strip().isprintable():
        raise Unfit({"name": _("Give the view a name of one line, at most %(n)s signs.") % {"n": NAME_MAX}})
