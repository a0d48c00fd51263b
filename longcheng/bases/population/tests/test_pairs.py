"""Three departments' files are loaded, compared, decided; each step explains itself and stands in people's logs."""

import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from longcheng.bases.population.actions.linking import claim_run, decided_apart, start_linkage, waiting_run
from longcheng.bases.population.actions.merging import undo_merge
from longcheng.bases.population.actions.pairs import decide_pair, give_back_pair, take_pair
from longcheng.bases.population.linkage_models import LinkagePair, LinkageRun, PairState, RunState
from longcheng.bases.population.linkage_running import run_linkage
from longcheng.bases.population.models import Person
from longcheng.bases.population.rules import number_of
from longcheng.core.access.models import Account, OpenMatter, RoleHeld
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.messages.models import InboxItem
from longcheng.core.registry.importing.actions import begin_check, confirm, receive
from longcheng.core.registry.importing.running import ImportWorker
from longcheng.core.transparency.models import Line

POLICE, SOCIAL, HEALTH = "police.household_register", "social.insurance", "health.records"
HEADS = "编号,姓名,性别,出生日期,公民身份号码,手机号码,户籍地址"
NAMES = (
    "王秀英",
    "李建国",
    "张丽华",
    "刘志强",
    "陈玉兰",
    "杨晓东",
    "黄海燕",
    "赵文博",
    "周雪梅",
    "吴思远",
    "徐静",
    "孙浩然",
)


def number(nth: int) -> str:
    return number_of("999999", day(nth), f"{2 * nth + 12:03}")


def day(nth: int) -> date:
    return date(1950 + nth, nth % 12 + 1, 3 + nth)


def row(key: str, nth: int, *, name: str = "", has_number: bool = False, phone: str = "", home: str = "") -> str:
    told = number(nth) if has_number else ""
    return f"{key}{nth},{name or NAMES[nth]},女,{day(nth)},{told},{phone},{home}"


def police_file() -> str:
    """Twelve people with everything; and the twin of the last one, born on the same day at the same door."""
    rows = [row("P", nth, has_number=True, phone=f"1390000{nth:04}", home=home(nth)) for nth in range(12)]
    twin = f"P99,孙浩宇,女,{day(11)},{number_of('999999', day(11), '888')},,{home(11)}"
    return "\n".join([HEADS, *rows, twin])


def home(nth: int) -> str:
    return f"顺园三村{nth + 1}-2-301"


def social_file() -> str:
    """Two whom the number finds at once, and one written otherwise whom the comparison is sure of."""
    known = [row("S", nth, has_number=True) for nth in (0, 1)]
    sure = row("S", 2, name="張麗華", phone="13900000002", home=home(2))
    return "\n".join([HEADS, *known, sure])


def health_file() -> str:
    """Ten without number and telephone: the same people, most probably. The last is one of the twins, but which?"""
    rows = [row("H", nth, home=f"青龙苑{nth + 40}-1-1{nth:02}") for nth in range(1, 11)]
    return "\n".join([HEADS, *rows[:1], *rows[2:], row("H", 11, name="孙浩轩", home=home(11))])


@pytest.fixture
def desk(db, settings, tmp_path):
    """An officer who imports and links, a colleague, and two residents with accounts."""
    settings.MEDIA_ROOT = tmp_path
    made = {
        name: Account.objects.create_user(name, password="a-long-password-9", display_name=name)
        for name in ("zheng", "he", "lijianguo", "suntwin")
    }
    for name in ("zheng", "he"):
        RoleHeld.objects.create(account=made[name], role="population.linker", area_code="")
    RoleHeld.objects.create(account=made["zheng"], role="population.importer", area_code="")
    return made


def load(account: Account, text: str, source: str) -> None:
    run = receive(
        account, file=io.BytesIO(text.encode()), name="file.csv", kind="table_csv", register="population.person",
        source=source, mapping="",
    )  # fmt: skip
    for step in (begin_check, confirm):
        run = step(account, run)
        worker = ImportWorker()
        while worker.step(only=run.pk):
            pass
        worker.let_go()
        run.refresh_from_db()
    assert run.state == "done", list(run.defects.values())


@pytest.fixture
def compared(desk):
    """The three files loaded and compared; two of the people have accounts."""
    for text, source in ((police_file(), POLICE), (social_file(), SOCIAL), (health_file(), HEALTH)):
        load(desk["zheng"], text, source)
    Person.objects.filter(number_index__isnull=False, name="李建国").update(account=desk["lijianguo"])
    Person.objects.filter(name="孙浩宇").update(account=desk["suntwin"])
    run = start_linkage(desk["zheng"])
    assert run_linkage(run.pk).state == RunState.DONE
    return desk


