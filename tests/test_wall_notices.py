"""What a service tells the wall stands there."""

from longcheng.core.events.models import Delivery, DeliveryState
from longcheng.core.messages.models import Signal
from longcheng.services.community.notices.actions import publish_notice


def test_a_dead_letter_and_an_urgent_notice_stand_on_their_tiles(signed_in, people, monkeypatch):
    monkeypatch.setattr("longcheng.portal.wall.tiles._kept", {})
    publish_notice(people["zheng"], title="Storm", body="Stay inside.", area_code="320411103", is_urgent=True)
    assert Signal.objects.filter(channel="topic:notices.urgent").count() == 1
    Delivery.objects.update(state=DeliveryState.DEAD)
    page = signed_in("zheng").get("/wall/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Storm" in page
    assert "tone-urgent" in page.split('id="tile-events-dead"')[0].rsplit("<article", 1)[1]
