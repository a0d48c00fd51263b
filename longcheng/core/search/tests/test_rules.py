"""What answers what, best first: tables of what people type."""

import pytest

from longcheng.core.search.names import Name, names_of
from longcheng.core.search.pinyin import readings_of
from longcheng.core.search.rules import (
    Match,
    Rank,
    begins_but_for_one,
    marked,
    match_names,
    match_parts,
    match_text,
    nearness,
    snippet,
)
from longcheng.core.search.units import Query, fold, units_of

HOSPITAL, AIR, BANK = "常州市第一人民医院", "空气", "重庆银行"


def match(typed: str, *, zh: str, en: str = "", words: tuple[str, ...] = ()) -> Match | None:
    return match_names(names_of(title_zh=zh, title_en=en, words=words), Query.of(typed))


def hit(found: Match) -> str:
    """What is highlighted."""
    assert found.name is not None
    return "|".join(found.name.text[start:end] for start, end in found.spans)


@pytest.mark.parametrize(
    ("typed", "title", "rank", "shown"),
    [
        ("空气", AIR, Rank.TITLE, "空气"),
        ("kongqi", AIR, Rank.TITLE_SPOKEN, "空气"),
        ("kong qi", AIR, Rank.TITLE_SPOKEN, "空气"),
        ("Kong Qi", AIR, Rank.TITLE_SPOKEN, "空气"),
        ("kongq", AIR, Rank.TITLE_BEGINS_SPOKEN, "空气"),
        ("kong", AIR, Rank.TITLE_BEGINS_SPOKEN, "空"),
        ("kq", AIR, Rank.INITIALS, "空气"),
        ("dyrm", HOSPITAL, Rank.INITIALS_HELD, "第一人民"),
        ("czsdyrmyy", HOSPITAL, Rank.INITIALS, HOSPITAL),
        ("人民", HOSPITAL, Rank.TITLE_HOLDS, "人民"),
        ("医院", HOSPITAL, Rank.TITLE_HOLDS, "医院"),
        ("常州", HOSPITAL, Rank.TITLE_BEGINS, "常州"),
        ("renmin", HOSPITAL, Rank.TITLE_HOLDS_SPOKEN, "人民"),
        ("renminyiy", HOSPITAL, Rank.TITLE_HOLDS_SPOKEN, "人民医院"),
        ("chongqing", BANK, Rank.TITLE_BEGINS_SPOKEN, "重庆"),
        ("yinhang", BANK, Rank.TITLE_HOLDS_SPOKEN, "银行"),
        ("cqyh", BANK, Rank.INITIALS, BANK),
        ("changzhou", "常州", Rank.TITLE_SPOKEN, "常州"),
        ("changzhou", "长州", Rank.TITLE_SPOKEN, "长州"),
        ("zhangzhou", "长州", Rank.TITLE_SPOKEN, "长州"),
        ("changjiang", "长江路", Rank.TITLE_BEGINS_SPOKEN, "长江"),
        ("hangzhang", "行长", Rank.TITLE_SPOKEN, "行长"),
        ("lvdi", "绿地", Rank.TITLE_SPOKEN, "绿地"),
        ("ludi", "绿地", Rank.TITLE_SPOKEN, "绿地"),
        ("1号线", "地铁1号线", Rank.TITLE_HOLDS, "1号线"),
        ("1haoxian", "地铁1号线", Rank.TITLE_HOLDS_SPOKEN, "1号线"),
        ("dt1hx", "地铁1号线", Rank.INITIALS, "地铁1号线"),
        ("５Ａ", "5A 景区", Rank.TITLE_BEGINS, "5A"),
    ],
)
def test_a_name_answers_to_words_pinyin_and_initials(typed, title, rank, shown):
    found = match(typed, zh=title)
    assert found is not None
    assert (found.rank, hit(found)) == (rank, shown)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("zhongqing", BANK),  # the dictionary of phrases knows how 重庆 is said
        ("yinxing", BANK),
        ("ongqi", AIR),  # begins within a syllable
        ("气空", AIR),
        ("ydrm", HOSPITAL),
    ],
)
def test_what_nobody_would_mean_does_not_answer(typed, title):
    assert match(typed, zh=title) is None


