"""Text files (.csv, .txt, .tsv): encoding, delimiter and quoting are detected, and what was taken is told."""

import codecs
import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from flowmap.errors import InputError
from flowmap.journal.arrow_texts import arrow_column, without_guard
from flowmap.journal.find_headings import HEADING_SEARCHED, HeadingRow
from flowmap.journal.raw_sheet import RawColumn, RawSheet, unique_headings
from flowmap.records import Place, Severity
from flowmap.tables import Problem
from flowmap.words import say

MOST_COLUMNS = 2_000
_MOST_REJECTED_SHOWN = 20
_SAMPLE = 1 << 18
_CHUNK = 1 << 22
_BLOCK = 1 << 24  # the longest row that is read
_DELIMITERS = (";", ",", "\t", "|")
_NAMES = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
_DECIMAL = re.compile(r"\s*[+-]?\d+,\d+\s*")
_WINDOWS_ONLY = frozenset(range(0x80, 0xA0))
_NOT_IN_WINDOWS = {0x81, 0x8D, 0x8F, 0x90, 0x9D}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text file is written, as far as its beginning shows.

    ``heading_row`` counts rows from 1, ``lines_before`` the lines up to and with the headings.
    """

    encoding: str
    delimiter: str
    is_quoted: bool
    heading_row: int
    lines_before: int
    headings: tuple[str, ...]
    has_decimal_comma: bool = False
    is_empty: bool = False


class _Row(NamedTuple):
    cells: list[str]
    last_line: int


class _Skipped(NamedTuple):
    number: int
    cells: int


def read_delimited(path: Path, *, name: str, known: HeadingRow) -> list[RawSheet]:
    """Return a text file as one sheet; rows count as a spreadsheet shows them.

    Rows with another number of cells than there are headings are rejected, one problem each; a note tells
    which encoding and delimiter were taken. The ``'`` that keeps a spreadsheet from running a text as a
    formula is no part of the text.

    Raises
    ------
    InputError
        Nothing in it, no headings, or more columns than any extract has.
    """
    dialect = _detect(path, name, known)
    if dialect.is_empty:
        columns = (RawColumn(np.empty(0, dtype=np.int32), []),) * len(dialect.headings)
        return [RawSheet(name, "", dialect.headings, columns, np.empty(0, dtype=np.int64))]
    taken = Problem(
        "file_read_as",
        Severity.NOTE,
        Place(name),
        {
            "encoding": dialect.encoding.upper(),
            "delimiter": say(f"delimiter.{_NAMES[dialect.delimiter]}"),
            "decimals": say(
                "delimiter.decimal_comma" if dialect.has_decimal_comma else "delimiter.decimal_point"
            ),
            "quoting": say("delimiter.quoted" if dialect.is_quoted else "delimiter.not_quoted"),
        },
    )
    return [_read(path, name, dialect, taken)]


def _detect(path: Path, name: str, known: HeadingRow) -> Dialect:
    encoding = detect_encoding(path)
    with path.open("r", encoding=encoding, errors="replace", newline="") as stream:
        sample = stream.read(_SAMPLE)
    if not sample.strip("\ufeff\0 \r\n\t;,"):
        raise InputError(say("source.empty", file=name))
    read = {sign: _sample_rows(sample, sign) for sign in _DELIMITERS}
    delimiter = max(_DELIMITERS, key=lambda sign: _fitness(read[sign], known))
    rows = read[delimiter]
    top = known.place([row.cells for row in rows])
    headings = unique_headings(rows[top].cells)
    if len(headings) > MOST_COLUMNS:
        raise InputError(say("source.too_many_columns", file=name, n=len(headings), most=MOST_COLUMNS))
    has_comma = delimiter != "," and any(_DECIMAL.fullmatch(cell) for row in rows for cell in row.cells)
    lines_before = rows[top].last_line
    return Dialect(
        encoding,
        delimiter,
        '"' in sample,
        top + 1,
        lines_before,
        headings,
        has_comma,
        is_empty=len(rows) == top + 1 and len(sample) < _SAMPLE,
    )


def detect_encoding(path: Path) -> str:
    """Return a text file's encoding: by its mark, else UTF-8 where all of it is, else a Western one.

    UTF-16 without a mark shows by its zeros. Windows-1252 and ISO-8859-1 differ in 0x80–0x9F alone: where
    those stand it is Windows-1252, and else both say the same.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    marks = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
    marked = next((encoding for mark, encoding in marks.items() if head.startswith(mark)), None)
    if marked is not None:
        return marked
    if len(head) > 8 and head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if len(head) > 8 and head[::2].count(0) > len(head) // 4:
        return "utf-16-be"
    return "utf-8" if _is_utf8(path) else _western(path)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _western(path: Path) -> str:
    seen: set[int] = set()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            seen |= _WINDOWS_ONLY.intersection(chunk)
    return "cp1252" if seen and not seen & _NOT_IN_WINDOWS else "iso-8859-1"


