"""An invented city of one square district, an importer, and files on their way into its layers."""

import contextlib
import io
import json
import tempfile
from pathlib import Path

import orjson
import pytest
from shapely.geometry import box

from longcheng.bases.geography.features.drafts import Draft
from longcheng.bases.geography.features.upserting import upsert_features
from longcheng.bases.geography.import_models import MapImport
from longcheng.bases.geography.importing import staging
from longcheng.bases.geography.importing.actions import choose, confirm, receive
from longcheng.bases.geography.importing.choices import Choices
from longcheng.bases.geography.importing.reading import child
from longcheng.bases.geography.importing.reading.rows import Refused
from longcheng.bases.geography.importing.running import MapImportWorker
from longcheng.bases.geography.models import MapFeature, MapLayer
from longcheng.bases.geography.registers import LAYERS
from longcheng.core.access.models import Account, RoleHeld

ABOUT = {"owner_zh": "示例局", "owner_en": "Example bureau", "dated": "2026-01", "licence": "CC BY 4.0"}


def layer(name: str, kind: str, **more) -> MapLayer:
    about = {"title_zh": name, "title_en": name, "source": "test", "is_open": True, "digest": "", **ABOUT, **more}
    return MapLayer.objects.create(name=name, kind=kind, **about)


@pytest.fixture
def real_child() -> None:
    """Whatever is read is read by a process of its own, as in life."""


@pytest.fixture(autouse=True)
def _at_hand(request, monkeypatch) -> None:
    """Texts are read in this process, which saves the start of another; `real_child` has the real one."""
    if "real_child" in request.fixturenames:
        return
    started = staging._child

    @contextlib.contextmanager
    def quick(run, job, alive):
        if run.kind not in {"geojson", "csv"}:
            with started(run, job, alive) as out:
                yield out
            return
        with tempfile.NamedTemporaryFile() as file:
            with staging.open_sealed(staging.path_of(run.token), key=run.file_key, size=run.size) as sealed:
                file.write(sealed.read())
            file.flush()
            lines: list[bytes] = []
            whole = {**job, "path": file.name, "room": str(Path(file.name).parent)}
            try:
                lines.extend(orjson.dumps(line, default=str) for line in child._lines(run.kind, whole))
            except Refused as refused:
                lines.append(orjson.dumps({"refused": refused.code, "about": refused.about}))
            yield io.BytesIO(b"\n".join([*lines, b""]))

    monkeypatch.setattr(staging, "_child", quick)


@pytest.fixture
def square(db, settings, tmp_path) -> None:
    """The city: one district, 119.5 to 120.5 east and 31.5 to 32.5 north."""
    settings.MEDIA_ROOT = tmp_path / "media"
    upsert_features(
        layer("districts", "polygon"),
        [Draft(key="999901", name="方区", division_code="999901", geometry=box(119.5, 31.5, 120.5, 32.5))],
        source=LAYERS, kind="imported", by=None,
    )  # fmt: skip


@pytest.fixture
def importer(square) -> Account:
    account = Account.objects.create_user("importer", password="a-long-password-9")
    RoleHeld.objects.create(account=account, role="geography.importer", area_code="")
    return account


def work(run: MapImport | None = None) -> MapImport:
    """The worker, until nothing waits."""
    worker = MapImportWorker()
    while worker.step(only=run.pk if run else None):
        pass
    return MapImport.objects.latest("id") if run is None else MapImport.objects.get(pk=run.pk)


def opened(account, content: bytes, name: str, **more) -> MapImport:
    """A file received and looked into."""
    return work(receive(account, file=io.BytesIO(content), name=name, **more))


def stated(run: MapImport, **more) -> Choices:
    """What the file suggests, with all that its sender must say, for a new layer."""
    choices = Choices.of(run.choices)
    fixed = {"layer": "things", "is_new": not MapLayer.objects.filter(name="things").exists(), "title_zh": "东西"}
    for name, value in {**fixed, "title_en": "Things", **ABOUT, **more}.items():
        setattr(choices, name, value)
    return choices


def checked(account, content: bytes, name: str, **more) -> MapImport:
    """A file up to its check."""
    run = opened(account, content, name)
    assert run.state == "mapping", run.why_stopped
    return work(choose(account, run, choices=stated(run, **more)))


def loaded(account, content: bytes, name: str, **more) -> MapImport:
    """A file from its arrival to its report."""
    run = checked(account, content, name, **more)
    assert run.state == "checked", run.why_stopped
    return work(confirm(account, run))


def defects(run: MapImport) -> list[tuple[int, str]]:
    return [(one.row_number, one.text) for one in run.defects.order_by("row_number", "id")]


def geojson(*features, **more) -> bytes:
    """Features as (properties, geometry) pairs."""
    made = [{"type": "Feature", "properties": values, "geometry": shape} for values, shape in features]
    return json.dumps({"type": "FeatureCollection", "features": made, **more}, ensure_ascii=False).encode()


def point(lon: float = 120.0, lat: float = 32.0) -> dict:
    return {"type": "Point", "coordinates": [lon, lat]}


def area(*corners) -> dict:
    return {"type": "Polygon", "coordinates": [[*map(list, corners), list(corners[0])]]}


def standing(layer_name: str = "things") -> dict[str, MapFeature]:
    return {one.key: one for one in MapFeature.objects.filter(layer=layer_name)}
