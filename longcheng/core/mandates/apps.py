"""The declaration of mandates."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, MandateScope, MenuItem, Permission, Role, Room


class Mandates(Room):
    name = "longcheng.core.mandates"
    title = _("Mandates")
    summary = _("One person acts for another: in what, until when, and every use seen by both.")
    plan_ids = ("P4",)
    menu = (
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("Act for somebody"),
            url="portal:mandates",
            hint=_("Let somebody act for you, or act for them"),
            needs_account=True,
            words=("代办", "委托", "授权", "帮父母办事", "监护人", "mandate", "proxy"),
            life_events=("old-age", "child", "papers", "farewell"),
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Guardians and representatives"),
            url="portal:mandates-counter",
            hint=_("Record who acts for a child or for an organisation"),
            permission="mandates.record",
        ),
    )
    # The chapters of the plan, as people would name what they want done for them.
    mandate_scopes = (
        MandateScope(
            name="health", title=_("Health care"), hint=_("Appointments, reports, and what the doctor wants to know")
        ),
        MandateScope(name="affairs", title=_("Government affairs"), hint=_("Applications, certificates, corrections")),
        MandateScope(name="home", title=_("Home and community"), hint=_("Repairs, fees, help at home")),
    )
    permissions = (
        Permission(name="mandates.record", title=_("Record guardianships and representations from their papers")),
    )
    emits = ("MandateEnded",)
    founds_after = ("population",)
    roles = (Role(name="mandates.registrar", title=_("Registrar of mandates"), permissions=("mandates.record",)),)
