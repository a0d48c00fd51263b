"""Nobody leads us inside: not by a number, a name, a redirect, a changed answer, nor by a slow or endless one."""

import contextlib
import ipaddress
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longcheng.core.protection import outside
from longcheng.core.protection.addresses import INSIDE, METADATA, read_partner, reason_inside, reason_refused
from longcheng.core.protection.outside import OutsideRefused, allowed_addresses, ask, checked

# Each with the document that sets it apart.
REFUSED = [
    ("0.0.0.0", "RFC 791"),
    ("10.0.0.1", "RFC 1918"),
    ("100.64.0.1", "RFC 6598"),
    ("100.127.255.255", "RFC 6598"),
    ("127.0.0.1", "RFC 1122"),
    ("127.255.255.254", "RFC 1122"),
    ("169.254.0.1", "RFC 3927"),
    ("169.254.169.254", "metadata"),
    ("172.16.0.1", "RFC 1918"),
    ("172.31.255.255", "RFC 1918"),
    ("192.0.0.1", "RFC 6890"),
    ("192.0.2.1", "RFC 5737"),
    ("192.88.99.1", "RFC 7526"),
    ("192.168.1.1", "RFC 1918"),
    ("198.19.255.255", "RFC 2544"),
    ("198.51.100.1", "RFC 5737"),
    ("203.0.113.1", "RFC 5737"),
    ("224.0.0.1", "RFC 5771"),
    ("239.255.255.250", "RFC 5771"),
    ("240.0.0.1", "RFC 1112"),
    ("255.255.255.255", "RFC 1112"),
    ("168.63.129.16", "metadata"),
    ("100.100.100.200", "metadata"),
    ("::", "RFC 4291"),
    ("::1", "RFC 4291"),
    ("::127.0.0.1", "RFC 4291"),
    ("::ffff:127.0.0.1", "RFC 4291"),
    ("::ffff:93.184.215.14", "RFC 4291"),
    ("64:ff9b::7f00:1", "RFC 6052"),
    ("64:ff9b:1::1", "RFC 8215"),
    ("100::1", "RFC 6666"),
    ("2001::1", "RFC 4380"),
    ("2001:db8::1", "RFC 3849"),
    ("2002:7f00:1::", "RFC 3056"),
    ("3fff::1", "RFC 9637"),
    ("5f00::1", "RFC 9602"),
    ("fc00::1", "RFC 4193"),
    ("fd00:ec2::254", "metadata"),
    ("fe80::1", "RFC 4291"),
    ("fec0::1", "RFC 3879"),
    ("ff02::1", "RFC 4291"),
    ("4000::1", "RFC 4291"),
]
OUTSIDE = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "100.63.255.255", "100.128.0.0", "172.32.0.1", "192.0.1.1",
           "223.255.255.255", "2606:4700:4700::1111", "2400:3200::1"]  # fmt: skip


