"""The first page: how heavy it is, how many requests it takes, and how long the server works on it."""

import argparse
import re
import sys
import time

import httpx

from benchmarks.report import figure, percentile
from benchmarks.running_city import RunningCity

LARGEST_KB = 150
ASSET = re.compile(r"""<(?:link rel="(?:stylesheet|icon)"|script)[^>]*?(?:href|src)="([^"]+)\"""")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./city bench home")
    parser.add_argument("--gets", type=int, default=300, help="how often the page is fetched by each reader")
    parser.add_argument("--people", type=int, default=500, help="residents of the city that is started for it")
    asked = parser.parse_args(arguments)
    city = RunningCity.start(people=asked.people)
    try:
        heaviest = 0.0
        stranger = httpx.Client(base_url=city.url, headers={"Accept-Language": "zh"})
        readers = {"stranger": stranger, "resident": city.signed_in("wangxiuying"), "operator": city.signed_in("zheng")}
        for who, client in readers.items():
            heaviest = max(heaviest, _weigh(client, who=who))
            _time(client, who=who, gets=asked.gets)
    finally:
        city.stop()
    return 0 if heaviest < LARGEST_KB else 1


def _weigh(client: httpx.Client, *, who: str) -> float:
    """Bytes as they are, uncompressed; what the browser fetches by itself counts too. Returns the total in kB."""
    plain = {"Accept-Encoding": "identity"}
    html = client.get("/", headers=plain)
    sizes: dict[str, int] = {"html": len(html.content)}
    assets = list(dict.fromkeys(ASSET.findall(html.text)))
    for address in assets:
        kind = address.rsplit(".", 1)[-1]
        sizes[kind] = sizes.get(kind, 0) + len(client.get(address, headers=plain).content)
    for kind, size in sizes.items():
        figure(f"{who}: {kind}", size / 1000, "kB")
    total = sum(sizes.values()) / 1000
    figure(f"{who}: everything, uncompressed", total, "kB", f"{1 + len(assets)} requests, at most {LARGEST_KB} kB")
    return total


def _time(client: httpx.Client, *, who: str, gets: int) -> None:
    taken = []
    for turn in range(gets + 20):
        began_at = time.perf_counter()
        assert client.get("/").status_code == httpx.codes.OK
        if turn >= 20:
            taken.append(time.perf_counter() - began_at)
    note = f"p95 {percentile(taken, 95) * 1000:.1f} ms, {gets} gets through the door"
    figure(f"{who}: the page, median", percentile(taken, 50) * 1000, "ms", note)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
