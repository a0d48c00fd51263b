"""The declaration of the geography base."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Room


class Geography(Room):
    name = "longcheng.bases.geography"
    title = _("Geography")
    summary = _("Districts, towns and communities with their codes.")
    plan_ids = ("B3",)
    standards = ("GB/T 2260",)
    loads: ClassVar[dict[str, str]] = {"divisions": "load_divisions"}
