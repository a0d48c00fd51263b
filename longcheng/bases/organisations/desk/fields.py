"""What a form of an act is made of: its questions, its words, and the action that it ends in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy

from longcheng.bases.organisations.fitness import DOCUMENT_MAX
from longcheng.core.access.models import Account

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Values = Mapping[str, Any]
Choices = list[tuple[str, "_StrOrPromise"]]
Subject = Any  # an Organisation, a Licence, or None where a new one is entered


@dataclass(frozen=True, kw_only=True)
class FormField:
    """One question. `kind` is text, long, date, choice, several, number, numbers, place or person.

    A place is typed by the name of its town or community. A person is named by a paper: `name` and `number` of the form
    are asked together, and whom they name is the value.
    """

    name: str
    title: "_StrOrPromise"
    kind: str = "text"
    hint: "_StrOrPromise" = ""
    is_needed: bool = True
    choices: Callable[[Subject, Account], Choices] | None = None
    begins: Callable[[Subject], str] | None = None
    most: int = 300
    is_ahead: bool = False  # a day that may lie in the future
    is_open: bool = False  # a choice that may also be typed
    check: Callable[[str], str] | None = None  # what is wrong with a text, said before the act is tried


@dataclass(frozen=True, kw_only=True)
class ActForm:
    """One kind of act. `do` states it by the answers and returns what it is about; `cautions` tell without refusing."""

    kind: str
    title: "_StrOrPromise"
    button: "_StrOrPromise"
    says: "_StrOrPromise"
    icon: str
    permission: str
    fields: tuple[FormField, ...]
    do: Callable[[Account, Subject, Values], Any]
    fits: Callable[[Subject], bool] = lambda _subject: True
    cautions: Callable[[Subject, Values], list[str]] = lambda _subject, _values: []
    is_danger: bool = False


def today(_subject: Subject) -> str:
    return timezone.localdate().isoformat()


def day_of(text: str) -> date | None:
    """A day such as 2026-11-23; None for anything else."""
    try:
        return parse_date(text.strip()) if len(text) <= len("2026-11-23") else None
    except ValueError:
        return None


DAY = FormField(name="day", title=gettext_lazy("From which day"), kind="date", begins=today)
DOCUMENT = FormField(
    name="document",
    title=gettext_lazy("The paper that you have seen, with its date"),
    hint=gettext_lazy("Its kind, never its number. Everybody can read it in the history."),
    most=DOCUMENT_MAX,
)
REASON = FormField(
    name="reason",
    title=gettext_lazy("Reason"),
    kind="long",
    hint=gettext_lazy("Everybody can read it in the history; name no person."),
    most=500,
)
