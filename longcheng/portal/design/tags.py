"""What the components need beyond plain templates; every template knows these tags without loading them."""

import json

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from longcheng.core.disclosure.words import day_told, moment_told
from longcheng.portal.design.ages import age_of, age_words, ago, as_moment, stale_after
from longcheng.portal.design.charts import Chart, read_chart
from longcheng.portal.design.drawings import drawing_svg
from longcheng.portal.design.icons import icon_svg

register = template.Library()

register.simple_tag(icon_svg, name="icon_svg")
register.simple_tag(drawing_svg, name="drawing_svg")


@register.simple_tag
def said_time(at: object, form: str = "") -> SafeString | str:
    """A `<time>` as people say it; the exact moment stands in its title.

    `form` is empty (today 14:02), `ago` (3 min ago), `day` (20 November 2026) or `exact` (2026-11-20 14:02:00).
    """
    moment = as_moment(at)
    if moment is None:
        return str(at)
    local = timezone.localtime(moment)
    said = {
        "ago": lambda: ago((timezone.now() - moment).total_seconds()),
        "day": lambda: day_told(moment),
        "exact": lambda: f"{local:%Y-%m-%d %H:%M:%S}",
    }.get(form, lambda: moment_told(moment))()
    ages = format_html(' data-ago="{}"', "") if form == "ago" else ""
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>', local.isoformat(), f"{local:%Y-%m-%d %H:%M:%S}", ages, said
    )


@register.simple_tag
def said_age(at: object, stale_after_s: object = "") -> SafeString:
    """The freshness mark of a live value: how old it is, and a plain word once its source is silent for too long.

    Nothing known of its age counts as lost too: a value without an age is none.
    """
    moment, limit_s = as_moment(at), stale_after(stale_after_s)
    if moment is None:
        return format_html('<span class="age is-lost">{}</span>', age_words()["none"])
    age = age_of(moment, stale_after_s=limit_s)
    local = timezone.localtime(moment)
    return format_html(
        '<span class="age{}" data-age="{}"><span class="age-lost">{}</span> '
        '<time datetime="{}" title="{}">{}</time></span>',
        " is-lost" if age.is_lost else "", f"{limit_s:g}", age_words()["lost"], local.isoformat(),
        f"{local:%Y-%m-%d %H:%M:%S}", age.said,
    )  # fmt: skip


@register.simple_tag
def words_for_ages() -> str:
    """The words with which an open page lets its ages grow."""
    return json.dumps(age_words(), ensure_ascii=False)


@register.simple_tag
def chart_of(kind: str, series: object, unit: object = "", goal: object = "") -> Chart:
    """The chart's rows for its table and its data for the script."""
    return read_chart(kind, series, unit=str(unit or ""), goal=goal)


@register.simple_tag
def share_of(done: object, total: object) -> int:
    """How much is done, in whole percent between 0 and 100; 0 while nobody knows the total."""
    whole = float(str(total or 0))
    return min(100, max(0, int(100 * float(str(done or 0)) / whole))) if whole > 0 else 0


@register.filter
def grouped(number: object) -> str:
    """A count in groups of three in every language; Django would group by four in Chinese. Anything else as it is."""
    text = str(number)
    return f"{int(text):,}" if text.isascii() and text.isdigit() else text


@register.filter
def as_pairs(items: object) -> list[tuple[object, object]]:
    """Steps, tabs and choices may be given as plain texts or as pairs: always pairs here."""
    rows = items if isinstance(items, (list, tuple)) else []
    return [(row[0], row[1]) if isinstance(row, (list, tuple)) else (row, "") for row in rows]
