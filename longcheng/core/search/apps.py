"""The declaration of the search."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Room


class Search(Room):
    name = "longcheng.core.search"
    title = _("Search")
    summary = _("Finds services, places, notices and help by Chinese words, pinyin, initials and English.")
    plan_ids = ("G2",)
