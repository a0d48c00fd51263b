"""Names of organisations: as they are kept, as they are compared, how they are said, what is their own in them 字号."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

NAME_MAX = 120
PINYIN_MAX, INITIALS_MAX = 400, 120
MARK = "示例"  # stands in the name of every organisation that does not exist
_HAN = r"㐀-䶿一-鿿\U00020000-\U000323af"
_IS_HAN = re.compile(rf"[{_HAN}]")
_BETWEEN = re.compile(rf"(?<=[{_HAN}（）])\s+|\s+(?=[{_HAN}（）])")
_BRACKETED = re.compile(r"（[^（）]*）")
_SILENT = re.compile(r"[\s（）()《》〈〉“”\"'‘’·•・.,，。、\-‐-―_/&＆+:：]+")
_DOTS = str.maketrans({"•": "·", "・": "·", "(": "（", ")": "）", "[": "（", "]": "）", "〔": "（", "〕": "）"})

# Legal forms and what a name may end on: 《企业名称登记管理规定》 (State Council order 734, 2021-03-01), article 6,
# and what small traders call themselves.
_FORMS = """
    股份有限责任公司 集团股份有限公司 集团有限责任公司 集团有限公司 股份有限公司 有限责任公司 有限公司 股份公司
    股份合作公司 集团公司 总公司 公司 集团 农民专业合作社联合社 农民专业合作社 专业合作社 股份合作社 合作社联合社
    联合社 合作社 合伙企业 个人独资企业 事务所 经营部 营业部 经销部 门市部 服务部 工作室 服务中心 商行 商店 总店
    分店 个体店
"""
# What a branch is called behind the name of whose branch it is.
BRANCH_FORMS = (
    "分公司", "分厂", "分店", "分行", "支行", "分社", "分院", "分校", "办事处", "代表处", "营业部", "支公司",
)  # fmt: skip
# Words for the trade 行业或者经营特点, article 9.
_TRADES = """
    智能装备制造 智能制造装备 智能装备 智能制造 智能科技 智能电网 智能设备 轨道交通装备 轨道交通 农业装备 工程机械
    机器人 自动化设备 自动化 机械设备 机械制造 精密机械 机械 机电设备 机电 电气设备 电气 电器 电子科技 电子 光伏科技
    新能源科技 新能源 光伏 储能 电池 新材料科技 新材料 材料科技 材料 复合材料 碳纤维 塑料制品 塑料 塑业 化工 涂料
    金属制品 金属材料 金属 钢铁 五金 模具 铸造 汽车零部件 汽车配件 汽车销售服务 汽车服务 汽车维修 汽车 车业 轴承
    纺织品 纺织 服饰 服装 针织 印染 制衣 家具 木业 纸业 印务 印刷 包装材料 包装 玻璃 建材 装饰工程 装饰 建筑工程
    建设工程 建筑安装 建筑劳务 建筑 建设 市政工程 园林绿化 园林 消防工程 安装工程 工程技术 工程咨询 工程管理 工程
    物联网科技 物联网技术 物联网 云计算科技 云计算 大数据 数据科技 信息技术 信息科技 信息 网络科技 网络技术 网络
    软件科技 软件 电子商务 通信技术 通信 传感技术 传感 物业服务 物业管理 物业 房地产开发 房地产经纪 房地产 置业 房产
    商务服务 商务 企业管理 咨询管理 管理咨询 咨询服务 咨询 人力资源 劳务派遣 劳务 广告传媒 广告 文化传播 文化传媒
    文化艺术 文化 传媒 教育科技 教育咨询 教育培训 教育 培训 体育文化 体育 健身 旅行社 旅游 会展服务 会展 餐饮管理
    餐饮服务 餐饮 饭店 酒店管理 酒店 宾馆 旅馆 民宿 餐厅 菜馆 面馆 小吃店 小吃 快餐店 快餐 火锅店 火锅 奶茶店 茶楼
    茶馆 咖啡馆 咖啡 烘焙坊 烘焙 食品 农产品 农业科技 农业发展 农业 生态农业 家庭农场 果蔬 蔬菜 水果店 水果 粮油
    水产养殖 水产 养殖 种植 茶叶 葡萄 农机 生物科技 生物技术 生物 医药科技 医药 药业 大药房 药房 药店 医疗科技
    医疗器械 医疗 诊所 口腔门诊部 口腔 门诊部 医院 健康管理 健康 养老服务 养老 护理院 家政服务 家政 美容美发 美容
    美发 理发店 理发 洗衣店 洗涤 足浴 摄影 环保科技 环保 环境科技 环境工程 环境 再生资源 能源 石油 燃气 电力工程
    电力 水务 国际贸易 进出口 贸易 商贸 百货 便利店 超市 烟酒店 烟酒 服装店 鞋店 母婴用品 文具店 文具 五金店 建材店
    杂货店 花店 眼镜店 眼镜 家电维修 维修 修理厂 修理店 修理 国际物流 物流 货物运输 运输 货运 客运 快递 仓储服务
    仓储 供应链管理 供应链 租赁 融资担保 小额贷款 投资管理 投资 资产管理 资本 保险代理 保险经纪 保险 会计师 税务师
    律师 专利代理 检测技术 检测 测绘 设计 研究院 研究所 科技发展 科技 技术服务 技术 实业发展 实业 发展 产业 控股
    工业 制造 设备 装备 仪器仪表 仪器 仪表 制品 配件 用品 商店 服务 管理 制造厂 机械厂 加工厂 厂 店 馆
