"""The number by which one program knows one person, different for every program (pairwise, OpenID Connect Core 8.1)."""

import hmac
from base64 import b32encode

from longcheng.core.access.models import Account
from longcheng.core.openid.models import Program
from longcheng.core.protection.keys import derived_key


def subject_of(account: Account, *, program: Program) -> str:
    """32 letters and digits that stay the same for this account and this program; neither follows from them."""
    named = f"{account.pk}|{program.client_id}".encode()
    digest = hmac.digest(derived_key("openid subjects v1"), named, "sha256")
    # 160 bits; without dashes and capitals it can be read and marked as one word.
    return b32encode(digest[:20]).decode().lower()