def _sample_rows(sample: str, delimiter: str) -> list[_Row]:
    lines = StringIO(sample.lstrip("\ufeff").replace("\0", ""), newline=None)
    reader = csv.reader(lines, delimiter=delimiter)
    rows: list[_Row] = []
    try:
        for cells in reader:
            rows.append(_Row(cells, reader.line_num))
            if len(rows) >= HEADING_SEARCHED * 2:
                break
    except csv.Error:
        texts = sample.splitlines()[: HEADING_SEARCHED * 2]
        return [_Row(text.split(delimiter), number) for number, text in enumerate(texts, start=1)]
    return rows


def _fitness(rows: Sequence[_Row], known: HeadingRow) -> tuple[int, int, int]:
    """Return how well a delimiter fits: headings known, then rows as wide as the headings, then width."""
    cells = [row.cells for row in rows]
    top = known.place(cells)
    width = len(cells[top])
    alike = sum(len(row) == width for row in cells[top:]) if width > 1 else 0
    return (known.count(cells[top]), alike, width)


def _read(path: Path, name: str, dialect: Dialect, taken: Problem) -> RawSheet:
    import pyarrow as pa

    for tried in (dialect, replace(dialect, is_quoted=False)):
        try:
            table, skipped = _whole_table(path, tried)
        except (pa.ArrowException, UnicodeError):
            continue
        return _sheet(table, name, dialect, skipped, taken)
    raise InputError(say("source.not_a_table", file=name))


def _whole_table(path: Path, dialect: Dialect) -> tuple[Any, list[_Skipped]]:
    """Return the table and the rows passed over; only one thread knows their numbers, so it reads again."""
    skipped: list[_Skipped] = []
    table = _arrow_table(path, dialect, skipped, is_threaded=True)
    if skipped:
        skipped.clear()
        table = _arrow_table(path, dialect, skipped, is_threaded=False)
    return table, skipped


def _arrow_table(path: Path, dialect: Dialect, skipped: list[_Skipped], *, is_threaded: bool) -> Any:
    """Return the table, columns as texts in dictionaries; rows of another width go to ``skipped``."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    def skip(row: Any) -> str:
        skipped.append(_Skipped(row.number or 0, row.actual_columns))
        return "skip"

    names = [str(place) for place in range(len(dialect.headings))]
    is_utf8 = dialect.encoding.startswith("utf-8")
    source = pa.OSFile(str(path)) if is_utf8 else _as_utf8(path, dialect.encoding)
    reading = {"column_names": names, "skip_rows": dialect.lines_before, "block_size": _BLOCK}
    return arrow_csv.read_csv(
        source,
        read_options=arrow_csv.ReadOptions(use_threads=is_threaded, **reading),
        parse_options=arrow_csv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char='"' if dialect.is_quoted else False,
            newlines_in_values=dialect.is_quoted,
            ignore_empty_lines=False,
            invalid_row_handler=skip,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types={name: pa.dictionary(pa.int32(), pa.string()) for name in names},
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            null_values=[""],
        ),
    )


def _as_utf8(path: Path, encoding: str) -> BytesIO:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    written = BytesIO()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            written.write(decoder.decode(chunk).encode("utf-8", "replace"))
    written.seek(0)
    return written


def _sheet(table: Any, name: str, dialect: Dialect, skipped: list[_Skipped], taken: Problem) -> RawSheet:
    columns = tuple(without_guard(arrow_column(table.column(n))) for n in range(table.num_columns))
    numbers = _row_numbers(table.num_rows, dialect, skipped)
    is_filled = np.zeros(table.num_rows, dtype=np.bool_)
    for column in columns:
        is_filled |= column.is_filled
    kept = np.flatnonzero(is_filled)
    blank = int(kept[-1]) + 1 - len(kept) if len(kept) else 0
    if len(kept) < len(is_filled):
        columns = tuple(RawColumn(column.codes[kept], column.texts) for column in columns)
    problems = [taken, *(_wrong_width(row, name, dialect) for row in skipped[:_MOST_REJECTED_SHOWN])]
    if len(skipped) > _MOST_REJECTED_SHOWN:
        more: dict[str, object] = {"n": len(skipped) - _MOST_REJECTED_SHOWN}
        problems.append(Problem("more_rows_of_other_width", Severity.ERROR, Place(name), more))
    return RawSheet(
        name, "", dialect.headings, columns, numbers[kept], blank, len(skipped), problems=tuple(problems)
    )


def _row_numbers(n: int, dialect: Dialect, skipped: list[_Skipped]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return each row's number as a spreadsheet shows it, with those passed over counted."""
    offset = dialect.heading_row
    gone = [row.number - dialect.lines_before for row in skipped]
    numbers = np.arange(1, n + len(gone) + 1, dtype=np.int64)
    return np.delete(numbers, [place - 1 for place in gone if 0 < place <= len(numbers)])[:n] + offset


def _wrong_width(row: _Skipped, name: str, dialect: Dialect) -> Problem:
    number = row.number - dialect.lines_before + dialect.heading_row
    values: dict[str, object] = {"n": row.cells, "wanted": len(dialect.headings)}
    return Problem("row_of_other_width", Severity.ERROR, Place(name, "", number), values)
