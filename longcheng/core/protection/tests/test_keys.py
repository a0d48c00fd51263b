"""Keys change while the city runs: nothing is lost, nothing is retired that is still needed."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from longcheng.core.protection import rotating
from longcheng.core.protection.columns import values_by_key
from longcheng.core.protection.private_files import make_private
from longcheng.core.protection.ring import change_ring, ring
from longcheng.core.protection.ring_file import KeyRingError, from_text, new_ring, to_text
from longcheng.core.protection.rotating import KeyInUse, add_key, renew, retire, waiting
from longcheng.core.protection.sealing import seal, unseal
from longcheng.core.protection.tasks import renew_what_is_left

LATER = datetime.now(UTC) + timedelta(minutes=5)


def test_the_ring_reads_as_it_was_written():
    made = new_ring()
    assert from_text(to_text(made)) == made


def test_neither_a_ring_nor_its_errors_show_a_key(key_ring):
    secret = json.loads(key_ring.read_text())["sealing"]["keys"][0]["secret"]
    assert secret not in repr(ring())
    key_ring.write_text(key_ring.read_text()[:-30])
    with pytest.raises(KeyRingError) as damaged:
        ring()
    assert secret not in str(damaged.value)
    assert damaged.value.__cause__ is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "sealing": {"keys": []}}', "\x00"])
def test_a_damaged_ring_is_told_plainly(key_ring, text):
    key_ring.write_text(text)
    with pytest.raises(KeyRingError, match="key ring"):
        ring()


def test_a_missing_ring_is_told_plainly_and_none_is_made_in_its_place(key_ring):
    key_ring.unlink()
    with pytest.raises(KeyRingError, match="Put it back"):
        seal(b"x", place="a.b.c")
    assert not key_ring.exists()


def test_a_changed_ring_is_noticed_without_a_restart_and_stays_private(key_ring):
    sealed = seal(b"x", place="a.b.c")
    key = add_key()
    assert ring().sealing.current == key
    assert seal(b"x", place="a.b.c")[1:5] == key.id_bytes
    assert unseal(sealed, place="a.b.c") == b"x", "the old key still opens"
    assert key_ring.stat().st_mode & 0o777 == 0o600


def test_a_ring_that_another_process_changed_is_noticed(key_ring):
    ring()
    changed = from_text(key_ring.read_text()).with_new_key("sealing")
    beside = key_ring.with_name("other")
    beside.write_text(to_text(changed))
    beside.replace(key_ring)
    assert ring() == changed


def test_two_who_make_a_key_at_once_both_keep_theirs(key_ring):
    threads = [threading.Thread(target=add_key) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ring().sealing.keys) == 9


def test_of_two_who_make_a_file_the_first_wins_for_both(tmp_path):
    path = tmp_path / "keys.json"
    make_private(path, "one")
    make_private(path, "two")
    assert path.read_text() == "one"
    assert [file.name for file in tmp_path.iterdir()] == ["keys.json"]


def test_without_a_home_there_is_a_key_for_this_process_and_no_change(settings):
    settings.KEY_RING = None
    assert unseal(seal(b"x", place="a.b.c"), place="a.b.c") == b"x"
    with pytest.raises(KeyRingError, match="no home"):
        change_ring(lambda known: known)


def phones(contact):
    return dict(contact.objects.values_list("name", "phone"))


@pytest.fixture
def rows(contact):
    made = contact.objects.bulk_create([contact(name=str(n), phone=f"138 {n:08}", note="n") for n in range(1_203)])
    contact.objects.create(name="none", phone=None)
    return made


def test_rotating_brings_every_value_under_the_new_key_and_changes_none(contact, rows):
    before, old = phones(contact), ring().sealing.current.id
    add_key()
    told = []
    renew(report=told.append)
    assert phones(contact) == before
    assert waiting("sealing") == 0
    assert values_by_key("sealing") == {
        ring().sealing.current.id: {"protection.contact.phone": 1_203, "protection.contact.note": 1_204}
    }
    assert [step.done for step in told if step.place.endswith("phone")][-3:] == [500, 1_000, 1_203]
    retire(old, now=LATER)
    assert phones(contact) == before
    assert list(ring().sealing.keys) == [ring().sealing.current.id]


def test_a_rotation_that_was_killed_goes_on_where_it_stood(contact, rows, monkeypatch):
    add_key()
    done = []

    def killed(step):
        done.append(step)
        if len(done) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        renew(report=killed)
    left = waiting("sealing")
    assert 0 < left < 2_407
    assert sum(total.done for total in renew()) == left
    assert waiting("sealing") == 0


def test_the_clock_takes_up_what_a_rotation_left(contact, rows, monkeypatch):
    monkeypatch.setattr(rotating, "BATCH", 100)
    add_key()
    renew_what_is_left()
    assert 0 < waiting("sealing") < 2_407
    renew_what_is_left()
    renew_what_is_left()
    assert waiting("sealing") == 0


def test_the_index_key_changes_too_and_rows_are_found_all_along(contact, rows):
    old = ring().index.current.id
    add_key("index")
    assert contact.objects.get(phone_index="138 00000007").name == "7", "still under the old key"
    contact.objects.filter(name="8").update(phone="139")
    assert contact.objects.get(phone_index="139").name == "8", "already under the new one"
    with pytest.raises(KeyInUse, match=r"still seals protection\.contact\.phone_index 1,202"):
        retire(old, now=LATER)
    renew("index")
    assert waiting("index") == 0
    retire(old, now=LATER)
    assert contact.objects.get(phone_index="138 00000007").name == "7"


def test_an_index_that_came_later_is_filled(contact, rows):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE protection_contact SET phone_index = NULL")
    assert not contact.objects.filter(phone_index="138 00000007").exists()
    renew("index")
    assert contact.objects.get(phone_index="138 00000007").name == "7"


def test_a_key_that_is_needed_is_not_retired(contact, rows):
    old = ring().sealing.current.id
    with pytest.raises(KeyInUse, match="is the current one"):
        retire(old, now=LATER)
    add_key()
    with pytest.raises(KeyInUse, match="less than a minute ago"):
        retire(old)
    with pytest.raises(
        KeyInUse, match=r"still seals protection\.contact\.note 1,204, protection\.contact\.phone 1,203"
    ):
        retire(old, now=LATER)
    with pytest.raises(KeyRingError, match="is not in the ring"):
        retire("00000000")
    assert old in ring().sealing.keys


def test_a_value_that_no_key_opens_is_counted_and_left_as_it_is(contact, rows):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE protection_contact SET phone = set_byte(phone, 30, get_byte(phone, 30) # 1) WHERE name = '5'"
        )
    add_key()
    totals = {total.place: total for total in renew()}
    assert (totals["protection.contact.phone"].done, totals["protection.contact.phone"].broken) == (1_202, 1)
    assert waiting("sealing") == 1
