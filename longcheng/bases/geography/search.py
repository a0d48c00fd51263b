"""What of geography can be found: the divisions, and the things on the map."""

from collections.abc import Iterator

from longcheng.bases.geography.map_queries import counts_of
from longcheng.bases.geography.models import Division, DivisionLevel, MapFeature, MapLayer
from longcheng.bases.geography.queries import enclosing_codes
from longcheng.bases.geography.romanised import division_name, syllables
from longcheng.core.search.entry import Entry, Kind

WEIGHTS = {DivisionLevel.CITY: 64, DivisionLevel.DISTRICT: 62, DivisionLevel.TOWN: 50, DivisionLevel.COMMUNITY: 30}
LAYERS = {DivisionLevel.DISTRICT: "districts", DivisionLevel.TOWN: "towns"}
PLACE_WEIGHT = 45
THINGS_MOST = 5_000  # of one layer; of more, nobody looks for one by its name
# What the statistical codes call the committee, and people call by the place: 朝阳花园社区居委会.
COMMITTEES = (
    ("社区居民委员会", "Community"), ("社区居委会", "Community"), ("居民委员会", "Community"),
    ("居委会", "Community"), ("村民委员会", "Village"), ("村委会", "Village"), ("社区", "Community"),
)  # fmt: skip


def entries() -> Iterator[Entry]:
    """Every division with those around it as its text, then the things of the map's layers that are no divisions."""
    divisions = dict(Division.objects.values_list("code", "name"))
    for division in Division.objects.all():
        yield _of_division(division, names=divisions)
    small = [layer.name for layer in _small_layers()]
    features = MapFeature.objects.filter(layer__in=small).exclude(name="").order_by()
    fields = features.values_list("layer_id", "key", "name", "name_en", "layer__title_zh", "layer__title_en",
                                  "division_code")  # fmt: skip
    for layer, key, name, name_en, title_zh, title_en, code in fields.iterator():
        around = "".join(divisions.get(outer, "") for outer in enclosing_codes(code)[1:])
        yield Entry(
            kind=Kind.PLACE,
            key=f"{layer}-{key}"[:120],
            url=f"/map/?place={layer}-{key}",
            title_zh=name,
            title_en=name_en,
            text_zh=f"{title_zh} · {around}" if around else title_zh,
            text_en=title_en,
            area_code=code,
            weight=PLACE_WEIGHT,
        )


def _small_layers() -> list[MapLayer]:
    """The layers whose things are found one by one. Buildings and addresses have a search of their own."""
    every = [layer for layer in MapLayer.objects.filter(is_listed=True) if layer.name not in LAYERS.values()]
    counts = counts_of(every)
    return [layer for layer in every if counts[layer.name] <= THINGS_MOST]


def _of_division(division: Division, *, names: dict[str, str]) -> Entry:
    level = DivisionLevel(division.level)
    around = [names.get(code, "") for code in enclosing_codes(division.code)[:-1]]
    return Entry(
        kind=Kind.PLACE,
        key=division.code,
        url=_address(division.code, level=level),
        title_zh=division.name,
        title_en=english_name(division.name),
        text_zh="".join(around),
        text_en=", ".join(division_name(name) for name in reversed(around)),
        words=(division.code,),
        area_code=division.code,
        weight=WEIGHTS[level],
    )


def _address(code: str, *, level: DivisionLevel) -> str:
    """Where the map shows it; a community is shown by its town."""
    if level == DivisionLevel.CITY:
        return "/map/"
    shown = DivisionLevel.TOWN if level == DivisionLevel.COMMUNITY else level
    return f"/map/?place={LAYERS[shown]}-{code[: shown.value]}"


def english_name(name: str) -> str:
    """朝阳花园社区居委会 → Chaoyanghuayuan Community, 薛家镇 → Xuejia Town."""
    for ending, english in COMMITTEES:
        if name.endswith(ending) and name != ending:
            return f"{syllables(name.removesuffix(ending))} {english}"
    return division_name(name)
