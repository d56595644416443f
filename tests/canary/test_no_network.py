"""Nothing that flowmap writes names a network address, and mapping opens no connection."""

import html
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.canary.identifiers import contents
from tests.conftest import DEMO_ROUND
from tests.workspaces import run

# Names of XML vocabularies and schemas, which programs compare as text and never fetch. Nothing else.
NAMES_OF_VOCABULARIES = frozenset(
    [
        "http://ns.adobe.com/pdf/1.3/",
        "http://ns.adobe.com/xap/1.0/",
        "http://ns.adobe.com/xap/1.0/mm/",
        "http://ns.adobe.com/xap/1.0/t/pg/",
        "http://purl.org/dc/dcmitype/",
        "http://purl.org/dc/elements/1.1/",
        "http://purl.org/dc/terms/",
        "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
        "http://schemas.microsoft.com/office/mac/office/2008/main",
        "http://schemas.microsoft.com/office/word",
        "http://schemas.microsoft.com/office/word/2006/wordml",
        "http://schemas.microsoft.com/office/word/2010/wordml",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingInk",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "http://schemas.openxmlformats.org/drawingml/2006/main",
        "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "http://schemas.openxmlformats.org/officeDocument/2006/bibliography",
        "http://schemas.openxmlformats.org/officeDocument/2006/customXml",
        "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
        "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXmlProps",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/webSettings",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet",
        "http://schemas.openxmlformats.org/package/2006/content-types",
        "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
        "http://schemas.openxmlformats.org/package/2006/relationships",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
        "http://schemas.openxmlformats.org/schemaLibrary/2006/main",
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://www.aiim.org/pdfua/ns/id/",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://www.w3.org/1999/xlink",
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/2001/XMLSchema-instance",
    ]
)
# The fonts' own licence, that the font embedded in a PDF carries and must keep; its names run together.
NAMES_IN_FONTS = frozenset(
    {"http://dejavu.sourceforge.net/wiki/index.php/License", "http://dejavu.sourceforge.netFonts"}
)
_REFUSED = "no network here"
_ADDRESS = re.compile(r"""(?:https?|ftps?|wss?)://[^\s"'<>()\\\x00-\x1f\ufffd]*""")
_LOADED = re.compile(r"""(?:src|href|action|srcset)\s*=\s*["']?\s*//|url\(\s*["']?\s*//|@import""")


def addresses_in(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Yield file and address for every network address in a file, whatever it is packed in."""
    for place, part in contents(name, content):
        encodings = ["utf-8", "utf-16-le", "utf-16-be"] if b"\0" in part else ["utf-8"]
        for encoding in encodings:
            text = html.unescape(part.decode(encoding, "replace"))
            for match in (*_ADDRESS.finditer(text), *_LOADED.finditer(text)):
                yield place, match[0]


def test_the_search_finds_an_address_in_text_page_and_packed_file(tmp_path: Path) -> None:
    """So that its silence means something."""
    from flowmap.files import zip_members

    packed = zip_members([("a.xml", b"<a href='https://exempel.se/x'/>"), ("b.css", b"url(//exempel.se/y)")])
    assert [address for _, address in addresses_in("x.zip", packed)] == ["https://exempel.se/x", "url(//"]
    assert list(addresses_in("y", "ftp://exempel.se".encode("utf-16-le"))) == [("y", "ftp://exempel.se")]


def test_no_output_of_map_names_a_network_address(demo: Path) -> None:
    """Pictures, pages, PDFs, workbooks, documents, tables and the run record; notebooks and the store too."""
    seen: dict[str, set[str]] = {}
    files = [path for path in sorted(demo.rglob("*")) if path.is_file()]
    out = demo / "rounds" / DEMO_ROUND / "out"
    assert {path.suffix for path in files if path.is_relative_to(out)} >= {
        ".svg", ".pdf", ".png", ".html", ".xlsx", ".docx", ".csv", ".json",
    }  # fmt: skip
    for path in files:
        for place, address in addresses_in(path.relative_to(demo).as_posix(), path.read_bytes()):
            is_font = address in NAMES_IN_FONTS and ".pdf/stream" in place
            if address not in NAMES_OF_VOCABULARIES and not is_font:
                seen.setdefault(address, set()).add(place)
    assert seen == {}


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Refuse every connection and look-up but on this machine itself; return what was tried."""
    tried: list[str] = []
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family == socket.AF_UNIX or host in {"127.0.0.1", "::1", "localhost"}:
            connect(self, address)
            return
        tried.append(str(host))
        raise OSError(_REFUSED)

    def no_such_host(host: object, *_more: object, **_named: object) -> None:
        tried.append(str(host))
        raise socket.gaierror(_REFUSED)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", no_such_host)
    return tried


def test_mapping_works_without_a_network(no_network: list[str], tmp_path: Path) -> None:
    """Not one connection or look-up is tried."""
    days = [f"P0{n % 3 + 1};{'Besök' if n % 2 else 'Telefon'};2026-03-{n + 1:02d} 10:00" for n in range(9)]
    (tmp_path / "log.csv").write_text("\n".join(["person;vad;tid", *days, ""]), encoding="utf-8")
    (tmp_path / "kolumner.toml").write_text(
        '[columns]\npatient = "person"\nactivity = "vad"\nstart = "tid"\n', encoding="utf-8"
    )
    said = run(["map", "log.csv", "--columns", "kolumner.toml", "--out", "ut", "--json"], at=tmp_path)
    assert said.code == 0, said.err
    assert said.facts["patients"] == 3
    assert no_network == []


def test_the_block_refuses_and_tells(no_network: list[str]) -> None:
    """The guard itself works."""
    with pytest.raises(OSError, match="no network"), socket.socket() as caller:
        caller.connect(("192.0.2.1", 80))
    with pytest.raises(OSError, match="no network"):
        socket.create_connection(("exempel.invalid", 80))
    assert no_network == ["192.0.2.1", "exempel.invalid"]
