"""What organisations tell others, so that rooms obey the same second: numbers, codes and days, never a person.

An event is sent for what an officer files; not for what a file, a published list or the synthetic fabric enters. Who
follows those as well reads the public feed.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from longcheng.core.events.event import Event


@dataclass(frozen=True, kw_only=True)
class OrganisationFounded(Event):
    """An organisation is registered. Sent once for each; not sent for branches, which have BranchOpened."""

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    kind: str
    code: str
    division_code: str
    day: date


@dataclass(frozen=True, kw_only=True)
class BranchOpened(Event):
    """A branch is registered. Sent once for each; not sent for its head office, of which nothing changes."""

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    branch_of_id: int
    code: str
    division_code: str
    day: date


@dataclass(frozen=True, kw_only=True)
class OrganisationRenamed(Event):
    """An organisation bears another name from that day.

    Sent once when it is filed. Not sent when a mistyped name is corrected.
    """

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    day: date


@dataclass(frozen=True, kw_only=True)
class OrganisationMoved(Event):
    """An organisation has another address.

    Sent once when it is filed. Not sent when a mistyped address is corrected, nor for its branches.
    """

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    from_division: str
    to_division: str
    day: date


@dataclass(frozen=True, kw_only=True)
class RepresentativeChanged(Event):
    """An organisation has another legal representative, and the former one's mandate is over.

    Sent once when it is filed. Not sent when an agent's appointment begins or ends, nor when a mistyped name is
    corrected.
    """

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    day: date


@dataclass(frozen=True, kw_only=True)
class OrganisationSuspended(Event):
    """An organisation has stopped business for a time 歇业 and may do so until that day. Its licences stay.

    Sent once when it is filed. Not sent when an authority suspends a licence: that is LicenceSuspended.
    """

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    day: date
    until: date


@dataclass(frozen=True, kw_only=True)
class OrganisationResumed(Event):
    """A suspended organisation does business again.

    Sent once when it is filed. Not sent when the term of a suspension merely runs out.
    """

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    day: date


@dataclass(frozen=True, kw_only=True)
class OrganisationRevoked(Event):
    """An organisation's business licence is revoked 吊销: it does nothing more but wind itself up.

    Sent once for it, and once for each branch that falls with it. Each licence that ends has LicenceCancelled. Not sent
    when one of its licences is revoked: that is LicenceRevoked.
    """

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    code: str
    day: date


@dataclass(frozen=True, kw_only=True)
class OrganisationDissolved(Event):
    """An organisation has ended 注销; nobody acts for it any more and nothing may be granted to it.

    Sent once for it and once for each branch that ends with it, also when it ends by a merger; `successor_id` is then
    into whom. Each licence that ends has LicenceCancelled. Not sent when a file or a list says that it has ended.
    """

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    code: str
    day: date
    successor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class OrganisationsMerged(Event):
    """Organisations were taken over by another, which bears their rights and debts from that day.

    Sent once for the merger, after OrganisationDissolved for each of `merged_ids`. Not sent when two records of the
    same organisation are found: such a record is corrected.
    """

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    merged_ids: list[int]
    day: date


@dataclass(frozen=True, kw_only=True)
class OrganisationCorrected(Event):
    """A field of an organisation was wrong and is put right. Sent with the field's name; not sent for real changes."""

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    field: str


@dataclass(frozen=True, kw_only=True)
class OrganisationActTakenBack(Event):
    """An act was filed by mistake and counts no more, with all that followed from it: read the record anew.

    Sent once, for the organisation whose act or licence it was. `kind` is that of the act, such as `dissolved`.
    Not sent when a correction is decided on a doubt.
    """

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class LicenceGranted(Event):
    """An organisation has a further licence. Sent once when it is filed; not sent when an existing one is renewed."""

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    licence_id: int
    kind: str
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class LicenceRenewed(Event):
    """A licence holds longer than before. Sent once when it is filed; not sent when its scope alone changes."""

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    licence_id: int
    kind: str
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class LicenceSuspended(Event):
    """A licence may not be used until it is resumed.

    Sent once when it is filed. Not sent when a licence runs out: its last day tells that.
    """

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    licence_id: int
    kind: str
    day: date


@dataclass(frozen=True, kw_only=True)
class LicenceResumed(Event):
    """A suspended licence may be used again.

    Sent once when it is filed. Not sent when a suspension is taken back as a mistake.
    """

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    licence_id: int
    kind: str
    day: date


@dataclass(frozen=True, kw_only=True)
class LicenceRevoked(Event):
    """A licence is taken away 吊销, as a penalty.

    Sent once when it is filed. Not sent when it is cancelled because its holder has ended.
    """

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    licence_id: int
    kind: str
    day: date


@dataclass(frozen=True, kw_only=True)
class LicenceCancelled(Event):
    """A licence has ended 注销: its holder has ended, has given it back, or it had run out.

    Sent once for each licence, also for each that ends with its holder. Not sent when it is revoked.
    """

    ordered_by: ClassVar[str] = "organisation_id"

    organisation_id: int
    licence_id: int
    kind: str
    day: date
