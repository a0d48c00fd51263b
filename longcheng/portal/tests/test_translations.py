"""Translations: every text of a room is found, kept, compared and compiled."""

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from longcheng.portal import translations


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A room without texts."""
    folder = tmp_path / "room"
    (folder / "templates").mkdir(parents=True)
    (folder / "apps.py").write_text('"""The declaration of a room."""\n')
    return folder


def texts_of(room: Path, template: str) -> set[translations.Message]:
    (room / "templates" / "page.html").write_text(template, encoding="utf-8")
    return set(translations.messages_of(room))


def keep(room: Path, ids: str | tuple[str, ...], string: str | tuple[str, ...], context: str | None = None) -> Path:
    """Write a catalogue of one text."""
    catalog = Catalog(locale="zh_Hans", fuzzy=False)
    catalog.add(ids, string, context=context)
    path = translations.catalogue(room, "zh_Hans")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_po(target, catalog)
    return path


def only_entry(path: Path):
    with path.open("rb") as source:
        return next(entry for entry in read_po(source, locale="zh_Hans") if entry.id)


def test_a_plain_text_of_a_template_is_found(room: Path) -> None:
    assert texts_of(room, '<h1>{% translate "Notices" %}</h1>') == {(None, ("Notices",))}


def test_a_text_inside_an_attribute_of_a_component_is_found(room: Path) -> None:
    template = """<c-field label="{% translate 'Title' %}" hint="{% translate 'One line (or two).' %}" />"""
    assert texts_of(room, template) == {(None, ("Title",)), (None, ("One line (or two).",))}


def test_a_block_with_values_is_found_with_its_placeholders(room: Path) -> None:
    template = """{% blocktranslate trimmed with n=page.number of=pages %}
      Page {{ n }} of {{ of }}
    {% endblocktranslate %}"""
    assert texts_of(room, template) == {(None, ("Page %(n)s of %(of)s",))}


def test_a_plural_of_a_template_is_found_with_both_forms(room: Path) -> None:
    template = (
        "{% blocktranslate count n=errors|length %}{{ n }} thing to mend"
        "{% plural %}{{ n }} things to mend{% endblocktranslate %}"
    )
    assert texts_of(room, template) == {(None, ("%(n)s thing to mend", "%(n)s things to mend"))}


def test_a_context_of_a_template_is_found(room: Path) -> None:
    template = (
        '{% translate "May" context "month" %}'
        '{% blocktranslate count n=n context "folder" %}{{ n }} file{% plural %}{{ n }} files{% endblocktranslate %}'
    )
    assert texts_of(room, template) == {("month", ("May",)), ("folder", ("%(n)s file", "%(n)s files"))}


def test_a_text_given_to_a_tag_or_a_filter_of_a_template_is_found(room: Path) -> None:
    template = '{% include "row.html" with label=_("All (of them)") %}{{ name|default:_("nobody") }}{{ _("Hello") }}'
    assert texts_of(room, template) == {(None, ("All (of them)",)), (None, ("nobody",)), (None, ("Hello",))}


@pytest.mark.parametrize("text", ["Open (until 18:00)", "It's here", "a ) b ( c", "50 signs, “quoted”", "C:\\temp"])
def test_signs_of_any_kind_in_a_text_do_not_hide_it(room: Path, text: str) -> None:
    assert texts_of(room, f'{{% translate "{text}" %}}') == {(None, (text,))}


def test_two_texts_on_one_line_are_both_found(room: Path) -> None:
    template = """{% if a %}{% translate "It's (a)" %}{% else %}{% translate 'or "b"' %}{% endif %}"""
    assert texts_of(room, template) == {(None, ("It's (a)",)), (None, ('or "b"',))}


def test_words_of_a_page_that_look_like_code_are_no_texts(room: Path) -> None:
    assert texts_of(room, "<pre>gettext('not a text')</pre>") == set()


def test_every_kind_of_text_in_code_is_found(room: Path) -> None:
    (room / "views.py").write_text(
        'a = _("Plain (with brackets)")\n'
        'b = ngettext("%(n)s day", "%(n)s days", count)\n'
        'c = pgettext_lazy("month", "May")\n'
        'd = npgettext("folder", "%(n)s file", "%(n)s files", count)\n'
        'e = _(\n    "Two lines, "\n    "one text"\n)\n'
    )
    assert set(translations.messages_of(room)) == {
        (None, ("Plain (with brackets)",)),
        (None, ("%(n)s day", "%(n)s days")),
        ("month", ("May",)),
        ("folder", ("%(n)s file", "%(n)s files")),
        (None, ("Two lines, one text",)),
    }


def test_a_text_known_only_while_running_is_left_out(room: Path) -> None:
    (room / "views.py").write_text('a = _(word)\nb = ngettext("a day", many, count)\nc = pgettext(where, "May")\n')
    assert translations.messages_of(room) == {}


def test_tests_and_rooms_within_rooms_count_for_themselves(room: Path) -> None:
    for inner in ("tests", "annexe"):
        (room / inner).mkdir()
    (room / "tests" / "test_it.py").write_text('_("in a test")\n')
    (room / "annexe" / "apps.py").write_text('title = _("Annexe")\n')
    assert translations.messages_of(room) == {}
    assert set(translations.messages_of(room / "annexe")) == {(None, ("Annexe",))}


def test_an_update_keeps_what_is_translated_and_adds_and_drops_the_rest(room: Path) -> None:
    path = keep(room, "Search", "搜索")
    texts_of(room, '{% translate "Search" %}{% translate "Newer" %}')
    assert translations.update(room) == 1
    with path.open("rb") as source:
        assert {e.id: e.string for e in read_po(source) if e.id} == {"Search": "搜索", "Newer": ""}
    texts_of(room, '{% translate "Search" %}')
    assert translations.update(room) == 0
    assert translations.defects(room) == []


def test_an_update_keeps_the_translation_of_a_text_that_became_a_plural(room: Path) -> None:
    path = keep(room, "%(n)s notice", "%(n)s 条通知")
    (room / "views.py").write_text('ngettext("%(n)s notice", "%(n)s notices", n)\n')
    assert translations.update(room) == 0
    assert only_entry(path).string == ("%(n)s 条通知",)


def test_an_update_keeps_the_translation_of_a_plural_that_became_plain(room: Path) -> None:
    path = keep(room, ("A notice", "Notices"), ("通知",))
    (room / "views.py").write_text('_("A notice")\n')
    assert translations.update(room) == 0
    assert only_entry(path).string == "通知"


def test_a_chinese_catalogue_has_one_form_for_every_number(room: Path) -> None:
    (room / "views.py").write_text('ngettext("%(n)s day", "%(n)s days", n)\n')
    translations.update(room)
    path = translations.catalogue(room, "zh_Hans")
    assert '"Plural-Forms: nplurals=1; plural=0;\\n"' in path.read_text(encoding="utf-8")
    assert only_entry(path).string == ("",)


def test_missing_empty_and_unused_texts_are_defects(room: Path) -> None:
    keep(room, "Older", "")
    texts_of(room, '{% translate "Newer" %}')
    found = " ".join(translations.defects(room))
    assert "'Older' is not translated." in found
    assert "'Older' is no longer used." in found
    assert "'Newer' of templates/page.html is missing." in found


def test_a_room_without_a_catalogue_is_a_defect_only_if_it_has_texts(room: Path) -> None:
    assert translations.defects(room) == []
    texts_of(room, '{% translate "Newer" %}')
    assert "does not exist, 1 texts wait for it." in translations.defects(room)[0]


def test_a_translation_that_names_a_value_its_text_does_not_give_is_a_defect(room: Path) -> None:
    keep(room, "Page %(n)s", "第 %(m)s 页")
    texts_of(room, "{% blocktranslate %}Page {{ n }}{% endblocktranslate %}")
    assert any("it names ['m']" in line for line in translations.defects(room))


def test_a_catalogue_is_compiled_once_and_read_by_gettext(room: Path) -> None:
    keep(room, ("%(n)s day", "%(n)s days"), ("%(n)s 天",))
    assert translations.compile_translations(room) == 1
    assert translations.compile_translations(room) == 0
    with translations.catalogue(room, "zh_Hans").with_suffix(".mo").open("rb") as compiled:
        chinese = gettext.GNUTranslations(compiled)
    assert {chinese.ngettext("%(n)s day", "%(n)s days", n) for n in (0, 1, 2)} == {"%(n)s 天"}
