"""My record: all that the city knows of the reader, from whom and since when; to print, and to take along."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from longcheng.bases.population.mine import Mine, as_data, my_record
from longcheng.core.access.doors import requires_sign_in, signed_in_account

MOMENTS_SHOWN = 5


@requires_sign_in
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """What the city knows of the reader, with whom they live, what happened, what they asked to be corrected."""
    mine = my_record(signed_in_account(request))
    context = {"mine": mine, "moments": mine.moments[:MOMENTS_SHOWN] if mine else []}
    return render(request, "population/me.html", context)


@requires_sign_in
@require_GET
def print_view(request: HttpRequest) -> HttpResponse:
    """The same on paper, with the whole history."""
    return render(request, "population/my_print.html", {"mine": _mine(request), "made_at": timezone.now()})


@requires_sign_in
@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """The same for another program."""
    answer = JsonResponse(as_data(_mine(request)), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="my-record.json"'
    return answer


def _mine(request: HttpRequest) -> Mine:
    mine = my_record(signed_in_account(request))
    if mine is None:
        raise Http404
    return mine
