"""What a program may ask for: of a resident where they live, as coarsely as a community; the feed for a department."""

from django.utils.translation import gettext_lazy as _

from longcheng.bases.geography.queries import full_name
from longcheng.bases.population.queries import home_division
from longcheng.core.access.models import Account
from longcheng.core.openid.declaration import Field, Scope


def _home_name(account: Account) -> str:
    code = home_division(account)
    return full_name(code) if code else ""


SCOPES = (
    Scope(
        name="resident",
        title=_("The community you live in"),
        explanation=_("The community, never the street or the house."),
        fields=(
            Field(claim="division_code", title=_("Number of your community"), read=home_division),
            Field(claim="division_name", title=_("Your community"), read=_home_name),
        ),
    ),
    Scope(
        name="population:feed",
        title=_("Follow the changes of the population register"),
        explanation=_(
            "For departments with a duty by law, in the program's own name. Every reading stands in the ledger."
        ),
        for_programs=True,
    ),
)
