"""The declaration of the organisations base."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from longcheng.bases.organisations.acting import ORGANISATION_SCOPES
from longcheng.core.declaration import Audience, LiveTopic, MenuItem, Permission, Role, Room


class Organisations(Room):
    name = "longcheng.bases.organisations"
    title = _("Organisations")
    summary = _("Every company, institution and society once: its names, status and licences, and who may act for it.")
    plan_ids = ("B2",)
    standards = ("GB 32100-2015", "GB/T 4754-2017")
    url_prefix = "organisations"
    menu = (
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("Organisations of the city"),
            url="organisations:search",
            hint=_("Look up a company, shop or institution: status, former names, licences"),
            words=("企业查询", "公司", "工商", "统一社会信用代码", "营业执照", "曾用名", "company", "business"),
        ),
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("My organisations"),
            url="organisations:mine",
            hint=_("For which organisations you may act, and until when"),
            needs_account=True,
            words=("法定代表人", "经办人", "企业", "营业执照", "代表单位", "company", "representative"),
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Organisations desk"),
            url="organisations:desk",
            hint=_("Found, change and dissolve organisations of one's area, and say who acts for them"),
            permission="organisations.file_act",
            words=("登记", "设立", "变更", "注销", "吊销", "歇业", "统一社会信用代码", "register", "dissolve"),
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Licences"),
            url="organisations:licences",
            hint=_("What one's authority has granted: renew, suspend, revoke, cancel"),
            permission="organisations.license",
            words=("许可证", "延续", "暂扣", "吊销", "注销许可", "licence", "permit"),
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Doubts about organisations"),
            url="organisations:doubts",
            hint=_("Readers and departments say that a value is wrong"),
            permission="organisations.decide_doubt",
        ),
    )
    live_topics = (
        LiveTopic(
            name="organisations.changed",
            title=_("What changes of organisations and their licences"),
            is_public=True,
            carries=("organisation",),
        ),
    )
    mandate_scopes = ORGANISATION_SCOPES
    permissions = (
        Permission(name="organisations.file_act", title=_("File acts of the register of organisations in one's area")),
        Permission(name="organisations.license", title=_("Grant, suspend and revoke licences in one's area")),
        Permission(name="organisations.appoint", title=_("Enter who may act for an organisation of one's area")),
        Permission(name="organisations.decide_doubt", title=_("Decide whether the register of organisations is wrong")),
        Permission(name="organisations.import", title=_("Load departments' files into the register of organisations")),
    )
    roles = (
        Role(
            name="organisations.registrar",
            title=_("Registrar of organisations"),
            permissions=("organisations.file_act", "organisations.appoint", "organisations.decide_doubt"),
        ),
        Role(
            name="organisations.licensing_officer",
            title=_("Licensing officer"),
            permissions=("organisations.license",),
        ),
        Role(
            name="organisations.importer",
            title=_("Importer of files about organisations"),
            permissions=("organisations.import", "registry.import_files"),
        ),
    )
    emits = (
        "OrganisationFounded",
        "BranchOpened",
        "OrganisationRenamed",
        "OrganisationMoved",
        "RepresentativeChanged",
        "OrganisationSuspended",
        "OrganisationResumed",
        "OrganisationRevoked",
        "OrganisationDissolved",
        "OrganisationsMerged",
        "OrganisationCorrected",
        "OrganisationActTakenBack",
        "LicenceGranted",
        "LicenceRenewed",
        "LicenceSuspended",
        "LicenceResumed",
        "LicenceRevoked",
        "LicenceCancelled",
    )
    handles: ClassVar[dict[str, tuple[str, ...]]] = {
        "mandates.MandateEnded": ("end_with_mandate",),
        "population.PersonDied": ("end_of_the_dead",),
    }
    loads: ClassVar[dict[str, str]] = {
        "organisations-colleges": "load_colleges",
        "organisations-departments": "load_departments",
        "organisations-divisions": "load_divisions",
        "organisations-hospitals": "load_hospitals",
        "organisations-trades": "load_trades",
    }
    founds_after = ("population",)
