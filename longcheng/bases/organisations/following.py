"""What everybody who follows the register is given: every act and record but for the numbers of persons."""

from collections.abc import Sequence
from typing import Any

import orjson
from django.utils.translation import gettext as _

from longcheng.bases.organisations.registers import LICENCES, ORGANISATIONS
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.registry.declaring import Register
from longcheng.core.registry.feed import json_page_of_feed
from longcheng.core.registry.reading import as_of_many, owners_of

FOLLOWED = {ORGANISATIONS.name: ORGANISATIONS, LICENCES.name: LICENCES}  # who acts for whom is followed by nobody
UNTOLD = ("representative_id",)
RECORDS_MOST = 100


def register_followed(name: str) -> Register:
    """Raises Unfit for a register that has no feed."""
    if name not in FOLLOWED:
        raise Unfit(
            {"register": _("There is no such register. There are: %(names)s.") % {"names": ", ".join(FOLLOWED)}}
        )
    return FOLLOWED[name]


def page_as_json(*, register: str, after: str, limit: int) -> bytes:
    """A page of the feed as it goes over the wire. Raises Unfit for what is no register or no cursor."""
    of = register_followed(register)
    page = json_page_of_feed(of, after=after, limit=limit, untold=UNTOLD)
    told = {"acts": page.acts, "cursor": page.cursor, "has_more": page.has_more, "owners": owners_of(of)}
    return orjson.dumps(told)


def records_followed(*, register: str, subject_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Records as they stand, for a follower to compare its own with. Raises Unfit."""
    of = register_followed(register)
    if len(subject_ids) > RECORDS_MOST:
        raise Unfit({"subjects": _("Ask for at most %(n)s records at once.") % {"n": RECORDS_MOST}})
    return [
        {
            "subject_id": pk,
            "values": {name: value for name, value in state.values.items() if name not in UNTOLD},
            "withheld": sorted(state.values.keys() & set(UNTOLD)),
            "last_act_id": state.last_act_id,
        }
        for pk, state in sorted(as_of_many(of, subject_ids).items())
    ]