@pytest.mark.parametrize(("address", "document"), REFUSED)
def test_an_address_inside_is_refused_with_its_document(address, document):
    assert document in reason_inside(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_outside_may_be_called(address):
    assert reason_inside(ipaddress.ip_address(address)) == ""


@given(st.ip_addresses())
def test_whatever_the_language_itself_calls_not_global_is_refused(address):
    """Python's own table is a second source; ours may be stricter, never laxer."""
    if not address.is_global or address.is_multicast:
        assert reason_inside(address)


@given(st.sampled_from(sorted(INSIDE, key=str)).flatmap(lambda network: st.ip_addresses(network=network)))
def test_every_address_of_every_network_inside_is_refused(address):
    assert reason_refused(address, 443, partners=())


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_passes_inside_an_ipv6_one(address):
    number = int(address)
    for wrapped in (f"::ffff:{address}", f"::{address}", ipaddress.IPv6Address((0x2002 << 112) | (number << 80)),
                    ipaddress.IPv6Address((0x64FF9B << 96) | number)):  # fmt: skip
        assert reason_inside(ipaddress.ip_address(str(wrapped)))


@pytest.mark.parametrize(
    ("entry", "address", "port", "is_allowed"),
    [
        ("127.0.0.1", "127.0.0.1", 8080, True),
        ("127.0.0.1:9000", "127.0.0.1", 9000, True),
        ("127.0.0.1:9000", "127.0.0.1", 9001, False),
        ("10.1.2.0/24", "10.1.2.9", 443, True),
        ("10.1.2.0/24", "10.1.3.9", 443, False),
        ("[fd12::/32]:443", "fd12::7", 443, True),
        ("fd12::/32", "fd12::7", 1, True),
        ("127.0.0.1", "::ffff:127.0.0.1", 80, False),
        ("169.254.0.0/16", "169.254.169.254", 80, False),
        ("100.64.0.0/10", "100.100.100.200", 80, False),
    ],
)
def test_a_partner_inside_is_called_only_as_the_setting_says(entry, address, port, is_allowed):
    refused = reason_refused(ipaddress.ip_address(address), port, partners=(entry,))
    assert (refused == "") is is_allowed


@pytest.mark.parametrize(
    "entry", ["", "partner.example", "10.0.0.1:", "10.0.0.1:0", "10.0.0.1/24", "[::1]x", "1.2.3.4:x"]
)
def test_an_entry_that_is_none_is_refused(entry):
    with pytest.raises(ValueError, match=r"."):
        read_partner(entry)


def test_no_setting_opens_the_metadata_of_a_machine():
    assert all(reason_refused(address, 80, partners=("0.0.0.0/0", "::/0")) for address in METADATA)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://partner.example/", "must begin with https:// or http://"),
        ("file:///etc/passwd", "must begin with"),
        ("gopher://127.0.0.1:70/", "must begin with"),
        ("//partner.example/", "must begin with"),
        ("https:///path", "must name a host"),
        ("https://user:sesame@partner.example/", "must not hold a user name"),
        ("https://127.0.0.1/", "must lie outside; 127.0.0.1 is this machine"),
        ("https://[::1]/", "must lie outside"),
        ("https://[fe80::1%25eth0]/", ""),
        ("https://partner.example:22/", "must use one of the ports 80, 443, 8080, 8443, not 22"),
        ("https://partner.example:99999/", ""),
        ("https://partner.example/\x00", ""),
        ("https://partner.example/" + "x" * 3_000, "at most"),
        ("", "must begin with"),
        ("https://\ud800/", ""),
        ("http://[::1", ""),
        ("http://xn--/", "The address is none"),
        ("http://partner.example:0/", "not 0"),
        ("http://127.0.0.1\\@partner.example/", "must not hold a user name"),
        ("http://127。0。0。1/", "must lie outside; 127.0.0.1"),
        ("http:127.0.0.1/", "must name a host"),
        ("http://[::1%lo]/", "bound to one interface"),
    ],
)
def test_an_address_of_a_wrong_form_is_refused_when_it_is_given(url, says):
    with pytest.raises(OutsideRefused) as refused:
        checked(url)
    assert says in str(refused.value)
    assert "sesame" not in str(refused.value)


def test_all_defects_of_an_address_are_told_at_once():
    with pytest.raises(OutsideRefused, match=r"must not hold.*; it must lie outside.*; it must use one of the ports"):
        checked("https://me:you@10.0.0.1:22/")


@given(st.text(max_size=60))
def test_no_text_does_more_than_be_refused(text):
    for url in (text, f"https://{text}", f"http://partner.example/{text}"):
        with contextlib.suppress(OutsideRefused):
            assert checked(url) == url


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "017700000001", "localhost", "0"])
def test_inner_addresses_in_disguise_are_known_when_they_are_resolved(host):
    with pytest.raises((OutsideRefused, httpx.ConnectError)):
        ask(f"http://{host}/")


class Server(ThreadingHTTPServer):
    daemon_threads = True


@pytest.fixture
def partner(settings):
    """A server at 127.0.0.1 that the setting allows; `answers` maps a path to what is done."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            length = int(self.headers.get("Content-Length") or 0)
            seen.append((self.path, dict(self.headers), self.rfile.read(length), self.client_address))
            getattr(self, f"on_{self.path.strip('/').partition('/')[0]}")()

        do_POST = do_GET  # noqa: N815

        def give(self, status, body=b"", **headers):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def on_ok(self):
            self.give(200, b"fine", Set_Cookie="a=b")

        def on_away(self):
            self.give(302, Location=json.loads(f'"{targets["away"]}"'))

        def on_round(self):
            self.give(302, Location="/round")

        def on_twice(self):
            self.give(307, Location="/ok")

        def on_much(self):
            self.give(200, b"x" * 3_000_000)

        def on_packed(self):
            self.give(200, b"x", Content_Encoding="gzip")

        def on_drip(self):
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(100):
                time.sleep(0.1)
                self.wfile.write(b"X-Drip: drop\r\n")

        def on_dripbody(self):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(100):
                time.sleep(0.1)
                self.wfile.write(b"x")

        def log_message(self, *arguments):
            """Keep the test's output quiet."""

        def handle_one_request(self):
            try:
                super().handle_one_request()
            except OSError:
                self.close_connection = True

    targets = {"away": ""}
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.INNER_PARTNERS = (f"127.0.0.1:{server.server_port}",)
    server.base, server.seen, server.targets = f"http://127.0.0.1:{server.server_port}", seen, targets
    yield server
    server.shutdown()
    server.server_close()


