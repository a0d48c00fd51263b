"""What is sealed opens for us alone, in its own column alone, and is found by its exact value alone."""

import pytest
from django.core.exceptions import FieldError
from django.db import DataError, IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from longcheng.core.protection.blind import INDEX_BYTES, blind_index, normal
from longcheng.core.protection.fields import BlindIndexField, SealedTextField
from longcheng.core.protection.ring import ring
from longcheng.core.protection.ring_file import new_ring, to_text
from longcheng.core.protection.sealing import OVERHEAD_BYTES, SealBroken, seal, unseal

PHONE = "138 0000 0001"


def stored(model, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} ORDER BY id")  # noqa: S608
        return [None if value is None else bytes(value) for (value,) in cursor.fetchall()]


@given(value=st.binary(max_size=300), place=st.sampled_from(["a.b.c", "a.b.d"]))
def test_what_was_sealed_opens_again_and_looks_different_each_time(value, place):
    one, two = seal(value, place=place), seal(value, place=place)
    assert unseal(one, place=place) == unseal(two, place=place) == value
    assert one != two
    assert len(one) == len(value) + OVERHEAD_BYTES


@given(value=st.binary(min_size=1, max_size=40), at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_changed_bit_anywhere_breaks_the_seal(value, at, bit):
    sealed = bytearray(seal(value, place="a.b.c"))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(SealBroken):
        unseal(bytes(sealed), place="a.b.c")


@given(stored=st.binary(max_size=80))
def test_what_was_never_sealed_is_told_so(stored):
    with pytest.raises(SealBroken):
        unseal(stored, place="a.b.c")


def test_a_value_does_not_open_in_another_column():
    with pytest.raises(SealBroken, match=r"a\.b\.d: altered, or moved here from another column"):
        unseal(seal(b"x", place="a.b.c"), place="a.b.d")


def test_a_row_reads_as_text_and_lies_sealed_in_the_table(contact):
    row = contact.objects.create(name="Wang", phone=PHONE, note="")
    again = contact.objects.get()
    assert (again.phone, again.note) == (PHONE, "")
    assert contact.objects.values_list("phone", flat=True).get() == PHONE
    (kept,) = stored(contact, "phone")
    assert kept[:5] == b"\x01" + ring().sealing.current.id_bytes
    assert b"138" not in kept
    assert len(stored(contact, "phone_index")[0]) == INDEX_BYTES
    row.phone = None
    row.save()
    assert stored(contact, "phone") == stored(contact, "phone_index") == [None]
    assert contact.objects.filter(phone__isnull=True, phone_index__isnull=True).exists()


def test_deferred_and_refreshed_values_are_read_too(contact):
    row = contact.objects.create(name="Wang", phone=PHONE)
    assert contact.objects.defer("phone").get().phone == PHONE
    contact.objects.update(phone="139")
    row.refresh_from_db()
    assert row.phone == "139"


@pytest.mark.parametrize("lookup", ["phone", "phone__contains", "phone__gt", "phone__in", "phone__startswith"])
def test_a_sealed_field_cannot_be_searched(contact, lookup):
    with pytest.raises(FieldError, match=r"protection\.contact\.phone is sealed and cannot be searched"):
        contact.objects.filter(**{lookup: "138"})


@pytest.mark.parametrize("typed", [PHONE, "138  0000 0001 ", "１３８ 0000　0001"])
def test_a_row_is_found_by_its_exact_value_however_it_is_typed(contact, typed):
    contact.objects.create(name="Wang", phone=PHONE)
    contact.objects.create(name="Li", phone="139")
    assert contact.objects.get(phone_index=typed).name == "Wang"
    assert set(contact.objects.filter(phone_index__in=[typed, "139", None]).values_list("name", flat=True)) == {
        "Wang", "Li",
    }  # fmt: skip
    assert contact.objects.exclude(phone_index=typed).get().name == "Li"
    assert not contact.objects.filter(phone_index="138").exists()


@pytest.mark.parametrize("lookup", ["phone_index__gt", "phone_index__contains", "phone_index__range"])
def test_a_blind_index_knows_equality_alone(contact, lookup):
    with pytest.raises(FieldError, match="it knows exact, in and isnull"):
        contact.objects.filter(**{lookup: "138"})


@pytest.mark.parametrize(
    "change",
    [
        lambda model, row: model.objects.update(phone="139"),
        lambda model, row: model.objects.bulk_update([_with(row, "139")], ["phone"]),
        lambda model, row: _with(row, "139").save(),
        lambda model, row: _with(row, "139").save(update_fields=["phone", "phone_index"]),
        lambda model, row: model.objects.bulk_create(
            [_with(row, "139")], update_conflicts=True, unique_fields=["id"], update_fields=["phone"]
        ),
    ],
    ids=["update", "bulk_update", "save", "save some", "bulk_create over"],
)
def test_the_index_follows_its_field(contact, change):
    row = contact.objects.bulk_create([contact(name="Wang", phone=PHONE)])[0]
    assert contact.objects.filter(phone_index=PHONE).exists()
    change(contact, row)
    assert contact.objects.get(phone_index="139").phone == "139"
    assert not contact.objects.filter(phone_index=PHONE).exists()


def _with(row, phone):
    row.phone = phone
    return row


def test_a_sealed_field_takes_no_expression_and_no_bytes(contact):
    contact.objects.create(name="Wang", phone=PHONE)
    with pytest.raises(FieldError, match="takes a text"):
        contact.objects.update(phone=models.F("name"))
    with pytest.raises(TypeError, match="It seals by itself"):
        contact.objects.create(name="Li", phone=b"138")


def test_half_a_sign_is_refused_as_the_database_would(contact):
    with pytest.raises(DataError, match="half a sign"):
        contact.objects.create(name="Li", phone="\ud800")


def test_a_lost_key_breaks_the_field_alone_and_is_named_without_the_value(contact, key_ring):
    row = contact.objects.create(name="Wang", phone=PHONE)
    lost = ring().sealing.current.id
    key_ring.write_text(to_text(new_ring()))
    read = contact.objects.get()
    assert read.name == "Wang"
    with pytest.raises(SealBroken) as broken:
        _ = read.phone
    assert f"Contact {row.pk}, protection.contact.phone" in str(broken.value)
    assert lost in str(broken.value)
    assert PHONE not in str(broken.value)
    with pytest.raises(SealBroken), transaction.atomic():
        read.save()
    assert contact.objects.values_list("name", flat=True).get() == "Wang"


def test_without_its_ring_a_row_still_shows_what_is_not_sealed(contact, key_ring):
    contact.objects.create(name="Wang", phone=PHONE)
    key_ring.unlink()
    row = contact.objects.get()
    assert row.name == "Wang"
    with pytest.raises(SealBroken, match="Put it back"):
        _ = row.phone


def test_a_unique_index_holds_through_the_database(db, key_ring):
    with isolate_apps("longcheng.core.protection"):

        class Member(models.Model):
            card = SealedTextField()
            card_index = BlindIndexField(source="card", unique=True)

            class Meta:
                app_label = "protection"

        with connection.schema_editor() as editor:
            editor.create_model(Member)
        Member.objects.create(card="A 1")
        with pytest.raises(IntegrityError), transaction.atomic():
            Member.objects.create(card="a  1")


def test_declarations_that_cannot_work_stop_the_start(key_ring):
    with isolate_apps("longcheng.core.protection"):

        class Wrong(models.Model):
            card = SealedTextField(unique=True)
            card_index = BlindIndexField(source="cart")

            class Meta:
                app_label = "protection"

        assert [error.id for error in Wrong.check()] == ["protection.E001", "protection.E002"]


def test_equal_values_of_two_fields_have_different_indexes():
    assert blind_index("x", field="a.b.c") != blind_index("x", field="a.b.d")


@given(text=st.text())
def test_what_is_normal_stays_so(text):
    assert normal(normal(text)) == normal(text)
