"""What a browser and an account keep of a person's choices, and which of the two counts."""

import pytest
from django.test import RequestFactory

from longcheng.core.access.models import Account
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.preferences.actions import bring_along, choose_area, forget_preferences, keep_look
from longcheng.core.preferences.look import COOKIE, Look, changed, cookie_of, read_cookie
from longcheng.core.preferences.models import Preferences
from longcheng.core.preferences.queries import chosen_area, followers_of, kept_look
from longcheng.core.preferences.reading import TO_KEEP, look_for

DARK = Look("dark", "large", "more", "en")


@pytest.fixture
def account(db):
    return Account.objects.create_user("wang", display_name="Wang")


def asked(**cookies):
    """A stranger's request with these cookies."""
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies)
    request.session = {}
    return request


@pytest.mark.parametrize(
    "text",
    ["", "dark", "dark.large", "dark.large.more.more", "black.large.more", "dark..more", "DARK.large.more",
     "dark.large.more ", "x" * 5_000, '"><script>.large.more', "dark.large.\u200bmore"],
)  # fmt: skip
def test_a_cookie_with_any_word_that_is_not_ours_is_not_believed(text):
    assert read_cookie(text) is None


def test_a_cookie_is_read_as_it_was_written_and_stays_small():
    assert read_cookie(cookie_of(DARK)) == Look("dark", "large", "more")
    assert len(cookie_of(DARK)) <= 40


def test_words_that_are_not_ours_change_nothing():
    look = changed(Look(), {"theme": "dark", "size": "huge", "language": "de", "contrast": "", "account": "1"})
    assert look == Look(theme="dark")


def test_a_stranger_costs_no_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert look_for(asked()) == Look()
        assert look_for(asked(**{COOKIE: "dark.large.more", "django_language": "en"})) == DARK


def test_a_language_that_the_city_does_not_speak_is_nobodys_choice():
    assert look_for(asked(django_language="../../etc")).language == ""


def test_the_choice_is_kept_and_followed_to_the_next_device(account):
    keep_look(account, DARK)
    assert kept_look(account.pk) == DARK
    new_device = asked()
    bring_along(new_device, account)
    assert getattr(new_device, TO_KEEP) == DARK


def test_signing_in_carries_the_browsers_choice_to_an_account_without_one(account):
    bring_along(asked(), account)
    assert not Preferences.objects.exists(), "nothing was chosen, so nothing is kept"
    bring_along(asked(**{COOKIE: "dark.normal.normal"}), account)
    assert kept_look(account.pk) == Look(theme="dark")
    bring_along(asked(django_language="en"), account)
    assert kept_look(account.pk) == Look(theme="dark", language="en"), "what one browser does not say, another did"
    fresh = asked()
    bring_along(fresh, account)
    assert getattr(fresh, TO_KEEP).theme == "dark"


def test_what_somebody_chose_while_signed_in_is_not_overwritten_by_a_borrowed_browser(account):
    keep_look(account, Look(theme="dark", language="zh-hans"))
    borrowed = asked(**{COOKIE: "light.large.normal", "django_language": "en"})
    bring_along(borrowed, account)
    assert kept_look(account.pk) == getattr(borrowed, TO_KEEP) == Look(theme="dark", language="zh-hans")


def test_what_came_along_from_a_borrowed_browser_gives_way_to_the_next(account):
    bring_along(asked(django_language="en"), account)
    bring_along(asked(django_language="zh-hans"), account)
    assert kept_look(account.pk).language == "zh-hans"


def test_choosing_a_place_chooses_no_look(account):
    choose_area(account, area_code="320411103")
    bring_along(asked(**{COOKIE: "dark.normal.normal"}), account)
    assert kept_look(account.pk).theme == "dark"


def test_a_look_without_a_language_leaves_the_kept_language(account):
    keep_look(account, DARK)
    keep_look(account, Look(theme="light"))
    assert kept_look(account.pk) == Look("light", "normal", "normal", "en")


def test_an_area_is_a_division_code_or_nothing(account):
    choose_area(account, area_code="320411103")
    assert chosen_area(account) == "320411103"
    with pytest.raises(Unfit):
        choose_area(account, area_code="32041")
    choose_area(account, area_code="")
    assert chosen_area(account) == ""


def test_those_who_chose_a_place_inside_are_found_in_order_and_closed_accounts_are_not(db):
    made = [Account.objects.create_user(f"a{n}") for n in range(4)]
    for account, code in zip(made, ("320411103", "320411103006", "320412100", "320411103"), strict=True):
        choose_area(account, area_code=code)
    Account.objects.filter(pk=made[3].pk).update(is_active=False)
    first, second = made[0].pk, made[1].pk
    assert followers_of("320411103", limit=10) == [first, second]
    assert followers_of("320411103006", limit=10) == [second], "a whole town is not each of its communities"
    assert followers_of("3204", limit=10) == [first, second, made[2].pk]
    assert followers_of("", after_account_id=first, limit=1) == [second]


def test_a_closed_account_keeps_nothing(account):
    keep_look(account, DARK)
    forget_preferences(account)
    assert kept_look(account.pk) is None
