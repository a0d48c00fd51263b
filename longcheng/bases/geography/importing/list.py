"""The list of the files of maps."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.bases.geography.import_models import MapImport, MapImportState
from longcheng.bases.geography.importing.kinds import KINDS
from longcheng.bases.geography.importing.queries import runs_for
from longcheng.bases.geography.importing.running import PERMISSION
from longcheng.core.lists.declaring import Column, StaffList, Tag
from longcheng.core.lists.filters import Choice, Days, Text

TONES = {
    MapImportState.DONE: "well", MapImportState.CHECKED: "waiting", MapImportState.MAPPING: "waiting",
    MapImportState.FAILED: "urgent",
}  # fmt: skip


def state(run: MapImport) -> Tag:
    return Tag(run.get_state_display(), TONES.get(MapImportState(run.state), "plain"))  # type: ignore[arg-type]


def who(run: MapImport) -> str:
    """Who sent the file."""
    return str(run.account) if run.account else _("on the city's machine")


def told_counts(run: MapImport) -> dict[str, Any]:
    """The counts of the load once it has begun, else those of the check."""
    return dict(run.counts or run.expected)


MAP_IMPORTS = StaffList(
    name="geography.imports",
    title=gettext_lazy("Files of maps"),
    permission=PERMISSION,
    url="geography:imports",
    rows=runs_for,
    row_name=lambda run: _("Import %(n)s") % {"n": run.pk},
    link=lambda run: reverse("geography:import", args=[run.pk]),
    columns=(
        Column(key="file_name", title=gettext_lazy("File"), sort=("file_name",)),
        Column(key="state", title=gettext_lazy("State"), value=state, kind="tag"),
        Column(key="layer_name", title=gettext_lazy("Layer"), sort=("layer_name",)),
        Column(
            key="kind", title=gettext_lazy("Kind of file"), on_phone=False,
            value=lambda run: str(KINDS[run.kind][0]) if run.kind in KINDS else run.kind,
        ),
        Column(
            key="rows", title=gettext_lazy("Features"), kind="number",
            value=lambda run: told_counts(run).get("rows", ""),
        ),
        Column(
            key="refused", title=gettext_lazy("Not taken"), kind="number",
            value=lambda run: told_counts(run).get("refused", ""),
        ),
        Column(key="who", title=gettext_lazy("Sent by"), value=who, on_phone=False),
        Column(key="made_at", title=gettext_lazy("Sent at"), kind="time", sort=("made_at",)),
        Column(key="sha256", title="SHA-256", kind="code", is_shown=False),
    ),
    filters=(
        Text(name="q", title=gettext_lazy("Words in the file's name"), fields=("file_name",)),
        Choice(name="state", title=gettext_lazy("State"), field="state", choices=tuple(MapImportState.choices)),
        Days(name="sent", title=gettext_lazy("Sent at"), field="made_at"),
    ),
    empty=gettext_lazy("No map has been sent yet."),
    empty_how=gettext_lazy("Send the first one: it is checked whole before anything is loaded."),
    source=gettext_lazy("Imports into the layers of the map"),
)  # fmt: skip
