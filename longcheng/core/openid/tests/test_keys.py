"""Signing keys: sealed, published before they sign, withdrawn after their last token."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from jwcrypto import jwk, jwt

from longcheng.core.openid import lifetimes, tasks
from longcheng.core.openid.actions.keys import NotYetPublished, ensure_keys, rotate_keys
from longcheng.core.openid.keys import KeyLost, key_set, opened, read_signed, signed
from longcheng.core.openid.models import SigningKey

CLAIMS = {"iss": "here", "aud": "club", "exp": 4_000_000_000}


def states() -> list[str]:
    return [key.state for key in SigningKey.objects.order_by("made_at", "pk")]


def later(by: timedelta) -> None:
    """The clock goes on for every key."""
    for key in SigningKey.objects.all():
        key.made_at -= by
        key.current_at = key.current_at and key.current_at - by
        key.retired_at = key.retired_at and key.retired_at - by
        key.save()


def test_the_first_call_makes_the_key_that_signs_and_the_next_and_a_second_call_nothing(db):
    assert ensure_keys() == ensure_keys()
    assert states() == ["current", "next"]


def test_a_key_goes_from_next_to_current_to_retired_to_gone(db):
    first = ensure_keys()
    token = signed(CLAIMS, key=first)
    later(lifetimes.KEY_IN_USE)
    tasks.turn_keys()
    assert states() == ["retired", "current", "next"]
    assert read_signed(token) == CLAIMS
    tasks.turn_keys()
    assert states() == ["retired", "current", "next"]
    later(lifetimes.KEY_RETIRED + timedelta(minutes=1))
    tasks.turn_keys()
    assert states() == ["gone", "current", "next"]
    assert read_signed(token) is None
    assert len(key_set()["keys"]) == 2


def test_the_next_key_signs_only_when_programs_may_know_it(db):
    ensure_keys()
    with pytest.raises(NotYetPublished, match="Try again"):
        rotate_keys()
    with pytest.raises(CommandError, match="--compromised"):
        call_command("openidkeys", "rotate")


def test_a_leaked_key_and_what_lay_beside_it_are_gone_at_once(db, capsys):
    token = signed(CLAIMS, key=ensure_keys())
    call_command("openidkeys", "rotate", "--compromised")
    assert states() == ["gone", "gone", "current", "next"]
    assert read_signed(token) is None
    assert "signs from now on" in capsys.readouterr().out


def test_the_private_half_is_sealed_and_goes_when_the_key_retires(db, settings):
    key = ensure_keys()
    assert b"PRIVATE" not in bytes(key.sealed_private)
    assert "d" not in key.public_jwk
    assert all("d" not in public for public in key_set()["keys"])
    later(timedelta(days=1))
    rotate_keys()
    assert bytes(SigningKey.objects.get(pk=key.pk).sealed_private) == b""
    settings.SECRET_KEY = "another city's secret"
    with pytest.raises(KeyLost, match="--compromised"):
        opened(SigningKey.objects.get(current_at__isnull=False, retired_at=None))


def test_no_other_algorithm_and_no_other_key_is_read(db):
    key = ensure_keys()
    public = json.dumps(key.public_jwk)
    foreign = jwk.JWK.generate(kty="RSA", size=2048)
    forged = jwt.JWT(header={"alg": "RS256", "kid": key.kid}, claims=CLAIMS)
    forged.make_signed_token(foreign)
    confused = jwt.JWT(header={"alg": "HS256", "kid": key.kid}, claims=CLAIMS)
    confused.make_signed_token(jwk.JWK(kty="oct", k="QUJD" * 20))
    unsigned = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJoZXJlIn0."
    for text in (forged.serialize(), confused.serialize(), unsigned, public, "", "a.b.c", "\0", "龙城"):
        assert read_signed(text) is None


def test_an_expired_token_is_read_only_where_its_time_does_not_matter(db):
    past = CLAIMS | {"exp": int(timezone.now().timestamp()) - 3600}
    token = signed(past, key=ensure_keys())
    assert read_signed(token) is None
    assert read_signed(token, now_matters=False) == past
