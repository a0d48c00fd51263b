"""The pages of signing in: what a person sees, what a thief gets, what a clumsy hand types."""

import json
import re
import time

import pyotp
import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.utils import timezone

from longcheng.core.access.actions.accounts import make_account
from longcheng.core.access.models import Act
from longcheng.core.sign_in.models import CodeApp, Failures, Passkey, Recovery, Session
from longcheng.core.sign_in.tests.soft_key import SoftKey
from longcheng.core.sign_in.visits import DEVICE_COOKIE

PASSWORD, NEW = "a bridge over the canal", "quite another bridge"
HOST = "localhost:8000"


@pytest.fixture(autouse=True)
def _public_address(settings):
    settings.PUBLIC_URL = f"http://{HOST}"


def person(username, kind="resident", roles=()):
    return make_account(username=username, password=PASSWORD, display_name=username.title(), kind=kind, roles=roles)


@pytest.fixture
def wang(db):
    return person("wang")


def browser(**more):
    return Client(headers={"Accept-Language": "en", "Host": HOST, **more})


def sign_in(client, username="wang", password=PASSWORD, **more):
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def entered(username="wang"):
    client = browser()
    assert sign_in(client, username).status_code == 302
    return client


def send(client, address, data):
    return client.post(
        address, json.dumps(data), content_type="application/json", headers={"Accept": "application/json"}
    )


def with_passkey(client, name="My phone"):
    key = SoftKey()
    options = send(client, "/account/security/passkeys/begin/", {"name": name}).json()["options"]
    answer = send(client, "/account/security/passkeys/finish/", {"name": name, "answer": key.make(options)})
    assert answer.status_code == 200, answer.content
    return key


def test_signing_in_leads_on_and_makes_the_browser_known(wang):
    client = browser()
    answer = sign_in(client, next="/inbox/?unread=1")
    assert answer.headers["Location"] == "/inbox/?unread=1"
    cookie = answer.cookies[DEVICE_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert Act.objects.filter(verb="sign_in.begin", account=wang, detail__way="password").count() == 1


def test_the_long_request_of_a_program_is_where_signing_in_leads_on(wang):
    wanted = f"/openid/authorize?state={'s' * 5_000}"
    assert sign_in(browser(), next=wanted).headers["Location"] == wanted


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", "\x00", "/\r\nX: y",
     "//evil.example?/", "?//evil.example", "/" + "龙" * 2_000, "/?" + "s" * 20_000, "///evil.example?x"],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(wang, wanted):
    assert sign_in(browser(), next=wanted).headers["Location"] == "/"


def test_the_session_that_somebody_else_has_set_is_worth_nothing(wang):
    thief = browser()
    send(thief, "/sign-in/passkey/begin/", {})
    fixed = thief.cookies[settings.SESSION_COOKIE_NAME].value
    victim = browser()
    victim.cookies[settings.SESSION_COOKIE_NAME] = fixed
    sign_in(victim)
    assert victim.cookies[settings.SESSION_COOKIE_NAME].value != fixed
    assert thief.get("/inbox/").status_code == 302


