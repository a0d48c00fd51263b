"""The declaration of signing in."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, MenuItem, Permission, Role, Room, WallTile


class SignIn(Room):
    name = "longcheng.core.sign_in"
    title = _("Signing in")
    summary = _("Passwords, passkeys, one-time codes, sessions, and the way back into an account.")
    plan_ids = ("P4",)
    standards = ("WebAuthn Level 2", "RFC 6238")
    wall_tiles = (WallTile(name="sign_ins", title=_("Sign-ins"), owner=_("Operations"), shows="today", order=31),)
    menu = (
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("Sign-in and security"),
            url="portal:security",
            hint=_("Password, passkeys, codes, and where you are signed in"),
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Account recovery"),
            url="portal:recoveries",
            hint=_("For people who have lost every way into their account"),
            permission="sign_in.recover",
        ),
    )
    permissions = (Permission(name="sign_in.recover", title=_("Help people back into their accounts at a counter")),)
    roles = (Role(name="sign_in.recovery_clerk", title=_("Account recovery"), permissions=("sign_in.recover",)),)
