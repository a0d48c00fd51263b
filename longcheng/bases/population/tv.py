"""The door for televisions: what the city knows of the owner of the set, read for their own record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from longcheng.bases.population.doubts import marks_of
from longcheng.bases.population.models import Person
from longcheng.bases.population.personal import RESIDENT
from longcheng.bases.population.queries import resident_of
from longcheng.core.access.personal import Seen
from longcheng.core.access.purposes import OWN_RECORD
from longcheng.core.access.reading import read_one
from longcheng.core.television.screens import Screen, Thing, grid, to_first_page
from longcheng.core.television.visiting import personal_page, television

DIGIT = 6
# A television stands in a room with others, and reads aloud: no number and no telephone.
SHOWN = ("name", "community", "address")


def _checked(person: Person, seen: Seen) -> list[str]:
    """What of the record is being checked now, by name and without a value."""
    titles = [one.title for those in marks_of(person, seen).values() for one in those if one.is_open]
    told = _(", ").join(dict.fromkeys(titles))
    return [_("Being checked: %(what)s") % {"what": told}] if told else []


@personal_page(DIGIT)
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """The owner's own record; the line in the ledger says that it was read on a television."""
    owner = television(request).owner
    resident = resident_of(owner.pk)
    seen = read_one(resident, RESIDENT, by=owner, purpose=OWN_RECORD) if resident else None
    if resident is None or seen is None:
        lines = [_("The city has no resident record of you.")]
    else:
        named = [{"title": seen[name].part.title, "value": seen[name]} for name in SHOWN]
        lines = [_("%(title)s: %(value)s") % one for one in named]
        lines += _checked(resident, seen)
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
