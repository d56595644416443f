"""A workbook is a zip that may be hostile: it is looked through before anything opens it."""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from flowmap.errors import InputError
from flowmap.words import say

MOST_MEMBERS = 5_000
MOST_SHEETS = 200
MOST_BYTES = 250_000_000
MOST_RATIO = 400
MOST_BYTES_OF_PART = {"xl/sharedStrings.xml": 80_000_000, "xl/styles.xml": 8_000_000}
_CHUNK = 1 << 20
MOST_COLUMNS = 702  # A to ZZ
# A journal has no cell beyond column ZZ; one in XFD makes every row 16,384 cells wide.
_FAR_CELL = re.compile(rb'\sr\s*=\s*["\'][A-Za-z]{3,}[0-9]')
_LOW_ROW = re.compile(rb'\sr\s*=\s*["\'][A-Za-z]{0,3}([0-9]{7,})')
_LAST_ROW = 1_048_576
_REFUSED_XML = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb'<\?xml[^>]{0,200}encoding\s*=\s*["\']([^"\']{1,40})["\']', re.IGNORECASE)


def scan_workbook(path: Path, *, name: str) -> None:
    """Refuse a workbook that would cost too much to open, or is none.

    Raises
    ------
    InputError
        Not a zip, too many or too large parts, a packing ratio that no sheet has, entities, a foreign
        encoding, or a cell far outside any journal.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _scan(archive, name)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError):
        raise InputError(say("source.not_a_workbook", file=name)) from None


@contextmanager
def opened_workbook(path: Path, *, name: str) -> Iterator[Any]:
    """Open a workbook to read the values its cells were saved with; no formula, link or macro is followed.

    Raises
    ------
    InputError
        It is none, or is built to harm; also where a broken part is met while it is open.
    """
    import openpyxl

    scan_workbook(path, name=name)
    try:
        with path.open("rb") as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl speaks of parts that no reading needs
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            with closing(book):
                yield book
    except InputError:
        raise
    except MemoryError:
        raise InputError(say("source.too_large_inside", file=name)) from None
    except Exception:  # openpyxl raises whatever a broken part makes it stumble on
        raise InputError(say("source.not_a_workbook", file=name)) from None


def read_sheets(path: Path, *, name: str, most: tuple[int, int]) -> list[tuple[str, list[list[str]]]]:
    """Return a filled-in workbook's sheets by title: rows of texts, at ``most`` so many rows and columns.

    Raises
    ------
    InputError
        As in :func:`opened_workbook`.
    """
    rows, columns = most
    with opened_workbook(path, name=name) as book:
        return [
            (
                str(sheet.title),
                [
                    [_text(cell) for cell in row]
                    for row in sheet.iter_rows(max_row=rows, max_col=columns, values_only=True)
                ],
            )
            for sheet in book.worksheets
        ]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).strip()


def _scan(archive: zipfile.ZipFile, name: str) -> None:
    members = archive.infolist()
    sheets = [m for m in members if m.filename.startswith("xl/worksheets/") and m.filename.endswith(".xml")]
    if len(members) > MOST_MEMBERS or len(sheets) > MOST_SHEETS:
        raise InputError(say("source.too_many_sheets", file=name, n=max(len(sheets), 1), most=MOST_SHEETS))
    if "[Content_Types].xml" not in archive.namelist():
        raise InputError(say("source.not_a_workbook", file=name))
    told = sum(member.file_size for member in members)
    if told > MOST_BYTES or any(_is_bomb(member) for member in members):
        raise InputError(say("source.too_large_inside", file=name))
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels", ".vml")):
            _scan_part(archive, member, name)


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    most = MOST_BYTES_OF_PART.get(member.filename, MOST_BYTES)
    ratio = member.file_size / max(member.compress_size, 1)
    return member.file_size > most or (member.file_size > _CHUNK and ratio > MOST_RATIO)


def _scan_part(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> None:
    is_sheet = member.filename.startswith("xl/worksheets/")
    before = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            text = before + chunk
            if not before and not _is_plain_xml(text):
                raise InputError(say("source.not_a_workbook", file=name))
            if _REFUSED_XML.search(text):
                raise InputError(say("source.holds_entities", file=name))
            if is_sheet and (_FAR_CELL.search(text) or _has_low_row(text)):
                raise InputError(say("source.cell_far_away", file=name))
            before = chunk[-200:]


def _has_low_row(text: bytes) -> bool:
    return any(len(m[1]) > 7 or int(m[1]) > _LAST_ROW for m in _LOW_ROW.finditer(text))


def _is_plain_xml(head: bytes) -> bool:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    told = _ENCODING.match(text)
    is_known = told is None or told[1].lower() in {b"utf-8", b"us-ascii", b"ascii", b"utf8"}
    return text[:1] in {b"<", b""} and b"\0" not in text[:400] and is_known
