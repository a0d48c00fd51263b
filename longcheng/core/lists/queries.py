"""What the pages of lists read: views that one may use, and one's own acts on many rows."""

from django.db.models import Count, Q, QuerySet

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import holdings, roles_held
from longcheng.core.lists.models import BulkRow, BulkRun, RowState, SavedView

SHARE = "lists.share_view"
VIEWS_MOST = 50


def organisations_of(account: Account) -> set[str]:
    """The organisations for which an account holds a role now, as they are written: compared sign by sign."""
    return {held.organisation for held in roles_held(account)} - {""}


def organisations_to_share_with(account: Account) -> list[str]:
    """Those for which this account may share views."""
    return sorted({held.organisation for held in holdings(account, SHARE)} - {""})


def views_for(account: Account, *, list_name: str) -> list[SavedView]:
    """One's own and those that one's organisations share, by name. Two queries."""
    reach = Q(account=account) | Q(organisation__in=organisations_of(account))
    found = SavedView.objects.standing().filter(reach, list_name=list_name).select_related("account")
    return list(found.order_by("name", "pk")[:VIEWS_MOST])


def own_views(account: Account) -> QuerySet[SavedView]:
    """Every view that an account has made and not deleted."""
    return SavedView.objects.standing().filter(account=account).order_by("list_name", "name", "pk")


def runs_of(account: Account) -> QuerySet[BulkRun]:
    """One's own acts on many rows, the newest first."""
    return BulkRun.objects.filter(account=account).order_by("-pk")


def states_of(run: BulkRun) -> dict[str, int]:
    """How many rows of a run are in each state. One query."""
    counted = dict(BulkRow.objects.filter(run=run).values_list("state").annotate(Count("pk")).order_by())
    return {state: counted.get(state, 0) for state in RowState.values}
