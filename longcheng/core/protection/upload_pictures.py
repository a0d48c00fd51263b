"""Pictures: whole, with nothing behind their end, and not so large that showing them would fill the memory."""

from typing import IO

from django.utils.translation import gettext as _

from longcheng.core.protection.upload_marks import Broken

PIXELS_MAX = 50_000_000
SIDE_MAX = 20_000
# Start of frame, all processes (ITU-T T.81 table B.1); C4, C8 and CC are other things.
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_STANDALONE = {0x01, *range(0xD0, 0xD8)}
JPEG_END, JPEG_SCAN = 0xD9, 0xDA


def _not(kind: str) -> Broken:
    return Broken(_("This is not a whole picture of the kind %(kind)s. Save it anew and send that.") % {"kind": kind})


def check_size(width: int, height: int) -> None:
    """Raises Broken unless the picture has pixels, and not too many."""
    if not (0 < width <= SIDE_MAX and 0 < height <= SIDE_MAX and width * height <= PIXELS_MAX):
        raise Broken(
            _("The picture has %(width)s × %(height)s points. At most %(most)s million are taken. Make it smaller.")
            % {"width": width, "height": height, "most": PIXELS_MAX // 1_000_000}
        )


def check_png(file: IO[bytes]) -> None:
    """Chunks from IHDR to IEND, and nothing after (PNG, third edition, §5)."""
    content = file.read()
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[8:16] != b"\0\0\0\rIHDR":
        raise _not("PNG")
    check_size(int.from_bytes(content[16:20]), int.from_bytes(content[20:24]))
    at = 8
    while at + 12 <= len(content):
        length, name = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        at += 12 + length
        if name == b"IEND":
            if length or at != len(content):
                raise _not("PNG")
            return
    raise _not("PNG")


def check_webp(file: IO[bytes]) -> None:
    """One RIFF as long as the file (RFC 9649)."""
    content = file.read()
    told = int.from_bytes(content[4:8], "little") + 8
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or told != len(content):
        raise _not("WebP")
    form, body = content[12:16], content[20:]
    if form == b"VP8X" and len(body) >= 10:
        size = 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    elif form == b"VP8L" and len(body) >= 5 and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        size = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif form == b"VP8 " and body[3:6] == b"\x9d\x01\x2a" and len(body) >= 10:
        size = int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    else:
        raise _not("WebP")
    check_size(*size)


def check_jpeg(file: IO[bytes]) -> None:
    """Segments from SOI through a frame to the scan, and EOI at the end (ITU-T T.81 annex B).

    Cameras put previews and depth behind EOI, so a tail that itself ends as a JPEG is taken.
    """
    content = file.read()
    if content[:3] != b"\xff\xd8\xff" or not content.rstrip(b"\0").endswith(b"\xff\xd9"):
        raise _not("JPEG")
    at, has_frame = 2, False
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # fill
            at += 1
            continue
        if marker in _STANDALONE:
            at += 2
            continue
        length = int.from_bytes(content[at + 2 : at + 4])
        if marker == JPEG_END or length < 2:
            break
        if marker in _FRAMES and at + 9 <= len(content):
            check_size(int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7]))
            has_frame = True
        if marker == JPEG_SCAN:
            if not has_frame:
                break
            return
        at += 2 + length
    raise _not("JPEG")
