"""Somebody without an account is written about by number; later their account is matched, and matched wrongly."""

import pytest

from longcheng.core.access.actions.aliases import add_alias, remove_alias
from longcheng.core.access.matters import close_matter, move_matters, open_matter
from longcheng.core.access.models import Account, Act, OpenMatter
from longcheng.core.access.purposes import Purpose, find, find_for_many
from longcheng.core.access.subjects import accounts_behind, subjects_of

KIND, UNMATCHED = "population.correction", 1_000_000_017


@pytest.fixture
def account(db) -> Account:
    return Account.objects.create_user("newcomer", display_name="新居民")


def is_live(reference: str, *, about: int, actor: Account) -> bool:
    return find(Purpose(KIND, reference), actor=actor, subject_id=about).is_live


def test_a_matter_may_be_about_somebody_without_an_account(account):
    matter = open_matter(KIND, reference="17", subject=UNMATCHED)
    assert open_matter(KIND, reference="17", subject=UNMATCHED).pk == matter.pk
    assert is_live("17", about=UNMATCHED, actor=account)
    assert list(find_for_many(Purpose(KIND, "17"), actor=account)) == [UNMATCHED]
    with pytest.raises(Account.DoesNotExist):
        assert matter.subject
    # Whoever asks for all but their own must not lose those who have no account.
    assert list(OpenMatter.objects.exclude(subject=account)) == [matter]


def test_what_was_open_about_the_number_is_open_about_the_account_once_it_is_matched(account):
    open_matter(KIND, reference="17", subject=UNMATCHED)
    open_matter(KIND, reference="16", subject=UNMATCHED)
    close_matter(KIND, reference="16")
    moved = move_matters(UNMATCHED, account.pk)
    assert is_live("17", about=account.pk, actor=account)
    assert not is_live("17", about=UNMATCHED, actor=account)
    assert list(OpenMatter.objects.filter(subject_id=UNMATCHED).values_list("reference", flat=True)) == ["16"]
    open_matter(KIND, reference="18", subject=account)
    assert move_matters(account.pk, UNMATCHED, only=moved) == moved, "a wrong match is undone"
    assert is_live("17", about=UNMATCHED, actor=account)
    assert is_live("18", about=account.pk, actor=account), "what came later stays"


@pytest.mark.parametrize("is_closed_there", [False, True])
def test_a_case_about_two_records_of_one_person_stays_open_about_the_one_that_is_kept(account, is_closed_there):
    open_matter(KIND, reference="17", subject=account)
    if is_closed_there:
        close_matter(KIND, reference="17")
    open_matter(KIND, reference="17", subject=UNMATCHED)
    move_matters(UNMATCHED, account.pk)
    assert is_live("17", about=account.pk, actor=account)
    assert not is_live("17", about=UNMATCHED, actor=account)


def test_an_account_has_the_numbers_that_were_joined_to_it_until_they_are_taken_away(account):
    add_alias(account.pk, UNMATCHED, reason="matched", by=None)
    add_alias(account.pk, UNMATCHED, reason="matched", by=None)
    assert subjects_of(account.pk) == (account.pk, UNMATCHED)
    assert accounts_behind([UNMATCHED, UNMATCHED + 1]) == {UNMATCHED: account.pk}
    assert Act.objects.filter(verb="access.add_alias", subject=f"account:{account.pk}").count() == 1
    assert remove_alias(account.pk, UNMATCHED, by=None)
    assert not remove_alias(account.pk, UNMATCHED, by=None)
    assert subjects_of(account.pk) == (account.pk,)
    assert Act.objects.filter(verb="access.remove_alias").count() == 1


def test_a_number_belongs_to_one_account_at_a_time(account):
    other = Account.objects.create_user("other", display_name="别人")
    add_alias(account.pk, UNMATCHED, reason="matched", by=None)
    with pytest.raises(ValueError, match="another account"):
        add_alias(other.pk, UNMATCHED, reason="matched", by=None)
    with pytest.raises(ValueError, match="own number"):
        add_alias(other.pk, other.pk, reason="matched", by=None)
    assert not remove_alias(other.pk, UNMATCHED, by=None), "nobody takes another's away"
    assert subjects_of(other.pk) == (other.pk,)