def test_a_second_sign_in_changes_the_key_again(wang):
    client = entered()
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    sign_in(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert Session.objects.filter(account=wang).count() == 1


def test_wrong_names_and_wrong_passwords_get_the_same_page(wang):
    pages = []
    for username in ("wang", "nobody"):
        answer = sign_in(browser(), username, "wrong")
        assert answer.status_code == 422
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(username, "X")
        pages.append(re.sub(r"after=\"\d+\"", "", text))
    assert pages[0] == pages[1]


def test_who_guesses_gets_429_with_the_time_and_keeps_the_name_but_not_the_password(wang):
    client = browser()
    for _ in range(5):
        sign_in(client, password="wrong-secret")
    answer = sign_in(client, password="wrong-secret")
    text = answer.content.decode()
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "5"
    assert "Try again in 5 seconds" in text
    assert 'value="wang"' in text
    assert "wrong-secret" not in text


def test_the_owner_gets_in_from_the_known_browser_while_the_attack_goes_on(wang):
    home = entered()
    home.post("/sign-out/")
    for number in range(30):
        sign_in(browser(**{"X-Forwarded-For": f"203.0.113.{number}"}), password="guess")
    assert sign_in(browser()).status_code == 429
    assert sign_in(home).status_code == 302


def test_a_passkey_gets_in_while_the_attack_goes_on_and_without_a_name(wang):
    key = with_passkey(entered())
    for number in range(30):
        sign_in(browser(**{"X-Forwarded-For": f"203.0.113.{number}"}), password="guess")
    client = browser()
    options = send(client, "/sign-in/passkey/begin/", {}).json()["options"]
    answer = send(client, "/sign-in/passkey/finish/", {"answer": key.prove(options), "next": "/inbox/"})
    assert answer.json() == {"location": "/inbox/"}
    assert client.get("/inbox/").status_code == 200
    assert Session.objects.filter(way="passkey").count() == 1


def test_an_answer_of_a_passkey_cannot_be_sent_again(wang):
    key = with_passkey(entered())
    client = browser()
    options = send(client, "/sign-in/passkey/begin/", {}).json()["options"]
    proof = key.prove(options)
    assert send(client, "/sign-in/passkey/finish/", {"answer": proof}).status_code == 200
    for other in (client, browser()):
        send(other, "/sign-in/passkey/begin/", {})
        answer = send(other, "/sign-in/passkey/finish/", {"answer": proof})
        assert answer.status_code == 422
        assert "could not be checked" in answer.json()["error"]


@pytest.mark.parametrize(
    "body", ["", "[]", "{", "null", '{"answer": 5}', "[" * 20_000, "\x00", '"' + "x" * 70_000 + '"']
)
def test_rubbish_sent_to_the_passkey_pages_is_422(wang, body):
    client = entered()
    for address in (
        "/sign-in/passkey/finish/",
        "/sign-in/confirm/passkey/finish/",
        "/account/security/passkeys/finish/",
    ):
        assert client.post(address, body, content_type="application/json").status_code == 422


def test_a_flood_of_rubbish_passkeys_fills_no_record(wang):
    stranger = browser()
    before = Act.objects.count()
    forged = SoftKey().prove({"challenge": "A" * 43, "rpId": "localhost"}, handle=b"x")
    for answer in ({}, None, {"id": "x", "rawId": "x"}, forged):
        send(stranger, "/sign-in/passkey/begin/", {})
        for _ in range(2):
            assert send(stranger, "/sign-in/passkey/finish/", {"answer": answer}).status_code == 422
    assert Act.objects.count() == before


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\x00b", "\ud800", None, 5, ["x"], {"a": 1}])
def test_an_odd_name_for_a_passkey_is_never_an_error_of_ours(wang, name):
    answer = send(entered(), "/account/security/passkeys/begin/", {"name": name})
    assert answer.status_code in {200, 422}


def test_under_a_number_passkeys_are_not_offered_and_the_page_says_why(wang):
    client = Client(headers={"Accept-Language": "en", "Host": "127.0.0.1:8000"})
    text = client.get("/sign-in/").content.decode()
    assert "http://localhost:8000/sign-in/" in text
    assert "data-passkey-press" not in text
    assert send(client, "/sign-in/passkey/begin/", {}).status_code == 409


def test_dangerous_pages_want_a_fresh_proof(wang):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(wang)
    for address in ("password/", "passkeys/", "codes/", "codes/off/", "sheet/", "sessions/"):
        answer = client.get(f"/account/security/{address}")
        assert answer.headers["Location"].startswith("/sign-in/confirm/?next=%2Faccount%2Fsecurity%2F"), address
    assert send(client, "/account/security/passkeys/begin/", {"name": "x"}).status_code == 403
    assert client.post("/account/security/codes/off/").status_code == 302
    answer = client.post("/sign-in/confirm/", {"password": PASSWORD, "next": "/account/security/codes/"})
    assert answer.headers["Location"] == "/account/security/codes/"
    assert client.get("/account/security/codes/").status_code == 200


def test_a_fresh_proof_is_stale_after_ten_minutes(wang, monkeypatch):
    client = entered()
    assert client.get("/account/security/codes/").status_code == 200
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 601)
    assert client.get("/account/security/codes/").status_code == 302


def test_a_thief_with_an_open_browser_cannot_guess_the_password_and_closes_no_other_door(wang):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(wang)
    for _ in range(5):
        assert client.post("/sign-in/confirm/", {"password": "guess"}).status_code == 422
    assert client.post("/sign-in/confirm/", {"password": PASSWORD}).status_code == 429
    assert sign_in(browser()).status_code == 302


