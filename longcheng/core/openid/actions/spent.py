"""Removing what has expired; nothing that still counts or that a reuse would be noticed by."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from longcheng.core.openid import lifetimes
from longcheng.core.openid.models import AccessToken, AuthorizationCode, DeviceGrant, RefreshToken, SignIn


def forget_spent_tokens(*, before: datetime) -> None:
    """Each kind after its own time, and a sign-in when it has neither token nor code left.

    That of a program without any grant, as the city's televisions are, never had one: it stands until it ends.
    """
    AuthorizationCode.objects.filter(expires__lt=before - lifetimes.USED_CODE).delete()
    DeviceGrant.objects.filter(expires__lt=before).delete()
    long_ago = before - lifetimes.REFRESH_TOKEN
    RefreshToken.objects.filter(Q(revoked__lt=long_ago) | Q(access_token__expires__lt=long_ago)).delete()
    AccessToken.objects.filter(expires__lt=before, refresh_token=None).delete()
    has_token = Exists(AccessToken.objects.filter(sign_in=OuterRef("pk")))
    has_renewal = Exists(RefreshToken.objects.filter(sign_in=OuterRef("pk")))
    stands = Q(program__grants=[], ended_at=None, consent__ended_at=None, consent__ends_at__gt=before)
    spent = SignIn.objects.filter(~has_token, ~has_renewal, began_at__lt=before - lifetimes.USED_CODE)
    spent.exclude(stands).delete()
