"""A text in another encoding than UTF-8 is refused in words, never with an error of ours."""

from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client

from longcheng.portal.text_encoding import utf8_only, without_charset


def django_begins(environ, start_response):
    """What Django does with a request before anything of it answers for errors."""
    WSGIRequest(environ)
    start_response("200 OK", [])
    return []


def status_of(content_type: str, *, query: str = "next=%2B2AA-%41") -> str:
    said = []
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/sign-in/", "QUERY_STRING": query, "CONTENT_TYPE": content_type,
        "wsgi.input": BytesIO(),
    }  # fmt: skip
    list(utf8_only(django_begins)(environ, lambda status, headers: said.append(status)))
    return said[0]


@pytest.mark.parametrize(
    "charset", ["hex", "rot13", "zlib", "idna", "undefined", "punycode", "utf-7", "unicode_escape", "gbk", "x" * 20_000]
)  # fmt: skip
def test_another_encoding_is_refused_before_anything_is_read(charset):
    assert status_of(f"text/plain; charset={charset}").startswith("415")
    assert status_of(f"multipart/form-data; boundary=x; charset={charset}").startswith("415")


@pytest.mark.parametrize("header", ["text/plain; charset*=hex''%41", "text/plain; charset*=utf-8''utf-7"])
def test_the_long_form_of_a_parameter_is_no_way_around(header):
    assert status_of(header).startswith("415")


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", '; charset="UTF-8"', "; charset=us-ascii"])
def test_utf_8_is_read_whether_it_is_named_or_not(charset):
    assert status_of(f"text/plain{charset}").startswith("200")


def test_a_named_encoding_has_nothing_read_too_early():
    many = "&".join(f"a{n}=1" for n in range(2_100))  # more than the settings let in
    assert status_of("text/plain; charset=utf-8", query=many).startswith("200")


def test_what_else_stands_in_the_header_stays():
    assert without_charset("multipart/form-data; charset=utf-8; boundary=a-b") == 'multipart/form-data; boundary="a-b"'
    assert without_charset("application/json") == "application/json"


@pytest.mark.parametrize("address", ["/roles/?q=%2B2AA-", "/looked/?who=organisation-%2B2AA-"])
def test_a_sign_that_no_database_keeps_is_refused_wherever_it_comes_from(signed_in, address):
    client: Client = signed_in("zheng")
    assert client.get(address, CONTENT_TYPE="text/plain; charset=utf-7").status_code == 400