def test_a_new_password_needs_the_old_one_ends_other_sessions_and_is_told(wang):
    own, other = entered(), entered()
    form = {"old": "wrong", "new": NEW, "again": NEW}
    assert own.post("/account/security/password/", form).status_code == 422
    assert own.post("/account/security/password/", form | {"old": PASSWORD}).status_code == 302
    assert own.get("/inbox/").status_code == 200
    assert other.get("/inbox/").status_code == 302
    assert wang.inbox.filter(message__words__en__title__icontains="password was changed").count() == 1
    assert PASSWORD not in str(list(Act.objects.values()))
    assert NEW not in str(list(Act.objects.values()))


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [("", "", "is required"), ("short", "short", "too short"), ("1234567890", "1234567890", "entirely numeric"),
     (NEW, "different", "differ"), (PASSWORD, PASSWORD, "that you have"), ("x" * 2000, "x" * 2000, "at most")],
)  # fmt: skip
def test_a_poor_new_password_is_refused_with_the_reason(wang, new, again, said):
    answer = entered().post("/account/security/password/", {"old": PASSWORD, "new": new, "again": again})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_last_way_in_is_not_removed(wang):
    client = entered()
    with_passkey(client)
    wang.set_unusable_password()
    wang.save()
    client.force_login(wang)
    session = client.session
    session["proved"] = {"at_s": time.time(), "by": "passkey"}
    session.save()
    own = Passkey.objects.get()
    answer = client.post(f"/account/security/passkeys/{own.pk}/remove/")
    assert answer.status_code == 422
    assert "only way in" in answer.content.decode()
    assert client.post("/account/security/passkeys/999999/remove/").status_code == 404
    assert client.post("/account/security/password/", {"new": NEW, "again": NEW}).status_code == 302


def test_codes_are_asked_after_the_password_and_only_then(wang, monkeypatch):
    now = [1_800_000_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    client = entered()
    page = client.get("/account/security/codes/").content.decode()
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert "data:image/svg+xml" in page
    assert client.post("/account/security/codes/", {"code": "000000"}).status_code == 422
    page = client.post("/account/security/codes/", {"code": pyotp.TOTP(secret).at(now[0])}).content.decode()
    assert len(re.findall(r"<li><code>[A-Z2-9-]{14}</code>", page)) == 10

    other = browser()
    assert other.get("/sign-in/code/").headers["Location"] == "/sign-in/"
    assert sign_in(other, next="/inbox/").headers["Location"] == "/sign-in/code/"
    assert other.get("/inbox/").status_code == 302
    used = pyotp.TOTP(secret).at(now[0])
    assert other.post("/sign-in/code/", {"code": used}).status_code == 422, "the code of the set-up was used"
    now[0] += 30
    assert other.post("/sign-in/code/", {"code": pyotp.TOTP(secret).at(now[0])}).headers["Location"] == "/inbox/"
    assert Session.objects.filter(way="code").count() == 1


def test_half_a_sign_in_ends_after_ten_minutes_or_with_the_password(wang, monkeypatch):
    CodeApp.objects.create(account=wang, secret="x")
    client = browser()
    sign_in(client)
    assert client.get("/sign-in/code/").status_code == 200
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 601)
    assert client.get("/sign-in/code/").status_code == 302
    monkeypatch.setattr(time, "time", lambda: now)
    sign_in(client)
    wang.set_password(NEW)
    wang.save()
    assert client.get("/sign-in/code/").status_code == 302


def test_sessions_are_listed_and_ended_from_the_page(wang):
    own, other = entered(), entered()
    page = own.get("/account/security/sessions/").content.decode()
    assert page.count("This one") == 1
    (row,) = Session.objects.filter(account=wang).exclude(
        session_key__in=re.findall(r"This one.*?value=\"(\w{40})\"", page, re.DOTALL)
    )
    assert own.post("/account/security/sessions/end/", {"which": row.pk}).status_code == 302
    assert other.get("/inbox/").status_code == 302
    own.post("/account/security/sessions/end/", {"which": "\x00"})
    own.post("/account/security/sessions/end/", {"which": "x" * 10_000})
    assert own.post("/account/security/sessions/end/", {"which": "all"}).headers["Location"] == "/sign-in/"
    assert own.get("/inbox/").status_code == 302


def test_ending_the_session_in_hand_is_written_down_like_any_other_sign_out(wang):
    own = entered()
    own.post("/account/security/sessions/end/", {"which": Session.objects.get(account=wang).pk})
    assert own.get("/inbox/").status_code == 302
    assert Act.objects.filter(verb="sign_in.end", account=wang).count() == 1


def test_a_stranger_at_the_recovery_page_makes_the_city_compute_no_password(wang, monkeypatch):
    hashed: list[str] = []
    plain = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *a, **k: hashed.append("one") or plain(*a, **k))
    for username in ("wang", "nobody"):
        form = {"username": username, "code": "A" * 20, "new": NEW, "again": NEW}
        assert browser().post("/sign-in/recover/", form).status_code == 422
    assert hashed == []


