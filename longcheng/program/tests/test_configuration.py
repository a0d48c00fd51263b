"""Settings: every defect at once, nothing secret repeated."""

from pathlib import Path

import pytest

from longcheng.program.configuration import CHECKOUT, Configuration, ConfigurationError, read
from longcheng.program.engines import is_reachable, write_caddy, write_nats
from longcheng.program.home import Home, Ports

PORTS = Ports(door=8000, web=8001, live=8002, nats=8003, mqtt=8004, nats_monitor=8005)


def test_without_any_setting_the_first_city_starts_on_loopback():
    settings = read({})
    assert (settings.city, settings.port, settings.listen) == ("changzhou", 8000, "127.0.0.1")
    assert settings.home == CHECKOUT / ".city"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("LONGCHENG_PORT", "70000", "must be a whole number from 1 to 65535"),
        ("LONGCHENG_PEOPLE", "-1", "must be a whole number from 0 to 6000000"),
        ("LONGCHENG_DEMO", "perhaps", "must be yes or no"),
        ("LONGCHENG_CITY", "atlantis", "must name a folder of cities/"),
        ("LONGCHENG_LISTEN", "banana", "must be an IP address"),
        ("LONGCHENG_WITHOUT", "services.nowhere", "services.nowhere is none"),
        ("LONGCHENG_ALLOWED_HOSTS", "a b", "a b is none"),
        ("LONGCHENG_NATS_SYNC", "never", "must be 'default'"),
        ("LONGCHENG_TLS", "perhaps", "must be 'door'"),
        ("LONGCHENG_SECRET_KEY", "short", "must have at least 32 characters"),
        ("LONGCHENG_PUBLIC_URL", "city.example", "must look like https://"),
        ("DATABASE_URL", "postgresql://host", "must look like postgresql://"),
        ("NATS_URL", "http://host", "must look like nats://"),
        ("LONGCHENG_PROT", "1", "does not exist. Did you mean LONGCHENG_PORT?"),
    ],
)
def test_each_nonsense_is_named_with_what_it_should_be(name, value, told):
    with pytest.raises(ConfigurationError) as error:
        read({name: value})
    assert name in str(error.value)
    assert told in str(error.value)


def test_all_defects_are_told_at_once_and_no_password_with_them():
    with pytest.raises(ConfigurationError) as error:
        read({"LONGCHENG_PORT": "x", "NATS_URL": "http://me:hush@host", "LONGCHENG_SECRET_KEY": "hush"})
    assert len(str(error.value).splitlines()) == 3
    assert "hush" not in str(error.value)


def test_https_at_the_door_takes_the_port_of_the_public_address_and_a_balancer_leaves_it():
    own = Configuration(public_url="https://city.example")
    behind = Configuration(public_url="https://city.example", tls="balancer", port=8000)
    assert (own.door_port, behind.door_port) == (443, 8000)


def test_the_doors_configuration_follows_who_speaks_tls(tmp_path):
    home = Home(tmp_path)
    home.prepare()
    plain = write_caddy(home, PORTS, Configuration()).read_text()
    assert "http://:8000 {" in plain
    assert "auto_https off" in plain
    assert "X-Forwarded-Proto" not in plain
    own = write_caddy(home, PORTS, Configuration(public_url="https://city.example")).read_text()
    assert "https://city.example {" in own
    assert "auto_https off" not in own
    behind = write_caddy(home, PORTS, Configuration(public_url="https://city.example", tls="balancer")).read_text()
    assert "http://:8000 {" in behind
    assert behind.count("header_up X-Forwarded-Proto https") == 3


def test_secrets_and_the_brokers_configuration_are_for_their_owner_alone(tmp_path):
    home = Home(tmp_path)
    home.prepare()
    broker = write_nats(home, PORTS, Configuration())
    assert {
        path.stat().st_mode & 0o777 for path in (tmp_path / "secrets.json", tmp_path / "passwords.json", broker)
    } == {0o600}
    assert Home(tmp_path).secrets == home.secrets, "made once"


def test_a_closed_folder_is_not_reachable_for_another_user(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert not is_reachable(closed / "inside", "nobody")
    assert is_reachable(Path("/usr/bin"), "nobody")
