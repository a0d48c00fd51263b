"""What the wall shows of signing in: how often it went well today, and how often not."""

from django.db.models import Count
from django.utils.translation import gettext as _

from longcheng.core.access.models import Act
from longcheng.core.clock.days import midnight
from longcheng.core.declaration.wall import Measured, TileRow, Tone

BEGUN, REFUSED = "sign_in.begin", "sign_in.refused"
REFUSED_SHARE, REFUSED_FROM = 0.5, 100
# Of a busy day the newest acts are looked at, by their numbers, so that the wall never reads the whole record.
ACTS_MAX = 200_000


def today() -> Measured:
    """Sign-ins and refusals since midnight, by the record of acts."""
    newest = Act.objects.order_by("-id").values_list("id", flat=True).first() or 0
    acts = Act.objects.filter(id__gt=newest - ACTS_MAX, verb__in=(BEGUN, REFUSED), at__gte=midnight())
    counted = dict(acts.values_list("verb").annotate(n=Count("id")))
    begun, refused = counted.get(BEGUN, 0), counted.get(REFUSED, 0)
    is_odd = refused >= REFUSED_FROM and refused > REFUSED_SHARE * (begun + refused)
    return Measured(
        value=f"{begun:,}",
        unit=_("since midnight"),
        goal=_("goal: fewer are refused"),
        tone=Tone.WAITING if is_odd else Tone.WELL,
        rule=_("Yellow from %(n)s refusals on, when they are the most.") % {"n": REFUSED_FROM},
        rows=(TileRow(title=_("turned away"), note=f"{refused:,}"),),
        url="/desk/health/",
        url_permission="access.operate",
        url_label=_("See the parts"),
    )
