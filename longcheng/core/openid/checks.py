"""System checks: a scope declared twice, or a claim that the protocol itself uses, stops the start."""

from collections import Counter
from typing import Any

from django.core.checks import CheckMessage, Error, register

from longcheng.core.declaration import rooms

RESERVED = {
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "nbf",
    "jti",
    "nonce",
    "auth_time",
    "acr",
    "amr",
    "azp",
    "at_hash",
    "sid",
}


@register()
def check_scopes(**_: Any) -> list[CheckMessage]:
    declared = [scope for room in rooms() if room.has_part("scopes") for scope in room.part("scopes").SCOPES]
    errors: list[CheckMessage] = [
        Error(f"The scope {name!r} is declared {times} times.", hint="Rename all but one.", id="openid.E001")
        for name, times in Counter(scope.name for scope in declared).items()
        if times > 1
    ]
    claims = Counter(field.claim for scope in declared for field in scope.fields)
    for claim, times in claims.items():
        if claim in RESERVED or times > 1:
            errors.append(
                Error(
                    f"The claim {claim!r} is used by OpenID Connect itself or by two scopes.",
                    hint="Give the field another claim.",
                    id="openid.E002",
                )
            )
    return errors
