"""What a newcomer may be called: user names that nobody confuses, names as people write them. No database."""

import re
import unicodedata

from django.utils.translation import gettext as _

USERNAME_SHORTEST, USERNAME_LONGEST = 4, 30
NAME_SHORTEST, NAME_LONGEST = 2, 40
# Letters of one script alone, so that no “а” of another looks like an “a” (Unicode TR 39, level ASCII-only).
_USERNAME = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*")
# Names by which somebody could pass for the city; compared without separators and with look-alike digits as letters.
RESERVED = frozenset({
    "abuse", "account", "accounts", "admin", "administrator", "city", "cityhall", "contact", "gov", "government",
    "help", "helpdesk", "hostmaster", "info", "longcheng", "mail", "mayor", "moderator", "news", "noreply",
    "notice", "notices", "null", "office", "official", "operator", "police", "postmaster", "privacy", "register",
    "registrar", "root", "security", "service", "services", "signin", "signup", "staff", "support", "sysadmin",
    "system", "undefined", "webmaster", "kefu", "guanfang", "guanliyuan", "jingcha", "gongan", "zhengfu",
    "shizhang", "shequ", "fuwu", "xitong",
})  # fmt: skip
# Accounts that the city makes itself are called like that.
RESERVED_BEGINNINGS = ("resident-", "program-", "population-", "device-", "closed-")
# No person is called so; a shown name with it in would pass for an office, say in a mandate that is offered.
OFFICES = ("政府", "公安局", "派出所", "法院", "检察院", "管理员", "客服", "居委会", "街道办")
# Letters by their class, blank to the eye: the fillers of Hangul, and the empty sign of Braille.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_LOOK_ALIKE = (str.maketrans("013457", "oleast", "._-"), str.maketrans("013457", "oieast", "._-"))


def plain_username(typed: str) -> str:
    """The user name as it is kept: small letters, no space around it."""
    return typed.strip().lower()


def plain_name(typed: str) -> str:
    """The shown name as it is kept: composed signs, single spaces."""
    return " ".join(unicodedata.normalize("NFC", typed).split())


def username_defect(username: str) -> str:
    """What is wrong with a user name; empty if nothing is. Whether it is taken, the database knows."""
    if not username:
        return _("A user name is required.")
    if not USERNAME_SHORTEST <= len(username) <= USERNAME_LONGEST:
        return _("A user name has %(least)s to %(most)s signs.") % {
            "least": USERNAME_SHORTEST,
            "most": USERNAME_LONGEST,
        }
    if not _USERNAME.fullmatch(username):
        return _(
            "A user name begins with a letter and holds only the letters a to z, digits, and single dots, hyphens or "
            "underscores between them."
        )
    if is_reserved(username):
        return _("This user name is kept for the city itself. Choose another.")
    return ""


def is_reserved(username: str) -> bool:
    """Whether it could be taken for the city, or is one of those that the city gives."""
    read_as = {username.translate(alike) for alike in _LOOK_ALIKE}
    return bool(read_as & RESERVED) or username.startswith(RESERVED_BEGINNINGS)


def name_defect(name: str) -> str:
    """What is wrong with a shown name; empty if nothing is."""
    if not name:
        return _("A name is required.")
    if not NAME_SHORTEST <= len(name) <= NAME_LONGEST or not any(sign.isalpha() for sign in name):
        return _("A name has %(least)s to %(most)s signs, letters among them.") % {
            "least": NAME_SHORTEST,
            "most": NAME_LONGEST,
        }
    # Invisible signs and those that turn the direction of writing make one name look like another.
    if not name.isprintable() or _BLANK & set(name):
        return _("The name holds a sign that cannot be seen. Type it anew.")
    if passes_for_office(name):
        return _("This name is kept for offices of the city. Type your own.")
    return ""


def passes_for_office(name: str) -> bool:
    """Whether a shown name could be taken for an office's, also in wide letters or with separators in it."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", name).lower() if sign.isalnum())
    return plain in RESERVED or any(office in plain for office in OFFICES)
