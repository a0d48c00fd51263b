"""What a person sees who sends a map: the statements, the check, the load, the report, the way back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from longcheng.bases.geography.import_models import MapImport
from longcheng.bases.geography.models import MapFeature
from longcheng.bases.geography.tests.importing.conftest import ABOUT, area, geojson, point, work

FILE = geojson(
    ({"编号": "a1", "名称": "甲店"}, point(119.9, 31.9)),
    ({"编号": "a2", "名称": "乙店"}, point(10.0, 31.9)),
    ({"编号": "a3", "名称": "丙店"}, area((119.9, 31.9), (119.91, 31.91), (119.91, 31.9))),
)


@pytest.fixture
def browser_of(importer):
    client = Client()
    client.force_login(importer)
    client.cookies["django_language"] = "en"
    return client


def send(client, content=FILE, name="shops.geojson"):
    return client.post(reverse("geography:import-new"), {"file": SimpleUploadedFile(name, content)}, follow=True)


def do(client, run, **data):
    return client.post(reverse("geography:import-act", args=[run.pk]), data, follow=True)


STATED = {
    "do": "check", "sheet": "", "datum": "WGS-84", "layer": "+", "new_name": "shops", "title_zh": "商店",
    "title_en": "Shops", "kind": "point", "column-key": "编号", "column-name": "名称", "missing": "keep", **ABOUT,
}  # fmt: skip


def test_a_map_goes_from_the_form_to_the_report_and_back(browser_of):
    page = send(browser_of).text
    run = MapImport.objects.get()
    assert "The file is being opened" in page
    work()
    page = browser_of.get(reverse("geography:import", args=[run.pk])).text
    assert "The file does not say it" in page
    page = do(browser_of, run, **STATED | {"datum": "", "dated": "", "licence": "", "column-key": ""})
    assert page.status_code == 422
    for words in ("does not say in which datum", "State the licence", "Choose the column with the key"):
        assert words in page.text
    assert "Every feature is being checked" in do(browser_of, run, **STATED).text or work().pk
    work()
    page = browser_of.get(reverse("geography:import", args=[run.pk])).text
    assert "It lies outside the city" in page
    assert "The layer holds points" in page
    assert "<circle" in page
    assert "Load 1 feature" in page
    csv = b"".join(browser_of.get(reverse("geography:import-defects", args=[run.pk])).streaming_content).decode()
    assert "2,a2," in csv
    do(browser_of, run, do="begin")
    work()
    page = browser_of.get(reverse("geography:import", args=[run.pk])).text
    assert "What was loaded" in page
    assert MapFeature.objects.get(layer="shops").name == "甲店"
    assert run.sha256 in browser_of.get(reverse("geography:import-report", args=[run.pk])).text
    assert run.file_name in browser_of.get(reverse("geography:imports")).text
    assert "1 acts are taken back" in browser_of.get(reverse("geography:import-undo", args=[run.pk])).text
    assert "Being taken back" in browser_of.post(reverse("geography:import-undo", args=[run.pk]), follow=True).text
    work()
    assert "Taken back: 1 acts" in browser_of.get(reverse("geography:import", args=[run.pk])).text
    assert not MapFeature.objects.filter(layer="shops").exists()


def test_what_is_no_map_is_refused_on_the_form(browser_of, settings):
    assert "Choose the file" in browser_of.post(reverse("geography:import-new"), {}).text
    assert "GeoPackage (.gpkg)" in send(browser_of, b"<html>", "a.html").text
    settings.IMPORT_UPLOAD_MB = 0.0001
    assert "larger than" in send(browser_of).text
    assert not MapImport.objects.exists()


def test_an_import_is_cancelled_after_one_question(browser_of):
    send(browser_of)
    run = work()
    assert "Nothing has been loaded" in browser_of.get(reverse("geography:import-cancel", args=[run.pk])).text
    page = browser_of.post(reverse("geography:import-cancel", args=[run.pk]), follow=True).text
    assert "Cancelled" in page
    assert browser_of.get(reverse("geography:import", args=[2**63])).status_code == 404
