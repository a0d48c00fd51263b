"""What a program must say of itself when it registers (RFC 7591), checked all at once."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from longcheng.core.declaration.unfit import Unfit
from longcheng.core.openid.declaration import declared_scopes

NAME_MAX, PURPOSE_MAX, CONTACT_MAX, URI_MAX, URIS_MAX = 100, 500, 200, 500, 10
GRANTS = {
    "authorization_code": "authorization-code",
    "client_credentials": "client-credentials",
    "urn:ietf:params:oauth:grant-type:device_code": "urn:ietf:params:oauth:grant-type:device_code",
}
ALWAYS_WITH = "refresh_token"
SECRET_METHODS = {"client_secret_basic", "client_secret_post"}
LOOPBACK = {"127.0.0.1", "::1"}
# RFC 8252, 7.1: a scheme of one's own is a domain name backwards, so it has a dot.
OWN_SCHEME = re.compile(r"^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+$")
SAFE_URI = re.compile(r"^[\x21\x23-\x26\x28-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]+$")


class UnfitRegistration(Unfit):
    """What was said does not do; `code` by RFC 7591, `defects` by field."""

    def __init__(self, code: str, defects: dict[str, str]) -> None:
        super().__init__(defects)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Registration:
    """A program as it introduces itself."""

    name: str
    organisation: str
    purpose: str
    contact: str
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    grants: tuple[str, ...]
    is_public: bool


def read_registration(said: dict[str, Any]) -> Registration:
    """The registration in what a program sent. Raises UnfitRegistration with every defect."""
    defects: dict[str, str] = {}
    is_public = said.get("token_endpoint_auth_method", "client_secret_basic") == "none"
    grants = _grants(said, defects, is_public=is_public)
    needs_address = "authorization_code" in grants
    made = Registration(
        name=_text(said, "client_name", NAME_MAX, defects),
        organisation=_text(said, "organisation", NAME_MAX, defects),
        purpose=_text(said, "purpose", PURPOSE_MAX, defects),
        contact=", ".join(_texts(said, "contacts", defects))[:CONTACT_MAX],
        redirect_uris=_addresses(said, "redirect_uris", defects, is_public=is_public, is_needed=needs_address),
        post_logout_redirect_uris=_addresses(
            said, "post_logout_redirect_uris", defects, is_public=is_public, is_needed=False
        ),
        scopes=_scopes(said, defects),
        grants=tuple(GRANTS[grant] for grant in grants if grant in GRANTS),
        is_public=is_public,
    )
    _auth_method(said, defects)
    if defects:
        only_addresses = set(defects) == {"redirect_uris"}
        raise UnfitRegistration("invalid_redirect_uri" if only_addresses else "invalid_client_metadata", defects)
    return made


def address_problem(uri: str, *, is_public: bool) -> str:
    """Why a program may not be sent back to this address; empty if it may."""
    if len(uri) > URI_MAX or not SAFE_URI.match(uri) or "#" in uri:
        return f"must be an address of at most {URI_MAX} signs without spaces, quotes and fragment"
    try:
        parts = urlsplit(uri)
        parts.port  # noqa: B018  raises for a port that is none
    except ValueError:
        return "is no address"
    if "@" in parts.netloc or "*" in parts.netloc:
        return "must name one host, without a password and without *"
    if parts.scheme == "https" and parts.hostname:
        return ""
    if parts.scheme == "http" and parts.hostname in LOOPBACK:
        return ""
    if OWN_SCHEME.match(parts.scheme) and is_public:
        return ""
    return (
        "must begin with https://; a program on the person's own device may use http://127.0.0.1 or http://[::1], "
        "or, without a secret, a scheme that is its domain backwards (RFC 8252)"
    )


def _text(said: dict[str, Any], name: str, most: int, defects: dict[str, str]) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value.strip():
        defects[name] = f"{name} is required."
        return ""
    if len(value) > most or any(not sign.isprintable() for sign in value):
        defects[name] = f"{name} must have at most {most} printable signs."
        return ""
    return value.strip()


def _texts(said: dict[str, Any], name: str, defects: dict[str, str]) -> list[str]:
    values = said.get(name) or []
    if not isinstance(values, list) or len(values) > URIS_MAX or not all(isinstance(v, str) for v in values):
        defects[name] = f"{name} must be a list of at most {URIS_MAX} texts."
        return []
    if any(not sign.isprintable() for value in values for sign in value):
        defects[name] = f"{name} must have printable signs alone."
        return []
    return values


def _addresses(
    said: dict[str, Any], name: str, defects: dict[str, str], *, is_public: bool, is_needed: bool
) -> tuple[str, ...]:
    values = _texts(said, name, defects)
    problems = [f"{uri[:80]} {problem}" for uri in values if (problem := address_problem(uri, is_public=is_public))]
    if problems:
        defects[name] = f"{name}: {'; '.join(problems)}."
    elif is_needed and not values and name not in defects:
        defects[name] = f"{name} is required."
    return tuple(values)


def _grants(said: dict[str, Any], defects: dict[str, str], *, is_public: bool) -> list[str]:
    values = _texts({"grant_types": said.get("grant_types") or ["authorization_code"]}, "grant_types", defects)
    unknown = sorted(set(values) - {*GRANTS, ALWAYS_WITH})
    if unknown or not set(values) & set(GRANTS):
        defects["grant_types"] = f"grant_types must be among {', '.join([*GRANTS, ALWAYS_WITH])}."
    elif is_public and "client_credentials" in values:
        defects["grant_types"] = (
            "grant_types: client_credentials needs a secret, so token_endpoint_auth_method cannot be none."
        )
    if said.get("response_types") not in (None, [], ["code"]):
        defects["response_types"] = 'response_types must be ["code"].'
    return values


def _auth_method(said: dict[str, Any], defects: dict[str, str]) -> None:
    method = said.get("token_endpoint_auth_method", "client_secret_basic")
    if not isinstance(method, str) or method not in {"none", *SECRET_METHODS}:
        defects["token_endpoint_auth_method"] = (
            f"token_endpoint_auth_method must be one of none, {', '.join(sorted(SECRET_METHODS))}."
        )


def _scopes(said: dict[str, Any], defects: dict[str, str]) -> tuple[str, ...]:
    value = said.get("scope", "openid")
    names = value.split() if isinstance(value, str) else []
    unknown = [name for name in names if name not in declared_scopes()]
    if not names or unknown:
        defects["scope"] = f"scope must be among {' '.join(declared_scopes())}."
    return tuple(dict.fromkeys(names))
