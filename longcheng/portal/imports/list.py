"""The list of imports."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.core.access.models import Account
from longcheng.core.lists.declaring import Column, StaffList, Tag
from longcheng.core.lists.filters import Choice, Choices, Days, Text
from longcheng.core.registry.declaring import registers, sources
from longcheng.core.registry.import_models import ImportRun, ImportState
from longcheng.core.registry.importing.queries import registers_for, runs_for

IMPORT = "registry.import_files"
TONES = {
    ImportState.DONE: "well", ImportState.PAUSED: "waiting", ImportState.CHECKED: "waiting",
    ImportState.MAPPING: "waiting", ImportState.FAILED: "urgent",
}  # fmt: skip


def state(run: ImportRun) -> Tag:
    return Tag(run.get_state_display(), TONES.get(ImportState(run.state), "plain"))  # type: ignore[arg-type]


def register_title(run: ImportRun) -> str:
    one = registers().get(run.register)
    return str(one.title) if one else run.register


def source_title(run: ImportRun) -> str:
    one = sources().get(run.source)
    return str(one.title) if one else run.source


def who(run: ImportRun) -> str:
    """Who sent the file."""
    return str(run.account) if run.account else _("on the city's machine")


def told_counts(run: ImportRun) -> dict[str, Any]:
    """The counts of the load once it has begun, else those of the check."""
    return dict(run.counts or run.expected)


def registers_offered(account: Account) -> Choices:
    return [(one.name, str(one.title)) for one in registers_for(account)]


def sources_offered(account: Account) -> Choices:
    return [(one.name, str(one.title)) for one in sources().values()]


IMPORTS = StaffList(
    name="registry.imports",
    title=gettext_lazy("Files of departments"),
    permission=IMPORT,
    url="imports:every",
    rows=runs_for,
    row_name=lambda run: _("Import %(n)s") % {"n": run.pk},
    link=lambda run: reverse("imports:one", args=[run.pk]),
    columns=(
        Column(key="file_name", title=gettext_lazy("File"), sort=("file_name",)),
        Column(key="state", title=gettext_lazy("State"), value=state, kind="tag"),
        Column(key="register", title=gettext_lazy("Register"), value=register_title, sort=("register",)),
        Column(key="source", title=gettext_lazy("Source"), value=source_title, sort=("source",)),
        Column(
            key="rows", title=gettext_lazy("Rows"), kind="number", value=lambda run: told_counts(run).get("rows", "")
        ),
        Column(
            key="refused", title=gettext_lazy("Rows not taken"), kind="number",
            value=lambda run: told_counts(run).get("refused", ""),
        ),
        Column(key="who", title=gettext_lazy("Sent by"), value=who, on_phone=False),
        Column(key="made_at", title=gettext_lazy("Sent at"), kind="time", sort=("made_at",)),
        Column(key="ended_at", title=gettext_lazy("Ended at"), kind="time", sort=("ended_at",), is_shown=False),
        Column(key="sha256", title="SHA-256", kind="code", is_shown=False),
    ),
    filters=(
        Text(name="q", title=gettext_lazy("Words in the file's name"), fields=("file_name",)),
        Choice(name="state", title=gettext_lazy("State"), field="state", choices=tuple(ImportState.choices)),
        Choice(name="register", title=gettext_lazy("Register"), field="register", choices=registers_offered),
        Choice(name="source", title=gettext_lazy("Source"), field="source", choices=sources_offered),
        Days(name="sent", title=gettext_lazy("Sent at"), field="made_at"),
    ),
    empty=gettext_lazy("No file has been sent yet."),
    empty_how=gettext_lazy("Send the first one: it is checked whole before anything is loaded."),
    source=gettext_lazy("Imports into the registers"),
)  # fmt: skip
