"""A file of residents: only for a purpose, and each person in it can read that it was made."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from longcheng.bases.population.models import Person
from longcheng.bases.population.personal import RESIDENT
from longcheng.core.access.purposes import NO_PURPOSE, for_mandate
from longcheng.core.lists.declaring import Column, PersonalRows, StaffList
from longcheng.core.lists.files import as_csv
from longcheng.core.lists.page import open_list
from longcheng.core.lists.tests.test_files import read_csv, wanted
from longcheng.core.mandates.actions import give_mandate
from longcheng.core.transparency.models import Line

RESIDENTS = StaffList(
    name="sample.residents",
    title="Residents",
    permission="access.operate",
    url="desk:deliveries",
    rows=lambda account: Person.objects.select_related("account").order_by("pk"),
    row_name=lambda row: str(row.pk),
    columns=(
        Column(key="name", title="Name", value=lambda seen: seen["name"]),
        Column(key="address", title="Address", value=lambda seen: seen["address"]),
    ),
    personal=PersonalRows(record=RESIDENT, row=lambda row: row),
)


def test_peoples_data_leaves_only_for_a_purpose_and_each_person_has_a_line(people):
    assert len(read_csv(as_csv(wanted(RESIDENTS, people["wanglei"], purpose=NO_PURPOSE)))[0]) == 2
    assert not Line.objects.exists()
    tomorrow = timezone.localdate() + timedelta(days=1)
    mandate = give_mandate(
        people["wangxiuying"],
        username="wanglei",
        display_name="王磊",
        scopes=["health"],
        until=tomorrow,
    )
    rows = read_csv(as_csv(wanted(RESIDENTS, people["wanglei"], purpose=for_mandate(mandate))))
    assert rows[1] == ["王秀英", "顺园三村 99-2-301"]
    assert rows[2] == []
    line = Line.objects.get()
    assert (line.subject_id, line.reader_id, line.purpose) == (
        people["wangxiuying"].pk,
        people["wanglei"].pk,
        "mandate",
    )


def test_a_list_of_people_is_never_shown_without_a_purpose(people, rf):
    request = rf.get("/")
    request.user = people["zheng"]
    with pytest.raises(ImproperlyConfigured):
        open_list(request, RESIDENTS)
