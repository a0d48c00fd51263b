"""The door for televisions: what the city knows of the owner of the set, read for their own record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from longcheng.bases.population.personal import RESIDENT
from longcheng.bases.population.queries import resident_of
from longcheng.core.access.purposes import OWN_RECORD
from longcheng.core.access.reading import read_one
from longcheng.core.television.screens import Screen, Thing, grid, to_first_page
from longcheng.core.television.visiting import personal_page, television

DIGIT = 6


@personal_page(DIGIT)
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """The owner's own record; the line in the ledger says that it was read on a television."""
    owner = television(request).owner
    resident = resident_of(owner.pk)
    seen = read_one(resident, RESIDENT, by=owner, purpose=OWN_RECORD) if resident else None
    if seen is None:
        lines = [_("The city has no resident record of you.")]
    else:
        named = [{"title": part.title, "value": seen[part.name]} for part in RESIDENT.parts]
        lines = [_("%(title)s: %(value)s") % one for one in named]
        lines.append(_("Is something wrong? Have it corrected on your phone, under “My record”."))
    screen = Screen(
        title=_("What the city knows of me"),
        rows=grid(
            [
                Thing(
                    key="looked", title=_("Who looked at my data"), href=reverse("tv:looked"), icon="eye", turns=True
                ),
                to_first_page(),
            ],
            columns=2,
        ),
        columns=2,
        back=reverse("tv:home"),
        lines=lines,
        say="\n".join([_("What the city knows of me"), *lines]),
        is_personal=True,
    )
    return render(request, "tv/text.html", {"screen": screen})


urlpatterns = [path("", me, name="me")]
