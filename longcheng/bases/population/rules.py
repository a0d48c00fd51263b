"""When a correction is owed, and what may be asked for: pure functions."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

# GB/T 35273-2020 《信息安全技术 个人信息安全规范》 8.7: requests of the person are answered within thirty days.
ANSWER_WITHIN = timedelta(days=30)
VALUE_MAX, NOTE_MAX, REASON_MAX, ADDRESS_MAX = 120, 500, 500, 120


def due(filed_at: datetime) -> datetime:
    """The moment until which an answer is owed."""
    return filed_at + ANSWER_WITHIN


def defects(*, part: str, value: str, note: str, parts: frozenset[str], current: str) -> dict[str, str]:
    """What is wrong with a request for correction, by field; empty when nothing is."""
    found = {}
    if part not in parts:
        found["part"] = _("Choose what is wrong: your name or your address.")
    if not value.strip():
        found["value"] = _("Say how it should read.")
    elif len(value) > VALUE_MAX or not value.strip().isprintable():
        found["value"] = _("It must be one line of at most %(n)s signs.") % {"n": VALUE_MAX}
    elif value.strip() == current.strip():
        found["value"] = _("That is what stands there already.")
    if len(note) > NOTE_MAX or "\0" in note:
        found["note"] = _("The remark must have at most %(n)s signs.") % {"n": NOTE_MAX}
    return found
