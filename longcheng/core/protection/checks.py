"""System checks: models whose index would fall out of step, a key ring that others can read, an open debug city."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004  Django's name for it

from longcheng.core.protection.querysets import SealedQuerySet, indexes_of_model


@register()
def check_querysets(**_: Any) -> list[CheckMessage]:
    return [
        Error(
            f"{model._meta.label} has a blind index, and its manager would let it fall out of step.",
            hint="Write in the model: objects = SealedQuerySet.as_manager()",
            id="protection.E003",
        )
        for model in apps.get_models()
        if indexes_of_model(model) and not isinstance(model._default_manager.all(), SealedQuerySet)
    ]


@register()
def check_key_ring(**_: Any) -> list[CheckMessage]:
    path = settings.KEY_RING
    if path is None or not path.exists() or not path.stat().st_mode & 0o077:
        return []
    return [
        Warning(
            f"Others than its owner may read the key ring {path}.",
            hint=f"Type: chmod 600 {path}",
            id="protection.W001",
        )
    ]


@register()
def check_exposure(**_: Any) -> list[CheckMessage]:
    """What is meant for one's own machine must not be reachable by others unsaid."""
    if settings.IS_DEMO or not _is_reachable():
        return []
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(
            Warning(
                "Debug pages show code and settings to everybody who can reach this city.",
                hint="Set LONGCHENG_DEBUG=no.",
                id="protection.W002",
            )
        )
    if "*" in settings.ALLOWED_HOSTS and urlsplit(settings.PUBLIC_URL).scheme != "https":
        found.append(
            Warning(
                "This city listens to other machines without https and answers to every host name.",
                hint="Set LONGCHENG_PUBLIC_URL=https://… and LONGCHENG_ALLOWED_HOSTS.",
                id="protection.W003",
            )
        )
    return found


def _is_reachable() -> bool:
    return not ipaddress.ip_address(settings.LISTEN).is_loopback