def test_a_recovery_from_the_counter_to_the_new_password(wang):
    person("clerk", kind="staff", roles=[("sign_in.recovery_clerk", "")])
    desk, own = entered("clerk"), entered()
    wrong = desk.post("/recoveries/new/", {"username": "wang", "name": "Wong"})
    assert wrong.status_code == 422
    assert "No open account has both" in wrong.content.decode()
    assert "name fit" in desk.post("/recoveries/new/", {"username": "wang", "name": "Wang"}).content.decode()
    form = {"username": "wang", "name": "Wang", "step": "file", "document": "passport", "reason": "All is lost."}
    assert desk.post("/recoveries/new/", form | {"document": "", "reason": ""}).status_code == 422
    page = desk.post("/recoveries/new/", form).content.decode()
    code = re.search(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){4}", page)[0]
    assert "Somebody asked at a counter" in own.get("/notices/").content.decode()

    person_form = {"username": "wang", "code": code, "new": NEW, "again": NEW}
    early = browser().post("/sign-in/recover/", person_form)
    assert early.status_code == 422
    assert "counts only from" in early.content.decode()
    Recovery.objects.update(matures_at=timezone.now())
    fresh = browser()
    assert fresh.post("/sign-in/recover/", person_form).headers["Location"] == "/account/security/"
    assert own.get("/inbox/").status_code == 302
    assert fresh.get("/account/security/codes/").status_code == 200, "the recovery is a fresh proof"
    assert browser().post("/sign-in/recover/", person_form).status_code == 422
    assert desk.get("/recoveries/").status_code == 200


def test_the_owner_stops_it_with_one_press_from_any_session(wang):
    clerk = person("clerk", kind="staff", roles=[("sign_in.recovery_clerk", "")])
    form = {"username": "wang", "name": "Wang", "step": "file", "document": "passport", "reason": "All is lost."}
    entered("clerk").post("/recoveries/new/", form)
    own = Client(headers={"Accept-Language": "en"})
    own.force_login(wang)
    assert own.post("/account/security/stop-recovery/").status_code == 302
    assert Recovery.objects.get().stopped_by == wang
    assert "nothing to stop" in own.post("/account/security/stop-recovery/", follow=True).content.decode()
    assert clerk.inbox.count() == 1


def test_staff_need_a_second_clerk_and_the_first_sees_no_button(wang):
    for name in ("clerk", "second"):
        person(name, kind="staff", roles=[("sign_in.recovery_clerk", "")])
    person("officer", kind="staff")
    first, second = entered("clerk"), entered("second")
    first.post(
        "/recoveries/new/",
        {"username": "officer", "name": "Officer", "step": "file", "document": "passport", "reason": "All is lost."},
    )
    address = f"/recoveries/{Recovery.objects.get().pk}/"
    assert "Confirm as second clerk" not in first.get(address).content.decode()
    assert first.post(address, {"what": "confirm"}).status_code == 403
    assert "Confirm as second clerk" in second.get(address).content.decode()
    assert second.post(address, {"what": "confirm"}).status_code == 302
    assert Recovery.objects.get().confirmed_by.username == "second"
    assert first.get("/recoveries/999999/").status_code == 404


def test_the_desk_is_closed_to_those_without_the_role(wang):
    client = entered()
    for address in ("/recoveries/", "/recoveries/new/", "/recoveries/1/"):
        assert client.get(address).status_code == 403


def test_the_printed_sheet_sets_a_new_password(wang):
    client = entered()
    page = client.post("/account/security/sheet/").content.decode()
    code = re.findall(r"<li><code>([A-Z2-9-]{14})</code>", page)[3]
    lost = browser()
    form = {"username": "wang", "code": code.lower(), "new": NEW, "again": NEW}
    assert lost.post("/sign-in/recover/", form).status_code == 302
    assert client.get("/inbox/").status_code == 302
    assert browser().post("/sign-in/recover/", form).status_code == 422
    assert sign_in(browser(), password=NEW).status_code == 302


@pytest.mark.parametrize(
    "rubbish", ["\x00", "😀" * 5_000, "'; DROP TABLE", "%s%s", "\ud800".encode("utf-8", "replace").decode()]
)
def test_odd_texts_are_refused_everywhere_and_never_an_error_of_ours(wang, rubbish):
    client = entered()
    addresses = {
        "/sign-in/": {"username": rubbish, "password": rubbish, "next": rubbish},
        "/sign-in/recover/": {"username": rubbish, "code": rubbish, "app_code": rubbish, "new": NEW, "again": NEW},
        "/sign-in/confirm/": {"password": rubbish, "next": rubbish},
        "/account/security/password/": {"old": rubbish, "new": rubbish, "again": rubbish},
        "/account/security/codes/": {"code": rubbish},
        "/account/security/sessions/end/": {"which": rubbish},
    }
    for address, form in addresses.items():
        for who in (client, browser()):
            assert who.post(address, form).status_code < 500, address
            Failures.objects.all().delete()
