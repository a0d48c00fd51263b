"""Rows of departments' files about persons: what may stand in them, whom they mean, what their columns are called."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.population.models import Person
from longcheng.bases.population.names import name_defect, said
from longcheng.bases.population.rules import birth_in, identity_number_defect, normal_number, sex_in

# What departments call the columns of a person, the surest first.
HEADER_WORDS = {
    "number": (
        "公民身份号码", "公民身份证号码", "身份证号码", "身份证号", "身份证", "身份证件号码", "证件号码", "证件号",
        "sfzh", "gmsfhm", "zjhm", "id_number", "identity number", "id card",
    ),
    "name": ("姓名", "人员姓名", "参保人姓名", "居民姓名", "xm", "full_name", "full name"),
    "sex": ("性别", "性别代码", "xb", "gender"),
    "birth_date": ("出生日期", "出生年月日", "生日", "csrq", "dob", "date_of_birth", "born"),
    "ethnicity": ("民族", "民族代码", "mz", "ethnic group"),
    "registered_division": ("户籍地区划", "户籍区划", "户籍所在地区划代码", "户籍地区划代码", "户口所在地区划"),
    "registered_address": (
        "户籍地址", "户口地址", "户籍所在地", "户籍地详址", "户籍地详细地址", "hjdz", "registered address",
    ),
    "death_date": ("死亡日期", "swrq"),
    "marital_status": ("婚姻状况", "婚姻", "hyzk"),
    "household_role": ("与户主关系", "户内关系", "yhzgx"),
    "phone": ("手机号码", "手机号", "手机", "联系电话", "本人电话", "电话", "lxdh", "mobile", "telephone"),
}  # fmt: skip
# GB/T 3304-1991, in the order of its codes.
_ETHNIC_GROUPS = (
    "汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家", "哈尼",
    "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇", "柯尔克孜", "土", "达斡尔",
    "仫佬", "羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒", "乌孜别克", "俄罗斯",
    "鄂温克", "德昂", "保安", "裕固", "京", "塔塔尔", "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺",
)  # fmt: skip
# What departments write for codes, beside the codes and their titles.
CODE_WORDS = {
    "sex": {"男": "1", "女": "2", "男性": "1", "女性": "2", "m": "1", "f": "2", "M": "1", "F": "2"},
    # GB/T 2261.2-2003, with its second digits taken back to the first.
    "marital_status": {
        "未婚": "10", "已婚": "20", "初婚": "20", "再婚": "20", "复婚": "20", "丧偶": "30", "离婚": "40", "离异": "40",
        "21": "20", "22": "20", "23": "20",
    },
    "ethnicity": {
        name: f"{code:02}"
        for code, group in enumerate(_ETHNIC_GROUPS, 1)
        for name in (group, f"{group}族")
    },
    # GB/T 4761-2008
    "household_role": {
        "户主": "01", "本人": "01", "配偶": "10", "妻": "10", "夫": "10", "子": "20", "儿子": "20", "长子": "20",
        "次子": "20", "女": "30", "女儿": "30", "长女": "30", "次女": "30", "孙子女": "40", "孙子": "40", "孙女": "40",
        "父母": "50", "父亲": "50", "母亲": "50",
        "父": "50", "母": "50", "祖父母": "60", "兄弟姐妹": "70", "其他": "97", "非亲属": "97",
    },
}  # fmt: skip
PARSERS = {"number": "identity_number", "phone": "phone", "registered_division": "division"}


def person_defects(values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with what is stated of a person, by field, without repeating it."""
    defects: dict[str, str] = {}
    if values.get("name") and (wrong := name_defect(values["name"])):
        defects["name"] = wrong
    today = timezone.localdate()
    days = {name: _day(values.get(name)) for name in ("birth_date", "death_date")}
    for name, day in days.items():
        if day is not None and day > today:
            defects[name] = _("The day lies in the future. Look it up.")
    birth, death = days["birth_date"], days["death_date"]
    if birth is not None and death is not None and death < birth:
        defects.setdefault("death_date", _("The day of death lies before the day of birth."))
    if values.get("number"):
        defects |= _number_defects(values["number"], birth=birth, sex=values.get("sex"))
    return defects


def _number_defects(number: str, *, birth: date | None, sex: Any) -> dict[str, str]:
    if wrong := identity_number_defect(number):
        return {"number": wrong}
    plain, defects = normal_number(number), {}
    if birth is not None and birth_in(plain) != birth:
        defects["birth_date"] = _("The identity number tells another day of birth. One of the two is mistyped.")
    if sex and sex_in(plain) != sex:
        defects["sex"] = _("The identity number tells the other sex (its 17th digit is odd for men).")
    return defects


def identity_of(values: Mapping[str, Any]) -> str:
    """By what two rows certainly mean the same person: a number that holds, with the same day of birth."""
    number = values.get("number") or ""
    if not number or not values.get("birth_date") or identity_number_defect(number):
        return ""
    return f"{normal_number(number)} {values['birth_date']}"


def find_persons(rows: Sequence[Mapping[str, Any]]) -> list[int | None]:
    """Whom each row means: the person with its number, its day of birth and a name that is written or said alike.

    Everybody else is left to the linkage, which weighs more than this and asks where it doubts. One query for all.
    """
    numbers = {number for values in rows if identity_of(values) and (number := normal_number(values["number"]))}
    found = Person.objects.filter(number_index__in=numbers, merged_into_id=None) if numbers else []
    by_identity: dict[str, list[Person]] = {}
    for person in found:
        day = person.birth_date.isoformat() if person.birth_date else ""
        by_identity.setdefault(f"{normal_number(person.number or '')} {day}", []).append(person)
    return [_one_of(by_identity.get(identity_of(values), []), values.get("name") or "") for values in rows]


def _one_of(persons: list[Person], name: str) -> int | None:
    alike = [person for person in persons if not name or not person.name or is_alike(person.name, name)]
    return alike[0].pk if len(alike) == 1 else None


def is_alike(one: str, other: str) -> bool:
    """Whether two names may be the same written in two ways: said the same, or half of the signs the same."""
    if one == other or said(one)[0] == said(other)[0]:
        return True
    shared = len(set(one) & set(other))
    return shared > 0 and shared * 2 >= min(len(set(one)), len(set(other)))


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        return None
