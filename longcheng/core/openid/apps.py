"""The declaration of the OpenID provider."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, MenuItem, Permission, PurposeKind, Role, Room


class OpenID(Room):
    name = "longcheng.core.openid"
    label = "openid"
    title = _("OpenID provider")
    summary = _("Programs of others sign people in with their city account and read what each person agreed to.")
    plan_ids = ("P4",)
    standards = (
        "OpenID Connect Core 1.0",
        "OpenID Connect Discovery 1.0",
        "OpenID Connect RP-Initiated Logout 1.0",
        "RFC 6749",
        "RFC 6750",
        "RFC 7009",
        "RFC 7591",
        "RFC 7636",
        "RFC 7662",
        "RFC 8252",
        "RFC 8414",
        "RFC 8628",
        "RFC 9207",
        "RFC 9700",
    )
    menu = (
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("Programs I have let in"),
            url="openid:let-in",
            hint=_("See what each may read, and end it"),
            needs_account=True,
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Programs of others"),
            url="openid:programs",
            hint=_("Approve, refuse or suspend those who ask to sign people in"),
            permission="openid.approve",
        ),
    )
    permissions = (
        Permission(name="openid.approve", title=_("Approve, refuse and suspend programs that sign people in")),
        # No policy gives it to anybody: what a person agreed to tell is released to that program alone.
        Permission(name="openid.read_told", title=_("Read what people agreed to tell programs"), is_personal=True),
    )
    purposes = (
        PurposeKind(name="openid.consent", title=_("By your agreement"), told=_("your agreement no. %(reference)s")),
    )
    roles = (Role(name="openid.approver", title=_("Approver of programs"), permissions=("openid.approve",)),)
