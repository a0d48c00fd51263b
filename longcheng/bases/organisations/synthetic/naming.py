"""Names of synthetic organisations: lucky words as firms take them, the mark 示例, a trade and a legal form."""

from longcheng.bases.organisations.names import MARK

# Signs that firms' own names 字号 are made of everywhere; no firm is meant.
FIRST = (
    "恒鑫盛隆瑞祥泰和顺兴昌荣华宏鸿博信诚德仁义正大广远永久长天宇宙晨旭日辉光明亮星辰金银铭锦宝玉珠翠嘉佳美善"
    "优卓越超凡英豪雄伟建立创新科智慧聚汇融通达联合众力源泉润泽江海洋洲山岳峰岭松柏林森木禾丰谷麦田园春夏秋安康宁"
)
SECOND = (
    "达盛隆发昌荣华茂泰祥瑞丰源泰通顺利兴旺鑫辉煌腾飞翔鹏凯胜捷迅速博雅文思远志诚信义德仁和谐美佳康健安宁静怡乐"
    "福禄寿喜庆新创科技智能业成功立基石磊岩峰岳川流江河海洋波涛澜润泽露雨云霞光明亮星月晨曦阳春林森木松竹梅兰菊"
)
THIRD = "元益佰百创亿正通"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚桂英华玉萍红文建国志海燕晓波鹏辉丹云"


def core_at(first: int, second: int, third: int) -> str:
    """A firm's own name by three numbers; most have two signs. A sign never stands twice."""
    one, other = FIRST[first % len(FIRST)], SECOND[second % len(SECOND)]
    if other == one:
        other = SECOND[(second + 1) % len(SECOND)]
    more = THIRD[third] if 0 <= third < len(THIRD) else ""
    return one + other + ("" if more in one + other else more)


def firm_name(city: str, core: str, word: str, *, form: str, is_place_behind: bool) -> str:
    """甲市恒盛示例智能装备有限公司, or 恒盛示例（甲市）智能装备有限公司."""
    return f"{core}{MARK}（{city}）{word}{form}" if is_place_behind else f"{city}{core}{MARK}{word}{form}"


def shop_name(place: str, core: str, word: str) -> str:
    """乙区恒盛示例面馆."""
    return f"{place}{core}{MARK}{word}"


def cooperative_name(place: str, core: str, word: str) -> str:
    return f"{place}{core}{MARK}{word}专业合作社"


def branch_name(head: str, place: str) -> str:
    return f"{head}{place}分公司"


def person_name(surname: int, first: int, second: int) -> str:
    """Somebody who does not exist, where no synthetic resident is at hand."""
    more = GIVEN[second] if second < len(GIVEN) else ""
    return SURNAMES[surname % len(SURNAMES)] + GIVEN[first % len(GIVEN)] + more
