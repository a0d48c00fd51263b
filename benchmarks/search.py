"""Search: how long each kind of question takes among 100,000 entries, and how many answers it finds."""

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from benchmarks.own_home import measured_apart
from benchmarks.report import figure, percentile

if TYPE_CHECKING:
    from longcheng.core.search.entry import Entry

DISTRICTS = ("320402", "320404", "320411", "320412", "320413", "320481")
STEMS = (
    "金坛溧阳武进新北天宁钟楼薛家孟河春江罗溪西夏墅奔牛邹区嘉泽湟里前黄雪堰洛阳遥观横林横山桥郑陆三井龙虎塘河海百丈魏村"
)
KINDS = (
    "人民医院", "中心小学", "社区卫生服务中心", "便民服务中心", "公交站", "停车场", "幼儿园", "菜市场", "公园",
    "图书馆", "派出所", "养老服务站", "体育馆", "药店", "银行", "邮政所", "小区", "产业园", "文化站", "充电站",
)  # fmt: skip
SERVICES = ("空气", "挂号", "停水通知", "办事日历", "市民卡", "公积金", "不动产登记", "身份证", "居住证", "社保")
# kind of question, what is typed; those of "ahead" are asked while one types, with eight answers.
QUESTIONS = (
    ("two Chinese characters", ("空气", "医院", "停车", "公园")),
    ("Chinese within a name", ("人民医院", "服务中心", "卫生服务")),
    ("a whole name", ("空气", "居住证")),
    ("pinyin", ("kongqi", "yiyuan", "renminyiyuan", "tingchechang")),
    ("half pinyin", ("kongq", "tingc", "sheq", "gongji")),
    ("initials", ("rmyy", "kq", "bmfwzx", "tcc")),
    ("English", ("hospital", "parking", "library")),
    ("a code", ("320411", "320412103")),
    ("two words", ("武进 医院", "孟河 公园", "jintan yiyuan")),
    ("one letter", ("k", "y", "t")),
    ("a word of a text", ("维修", "预约")),
    ("a typing mistake", ("konqgi", "tingcehchang", "hopsital")),
    ("nothing", ("没有这个东西", "xqzvwk")),
)
ENGLISH = {"人民医院": "People's Hospital", "停车场": "parking", "图书馆": "library", "公园": "park"}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./city bench search")
    parser.add_argument("--entries", type=int, default=100_000, help="how many are filled in first")
    parser.add_argument("--rounds", type=int, default=30, help="how often each question is asked")
    parser.add_argument("--role", choices=("parent", "measure"), default="parent", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.role == "parent":
        return measured_apart("benchmarks.search", arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "longcheng.program.settings")
    import django

    django.setup()
    _fill(asked.entries)
    _ask(asked.rounds)
    return 0


def _fill(count: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from longcheng.core.search.actions import refresh
    from longcheng.core.search.gathering import Contributor

    call_command("migrate", interactive=False, verbosity=0)
    began_at = time.perf_counter()
    contributor = Contributor("bench", lambda: _entries(count))
    refresh(contributor)
    taken_s = time.perf_counter() - began_at
    figure("entries made and written", count / taken_s, "a second", f"{count:,} in {taken_s:.0f} s")
    began_at = time.perf_counter()
    refresh(contributor)
    figure("a refresh in which nothing changed", time.perf_counter() - began_at, "s")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE search_searchentry")
        cursor.execute("SELECT pg_total_relation_size('search_searchentry')")
        figure("table and indexes", cursor.fetchone()[0] / 2**20, "MB")


def _entries(count: int) -> "Iterator[Entry]":
    from longcheng.core.search.entry import Entry, Kind

    chance = random.Random(4)
    for number, title in enumerate(SERVICES):
        yield Entry(kind=Kind.SERVICE, key=f"s{number}", url="/", title_zh=title, title_en="Air", weight=85)
    for number in range(count - len(SERVICES)):
        first, second = (chance.randrange(0, len(STEMS) - 2, 2) for _ in range(2))
        kind = chance.choice(KINDS)
        code = f"{chance.choice(DISTRICTS)}{chance.randrange(100, 112)}{chance.randrange(1, 30):03}"
        yield Entry(
            kind=Kind.PLACE,
            key=str(number),
            url=f"/map/?place=bench-{number}",
            title_zh=f"{STEMS[first : first + 2]}{STEMS[second : second + 2]}{kind}{number % 200}",
            title_en=f"{ENGLISH[kind]} {number % 200}" if kind in ENGLISH else "",
            text_zh="周一维修，请提前预约。" if number % 50 == 0 else "",
            words=(code,),
            area_code=code,
        )


def _ask(rounds: int) -> None:
    from django.contrib.auth.models import AnonymousUser

    from longcheng.core.search.queries import find

    for where, limit, own_area in (("page", 200, "320411103006"), ("ahead", 8, "320411103006")):
        everything: list[float] = []
        for kind, questions in QUESTIONS:
            taken, found, more = [], 0, ""
            for turn in range(rounds + 3):
                for typed in questions:
                    began_at = time.perf_counter()
                    answer = find(typed, by=AnonymousUser(), own_area=own_area, limit=limit)
                    if turn >= 3:  # the first ones warm the caches
                        taken.append(time.perf_counter() - began_at)
                        found, more = max(found, len(answer.hits)), more or ("+" if answer.is_cut else "")
            everything += taken
            note = f"p95 {percentile(taken, 95) * 1000:.1f} ms, found {found}{more}"
            figure(f"{where}: {kind} ({', '.join(questions[:2])}), median", percentile(taken, 50) * 1000, "ms", note)
        figure(f"{where}: all questions, p95", percentile(everything, 95) * 1000, "ms")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
