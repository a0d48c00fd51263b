"""The lists of the geography base: what is said to be wrong on the map."""

from django.utils.translation import gettext_lazy as _

from longcheng.bases.geography.doubts import DESKS, LIST_URL
from longcheng.bases.geography.importing.list import MAP_IMPORTS
from longcheng.bases.geography.registers import DECIDE
from longcheng.core.registry.public_doubts import doubt_list, doubt_work

DOUBTED = tuple(desk.register for desk in DESKS)
DOUBTS = doubt_list(
    name="geography.doubts",
    permission=DECIDE,
    url=LIST_URL,
    registers=DOUBTED,
    source=_("The registers of the map and of addresses"),
)
LISTS = (DOUBTS, MAP_IMPORTS)
DOUBT_WORK = doubt_work(
    name="geography.doubts", title=_("Is it wrong on the map?"), permission=DECIDE, url=LIST_URL, registers=DOUBTED
)
