"""Passkeys: what a browser may answer, and every lie that must fail. Wang owns the key, Li is a stranger to it."""

import copy

import pytest
from django.utils.translation import override
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AuthenticatorData

from longcheng.core.access.models import Act
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.messages.models import InboxItem
from longcheng.core.sign_in import passkeys
from longcheng.core.sign_in.actions.entering import prove_passkey
from longcheng.core.sign_in.actions.passkeys import add_passkey, remove_passkey
from longcheng.core.sign_in.models import Passkey
from longcheng.core.sign_in.passkeys import CHALLENGE, NotProved, proof_options, registration_options
from longcheng.core.sign_in.tests.conftest import account
from longcheng.core.sign_in.tests.soft_key import SoftKey

SIGN_IN = "sign in"


def asked():
    session: dict = {}
    return session, proof_options(session, purpose=SIGN_IN)


def test_a_passkey_names_its_account_without_a_user_name(wang, passkey):
    session, options = asked()
    assert "allowCredentials" not in options or not options["allowCredentials"]
    assert options["userVerification"] == "required"
    assert prove_passkey(session, passkey.prove(options), purpose=SIGN_IN) == wang
    assert Passkey.objects.get().used_at is not None


def test_adding_one_is_recorded_and_told_in_the_readers_language(wang, passkey):
    assert Act.objects.filter(verb="sign_in.add_passkey", account=wang).count() == 1
    message = InboxItem.objects.get(account=wang).message
    assert "A passkey was added" in message.said.title
    with override("zh-hans"):
        assert "通行密钥" in message.said.title


def test_an_answer_counts_once(wang, passkey):
    session, options = asked()
    answer = passkey.prove(options)
    prove_passkey(session, answer, purpose=SIGN_IN)
    with pytest.raises(NotProved, match="no challenge"):
        prove_passkey(session, answer, purpose=SIGN_IN)
    proof_options(session, purpose=SIGN_IN)
    with pytest.raises(NotProved, match="challenge"):
        prove_passkey(session, answer, purpose=SIGN_IN)


def test_a_challenge_is_used_up_by_a_wrong_answer_too(wang, passkey):
    session, options = asked()
    with pytest.raises(NotProved):
        prove_passkey(session, passkey.prove(options, origin="http://evil.example"), purpose=SIGN_IN)
    with pytest.raises(NotProved, match="no challenge"):
        prove_passkey(session, passkey.prove(options), purpose=SIGN_IN)


def test_a_challenge_expires(wang, passkey):
    session, options = asked()
    session[CHALLENGE]["at_s"] -= 301
    with pytest.raises(NotProved, match="expired"):
        prove_passkey(session, passkey.prove(options), purpose=SIGN_IN)


def test_a_challenge_for_one_purpose_serves_no_other(wang, passkey):
    session, options = asked()
    with pytest.raises(NotProved, match="no challenge"):
        prove_passkey(session, passkey.prove(options), purpose="confirm", account=wang)


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "http://localhost:8001"},
        {"origin": "https://localhost:8000"},
        {"origin": "http://localhost.evil.example:8000"},
        {"origin": "http://sub.localhost:8000"},
        {"rp_id": "evil.example"},
        {"challenge": b"another challenge of 32 bytes!!!"},
        {"cross_origin": True},
        {"flags": AuthenticatorData.FLAG.UP},
        {"flags": AuthenticatorData.FLAG.UV},
        {"handle": b"somebody else"},
    ],
    ids=lambda lie: "-".join(map(str, lie)),
)
def test_a_lie_proves_nothing_and_is_recorded(wang, passkey, lie):
    session, options = asked()
    with pytest.raises(NotProved):
        prove_passkey(session, passkey.prove(options, **lie), purpose=SIGN_IN)
    subject = f"account:{wang.pk}"
    assert Act.objects.filter(verb="sign_in.refused", subject=subject, detail__way="passkey").count() == 1


@pytest.mark.parametrize(
    "lie", [{"origin": "http://127.0.0.1:8000"}, {"rp_id": "evil.example"}, {"flags": AuthenticatorData.FLAG.UP}]
)
def test_a_lie_registers_nothing(wang, lie):
    session: dict = {}
    options = registration_options(session, wang, city="Longcheng")
    with pytest.raises(NotProved):
        add_passkey(wang, session, SoftKey().make(options, **lie), name="My phone")
    assert not Passkey.objects.exists()


