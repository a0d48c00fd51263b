"""The sound of a Chinese name in Latin letters, for names that have no English of their own."""

import rjieba
from pypinyin import Style, lazy_pinyin

# The last word of a division's name, as gazetteers of China write it in English; longest first.
KINDS = (
    ("经济开发区", "Economic Development Zone"),
    ("旅游度假区", "Tourist Resort"),
    ("生态休闲区", "Ecological Leisure Zone"),
    ("高新区", "High-tech Zone"),
    ("街道", "Subdistrict"),
    ("监狱", "Prison"),
    ("镇", "Town"),
    ("乡", "Township"),
    ("区", "District"),
    ("县", "County"),
    ("市", "City"),
)


def syllables(text: str) -> str:
    """One word for the whole text: 薛家 → Xuejia."""
    return "".join(lazy_pinyin(text, style=Style.NORMAL, v_to_u=True)).capitalize()


def romanised(text: str) -> str:
    """A name word by word: 第一人民医院 → Diyi Renmin Yiyuan."""
    return " ".join(syllables(word) for word in rjieba.cut(text) if word.strip())


def division_name(text: str) -> str:
    """A division's name with its kind in English: 薛家镇 → Xuejia Town."""
    for kind, english in KINDS:
        if text.endswith(kind):
            return f"{syllables(text.removesuffix(kind))} {english}".strip()
    return syllables(text)
