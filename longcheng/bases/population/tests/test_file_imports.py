"""A department's file on its way into the population register: checked whole, loaded in portions, never twice."""

import io
from datetime import date

import pytest
from django.utils import timezone
from django.utils.translation import override

from longcheng.bases.population.models import Person, PersonAct
from longcheng.bases.population.rules import number_of
from longcheng.core.access.models import Account, RoleHeld
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.registry.import_models import ImportedRow, ImportRun, ImportState, SeenRow
from longcheng.core.registry.importing import running
from longcheng.core.registry.importing.actions import (
    begin_check,
    cancel,
    confirm,
    forget_files,
    go_on,
    pause,
    receive,
    set_mapping,
)
from longcheng.core.registry.importing.running import ImportWorker
from longcheng.core.registry.importing.storing import path_of

AREA = "999999"
POLICE, HEALTH = "police.household_register", "health.records"
HEADS = "户籍编号,姓名,性别,出生日期,公民身份号码,登记日期"


def number(n: int, day: date = date(1980, 1, 2), order: int = 0) -> str:
    return number_of(AREA, day, f"{order or n % 500 * 2 + 1:03}")


def police_file(count: int, *, changed: int = -1, start: int = 1) -> bytes:
    lines = [HEADS]
    for n in range(start, start + count):
        name = "李改" if n == changed else f"王{chr(0x4E00 + n)}"
        lines.append(f"P{n:06},{name},男,1980年1月2日,{number(n)},2026-01-01")
    return "\n".join(lines).encode()


