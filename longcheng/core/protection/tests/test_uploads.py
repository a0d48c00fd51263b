"""Files are what they say, whole, harmless and within bounds, or they are refused with every reason."""

import contextlib
import hashlib
import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from longcheng.core.protection.serving import serve
from longcheng.core.protection.upload_kinds import KINDS
from longcheng.core.protection.uploads import UploadRefused, accept, name_defects

MOST = 3_000_000
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def png(width=2, height=2, tail=b""):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"x") + chunk(b"IEND", b"") + tail


def jpeg(width=2, height=2, tail=b""):
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x04ab" + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00data\xff\xd9" + tail


def webp(width=2, height=2):
    body = b"VP8L" + struct.pack("<I", 5) + b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + b"\0"
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def xlsx(**more):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"} | more).items():
            archive.writestr(name, content)
    return target.getvalue()


def damaged_lzma():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            archive.writestr(name, "<a/>" * 50)
    whole = target.getvalue()
    at = whole.index(b"[Content_Types].xml") + 19 + 9
    return whole[:at] + b"\xff\xff\xff" + whole[at + 3 :]


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
GOOD = {
    "letter.pdf": PDF,
    "photo.jpg": jpeg(),
    "photo.JPEG": jpeg(),
    "drawing.png": png(),
    "picture.webp": webp(),
    "table.csv": "姓名,电话\n王,1\n".encode(),
    "旧表.csv": "姓名,电话\n".encode("gb18030"),
    "notes.txt": b"plain",
    "sheet.xlsx": xlsx(),
    "styled.xlsx": xlsx(**{"xl/styles.xml": f'<styleSheet xmlns="{SPREADSHEET}"/>'}),
    "rows.jsonl": '{"姓名": "王"}\n'.encode(),
    "rows.tsv": "姓名\t电话\n".encode("gb18030"),
    "rows.parquet": b"PAR1....PAR1",
    "data.json": b'{"a": 1}',
    "places.geojson": b'{"type": "FeatureCollection"}',
    "form.xml": b"<?xml version='1.0'?><form><name>x</name></form>",
    "表 2026-11（一）.pdf": PDF,
}


def take(name, content, kinds=frozenset(KINDS), most=MOST, declared=""):
    return accept(Given(name, content, declared), kinds=kinds, most_bytes=most)


class Given(io.BytesIO):
    """A file as a form hands it over, with whatever name the sender wrote."""

    def __init__(self, name, content, declared):
        super().__init__(content)
        self.name, self.content_type = name, declared


@pytest.mark.parametrize("name", GOOD)
def test_a_file_that_is_what_it_says_is_accepted(name):
    accepted = take(name, GOOD[name])
    assert accepted.name == name
    assert accepted.content() == GOOD[name]
    assert accepted.sha256 == hashlib.sha256(GOOD[name]).hexdigest()
    assert accepted.size == len(GOOD[name])


def test_a_file_from_a_form_is_accepted():
    file = SimpleUploadedFile("letter.pdf", PDF, "application/pdf")
    assert accept(file, kinds={"pdf"}, most_bytes=MOST).kind == "pdf"


