"""Schemas: what a reader relies on cannot be taken away."""

import pytest

from longcheng.core.events.schemas import breaks, defects, schema_of
from longcheng.core.events.tests.sample import Sample

OLD = {
    "properties": {"id": {"type": "integer"}, "title": {"type": "string"}},
    "required": ["id"],
    "x-ordered-by": "id",
}


def changed(**parts) -> dict:
    return OLD | parts


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (changed(properties={"id": {"type": "integer"}}), "the field title is gone"),
        (changed(properties=OLD["properties"] | {"id": {"type": "string"}}), "the field id changed its type"),
        (changed(required=["id", "title"]), "the field title is required now; give it a default"),
        (changed(**{"x-ordered-by": "title"}), "its order goes by another field"),
    ],
)
def test_an_incompatible_change_is_named(new, reason):
    assert breaks(OLD, new) == [reason]


@pytest.mark.parametrize(
    "new",
    [
        changed(properties=OLD["properties"] | {"more": {"type": "string", "default": ""}}),
        changed(properties=OLD["properties"] | {"title": {"type": "string", "description": "said better"}}),
        changed(properties=OLD["properties"] | {"title": {"anyOf": [{"type": "string"}, {"type": "null"}]}}),
    ],
)
def test_a_compatible_change_breaks_nothing(new):
    assert breaks(OLD, new) == []


def test_every_event_of_the_city_fits_its_kept_schema():
    assert defects() == []


def test_a_schema_tells_its_order_and_whether_it_leaves_the_city():
    schema = schema_of(Sample)
    assert (schema["x-ordered-by"], schema["x-is-shared"]) == ("thing_id", True)
