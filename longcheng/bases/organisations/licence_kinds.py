"""Licences 行政许可 that trades need: their law, who grants them, for how long, and what their numbers begin with.

A licence's kind is kept as its paper says it, so that one that does not stand here can be entered too. Terms and
articles are quoted from knowledge; whoever relies on one checks it against the law named. A rule that changes gets a
further line with its day, and the old one stays.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

MARKET, APPROVAL, HEALTH = "市场监督管理局", "行政审批局", "卫生健康委员会"
TRANSPORT, BUILDING, POLICE = "交通运输局", "住房和城乡建设局", "公安局"
EDUCATION, TOBACCO, LABOUR = "教育局", "烟草专卖局", "人力资源和社会保障局"


@dataclass(frozen=True, kw_only=True)
class LicenceKind:
    """A kind of licence. `name` is what stands on the paper; `term_years` 0 means that it does not run out.

    `issuer` is what the granting authority is called behind the name of its division.
    """

    name: str
    title: "_StrOrPromise"
    law: str
    issuer: str
    term_years: int
    prefix: str
    in_force_from: date
    in_force_until: date | None = None

    def binds(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_until is None or day < self.in_force_until)


LICENCE_KINDS = (
    LicenceKind(
        name="食品经营许可证", title=gettext_lazy("Food business licence"), issuer=MARKET, term_years=5, prefix="JY",
        law="《食品安全法》第三十五条；《食品经营许可和备案管理办法》（市场监管总局令第78号）第二十九条",
        in_force_from=date(2015, 10, 1),
    ),
    LicenceKind(
        name="食品生产许可证", title=gettext_lazy("Food production licence"), issuer=MARKET, term_years=5, prefix="SC",
        law="《食品安全法》第三十五条；《食品生产许可管理办法》", in_force_from=date(2015, 10, 1),
    ),
    LicenceKind(
        name="药品经营许可证", title=gettext_lazy("Medicine sales licence"), issuer=MARKET, term_years=5, prefix="DA",
        law="《药品管理法》第五十一条", in_force_from=date(2019, 12, 1),
    ),
    LicenceKind(
        name="医疗器械经营许可证", title=gettext_lazy("Medical device sales licence"), issuer=MARKET, term_years=5,
        prefix="XK", law="《医疗器械监督管理条例》（国务院令第739号）第四十二条", in_force_from=date(2021, 6, 1),
    ),
    LicenceKind(
        name="医疗机构执业许可证", title=gettext_lazy("Practice licence of a medical institution"), issuer=HEALTH,
        term_years=5, prefix="YL", law="《医疗机构管理条例》第十四条", in_force_from=date(1994, 9, 1),
    ),
    LicenceKind(
        name="公共场所卫生许可证", title=gettext_lazy("Hygiene licence for public places"), issuer=HEALTH,
        term_years=4, prefix="WS", law="《公共场所卫生管理条例》第四条；该条例实施细则第二十二条",
        in_force_from=date(2011, 5, 1),
    ),
    LicenceKind(
        name="道路运输经营许可证", title=gettext_lazy("Road transport licence"), issuer=TRANSPORT, term_years=4,
        prefix="YS", law="《道路运输条例》第二十四条", in_force_from=date(2004, 7, 1),
    ),
    LicenceKind(
        name="建筑业企业资质证书", title=gettext_lazy("Construction qualification certificate"), issuer=BUILDING,
        term_years=5, prefix="D3", law="《建筑法》第十三条；《建筑业企业资质管理规定》（住房城乡建设部令第22号）第十条",
        in_force_from=date(2015, 3, 1),
    ),
    LicenceKind(
        name="安全生产许可证", title=gettext_lazy("Work safety licence"), issuer=BUILDING, term_years=3, prefix="JZ",
        law="《安全生产许可证条例》第九条", in_force_from=date(2004, 1, 13),
    ),
    LicenceKind(
        name="特种行业许可证", title=gettext_lazy("Special trade licence (hotels)"), issuer=POLICE, term_years=0,
        prefix="TX", law="《旅馆业治安管理办法》第四条", in_force_from=date(1987, 11, 10),
    ),
    LicenceKind(
        name="烟草专卖零售许可证", title=gettext_lazy("Tobacco retail licence"), issuer=TOBACCO, term_years=5,
        prefix="YC", law="《烟草专卖法》第十六条；《烟草专卖许可证管理办法》", in_force_from=date(1992, 1, 1),
    ),
    LicenceKind(
        name="办学许可证", title=gettext_lazy("Licence to run a private school"), issuer=EDUCATION, term_years=5,
        prefix="BX", law="《民办教育促进法》第十二条", in_force_from=date(2003, 9, 1),
    ),
    LicenceKind(
        name="人力资源服务许可证", title=gettext_lazy("Human resources services licence"), issuer=LABOUR, term_years=0,
        prefix="RL", law="《人力资源市场暂行条例》（国务院令第700号）第十八条", in_force_from=date(2018, 10, 1),
    ),
)  # fmt: skip
_BY_NAME = {one.name: one for one in LICENCE_KINDS}


def licence_kind(name: str) -> LicenceKind | None:
    """What is known of a kind; None of one that only its paper knows."""
    return _BY_NAME.get(name)


def licence_title(name: str) -> str:
    """The kind as the page says it: in Chinese as the paper, else translated where it can be."""
    found = _BY_NAME.get(name)
    return name if found is None or (get_language() or "").startswith("zh") else str(found.title)
