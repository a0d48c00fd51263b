"""Finding an access token, and whether it still counts."""

import hashlib

from longcheng.core.openid.models import AccessToken
from longcheng.core.openid.standing import why_not_usable

TOKEN_MAX = 512


def checksum(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_in_force(token: AccessToken) -> bool:
    """Whether it has not expired, and its program, sign-in, consent and person all still stand."""
    if token.is_expired() or token.application is None or why_not_usable(token.application):
        return False
    return token.user is None if token.sign_in is None else token.sign_in.is_live


def token_in_force(token: str) -> AccessToken | None:
    """The access token of this text, if it counts now. Costs one query."""
    if not token or len(token) > TOKEN_MAX:
        return None
    found = (
        AccessToken.objects.select_related("application__user", "sign_in__consent", "sign_in__account", "user")
        .filter(token_checksum=checksum(token))
        .first()
    )
    return found if found is not None and is_in_force(found) else None
