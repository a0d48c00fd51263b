"""The declaration of the population base."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Room


class Population(Room):
    name = "longcheng.bases.population"
    title = _("Population")
    summary = _("Who lives where. Placeholder residents until the register lands.")
    plan_ids = ("B1",)
    founds_after = ("geography",)
