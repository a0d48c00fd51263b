"""The tax register's file: every wrong row told, known organisations found by their code, differences as doubts."""

import pytest
from django.conf import settings as django_settings
from django.utils import translation

from longcheng.bases.organisations.demo import found
from longcheng.bases.organisations.file_rows import find_organisations, identity_of, organisation_defects
from longcheng.bases.organisations.models import Organisation, OrganisationAct
from longcheng.bases.organisations.registers import FABRIC, ORGANISATIONS, REGISTRATION, TAX
from longcheng.bases.organisations.rules import NO_AREA, credit_code_of
from longcheng.core.registry.acts import Statement, state, state_all
from longcheng.core.registry.import_models import ImportState
from longcheng.core.registry.importing.actions import begin_check, confirm, receive
from longcheng.core.registry.importing.running import ImportWorker
from longcheng.core.registry.models import Doubt

SAMPLES = django_settings.CITY_PACK / "samples"
CODE, OTHER = credit_code_of("91", NO_AREA, 5), credit_code_of("91", NO_AREA, 6)


@pytest.fixture
def keeper(people, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield people["zheng"]


def work(run):
    worker = ImportWorker()
    while worker.step():
        pass
    worker.let_go()
    run.refresh_from_db()
    return run


def test_the_sample_of_the_tax_bureau_goes_into_the_register(keeper):
    found()
    with (SAMPLES / "tax_register.csv").open("rb") as file:
        run = receive(
            keeper, file=file, name="tax_register.csv", kind="table_csv", register=ORGANISATIONS.name, source=TAX,
            mapping=(SAMPLES / "tax_register.toml").read_text(encoding="utf-8"),
        )  # fmt: skip
    begin_check(keeper, run)
    assert work(run).state == ImportState.CHECKED, run.why_stopped
    assert run.expected["refused"] == 7
    assert run.expected["recognised"] == 3
    confirm(keeper, run)
    assert work(run).state == ImportState.DONE
    assert run.counts["new"] == 230
    taken = OrganisationAct.objects.filter(source=TAX)
    assert taken.count() == 233
    property_company = Organisation.objects.get(name="常州顺园示例物业服务有限公司")
    assert property_company.representative_name == "宋长海", "another source does not change the owner's value"
    fields = set(Doubt.objects.filter(subject_id=property_company.pk, state="open").values_list("field", flat=True))
    assert fields == {"representative_name"}


def stated(values):
    one = Statement(kind="entered", source=REGISTRATION, values=values)
    return state_all(ORGANISATIONS, [one], by=None)[0].record.pk


def test_a_row_means_whom_its_code_or_else_its_very_name_tells(divisions):
    with_code = stated({"name": "甲示例有限公司", "code": CODE})
    listed = stated({"name": "乙示例（集团）有限公司"})
    stated({"name": "丙示例面馆"})
    stated({"name": "丙示例面馆"})
    gone = stated({"name": "丁示例商行", "status": "dissolved"})
    rows = [
        {"code": CODE, "name": "现在叫别的名字"},
        {"code": OTHER, "name": "乙示例(集团)有限公司"},
        {"name": "乙示例集团有限公司"},
        {"name": "丙示例面馆"},
        {"code": OTHER, "name": "甲示例有限公司"},
        {"name": "丁示例商行"},
        {},
    ]
    assert find_organisations(rows) == [with_code, listed, listed, None, None, None, None]
    assert gone


def test_two_rows_with_one_code_mean_one_organisation():
    assert identity_of({"code": CODE.lower()}) == identity_of({"code": f" {CODE} "}) == CODE
    assert identity_of({"code": CODE[:-1] + "?"}) == identity_of({"name": "甲"}) == ""


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"code": CODE, "name": "甲示例有限公司", "industry": "C3421", "founded_date": "2020-01-01"}, set()),
        ({"code": CODE[:-1], "name": "1", "industry": "Z9"}, {"code", "name", "industry"}),
        ({"founded_date": "2999-01-01"}, {"founded_date"}),
        ({"founded_date": "2020-01-01", "ended_date": "2019-01-01"}, {"ended_date"}),
        ({"capital_yuan": -1}, {"capital_yuan"}),
        ({"code": None, "name": None}, set()),
    ],
)
def test_what_is_wrong_with_a_row_is_told_by_field(values, fields):
    assert set(organisation_defects(values)) == fields


def test_the_tax_register_dissolves_nobody_and_raises_a_doubt_instead(db) -> None:
    values = {"name": "甲示例商行", "status": "active"}
    made = state(ORGANISATIONS, Statement(kind="entered", source=FABRIC, values=values), by=None)
    said = state(
        ORGANISATIONS,
        Statement(kind="row", source=TAX, subject_id=made.record.pk, values={"status": "dissolved"}),
        by=None,
    )
    assert said.record.status == "active"
    assert [(one.field, one.source) for one in said.doubts] == [("status", TAX)]
