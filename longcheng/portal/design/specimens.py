"""The components as the living page shows them: each in every state, with what it takes."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COMPONENTS = Path(__file__).resolve().parents[1] / "templates" / "cotton"
EXAMPLES = Path(__file__).resolve().parents[1] / "templates" / "portal" / "design" / "examples"
TONES = "well · waiting · urgent · plain"


@dataclass(frozen=True)
class Attribute:
    """What a component takes: its name as one writes it, and its default ("" for none)."""

    name: str
    default: str

    @property
    def meaning(self) -> "str | Promise":
        return MEANINGS[self.name.lstrip(":")]


@dataclass(frozen=True)
class Specimen:
    """One component: its name, what it is for, and the template of its examples."""

    name: str
    purpose: "str | Promise"

    @property
    def attributes(self) -> list[Attribute]:
        """Read from the component itself, so that the page cannot differ from it."""
        return attributes_of(self.name)

    @property
    def source(self) -> str:
        """The examples as one would write them."""
        return (EXAMPLES / f"{self.name}.html").read_text(encoding="utf-8").strip()

    @property
    def template(self) -> str:
        return f"portal/design/examples/{self.name}.html"


@cache
def attributes_of(name: str) -> list[Attribute]:
    """The attributes that a component declares in its first line."""
    declared = re.match(r"<c-vars (.*?)\s*/>", (COMPONENTS / f"{name}.html").read_text(encoding="utf-8"), re.DOTALL)
    return [Attribute(*found) for found in re.findall(r'(:?[\w-]+)="([^"]*)"', declared[1] if declared else "")]


def render(specimen: Specimen, context: dict[str, object], request: object) -> str:
    """The examples alive."""
    return str(get_template(specimen.template).render(context, request))  # type: ignore[arg-type]


SPECIMENS = (
    Specimen("icon", _("A sign beside its word, never in place of it.")),
    Specimen("drawing", _("A thin line drawing for the first page, for what is empty and for what is missing.")),
    Specimen("tag", _("The state of a thing in one word; the colour only repeats it.")),
    Specimen("card", _("A way onwards, in a list of cards.")),
    Specimen("tile", _("A larger way onwards, for the first page and its kind.")),
    Specimen("row", _("One thing of a list, with or without a way to it.")),
    Specimen("table", _("Rows and columns; on a phone each row becomes a card with its own headings.")),
    Specimen("stat", _("One number with its unit, its goal and its age.")),
    Specimen("time", _("A moment as people say it; the exact one is told on demand.")),
    Specimen("age", _("How fresh a live value is. It ages in an open page and says when its source is silent.")),
    Specimen("source", _("The small mark of a register's fact: where it comes from, since when, and “this is wrong”.")),
    Specimen("steps", _("Where one stands on a way of several steps.")),
    Specimen("timeline", _("What happened, in its order; its parts are moments.")),
    Specimen("progress", _("Long work: how much is done. It moves by itself and can be left.")),
    Specimen("empty", _("Nothing here yet: what will stand here and how to begin.")),
    Specimen("note", _("Something to know before going on.")),
    Specimen("refusal", _("Why something is not done: the rule, what is missing, what helps.")),
    Specimen("errors", _("All that is to mend, at once and on top; each leads to its field.")),
    Specimen("field", _("One question with its hint and its error.")),
    Specimen("purpose", _("Why somebody's data are needed, asked before they are shown.")),
    Specimen("confirm", _("The last look before something that is not undone by a click.")),
    Specimen("filter", _("What a list shows; it works without a script.")),
    Specimen("tabs", _("Parts of one page; each has its own address.")),
    Specimen("menu", _("A few further ways behind one word.")),
    Specimen("pages", _("The way through a long list.")),
    Specimen("actions", _("The main action: always at hand at the bottom of a phone.")),
    Specimen("chart", _("Numbers as a picture, and the same numbers as a table below it.")),
    Specimen("map", _("A map in its frame, with the same content as a table.")),
)
# Shown within the examples of another.
WITHIN = {"moment": "timeline"}

MEANINGS: "dict[str, str | Promise]" = {
    "action": _("the word on the button, a verb"),
    "at": _("a moment, or its ISO text"),
    "autocomplete": _("what the browser may fill in"),
    "badge": _("a number beside the word"),
    "cancel": _("the word of the way back"),
    "cancel_href": _("where the way back leads"),
    "caption": _("what the table holds"),
    "choices": _("pairs of value and words"),
    "current": _("which one is now"),
    "danger": _("present if it cannot be undone"),
    "done": _("how much is done"),
    "drawing": _("the name of a drawing"),
    "end": _("present if it opens towards the left"),
    "error": _("what is to mend in it"),
    "errors": _("defects by field"),
    "fields": _("further fields of the form, as a slot"),
    "form": _("empty, ago, day or exact"),
    "goal": _("the number that is aimed at"),
    "height": _("small, or empty"),
    "hide_caption": _("present if a heading says it already"),
    "hide_label": _("a class for the word, such as hidden"),
    "hint": _("a help of one sentence"),
    "how": _("what will stand here and how to begin"),
    "href": _("where it leads"),
    "icon": _("the name of an icon"),
    "kind": _("line, bar, pie, scatter or heatmap"),
    "label": _("what it is called"),
    "layers": _("which layers of the map are on"),
    "live": _("the live line's signal on which it asks anew"),
    "name": _("its name"),
    "note": _("a second line"),
    "page": _("a page of Django's Paginator"),
    "query": _("what stays in the address"),
    "refusal": _("a refusal with rule, missing and how"),
    "series": _("a list of (name, [(label, number), …])"),
    "source": _("the register and its keeper"),
    "src": _("the address of its content"),
    "stale_after_s": _("seconds until its source counts as silent"),
    "steps": _("titles, or pairs of title and note"),
    "table_href": _("the address of the same as a table"),
    "tabs": _("pairs of word and address"),
    "tag": _("a state in one word"),
    "title": _("its heading"),
    "to": _("where the form goes; empty for this page"),
    "tone": _("well, waiting, urgent or plain"),
    "total": _("how much there is; empty while unknown"),
    "type": _("as of an input, or textarea"),
    "unit": _("the unit of the numbers"),
    "value": _("its value"),
    "who": _("who did it"),
    "wrong_href": _("where “this is wrong” leads"),
}
