"""A reader of HTML that forgives nothing: unclosed tags, repeated ids and attributes, blocks within a paragraph."""

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BLOCKS = {
    "address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figure", "footer", "form", "h1",
    "h2", "h3", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul",
}  # fmt: skip
INTERACTIVE = {"a", "button", "select", "textarea", "summary"}
PARENTS = {"li": {"ul", "ol"}, "dt": {"div", "dl"}, "dd": {"div", "dl"}, "summary": {"details"}, "legend": {"fieldset"}}


class StrictReader(HTMLParser):
    """Collects what a validator would say."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.ids: set[str] = set()
        self.defects: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        names = [name for name, _value in attrs]
        if len(names) != len(set(names)):
            self.defects.append(f"<{tag}> repeats an attribute: {names}")
        self._look_at_id(dict(attrs).get("id"))
        if tag in BLOCKS and "p" in self.stack:
            self.defects.append(f"<{tag}> within <p>")
        if tag in INTERACTIVE and {"a", "button"} & set(self.stack):
            self.defects.append(f"<{tag}> within {self.stack}")
        if tag in PARENTS and (not self.stack or self.stack[-1] not in PARENTS[tag]):
            self.defects.append(f"<{tag}> within {self.stack[-1:]}")
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        if "svg" not in self.stack:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack[-1] != tag:
            self.defects.append(f"</{tag}> closes {self.stack[-1:]}")
        elif tag not in VOID:
            self.stack.pop()

    def _look_at_id(self, found: str | None) -> None:
        if found is not None and (not found or found in self.ids):
            self.defects.append(f"the id {found!r} is empty or stands twice")
        self.ids.add(found or "")


def defects_of(html: str) -> list[str]:
    """What is wrong with a piece of a page; nothing is the good case."""
    reader = StrictReader()
    reader.feed(html)
    reader.close()
    return reader.defects + [f"<{tag}> is never closed" for tag in reader.stack]
