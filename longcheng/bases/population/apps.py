"""The declaration of the population base."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, Duty, MenuItem, Permission, PurposeKind, Role, Room, TvPage, WallTile


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
            words=("个人信息", "住址", "改地址", "更正", "户籍", "my data", "address"),
            life_events=("papers", "home"),
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Correction requests"),
            url="population:corrections",
            hint=_("Residents say that something in their record is wrong"),
            permission="population.decide_correction",
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Match an account"),
            url="population:match",
            hint=_("Somebody stands at the counter with a document and an account of their own"),
            permission="population.match_resident",
        ),
    )
    wall_tiles = (
        WallTile(
            name="residents",
            title=_("Residents"),
            owner=_("Population register"),
            shows="residents",
            order=10,
            has_divisions=True,
        ),
        WallTile(
            name="corrections",
            title=_("Corrections of the register"),
            owner=_("Population register"),
            shows="corrections",
            order=40,
            has_divisions=True,
        ),
    )
    tv_pages = (TvPage(label=_("My record"), url="tv-population:me", digit=6, icon="id", is_personal=True),)
    permissions = (
        Permission(name="population.read_resident", title=_("Read the record of a resident"), is_personal=True),
        Permission(name="population.match_resident", title=_("Match accounts with residents in one's area")),
        Permission(name="population.decide_correction", title=_("Decide requests for correction in one's area")),
    )
    roles = (
        Role(
            name="population.registrar",
            title=_("Registrar of population"),
            permissions=("population.decide_correction", "population.match_resident"),
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
