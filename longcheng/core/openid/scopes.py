"""The scopes that the provider itself offers."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.openid.declaration import Field, Scope

SCOPES = (
    Scope(
        name="openid",
        title=_("Recognise you"),
        explanation=_(
            "A number that only this program gets for you. Two programs cannot compare their numbers, "
            "and it says nothing about you."
        ),
    ),
    Scope(
        name="profile",
        title=_("Your name"),
        explanation=_("The name by which the city addresses you."),
        fields=(Field(claim="name", title=_("Name"), read=lambda account: account.display_name),),
    ),
)
