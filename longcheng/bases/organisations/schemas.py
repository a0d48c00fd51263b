"""What programs read of organisations."""

from datetime import date, datetime
from typing import Any

from ninja import Schema


class NameOut(Schema):
    """A name that it bears or bore."""

    name: str
    since: datetime | None
    until: datetime | None


class LicenceOut(Schema):
    """A licence as it stands now."""

    id: int
    kind: str
    number: str
    scope: str
    issuer: str
    issued_date: date | None
    valid_until: date | None
    state: str
    state_date: date | None
    is_synthetic: bool


class OrganisationOut(Schema):
    """A public record as of two days. `sources` tells by field who states it; `values` are as the acts have them."""

    id: int
    valid: datetime
    known: datetime
    values: dict[str, Any]
    sources: dict[str, str]
    names: list[NameOut]
    licences: list[LicenceOut]
    last_act_id: int


class HitOut(Schema):
    """One answer. `why` is code, name, inside, sound, letters or alike; `former_name` the one that fits."""

    id: int
    code: str
    name: str
    kind: str
    status: str
    industry: str
    division_code: str
    is_synthetic: bool
    why: str
    former_name: str
    former_until: datetime | None


class FoundOut(Schema):
    """A page of answers; `after` asks for the next one. `is_guess` if nothing is called so."""

    hits: list[HitOut]
    after: str
    is_guess: bool


class FollowedActOut(Schema):
    """One act of a register. `withheld` names what it states and nobody is told."""

    id: int
    subject_id: int
    kind: str
    source: str
    values: dict[str, Any]
    withheld: list[str]
    valid_from: datetime
    valid_to: datetime | None
    recorded_at: datetime
    voids_id: int | None


class FeedOut(Schema):
    """A page of acts in the order of their commits. Keep `cursor` together with what you made of the page."""

    acts: list[FollowedActOut]
    cursor: str
    has_more: bool
    owners: dict[str, str]


class FollowedRecordOut(Schema):
    """A record as it stands now."""

    subject_id: int
    values: dict[str, Any]
    withheld: list[str]
    last_act_id: int


class DefectsOut(Schema):
    """What was wrong with the question, by parameter."""

    defects: dict[str, str]
