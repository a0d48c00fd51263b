"""What programs may ask for at this base: changing the map in the name of a keeper, or of a department."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.openid.declaration import Scope

SCOPES = (
    Scope(
        name="geography:edit",
        title=_("Change what lies on the map"),
        explanation=_(
            "Only where you, or the program's own account, are a keeper of the map. Each change names the program."
        ),
        for_programs=True,
    ),
)
