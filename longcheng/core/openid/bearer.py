"""The API's door for programs: an operation states the scope by which a program may call it.

    @router.post("", auth=scoped("notices:publish"))

An operation that states none can be called by no program.
"""

from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer, django_auth

from longcheng.core.access.permissions import record
from longcheng.core.access.whence import name_program
from longcheng.core.openid.issuer import issuer
from longcheng.core.openid.models import AccessToken
from longcheng.core.openid.tokens import token_in_force

SAFE = {"GET", "HEAD", "OPTIONS"}


class BearerRefused(HttpError):
    """The token does not open this; `challenge` is the WWW-Authenticate header of RFC 6750."""

    def __init__(self, status: int, error: str, description: str, *, scope: str = "") -> None:
        super().__init__(status, description)
        self.error = error
        named = f', scope="{scope}"' if scope else ""
        self.challenge = f'Bearer error="{error}", error_description="{description}"{named}'


class Bearer(HttpBearer):
    """Lets a program in that acts for a person, or in its own name, within one agreed scope."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = token_in_force(token)
        if found is None or not found.allows_audience(issuer() + request.path):
            raise BearerRefused(401, "invalid_token", "The access token is not valid or has expired.")
        if self.scope not in found.scope.split():
            raise BearerRefused(
                403, "insufficient_scope", f"This needs the scope {self.scope}, which was not agreed.", scope=self.scope
            )
        _act_as(request, found, scope=self.scope)
        return request.user


def scoped(scope: str) -> list[Any]:
    """For an operation's `auth`: people by their session, programs by a token with this scope."""
    return [Bearer(scope), django_auth]


def _act_as(request: HttpRequest, token: AccessToken, *, scope: str) -> None:
    """From here on the request is the person's, or the program's own; a change leaves a line that names the program."""
    program = token.application
    name_program(program.pk)
    account = token.sign_in.account if token.sign_in is not None else program.user
    request.user = account
    if request.method not in SAFE:
        record(account, "openid.act", subject=f"program:{program.pk}", scope=scope, path=request.path[:120])
