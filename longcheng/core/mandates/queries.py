"""Whose mandates there are, for the pages."""

from django.db.models import F, QuerySet

from longcheng.core.access.models import Account, Mandate, MandateBasis


def given_by(account: Account) -> QuerySet[Mandate]:
    """Those by which others act for this account, the live ones first."""
    return _ordered(Mandate.objects.filter(giver=account))


def held_by(account: Account) -> QuerySet[Mandate]:
    """Those by which this account acts for others, the live ones first."""
    return _ordered(Mandate.objects.filter(agent=account))


def from_papers() -> QuerySet[Mandate]:
    """Guardianships and representations, for the registrar."""
    return _ordered(Mandate.objects.exclude(basis=MandateBasis.GIVEN))


def of_either_side(account: Account, mandate_id: int) -> Mandate | None:
    """The mandate if the account is one of its two sides."""
    mandate = Mandate.objects.select_related("giver", "agent", "ended_by").filter(pk=mandate_id).first()
    return mandate if mandate and account.pk in {mandate.giver_id, mandate.agent_id} else None


def _ordered(mandates: QuerySet[Mandate]) -> QuerySet[Mandate]:
    return mandates.select_related("giver", "agent").order_by(F("ended_at").desc(nulls_first=True), "-ends_at", "-id")
