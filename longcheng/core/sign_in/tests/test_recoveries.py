"""Recovery at a counter: Wang lost everything; a thief tries the same; the clerks see four eyes where it matters."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from longcheng.core.access.models import Act, RoleHeld
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.sign_in.actions.codes import make_sheet
from longcheng.core.sign_in.actions.recoveries import (
    NotYet,
    complete_recovery,
    confirm_recovery,
    file_recovery,
    look_up,
    prove_recovery,
    recover_by_sheet,
    stop_recovery,
)
from longcheng.core.sign_in.limits import RECOVERIES_PER_CLERK_A_DAY
from longcheng.core.sign_in.models import Passkey, Recovery, Session
from longcheng.core.sign_in.tests.conftest import account
from longcheng.core.sign_in.visits import Visit

NEW = "quite another bridge"
SEEN = {"document": "identity_card", "reason": "The phone is lost and the password forgotten."}


def ripen(recovery):
    """Let the waiting time pass."""
    by = recovery.matures_at - timezone.now()
    Recovery.objects.filter(pk=recovery.pk).update(
        matures_at=recovery.matures_at - by, ends_at=recovery.ends_at - by, filed_at=recovery.filed_at - by
    )


def test_a_person_comes_back_after_a_day_and_every_session_ends(wang, clerk, client):
    client.force_login(wang)
    recovery, code = file_recovery(clerk, wang, **SEEN)
    with pytest.raises(NotYet):
        prove_recovery(Visit(), username="wang", code=code)
    ripen(recovery)
    found = prove_recovery(Visit(), username="wang", code=code.lower())
    assert complete_recovery(found, new=NEW) == wang
    wang.refresh_from_db()
    assert wang.check_password(NEW)
    assert not Session.objects.filter(account=wang).exists()
    assert prove_recovery(Visit(), username="wang", code=code) is None
    assert complete_recovery(found, new="again and again") is None
    verbs = set(Act.objects.filter(subject=f"account:{wang.pk}").values_list("verb", flat=True))
    assert {"sign_in.look_up", "sign_in.file_recovery", "sign_in.use_recovery", "sign_in.recover_password"} <= verbs


def test_the_waiting_time_is_longer_for_those_with_a_passkey(wang, clerk, passkey):
    recovery, _ = file_recovery(clerk, wang, **SEEN)
    assert timedelta(hours=71) < recovery.matures_at - timezone.now() <= timedelta(hours=72)


def test_nothing_else_of_the_account_is_removed(wang, clerk, passkey):
    make_sheet(wang)
    recovery, code = file_recovery(clerk, wang, **SEEN)
    ripen(recovery)
    complete_recovery(prove_recovery(Visit(), username="wang", code=code), new=NEW)
    assert Passkey.objects.filter(account=wang).count() == 1
    assert wang.sheet_codes.filter(used_at=None).count() == 10


def test_the_owner_is_told_at_once_and_stops_a_theft_with_one_press(wang, clerk):
    recovery, code = file_recovery(clerk, wang, **SEEN)
    item = wang.inbox.get()
    assert item.message.is_urgent
    assert "有人" in item.message.title
    assert "new way into your account" in item.message.said.title
    assert stop_recovery(wang, recovery)
    assert not stop_recovery(wang, recovery)
    ripen(recovery)
    assert prove_recovery(Visit(), username="wang", code=code) is None
    assert clerk.inbox.filter(message__words__en__title__icontains="stopped by the owner").count() == 1


def test_a_stranger_can_neither_file_nor_stop(wang, clerk):
    li = account("li")
    with pytest.raises(Denied):
        file_recovery(li, wang, **SEEN)
    recovery, _ = file_recovery(clerk, wang, **SEEN)
    with pytest.raises(Denied):
        stop_recovery(li, recovery)
    with pytest.raises(Denied):
        confirm_recovery(li, recovery)


def test_a_clerk_never_files_for_himself_and_the_database_says_so_too(clerk):
    with pytest.raises(Unfit, match="own account"):
        file_recovery(clerk, clerk, **SEEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.create(
            account=clerk, filed_by=clerk, document="passport", reason="x", digest="x",
            matures_at=timezone.now(), ends_at=timezone.now(),
        )  # fmt: skip


def test_an_account_that_acts_for_others_needs_four_eyes(clerk, second):
    officer = account("officer", kind="staff")
    recovery, code = file_recovery(clerk, officer, **SEEN)
    assert recovery.needs_second
    ripen(recovery)
    with pytest.raises(NotYet):
        prove_recovery(Visit(), username="officer", code=code)
    with pytest.raises(Denied, match="second person"):
        confirm_recovery(clerk, recovery)
    confirm_recovery(second, recovery)
    assert prove_recovery(Visit(), username="officer", code=code) == recovery


def test_the_owner_of_a_staff_account_is_not_the_second_pair_of_eyes(clerk, second):
    recovery, _ = file_recovery(clerk, second, **SEEN)
    with pytest.raises(Denied):
        confirm_recovery(second, recovery)


def test_a_resident_with_a_role_needs_four_eyes_too(clerk):
    volunteer = account("volunteer", roles=[("notices.publisher", "320411")])
    assert file_recovery(clerk, volunteer, **SEEN)[0].needs_second


def test_all_defects_are_told_at_once(wang, clerk):
    with pytest.raises(Unfit) as caught:
        file_recovery(clerk, wang, document="library card", reason=" ")
    assert set(caught.value.defects) == {"document", "reason"}


def test_one_recovery_at_a_time_and_three_a_month(wang, clerk):
    for _ in range(3):
        recovery, _code = file_recovery(clerk, wang, **SEEN)
        with pytest.raises(Unfit, match="open already"):
            file_recovery(clerk, wang, **SEEN)
        stop_recovery(clerk, recovery)
    with pytest.raises(Unfit, match="3 times"):
        file_recovery(clerk, wang, **SEEN)


def test_a_clerk_files_a_bounded_number_a_day(clerk):
    for number in range(RECOVERIES_PER_CLERK_A_DAY):
        file_recovery(clerk, account(f"person{number}"), **SEEN)
    with pytest.raises(Unfit, match="within a day"):
        file_recovery(clerk, account("onemore"), **SEEN)


def test_a_code_ends_after_a_week(wang, clerk):
    recovery, code = file_recovery(clerk, wang, **SEEN)
    Recovery.objects.update(matures_at=timezone.now() - timedelta(days=8), ends_at=timezone.now() - timedelta(days=1))
    assert prove_recovery(Visit(), username="wang", code=code) is None
    again, _ = file_recovery(clerk, wang, **SEEN)
    assert again.pk != recovery.pk


def test_the_code_stands_nowhere(wang, clerk):
    recovery, code = file_recovery(clerk, wang, **SEEN)
    kept = str(list(Act.objects.values())) + str(Recovery.objects.filter(pk=recovery.pk).values()[0])
    kept += str([(item.message.body, item.message.words) for item in wang.inbox.all()])
    assert code not in kept
    assert code.replace("-", "") not in kept
    assert len(code.replace("-", "")) >= 16


@pytest.mark.parametrize("username", ["nobody", "closed", "door", "a\x00b"])
def test_what_cannot_be_recovered_is_said(clerk, username):
    account("door", kind="device")
    closed = account("closed")
    closed.is_active = False
    closed.save()
    with pytest.raises(Unfit):
        look_up(clerk, username=username, name=username.title())


def test_a_printed_code_sets_a_new_password_only_with_the_app_where_there_is_one(wang):
    from longcheng.core.sign_in import codes
    from longcheng.core.sign_in.models import CodeApp

    sheet = make_sheet(wang)
    assert recover_by_sheet(Visit(), username="wang", code=sheet[0], app_code="", new=NEW) == wang
    CodeApp.objects.create(account=wang, secret=codes.bound(codes.new_secret(), account_id=wang.pk))
    assert recover_by_sheet(Visit(), username="wang", code=sheet[1], app_code="123456", new="no") is None
    assert wang.sheet_codes.filter(used_at=None).count() == 9
    assert recover_by_sheet(Visit(), username="nobody", code=sheet[1], app_code="", new="no") is None
    wang.refresh_from_db()
    assert wang.check_password(NEW)


def test_a_printed_code_is_not_used_up_if_the_password_cannot_be_set(wang, monkeypatch):
    sheet = make_sheet(wang)

    def cut_off(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr("longcheng.core.sign_in.actions.recoveries.set_recovered_password", cut_off)
    with pytest.raises(KeyboardInterrupt):
        recover_by_sheet(Visit(), username="wang", code=sheet[0], app_code="", new=NEW)
    assert wang.sheet_codes.filter(used_at=None).count() == 10


def test_who_came_to_act_for_others_since_the_filing_needs_four_eyes_too(wang, clerk, second):
    recovery, code = file_recovery(clerk, wang, **SEEN)
    ripen(recovery)
    RoleHeld.objects.create(account=wang, role="notices.publisher", area_code="320411")
    with pytest.raises(NotYet):
        prove_recovery(Visit(), username="wang", code=code)
    recovery.refresh_from_db()
    assert recovery.state == "unconfirmed"
    confirm_recovery(second, recovery)
    assert prove_recovery(Visit(), username="wang", code=code) == recovery
