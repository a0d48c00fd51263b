"""What a person sees who sends a department's file: the columns, the check, the load, the report, in both languages."""

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from longcheng.bases.population.models import Person
from longcheng.core.access.models import Account, RoleHeld
from longcheng.core.registry.import_models import ImportRun, ImportState
from longcheng.core.registry.importing.running import ImportWorker

SAMPLES = django_settings.CITY_PACK / "samples"


@pytest.fixture
def keeper(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    account = Account.objects.create_user("keeper", password="a-long-password-9")
    RoleHeld.objects.create(account=account, role="population.importer", area_code="")
    client = Client(headers={"accept-language": "en"})
    client.force_login(account)
    client.cookies["django_language"] = "en"
    return client


def send(client: Client, *, content: bytes | None = None, name: str = "police_household_register.csv", **more):
    content = (SAMPLES / name).read_bytes() if content is None else content
    data = {
        "file": SimpleUploadedFile(name, content, "application/octet-stream"), "register": "population.person",
        "source": "police.household_register",
    } | more  # fmt: skip
    return client.post(reverse("imports:new"), data)


def work() -> ImportRun:
    worker = ImportWorker()
    while worker.step():
        pass
    worker.let_go()
    return ImportRun.objects.latest("id")


def do(client: Client, run: ImportRun, **data):
    return client.post(reverse("imports:act", args=[run.pk]), data, follow=True)


def test_a_file_goes_from_the_form_to_the_report(keeper):
    assert "Files to try with" in keeper.get(reverse("imports:new")).text
    page = keeper.get(send(keeper).url).text
    run = ImportRun.objects.get()
    assert "公民身份号码 · 999999999999999999" in page
    chosen = {"name": "姓名", "number": "公民身份号码", "sex": "性别", "birth_date": "出生日期", "ethnicity": "民族"}
    page = do(
        keeper, run, do="check_fields", key="户籍编号", valid_from="登记日期", wrong_cells="refuse",
        **{f"field-{name}": column for name, column in chosen.items()},
    ).text  # fmt: skip
    assert "Every row is being checked" in page
    assert work().state == ImportState.CHECKED
    page = keeper.get(reverse("imports:one", args=[run.pk])).text
    assert "There is no such day" in page
    assert "The value is in no code table" in page
    assert Person.objects.count() == 0
    do(keeper, run, do="begin")
    run = work()
    assert run.state == ImportState.DONE
    assert run.counts["new"] + run.counts["recognised"] + run.counts["refused"] == run.counts["rows"] == 300
    report = keeper.get(reverse("imports:report", args=[run.pk])).text
    assert run.sha256 in report
    assert "[fields.name]" in report
    number = next(one.number for one in Person.objects.all() if one.number)
    csv = b"".join(keeper.get(reverse("imports:defects-csv", args=[run.pk])).streaming_content).decode()
    assert "43,出生日期" in csv
    assert number not in csv + report + page
    assert keeper.get(reverse("imports:defects-xlsx", args=[run.pk])).status_code == 200
    assert run.file_name in keeper.get(reverse("imports:every")).text


@pytest.mark.parametrize(
    ("name", "source"), [("social_insurance.xlsx", "social.insurance"), ("health_records.jsonl", "health.records")]
)
def test_the_other_samples_are_checked_by_their_own_mappings(keeper, name, source):
    mapping = (SAMPLES / name).with_suffix(".toml").read_bytes()
    send(keeper, name=name, source=source, mapping=SimpleUploadedFile("mapping.toml", mapping))
    run = ImportRun.objects.get()
    do(keeper, run, do="check")
    run = work()
    assert run.state == ImportState.CHECKED, run.why_stopped
    assert run.expected["refused"] <= 2
    assert run.expected["defects"] > 0


def test_everything_wrong_with_what_is_sent_is_told_at_once(keeper):
    answer = send(keeper, register="", source="", content=b"")
    assert answer.status_code == 422
    assert answer.text.count('<li><a href="#field-') == 2
    answer = send(keeper, content=b"<html><body>")
    assert "web page" in answer.text
    answer = send(keeper, name="a.pdf", content=b"%PDF-1.4 %%EOF")
    assert answer.status_code == 422
    answer = send(keeper, mapping=SimpleUploadedFile("m.toml", b"register ="))
    assert "This is not TOML" in answer.text
    assert ImportRun.objects.count() == 0


def test_a_mapping_that_does_not_fit_is_told_and_the_text_stays(keeper):
    send(keeper)
    run = ImportRun.objects.get()
    wrong = run.mapping.replace('"姓名"', '"名字"').replace('kind = "row"', 'kind = "merge"')
    answer = do(keeper, run, do="check_text", mapping=wrong + "\n# mine")
    assert answer.status_code == 422
    assert "Files state no acts of this kind" in answer.text
    assert "名字" in answer.text
    assert "# mine" in answer.text
    assert ImportRun.objects.get().state == ImportState.MAPPING


def test_an_import_can_be_paused_gone_on_with_and_cancelled(keeper):
    send(keeper)
    run = ImportRun.objects.get()
    do(keeper, run, do="check")
    assert "Paused after row" in do(keeper, run, do="pause").text
    assert "being checked" in do(keeper, run, do="go_on").text
    page = keeper.get(reverse("imports:cancel", args=[run.pk])).text
    assert "Nothing has been loaded" in page
    keeper.post(reverse("imports:cancel", args=[run.pk]))
    assert ImportRun.objects.get().state == ImportState.CANCELLED


def test_who_has_no_right_to_the_register_sees_nothing_of_its_imports(keeper):
    send(keeper)
    run = ImportRun.objects.get()
    other = Account.objects.create_user("other", password="a-long-password-9")
    client = Client()
    client.force_login(other)
    for name in ("one", "act", "cancel", "report", "mapping", "defects-csv", "defects-xlsx"):
        answer = client.post if name == "act" else client.get
        assert answer(reverse(f"imports:{name}", args=[run.pk])).status_code == 403
    assert client.get(reverse("imports:every")).status_code == 403
    assert keeper.get(reverse("imports:one", args=[999_999])).status_code == 404
    assert keeper.get(reverse("imports:sample", args=["pack.toml"])).status_code == 404
