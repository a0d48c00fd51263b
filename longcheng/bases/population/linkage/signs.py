"""Characters of names that people write in several ways, and how a name sounds: pure functions.

`TRADITIONAL` and `VULGAR` are the same name written otherwise; `ALIKE` are different characters that a typist mixes up.
The tables are our own, of the characters that stand often in names; a character outside them compares as itself.
"""

from functools import cache
from typing import Any

from pypinyin import Style, pinyin


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _pairs(text: str) -> dict[str, str]:
    return {word[0]: word[1] for word in text.split()}


# 繁体字: the simplified character, then the traditional one, as the General List of Simplified Characters
# 《简化字总表》 (1986) pairs them.
TRADITIONAL = _pairs(
    """
张張 陈陳 刘劉 杨楊 赵趙 黄黃 吴吳 孙孫 马馬 罗羅 郑鄭 谢謝 韩韓 冯馮 邓鄧 许許 苏蘇 卢盧 蒋蔣 贾賈 叶葉 阎閻
钟鍾 范範 谭譚 邹鄒 陆陸 顾顧 龙龍 万萬 钱錢 汤湯 乔喬 贺賀 赖賴 龚龔 庞龐 颜顏 严嚴 鲁魯 韦韋 齐齊 庄莊 涂塗
聂聶 鲍鮑 欧歐 国國 华華 伟偉 丽麗 兰蘭 凤鳳 云雲 兴興 荣榮 贵貴 宝寶 东東 杰傑 飞飛 鹏鵬 涛濤 刚剛 军軍 爱愛
红紅 庆慶 义義 学學 长長 强強 胜勝 广廣 师師 权權 来來 连連 达達 运運 远遠 进進 选選 逊遜 银銀 锋鋒 锐銳 锦錦
铭銘 镇鎮 闻聞 问問 阳陽 阴陰 际際 随隨 静靜 韵韻 顺順 颖穎 风風 饶饒 驰馳 骏駿 骄驕 鲜鮮 鸣鳴 鸿鴻 鹤鶴 麦麥
龄齡 娇嬌 婵嬋 孪孿 宁寧 实實 宾賓 岭嶺 岚嵐 嵘嶸 帅帥 庐廬 开開 忆憶 怀懷 恺愷 战戰 扬揚 晓曉 晔曄 显顯 条條
柠檸 栋棟 树樹 桢楨 桥橋 梦夢 欢歡 泽澤 洁潔 济濟 浓濃 润潤 涣渙 渊淵 湾灣 满滿 潇瀟 灵靈 灿燦 炜煒 烨燁 焕煥
玛瑪 环環 玮瑋 珑瓏 琼瓊 瑶瑤 画畫 盖蓋 祯禎 禅禪 禄祿 积積 稣穌 笔筆 笃篤 纪紀 纯純 练練 组組 细細 绍紹 经經
绣繡 维維 绮綺 绿綠 缘緣 缨纓 艳艷 艺藝 芦蘆 苇葦 荧熒 莲蓮 莹瑩 莺鶯 萧蕭 蓝藍 虑慮 蝉蟬 见見 观觀 觉覺 论論
诗詩 诚誠 语語 谊誼 谦謙 谨謹 贞貞 财財 贤賢 赞贊 轩軒 辉輝 迈邁 迟遲 郏郟 钊釗 钢鋼 钧鈞 钰鈺 铁鐵 铮錚 键鍵
镜鏡 门門
"""
)
# 俗字姓 and 异体字: one surname or name written in two ways on the papers of one person.
VULGAR = _pairs("付傅 肖萧 闫阎 兰蓝 于於 代戴 邱丘 仝同 升昇 晖辉 堃坤 喆哲 犇奔 淼渺 群羣 峰峯 泛汎 汙污 侠俠")
# 形近字: what looks alike on a handwritten form.
ALIKE = _words(
    """
已己巳 戊戌戍 未末 天夭 士土 日曰 人入 千干于 宇字 佳住 洁沽 睛晴 暖媛瑗 冶治 侯候 崔催 今令 玉王 玲珍 婕捷
瑞端 菁青 曼蔓 昊旲 晨震 莹萤荧 茜苗 芬芳 莉利 林材 杨扬 栋拣 楠南 柏拍 淑叔 沐沭 涛寿 浩诰 清情 潇萧 炎焱
焕换 煜熠 琪淇 琳淋 璐露 祥样 秀莠 科料 紫柴 红虹 纯钝 维唯 翔羽 艳绝 荣莱 苹萍 蕾雷 诗待 贤坚 辰唇 达过 远还
迪油 铭名 锦绵 雯霞 霏菲 飞乙 鑫淼 龙尤 亮壳 仁仨 伦沦 俊峻 军运 冬尽 凯铠 刚钢 博搏 卫上 双权 吉古 哲晢 嘉喜
园圆 坤绅 培倍 夏复 姗珊 娜那 婉碗 子孑 孟盂 宏宠 少小 尧饶 山出 岩若 帆凡 平乎 广厂 庆厌 延廷 彤形 彬彭 心必
怡冶 悦说 慧彗 成戊 敏繁 文丈 斌赋 旭旮 明朋 春舂 晓哓 景影 朝潮 木本
"""
)
# Surnames whose reading is not the usual one of the character.
SURNAME_SAID = {
    one[0]: one[2:]
    for one in _words(
        """
曾:zeng 单:shan 解:xie 查:zha 任:ren 仇:qiu 朴:piao 尉:yu 区:ou 盖:ge 乐:yue 华:hua 翟:zhai
覃:qin 缪:miao 冼:xian 葛:ge 宁:ning 曲:qu 纪:ji 燕:yan 应:ying 员:yun 重:chong 秘:bi 折:she
召:shao 万:wan 尹:yin 吕:lv 逄:pang
"""
    )
}
COMPOUND = frozenset(
    _words("上官 东方 令狐 公孙 南宫 司徒 司马 夏侯 宇文 尉迟 慕容 欧阳 皇甫 端木 诸葛 轩辕 长孙 闻人")
)

_PLAIN = {ord(traditional): simple for simple, traditional in TRADITIONAL.items()}
_PLAIN |= {ord(vulgar): usual for vulgar, usual in VULGAR.items() if vulgar != "于"}
_SHAPE = {ord(sign): group[0] for group in ALIKE for sign in group[1:]}


def plain(name: str) -> str:
    """A name without blanks and dots, in simplified and usual characters; letters small."""
    return "".join(name.split()).replace("·", "").replace("•", "").translate(_PLAIN).lower()


def shape(name: str) -> str:
    """A plain name with one character standing for all that look like it."""
    return plain(name).translate(_SHAPE)


def surname_of(name: str) -> str:
    """The surname of a plain Chinese name, of one character or two."""
    return name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]


def _signs(unknown: str) -> Any:
    """Letters stand for themselves, one by one; the library takes a list, its types only know of a text."""
    return list(unknown)


@cache
def syllable(sign: str) -> str:
    """How one character is usually said, without tone; a letter stands for itself."""
    return pinyin(sign, style=Style.NORMAL, errors=_signs, v_to_u=False)[0][0]


def said(name: str) -> tuple[str, str]:
    """How a plain name sounds, and how it sounds with the given name first; the same twice for letters only."""
    if name.isascii():
        return name, name
    surname = surname_of(name)
    first = "".join(SURNAME_SAID.get(sign) or syllable(sign) for sign in surname)
    given = "".join(syllable(sign) for sign in name[len(surname) :])
    return first + given, given + first
