"""The declaration of data packs."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Room


class DataPack(Room):
    name = "longcheng.core.datapack"
    title = _("City data pack")
    summary = _("The files that make a city this city.")