def test_an_allowed_partner_answers_and_the_connection_is_used_again(partner):
    for _ in range(3):
        answer = ask(f"{partner.base}/ok", method="POST", content=b"hello", headers={"webhook-id": "1"})
        assert (answer.status, answer.body) == (200, b"fine")
    assert len({client for *_, client in partner.seen}) == 1, "one connection for all three"
    assert all("Cookie" not in headers for _, headers, *_ in partner.seen), "what a partner sets is not kept"
    assert partner.seen[0][2] == b"hello"
    assert partner.seen[0][1]["webhook-id"] == "1"


def test_the_name_is_resolved_once_and_the_checked_address_is_called(partner, monkeypatch):
    """DNS rebinding: a second question would be answered with another address."""
    asked, real = [], socket.getaddrinfo

    def answer(host, port, *rest, **named):
        if host == "127.0.0.1":  # connecting to the address itself asks nobody
            return real(host, port, *rest, **named)
        asked.append(host)
        if len(asked) > 1:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", port))]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(outside.socket, "getaddrinfo", answer)
    port = partner.server_port
    assert ask(f"http://rebinding.example:{port}/ok").body == b"fine"
    assert partner.seen[0][1]["Host"] == f"rebinding.example:{port}"
    assert asked.count("rebinding.example") == 1


@pytest.mark.parametrize("addresses", [["93.184.215.14", "10.0.0.1"], ["127.0.0.1"], ["2606:4700::1", "::1"]])
def test_a_name_with_any_inner_address_is_refused(monkeypatch, addresses):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(outside.socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(OutsideRefused, match=r"partner\.example leads to"):
        allowed_addresses("partner.example", 443)


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/", "http://169.254.169.254/latest", "file:///etc/passwd", "http://[::1]/"]
)
def test_a_redirect_inside_is_not_followed(partner, target):
    partner.targets["away"] = target
    with pytest.raises((OutsideRefused, httpx.HTTPError)):
        ask(f"{partner.base}/away")
    assert len(partner.seen) == 1


def test_a_redirect_is_followed_a_few_times_or_not_at_all(partner):
    assert ask(f"{partner.base}/twice").body == b"fine"
    assert ask(f"{partner.base}/twice", redirects=0).status == 307
    with pytest.raises(OutsideRefused, match="leads on more than 3 times"):
        ask(f"{partner.base}/round")


def test_a_key_for_one_host_is_not_carried_to_another(partner, monkeypatch):
    port = partner.server_port
    real = socket.getaddrinfo
    monkeypatch.setattr(outside.socket, "getaddrinfo", lambda host, *a, **k: real("127.0.0.1", *a, **k))
    partner.targets["away"] = f"http://other.example:{port}/ok"
    ask(f"{partner.base}/away", headers={"X-Key": "secret"})
    assert partner.seen[0][1]["X-Key"] == "secret"
    assert "X-Key" not in partner.seen[1][1]


def test_too_much_is_cut_off_and_packed_answers_are_refused(partner):
    with pytest.raises(OutsideRefused, match="more than 1,048,576 bytes"):
        ask(f"{partner.base}/much")
    with pytest.raises(OutsideRefused, match="packed answer"):
        ask(f"{partner.base}/packed")


@pytest.mark.parametrize("path", ["drip", "dripbody"])
def test_a_slow_answer_ends_with_the_time_of_the_whole_call(partner, path):
    began_at = time.monotonic()
    with pytest.raises(httpx.TimeoutException):
        ask(f"{partner.base}/{path}", timeout_s=0.5)
    assert time.monotonic() - began_at < 2


def test_a_silent_name_server_ends_with_the_time_of_the_whole_call(monkeypatch):
    monkeypatch.setattr(outside.socket, "getaddrinfo", lambda *_, **__: time.sleep(2))
    began_at = time.monotonic()
    with pytest.raises(httpx.ConnectTimeout):
        ask("https://silent.example/", timeout_s=0.3)
    assert time.monotonic() - began_at < 1.5


def test_the_environment_names_no_proxy_for_us(partner, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://10.9.9.9:3128")
    outside._client.cache_clear()
    assert ask(f"{partner.base}/ok").body == b"fine"
    outside._client.cache_clear()


def test_a_name_may_not_use_other_ports_though_partners_exist(partner, monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 22))]
    monkeypatch.setattr(outside.socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(OutsideRefused, match="port 22"):
        ask("http://partner.example:22/")


def test_a_socket_of_this_machine_lies_inside():
    with pytest.raises(OutsideRefused):
        outside.OutsideNetwork().connect_unix_socket("/run/x")
    assert issubclass(outside.OutsideNetwork, httpcore.NetworkBackend)