"""


FORMS, TRADES = _FORMS.split(), _TRADES.split()


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(sorted({re.escape(word) for word in words}, key=len, reverse=True))


def _by_length(words: Iterable[str]) -> tuple[tuple[int, frozenset[str]], ...]:
    """Words by their length, the longest first: ends are looked up, which is ten times as quick as a long pattern."""
    every = set(words)
    return tuple((n, frozenset(word for word in every if len(word) == n)) for n in sorted({*map(len, every)})[::-1])


_FORMS_BY_LENGTH, _TRADES_BY_LENGTH = _by_length(FORMS), _by_length(TRADES)
# A company's form ends its name; what stands behind it is the branch's.
_COMPANY = re.compile(r"^(.{2,}?(?:有限责任公司|有限公司|股份公司|集团公司))(.+)$")
_BRANCH_AT_END = re.compile(rf"(?:第[\d一二三四五六七八九十百]+)?(?:{_longest_first(BRANCH_FORMS)})$")
# A province or an autonomous region in front can be told by its last sign, without knowing them.
_PROVINCE = re.compile(rf"^[{_HAN}]{{2,3}}省(?=.{{2}})")
# Public bodies have no name of their own beside place and task, so nothing is taken from theirs.
_PUBLIC_AT_END = re.compile(
    r"(?:大学|学院|学校|中学|小学|幼儿园|医院|卫生院|服务中心|委员会|人民政府|办事处|办公室|协会|商会|学会|基金会|[^公]局|厅)$"
)
_LEVELS = ("自治州", "地区", "街道", "省", "市", "区", "县", "镇", "乡")
_WORDS = re.compile(f"({_longest_first([*FORMS, *BRANCH_FORMS, *TRADES, MARK])})")
_PARTS = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")


@lru_cache(maxsize=4_096)
def normal_name(text: str) -> str:
    """A name as it is kept: letters and digits half width, no spaces around Chinese signs, brackets as （）.

    A name without Chinese signs keeps its own spaces and brackets.
    """
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    if not _IS_HAN.search(plain):
        return plain
    return _BETWEEN.sub("", plain.translate(_DOTS))


def key_of(text: str) -> str:
    """A name as it is compared: small letters, without brackets, dots, dashes and spaces."""
    return _SILENT.sub("", normal_name(text).casefold())


def name_defect(text: str) -> str:
    """What is wrong with a name as the register keeps it; empty when nothing is."""
    name = normal_name(text)
    if not name:
        return _("The name of the organisation is required.")
    if len(name) > NAME_MAX:
        return _("The name of an organisation must have at most %(n)s signs.") % {"n": NAME_MAX}
    if len(key_of(name)) < 2 or not any(sign.isalpha() for sign in name):
        return _("The name of an organisation must have at least two signs, and not digits alone.")
    if name.count("（") != name.count("）"):
        return _("A bracket in the name is not closed.")
    if any(unicodedata.category(sign)[0] == "C" for sign in name):
        return _("The name holds a sign that cannot be read.")
    return ""


def place_words(names: Iterable[str]) -> tuple[str, ...]:
    """How divisions of these names stand in front of an organisation's: with their level and without, longest first.

    Give the names of the city, its districts and its towns.
    """
    found: set[str] = set()
    for name in names:
        found.add(name)
        if not name.endswith(_LEVELS):
            found.add(f"{name}市")  # a pack names its city without its level
        level = next((level for level in _LEVELS if name.endswith(level)), "")
        if level and len(name) - len(level) >= 2:
            found.add(name.removesuffix(level))
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


def core_of(name: str, *, places: Sequence[str] = ()) -> str:
    """What is its own in a name 字号: without place, trade, legal form and what stands in brackets.

    `places` are the `place_words` of the loaded city. Never empty for a name that is not: where nothing would be left,
    the step that would take the last is not taken.
    """
    whole = _BRACKETED.sub("", normal_name(name)).replace(MARK, "")
    if _PUBLIC_AT_END.search(whole):
        return whole
    company = _COMPANY.match(whole)
    core = company[1] if company else _without_branch(whole, places)
    core = _shorter(_PROVINCE, core)
    core = _without_places(core, places)
    core = _without_end(core, _FORMS_BY_LENGTH)
    for _round in range(3):
        core = _without_end(core, _TRADES_BY_LENGTH)
    return core or normal_name(name)


def _shorter(what: re.Pattern[str], text: str) -> str:
    """The text without it, if two signs are left."""
    left = what.sub("", text)
    return left if len(left) >= 2 else text


def _without_end(text: str, words: tuple[tuple[int, frozenset[str]], ...]) -> str:
    """The text without the longest of these words at its end, if two signs are left."""
    for length, of_length in words:
        if text[-length:] in of_length:
            return text[:-length] if len(text) - length >= 2 else text
    return text


def _without_branch(text: str, places: Sequence[str]) -> str:
    """Whose branch it is, where no legal form tells where that name ends: a bank's branch in a place."""
    core = _shorter(_BRANCH_AT_END, text)
    if core != text:
        place = next((word for word in places if core.endswith(word) and len(core) - len(word) >= 2), "")
        core = core.removesuffix(place)
    return core


