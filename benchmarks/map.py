"""Map: from the address to the districts drawn and at rest, cold and warm, bytes by kind, tiles' time on the server."""

import argparse
import math
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from functools import partial

import httpx
from playwright.sync_api import Browser, Page, Request, sync_playwright

from benchmarks.report import figure, percentile
from benchmarks.running_city import RunningCity
from longcheng.program.commands.test import find_browser

# A desk and a phone; the browser draws by the processor, so a graphics card is faster.
SIZES = {"desk": (1280, 860), "phone": (390, 844)}
ARGUMENTS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
LAYERS = ("air,colleges,districts,hospitals,sights,towns", "bus")
KINDS = {
    ".mvt": "tiles",
    ".json": "style",
    ".mjs": "MapLibre",
    ".js": "other scripts",
    ".css": "style sheets",
    "/map/": "page",
}


def main(arguments: list[str]) -> int:
    """Start a city, or use a running one; print a line for each figure."""
    parser = argparse.ArgumentParser(prog="./city bench map", description=__doc__)
    parser.add_argument("--url", help="a city that runs already")
    parser.add_argument("--times", type=int, default=7, help="how often each page is opened (default: 7)")
    chosen = parser.parse_args(arguments)
    city = None if chosen.url else RunningCity.start(people=300)
    url = chosen.url or (city.url if city else "")
    try:
        measure_tiles(url)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
            for name, size in SIZES.items():
                measure_page(browser, url, name=name, size=size, times=chosen.times)
            browser.close()
    finally:
        if city is not None:
            city.stop()
    return 0


def tiles_of_the_city(box: list[float]) -> Iterator[tuple[int, int, int]]:
    """Every tile of the city from zoom 7 to 11."""
    west, south, east, north = box
    for z in range(7, 12):
        rows = [(1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**z for lat in (north, south)]
        for x in range(int((west + 180) / 360 * 2**z), int((east + 180) / 360 * 2**z) + 1):
            for y in range(int(rows[0]), int(rows[1]) + 1):
                yield z, x, y


def measure_tiles(url: str) -> None:
    """Each tile of the city twice, one after another, through the door: made, and kept."""
    with httpx.Client(base_url=url, timeout=30) as client:
        facts = client.get("/map/layers.json").json()["drawing"]
        asked = [
            f"{facts['tiles'].format(z=z, x=x, y=y)}&layers={layers}"
            for z, x, y in tiles_of_the_city(facts["box"])
            for layers in LAYERS
        ]
        for name in ("made anew", "kept"):
            taken, size = [], 0
            for address in asked:
                began_at = time.perf_counter()
                answer = client.get(address)
                taken.append((time.perf_counter() - began_at) * 1000)
                size += len(answer.content)
            figure(f"tiles, {name}: median", statistics.median(taken), "ms", f"{len(asked)} tiles, zoom 7 to 11")
            figure(f"tiles, {name}: p95", percentile(taken, 95), "ms")
        figure("tiles: bytes of all, unpacked", size / 1000, "kB")


def measure_page(browser: Browser, url: str, *, name: str, size: tuple[int, int], times: int) -> None:
    """From the navigation's start to the first rest with the districts drawn; cold has an empty cache."""
    cold, warm = [], []
    sent: dict[str, int] = {}
    for _ in range(times):
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, base_url=url)
        page = context.new_page()
        requests: list[Request] = []
        page.on("requestfinished", partial(_keep, requests))
        cold.append(opened_ms(page))
        sent = bytes_by_kind(list(requests))
        warm.append(opened_ms(page))
        context.close()
    for kind, figures in (("cold", cold), ("warm", warm)):
        figure(f"{name}, {kind}: usable, median", statistics.median(figures), "ms", f"{times} times")
        figure(f"{name}, {kind}: usable, worst", max(figures), "ms")
    for kind, count in sorted(sent.items()):
        figure(f"{name}, cold: {kind}", count / 1000, "kB", "as sent")


def _keep(requests: list[Request], request: Request) -> None:
    requests.append(request)


def bytes_by_kind(requests: list[Request]) -> dict[str, int]:
    """What was sent, packed as it came, also to the worker that reads the tiles."""
    counted: dict[str, int] = defaultdict(int)
    for request in requests:
        path = request.url.split("?")[0]
        kind = next((name for ending, name in KINDS.items() if path.endswith(ending)), "the rest")
        counted[kind] += request.sizes()["responseBodySize"]
    return counted


def opened_ms(page: Page) -> float:
    """Open the map and wait until it is drawn; the page itself marks the moment."""
    page.goto("/map/")
    page.wait_for_selector('[data-map-ready="yes"]', timeout=60_000)
    return float(page.evaluate("performance.getEntriesByName('map-usable')[0].startTime"))


if __name__ == "__main__":
    raise SystemExit(main([]))
