"""The declaration of the population base."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, Duty, MenuItem, Permission, PurposeKind, Role, Room


class Population(Room):
    name = "longcheng.bases.population"
    title = _("Population")
    summary = _("Who lives where. Placeholder residents until the register lands.")
    plan_ids = ("B1",)
    url_prefix = "population"
    menu = (
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("My record"),
            url="population:me",
            hint=_("What the city knows of you; say if something is wrong"),
            needs_account=True,
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Correction requests"),
            url="population:corrections",
            hint=_("Residents say that something in their record is wrong"),
            permission="population.decide_correction",
        ),
    )
    permissions = (
        Permission(name="population.read_resident", title=_("Read the record of a resident"), is_personal=True),
        Permission(name="population.decide_correction", title=_("Decide requests for correction in one's area")),
    )
    roles = (
        Role(
            name="population.registrar",
            title=_("Registrar of population"),
            permissions=("population.decide_correction",),
        ),
        Role(name="population.register_keeper", title=_("Program that keeps the register")),
    )
    purposes = (
        PurposeKind(
            name="population.correction",
            title=_("Correction request"),
            told=_("your correction request %(reference)s"),
        ),
    )
    duties = (
        Duty(
            name="population.address_check",
            title=_("Nightly check of addresses"),
            law="《中华人民共和国个人信息保护法》",
            article="第八条",  # 应当保证个人信息的质量，避免因个人信息不准确、不完整造成不利影响
            in_force_from=date(2021, 11, 1),
            source="中华人民共和国主席令第九十一号，2021-08-20",
        ),
    )
    founds_after = ("geography",)
