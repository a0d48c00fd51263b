"""Who may stand behind the counter: every account that holds any role."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from longcheng.core.access.doors import signed_in_account
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied, require, roles_held
from longcheng.core.lists.declaring import StaffList
from longcheng.core.lists.directory import staff_list
from longcheng.core.lists.query import ListQuery

ID_MAX = 2**63 - 1


def clerk(request: HttpRequest) -> Account:
    """The account behind the counter. Raises Denied for one that holds no role."""
    account = signed_in_account(request)
    if not roles_held(account):
        raise Denied(
            _("The counter is for people who hold a role in an organisation."),
            missing=_("You hold none."),
            how=_("If your work needs one, ask whoever keeps the roles of your organisation."),
        )
    return account


def list_address(of: StaffList, account: Account, *, query: str) -> str:
    """The page of a list with a wish that came from outside: read and written anew, so that nothing else leads on."""
    kept = ListQuery.parse(of, account=account, query=query).query()
    return f"{reverse(of.url)}?{kept}" if kept else reverse(of.url)


def chosen_list(request: HttpRequest, name: str) -> StaffList:
    """The list of this name, if the reader may see it. Raises Denied, also for one that does not exist."""
    of = staff_list(name)
    if of is None:
        raise Denied(_("There is no such list."), how=_("Go back and begin again from the list itself."))
    require(request.user, of.permission)
    return of
