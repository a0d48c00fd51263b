"""The declaration of the population base."""

from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import (
    Audience,
    Duty,
    LiveTopic,
    MenuItem,
    Permission,
    PurposeKind,
    Role,
    Room,
    TvPage,
    WallTile,
)


class Population(Room):
    name = "longcheng.bases.population"
    title = _("Population")
    summary = _("Who lives where, and to whom they are related: each value with its source and history.")
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
            audience=Audience.RESIDENT,
            label=_("Population statistics"),
            url="population:statistics",
            hint=_("How many live where, and how old the city is"),
            words=("人口", "人口统计", "常住人口", "年龄", "老龄化", "人口金字塔", "population", "census", "age"),
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Population counter"),
            url="population:counter",
            hint=_("Find the person who stands there, look at their record, file an act"),
            permission="population.find",
            words=("户籍", "常住", "出生", "迁移", "户口", "register", "birth", "move", "household"),
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Correction requests"),
            url="population:corrections",
            hint=_("Residents and departments say that a value is wrong"),
            permission="population.decide_correction",
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Match an account"),
            url="population:match",
            hint=_("Somebody stands at the counter with a document and an account of their own"),
            permission="population.match_resident",
        ),
        MenuItem(
            audience=Audience.STAFF,
            label=_("Doubtful pairs"),
            url="population:pairs",
            hint=_("Records that may be of one person, and the comparison that finds them"),
            permission="population.link",
            words=("归并", "拆分", "疑似同一人", "重复", "比对", "linkage", "duplicates", "merge"),
        ),
    )
    live_topics = (
        LiveTopic(
            name="population.linkage",
            title=_("How far a comparison of records is"),
            permission="population.link",
            carries=("run",),
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
        Permission(name="population.find", title=_("Find people of one's area at the counter, masked")),
        Permission(name="population.file_act", title=_("File acts of the population register in one's area")),
        Permission(name="population.follow_feed", title=_("Follow all changes of the population register")),
        Permission(name="population.match_resident", title=_("Match accounts with residents in one's area")),
        Permission(name="population.read_protected_address", title=_("See addresses that are kept secret")),
        Permission(name="population.decide_correction", title=_("Decide requests for correction in one's area")),
        Permission(name="population.link", title=_("Decide which records are of one person")),
        Permission(name="population.import", title=_("Load departments' files into the population register")),
    )
    roles = (
        Role(
            name="population.registrar",
            title=_("Registrar of population"),
            permissions=(
                "population.find",
                "population.file_act",
                "population.decide_correction",
                "population.match_resident",
            ),
        ),
        Role(
            name="population.importer",
            title=_("Importer of departments' files"),
            permissions=("population.import", "registry.import_files"),
        ),
        Role(
            name="population.protection_officer",
            title=_("Officer of protected addresses"),
            permissions=("population.read_protected_address",),
        ),
        Role(
            name="population.linker",
            title=_("Linker of records"),
            permissions=("population.link",),
        ),
        Role(
            name="population.register_keeper",
            title=_("Program that keeps the register"),
            permissions=("population.link",),
        ),
        Role(
            name="population.feed_follower",
            title=_("Department's program that follows the register"),
            permissions=("population.follow_feed",),
        ),
        Role(
            name="population.sealed_follower",
            title=_("Department's program that also follows numbers and addresses"),
            permissions=("population.follow_feed",),
        ),
    )
    purposes = (
        PurposeKind(
            name="population.correction",
            title=_("Correction request"),
            told=_("the correction request %(reference)s about your record"),
        ),
        PurposeKind(
            name="population.pair",
            title=_("Doubtful pair"),
            told=_("checking whether two records are both about you, no. %(reference)s"),
        ),
        PurposeKind(
            name="population.counter",
            title=_("At the population counter"),
            told=_("your visit at the counter, no. %(reference)s"),
        ),
    )
    duties = (
        Duty(
            name="population.linkage",
            title=_("Comparing records, so that each person is known once"),
            law="《中华人民共和国个人信息保护法》",
            article="第八条",  # 应当保证个人信息的质量，避免因个人信息不准确、不完整造成不利影响
            in_force_from=date(2021, 11, 1),
            source="中华人民共和国主席令第九十一号，2021-08-20",
        ),
        Duty(
            name="population.address_check",
            title=_("Nightly check of addresses"),
            law="《中华人民共和国个人信息保护法》",
            article="第八条",  # 应当保证个人信息的质量，避免因个人信息不准确、不完整造成不利影响
            in_force_from=date(2021, 11, 1),
            source="中华人民共和国主席令第九十一号，2021-08-20",
        ),
        Duty(
            name="population.feed",
            title=_("Telling departments what has changed in the register"),
            law="《中华人民共和国个人信息保护法》",
            article="第三十四条",  # 国家机关为履行法定职责处理个人信息，应当依照法律、行政法规规定的权限、程序进行
            in_force_from=date(2021, 11, 1),
            source="中华人民共和国主席令第九十一号，2021-08-20",
        ),
    )
    emits = (
        "PersonBorn",
        "PersonDied",
        "PersonsMarried",
        "PersonsDivorced",
        "PersonMoved",
        "HouseholdMoved",
        "NameChanged",
        "GuardianSet",
        "GuardianEnded",
        "AddressProtected",
        "RecordCorrected",
        "ActTakenBack",
        "PersonsMerged",
        "MergeUndone",
    )
    loads: ClassVar[dict[str, str]] = {
        "people-ages": "load_people_ages",
        "people-districts": "load_people_districts",
        "people-origins": "load_people_origins",
        "people-registered": "load_people_registered",
        "people-signs": "load_people_signs",
        "people-surnames": "load_people_surnames",
        "people-totals": "load_people_totals",
    }
    founds_after = ("geography",)
