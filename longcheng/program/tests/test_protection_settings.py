"""The settings of protection: cookies by https, inner partners, the key ring of several machines, the home's files."""

import os
import subprocess
import sys

import pytest

from longcheng.core.protection.checks import check_exposure, check_key_ring
from longcheng.core.protection.ring_file import from_text, new_ring, to_text
from longcheng.program.configuration import CHECKOUT, ConfigurationError, read
from longcheng.program.engines import write_caddy
from longcheng.program.home import Home, Ports

SHOW = (
    "from longcheng.program import settings as s;"
    "print(s.SESSION_COOKIE_NAME if hasattr(s,'SESSION_COOKIE_NAME') else 'sessionid',"
    "getattr(s,'CSRF_COOKIE_NAME','csrftoken'),s.SESSION_COOKIE_SECURE,getattr(s,'SECURE_HSTS_SECONDS',0)>0)"
)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("", "sessionid csrftoken False False"),
        ("http://city.example", "sessionid csrftoken False False"),
        ("https://city.example", "__Host-session __Host-csrf True True"),
    ],
)
def test_cookies_are_bound_to_the_host_and_to_tls_where_people_come_by_https(tmp_path, url, shown):
    environment = {n: v for n, v in os.environ.items() if not n.startswith("LONGCHENG_")} | {
        "LONGCHENG_HOME": str(tmp_path / "none"),
        "LONGCHENG_DOTENV": os.devnull,
        "LONGCHENG_PUBLIC_URL": url,
        "PYTHONPATH": str(CHECKOUT),
    }
    done = subprocess.run([sys.executable, "-c", SHOW], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == shown


def test_inner_partners_are_read_and_nonsense_is_named():
    given = read({"LONGCHENG_INNER_PARTNERS": "10.1.2.0/24, 127.0.0.1:9000,[fd12::7]:443"})
    assert given.inner_partners == ("10.1.2.0/24", "127.0.0.1:9000", "[fd12::7]:443")
    with pytest.raises(ConfigurationError, match=r"partner\.example, 10\.0\.0\.1:0 is none"):
        read({"LONGCHENG_INNER_PARTNERS": "partner.example,10.1.2.0/24,10.0.0.1:0"})


def test_a_key_ring_from_elsewhere_must_be_one_and_is_not_shown(tmp_path):
    path = tmp_path / "ring.json"
    path.write_text(to_text(new_ring()))
    assert read({"LONGCHENG_KEYS_FILE": str(path)}).keys_file == path
    path.write_text('{"format": 1, "sealing": "a-secret"}')
    with pytest.raises(ConfigurationError, match="must name a key ring") as told:
        read({"LONGCHENG_KEYS_FILE": str(path)})
    assert "a-secret" not in str(told.value)


def test_a_home_makes_its_key_ring_once_and_for_its_owner_alone(tmp_path):
    home = Home(tmp_path / "home")
    home.prepare()
    made = home.keys.read_text()
    assert from_text(made).sealing.current
    home.prepare()
    assert home.keys.read_text() == made
    for name in ("keys.json", "secrets.json", "passwords.json"):
        assert (home.folder / name).stat().st_mode & 0o777 == 0o600
    assert not [file for file in home.folder.iterdir() if file.suffix == ".tmp"]


def test_a_key_ring_that_others_can_read_is_warned_of(settings, tmp_path):
    settings.KEY_RING = tmp_path / "keys.json"
    settings.KEY_RING.write_text(to_text(new_ring()))
    settings.KEY_RING.chmod(0o644)
    assert [warning.id for warning in check_key_ring()] == ["protection.W001"]
    settings.KEY_RING.chmod(0o600)
    assert check_key_ring() == []


@pytest.mark.parametrize(
    ("listen", "is_demo", "debug", "hosts", "url", "warned"),
    [
        ("127.0.0.1", False, True, ["*"], "http://127.0.0.1", []),
        ("0.0.0.0", True, True, ["*"], "http://127.0.0.1", []),
        ("0.0.0.0", False, True, ["*"], "http://city.example", ["protection.W002", "protection.W003"]),
        ("10.0.0.5", False, False, ["*"], "https://city.example", []),
        ("::", False, False, ["city.example"], "http://city.example", []),
    ],
)
def test_what_is_meant_for_one_machine_is_warned_of_where_others_reach_it(
    settings, listen, is_demo, debug, hosts, url, warned
):
    settings.LISTEN, settings.IS_DEMO, settings.DEBUG = listen, is_demo, debug
    settings.ALLOWED_HOSTS, settings.PUBLIC_URL = hosts, url
    assert [warning.id for warning in check_exposure()] == warned


@pytest.mark.parametrize(("url", "has_hsts"), [("", False), ("https://city.example", True)])
def test_the_door_speaks_of_https_only_where_people_come_by_it(tmp_path, url, has_hsts):
    home = Home(tmp_path)
    home.prepare()
    text = write_caddy(home, Ports(1, 2, 3, 4, 5, 6), read({"LONGCHENG_PUBLIC_URL": url})).read_text()
    assert ("Strict-Transport-Security" in text) is has_hsts
    assert "{protection}" not in text
