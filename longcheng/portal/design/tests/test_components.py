"""Every component stands alive at /design/, in valid HTML, in both languages, and takes what its page says."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from django_cotton.compiler_regex import CottonCompiler

from longcheng.core.declaration import rooms
from longcheng.portal.design import specimens
from longcheng.portal.design.charts import UnknownChart, read_chart
from longcheng.portal.design.drawings import UnknownDrawing, drawing_svg, drawings
from longcheng.portal.design.icons import UnknownIcon, icon_svg, icons
from longcheng.portal.design.tests.strict_html import defects_of
from longcheng.portal.design.views import sample_context

PACKAGE = Path(specimens.__file__).resolve().parents[2]
# Components that are parts of one room's pages stand in that room's own tests.
OF_A_ROOM = ("staff_list",)


def rendered(source: str, **context: object) -> str:
    """What a template of this text makes."""
    return Template(CottonCompiler().process(source)).render(Context(context))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("specimen", specimens.SPECIMENS, ids=lambda one: one.name)
def test_every_component_is_valid_html_in_every_state(specimen, language):
    with translation.override(language):
        html = specimens.render(specimen, sample_context(), RequestFactory().get("/design/components/"))
    assert html.strip()
    assert defects_of(html) == []


def test_every_component_stands_on_the_living_page():
    present = {path.stem for path in specimens.COMPONENTS.glob("*.html") if not path.stem.startswith(OF_A_ROOM)}
    shown = {one.name for one in specimens.SPECIMENS} | set(specimens.WITHIN)
    assert shown == present & shown
    assert present - shown == set()


def test_what_a_component_takes_is_read_from_itself_and_explained():
    for one in specimens.SPECIMENS:
        assert all(attribute.meaning for attribute in one.attributes)


def test_every_component_shuts_out_the_pages_own_words():
    """A bare name in <c-vars> would let a page's variable of the same name slip into the component."""
    for path in specimens.COMPONENTS.glob("*.html"):
        declared = re.match(r"<c-vars (.*?)\s*/>", path.read_text(encoding="utf-8"), re.DOTALL)
        if declared:
            left = re.sub(r':?[\w-]+="[^"]*"', "", declared[1]).strip()
            assert left == "", f"{path.name}: give {left!r} a default"
    assert "page title" not in rendered('<c-note>x</c-note><c-row title="a" />', title="page title", note="page title")


@pytest.mark.parametrize("address", ["/design/", "/design/components/", "/design/pictures/"])
def test_anybody_opens_the_living_page(db, address):
    for language in ("zh-hans", "en"):
        client = Client()
        client.cookies["django_language"] = language
        answer = client.get(address)
        assert answer.status_code == 200
        # The components' own pages show some parts more than once, so an id may come again there.
        assert [one for one in defects_of(answer.content.decode()) if "stands twice" not in one] == []


def test_an_unknown_icon_drawing_or_chart_is_refused_by_name():
    with pytest.raises(UnknownIcon, match="no-such"):
        icon_svg("no-such")
    with pytest.raises(UnknownDrawing, match="no-such"):
        drawing_svg("no-such")
    with pytest.raises(UnknownChart, match="pie"):
        read_chart("pancake", [])


def test_every_icon_that_a_template_or_a_menu_names_is_shipped():
    named: dict[str, str] = {}
    for path in PACKAGE.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r'<c-icon\s+name="([\w-]+)"|\bicon="([\w-]+)"|icon_svg "([\w-]+)"', text):
            named["".join(name)] = str(path)
    for room in rooms():
        for item in room.menu:
            if icon := getattr(item, "icon", ""):
                named[icon] = room.name
    assert {name: where for name, where in named.items() if name not in icons()} == {}


def test_every_drawing_is_one_line_weight_and_carries_no_colour_of_its_own():
    for name, svg in drawings().items():
        assert set(re.findall(r'stroke-width="([^"]+)"', svg)) == {"2"}, name
        assert not re.search(r"#[0-9a-fA-F]{3,6}|rgb\(|style=", svg), name


def test_a_fresh_value_tells_its_age_and_a_silent_source_says_so():
    now = timezone.now()
    fresh = rendered('<c-age :at="at" stale_after_s="900" />', at=now - timedelta(minutes=3))
    lost = rendered('<c-age :at="at" stale_after_s="900" />', at=now - timedelta(hours=5))
    assert "is-lost" not in fresh
    assert "is-lost" in lost
    assert "is-lost" in rendered('<c-age at="" stale_after_s="900" />')
    with translation.override("en"):
        assert "3 min ago" in rendered('<c-age :at="at" />', at=now - timedelta(minutes=3))


def test_a_moment_is_said_with_its_exact_time_in_reach():
    moment = timezone.now() - timedelta(days=40)
    html = rendered('<c-time :at="at" />', at=moment)
    assert f'title="{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"' in html
    assert "<time datetime=" in html


def test_a_chart_stands_as_a_table_without_a_script():
    html = rendered(
        '<c-chart kind="bar" title="Buses" unit="km" :series="series" />',
        series=[("Line 1", [("Mon", 12), ("Tue", None)]), ("Line 2", [("Mon", 7)])],
    )
    assert html.count("<td") == 4
    assert html.count("—") >= 2
    assert "Mon" in html
    assert "12" in html
    assert defects_of(html) == []


def test_the_words_of_a_person_stay_words():
    html = rendered('<c-row title="{{ said }}" /><c-stat value="{{ said }}" label="x" />', said='<script>"&')
    assert "<script>" not in html
    assert "&lt;script&gt;&quot;&amp;" in html


def test_a_chart_of_a_persons_words_breaks_out_of_no_attribute():
    html = rendered('<c-chart kind="bar" title="x" :series="series" />', series=[('"><b>', [("'<i>", 1)])])
    assert "<b>" not in html
    assert "<i>" not in html
    assert defects_of(html) == []


def test_progress_without_a_known_total_claims_nothing():
    html = rendered('<c-progress label="Counting" />')
    assert "value=" not in html
    assert " %</progress>" not in html or "0 %" in html


def test_a_confirmation_names_its_act_and_carries_a_token(rf):
    request = rf.get("/")
    html = Template(CottonCompiler().process('<c-confirm title="End it?" action="End it" danger />')).render(
        Context({"csrf_token": "token", "request": request})
    )
    assert "csrfmiddlewaretoken" in html
    assert 'class="button danger">End it<' in html


def test_a_component_that_does_not_exist_is_no_blank():
    with pytest.raises((TemplateSyntaxError, LookupError, Exception), match="no_such"):
        rendered("<c-no-such />")
