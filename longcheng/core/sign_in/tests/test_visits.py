"""Where somebody comes from, in plain words."""

import pytest
from django.test import RequestFactory

from longcheng.core.access.whence import client_address
from longcheng.core.sign_in.visits import plain_words

CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 {}Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME.format("Windows NT 10.0; Win64; x64", ""), ("Chrome", "Windows")),
        (CHROME.format("Windows NT 10.0; Win64; x64", "") + " Edg/140.0", ("Edge", "Windows")),
        (CHROME.format("Linux; Android 14; 22041216C", "Mobile ") + " MicroMessenger/8.0", ("WeChat", "Android")),
        (CHROME.format("Phone; OpenHarmony 5.0", "") + " ArkWeb/4.1", ("Huawei", "HarmonyOS")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", ("Safari", "iPhone")),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", ("Firefox", "Mac")),
        ("python-httpx/0.28", ("", "")),
        ("", ("", "")),
        ("x" * 100_000, ("", "")),
    ],
)
def test_a_browser_is_named_as_people_call_it(agent, words):
    assert plain_words(agent) == words


@pytest.mark.parametrize(
    ("direct", "named", "address"),
    [
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "rubbish", "127.0.0.1"),
        ("203.0.113.5", "198.51.100.7", "203.0.113.5"),
        ("::1", "2001:db8::1", "2001:db8::1"),
        ("", "", ""),
    ],
)
def test_only_our_own_door_is_believed(direct, named, address):
    request = RequestFactory().get("/", REMOTE_ADDR=direct, headers={"X-Forwarded-For": named})
    assert client_address(request) == address
