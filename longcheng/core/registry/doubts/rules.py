"""What may be said of a value, and what a decision needs: pure functions."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from longcheng.core.registry.declaring import RegisterField, Term

TEXT_MAX, NOTE_MAX, REASON_MAX = 120, 500, 500
OPEN_MOST = 50  # of one reader who is no member of the staff: whoever doubts more than that helps nobody
TOLD_FOR = timedelta(days=90)  # how long every reader is told that a value was checked
TYPED = frozenset({"text", "date"})
Choices = Sequence[tuple[str, Any]]


def owed_by(terms: Sequence[Term], *, filed_at: datetime) -> datetime:
    """The moment until which an answer is owed: by the newest term in force on the day of filing."""
    day = filed_at.date()
    in_force = [term for term in terms if term.in_force_from <= day] or terms[:1]
    return filed_at + max(in_force, key=lambda term: term.in_force_from).within


def is_late(due_at: datetime, *, now: datetime, is_open: bool) -> bool:
    """Whether an answer is owed and was not given in time; computed, never stored."""
    return is_open and due_at <= now


def may_be_typed(one: RegisterField, choices: Choices) -> bool:
    """Whether a value of this field can be written down; numbers of others cannot, nor codes without a list."""
    return one.kind in TYPED or (one.kind in {"code", "yes"} and bool(choices))


def typed(one: RegisterField, text: str, choices: Choices = ()) -> tuple[Any, str]:
    """What a reader typed as the field keeps it, and what is wrong with it (empty: nothing)."""
    text = text.strip()
    if not text or not text.isprintable() or len(text) > TEXT_MAX:
        return None, _("It must be one line of at most %(n)s signs.") % {"n": TEXT_MAX}
    if not may_be_typed(one, choices):
        return None, _("Say it in words, under the reason.")
    if one.kind == "date":
        try:
            return date.fromisoformat(text).isoformat(), ""
        except ValueError:
            return None, _("A day must be written like 2026-12-31.")
    if choices and text not in {value for value, _title in choices}:
        return None, _("Choose one of the list.")
    return text, ""


def doubt_defects(
    one: RegisterField,
    *,
    value: str,
    note: str,
    choices: Choices,
    is_typed: bool,
    needs_value: bool,
    current: Any,
) -> dict[str, str]:
    """What is wrong with a doubt that a reader files, by field; empty when nothing is."""
    found = {}
    if is_typed and value.strip():
        stated, defect = typed(one, value, choices)
        if defect:
            found["value"] = defect
        elif is_same(stated, current):
            found["value"] = _("That is what stands there already.")
    elif is_typed and needs_value:
        found["value"] = _("Say how it should read.")
    elif not note.strip():
        found["note"] = _("Say what is wrong, in a few words.")
    if len(note) > NOTE_MAX or "\0" in note:
        found["note"] = _("The remark must have at most %(n)s signs.") % {"n": NOTE_MAX}
    return found


def decision_defects(*, is_open: bool, accept: bool, reason: str) -> dict[str, str]:
    """What is wrong with a decision, by field."""
    found = {}
    if not is_open:
        found["state"] = _("This request has been decided or withdrawn already.")
    if not accept and not reason.strip():
        found["reason"] = _("Say why it is not changed. Whoever filed it reads it.")
    if len(reason) > REASON_MAX or "\0" in reason:
        found["reason"] = _("The reason must have at most %(n)s signs.") % {"n": REASON_MAX}
    return found


def is_same(stated: Any, current: Any, *, compared: Callable[[str], str] = str.strip) -> bool:
    """Whether two values say the same: blanks around a text and the order of a list say nothing.

    `compared` brings texts into the form in which they are compared.
    """
    return bool(_plain(stated, compared) == _plain(current, compared))


def _plain(value: Any, compared: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return compared(value)
    if isinstance(value, list):
        return sorted(value, key=str) or ""
    return "" if value is None else value


def settles(
    *,
    stated: Any,
    has_value: bool,
    doubting: str,
    owner: str,
    said_by: str,
    before: Any,
    said: Any,
    after: Any,
    compared: Callable[[str], str] = str.strip,
) -> str:
    """What a later statement of the field makes of an open doubt: accepted, withdrawn or (empty) nothing.

    The owner states what was doubted, or anything new where the doubt named no value: accepted. The source that doubted
    now states what the owner holds: withdrawn.
    """
    if said_by == owner:
        if has_value:
            return "accepted" if is_same(stated, after, compared=compared) else ""
        return "accepted" if not is_same(before, after, compared=compared) else ""
    if doubting and said_by == doubting and is_same(said, after, compared=compared):
        return "withdrawn"
    return ""
