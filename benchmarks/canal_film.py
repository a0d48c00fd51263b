"""Draws the television's film of the canal and writes it as WebM: `python -m benchmarks.canal_film`.

The lines are drawn by `canal_film.js` in headless Chromium and encoded there as VP9, frame by frame; this script only
puts the frames into their container (Matroska as WebM has it). Both, and the film, are ours: Apache-2.0 like the rest.
"""

import base64
import struct
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from longcheng.program.commands.test import find_browser

HERE = Path(__file__).resolve().parent
FILM = HERE.parent / "longcheng" / "portal" / "static" / "portal" / "tv" / "canal.webm"
SECONDS, PER_SECOND, BITRATE, WIDTH, HEIGHT = 36, 15, 240_000, 1280, 720
STILL_AT = 0.45  # the picture that stands before the film is played, in parts of its length


def element(number: int, content: bytes) -> bytes:
    """One EBML element; its size takes eight bytes, so that nothing has to be reckoned twice."""
    name = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return name + (len(content) | 1 << 56).to_bytes(8, "big") + content


def whole(number: int, value: int) -> bytes:
    return element(number, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def webm(frames: list[tuple[bool, bytes]]) -> bytes:
    """The frames as a WebM file with its length and an index, so that players can seek and begin anew."""
    head = element(
        0x1A45DFA3,
        whole(0x4286, 1) + whole(0x42F7, 1) + whole(0x42F2, 4) + whole(0x42F3, 8)
        + element(0x4282, b"webm") + whole(0x4287, 2) + whole(0x4285, 2),
    )  # fmt: skip
    length_ms = len(frames) * 1000 / PER_SECOND
    info = element(
        0x1549A966,
        whole(0x2AD7B1, 1_000_000) + element(0x4489, struct.pack(">d", length_ms))
        + element(0x4D80, b"Longcheng") + element(0x5741, b"canal_film"),
    )  # fmt: skip
    picture = element(0xE0, whole(0xB0, WIDTH) + whole(0xBA, HEIGHT))
    track = whole(0xD7, 1) + whole(0x73C5, 1) + whole(0x83, 1) + element(0x86, b"V_VP9") + picture
    tracks = element(0x1654AE6B, element(0xAE, track))
    clusters: list[tuple[int, bytes]] = []
    for number, (is_key, data) in enumerate(frames):
        at_ms = round(number * 1000 / PER_SECOND)
        if is_key:
            clusters.append((at_ms, whole(0xE7, at_ms)))
        begun_ms, content = clusters[-1]
        block = b"\x81" + struct.pack(">h", at_ms - begun_ms) + (b"\x80" if is_key else b"\x00") + data
        clusters[-1] = (begun_ms, content + element(0xA3, block))
    made = [(at_ms, element(0x1F43B675, content)) for at_ms, content in clusters]
    # The index says where each cluster begins; it stands before them and its own length does not depend on the places.
    size = len(cues([(at_ms, 1 << 31) for at_ms, _content in made]))
    place, places = len(info) + len(tracks) + size, []
    for at_ms, content in made:
        places.append((at_ms, place))
        place += len(content)
    index = cues(places)
    return head + element(0x18538067, info + tracks + index + b"".join(content for _at_ms, content in made))


def cues(places: list[tuple[int, int]]) -> bytes:
    def point(at_ms: int, place: int) -> bytes:
        where = whole(0xF7, 1) + element(0xF1, place.to_bytes(8, "big"))
        return element(0xBB, whole(0xB3, at_ms) + element(0xB7, where))

    return element(0x1C53BB6B, b"".join(point(at_ms, place) for at_ms, place in places))


def main() -> None:
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        page_file = Path(folder) / "film.html"
        script = (HERE / "canal_film.js").read_text(encoding="utf-8")
        page_file.write_text(f"<!doctype html><meta charset=utf-8><script>{script}</script>", encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(0)
        page.goto(page_file.as_uri())
        asked = {"seconds": SECONDS, "perSecond": PER_SECOND, "bitrate": BITRATE}
        drawn = page.evaluate("asked => film(asked)", asked)
        still = page.evaluate("turn => still(turn)", STILL_AT)
        browser.close()
    FILM.with_suffix(".webp").write_bytes(base64.b64decode(still))
    FILM.write_bytes(webm([(is_key, base64.b64decode(data)) for is_key, data in drawn]))
    print(f"{FILM.name}: {len(drawn)} frames, {SECONDS} s, {FILM.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
