"""Workbooks (.xlsx, .xlsm): every sheet's cells, read without formulas, links or macros being followed."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from flowmap.archives import MOST_COLUMNS, opened_workbook
from flowmap.errors import InputError
from flowmap.identity import mask_identifiers
from flowmap.journal.find_headings import HEADING_SEARCHED, HeadingRow
from flowmap.journal.raw_sheet import RawSheet, coded, unique_headings
from flowmap.words import say

Cells = tuple[object, ...]


def read_workbook(path: Path, *, name: str, known: HeadingRow) -> list[RawSheet]:
    """Return every sheet of a workbook that holds anything, in the workbook's order.

    A formula stands with the value it had when the workbook was last saved. Hidden sheets, rows and
    columns are read like all others.

    Raises
    ------
    InputError
        The file is no workbook, or is built to harm.
    """
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    with opened_workbook(path, name=name) as book:
        is_1904 = book.epoch == CALENDAR_MAC_1904
        sheets = [_sheet(sheet, name, known, is_1904=is_1904) for sheet in book.worksheets]
    return [sheet for sheet in sheets if sheet is not None]


def _sheet(sheet: Any, file: str, known: HeadingRow, *, is_1904: bool) -> RawSheet | None:
    sheet.reset_dimensions()  # what the sheet says of its size may be wrong
    numbered = list(_filled_rows(sheet.iter_rows(values_only=True)))
    if not numbered:
        return None
    title = mask_identifiers(str(sheet.title))[0]
    heads = [[as_text(cell) for cell in cells] for _, cells in numbered[:HEADING_SEARCHED]]
    top = known.place(heads, sheet=title)
    body = numbered[top + 1 :]
    width = max(len(cells) for _, cells in numbered[top:])
    if width > MOST_COLUMNS:
        raise InputError(say("source.too_many_columns", file=file, n=width, most=MOST_COLUMNS))
    by_column = list(zip(*(cells + (None,) * (width - len(cells)) for _, cells in body), strict=True))
    columns = [coded([as_text(cell) for cell in cells]) for cells in by_column]
    if not body:
        columns = [coded([])] * width
    rows = np.array([number for number, _ in body], dtype=np.int64)
    headings = unique_headings([*heads[top], *[None] * (width - len(heads[top]))])
    blank = int(rows[-1] - numbered[top][0] - len(rows)) if len(rows) else 0
    return RawSheet(file, title, headings, tuple(columns), rows, blank=blank, starts_1904=is_1904)


def _filled_rows(rows: Iterator[Cells]) -> Iterator[tuple[int, Cells]]:
    for number, cells in enumerate(rows, start=1):
        if any(cells) or any(cell is not None and cell != "" for cell in cells):
            yield number, cells


def as_text(cell: object) -> str | None:
    """Return a cell's value as the text that parsing reads: dates as ISO, whole numbers without decimals.

    A time of midnight on a date is left out: sheets keep a bare day in the same way.
    """
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return _number_text(cell)
    return _time_text(cell)


def _time_text(cell: object) -> str:
    if isinstance(cell, timedelta):
        return _moment_text(datetime(1899, 12, 30) + cell)
    if isinstance(cell, datetime):
        return _moment_text(cell)
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _moment_text(moment: datetime) -> str:
    if moment.year < 1901:  # a clock that the sheet keeps as a part of day zero
        return moment.time().isoformat()
    is_day = (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0)
    return moment.date().isoformat() if is_day else moment.isoformat(sep=" ")


def _number_text(number: float) -> str:
    """Return a number as text; a part of a day gets three decimals or more, so that it is no clock."""
    if isinstance(number, int):
        return str(number) if abs(number) < 10**18 else "#"
    if not isfinite(number):
        return "#"
    if number.is_integer() and abs(number) < 10**15:
        return str(int(number))
    text = repr(number)
    decimals = len(text.partition(".")[2])
    return f"{number:.15f}" if "e" in text else text + "0" * max(0, 3 - decimals)
