"""What somebody may do for an organisation by their mandate."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import MandateScope

REPRESENT, LICENCES = "organisations.represent", "organisations.licences"
ORGANISATION_SCOPES = (
    MandateScope(
        name=REPRESENT,
        title=_("Represent the organisation"),
        hint=_("Whatever it may ask, apply for and sign with the city"),
        is_for_organisations=True,
    ),
    MandateScope(
        name=LICENCES,
        title=_("Its licences"),
        hint=_("Apply for licences and renewals, and answer what the authority asks"),
        is_for_organisations=True,
    ),
)