def test_a_signature_over_something_else_fails(wang, passkey):
    session, options = asked()
    answer = passkey.prove(options)
    signature = bytearray(websafe_decode(answer["response"]["signature"]))
    signature[-1] ^= 1
    answer["response"]["signature"] = websafe_encode(bytes(signature))
    with pytest.raises(NotProved):
        prove_passkey(session, answer, purpose=SIGN_IN)


def test_a_copied_key_that_counts_backwards_is_refused(wang, passkey):
    session, options = asked()
    prove_passkey(session, passkey.prove(options), purpose=SIGN_IN)
    passkey.count = 0
    session, options = asked()
    with pytest.raises(NotProved, match="backwards"):
        prove_passkey(session, passkey.prove(options), purpose=SIGN_IN)


def test_a_key_that_nobody_registered_and_a_closed_account_stay_outside(wang, passkey):
    session, options = asked()
    stranger = SoftKey()
    stranger.user_handle = passkey.user_handle
    with pytest.raises(NotProved, match="not known"):
        prove_passkey(session, stranger.prove(options), purpose=SIGN_IN)
    wang.is_active = False
    wang.save()
    session, options = asked()
    with pytest.raises(NotProved, match="closed"):
        prove_passkey(session, passkey.prove(options), purpose=SIGN_IN)


def test_one_account_cannot_confirm_with_the_passkey_of_another(wang, passkey):
    li, session = account("li"), {}
    options = proof_options(session, purpose="confirm")
    with pytest.raises(NotProved, match="not known"):
        prove_passkey(session, passkey.prove(options), purpose="confirm", account=li)


def test_one_key_belongs_to_one_account(wang, passkey):
    li, session = account("li"), {}
    options = registration_options(session, li, city="Longcheng")
    with pytest.raises(Unfit, match="already"):
        add_passkey(li, session, passkey.make(options), name="Not mine")


def test_the_last_way_in_stays(wang, passkey):
    own = Passkey.objects.get()
    wang.set_unusable_password()
    wang.save()
    with pytest.raises(Unfit, match="only way in"):
        remove_passkey(wang, passkey_id=own.pk)
    wang.set_password("another bridge, further on")
    wang.save()
    assert remove_passkey(wang, passkey_id=own.pk) == "My phone"


def test_nobody_removes_the_passkey_of_another(wang, passkey):
    with pytest.raises(Passkey.DoesNotExist):
        remove_passkey(account("li"), passkey_id=Passkey.objects.get().pk)


RUBBISH = [None, 1, "x", [], {}, {"id": "é"}, {"id": "AA", "rawId": "AA", "response": 7, "type": "public-key"}]


@pytest.mark.parametrize("rubbish", RUBBISH, ids=repr)
def test_rubbish_is_refused_and_never_an_error_of_ours(wang, passkey, rubbish):
    session, _ = asked()
    with pytest.raises(NotProved):
        prove_passkey(session, rubbish, purpose=SIGN_IN)
    session = {}
    registration_options(session, wang, city="Longcheng")
    with pytest.raises(NotProved):
        add_passkey(wang, session, rubbish, name="x")


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "attestationObject"])
@pytest.mark.parametrize(
    "text", ["", "AA", "!!!", "e30", "W10", "o2NmbXRkbm9uZQ", "/" * 50, None, 5, {}, "AAAA" * 3000]
)
def test_a_broken_part_is_refused_and_never_an_error_of_ours(wang, passkey, part, text):
    session, options = asked()
    answer = copy.deepcopy(passkey.prove(options))
    answer["response"][part] = text
    if part == "attestationObject":
        session = {}
        options = registration_options(session, wang, city="Longcheng")
        answer = SoftKey().make(options)
        answer["response"][part] = text
        with pytest.raises(NotProved):
            add_passkey(wang, session, answer, name="x")
        return
    with pytest.raises(NotProved):
        prove_passkey(session, answer, purpose=SIGN_IN)


@pytest.mark.parametrize(
    ("public_url", "name", "works"),
    [
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("https://city.example/", "city.example", "https://city.example"),
        ("http://10.0.0.5:8000", "", None),
        ("http://[::1]:8000", "", None),
    ],
)
def test_passkeys_are_bound_to_a_name_and_never_to_a_number(settings, public_url, name, works):
    settings.PUBLIC_URL = public_url
    assert passkeys.relying_party_id() == name
    assert not passkeys.works_at("http://127.0.0.1:8000")
    assert works is None or passkeys.works_at(works)
