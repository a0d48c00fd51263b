"""The values of a register in words: codes by their names, days as days, other people masked."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from longcheng.bases.geography.queries import full_name
from longcheng.bases.population.models import Person
from longcheng.bases.population.searching import Hit, masked
from longcheng.core.registry.declaring import Register

DIVISIONS = frozenset({"division_code", "registered_division"})
PEOPLE = frozenset({"spouse_id", "mother_id", "father_id", "guardian_ids", "merged_into_id", "head_id"})
# GB/T 3304-1991 《中国各民族名称的罗马字母拼写法和代码》.
ETHNIC_GROUPS = {
    "01": "汉 Han", "02": "蒙古 Mongol", "03": "回 Hui", "04": "藏 Zang", "05": "维吾尔 Uygur", "06": "苗 Miao",
    "07": "彝 Yi", "08": "壮 Zhuang", "09": "布依 Buyei", "10": "朝鲜 Chosen", "11": "满 Man", "12": "侗 Dong",
    "13": "瑶 Yao", "14": "白 Bai", "15": "土家 Tujia", "16": "哈尼 Hani", "17": "哈萨克 Kazak", "18": "傣 Dai",
    "19": "黎 Li", "20": "傈僳 Lisu", "21": "佤 Va", "22": "畲 She", "23": "高山 Gaoshan", "24": "拉祜 Lahu",
    "25": "水 Sui", "26": "东乡 Dongxiang", "27": "纳西 Naxi", "28": "景颇 Jingpo", "29": "柯尔克孜 Kirgiz",
    "30": "土 Tu", "31": "达斡尔 Daur", "32": "仫佬 Mulao", "33": "羌 Qiang", "34": "布朗 Blang",
    "35": "撒拉 Salar", "36": "毛南 Maonan", "37": "仡佬 Gelao", "38": "锡伯 Xibe", "39": "阿昌 Achang",
    "40": "普米 Pumi", "41": "塔吉克 Tajik", "42": "怒 Nu", "43": "乌孜别克 Uzbek", "44": "俄罗斯 Russ",
    "45": "鄂温克 Ewenki", "46": "德昂 Deang", "47": "保安 Bonan", "48": "裕固 Yugur", "49": "京 Gin",
    "50": "塔塔尔 Tatar", "51": "独龙 Derung", "52": "鄂伦春 Oroqen", "53": "赫哲 Hezhen", "54": "门巴 Monba",
    "55": "珞巴 Lhoba", "56": "基诺 Jino",
}  # fmt: skip


class Wording:
    """Turns values into words for one page; divisions and people are looked up once."""

    def __init__(self, person_ids: Iterable[Any] = ()) -> None:
        self._divisions: dict[str, str] = {}
        self._people: dict[int, Hit] = {}
        self.know(person_ids)

    def know(self, person_ids: Iterable[Any]) -> None:
        """Look these people up together, masked."""
        wanted = {one for one in person_ids if isinstance(one, int)} - self._people.keys()
        people = list(Person.objects.filter(pk__in=wanted)) if wanted else []
        self._people |= dict(zip((one.pk for one in people), masked(people), strict=True))

    def told(self, register: Register, field: str, value: Any) -> str:
        """The value in words; empty where there is none."""
        if value is None or value == "" or value == []:
            return ""
        declared = register.field(field)
        if declared.choices:
            return str(dict(declared.choices).get(value, value))
        if field in DIVISIONS:
            return self._division(str(value))
        if field in PEOPLE:
            return self._named(value if isinstance(value, list) else [value])
        if field == "ethnicity":
            return ethnic_group(str(value))
        if field == "household_id":
            return _("No. %(n)s") % {"n": value}
        if declared.kind == "yes":
            return _("yes") if value else _("no")
        return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)

    def _division(self, code: str) -> str:
        if code not in self._divisions:
            named = full_name(code)
            # The address beside it names the place; only the city's own divisions have names here.
            self._divisions[code] = named if named != code else _("outside the city")
        return self._divisions[code]

    def _named(self, person_ids: list[int]) -> str:
        self.know(person_ids)
        return _(", ").join(
            hit_told(self._people[one]) if one in self._people else _("No. %(n)s") % {"n": one} for one in person_ids
        )


def hit_told(hit: Hit) -> str:
    """A masked person in one phrase: 王＊ (1954)."""
    return f"{hit.name} ({hit.birth_year})" if hit.birth_year else hit.name


def ethnic_group(code: str) -> str:
    """The name of an ethnic group: in Chinese with 族, else as the standard spells it."""
    if code not in ETHNIC_GROUPS:
        return code
    chinese, spelt = ETHNIC_GROUPS[code].split(" ")
    return f"{chinese}族" if (get_language() or "zh").startswith("zh") else spelt
