"""CloudEvents at the edge: read, signed, refused with all defects, kept once."""

import base64
import hashlib
import json
import time

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.test import Client

from longcheng.core.events.actions import add_source, add_webhook
from longcheng.core.events.cloudevents import BadSignature, NotACloudEvent, read_http, sign, to_cloudevent, verify
from longcheng.core.events.models import Delivery, Source, StoredEvent
from longcheng.core.events.sealing import secret_bytes
from longcheng.core.events.tests.sample import SAMPLE, emit_titles
from longcheng.core.protection.ring_file import new_ring, to_text
from longcheng.core.protection.rotating import renew, waiting
from longcheng.core.protection.sealing import SealBroken

EVENT = {
    "specversion": "1.0",
    "id": "A-1",
    "source": "/meters/7",
    "type": "com.example.reading",
    "subject": "meter-7",
    "time": "2026-11-22T08:00:00+08:00",
    "data": {"kwh": 3.5},
}
STRUCTURED = {"Content-Type": "application/cloudevents+json"}


def test_structured_batched_and_binary_mode_say_the_same():
    structured = read_http(STRUCTURED, json.dumps(EVENT).encode())
    batched = read_http({"Content-Type": "application/cloudevents-batch+json"}, json.dumps([EVENT]).encode())
    headers = {f"ce-{name}": str(value) for name, value in EVENT.items() if name != "data"}
    binary = read_http(headers | {"Content-Type": "application/json"}, json.dumps(EVENT["data"]).encode())
    assert structured == batched == binary
    assert structured[0].data == {"kwh": 3.5}


@pytest.mark.parametrize(
    ("change", "defect"),
    [
        ({"specversion": "0.3"}, "specversion"),
        ({"id": ""}, "id is required"),
        ({"source": None}, "source is required"),
        ({"type": 7}, "type is required"),
        ({"time": "yesterday"}, "RFC 3339"),
        ({"time": "2026-11-22T08:00:00"}, "zone"),
        ({"subject": "x" * 251}, "subject"),
    ],
)
def test_what_breaks_the_standard_is_named(change, defect):
    with pytest.raises(NotACloudEvent, match=defect):
        read_http(STRUCTURED, json.dumps(EVENT | change).encode())


@pytest.mark.parametrize("data", ["a\0b", {"k": ["\0"]}, {"\0": 1}])
def test_a_sign_that_the_database_cannot_keep_is_refused_and_its_written_form_is_not(data):
    with pytest.raises(NotACloudEvent, match=r"U\+0000"):
        read_http(STRUCTURED, json.dumps(EVENT | {"data": data}).encode())
    written = read_http(STRUCTURED, json.dumps(EVENT | {"data": "a \\u0000 that is only spelt"}).encode())
    assert written[0].data == "a \\u0000 that is only spelt"


def test_all_defects_of_a_batch_are_named_at_once():
    batch = [EVENT, EVENT | {"id": "", "type": ""}, "no object"]
    with pytest.raises(NotACloudEvent) as refusal:
        read_http({"Content-Type": "application/cloudevents-batch+json"}, json.dumps(batch).encode())
    assert str(refusal.value).splitlines() == [
        "Event 1: id is required, text of at most 250 signs; type is required, text of at most 250 signs.",
        "Event 2: a CloudEvent must be a JSON object.",
    ]


