"""Rows of the sheet Återkommande insatser become band entries."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.group import Group
from flowmap.group.allowed import allowed_words
from flowmap.journal.entry_cells import CellReader
from flowmap.journal.entry_ids import Hashes, RowHash
from flowmap.journal.entry_times import RowTimes, read_row_times
from flowmap.journal.found_problems import FoundProblems
from flowmap.journal.labels import constant, kept_rows
from flowmap.journal.layouts import Layout
from flowmap.journal.raw_sheet import RawColumn, RawSheet
from flowmap.records import JournalName, Severity
from flowmap.tables import Problem, RowCounts

_NOT_HASHED = frozenset({"patient", "start_on", "end_on"})


@dataclass(frozen=True)
class SheetBands:
    """The band entries of one sheet, before persons of all sheets get their codes."""

    columns: dict[str, Any]
    patient: RawColumn
    hashes: Hashes
    rows: RowCounts
    problems: tuple[Problem, ...]
    identifiers: int


def read_bands(sheet: RawSheet, layout: Layout, *, group: Group | None, key: bytes) -> SheetBands:
    """Return the band entries of a sheet. Every row is a band entry or rejected."""
    n = len(sheet)
    found = FoundProblems(sheet, np.ones(n, dtype=np.bool_))
    units = layout.cells["unit"].column.texts if layout.has("unit") else ()
    reader = CellReader(layout, found, n, allowed_words(group, tuple(units)))
    patient, is_person = reader.person_codes()
    start = read_row_times(sheet, layout, found=found, fields=("start_on", ""))
    end = read_row_times(sheet, layout, found=found, fields=("end_on", ""))
    activity = reader.text("activity")
    is_kept = is_person & start.is_there & ~end.is_bad & (activity.codes >= 0)
    _note_missing(reader, is_kept)
    kept = np.flatnonzero(is_kept)
    columns = _columns(reader, sheet, (start, end), activity)
    rejected = n - len(kept) + sheet.rejected
    rows = RowCounts(len(kept) + rejected + sheet.blank, len(kept), 0, rejected, sheet.blank)
    hashes = _hashes(reader, (start, end), key)
    return SheetBands(
        {name: _kept(values, kept) for name, values in columns.items()},
        RawColumn(patient.codes[kept], patient.texts),
        hashes[kept],
        rows,
        (*sheet.problems, *found.problems),
        found.identifiers,
    )


def _columns(
    reader: CellReader, sheet: RawSheet, times: tuple[RowTimes, RowTimes], activity: pd.Categorical
) -> dict[str, Any]:
    n = reader.n
    start, end = times
    return {
        "journal": reader.choice("journal", default=JournalName.OTHER.value),
        "activity_text": activity,
        "start_on": start.at.view("datetime64[us]"),
        "end_on": end.at.view("datetime64[us]"),
        "unit": reader.text("unit"),
        "times_per_week": reader.number("times_per_week"),
        "visits": _whole(reader.number("visits")),
        "staff_in_14_days": _whole(reader.number("staff_in_14_days")),
        "why_changed": reader.in_short("why_changed"),
        "file": constant(sheet.file, n),
        "sheet": constant(sheet.name, n),
        "row": sheet.rows,
    }


def _hashes(reader: CellReader, times: tuple[RowTimes, RowTimes], key: bytes) -> Hashes:
    said = RowHash(reader.n, key=key)
    for name, time in zip(("start_on", "end_on"), times, strict=True):
        said.add_numbers(name, time.at, is_there=time.is_there)
    for name in sorted(set(reader.layout.cells) - _NOT_HASHED):
        said.add_words(name, reader.layout.cells[name].column)
    return said.row_hashes()


def _note_missing(reader: CellReader, is_kept: NDArray[np.bool_]) -> None:
    for field, rule in (
        ("patient", "person_missing"),
        ("start_on", "date_missing"),
        ("activity", "activity_missing"),
    ):
        cells = reader.layout.cells.get(field)
        if cells is None:
            continue
        is_blank = ~cells.column.is_filled & ~is_kept
        if is_blank.any():
            reader.found.note_rows(rule, Severity.ERROR, is_hit=is_blank, heading=cells.heading)


def _kept(values: Any, kept: NDArray[np.int64]) -> Any:
    return kept_rows(values, kept) if isinstance(values, pd.Categorical) else values[kept]


def _whole(numbers: NDArray[np.float64]) -> pd.arrays.IntegerArray:
    is_missing = np.isnan(numbers) | (numbers < 0) | (numbers > 1_000_000)
    return pd.arrays.IntegerArray(np.where(is_missing, 0, numbers).round().astype(np.int32), is_missing)