@pytest.mark.parametrize(
    ("typed", "rank", "shown"),
    [
        ("who looked at my data", Rank.TITLE, "Who looked at my data"),
        ("who lo", Rank.TITLE_BEGINS, "Who lo"),
        ("data", Rank.TITLE_HOLDS, "data"),
        ("look", Rank.TITLE_HOLDS, "look"),
        ("privacy", Rank.WORD, "privacy"),
        ("priv", Rank.WORD_BEGINS, "priv"),
        ("320411", Rank.WORD, "320411"),
        ("3204", Rank.WORD_BEGINS, "3204"),
    ],
)
def test_english_former_words_and_codes_answer_too(typed, rank, shown):
    found = match(typed, zh="谁看过我的资料", en="Who looked at my data", words=("privacy", "320411"))
    assert found is not None
    assert (found.rank, hit(found)) == (rank, shown)


def test_the_order_is_title_then_beginning_then_words_then_initials_then_text():
    order = [Rank.TITLE, Rank.TITLE_BEGINS, Rank.WORD_BEGINS, Rank.INITIALS, Rank.TEXT, Rank.TYPO]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("typed", "form", "fits"),
    [
        ("konqi", "kongqi", True),  # one too few
        ("konggqi", "kongqi", True),  # one too many
        ("kinggi", "kongqi", False),  # two
        ("komgqi", "kongqi", True),  # another
        ("kogqi", "kongqi", True),
        ("okngqi", "kongqi", True),  # exchanged
        ("hopsital", "hospital", True),
        ("hospitals", "hospital", True),
        ("kon", "kang", False),  # too short to know
        ("renmn", "renminyiyuan", True),
        ("", "kongqi", False),
    ],
)
def test_one_typing_mistake_is_forgiven_and_two_are_not(typed, form, fits):
    assert begins_but_for_one(form, typed) is fits


def test_several_words_answer_from_names_and_text_together():
    names = names_of(title_zh="薛家镇", title_en="Xuejia Town", words=())
    found = match_parts(names, Query.of("新北 薛家"), texts=["常州市新北区"])
    assert found is not None
    assert (found.rank, hit(found)) == (Rank.TEXT, "薛家")
    assert match_parts(names, Query.of("武进 薛家"), texts=["常州市新北区"]) is None


def test_words_in_a_text_are_found_and_shown_with_what_stands_around():
    text = "因供水管道维修，本周六 22:00 至次日 5:00 停水。请您提前储水，来水后先放一会儿再用。"
    found = match_text(text, Query.of("停水"))
    assert found is not None
    pieces = snippet(text, found.spans)
    assert ("停水", True) in pieces
    assert pieces[0][0].startswith("…")


@pytest.mark.parametrize("typed", ["", " ", "！？", "%%", "'\\", "\x00", "；DROP TABLE"])
def test_signs_that_are_no_words_ask_nothing(typed):
    query = Query.of(typed)
    assert query.is_empty == (query.whole == "")
    assert "\x00" not in query.text


def test_what_is_typed_is_bounded():
    assert len(Query.of("医" * 500).text) == 60
    assert len(Query.of("a b c d e f g h i j k l").parts) == 8


def test_folding_keeps_every_place():
    text = "５Ａ（Café）Ｂ１ 號線 ﬁ"
    assert len(fold(text)) == len(text)
    assert [text[unit.start : unit.end] for unit in units_of(text)] == ["５Ａ", "Café", "Ｂ１", "號", "線", "ﬁ"]


def test_readings_are_few_however_many_characters_have_several():
    assert len(readings_of(units_of("长长长长长长长长长长"))) <= 8


def test_marks_never_overlap():
    assert marked("空气质量", [(0, 2), (1, 3)]) == (("空气", True), ("质", True), ("量", False))


@pytest.mark.parametrize(
    ("area", "own", "near"),
    [("320411103006", "320411103200", 3), ("320411", "320411103", 3), ("320411104", "320411103", 2),
     ("320412100", "320411103", 0), ("", "320411103", 1), ("320411", "", 1)],
)  # fmt: skip
def test_ones_own_town_is_nearest(area, own, near):
    assert nearness(area, own_area=own) == near


def test_a_name_is_kept_and_read_back():
    name = Name.of("长江1号", role="zh")
    assert Name.kept(name.to_keep()) == name
