"""Every write of preferences. None is an act for the record: how bright a page is concerns nobody else."""

from django.http import HttpRequest
from django.utils import timezone

from longcheng.core.access.models import Account, is_area
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.preferences.look import Look
from longcheng.core.preferences.models import Preferences
from longcheng.core.preferences.reading import chosen_here, keep_in_browser


def keep_look(account: Account, look: Look, *, is_own: bool = True) -> None:
    """Keep the choice with the account; `is_own` unless it only came along with a sign-in."""
    wanted = {
        "is_own": is_own,
        "theme": look.theme,
        "size": look.size,
        "contrast": look.contrast,
        "changed_at": timezone.now(),
    }
    if look.language:
        wanted["language"] = look.language
    Preferences.objects.update_or_create(account=account, defaults=wanted)


def choose_area(account: Account, *, area_code: str) -> None:
    """Want notices from this division as well; from none with an empty code. Raises Unfit for what is no code.

    Whether there is such a division, the caller has looked: this floor does not know the map.
    """
    if not is_area(area_code):
        raise Unfit({"area": "An area is a division code of 4, 6, 9 or 12 digits."})
    Preferences.objects.update_or_create(
        account=account, defaults={"area_code": area_code, "changed_at": timezone.now()}
    )


def bring_along(request: HttpRequest, account: Account) -> None:
    """At a sign-in: what the person chose comes into this browser; the browser's choice goes to who chose nothing.

    A browser may be borrowed: what came along from one is kept until the person chooses, or signs in at another.
    """
    kept = Preferences.objects.filter(pk=account.pk).first()
    if kept is not None and kept.is_own:
        keep_in_browser(request, kept.look)
        return
    here = chosen_here(request, otherwise=kept.look if kept else Look())
    if here is not None:
        keep_look(account, here, is_own=False)
    elif kept is not None:
        keep_in_browser(request, kept.look)


def forget_preferences(account: Account) -> None:
    """The account is closed."""
    Preferences.objects.filter(pk=account.pk).delete()
