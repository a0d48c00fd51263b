"""The addresses that programs use: health, metrics, CloudEvents in."""

import time

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from prometheus_client import CollectorRegistry, generate_latest

from longcheng.core.access.doors import checks_for_itself, open_to_all
from longcheng.core.events.cloudevents import BadSignature, NotACloudEvent, read_http, verify
from longcheng.core.events.metrics import EventsCollector
from longcheng.core.events.models import Source
from longcheng.core.events.receiving import receive
from longcheng.core.events.sealing import secret_bytes
from longcheng.core.protection.sealing import SealBroken
from longcheng.core.registry.doubts.metrics import DoubtsCollector
from longcheng.core.transparency.metrics import LedgerCollector
from longcheng.portal.health import check_all


@open_to_all
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """200 only when every part is ready; names each part and what is wrong with it."""
    with override("en"):  # for programs and their operators' logs
        parts = check_all()
    ready = all(part.is_ready for part in parts)
    content = {"ready": ready, "parts": {part.name: "ready" if part.is_ready else part.problem for part in parts}}
    return JsonResponse(content, status=200 if ready else 503)


@open_to_all
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """The counters in the Prometheus text format; they name events and handlers, never people."""
    registry = CollectorRegistry()
    for collector in (EventsCollector(), LedgerCollector(), DoubtsCollector()):
        registry.register(collector)
    return HttpResponse(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")


@csrf_exempt
@checks_for_itself
@require_POST
def receive_events(request: HttpRequest) -> HttpResponse:
    """CloudEvents in structured, batched or binary mode, signed as Standard Webhooks by a known source.

    The header `longcheng-source` names the sender. 202 only after all events are committed; a repeat is
    acknowledged again and has no second effect.
    """
    name = request.headers.get("longcheng-source", "")
    source = Source.objects.filter(name=name, is_active=True).first()
    try:
        if source is None:
            raise BadSignature("The header longcheng-source must name a source that the city knows.")
        verify(secret_bytes(source.secret), request.headers, request.body, now_s=time.time())
        events = read_http(request.headers, request.body)
    except SealBroken as error:
        return JsonResponse({"error": str(error)}, status=503)
    except BadSignature as error:
        return JsonResponse({"error": str(error)}, status=401)
    except NotACloudEvent as error:
        return JsonResponse({"error": str(error), "defects": str(error).split("\n")}, status=400)
    accepted, repeated = receive(source, events)
    return JsonResponse({"accepted": accepted, "repeated": repeated}, status=202)
