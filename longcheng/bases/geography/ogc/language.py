"""Which language a request is answered in."""

from django.utils.translation import get_language


def is_english() -> bool:
    """Whether the reader reads English; everybody else reads Chinese."""
    return (get_language() or "").startswith("en")
