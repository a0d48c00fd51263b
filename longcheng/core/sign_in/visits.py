"""Where a request comes from: its network address, its browser in plain words, its device cookie."""

import ipaddress
import re
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from longcheng.core.access.whence import client_address

DEVICE_COOKIE = "longcheng_device"
# The first that fits counts: most browsers also claim to be those further down.
BROWSERS = (
    ("WeChat", r"MicroMessenger/"),
    ("QQ", r"QQBrowser/|\bQQ/"),
    ("UC", r"UCBrowser/|UCWEB"),
    ("Quark", r"Quark/"),
    ("Huawei", r"HuaweiBrowser/|ArkWeb/"),
    ("Xiaomi", r"MiuiBrowser/"),
    ("Samsung", r"SamsungBrowser/"),
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("HarmonyOS", r"HarmonyOS|OpenHarmony"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"),
    ("Mac", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
)
AGENT_MAX = 512


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What one request tells of itself. The address is empty if it cannot be known."""

    address: str = ""
    browser: str = ""
    system: str = ""
    device_cookie: str = ""


def visit_of(request: HttpRequest) -> Visit:
    browser, system = plain_words(request.headers.get("User-Agent", ""))
    return Visit(
        address=client_address(request),
        browser=browser,
        system=system,
        device_cookie=request.COOKIES.get(DEVICE_COOKIE, ""),
    )


def network_of(address: str) -> str:
    """What counts as one network: an IPv4 address, or the /64 of an IPv6 address, which one household has whole."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


def plain_words(agent: str) -> tuple[str, str]:
    """The browser and the system by a browser's own account; each empty if it is none that we know."""
    text = agent[:AGENT_MAX]
    return _first(BROWSERS, text), _first(SYSTEMS, text)


def _first(table: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in table if re.search(pattern, text)), "")


def described(browser: str, system: str) -> str:
    """The browser and system as one would say it, in the reader's language."""
    shown = _("WeChat") if browser == "WeChat" else browser
    if shown and system:
        return _("%(browser)s on %(system)s") % {"browser": shown, "system": system}
    return shown or system or _("A program or browser that we do not know")
