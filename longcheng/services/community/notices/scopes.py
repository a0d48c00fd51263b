"""What a program may do with notices for a person, or in its own name."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.openid.declaration import Scope

SCOPES = (
    Scope(
        name="notices:publish",
        title=_("Publish notices for you"),
        explanation=_("Only where you may publish yourself. Every notice it publishes is recorded under your name."),
        for_programs=True,
    ),
)
