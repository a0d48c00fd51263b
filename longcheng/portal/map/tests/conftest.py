"""The map with the open files alone, as a fresh checkout has it, and with those beside the checkout."""

import pytest
from django.conf import settings

from longcheng.core.datapack.loading import load_pack
from longcheng.core.datapack.pack import read_pack
from tests.kept_rows import founded_once

NEEDED = "transit/changzhou_bus_lines_bd09.json"
# Without the folder there is no case.
BESIDE = [settings.LOCAL_DATA] if (settings.LOCAL_DATA / NEEDED).is_file() else []


@pytest.fixture
def open_map(divisions) -> None:
    founded_once("open map", lambda: load_pack(read_pack(settings.CITY_PACK)))


@pytest.fixture
def whole_map(divisions, request) -> None:
    founded_once("whole map", lambda: load_pack(read_pack(settings.CITY_PACK, local_data=request.param)))
