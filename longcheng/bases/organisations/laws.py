"""The law that acts about organisations and their licences stand on: articles with the days on which they bind.

Numbers and contents of the articles are quoted from knowledge, not copied from a text at hand; whoever relies on one
checks it against the published text named in `source`. A law that changes gets a further dated line.
"""

from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy, override

from longcheng.bases.population.laws import Article, Law

REGISTRATION = Law(
    gettext_lazy("Regulations on the Registration of Market Entities"), date(2022, 3, 1), None,
    "《中华人民共和国市场主体登记管理条例》，国务院令第746号，2021-07-27 公布",
)  # fmt: skip
COMPANY_LAW = Law(
    gettext_lazy("Company Law"), date(2024, 7, 1), None,
    "《中华人民共和国公司法》，2023-12-29 第二次修订，主席令第十五号",
)  # fmt: skip
LICENSING_LAW = Law(
    gettext_lazy("Administrative Licensing Law"), date(2004, 7, 1), None,
    "《中华人民共和国行政许可法》，主席令第七号，2003-08-27 通过，2019-04-23 修正",
)  # fmt: skip
FOOD_LAW = Law(
    gettext_lazy("Food Safety Law"), date(2015, 10, 1), None,
    "《中华人民共和国食品安全法》，2015-04-24 修订，2018-12-29、2021-04-29 修正",
)  # fmt: skip
FOOD_LICENCES = Law(
    gettext_lazy("Measures for Food Business Licences"), date(2023, 12, 1), None,
    "《食品经营许可和备案管理办法》，国家市场监督管理总局令第78号，2023-06-15 公布",
)  # fmt: skip
CIVIL_CODE = Law(
    gettext_lazy("Civil Code"), date(2021, 1, 1), None, "《中华人民共和国民法典》，主席令第四十五号，2020-05-28"
)

# 登记事项: name, kind, scope, address, capital, legal representative.
WHAT_IS_REGISTERED = Article(REGISTRATION, 8)
ONE_NAME, ONE_ADDRESS = Article(REGISTRATION, 10), Article(REGISTRATION, 11)
# 设立分支机构向其所在地的登记机关申请登记.
BRANCHES_ARE_REGISTERED = Article(REGISTRATION, 23)
# 自作出变更决议、决定或者法定变更事项发生之日起30日内申请变更登记.
CHANGES_ARE_REGISTERED, CHANGES_WITHIN = Article(REGISTRATION, 24), timedelta(days=30)
# 歇业: at most three years, after disasters and the like; whoever has stopped owes the register its address for papers.
SUSPENSION, SUSPENSION_AT_MOST_YEARS = Article(REGISTRATION, 30), 3
# 经登记机关注销登记，市场主体终止.
DISSOLUTION = Article(REGISTRATION, 31)
# 市场主体申请注销登记前，应当依法办理分支机构注销登记.
BRANCHES_END_FIRST = Article(REGISTRATION, 32)

# 法定代表人辞任的，公司应当在三十日内确定新的法定代表人.
REPRESENTATIVE_IS_NAMED, REPRESENTATIVE_WITHIN = Article(COMPANY_LAW, 10), timedelta(days=30)
BRANCH_IS_NO_PERSON = Article(COMPANY_LAW, 13)  # 分公司不具有法人资格，其民事责任由公司承担
TERM_OF_DIRECTORS_YEARS, TERM_OF_DIRECTORS = 3, Article(COMPANY_LAW, 70)
MERGER = Article(COMPANY_LAW, 218)  # 吸收合并: what is absorbed is dissolved
DEBTS_PASS_ON = Article(COMPANY_LAW, 221)  # 合并各方的债权、债务，由合并后存续的公司承继
REVOKED_IS_DISSOLVED = Article(COMPANY_LAW, 229)  # 依法被吊销营业执照 is a reason for dissolution

RENEWAL, RENEWAL_BEFORE = Article(LICENSING_LAW, 50), timedelta(days=30)  # 有效期届满三十日前提出申请
WHO_TAKES_BACK = Article(LICENSING_LAW, 69)  # 作出行政许可决定的行政机关或者其上级行政机关
# 法人或者其他组织依法终止的，行政机关应当依法办理有关行政许可的注销手续（第三项）.
LICENCES_END = Article(LICENSING_LAW, 70)

FOOD_NEEDS_A_LICENCE = Article(FOOD_LAW, 35)
FOOD_BAN, FOOD_BAN_YEARS = Article(FOOD_LAW, 135), 5  # 被吊销许可证: 五年内不得申请食品生产经营许可

REPRESENTATIVE_ACTS = Article(CIVIL_CODE, 61)  # 法定代表人以法人名义从事的民事活动，其法律后果由法人承受
AGENCY_ENDS = Article(CIVIL_CODE, 173)  # 作为被代理人的法人、非法人组织终止（第五项）; 代理人死亡（第三项）
OF_AGE = Article(CIVIL_CODE, 17)


def for_the_record(article: Article) -> str:
    """An article as it is kept in a public record: in the city's own language, whoever files the act."""
    with override(settings.LANGUAGE_CODE):
        return str(article)


def is_late(day: date, *, today: date) -> bool:
    """Whether a change is reported later than thirty days after it."""
    return today - day > CHANGES_WITHIN
