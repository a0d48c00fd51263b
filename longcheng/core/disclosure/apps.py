"""The declaration of disclosure."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, MenuItem, Permission, Role, Room, TvPage


class Disclosure(Room):
    name = "longcheng.core.disclosure"
    title = _("Disclosure")
    summary = _("Who looked at my data, in plain words; questions about it; lawful delays that end.")
    plan_ids = ("P4",)
    menu = (
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("Who looked at my data"),
            url="portal:looked",
            hint=_("Every look at your data: by whom, when, what for"),
            needs_account=True,
            words=("隐私", "查询记录", "谁查了我", "泄露", "privacy"),
            life_events=("papers", "trouble"),
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Questions about looks at data"),
            url="portal:looked-questions",
            hint=_("What people ask your organisation, and until when it must answer"),
            permission="disclosure.answer",
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Delays of telling"),
            url="portal:looked-delays",
            hint=_("What people are told later, on which legal basis, until when"),
            permission="disclosure.delay",
        ),
    )
    tv_pages = (TvPage(label=_("Who looked at my data"), url="tv:looked", digit=5, icon="eye", is_personal=True),)
    permissions = (
        Permission(name="disclosure.answer", title=_("Answer people's questions about looks at their data")),
        Permission(name="disclosure.delay", title=_("Delay telling people about looks at their data")),
    )
    roles = (
        Role(
            name="disclosure.officer",
            title=_("Officer for personal data"),
            permissions=("disclosure.answer",),
        ),
        Role(
            name="disclosure.delay_officer",
            title=_("Officer for delays of telling"),
            permissions=("disclosure.delay",),
        ),
    )