BOMB = xlsx(**{"xl/sheet.xml": b"<a>" + b" " * 60_000_000 + b"</a>"})
BAD = {
    "another kind under this name": ("photo.png", jpeg()),
    "a page under a picture's name": ("photo.png", b"<html><script>alert(1)</script>"),
    "a drawing with code": ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "a page": ("page.html", b"<html></html>"),
    "a picture with an archive behind it": ("photo.jpg", jpeg(tail=xlsx() + b"\xff\xd9")),
    "a picture with a page behind it": ("photo.png", png(tail=b"<script>alert(1)</script>")),
    "a picture with a program in it": ("photo.jpg", jpeg().replace(b"data", b"<?php system('x') ?>")),
    "a picture of too many points": ("photo.png", png(60_000, 60_000)),
    "a jpeg of too many points": ("photo.jpg", jpeg(65_000, 65_000)),
    "a webp of too many points": ("photo.webp", webp(16_000, 16_000)),
    "a picture of no points": ("photo.png", png(0, 5)),
    "a picture cut off": ("photo.jpg", jpeg()[:-8]),
    "a pdf with a picture's name": ("letter.jpg", PDF),
    "a pdf behind something else": ("letter.pdf", b"MZ\x90" + PDF),
    "a pdf cut off": ("letter.pdf", PDF[:20]),
    "a pdf with a script": ("letter.pdf", PDF.replace(b"<<>>endobj", b"<</S/JavaScript/JS(x)>>endobj")),
    "a pdf with a script under a name in code": (
        "letter.pdf",
        PDF.replace(b"<<>>endobj", b"<</S/J#61vaScript/JS(x)>>endobj"),
    ),
    "a pdf with an archive behind it": ("letter.pdf", PDF + xlsx()),
    "a workbook that bursts": ("sheet.xlsx", BOMB),
    "a workbook of too many files": ("sheet.xlsx", xlsx(**{f"xl/{n}.xml": "<a/>" for n in range(2_001)})),
    "a workbook with macros": ("sheet.xlsx", xlsx(**{"xl/vbaProject.bin": "x"})),
    "a workbook with an archive in it": ("sheet.xlsx", xlsx(**{"xl/media/image.png": xlsx()})),
    "a workbook that names files outside": ("sheet.xlsx", xlsx(**{"../../etc/passwd": "x"})),
    "a workbook with entities": ("sheet.xlsx", xlsx(**{"xl/s.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})),
    "a workbook with an offset before its beginning": ("sheet.xlsx", xlsx()[:-6] + b"\xff\xff\xff\x00\x00\x00"),
    "a workbook packed in a damaged other way": ("sheet.xlsx", damaged_lzma()),
    "an archive that is no workbook": ("sheet.xlsx", xlsx().replace(b"xl/workbook.xml", b"xl/workbuch.xml")),
    "a workbook cut off": ("sheet.xlsx", xlsx()[:-10]),
    "xml with entities": ("form.xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    "xml with laughs": ("form.xml", b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'),
    "xml with a doctype in UTF-16": ("form.xml", "<!DOCTYPE a><a/>".encode("utf-16")),
    "xml that is a drawing": ("form.xml", b'<a><s:svg xmlns:s="http://www.w3.org/2000/svg"/></a>'),
    "xml that is a page": ("form.xml", b'<html xmlns="http://www.w3.org/1999/xhtml"/>'),
    "xml with a stylesheet": ("form.xml", b'<?xml-stylesheet href="x.xsl"?><a/>'),
    "xml of great depth": ("form.xml", b"<a>" * 1_000 + b"</a>" * 1_000),
    "xml in an encoding of many bytes": ("form.xml", b'<?xml version="1.0" encoding="gb2312"?><a/>'),
    "xml in an encoding that is none": ("form.xml", b'<?xml version="1.0" encoding="nosuch"?><a/>'),
    "xml in a code of names": ("form.xml", b'<?xml version="1.0" encoding="idna"?><a/>'),
    "xml cut off": ("form.xml", b"<a><b></a>"),
    "json that is none": ("data.json", b"{'a': 1}"),
    "json of great depth": ("data.json", b"[" * 100_000),
    "a table that is a page": ("table.csv", b" <!-- x --><html><script>1</script>"),
    "a text of very many comments": ("notes.txt", b"<!---->" * 500 + b"x"),
    "a table with control signs": ("table.csv", b"a\x00b"),
    "nothing": ("letter.pdf", b""),
    "too much": ("letter.pdf", PDF + b" " * MOST),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_is_not_what_it_says_is_refused(case):
    name, content = BAD[case]
    with pytest.raises(UploadRefused) as refused:
        take(name, content)
    assert refused.value.defects
    assert all(defect.text for defect in refused.value.defects)


@pytest.mark.parametrize(
    "name",
    ["", " ", ".", "..", ".pdf", "../letter.pdf", "a/b.pdf", "a\\b.pdf", "C:letter.pdf", "a\x00b.pdf", "a\nb.pdf",
     "fdp.\u202egpj.pdf", "a\u200b.pdf", "letter.pdf ", "letter.pdf.", "x" * 200 + ".pdf", "字" * 100 + ".pdf",
     "con.pdf", "a.exe.pdf", "a.php.pdf", "a\ud800.pdf", 'a".pdf'],
)  # fmt: skip
def test_a_name_that_deceives_is_refused(name):
    with pytest.raises(UploadRefused):
        take(name, PDF)


def test_all_defects_are_told_at_once():
    with pytest.raises(UploadRefused) as refused:
        take("a/photo.png", jpeg(), declared="text/html")
    assert len(refused.value.defects) == 3


def test_only_the_kinds_that_are_asked_for_are_taken():
    with pytest.raises(UploadRefused, match="jpg, pdf"):
        take("drawing.png", png(), kinds={"pdf", "jpeg"})


def test_reading_stops_soon_after_the_bound():
    class Endless:
        name, read_bytes = "letter.pdf", 0

        def read(self, size):
            self.read_bytes += size
            return b"x" * size

    endless = Endless()
    with pytest.raises(UploadRefused):
        accept(endless, kinds={"pdf"}, most_bytes=1_000_000)
    assert endless.read_bytes < 1_200_000


@settings(max_examples=300)
@given(name=st.sampled_from(sorted(GOOD)), data=st.data())
def test_a_damaged_file_is_accepted_or_refused_and_nothing_else(name, data):
    content = bytearray(GOOD[name])
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(UploadRefused):
        assert take(name, bytes(content)[: data.draw(st.integers(0, len(content)))]).sha256


@given(name=st.text(max_size=300))
def test_any_name_is_fine_or_told(name):
    assert all(isinstance(defect, str) for defect in name_defects(name))


def test_what_is_given_out_cannot_run_beside_our_pages():
    accepted = take("表.pdf", PDF)
    response = serve(accepted.file, name=accepted.name, kind=accepted.kind)
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content) == PDF
