"""Rows of departments' files about organisations: what may stand in them, whom they mean, what columns are called."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.organisations.industries import industry_defect
from longcheng.bases.organisations.models import Organisation, OrganisationName
from longcheng.bases.organisations.names import key_of, name_defect
from longcheng.bases.organisations.rules import credit_code_defect, normal_code

# What departments call the columns of an organisation, the surest first.
HEADER_WORDS: dict[str, tuple[str, ...]] = {
    "code": (
        "统一社会信用代码", "社会信用代码", "纳税人识别号", "信用代码", "tyshxydm", "nsrsbh", "uscc", "credit code",
        "social credit code",
    ),
    "name": (
        "单位名称", "企业名称", "机构名称", "纳税人名称", "主体名称", "字号名称", "名称", "dwmc", "qymc", "nsrmc",
        "organisation", "organization", "company", "company name",
    ),
    "kind": ("主体类型", "机构类型", "企业类型", "单位类别", "登记注册类型", "ztlx", "entity type"),
    "status": ("登记状态", "经营状态", "存续状态", "企业状态", "纳税人状态", "jyzt", "state"),
    "status_date": ("状态日期", "状态变更日期"),
    "representative_name": (
        "法定代表人", "法定代表人姓名", "负责人", "经营者", "经营者姓名", "fddbr", "legal representative",
    ),
    "industry": ("行业代码", "国民经济行业代码", "所属行业代码", "行业", "hydm", "industry code"),
    "scope": ("经营范围", "业务范围", "宗旨和业务范围", "jyfw", "business scope"),
    "founded_date": ("成立日期", "设立日期", "注册日期", "开业日期", "clrq", "founded", "established"),
    "ended_date": ("注销日期", "终止日期", "zxrq"),
    "capital_yuan": ("注册资本（元）", "注册资本(元)", "注册资本", "开办资金", "registered capital"),
    "division_code": ("行政区划代码", "所在地区划代码", "区划代码", "xzqh", "division"),
    "address": ("住所", "经营场所", "注册地址", "生产经营地址", "主要经营场所", "地址", "zs", "registered address"),
}  # fmt: skip
# What departments write for codes, beside the codes and their titles.
CODE_WORDS: dict[str, dict[str, str]] = {
    "kind": {
        "企业": "enterprise", "有限责任公司": "enterprise", "股份有限公司": "enterprise", "个人独资企业": "enterprise",
        "合伙企业": "enterprise", "个体工商户": "individual", "个体": "individual", "个体户": "individual",
        "农民专业合作社": "cooperative", "合作社": "cooperative", "事业单位": "institution", "机关": "government",
        "机关单位": "government", "社会组织": "society", "社会团体": "society", "民办非企业单位": "society",
        "社会服务机构": "society", "基金会": "society", "基层群众性自治组织": "committee", "居民委员会": "committee",
        "村民委员会": "committee", "分支机构": "branch", "分公司": "branch",
    },
    "status": {
        "存续": "active", "在业": "active", "开业": "active", "正常": "active", "在营": "active", "歇业": "suspended",
        "停业": "suspended", "吊销": "revoked", "吊销未注销": "revoked", "非正常户": "active", "注销": "dissolved",
        "已注销": "dissolved",
    },
}  # fmt: skip
PARSERS = {"code": "identity_number"}
MOST_YUAN = 10**13


def organisation_defects(values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with what is stated of an organisation, by field. What is not stated is not missed here."""
    defects: dict[str, str] = {}
    for name, wrong_with in (("code", credit_code_defect), ("name", name_defect), ("industry", industry_defect)):
        if values.get(name) and (wrong := wrong_with(str(values[name]))):
            defects[name] = wrong
    founded, ended = _day(values.get("founded_date")), _day(values.get("ended_date"))
    if founded is not None and founded > timezone.localdate():
        defects["founded_date"] = _("The day lies in the future. Look it up.")
    if founded is not None and ended is not None and ended < founded:
        defects["ended_date"] = _("The organisation ends before it was founded. One of the two days is mistyped.")
    capital = values.get("capital_yuan")
    if isinstance(capital, int) and not 0 <= capital <= MOST_YUAN:
        defects["capital_yuan"] = _("The registered capital must be a number of yuan, and not less than nothing.")
    return defects


def identity_of(values: Mapping[str, Any]) -> str:
    """By what two rows certainly mean the same organisation: a code that holds; empty where that cannot be told."""
    code = values.get("code") or ""
    return normal_code(code) if code and not credit_code_defect(code) else ""


def find_organisations(rows: Sequence[Mapping[str, Any]]) -> list[int | None]:
    """The numbers of the organisations that the rows mean; None where none is known. At most three queries for all.

    The code tells; where nobody has it, or the row has none, the one standing organisation of exactly this name whose
    code is not known or is not told. A code is never given to an organisation that has another.
    """
    by_code = _by_code({code for values in rows if (code := identity_of(values))})
    left = [values for values in rows if not by_code.get(identity_of(values)) and values.get("name")]
    by_name = _by_name({key_of(values["name"]) for values in left})
    return [by_code.get(identity_of(values)) or _named(values, by_name) for values in rows]


def _by_code(codes: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    if codes:
        rows = Organisation.objects.filter(code__in=codes).order_by("pk").values_list("code", "pk")
        # Two records with one code are a defect of the register, and whom a row means then is for people to tell.
        doubled: set[str] = set()
        for code, number in rows:
            if code in found:
                doubled.add(code)
            found[code] = number
        found = {code: number for code, number in found.items() if code not in doubled}
    return found


def _by_name(keys: Iterable[str]) -> dict[str, list[Organisation]]:
    wanted = {key for key in keys if key}
    if not wanted:
        return {}
    borne = list(OrganisationName.objects.filter(key__in=wanted, is_current=True).values_list("key", "organisation_id"))
    standing = Organisation.objects.in_bulk({number for _key, number in borne})
    found: dict[str, list[Organisation]] = {}
    for key, number in borne:
        if number in standing and standing[number].is_standing:
            found.setdefault(key, []).append(standing[number])
    return found


def _named(values: Mapping[str, Any], by_name: Mapping[str, list[Organisation]]) -> int | None:
    known = by_name.get(key_of(values.get("name") or ""), [])
    if values.get("code"):
        known = [one for one in known if not one.code]
    return known[0].pk if len(known) == 1 else None


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        return None
