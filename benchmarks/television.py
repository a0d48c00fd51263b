"""Television: each page's load on a slow set (CPU ÷ 6, 1.5 Mbit/s); with --walk, every page walked by keys alone."""

import argparse
import re
from collections.abc import Callable
from html import unescape
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ViewportSize, sync_playwright

from benchmarks.report import figure
from benchmarks.running_city import RunningCity
from benchmarks.tv_walk import Walk, Walker, wait_until
from longcheng.program.commands.test import find_browser

SLOWER, LINE_BITS, DELAY_MS = 6, 1_500_000, 40
GOAL_MS = 3_000
SCREEN: ViewportSize = {"width": 1920, "height": 1080}
LANGUAGES = ("zh-hans", "en")
# How a page stood when everything it needs had come: navigation and the largest thing on it.
TIMES = """() => {
  const page = performance.getEntriesByType("navigation")[0];
  const parts = performance.getEntriesByType("resource");
  const bytes = parts.reduce((sum, one) => sum + one.transferSize, page.transferSize);
  const painted = performance.getEntriesByName("first-contentful-paint")[0];
  return { load: page.loadEventEnd, painted: painted ? painted.startTime : 0, bytes };
}"""


def main(arguments: list[str]) -> int:
    """Start a city, pair a set in it by phone, and measure or walk every page that keys lead to."""
    parser = argparse.ArgumentParser(prog="./city bench television", description=__doc__)
    parser.add_argument(
        "--walk", action="store_true", help="only walk: what arrows do not reach, what traps, what does not fit"
    )
    chosen = parser.parse_args(arguments)
    city = RunningCity.start(people=300)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
            wrong = walk_all(browser, city)
            if not chosen.walk:
                wrong += measure(browser, city)
            browser.close()
    finally:
        city.stop()
    return 1 if wrong else 0


def walk_all(browser: Browser, city: RunningCity) -> int:
    """Unpaired and paired, in both languages; returns how much is wrong."""
    wrong = 0
    her_son_looks(city)
    for language in LANGUAGES:
        for is_paired in (False, True):
            with television(browser, city, language=language) as context:
                if is_paired:
                    pair(browser, context, city)
                found = Walker(context).all()
                print(f"{'paired' if is_paired else 'unpaired'}, {language}: {' · '.join(found.lines())}", flush=True)
                wrong += len(found.wrong)
    return wrong


def television(browser: Browser, city: RunningCity, *, language: str) -> BrowserContext:
    """A new set of 1920 × 1080 that speaks this language."""
    context = browser.new_context(viewport=SCREEN, base_url=city.url)
    context.set_default_timeout(15_000)
    cookie = {"name": "tv_language", "value": language, "domain": "127.0.0.1", "path": "/tv/"}
    context.add_cookies([cookie])  # type: ignore[list-item]
    return context


def pair(browser: Browser, context: BrowserContext, city: RunningCity, *, username: str = "wangxiuying") -> None:
    """Six digits from the set, typed on the phone; personal pages for this evening."""
    page = context.new_page()
    page.goto("/tv/pair/")
    code = re.sub(r"\D", "", page.locator("#code").inner_text())
    phone = city.signed_in(username)
    token = {"csrfmiddlewaretoken": phone.cookies["csrftoken"]}
    asked = phone.post("/television/pair/", data=token | {"code": code})
    assert asked.status_code == 200, asked.text
    yes = {"code": code, "answer": "yes", "name": "客厅", "area_code": "", "shows": "evening"}
    answered = phone.post("/television/pair/", data=token | yes)
    assert answered.status_code == 302, answered.text
    page.wait_for_url(lambda url: url.endswith("/tv/"))
    page.close()


def her_son_looks(city: RunningCity) -> None:
    """王磊 opens his mother's record by her mandate, so that there is a look to read about."""
    son = city.signed_in("wanglei")
    mandates = re.findall(r'href="(/mandates/\d+/)"', son.get("/mandates/").text)
    pages = [son.get(address).text for address in dict.fromkeys(mandates)]
    ways = [found[0] for page in pages if (found := re.findall(r'href="(/population/residents/[^"]+)"', page))]
    assert ways, "the demo life has no mandate of 王秀英"
    assert son.get(unescape(ways[0])).status_code == 200


def measure(browser: Browser, city: RunningCity) -> int:
    """Load each page as a slow set does, with an empty cache; returns how many were over the goal."""
    with television(browser, city, language="zh-hans") as context:
        pair(browser, context, city)
        walked = Walker(context).all()
        return sum(_one(context, address) > GOAL_MS for address in sorted(walked.pages))


def _one(context: BrowserContext, address: str) -> float:
    page = context.new_page()
    slow: Callable[..., Any] = context.new_cdp_session(page).send
    slow("Network.enable")
    slow("Network.clearBrowserCache")
    bytes_s = LINE_BITS / 8
    line = {"offline": False, "latency": DELAY_MS, "downloadThroughput": bytes_s, "uploadThroughput": bytes_s}
    slow("Network.emulateNetworkConditions", line)
    slow("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address)
    wait_until(page, "performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
    times = page.evaluate(TIMES)
    page.close()
    note = f"first paint {times['painted']:.0f} ms, {times['bytes'] / 1000:.0f} kB, goal {GOAL_MS} ms"
    figure(f"television: {address}", times["load"], "ms", note)
    return float(times["load"])


__all__ = ["SCREEN", "Walk", "her_son_looks", "main", "measure", "pair", "television", "walk_all"]
