"""Finding an address while one types, and reading a whole text: each answer says why it is offered."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from longcheng.bases.geography.addresses.city_names import city_names
from longcheng.bases.geography.addresses.keys import number_key_of
from longcheng.bases.geography.addresses.number_search import (
    Row,
    at_keys,
    flats_without_stair,
    going_on,
    houses_under,
    nearest_above,
    parts_within,
)
from longcheng.bases.geography.addresses.parsing import Parsed, parse
from longcheng.bases.geography.addresses.place_search import find_places
from longcheng.bases.geography.addresses.street_search import FoundStreet, How, find_streets, streets_called
from longcheng.bases.geography.addresses.suggestion import FIT_ORDER, Fit, Suggestion, natural
from longcheng.bases.geography.queries import enclosing_codes, names_of
from longcheng.core.geo import great_circle_m

SUGGESTED, SUGGESTED_MOST = 8, 20
READINGS_MOST, INSIDE_MOST, STREETS_WITH_NUMBERS = 3, 6, 6
NEAR_STEP_M = 1_000  # who is nearer by less than this is not better for it
Place = tuple[float, float]


def suggest(text: str, *, near: Place | None = None, limit: int = SUGGESTED) -> list[Suggestion]:
    """What one may be typing, the best first: addresses, streets, places and divisions. At most ten short queries."""
    parsed = parse(text, divisions=city_names())
    limit = max(1, min(limit, SUGGESTED_MOST))
    found = matches(parsed, near=near, limit=limit)
    has_number = any(parsed.parts)
    if not has_number or not any(one.address_id for one in found):
        found = [*found, *find_places(text, parsed, limit=limit - min(len(found), limit - 2))]
    return _told(_in_order(found, near=near)[:limit])


def looks_like_address(text: str) -> bool:
    """Whether a text names a street and a number behind it, so that the city's search offers it as an address."""
    parsed = parse(text)
    return len(parsed.street) > 1 and any(parsed.parts)


def matches(parsed: Parsed, *, near: Place | None = None, limit: int = SUGGESTED) -> list[Suggestion]:
    """The streets that fit, with the numbers that fit under them; not yet told where they lie."""
    streets = find_streets(parsed.street, codes=parsed.codes)
    if not streets and parsed.divisions and not parsed.street:
        return []
    if not any(parsed.parts):
        return [_of_street(one) for one in streets]
    found: list[Suggestion] = []
    for one in _by_street(streets[:STREETS_WITH_NUMBERS], parsed, limit=limit):
        found += one
    if not any(one.fit in {Fit.EXACT, Fit.STAIR_OPEN} for one in found) and parsed.beside:
        found += [replace(one, how=How.WITHIN) for one in matches(parsed.beside, near=near, limit=limit)]
    return found


def _by_street(streets: Sequence[FoundStreet], parsed: Parsed, *, limit: int) -> list[list[Suggestion]]:
    """For each street: the very number; what is inside it and goes on from it; else what the register has of it."""
    readings = {one.name_id: parsed.readings(kind=one.kind)[:READINGS_MOST] for one in streets}
    asked = [(name_id, number_key_of(*parts)) for name_id, those in readings.items() for parts in those]
    exact = at_keys(asked)
    inside = parts_within([row.address_id for row in exact.values()], limit=INSIDE_MOST)
    further = going_on(list(dict.fromkeys(asked)), known=exact.keys())
    lacking = [
        (one.name_id, parts)
        for one in streets
        for parts in readings[one.name_id]
        if not any(row.name_id == one.name_id for row in exact.values())
        and not further.get((one.name_id, number_key_of(*parts)))
    ]
    above = nearest_above(lacking)
    answers = []
    for street in streets:
        rows: dict[int, tuple[Row, Fit]] = {}
        for parts in readings[street.name_id]:
            at = (street.name_id, number_key_of(*parts))
            _keep(rows, [exact[at]] if at in exact else [], Fit.EXACT)
            _keep(rows, inside.get(exact[at].address_id, []) if at in exact else [], Fit.INSIDE)
            _keep(rows, [] if at in exact else flats_without_stair(street.name_id, parts, limit=limit), Fit.STAIR_OPEN)
            _keep(rows, _shortest(further.get(at, []), limit=limit), Fit.GOES_ON)
        if not rows:
            _keep(rows, [above[at] for at in above if at[0] == street.name_id][:1], Fit.ABOVE)
        answers.append([_of_row(row, fit, street) for row, fit in rows.values()] or [_without_number(street)])
    return answers


def _keep(rows: dict[int, tuple[Row, Fit]], found: Iterable[Row], fit: Fit) -> None:
    for row in found:
        rows.setdefault(row.address_id, (row, fit))


def _shortest(rows: list[Row], *, limit: int) -> list[Row]:
    """Houses before the flats in them."""
    return sorted(rows, key=lambda row: (row.number_key.count("-"), natural(row.number_key)))[:limit]


def _of_street(street: FoundStreet, fit: Fit = Fit.STREET) -> Suggestion:
    return Suggestion(
        text=street.name,
        level="street",
        fit=fit,
        how=street.how,
        name_id=street.name_id,
        lon=street.lon,
        lat=street.lat,
        division_code=street.town_code,
        addresses=street.addresses,
    )


