"""Names of what is made up: roads of neutral words, estates and groups by their community, each with the word 示例."""

import re

from longcheng.bases.geography.addresses.streets import in_characters, in_digits
from longcheng.bases.geography.romanised import romanised, syllables

EXAMPLE = "示例"
DORMITORY = "宿舍"
# Words that every town's streets are called by somewhere; none is meant.
ROAD_WORDS = (
    "和平", "新华", "建设", "文化", "光明", "胜利", "团结", "友谊", "幸福", "永安", "长兴", "富强",
    "青年", "健康", "丰收", "春风", "秋实", "向阳", "朝霞", "晨曦", "清泉", "碧水", "翠竹", "桂香",
    "梅香", "兰香", "荷香", "枫林", "柳荫", "槐荫", "松涛", "银杏", "玉兰", "海棠", "芙蓉", "月季",
    "紫薇", "香樟", "梧桐", "白杨", "东升", "西园", "南苑", "北辰", "中和", "上元", "平安", "吉祥",
    "如意", "安康", "勤业", "博学", "明理", "求实", "创新", "启航", "远景", "宏图", "兴业", "利民",
)  # fmt: skip
ENGLISH = {
    "路": "Road", "街": "Street", "大道": "Avenue", "社区卫生服务站": "Community Clinic", "村卫生室": "Village Clinic",
    "药房": "Pharmacy", "农贸市场": "Market", "小学": "Primary School", "幼儿园": "Kindergarten", "游园": "Garden",
}  # fmt: skip
ROAD_KINDS = ("路", "街", "大道")
ORDINALS = "一二三四五六七八九"
_BESIDES = re.compile(r"[（(].*$")  # 村前社区居委会（含村前村村委）
_SUFFIX = re.compile(r"(社区居民委员会|社区居委会|居民委员会|社区|居委会|村民委员会|村委会)$")


def stem_of(name: str) -> str:
    """A community's name without its kind: 朝阳花园社区居委会 → 朝阳花园. Registers call the estates so as well."""
    plain = _BESIDES.sub("", name)
    return _SUFFIX.sub("", plain) or plain or name


def short_of(name: str) -> str:
    """Two signs for a road between two places: 朝阳花园 → 朝阳, 叶家村 → 叶家."""
    return stem_of(name).removesuffix("村")[:2] or name[:2]


def street_name(number: int) -> str:
    """The street of this number in a town; about nine hundred differ before the words begin anew."""
    word, turn = ROAD_WORDS[number % len(ROAD_WORDS)], number // len(ROAD_WORDS)
    kind, ordinal = ROAD_KINDS[turn % len(ROAD_KINDS)], turn // len(ROAD_KINDS)
    return f"{word}{EXAMPLE}{ORDINALS[(ordinal - 1) % 9] if ordinal else ''}{kind}"


def lane_name(community: str, number: int) -> str:
    """A lane inside a community: 水岸示例三巷."""
    return f"{stem_of(community)}{EXAMPLE}{in_characters(number)}巷"


def link_name(one: str, other: str) -> str:
    """A road between two communities, called by both as country roads are: 水岸菱溪示例路."""
    return f"{short_of(one)}{short_of(other)}{EXAMPLE}路"


def estate_name(community: str, number: int) -> str:
    return f"{stem_of(community)}{EXAMPLE}{number}小区"


def group_name(community: str, number: int) -> str:
    """A group 村民小组 of a village."""
    return f"{stem_of(community)}{EXAMPLE}{number}组"


def dormitory_name(community: str) -> str:
    return f"{stem_of(community)}{EXAMPLE}{DORMITORY}"


def english_of(name: str) -> str:
    """A made-up name in English: 漕河示例九巷 → Caohe Example Lane 9; a community by its sound and kind."""
    stem, example, kind = name.partition(EXAMPLE)
    if not example:
        plain = stem_of(name)
        return (
            f"{syllables(plain.removesuffix('村'))} {'Village' if '村' in name and '社区' not in name else 'Community'}"
        )
    told = ENGLISH.get(kind) or (f"Lane {in_digits(kind.removesuffix('巷'))}" if kind.endswith("巷") else "")
    return f"{syllables(stem)} Example {told}" if told else romanised(name)
