"""Places of the map and divisions by the beginning of their names, beside the addresses of the search."""

from longcheng.bases.geography.addresses.parsing import Parsed
from longcheng.bases.geography.addresses.streets import normal_street
from longcheng.bases.geography.addresses.suggestion import Suggestion
from longcheng.bases.geography.models import Division, LayerKind, MapFeature

LEAST = 2  # signs of a name


def find_places(text: str, parsed: Parsed, *, limit: int) -> list[Suggestion]:
    """Things of listed layers, and divisions, whose name begins so. Two queries."""
    typed = normal_street(text)
    if len(typed) < LEAST:
        return []
    wanted = list(dict.fromkeys(one for one in (typed, parsed.street) if len(one) >= LEAST))
    return [*_divisions(parsed, typed, limit=3), *_features(wanted, limit=limit)]


def _divisions(parsed: Parsed, typed: str, *, limit: int) -> list[Suggestion]:
    rows = Division.objects.filter(name__startswith=parsed.street or typed).order_by("level", "code")[:limit]
    if parsed.codes and not parsed.street:
        rows = Division.objects.filter(pk__in=parsed.codes).order_by("code")[:limit]
    return [Suggestion(text=one.name, level="division", division_code=one.code, place=one.code) for one in rows]


def _features(wanted: list[str], *, limit: int) -> list[Suggestion]:
    found: list[Suggestion] = []
    for typed in wanted:
        rows = MapFeature.objects.filter(name__startswith=typed, layer__is_listed=True).exclude(name="")
        # Houses stand in the register of addresses and divisions in their own; what is left are places people name.
        rows = rows.filter(layer__kind=LayerKind.POINT).exclude(layer="towns").order_by("name", "pk")
        found += [
            Suggestion(
                text=one.name,
                level="place",
                place=one.place,
                lon=one.label_lon,
                lat=one.label_lat,
                division_code=one.division_code,
                is_synthetic=one.is_synthetic,
                layer=one.layer_id,
            )
            for one in rows.defer("geometry")[:limit]
        ]
        if found:
            break
    return found[:limit]
