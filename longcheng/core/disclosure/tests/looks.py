"""Lines of the ledger for tests, at any moment, as the one way of reading writes them."""

import uuid
from datetime import UTC, datetime
from unittest.mock import patch

from django.utils import timezone

from longcheng.core.access.models import Account
from longcheng.core.transparency import sessions, writing
from longcheng.core.transparency.models import Line
from longcheng.core.transparency.reading import Reading

STATION, ROLE, MATTER = "薛家派出所", "population.registrar", "population.correction"


def look(
    subject: Account,
    *,
    by: Account | int | None,
    purpose: str = MATTER,
    reference: str = "17",
    at: datetime | None = None,
    others: list[Account] | None = None,
    **more: object,
) -> Line:
    """Somebody looked at a person's record; returns the line about that person."""
    reader_id = by.pk if isinstance(by, Account) else by
    reading = Reading(
        **{
            "reader_id": reader_id,
            "role": "",
            "organisation": "",
            "subject_id": subject.pk,
            "what": "population.resident",
            "fields": ("name", "address"),
            "purpose": purpose,
            "reference": reference,
            "came_from": "page 203.0.113.5",
            "reading_id": uuid.uuid4(),
        }
        | more
    )
    moment = (at or timezone.now()).astimezone(UTC)
    readings = list(reading.of_each([subject.pk, *(other.pk for other in others or [])]))
    with patch.object(sessions, "datetime", wraps=datetime) as clock:
        clock.now.return_value = moment
        writing.append(readings)
    return Line.objects.get(reading_id=reading.reading_id, subject_id=subject.pk)
