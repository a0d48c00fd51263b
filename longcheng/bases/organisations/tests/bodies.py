"""Organisations for the tests of what everybody may read, stated as the register's own sources state them."""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.organisations.models import Organisation
from longcheng.bases.organisations.registers import LICENCES, LICENSING, ORGANISATIONS, REGISTRATION
from longcheng.bases.organisations.rules import NO_AREA, credit_code_of
from longcheng.core.registry.acts import Statement, state

FOUNDED = datetime(2015, 3, 1, tzinfo=UTC)
RENAMED = datetime(2021, 3, 1, tzinfo=timezone.get_default_timezone())
OLD_NAME, NAME = "江城示例恒盛机械有限公司", "江城示例远景智能装备有限公司"


def a_place() -> None:
    """The invented city that stands in front of the names."""
    Division.objects.get_or_create(code="3299", defaults={"name": "江城市", "level": DivisionLevel.CITY})


def code(serial: int) -> str:
    return credit_code_of("91", NO_AREA, serial)


def stated(register: Any, kind: str, source: str, values: dict[str, Any], **more: Any) -> Any:
    with transaction.atomic():
        return state(register, Statement(kind=kind, source=source, values=values, **more), by=None)


def a_company(serial: int = 1, **more: Any) -> Organisation:
    """An invented company that stands since 2015."""
    a_place()
    values = {
        "code": code(serial), "name": NAME, "kind": "enterprise", "status": "active", "industry": "C3670",
        "founded_date": "2015-03-01", "representative_name": "钱建国", "representative_id": 1_000_000_777,
        "division_code": "320411103006", "address": "顺园路12号", "is_synthetic": True, **more,
    }  # fmt: skip
    done = stated(ORGANISATIONS, "founded", REGISTRATION, values, valid_from=FOUNDED)
    return Organisation.objects.get(pk=done.act.subject_id)


def renamed_company(serial: int = 1, **more: Any) -> Organisation:
    """One that was called otherwise until 2021."""
    body = a_company(serial, name=OLD_NAME, **more)
    stated(ORGANISATIONS, "renamed", REGISTRATION, {"name": NAME}, subject_id=body.pk, valid_from=RENAMED)
    return Organisation.objects.get(pk=body.pk)


def a_licence(body: Organisation, **more: Any) -> int:
    """A licence of it; returns its number."""
    values = {
        "organisation_id": body.pk, "kind": "食品经营许可证", "number": "JY13204110000001", "state": "valid",
        "issuer": "行政审批局", "issued_date": "2024-01-01", "valid_until": "2029-01-01",
        "division_code": "320411103006", "is_synthetic": True, **more,
    }  # fmt: skip
    return int(stated(LICENCES, "granted", LICENSING, values).act.subject_id)
