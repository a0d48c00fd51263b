"""Masks 脱敏: what stands in place of a value that the reader may not see."""

HIDDEN = "＊＊＊"


def hidden(text: str) -> str:
    """Nothing of it, not even its length; an empty value is hidden too, for emptiness is knowledge."""
    return HIDDEN


def family_name(text: str) -> str:
    """The first sign of a name: 王**. Enough to know whom one has before one, too little to look them up."""
    return f"{text[:1]}**" if text else HIDDEN