def _without_places(text: str, places: Sequence[str]) -> str:
    """Without the places in front, at most three: city, district, town. Two signs are left."""
    return _places_in_front(tuple(places)).sub("", text) if places else text


@lru_cache(maxsize=8)
def _places_in_front(places: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"^(?:{_longest_first(places)}){{1,3}}(?=.{{2}})")


def said(name: str) -> tuple[str, str]:
    """How a name is said and typed: `hengshengjixie` and `hsjx`; digits and letters stand for themselves.

    A sign with several readings is read by the word that it stands in. Some 10 µs a name whose words were read before,
    150 µs for one that is all new.
    """
    plain = normal_name(name).casefold()
    pinyin, initials = [], []
    for word in _WORDS.split(plain):
        if word:
            whole, first = _word_said(word)
            pinyin.append(whole)
            initials.append(first)
    return "".join(pinyin)[:PINYIN_MAX], "".join(initials)[:INITIALS_MAX]


@lru_cache(maxsize=200_000)
def _word_said(word: str) -> tuple[str, str]:
    syllables = [syllable for part in _PARTS.findall(word) for syllable in _part_said(part)]
    return "".join(syllables), "".join(_first(syllable) for syllable in syllables)


def _part_said(part: str) -> list[str]:
    if not _IS_HAN.match(part):
        plain = unicodedata.normalize("NFKD", part)
        return ["".join(sign for sign in plain if sign.isascii() and sign.isalnum())]
    found = lazy_pinyin(part, style=Style.NORMAL, v_to_u=False)
    return [syllable for syllable in found if syllable.isascii() and syllable.isalpha()]


def _first(syllable: str) -> str:
    """The first letter; of a number, the whole of it."""
    return syllable if syllable.isdigit() else syllable[:1]
