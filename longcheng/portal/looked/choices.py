"""What the filter offers: whoever looked in the last year, and what for."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from longcheng.core.access.models import Account
from longcheng.core.access.purposes import OWN
from longcheng.core.disclosure.filters import ACCOUNT, ORGANISATION, PROGRAM, LineFilter
from longcheng.core.disclosure.queries import Overview
from longcheng.core.disclosure.words import accounts_of, purpose_kind_title


@dataclass(frozen=True)
class Choices:
    """The entries of the two lists: value and words, those of `who` in groups."""

    who: list[tuple[str, list[tuple[str, str]]]]
    purposes: list[tuple[str, str]]


def choices(person: Account, seen: Overview, wanted: LineFilter) -> Choices:
    """Everybody and everything among the newest lines. One query for the names."""
    readers = {glance.reader_id for glance in seen.glances}
    accounts = accounts_of(readers - {None, person.pk})
    people = sorted((f"{ACCOUNT}{pk}", str(account)) for pk, account in accounts.items())
    offices = sorted({glance.organisation for glance in seen.glances} - {""})
    groups = [
        (_("People and programs"), people),
        (_("Organisations"), [(f"{ORGANISATION}{office}", office) for office in offices]),
    ]
    if None in readers:
        groups.append((_("The city itself"), [(PROGRAM, _("Programs of the city"))]))
    if wanted.who and wanted.who not in {value for _title, entries in groups for value, _words in entries}:
        # Never by name: the list must not tell the names of accounts that did not look.
        groups.append((_("Chosen"), [(wanted.who, _("The one chosen before"))]))
    kinds = {glance.purpose for glance in seen.glances} | ({wanted.purpose} if wanted.purpose else set())
    purposes = sorted((kind, purpose_kind_title(kind)) for kind in kinds - {"", OWN})
    return Choices([group for group in groups if group[1]], purposes)
