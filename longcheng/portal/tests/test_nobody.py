"""Health is told to a browser of somebody as to anybody, with the database away."""

import pytest
from django.db import OperationalError

from longcheng.core.sign_in.sessions import SessionStore


@pytest.mark.parametrize("address", ["/healthz", "/metrics"])
def test_no_session_is_looked_up_for_a_machines_address(signed_in, address, monkeypatch):
    client = signed_in("wu")

    def away(*_: object) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(SessionStore, "load", away)
    assert client.get(address).status_code in {200, 503}
    with pytest.raises(OperationalError):
        client.get("/inbox/")
