"""What the set itself can be told by its keys: language, place, hiding what is personal, forgetting its owner."""

from django.conf import settings as city
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from longcheng.bases.geography.queries import full_name, towns
from longcheng.core.access.doors import open_to_all
from longcheng.core.television.actions.sets import hide_personal, place, stop
from longcheng.core.television.queries import page_of_digit
from longcheng.core.television.screens import Screen, Thing, grid, number_in, paged
from longcheng.core.television.visiting import (
    AREA_COOKIE,
    LANGUAGE_COOKIE,
    SET_COOKIE,
    forget,
    keep,
    television,
)


@open_to_all
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Language, place, the phone it belongs to."""
    seen = television(request)
    other = "en" if request.LANGUAGE_CODE.startswith("zh") else "zh-hans"
    things = [
        Thing(
            key="language",
            title="English" if other == "en" else "中文",
            note=_("change the language"),
            act=reverse("tv:language"),
            name="language",
            value=other,
            icon="language",
        ),
        Thing(
            key="area",
            title=_("Where this television stands"),
            note=full_name(seen.area_code) if seen.area_code else _("the whole city"),
            href=reverse("tv:area"),
            icon="map-pin",
        ),
    ]
    if seen.tv_set is None:
        things.append(
            Thing(
                key="pair",
                title=_("Connect your phone"),
                note=_("for your own messages"),
                href=reverse("tv:pair"),
                icon="device-mobile",
            )
        )
    else:
        owner = str(seen.tv_set.account)
        things += [
            Thing(
                key="hide",
                title=_("Hide personal pages"),
                note=_("they ask the phone again"),
                act=reverse("tv:hide"),
                icon="eye-off",
            ),
            Thing(
                key="forget",
                title=_("Disconnect this television"),
                note=owner,
                href=reverse("tv:forget"),
                icon="logout",
            ),
        ]
    screen = Screen(
        title=_("Settings of this television"), rows=grid(things, columns=2), columns=2, back=reverse("tv:home")
    )
    return render(request, "tv/tiles.html", {"screen": screen})


@open_to_all
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The set speaks this language from now on."""
    answer = redirect("tv:settings")
    wanted = request.POST.get("language", "")
    if wanted in dict(city.LANGUAGES):
        keep(answer, LANGUAGE_COOKIE, wanted)
    return answer


@open_to_all
@require_http_methods(["GET", "POST"])
def area(request: HttpRequest) -> HttpResponse:
    """First the district, then the town or street; by arrows, without typing."""
    then = page_of_digit(request.GET.get("then"))
    tail = f"then={then.digit}" if then else ""
    divisions = {district.code: (district, inner) for district, inner in towns()}
    if request.method == "POST":
        known = {"", *divisions, *(town.code for _district, inner in divisions.values() for town in inner)}
        return _placed(
            request, request.POST.get("area_code", "-"), known=known, onward=then.url if then else "tv:settings"
        )
    address, page = reverse("tv:area"), number_in(request.GET.get("page"))
    send_to = f"{address}?{tail}" if tail else address
    chosen = request.GET.get("district", "")
    if chosen in divisions:
        district, inner = divisions[chosen]
        whole = _choice(district.code, _("All of %(name)s") % {"name": district.name}, address=send_to)
        things = [whole, *(_choice(town.code, town.name, address=send_to) for town in inner)]
        address = f"{address}?{tail + '&' if tail else ''}district={chosen}"
        title, back = str(district.name), reverse("tv:area") + (f"?{tail}" if tail else "")
    else:
        things = [
            Thing(
                key=f"d{district.code}",
                title=district.name,
                href=f"{address}?{tail + '&' if tail else ''}district={district.code}",
                icon="map-2",
            )
            for district, _inner in divisions.values()
        ]
        address += f"?{tail}" if tail else ""
        title, back = _("Where does this television stand?"), reverse("tv:settings")
    screen = Screen(title=title, rows=paged(things, page=page, address=address), columns=2, back=back)
    return render(request, "tv/tiles.html", {"screen": screen})


def _choice(code: str, name: str, *, address: str) -> Thing:
    return Thing(key=f"a{code}", title=name, act=address, name="area_code", value=code, icon="map-pin")


def _placed(request: HttpRequest, code: str, *, known: set[str], onward: str) -> HttpResponse:
    answer = redirect(onward)
    if code in known:
        keep(answer, AREA_COOKIE, code)
        seen = television(request)
        if seen.tv_set is not None:
            place(seen.tv_set, area_code=code)
    return answer


@open_to_all
@require_POST
def hide(request: HttpRequest) -> HttpResponse:
    """Somebody else came into the room: personal pages ask the phone again."""
    seen = television(request)
    if seen.tv_set is not None:
        hide_personal(seen.tv_set)
    return redirect("tv:home")


@open_to_all
@require_http_methods(["GET", "POST"])
def disconnect(request: HttpRequest) -> HttpResponse:
    """Ask once more, then forget whose set this was."""
    seen = television(request)
    if request.method == "POST":
        answer = redirect("tv:home")
        if seen.tv_set is not None:
            stop(None, seen.tv_set)
        forget(answer, SET_COOKIE)
        return answer
    if seen.tv_set is None:
        return redirect("tv:settings")
    things = [
        Thing(key="no", title=_("Keep it connected"), href=reverse("tv:settings"), icon="arrow-left", turns=True),
        Thing(key="yes", title=_("Disconnect"), act=reverse("tv:forget"), icon="logout", tone="urgent"),
    ]
    screen = Screen(
        title=_("Disconnect this television?"),
        rows=grid(things, columns=2),
        columns=2,
        back=reverse("tv:settings"),
        lines=[
            _("It then shows nothing of %(name)s any more, until a phone connects it again.")
            % {"name": seen.tv_set.account}
        ],
    )
    return render(request, "tv/text.html", {"screen": screen})
