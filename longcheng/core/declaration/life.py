"""The events of a life by which people look for what the city does for them.

Condensed to what people say from two published lists: the themes for natural persons in 国务院办公厅
《“互联网＋政务服务”技术体系建设指南》（国办函〔2016〕108号），按服务主题分类, and Annex II of Regulation (EU) 2018/1724
(Single Digital Gateway). `themes` names what of the first each one takes in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class LifeEvent:
    """One event, in both languages; `words` are what people type when they mean it."""

    name: str
    icon: str
    title_zh: str
    title_en: str
    hint_zh: str
    hint_en: str
    themes: tuple[str, ...]
    words: tuple[str, ...]

    def title(self, language: str) -> str:
        return self.title_zh if language.startswith("zh") else self.title_en

    def hint(self, language: str) -> str:
        return self.hint_zh if language.startswith("zh") else self.hint_en


def _event(name: str, icon: str, zh: tuple[str, str], en: tuple[str, str], themes: str, words: str) -> LifeEvent:
    return LifeEvent(
        name=name, icon=icon, title_zh=zh[0], hint_zh=zh[1], title_en=en[0], hint_en=en[1],
        themes=tuple(themes.split()), words=tuple(words.split("、")),
    )  # fmt: skip


_ALL = (
    _event(
        "child", "baby-carriage", ("生孩子、带孩子", "出生、疫苗、托育"),
        ("Having a child", "Birth, vaccines, nurseries"),
        "生育收养", "出生、生育、育儿、怀孕、准生证、出生证、疫苗、打疫苗、托育、收养、baby、birth、pregnant",
    ),
    _event(
        "school", "school", ("上学", "入学、校园、终身学习"),
        ("Going to school", "Enrolling, campus, lifelong learning"),
        "教育科研", "入学、报名、学区、转学、学校、幼儿园、小学、中学、大学、培训、education、university",
    ),
    _event(
        "work", "briefcase", ("工作", "找工作、社保、劳动权益"),
        ("Work", "Finding work, social insurance, rights"),
        "就业创业 职业资格 社会保障",
        "找工作、就业、失业、社保、五险一金、职称、工资、job、unemployment、social insurance",
    ),
    _event(
        "health", "stethoscope", ("看病", "挂号、病历、医保、急救"),
        ("Seeing a doctor", "Appointments, records, emergencies"),
        "医疗卫生", "挂号、医院、医生、医保、急诊、急救、体检、病历、门诊、doctor、hospital、clinic、medical",
    ),
    _event(
        "marriage", "heart", ("结婚成家", "登记、户口、家庭"),
        ("Marriage and family", "Registering, household, family"),
        "婚姻登记", "结婚、离婚、婚姻、领证、登记结婚、marry、wedding、divorce",
    ),
    _event(
        "home", "home", ("住房和邻里", "买房租房、报修、社区"),
        ("Home and neighbours", "Buying, renting, repairs, community"),
        "住房保障 公用事业", "买房、租房、公积金、物业、报修、停水、停电、煤气、水电费、搬家、housing、rent、repair",
    ),
    _event(
        "travel", "bus", ("出行", "公交、地铁、停车、游玩"),
        ("Getting about", "Buses, metro, parking, days out"),
        "交通出行 旅游观光", "公交、地铁、停车、驾照、车辆、景点、旅游、坐车、bus、metro、parking、tourism",
    ),
    _event(
        "old-age", "old", ("养老", "退休、照护、帮手"),
        ("Growing old", "Pension, care, a helping hand"),
        "离职退休 优待抚恤", "退休、养老金、老人、养老院、护理、陪护、助餐、pension、retire、care",
    ),
    _event(
        "business", "building-store", ("办企业", "开办、经营、纳税、注销"),
        ("Running a business", "Starting, running, taxes, closing"),
        "设立变更 准营准办 知识产权",
        "开公司、营业执照、注册公司、个体户、开店、纳税、发票、贷款、company、licence、tax",
    ),
    _event(
        "papers", "id", ("证件和证明", "身份证、户口、各种证明"),
        ("Papers and certificates", "Identity, residence, proofs"),
        "证件办理 户籍办理 出境入境",
        "身份证、户口、户口本、居住证、护照、证明、办证、办事、passport、identity card、certificate",
    ),
    _event(
        "trouble", "lifebuoy", ("遇到困难", "求助、投诉、救助"),
        ("In trouble", "Help, complaints, support"),
        "社会救助 消费维权 公共安全 司法公证",
        "求助、投诉、举报、救助、低保、残疾、报警、维权、上当受骗、法律援助、help、complaint、emergency",
    ),
    _event(
        "farewell", "flower", ("亲人离世", "后事、证明、继承"),
        ("When somebody dies", "Farewell, papers, inheritance"),
        "死亡殡葬", "去世、死亡、丧事、殡葬、火化、墓地、遗产、继承、death、funeral、inheritance",
    ),
)  # fmt: skip

LIFE_EVENTS: Mapping[str, LifeEvent] = MappingProxyType({event.name: event for event in _ALL})
