"""What makes a notice fit."""

from datetime import UTC, datetime, timedelta

import pytest

from longcheng.services.community.notices.rules import defects

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
FIT = {"title": "停水", "body": "今晚停水。", "area_code": "320411103", "expires_at": None, "now": NOW}


def test_a_plain_notice_is_fit():
    assert defects(**FIT) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "长" * 121}, "title"),
        ({"body": ""}, "body"),
        ({"body": "长" * 5001}, "body"),
        ({"area_code": ""}, "area_code"),
        ({"expires_at": NOW}, "expires_at"),
        ({"expires_at": NOW + timedelta(days=367)}, "expires_at"),
        ({"request_key": "two words"}, "request_key"),
        ({"request_key": "x" * 81}, "request_key"),
    ],
)
def test_each_defect_is_named_by_its_field(change, field):
    assert list(defects(**FIT | change)) == [field]


def test_all_defects_are_named_at_once():
    assert set(defects(title="", body="", area_code="", expires_at=NOW, now=NOW)) == {
        "title", "body", "area_code", "expires_at",
    }  # fmt: skip
