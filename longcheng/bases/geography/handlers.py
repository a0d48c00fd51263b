"""What the map does with the news of organisations. Each bears being called twice.

Their events are named lazily and typed by their shape, so the city starts without the base of organisations.
"""

from typing import Protocol

from django.utils.translation import gettext as _

from longcheng.bases.geography.actions.organisations import check_addresses_of, end_features_of, rename_features_of


class OfOrganisation(Protocol):
    """An event that names an organisation."""

    organisation_id: int


class OfMerger(Protocol):
    """An event that names those who were taken over."""

    merged_ids: list[int]


def organisation_dissolved(event: OfOrganisation) -> None:
    """What it had on the map is no more."""
    end_features_of(event.organisation_id, why=_("The organisation was dissolved."))


def organisation_revoked(event: OfOrganisation) -> None:
    """It may do no business any more."""
    end_features_of(event.organisation_id, why=_("The organisation's licence was revoked."))


def organisations_merged(event: OfMerger) -> None:
    """Those that were taken over are no more; what another goes on with is entered by its keeper."""
    for organisation_id in event.merged_ids:
        end_features_of(organisation_id, why=_("The organisation was taken over by another."))


def organisation_renamed(event: OfOrganisation) -> None:
    """Its places are called as it is now."""
    rename_features_of(event.organisation_id)


def organisation_moved(event: OfOrganisation) -> None:
    """Whether its places have moved with it is to be checked."""
    check_addresses_of(event.organisation_id)
