"""The map as it stands with the open files alone, and with those that may lie beside the checkout."""

import pytest
from django.conf import settings

from longcheng.core.datapack.loading import load_pack
from longcheng.core.datapack.pack import read_pack
from tests.kept_rows import founded_once

LOCAL_FILES = ("boundaries/changzhou_districts_gcj02.geojson", "transit/changzhou_bus_lines_bd09.json")
# Without the folder there is no case, as in core.geo's test_real_layers.
BESIDE = [settings.LOCAL_DATA] if all((settings.LOCAL_DATA / name).is_file() for name in LOCAL_FILES) else []


@pytest.fixture
def open_map(divisions) -> None:
    """The map of a checkout with nothing beside it."""
    founded_once("open map", lambda: load_pack(read_pack(settings.CITY_PACK)))


@pytest.fixture
def whole_map(divisions, request) -> None:
    """The map with the files beside the checkout."""
    founded_once("whole map", lambda: load_pack(read_pack(settings.CITY_PACK, local_data=request.param)))
