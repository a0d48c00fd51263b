"""The command: check and load a file, told on the terminal; refused with all that is wrong; taken back."""

import io

import pytest
from django.core.management import CommandError, call_command

from longcheng.bases.geography.import_models import MapImport
from longcheng.bases.geography.tests.importing.conftest import geojson, point, standing

FILE = geojson(({"编号": "a1", "名称": "甲店"}, point(119.9, 31.9)), ({"编号": "a2"}, point(10.0, 31.9)))
ABOUT = ["--owner-zh", "示例局", "--dated", "2026", "--licence", "CC0", "--title-zh", "店", "--title-en", "Shops"]


def call(path, *words, code=None) -> str:
    out = io.StringIO()
    if code is None:
        call_command("importlayer", str(path), *words, stdout=out, stderr=io.StringIO())
    else:
        with pytest.raises(CommandError) as refused:
            call_command("importlayer", str(path), *words, stdout=out, stderr=io.StringIO())
        assert refused.value.returncode == code
        return out.getvalue() + str(refused.value)
    return out.getvalue()


def test_a_file_is_checked_loaded_and_taken_back_by_command(square, tmp_path):
    path = tmp_path / "shops.geojson"
    path.write_bytes(FILE)
    assert "datum: The file does not say" in call(path, "--layer", "things", *ABOUT, code=1)
    told = call(path, "--layer", "things", "--datum", "WGS-84", *ABOUT, "--dry-run", code=2)
    assert "Nothing was loaded" in told
    assert "It lies outside the city" in told
    told = call(path, "--layer", "things", "--datum", "WGS-84", *ABOUT, "--outside", "--column", "name=名称")
    assert "2 features loaded: 2 new" in told
    assert standing()["a1"].name == "甲店"
    again = call(path, "--layer", "things", "--datum", "WGS-84", "--dated", "2026", "--outside")
    assert "0 new, 0 changed, 2 same" in again
    number = MapImport.objects.earliest("begun_at").pk
    assert "2 acts were taken back" in call(path, "--undo", str(number))
    assert standing() == {}


def test_what_is_missing_is_told(square, tmp_path):
    assert "does not exist" in call(tmp_path / "none.geojson", "--layer", "x", code=1)
    path = tmp_path / "a.geojson"
    path.write_bytes(FILE)
    assert "--layer is required" in call(path, code=1)
    assert "write FIELD=COLUMN" in call(path, "--layer", "x", "--column", "colour=x", code=1)
    assert "There is no import 9" in call(path, "--undo", "9", code=1)
    path.write_bytes(b"{")
    assert "breaks off" in call(path, "--layer", "x", code=1)
