"""Protection of a running city: headers at the door, secrets that stay where they are, keys that change meanwhile."""

import json
import re
import stat
import subprocess
import sys

import httpx
import pytest

from longcheng.core.protection.browser_policy import EVERYWHERE

SECRET_FILES = ("secrets.json", "passwords.json", "keys.json")


def secrets_of(city) -> list[str]:
    """The text of every secret of the city's home, long enough to be nothing else."""

    def texts(content) -> list[str]:
        if isinstance(content, dict):
            return [
                text
                for name, value in content.items()
                if name not in {"id", "made_at", "current"}
                for text in texts(value)
            ]
        if isinstance(content, list):
            return [text for value in content for text in texts(value)]
        return [content] if isinstance(content, str) else []

    found = [text for name in SECRET_FILES for text in texts(json.loads((city.folder / name).read_text()))]
    assert len(found) >= 6
    return [text for text in found if len(text) >= 12]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/static/{css}",
        "/static/nothing.css",
        "/live/healthz",
        "/live/nothing",
        "/nowhere/",
        "/api/docs",
        "/metrics",
    ],
)
def test_whatever_the_door_gives_out_carries_the_headers(city, address):
    css = re.search(r"/static/(portal/city[^\"]*\.css)", httpx.get(f"{city.url}/sign-in/").text)
    assert css
    answer = httpx.get(city.url + address.format(css=css[1]))
    assert {name for name in EVERYWHERE if name not in answer.headers} == set()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Server" not in answer.headers
    assert all(len(answer.headers.get_list(name)) == 1 for name in EVERYWHERE)


def test_the_page_shown_while_the_city_starts_carries_them_too(city):
    """The door's own answers when web is away: looked up in what it was told."""
    told = (city.home.run / "Caddyfile").read_text()
    assert told.count("import protected") == 3


def test_the_apis_own_page_works_under_the_strict_policy(city, browser):
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{city.url}/api/docs")
    page.wait_for_selector(".opblock")
    page.locator(".opblock-summary").first.click()
    page.wait_for_selector(".opblock-body")
    assert said == []
    page.close()


def test_the_homes_secrets_are_for_its_owner_alone(city):
    for name in SECRET_FILES:
        assert stat.S_IMODE((city.folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((city.home.run / "nats.conf").stat().st_mode) == 0o600
    for path in [city.folder, *city.folder.iterdir()]:
        if path.is_dir():
            assert not path.stat().st_mode & 0o022, f"others may write in {path.name}"


def test_no_secret_stands_in_a_log(city):
    city.signed_in("zheng").get("/operations/")
    secrets = secrets_of(city)
    for log in city.home.logs.iterdir():
        text = log.read_bytes()
        assert [log.name for secret in secrets if secret.encode() in text] == []


def test_a_key_is_changed_while_the_city_runs_and_no_secret_of_a_partner_is_lost(city):
    made = city.command("manage", "partner", "source", "ring", "--by", "zheng")
    assert made.returncode == 0, made.stderr
    listed = city.command("keys")
    old = re.search(r"^  ([0-9a-f]{8})  made .* in use$", listed.stdout, re.MULTILINE)[1]
    rotated = city.command("keys", "rotate")
    assert rotated.returncode == 0, rotated.stderr
    assert "are under the current key now, 0 are not" in rotated.stdout
    listed = city.command("keys")
    assert re.search(rf"^  {old}  made .* 0 values  can be retired$", listed.stdout, re.MULTILINE)
    answer = httpx.post(f"{city.url}/events/", content=b"{}", headers={"longcheng-source": "ring"})
    assert answer.status_code == 401, "the secret opens under the new key: the signature is what is wrong"
    refused = city.command("keys", "retire", old)
    assert refused.returncode != 0
    assert "less than a minute ago" in refused.stderr
    assert all(secret not in listed.stdout + rotated.stdout for secret in secrets_of(city))


def test_a_rotation_that_is_killed_is_finished_by_the_next(city):
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "longcheng", "keys", "rotate"],
            cwd=city.checkout,
            env=city.environment() | {"LONGCHENG_HOME": str(city.folder)},
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert b"The new key is" in process.stdout.readline()
        process.kill()
        process.wait()
    finished = city.command("keys", "reseal")
    assert finished.returncode == 0, finished.stderr
    assert "0 are not" in finished.stdout
    assert len(re.findall(r"can be retired$", city.command("keys").stdout, re.MULTILINE)) >= 3
    assert city.signed_in("wangxiuying").get("/").is_success
