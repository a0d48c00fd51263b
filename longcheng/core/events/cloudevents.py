"""CloudEvents 1.0 at the edge: our events as theirs, theirs as ours, and the Standard Webhooks signature.

Sources: CloudEvents 1.0.2 (spec and HTTP protocol binding, github.com/cloudevents/spec);
Standard Webhooks 1.0.0 (standardwebhooks.com): headers webhook-id, webhook-timestamp, webhook-signature.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import orjson
from django.conf import settings

from longcheng.core.events.models import StoredEvent

STRUCTURED, BATCHED = "application/cloudevents+json", "application/cloudevents-batch+json"
TOLERANCE_S = 300  # Standard Webhooks: refuse timestamps further off than five minutes.
BATCH_MAX = 1_000


class NotACloudEvent(ValueError):
    """The message breaks the standard; the text lists every defect."""


class BadSignature(ValueError):
    """The signature is missing, too old or wrong."""


@dataclass(frozen=True)
class CloudEvent:
    """The context attributes that we keep, and the data."""

    id: str
    source: str
    type: str
    subject: str
    time: datetime | None
    data: Any


def to_cloudevent(event: StoredEvent) -> dict[str, Any]:
    """A stored event in the structured JSON form. `source` is the city's address, `id` our number."""
    return {
        "specversion": "1.0",
        "id": str(event.pk),
        "source": f"{settings.PUBLIC_URL}/events",
        "type": f"city.longcheng.{event.name}",
        "subject": event.key,
        "time": event.occurred_at.isoformat(),
        "recordedtime": event.recorded_at.isoformat(),
        "datacontenttype": "application/json",
        "data": event.data,
    }


def read_http(headers: Mapping[str, str], body: bytes) -> list[CloudEvent]:
    """Read a request in structured, batched or binary mode. Raises NotACloudEvent with all defects."""
    kind = headers.get("Content-Type", "").split(";")[0].strip().lower()
    if kind == STRUCTURED:
        return [_read(_json(body), "")]
    if kind == BATCHED:
        batch = _json(body)
        if not isinstance(batch, list) or len(batch) > BATCH_MAX:
            raise NotACloudEvent(f"A batch must be a JSON list of at most {BATCH_MAX} events.")
        return _read_batch(batch)
    attributes: dict[str, Any] = {
        name.lower().removeprefix("ce-"): unquote(value)
        for name, value in headers.items()
        if name.lower().startswith("ce-")
    }
    if _holds_nul(attributes):
        raise NotACloudEvent("The ce- headers must not hold the sign U+0000.")
    if not attributes:
        raise NotACloudEvent(f"Content-Type must be {STRUCTURED} or {BATCHED}, or the ce- headers must be given.")
    if kind in {"application/json", ""} or kind.endswith("+json"):
        attributes["data"] = _json(body) if body else None
    else:
        attributes["data_base64"] = base64.b64encode(body).decode()
    return [_read(attributes, "")]


def _json(body: bytes) -> Any:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise NotACloudEvent(f"The body is not JSON: {error}.") from error
    if b"\\u0000" in body and _holds_nul(content):
        raise NotACloudEvent("The body must not hold the sign U+0000, which PostgreSQL's jsonb cannot keep.")
    return content


def _holds_nul(content: Any) -> bool:
    if isinstance(content, str):
        return "\0" in content
    if isinstance(content, dict):
        return any(map(_holds_nul, content.keys())) or any(map(_holds_nul, content.values()))
    return isinstance(content, list) and any(map(_holds_nul, content))


def _read_batch(batch: list[Any]) -> list[CloudEvent]:
    read, defects = [], []
    for number, entry in enumerate(batch):
        try:
            read.append(_read(entry, f"Event {number}: "))
        except NotACloudEvent as error:
            defects.append(str(error))
    if defects:
        raise NotACloudEvent("\n".join(defects))
    return read


def _read(entry: Any, where: str) -> CloudEvent:
    if not isinstance(entry, dict):
        raise NotACloudEvent(f"{where}a CloudEvent must be a JSON object.")
    defects = []
    if entry.get("specversion") != "1.0":
        defects.append("specversion must be 1.0")
    for name, longest in (("id", 250), ("source", 500), ("type", 250)):
        if not isinstance(entry.get(name), str) or not 0 < len(entry[name]) <= longest:
            defects.append(f"{name} is required, text of at most {longest} signs")
    if not isinstance(entry.get("subject", ""), str) or len(entry.get("subject", "")) > 250:
        defects.append("subject must be text of at most 250 signs")
    time = None
    if "time" in entry:
        try:
            time = datetime.fromisoformat(str(entry["time"]))
            if time.tzinfo is None:
                raise ValueError("no time zone")
        except ValueError:
            defects.append("time must be an RFC 3339 moment with its zone, such as 2026-11-22T08:00:00+08:00")
    if defects:
        raise NotACloudEvent(where + "; ".join(defects) + ".")
    data = entry["data"] if "data" in entry else entry.get("data_base64")
    return CloudEvent(entry["id"], entry["source"], entry["type"], entry.get("subject", ""), time, data)


def sign(secret: bytes, message_id: str, timestamp_s: int, body: bytes) -> str:
    """The webhook-signature header: `v1,` and HMAC-SHA256 over `id.timestamp.body`, in base64."""
    signed = f"{message_id}.{timestamp_s}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def verify(secret: bytes, headers: Mapping[str, str], body: bytes, *, now_s: float) -> None:
    """Raises BadSignature unless one of the given signatures is right and fresh."""
    try:
        timestamp_s = int(headers.get("webhook-timestamp", ""))
    except ValueError as error:
        raise BadSignature("The header webhook-timestamp is required, in whole seconds since 1970.") from error
    if abs(now_s - timestamp_s) > TOLERANCE_S:
        raise BadSignature(f"webhook-timestamp is more than {TOLERANCE_S} seconds from our clock.")
    expected = sign(secret, headers.get("webhook-id", ""), timestamp_s, body)
    given = headers.get("webhook-signature", "").split()
    if not any(hmac.compare_digest(expected, candidate) for candidate in given):
        raise BadSignature("webhook-signature does not fit the body and this sender's secret.")