def test_the_signature_is_that_of_the_standard():
    """The example of the Standard Webhooks reference (standardwebhooks.com, libraries' test vector)."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == expected


def test_a_wrong_late_or_missing_signature_is_refused():
    headers = {"webhook-id": "m1", "webhook-timestamp": "1000", "webhook-signature": sign(b"k", "m1", 1000, b"body")}
    verify(b"k", headers, b"body", now_s=1100)
    for broken in (
        headers | {"webhook-signature": "v1,AAAA"},
        headers | {"webhook-id": "m2"},
        {name: value for name, value in headers.items() if name != "webhook-timestamp"},
    ):
        with pytest.raises(BadSignature):
            verify(b"k", broken, b"body", now_s=1100)
    with pytest.raises(BadSignature, match="300 seconds"):
        verify(b"k", headers, b"body", now_s=1301)


def post(client: Client, name: str, secret: str, content: object, **headers: str):
    body = json.dumps(content).encode()
    now = int(time.time())
    signature = sign(base64.b64decode(secret.removeprefix("whsec_")), "m1", now, body)
    signed = {
        "longcheng-source": name,
        "webhook-id": "m1",
        "webhook-timestamp": str(now),
        "webhook-signature": signature,
    }
    return client.post("/events/", body, content_type=STRUCTURED["Content-Type"], headers=signed | headers)


def test_a_signed_event_from_outside_is_accepted_once_and_its_repeat_acknowledged(people):
    _, secret = add_source(people["zheng"], name="meters", title="Meters")
    client = Client()
    assert post(client, "meters", secret, EVENT).json() == {"accepted": 1, "repeated": 0}
    assert post(client, "meters", secret, EVENT).json() == {"accepted": 0, "repeated": 1}
    stored = StoredEvent.objects.get(name="events.CloudEventReceived")
    assert stored.data["data"] == {"kwh": 3.5}
    assert stored.occurred_at.isoformat() == "2026-11-22T00:00:00+00:00", "the first clock is the source's"
    assert stored.recorded_at > stored.occurred_at


def test_a_stranger_a_wrong_secret_and_a_broken_event_are_refused_and_leave_nothing(people):
    _, secret = add_source(people["zheng"], name="meters", title="Meters")
    other = "whsec_" + base64.b64encode(b"another secret").decode()
    before = StoredEvent.objects.count()
    assert post(Client(), "nobody", secret, EVENT).status_code == 401
    assert post(Client(), "meters", other, EVENT).status_code == 401
    refused = post(Client(), "meters", secret, EVENT | {"id": "", "type": ""})
    assert refused.status_code == 400
    assert "id is required" in refused.json()["error"]
    assert StoredEvent.objects.count() == before


def test_a_webhook_is_owed_only_the_shared_events_it_asked_for(people):
    actor = people["zheng"]
    everything, _ = add_webhook(actor, title="all", url="https://partner.example/hook", event_names=[])
    other, _ = add_webhook(actor, title="some", url="https://partner.example/hook", event_names=["events.Other"])
    emit_titles("a")
    owed = set(Delivery.objects.filter(lane="webhook").values_list("handler", flat=True))
    assert owed == {everything.handler}
    assert other.handler not in owed


def test_our_event_leaves_as_a_cloudevent_with_both_clocks(db):
    emit_titles("a")
    sent = to_cloudevent(StoredEvent.objects.get())
    assert sent["specversion"] == "1.0"
    assert sent["type"] == f"city.longcheng.{SAMPLE}"
    assert sent["time"] <= sent["recordedtime"]
    assert read_http(STRUCTURED, json.dumps(sent).encode())[0].id == sent["id"], "our own reader finds no defect in it"


def test_a_secret_is_sealed_and_another_citys_ring_does_not_open_it(people, settings, tmp_path):
    source, secret = add_source(people["zheng"], name="meters", title="Meters")
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM events_source")
        assert secret.encode() not in bytes(cursor.fetchone()[0])
    assert Source.objects.get().secret == secret
    settings.KEY_RING = tmp_path / "keys.json"
    settings.KEY_RING.write_text(to_text(new_ring()))
    with pytest.raises(SealBroken, match=f"Source {source.pk}, events.source.secret: sealed with the key"):
        _ = Source.objects.get().secret


def test_a_secret_that_version_01_sealed_still_opens(people, settings):
    add_source(people["zheng"], name="meters", title="Meters")
    key = hashlib.sha256(b"longcheng events sealing v1" + settings.SECRET_KEY.encode()).digest()
    old = Fernet(base64.urlsafe_b64encode(key)).encrypt(b"an old secret")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_source SET secret = %s", [old])
    assert secret_bytes(Source.objects.get().secret) == b"an old secret"
    assert waiting("sealing") == 1
    renew("sealing")
    assert waiting("sealing") == 0
    settings.SECRET_KEY = "another key, at least fifty signs long, as a key of this kind should be"
    assert secret_bytes(Source.objects.get().secret) == b"an old secret", "it stands under the ring now"
