"""What synthetic organisations of the loaded city are drawn to: trades, divisions, the fabric, residents."""

from django.conf import settings
from django.utils import timezone

from longcheng.bases.organisations.synthetic.lives import City
from longcheng.bases.organisations.synthetic.sites import sites_of
from longcheng.bases.organisations.synthetic.trades import trades_of
from longcheng.bases.population.synthetic.figures import figures_of


def city_of_pack(*, organisations: int) -> City | None:
    """The city for so many organisations; None without trades in its pack or without communities."""
    trades, figures = trades_of(settings.CITY_PACK), figures_of(settings.CITY_PACK)
    if trades is None:
        return None
    sites = sites_of(figures.districts if figures else {}, organisations=organisations)
    return City.of(trades, sites, today=timezone.localdate()) if sites else None
