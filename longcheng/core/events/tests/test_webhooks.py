"""A real receiver: signed requests over the wire, failures kept and tried again."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from longcheng.core.events.actions import add_webhook, set_webhook_active
from longcheng.core.events.cloudevents import verify
from longcheng.core.events.delivery import deliver_singly
from longcheng.core.events.models import Delivery, DeliveryState
from longcheng.core.events.tests.sample import SAMPLE, emit_titles, make_due
from longcheng.core.events.webhooks import deliver_webhook
from longcheng.core.protection.outside import OutsideRefused


@pytest.fixture
def receiver(settings):
    """An HTTP server of our own, let in by the setting; keeps what it gets, answers with the next of `answers`."""
    settings.INNER_PARTNERS = ("127.0.0.1",)
    got, answers = [], []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answers.pop(0) if answers else 204)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Keep the test's output quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", got, answers
    server.shutdown()
    server.server_close()


def test_a_shared_event_reaches_the_receiver_signed_and_a_failure_is_tried_again(people, receiver):
    url, got, answers = receiver
    _, secret = add_webhook(people["zheng"], title="partner", url=url, event_names=[SAMPLE])
    emit_titles("Water")
    answers.append(503)
    assert deliver_singly("webhook", deliver_webhook) == 1
    failed = Delivery.objects.get(lane="webhook")
    assert (failed.state, failed.attempts) == (DeliveryState.WAITING, 1)
    assert "answered 503" in failed.last_error
    make_due()
    assert deliver_singly("webhook", deliver_webhook) == 1
    assert Delivery.objects.get(lane="webhook").state == DeliveryState.DELIVERED
    (first_headers, first_body), (headers, body) = got
    key = base64.b64decode(secret.removeprefix("whsec_"))
    lowered = {name.lower(): value for name, value in headers.items()}
    verify(key, lowered, body, now_s=float(lowered["webhook-timestamp"]))
    assert json.loads(body)["data"]["title"] == "Water"
    assert first_headers["webhook-id"] == headers["webhook-id"], "the receiver knows a repeat by its id"
    assert first_body == body


def test_an_inner_address_is_neither_kept_nor_called_without_the_setting(people, receiver, settings):
    url, got, _ = receiver
    add_webhook(people["zheng"], title="partner", url=url, event_names=[])
    settings.INNER_PARTNERS = ()
    emit_titles("Water")
    deliver_singly("webhook", deliver_webhook)
    assert not got
    assert "127.0.0.1" in Delivery.objects.get(lane="webhook").last_error
    with pytest.raises(OutsideRefused, match="must lie outside"):
        add_webhook(people["zheng"], title="another", url=url, event_names=[])


def test_a_paused_webhook_is_owed_nothing_new_and_keeps_what_it_was_owed(people, receiver):
    url, got, _ = receiver
    webhook, _ = add_webhook(people["zheng"], title="partner", url=url, event_names=[])
    emit_titles("before")
    set_webhook_active(people["zheng"], webhook, is_active=False)
    emit_titles("after")
    deliver_singly("webhook", deliver_webhook)
    assert not got
    assert Delivery.objects.filter(lane="webhook", state=DeliveryState.WAITING).count() == 1
