"""What the page shows on which a doubt is decided: what stands and what is said instead, side by side."""

from typing import Any

from longcheng.core.access.masks import HIDDEN
from longcheng.core.registry.declaring import register_named, source_named
from longcheng.core.registry.doubts.desks import choices_of, is_by_act, told_by_desk
from longcheng.core.registry.doubts.rules import REASON_MAX, TEXT_MAX, is_same, may_be_typed
from longcheng.core.registry.doubts.words import field_of, filer, has_value, stated_value, told_stated
from longcheng.core.registry.models import Doubt
from longcheng.core.registry.reading import as_of


def side_by_side(doubt: Doubt, *, is_hidden: bool = False) -> dict[str, Any]:
    """What the owner holds now and what is said instead, with where both come from.

    Where the officer may not see the field (`is_hidden`), as with an address that is kept secret, they see none of it
    here either.
    """
    register = register_named(doubt.register)
    state = as_of(register, doubt.subject_id)
    origin = state.origins.get(doubt.field) if state else None
    current = state.get(doubt.field) if state else None
    return {
        "is_hidden": is_hidden,
        "current": HIDDEN if is_hidden else told_by_desk(doubt, current),
        "origin": origin,
        "origin_source": source_named(origin.source) if origin else None,
        "owner": source_named(doubt.owner),
        "filer": filer(doubt),
        "has_value": has_value(doubt),
        "stated": HIDDEN if is_hidden else told_stated(doubt),
        "is_same_by_now": not is_hidden and has_value(doubt) and is_same(stated_value(doubt), current),
        "choices": choices_of(doubt),
        "is_by_act": is_by_act(doubt),
        "may_type": not has_value(doubt) and not is_by_act(doubt) and may_be_typed(field_of(doubt), choices_of(doubt)),
        "text_max": TEXT_MAX,
        "reason_max": REASON_MAX,
    }
