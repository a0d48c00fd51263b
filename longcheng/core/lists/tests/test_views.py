"""Saved views are one's own, until they are shared with one's organisation."""

from datetime import timedelta

import pytest
from django.utils import timezone

from longcheng.core.access.models import RoleHeld
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.lists.actions.views import (
    bring_back_view,
    change_view,
    delete_view,
    forget_deleted_views,
    save_view,
)
from longcheng.core.lists.models import SavedView
from longcheng.core.lists.queries import views_for

OFFICE = "城市运行中心"


@pytest.fixture
def view(sample, operator):
    return save_view(operator, of=sample, name="Mine", query="q=a&sort=-username&page=7&evil=1")


@pytest.fixture
def colleague(people):
    """Somebody of the operator's organisation."""
    RoleHeld.objects.create(account=people["zhou"], role="access.operator", organisation=OFFICE)
    return people["zhou"]


def names(account, sample):
    return [view.name for view in views_for(account, list_name=sample.name)]


def test_a_view_keeps_what_the_list_knows_and_the_same_name_replaces_it(sample, operator, view):
    assert view.query == "q=a&sort=-username"
    save_view(operator, of=sample, name=" Mine ", query="q=b")
    assert SavedView.objects.get().query == "q=b"


def test_one_view_at_most_opens_the_list(sample, operator, view):
    first = save_view(operator, of=sample, name="First", query="", is_default=True)
    second = save_view(operator, of=sample, name="Second", query="", is_default=True)
    first.refresh_from_db()
    assert (first.is_default, second.is_default) == (False, True)
    change_view(operator, first, name="First", is_default=True, organisation="")
    second.refresh_from_db()
    assert not second.is_default


def test_a_view_is_ones_own_until_it_is_shared_by_who_may(sample, operator, view, colleague, people):
    assert names(colleague, sample) == []
    RoleHeld.objects.filter(account=operator, role="lists.view_keeper").delete()
    with pytest.raises(Denied):
        change_view(operator, view, name="Mine", is_default=False, organisation=OFFICE)
    RoleHeld.objects.create(account=operator, role="lists.view_keeper", organisation=OFFICE)
    with pytest.raises(Denied):
        change_view(operator, view, name="Mine", is_default=False, organisation="薛家派出所")
    change_view(operator, view, name="Ours", is_default=False, organisation=OFFICE)
    assert names(colleague, sample) == ["Ours"]
    assert names(people["wu"], sample) == [], "another organisation sees nothing"
    for act in (
        lambda: change_view(colleague, view, name="Theirs", is_default=False, organisation=""),
        lambda: delete_view(colleague, view),
        lambda: bring_back_view(colleague, view),
    ):
        with pytest.raises(Denied):
            act()


def test_a_deleted_view_comes_back_within_its_time(sample, operator, view):
    delete_view(operator, view)
    assert names(operator, sample) == []
    save_view(operator, of=sample, name="Mine", query="")
    view.refresh_from_db()
    assert bring_back_view(operator, view).name == "Mine 2"
    delete_view(operator, view)
    assert forget_deleted_views() == 0
    SavedView.objects.filter(pk=view.pk).update(deleted_at=timezone.now() - timedelta(days=8))
    assert forget_deleted_views() == 1


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\nb", "a\0"])
def test_a_name_must_be_one_line(sample, operator, name):
    with pytest.raises(Unfit):
        save_view(operator, of=sample, name=name, query="")


def test_who_may_not_see_the_list_saves_no_view_of_it(sample, people):
    with pytest.raises(Denied):
        save_view(people["wu"], of=sample, name="Mine", query="")