def _without_number(street: FoundStreet) -> Suggestion:
    return _of_street(street, Fit.NO_NUMBER)


def _of_row(row: Row, fit: Fit, street: FoundStreet) -> Suggestion:
    return Suggestion(
        text=row.text,
        level=row.level,
        fit=fit,
        how=street.how,
        address_id=row.address_id,
        name_id=row.name_id,
        lon=row.lon,
        lat=row.lat,
        division_code=row.division_code,
        is_synthetic=row.is_synthetic,
        addresses=street.addresses,
        number_key=row.number_key,
    )


def _in_order(found: Iterable[Suggestion], *, near: Place | None) -> list[Suggestion]:
    """By how well the number and the name fit, then the nearer, then the shorter and the more lived in."""
    placed = [replace(one, metres=_metres(one, near)) for one in found]

    def rank(one: Suggestion) -> tuple[object, ...]:
        steps = int(one.metres // NEAR_STEP_M) if one.metres is not None else 0
        depth = one.number_key.count("-")
        # Of what the register has of a flat that it lacks, the stair says more than the house.
        depth = -depth if one.fit == Fit.ABOVE else depth
        return FIT_ORDER[one.fit], one.how, steps, depth, natural(one.text), -one.addresses

    is_found = any(one.fit in {Fit.EXACT, Fit.STAIR_OPEN, Fit.GOES_ON} for one in placed)
    best: dict[tuple[object, ...], Suggestion] = {}
    for one in sorted(placed, key=rank):
        if one.fit == Fit.NO_NUMBER and is_found:
            continue
        best.setdefault((one.address_id, None if one.address_id else (one.name_id, one.place, one.division_code)), one)
    return list(best.values())


def _metres(one: Suggestion, near: Place | None) -> float | None:
    if near is None or one.lon is None or one.lat is None:
        return None
    return great_circle_m(near, to=(one.lon, one.lat))


def _told(found: Sequence[Suggestion]) -> list[Suggestion]:
    """Where each lies, and which towns have a street of the same name. One query."""
    names = names_of(code for one in found for code in enclosing_codes(one.division_code))
    same: dict[str, set[str]] = defaultdict(set)
    for one in found:
        if one.level == "street" or one.fit in {Fit.EXACT, Fit.STAIR_OPEN, Fit.ABOVE}:
            same[one.text].add(one.division_code[:9])
    told = []
    for one in found:
        where = "".join(names.get(code, "") for code in enclosing_codes(one.division_code)[1:3])
        towns = same.get(one.text, set()) if one.name_id else set()
        namesakes = tuple(names.get(code, code) for code in sorted(towns)) if len(towns) > 1 else ()
        told.append(one.with_place(where=where, namesakes=namesakes))
    return told


@dataclass(frozen=True)
class Resolved:
    """What a whole text means. `certainty`: certain, likely, unsure (several `candidates`), part (the house), none.

    `not_understood` is what of the text played no part.
    """

    parsed: Parsed
    certainty: str
    address: Suggestion | None
    candidates: tuple[Suggestion, ...] = ()
    not_understood: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        return self.address.why if self.address else ""


def resolve(text: str, *, near: Place | None = None) -> Resolved:
    """The address that a text means, with how sure that is. Costs what `suggest` costs."""
    parsed = parse(text, divisions=city_names())
    found = _told(_in_order(matches(parsed, near=near), near=near))
    left = tuple(one for one in (parsed.rest, *parsed.remarks) if one)
    best = [one for one in found if one.address_id and one.fit in {Fit.EXACT, Fit.STAIR_OPEN}]
    if best:
        best = [one for one in best if (one.fit, one.how) == (best[0].fit, best[0].how)]
        return Resolved(parsed, _certainty(best), best[0], tuple(best) if len(best) > 1 else (), left)
    above = [one for one in found if one.fit == Fit.ABOVE]
    if above:
        return Resolved(parsed, "part", above[0], tuple(above) if len(above) > 1 else (), left)
    return Resolved(parsed, "none", None, tuple(found[:SUGGESTED]), left or _whole(parsed, found))


def _certainty(best: Sequence[Suggestion]) -> str:
    if len({one.address_id for one in best}) > 1:
        return "unsure"
    return "certain" if best[0].is_exact else "likely"


def _whole(parsed: Parsed, found: Sequence[Suggestion]) -> tuple[str, ...]:
    return (parsed.street,) if parsed.street and not found else ()


def houses_of(text: str, *, most: int) -> list[str]:
    """The texts of the houses and stairs that a text means, for looking sealed addresses up by their blind index.

    Of an estate without a number all its houses, at most `most`. Only streets that are called so: nothing is guessed.
    """
    parsed = parse(text, divisions=city_names())
    streets = streets_called(parsed.street, codes=parsed.codes)
    asked = [(one.name_id, key) for one in streets for key in _keys(parsed, one)]
    return houses_under(asked, limit=most)


def _keys(parsed: Parsed, street: FoundStreet) -> list[str]:
    if not any(parsed.parts):
        return [""]
    return [number_key_of(*parts) for parts in parsed.readings(kind=street.kind)[:READINGS_MOST]]
