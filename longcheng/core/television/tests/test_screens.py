"""Screens: neighbours by rows, lists that turn, texts that are cut."""

from datetime import UTC, datetime

import pytest

from longcheng.core.declaration import TvPage
from longcheng.core.television.checks import defects
from longcheng.core.television.queries import tv_pages
from longcheng.core.television.rules import end_of_evening, lines_of, read_code, screens_of, width_of
from longcheng.core.television.screens import Thing, grid, paged, rows_of


def things(count: int) -> list[Thing]:
    return [Thing(key=f"t{number}", title=str(number), href="/") for number in range(count)]


def neighbours(thing: Thing) -> tuple[str, str, str, str]:
    return thing.up, thing.down, thing.left, thing.right


def test_neighbours_are_reckoned_from_the_rows_and_stop_at_the_edges():
    first, second = grid(things(6), columns=4)
    assert neighbours(first[0]) == ("", "t4", "", "t1")
    assert neighbours(first[3]) == ("", "t5", "t2", "")
    assert neighbours(second[1]) == ("t1", "", "t4", "")


def test_a_declared_neighbour_stands():
    ((one, _two),) = rows_of([[Thing(key="a", title="a", right="a"), Thing(key="b", title="b")]])
    assert one.right == "a"


@pytest.mark.parametrize("wrong", [things(9), [*things(1), *things(1)]])
def test_too_many_things_and_doubled_keys_are_refused(wrong):
    with pytest.raises(ValueError, match="at most 8"):
        grid(wrong, columns=4)


@pytest.mark.parametrize(
    ("count", "page", "shown"), [(0, 1, 1), (6, 1, 6), (7, 1, 5), (7, 2, 4), (40, 3, 6), (40, 99, 5)]
)
def test_a_list_that_does_not_fit_turns_in_fours(count, page, shown):
    rows = paged(things(count), page=page, address="/x/")
    assert sum(len(row) for row in rows) == shown
    assert all(len(row) <= 2 for row in rows)


def test_every_thing_of_a_turned_list_is_reached_by_arrows_from_the_first():
    for count in range(1, 20):
        rows = paged(things(count), page=2, address="/x/")
        all_things = {thing.key: thing for row in rows for thing in row}
        reached, waiting = set(), [rows[0][0].key]
        while waiting:
            key = waiting.pop()
            if key and key not in reached:
                reached.add(key)
                waiting.extend(neighbours(all_things[key]))
        assert reached == set(all_things)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("今晚十点停水", 8, ["今晚十点", "停水"]),
        ("Water is off tonight", 12, ["Water is off", "tonight"]),
        ("一\n\n二", 8, ["一", "二"]),
        ("x" * 10, 4, ["xxxx", "xxxx", "xx"]),
        ("", 8, []),
    ],
)
def test_a_text_is_cut_into_lines_that_fit(text, width, lines):
    assert lines_of(text, width=width) == lines


def test_no_sign_of_a_long_text_is_lost_and_no_line_is_too_wide():
    text = "关于今晚停水的通知 Please keep water ready. " * 40
    screens = screens_of(text, width=40, lines=6)
    said = [line for screen in screens for line in screen]
    assert "".join("".join(said).split()) == "".join(text.split())
    assert max(map(width_of, lines_of(text, width=40))) <= 40
    assert max(width_of(line) for line in said) <= 6 * 40


def test_the_paragraphs_of_a_screen_are_whole_so_that_the_set_breaks_their_lines_and_nobody_else():
    first, second = "Dear neighbours, water is off tonight.", "请看“我授权的应用”。"
    assert screens_of(f"{first}\n{second}", width=12, lines=9) == [[first, second]]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("123 456", "123456"),
        ("１２３４５６", "123456"),
        ("12-34-56", "123456"),
        ("12345", ""),
        ("1234567", ""),
        ("abc", ""),
    ],
)
def test_six_digits_are_read_however_they_are_typed(typed, code):
    assert read_code(typed) == code


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (datetime(2026, 11, 22, 18, 30, tzinfo=UTC), datetime(2026, 11, 23, 0, 0, tzinfo=UTC)),
        (datetime(2026, 11, 22, 0, 5, tzinfo=UTC), datetime(2026, 11, 23, 0, 0, tzinfo=UTC)),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), datetime(2026, 11, 23, 2, 30, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_an_evening_ends_at_midnight_or_three_hours_after_a_late_beginning(now, until):
    assert end_of_evening(now) == until


def test_the_declared_pages_are_well_and_their_digits_unique():
    assert [defect for page in tv_pages() for defect in defects(page, among=list(tv_pages()))] == []


def test_a_doubled_digit_a_page_that_leads_nowhere_and_a_personal_page_without_its_door_are_told():
    one, two = (TvPage(label="x", url="tv:film", digit=3, icon="movie") for _ in range(2))
    assert len(list(defects(one, among=[one, two]))) == 1
    assert len(list(defects(TvPage(label="x", url="tv:nowhere", digit=100, icon="x"), among=[]))) == 2
    assert len(list(defects(TvPage(label="x", url="tv:film", digit=3, icon="x", is_personal=True), among=[]))) == 1
    assert len(list(defects(TvPage(label="x", url="tv:messages", digit=4, icon="x"), among=[]))) == 1
