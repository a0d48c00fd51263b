"""A case is opened, given to Wu, and opened once more by a handler that is called twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from longcheng.core.access.matters import assign_matter, close_matter, open_matter
from longcheng.core.access.purposes import Purpose, find

KIND = "population.correction"


@pytest.fixture
def opened(people):
    return open_matter(KIND, reference="17", subject=people["limin"], url="/17/")


def is_mine(people, who: str) -> bool:
    return find(Purpose(KIND, "17"), actor=people[who], subject_id=people["limin"].pk).is_mine


def test_one_that_is_open_stays_as_it_is_when_it_is_opened_again(people, opened):
    assign_matter(KIND, reference="17", holder=people["wu"])
    again = open_matter(KIND, reference="17", subject=people["limin"])
    assert (again.holder, again.url) == (people["wu"], "/17/")
    assert not is_mine(people, "he")


@pytest.mark.parametrize("over", ["closed", "run out"])
def test_one_that_is_over_opens_again_for_whom_it_is_opened(people, opened, over):
    if over == "closed":
        close_matter(KIND, reference="17")
    else:
        opened.closes_at = timezone.now() - timedelta(hours=1)
        opened.save()
    open_matter(KIND, reference="17", subject=people["limin"], holder=people["he"])
    found = find(Purpose(KIND, "17"), actor=people["he"], subject_id=people["limin"].pk)
    assert (found.is_live, found.is_mine) == (True, True)
    assert not is_mine(people, "wu")
