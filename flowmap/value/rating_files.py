"""Rating files as they come back: workbooks and CSV files become rows of text, nothing judged yet."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from flowmap.archives import read_sheets
from flowmap.errors import InputError
from flowmap.files import hash_file
from flowmap.identity import mask_identifiers
from flowmap.records import Language
from flowmap.value.rating_sheet import FORMAT_NAME, FORMAT_VERSION, WHO_ANSWERS
from flowmap.value.rating_words import plain_word
from flowmap.words import say

_FIELDS = (
    *("nr", "first", "patient", "day", "until", "clock", "lane", "unit", "profession", "activity", "mode"),
    *("in_short", "times_per_week", "proposed", "value", "reason", "comment", "points_back_to"),
    *("event_id", "rater", "role", "rating_basis", "round_id", "coding_id"),
)
_ABOUT = "flowmap"
_MOST_BYTES = 50_000_000
_MOST_CELLS = (20_000, 60)
_HEADING_WITHIN = 10


@dataclass(frozen=True)
class RatingRow:
    """One row as written: every field as text, and where it stands."""

    sheet: str
    row: int
    texts: dict[str, str]
    is_whole: bool = True

    @property
    def is_answered(self) -> bool:
        """Whether anything is filled in."""
        return any(self.text(name) for name in ("value", "reason", "comment", "points_back_to"))

    def text(self, name: str) -> str:
        """Return a field without spaces around it; empty where the file has no such column."""
        return self.texts.get(name, "").strip()


@dataclass(frozen=True)
class RatingFile:
    """A file that was read: what it says of itself, its rows, or why it is refused."""

    name: str
    digest: str
    about: dict[str, str] = field(default_factory=dict)
    rows: tuple[RatingRow, ...] = ()
    refused: str = ""
    missing_rows: int = 0

    def of(self, row: RatingRow, name: str) -> str:
        """Return what a row says, or else what the file says of itself."""
        return row.text(name) or self.about.get(name, "")


def read_rating_file(path: Path) -> RatingFile:
    """Return a workbook's or CSV file's rows; ``refused`` names the rule where it cannot be used."""
    name = mask_identifiers(path.name)[0]
    if not path.is_file():
        return RatingFile(name, "", refused="rating_file_missing")
    if path.stat().st_size > _MOST_BYTES:
        return RatingFile(name, "", refused="rating_file_too_large")
    unread = RatingFile(name, hash_file(path))
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return _read_workbook(path, unread)
    if path.suffix.lower() in {".csv", ".txt", ".tsv"}:
        return _read_csv(path, unread)
    return replace(unread, refused="rating_file_kind")


def _read_workbook(path: Path, unread: RatingFile) -> RatingFile:
    try:
        sheets = dict(read_sheets(path, name=unread.name, most=_MOST_CELLS))
    except InputError:
        return replace(unread, refused="rating_file_damaged")
    about = {row[0]: row[1] for row in sheets.pop(_ABOUT, []) if len(row) > 1 and row[0]}
    if about and about.get("format") != FORMAT_NAME:
        return replace(unread, refused="rating_file_no_ratings")
    if about and about.get("version") != str(FORMAT_VERSION):
        return replace(unread, refused="rating_file_version")
    rows = tuple(row for name, cells in sheets.items() for row in _rows(name, cells))
    if not rows:
        return replace(unread, refused="rating_file_no_ratings")
    wanted = about.get("rows", "")
    missing = int(wanted) - len(rows) if wanted.isdigit() else 0
    return replace(unread, about=about, rows=rows, missing_rows=max(missing, 0))


def _read_csv(path: Path, unread: RatingFile) -> RatingFile:
    text = _decoded(path.read_bytes())
    if text is None or "\x00" in text:
        return replace(unread, refused="rating_file_damaged")
    lines = list(csv.reader(io.StringIO(text), delimiter=_delimiter(text)))
    rows = list(_rows("", lines))
    if not rows:
        return replace(unread, refused="rating_file_no_ratings")
    heading = next(line for line in lines if _fields(line))
    if len(lines[-1]) < len(heading) and not text.endswith(("\n", "\r")):
        rows[-1] = RatingRow(rows[-1].sheet, rows[-1].row, rows[-1].texts, is_whole=False)
    return replace(unread, rows=tuple(rows))


def _decoded(content: bytes) -> str | None:
    is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if is_utf16 else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _delimiter(text: str) -> str:
    first = text.splitlines()[0] if text.strip() else ""
    return max(";\t,", key=first.count)


def _rows(sheet: str, lines: Iterable[list[str]]) -> Iterator[RatingRow]:
    """Yield the rows below the heading, which stands among the first lines and names an id and a value."""
    fields: dict[int, str] = {}
    for number, line in enumerate(lines, start=1):
        if not fields:
            fields = _fields(line)
            if not fields and number >= _HEADING_WITHIN:
                return
        elif any(cell.strip() for cell in line):
            texts = {name: line[place] for place, name in fields.items() if place < len(line)}
            yield RatingRow(
                mask_identifiers(sheet)[0], number, {name: text.lstrip("'") for name, text in texts.items()}
            )


def _fields(line: list[str]) -> dict[int, str]:
    known = _headings()
    found = {place: known[plain_word(cell)] for place, cell in enumerate(line) if plain_word(cell) in known}
    return found if {"event_id", "value"} <= set(found.values()) else {}


@cache
def _headings() -> dict[str, str]:
    known = {name: name for name in _FIELDS}
    for name in _FIELDS:
        for language in Language:
            known.setdefault(plain_word(say(f"rating_heading.{name}", language)), name)
    for language in Language:  # a form asks in plain words whose voice it is
        known[plain_word(say(f"rating_heading.{WHO_ANSWERS.name}", language))] = "role"
    return known
