"""Nobody can work out a small figure from the totals, whatever they add and subtract."""

from itertools import product
from random import Random

import pytest

from longcheng.bases.population.statistics.protecting import TEN, Block, PublishedBlock, publish, steps
from longcheng.bases.population.tests.published_figures import possible


def a_town(chance: Random) -> Block:
    """A town of mostly small figures: by sex and age, and the same people by community."""
    ages = [chance.choice([0, 0, 1, 2, 3, 7, 9, 10, 14, 25, 60]) for _ in range(40)]
    left, communities = sum(ages), []
    for _ in range(5):
        communities.append(chance.randint(0, left))
        left -= communities[-1]
    return Block({"ages": ages, "communities": [*communities, left]})


@pytest.mark.parametrize("seed", range(20))
def test_whoever_has_all_figures_knows_each_to_no_better_than_ten_values(seed):
    chance = Random(seed)
    truth = [a_town(chance) for _ in range(12)]
    published = publish(truth, offset=chance.randrange(TEN))
    for block, shown, bounds in zip(truth, published, possible(published), strict=True):
        for way, figures in shown.divided.items():
            for real, figure, (least, most) in zip(block.divided[way], figures, bounds[way], strict=True):
                assert least <= real <= most, "the attacker reckons rightly"
                assert (least, most) == (max(0, figure - TEN + 1), figure + TEN - 1)
                assert figure >= TEN or (least, most) == (0, TEN - 1), "a hidden figure may be anything below ten"


def test_all_that_fits_what_is_published_was_tried_and_leaves_ten_values_for_each():
    """By brute force on a small town: every town that would be published alike, with any secret offset."""
    truth = Block({"ages": [3, 9, 0], "homes": [5, 7]})
    (shown,) = publish([truth], offset=4)
    values: dict[tuple[str, int], set[int]] = {}
    for offset, *ages in product(range(TEN), *[range(21)] * 3):
        if steps(ages, passed=offset) != shown.divided["ages"]:
            continue
        for first in range(sum(ages) + 1):
            homes = [first, sum(ages) - first]
            if steps(homes, passed=offset) == shown.divided["homes"]:
                for way, figures in (("ages", ages), ("homes", homes)):
                    for number, figure in enumerate(figures):
                        values.setdefault((way, number), set()).add(figure)
    assert all(len(found) >= TEN for found in values.values())


def test_the_same_attacker_finds_the_hidden_figure_where_only_small_ones_are_left_out():
    """The attack has teeth: with exact totals the one hidden figure is the rest."""
    ages = [120, 3, 400]
    shown = [count if count >= TEN else None for count in ages]
    assert sum(ages) - sum(count for count in shown if count is not None) == ages[1]


def test_figures_add_up_to_every_total_and_lie_near_the_truth():
    chance = Random(5)
    truth = [a_town(chance) for _ in range(50)]
    published = publish(truth, offset=7)
    assert all(sum(figures) == shown.total for shown in published for figures in shown.divided.values())
    assert abs(sum(one.total for one in published) - sum(one.total() for one in truth)) < TEN
    for block, shown in zip(truth, published, strict=True):
        assert abs(shown.total - block.total()) < TEN


def test_a_block_whose_ways_count_different_people_is_refused():
    with pytest.raises(ValueError, match="same people"):
        publish([Block({"ages": [5], "homes": [4]})], offset=0)
    with pytest.raises(ValueError, match="offset"):
        publish([], offset=10)
    assert publish([], offset=0) == []
    assert PublishedBlock(0).divided == {}
