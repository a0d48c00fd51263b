"""`python -m tests.contact_sheet FOLDER`: photographs every page of a running city and lays the pictures on sheets."""

import base64
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.running_city import CHECKOUT, RunningCity
from benchmarks.television import her_son_looks, pair, television
from longcheng.program.commands.report import console
from longcheng.program.commands.test import find_browser
from tests.every_page import PAGES, SCREENS
from tests.test_journeys import go, sign_in, visit

# A page longer than this many screens is cut: a sheet is for the first look.
SCREENS_SHOWN = 1.6
STYLE = """
body { margin: 24px; font: 14px/1.4 "Noto Sans CJK SC", sans-serif; background: #e9e6df; color: #14212b; }
h1 { font-size: 22px; margin: 0 0 16px; }
main { display: grid; grid-template-columns: repeat(var(--across), 1fr); gap: 18px; align-items: start; }
figure { margin: 0; } img { display: block; width: 100%; border: 1px solid #b9b4aa; }
figcaption { color: #56616b; overflow-wrap: anywhere; padding: 2px 0 0; }
"""


@dataclass(frozen=True)
class Sheet:
    """One sheet: how wide the screen is, in which language and theme, and how many pictures stand in a row."""

    name: str
    width: int
    height: int
    language: str
    scheme: Literal["light", "dark"]
    across: int
    is_screen: bool = False


SHEETS = (
    Sheet("phone-zh-light", 360, 720, "zh-hans", "light", 9),
    Sheet("phone-en-dark", 360, 720, "en", "dark", 9),
    Sheet("desk-zh-light", 1280, 800, "zh-hans", "light", 6),
    Sheet("desk-en-dark", 1280, 800, "en", "dark", 6),
    Sheet("television-and-wall-zh", 1920, 1080, "zh-hans", "dark", 4, is_screen=True),
    Sheet("television-and-wall-en", 1920, 1080, "en", "dark", 4, is_screen=True),
)


def pictures(browser: Browser, city: RunningCity, sheet: Sheet) -> Iterator[tuple[str, bytes]]:
    """Each page's address, with who looks at it, and its picture."""
    for username, addresses in (SCREENS if sheet.is_screen else PAGES).items():
        with _let_in(browser, city, username, language=sheet.language) as context:
            page = context.new_page()
            page.emulate_media(color_scheme=sheet.scheme)
            page.set_viewport_size({"width": sheet.width, "height": sheet.height})
            for address in addresses:
                go(page, address)
                page.wait_for_timeout(3_000 if "/map" in address or "/wall" in address else 300)
                yield f"{address} · {username}", _picture(page, sheet)


def _picture(page: Page, sheet: Sheet) -> bytes:
    long = page.evaluate("document.documentElement.scrollHeight")
    height = sheet.height if sheet.is_screen else max(sheet.height, min(long, int(sheet.height * SCREENS_SHOWN)))
    page.set_viewport_size({"width": sheet.width, "height": height})  # not full_page: what sticks stays at the foot
    picture = page.screenshot(type="jpeg", quality=80)
    page.set_viewport_size({"width": sheet.width, "height": sheet.height})
    return picture


def _let_in(browser: Browser, city: RunningCity, username: str, *, language: str) -> BrowserContext:
    if username == "television":
        context = television(browser, city, language=language)
        pair(browser, context, city)
        return context
    context = visit(browser, city, language="en")
    if username != "stranger":
        sign_in(context, city, username).close()
    context.add_cookies(
        [
            {"name": "django_language", "value": language, "url": city.url},
            {"name": "tv_language", "value": language, "url": f"{city.url}/tv/"},
        ]
    )
    return context


def lay(browser: Browser, sheet: Sheet, shown: list[tuple[str, bytes]], target: Path) -> None:
    """Lay the pictures side by side on one sheet."""
    figures = "".join(
        f'<figure><img src="data:image/jpeg;base64,{base64.b64encode(picture).decode()}" alt="">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
        for caption, picture in shown
    )
    head = f"{sheet.width} × {sheet.height} · {sheet.language} · {sheet.scheme}"
    page = browser.new_page(viewport={"width": 2000, "height": 1000})
    page.set_content(
        f"<meta charset=utf-8><style>:root {{ --across: {sheet.across}; }} {STYLE}</style>"
        f"<h1>{head}</h1><main>{figures}</main>"
    )
    page.wait_for_function("[...document.images].every(image => image.complete)")
    page.screenshot(path=target, type="jpeg", quality=50, full_page=True)
    page.close()


def main(folder: Path, names: list[str]) -> None:
    """Make the sheets, or those named."""
    folder.mkdir(parents=True, exist_ok=True)
    # What may not be passed on is not photographed either.
    city = RunningCity.start(people=500, local_data=str(CHECKOUT / ".no-local-data"))
    try:
        her_son_looks(city)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
            for sheet in SHEETS:
                if names and sheet.name not in names:
                    continue
                shown = list(pictures(browser, city, sheet))
                lay(browser, sheet, shown, folder / f"{sheet.name}.jpg")
                console.print(f"{sheet.name}: {len(shown)} pages")
    finally:
        city.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