@pytest.fixture
def keeper(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    account = Account.objects.create_user("keeper", password="a-long-password-9")
    RoleHeld.objects.create(account=account, role="population.importer", area_code="")
    with override("en"):
        yield account


def sent(account, content: bytes, *, source: str = POLICE, name: str = "hukou.csv", mapping: str = "") -> ImportRun:
    return receive(
        account, file=io.BytesIO(content), name=name, kind="table_csv", register="population.person", source=source,
        mapping=mapping,
    )  # fmt: skip


def work(run: ImportRun, *, steps: int = 1_000) -> ImportRun:
    ImportRun.objects.update(worked_by="")  # as if whoever worked before had died long ago
    worker = ImportWorker()
    for _ in range(steps):
        if not worker.step(only=run.pk):
            break
    worker.let_go()
    run.refresh_from_db()
    return run


def checked(account, content: bytes, **more) -> ImportRun:
    run = sent(account, content, **more)
    return work(begin_check(account, run))


def loaded(account, content: bytes, **more) -> ImportRun:
    run = checked(account, content, **more)
    assert run.state == ImportState.CHECKED, (run.why_stopped, run.expected)
    return work(confirm(account, run))


def test_a_file_is_suggested_a_mapping_checked_and_loaded(keeper):
    run = sent(keeper, police_file(5))
    assert [column["name"] for column in run.columns] == HEADS.split(",")
    assert run.columns[3]["shape"] == "9999文9文9文"
    run = work(begin_check(keeper, run))
    assert run.state == ImportState.CHECKED
    assert (run.expected["new"], run.expected["refused"], Person.objects.count()) == (5, 0, 0), list(
        run.defects.values()
    )
    run = work(confirm(keeper, run))
    assert run.state == ImportState.DONE
    assert run.counts["new"] == 5
    person = Person.objects.get(name="王" + chr(0x4E01))
    assert (person.sex, person.birth_date, person.number) == ("1", date(1980, 1, 2), number(1))
    act = PersonAct.objects.get(subject_id=person.pk)
    assert (act.source, act.kind, act.source_key, act.batch_id) == (POLICE, "row", "P000001", run.pk)
    assert timezone.localtime(act.valid_from).date() == date(2026, 1, 1)


def test_the_same_file_again_changes_nothing_and_a_changed_row_is_one_act(keeper):
    loaded(keeper, police_file(20))
    again = loaded(keeper, police_file(20))
    assert (again.counts["unchanged"], again.counts["new"], PersonAct.objects.count()) == (20, 0, 20)
    third = loaded(keeper, police_file(20, changed=7))
    assert (third.counts["unchanged"], third.counts["changed"], PersonAct.objects.count()) == (19, 1, 21)
    assert Person.objects.filter(name="李改").count() == 1
    assert Person.objects.count() == 20


def test_a_worker_killed_in_the_middle_loses_nothing_and_does_nothing_twice(keeper, monkeypatch):
    monkeypatch.setattr(running, "PORTION_ROWS", 7)
    run = checked(keeper, police_file(50))
    run = work(confirm(keeper, run), steps=3)
    assert (run.state, run.row_number, Person.objects.count()) == (ImportState.RUNNING, 22, 21)

    class Killed(BaseException):
        """Stands for the end of the process."""

    real, calls = running.state_all, []

    def dying(*args, **more):
        made = real(*args, **more)
        calls.append(1)
        if len(calls) == 2:
            raise Killed
        return made

    monkeypatch.setattr(running, "state_all", dying)
    with pytest.raises(Killed):
        work(run)
    monkeypatch.setattr(running, "state_all", real)
    run = work(run)
    assert run.state == ImportState.DONE
    assert run.counts["new"] == Person.objects.count() == PersonAct.objects.count() == ImportedRow.objects.count() == 50


def test_a_run_belongs_to_the_worker_that_gives_signs_of_life(keeper, monkeypatch):
    monkeypatch.setattr(running, "PORTION_ROWS", 5)
    run = begin_check(keeper, sent(keeper, police_file(20)))
    first, second = ImportWorker(), ImportWorker()
    assert (first.step(), second.step(), first.step()) == (5, 0, 5)
    ImportRun.objects.update(worked_at=timezone.now() - running.DEAD_AFTER * 2)
    assert (second.step(), first.step()) == (5, 0)
    for worker in (first, second):
        worker.let_go()
    run.refresh_from_db()
    assert run.row_number == 16


def test_every_defect_is_told_with_row_and_column_and_the_good_rows_are_loaded(keeper):
    lines = [
        HEADS,
        f"1,王一,男,1980-01-02,{number(1)},2026-01-01",
        f"2,王二,女,1980-01-02,{number(2)},2026-01-01",
        "3,,男,1980-02-30,99999919800102001X,soon",
        f"4,王四,男,1980-01-02,{number(4)[:17]}Y,2026-01-01",
        "5,王五",
        f"1,王六,男,1980-01-02,{number(6)},2026-01-01",
        f"7,王\0七,男,1980-01-02,{number(7)},2026-01-01",
    ]
    run = checked(keeper, "\n".join(lines).encode())
    told = {(defect.row_number, defect.column) for defect in run.defects.all()}
    assert told >= {
        (3, "性别"),
        (4, "出生日期"),
        (4, "公民身份号码"),
        (4, "登记日期"),
        (5, "公民身份号码"),
        (6, ""),
        (7, ""),
        (8, "姓名"),
    }
    assert (run.expected["new"], run.expected["refused"]) == (1, 6)
    assert number(2) not in str(list(run.defects.values()))
    run = work(confirm(keeper, run))
    assert (run.counts["new"], run.counts["refused"], Person.objects.count()) == (1, 6, 1)
    assert SeenRow.objects.count() == 0


def test_another_source_finds_the_person_by_number_birth_and_name_and_its_difference_is_a_doubt(keeper):
    loaded(keeper, police_file(3))
    heads = "档案编号,姓名,性别,出生日期,身份证号"
    rows = [
        f"H1,王{chr(0x4E01)},男,1980-01-02,{number(1)}",  # the same
        f"H2,王{chr(0x4E02)}{chr(0x4E10)},男,1980-01-02,{number(2)}",  # alike, another name: a doubt
        f"H3,赵钱孙,男,1980-01-02,{number(3)}",  # not alike: somebody for the linkage to decide
        "H4,孙四,女,1990-05-06,",
    ]
    run = checked(keeper, "\n".join([heads, *rows]).encode(), source=HEALTH)
    assert {name: run.expected[name] for name in ("recognised", "new", "doubts")} == {
        "recognised": 2, "new": 2, "doubts": 1,
    }  # fmt: skip
    run = work(confirm(keeper, run))
    assert {name: run.counts[name] for name in ("recognised", "new", "doubts")} == {
        "recognised": 2, "new": 2, "doubts": 1,
    }  # fmt: skip
    assert Person.objects.count() == 5


def test_two_rows_of_a_file_with_one_number_are_one_person(keeper):
    line = f"男,1980-01-02,{number(1)},2026-01-01"
    run = loaded(keeper, f"{HEADS}\nA,王一,{line}\nB,王一,{line}".encode())
    assert (run.counts["new"], run.counts["recognised"], Person.objects.count()) == (1, 1, 1)


def test_an_identity_number_as_key_stands_in_no_act(keeper):
    content = f"身份证号,姓名,出生日期\n{number(1)},王一,1980-01-02".encode()
    mapping = f"""
register = "population.person"
source = "{HEALTH}"
key = "身份证号"
[fields.number]
column = "身份证号"
parser = "identity_number"
[fields.name]
column = "姓名"
[fields.birth_date]
column = "出生日期"
"""
    loaded(keeper, content, source=HEALTH, mapping=mapping)
    act = PersonAct.objects.get()
    assert number(1) not in str(act.source_key) + str(act.fields)
    assert len(act.source_key) == 32
    assert loaded(keeper, content, source=HEALTH, mapping=mapping).counts["unchanged"] == 1


def test_a_wrong_cell_may_be_left_out_where_the_mapping_says_so(keeper):
    mapping = sent(keeper, police_file(1)).mapping.replace(
        'parser = "identity_number"', 'parser = "identity_number"\nif_wrong = "leave_out"'
    )
    run = loaded(keeper, f"{HEADS}\nA,王一,男,1980-01-02,{number(1)[:17]}Y,2026-01-01".encode(), mapping=mapping)
    assert (run.counts["new"], run.counts["refused"], run.defects.count()) == (1, 0, 1)
    assert Person.objects.get().number is None


def test_pause_and_cancel_leave_what_is_loaded_and_go_on_begins_there(keeper, monkeypatch):
    monkeypatch.setattr(running, "PORTION_ROWS", 5)
    run = work(confirm(keeper, checked(keeper, police_file(20))), steps=2)
    run = work(pause(keeper, run))
    assert (run.state, Person.objects.count()) == (ImportState.PAUSED, 10)
    run = work(go_on(keeper, run), steps=1)
    assert Person.objects.count() == 15
    run = work(cancel(keeper, run))
    assert (run.state, Person.objects.count(), run.counts["new"]) == (ImportState.CANCELLED, 15, 15)
    with pytest.raises(Unfit):
        go_on(keeper, run)


def test_the_file_lies_sealed_and_goes_some_days_after_the_end(keeper, settings):
    run = loaded(keeper, police_file(3))
    path = path_of(run.token)
    assert "王".encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert forget_files() == 0
    ImportRun.objects.update(ended_at=timezone.now() - timezone.timedelta(days=settings.IMPORT_FILE_DAYS, minutes=1))
    assert forget_files() == 1
    assert not path.exists()
    run.refresh_from_db()
    assert run.file_deleted_at is not None
    assert run.file_key == ""


def test_who_may_not_load_files_can_do_nothing_and_who_loses_the_right_stops_the_run(keeper):
    stranger = Account.objects.create_user("stranger", password="a-long-password-9")
    with pytest.raises(Denied):
        sent(stranger, police_file(1))
    run = sent(keeper, police_file(3))
    for act in (begin_check, confirm, pause, go_on, cancel):
        with pytest.raises(Denied):
            act(stranger, run)
    with pytest.raises(Denied):
        set_mapping(stranger, run, written=run.mapping)
    begin_check(keeper, run)
    RoleHeld.objects.all().delete()
    run = work(run)
    assert run.state == ImportState.PAUSED
    assert "no right" in run.why_stopped


def test_a_file_that_cannot_be_read_leaves_nothing_behind(keeper, tmp_path):
    with pytest.raises(Unfit):
        sent(keeper, b"")
    assert ImportRun.objects.count() == 0
    assert list((tmp_path / "imports").iterdir()) == []


def test_a_mistake_of_ours_pauses_the_run_with_its_reason_and_no_others(keeper, monkeypatch):
    run = checked(keeper, police_file(3))
    monkeypatch.setattr(running, "state_all", lambda *args, **more: 1 / 0)
    run = work(confirm(keeper, run))
    assert run.state == ImportState.PAUSED
    assert "ZeroDivisionError" in run.why_stopped
    monkeypatch.undo()