def client_of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_three_files_ten_pairs_one_mistake_undone_and_everybody_reads_it(compared):
    counts = LinkageRun.objects.get().counts
    assert (counts["records"], counts["sure"], counts["merged"]) == (24, 1, 1)
    sure = LinkagePair.objects.get(decided_by=None, state=PairState.SAME)
    assert Person.objects.get(pk=sure.merged_id).name == "張麗華"
    waiting = list(LinkagePair.objects.filter(state=PairState.OPEN).order_by("-weight", "pk"))
    assert len(waiting) >= 10

    client = client_of(compared["zheng"])
    page = client.get(reverse("population:pairs")).content.decode()
    assert f"第 {waiting[0].pk} 对" in page
    decided = []
    for nth, one in enumerate(waiting[:10]):
        address = reverse("population:pair", args=[one.pk])
        before = client.get(address).content.decode()
        assert "为什么疑似同一人" in before  # the weights are told to every linker, the records to the one who holds it
        assert "孙浩" not in before
        client.post(address, {"do": "take"})
        held = client.get(address).content.decode()
        assert "两份档案" in held
        assert "<mark>" in held
        is_twin = one.left_id in twins() or one.right_id in twins()
        done = "different" if is_twin and nth % 2 else "same"
        answer = client.post(address, {"do": done, "reason": "核对了户口簿和就诊卡"})
        assert answer.status_code == 302, answer.content.decode()
        decided.append((one.pk, done))
    assert LinkagePair.objects.filter(decided_by=compared["zheng"]).count() == 10
    assert not OpenMatter.objects.live().filter(kind="population.pair").exists()

    mistake = next(
        one
        for one in LinkagePair.objects.filter(state=PairState.SAME, decided_by=compared["zheng"])
        if Person.objects.get(pk=one.kept_id).name == "李建国"
    )
    before = Person.objects.get(pk=mistake.kept_id).name
    address = reverse("population:pair", args=[mistake.pk])
    assert client.post(address, {"do": "undo", "reason": ""}).status_code == 422
    assert client.post(address, {"do": "undo", "reason": "就诊卡是另一位同名的人"}).status_code == 302
    mistake.refresh_from_db()
    assert mistake.state == PairState.UNDONE
    assert Person.objects.get(pk=mistake.merged_id).merged_into_id is None
    assert Person.objects.get(pk=mistake.kept_id).name == before

    person = client_of(compared["lijianguo"])
    log = person.get("/looked/").content.decode()
    assert "核对两份档案是否都是您本人" in log
    assert "比对档案，做到一人一档" in log
    told = InboxItem.objects.filter(account=compared["lijianguo"]).values_list("message__title", flat=True)
    assert len(told) == 2  # merged, and split again
    line = Line.objects.filter(subject_id=compared["lijianguo"].pk, purpose="population.pair").first()
    assert line.reader_id == compared["zheng"].pk
    assert "family" not in line.fields


def twins() -> set[int]:
    return set(Person.objects.filter(name__startswith="孙浩").values_list("pk", flat=True))


def test_what_officers_called_two_people_is_never_merged_nor_asked_again(compared):
    zheng, one = compared["zheng"], LinkagePair.objects.filter(state=PairState.OPEN).order_by("-weight").first()
    take_pair(zheng, pair_id=one.pk)
    decide_pair(zheng, pair_id=one.pk, same=False, reason="两本户口簿，两个人")
    sure = LinkagePair.objects.get(state=PairState.SAME)
    undo_merge(zheng, person_id=sure.merged_id, reason="同名同住的母女")  # in the record's history
    assert decided_apart() == sorted([(one.left_id, one.right_id), (sure.left_id, sure.right_id)])
    waiting = LinkagePair.objects.filter(state=PairState.OPEN).count()
    again = start_linkage(zheng)
    run_linkage(again.pk)
    one.refresh_from_db()
    sure.refresh_from_db()
    assert (one.state, sure.state) == (PairState.DIFFERENT, PairState.UNDONE)
    assert LinkagePair.objects.filter(state=PairState.OPEN).count() == waiting


def test_a_pair_is_one_officers_at_a_time_and_says_nothing_to_others(compared):
    zheng, he, one = compared["zheng"], compared["he"], LinkagePair.objects.filter(state=PairState.OPEN).first()
    with pytest.raises(Denied):
        decide_pair(zheng, pair_id=one.pk, same=True, reason="没有领办")
    take_pair(zheng, pair_id=one.pk)
    with pytest.raises(Denied):
        take_pair(he, pair_id=one.pk)
    with pytest.raises(Unfit) as unfit:
        decide_pair(zheng, pair_id=one.pk, same=True, reason=" ")
    assert set(unfit.value.defects) == {"reason"}
    page = client_of(he).get(reverse("population:pair", args=[one.pk])).content.decode()
    assert "zheng" in page
    assert "<mark>" not in page
    give_back_pair(zheng, pair_id=one.pk)
    take_pair(he, pair_id=one.pk)
    stranger = client_of(compared["lijianguo"])
    assert stranger.get(reverse("population:pairs")).status_code == 403
    assert stranger.get(reverse("population:pair", args=[one.pk])).status_code == 403


def test_one_linkage_at_a_time_and_a_dead_one_begins_anew(desk):
    run = start_linkage(desk["zheng"])
    with pytest.raises(Unfit):
        start_linkage(desk["he"])
    with pytest.raises(Denied):
        start_linkage(desk["lijianguo"])
    assert claim_run(run.pk) is not None
    assert claim_run(run.pk) is None
    LinkageRun.objects.update(alive_at=run.queued_at - timedelta(minutes=2))
    assert waiting_run().pk == run.pk
    assert claim_run(run.pk).state == RunState.RUNNING
    page = client_of(desk["zheng"]).get(reverse("population:linkage")).content.decode()
    assert "读取档案" in page
