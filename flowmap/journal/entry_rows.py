"""One sheet's rows become entries: parsed a column at a time, every row accounted for."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.group import Group
from flowmap.group.allowed import allowed_words
from flowmap.identity.headings import plain
from flowmap.journal.entry_cells import CellReader, note_identifiers
from flowmap.journal.entry_ids import Hashes, RowHash
from flowmap.journal.entry_times import RowTimes, read_row_times
from flowmap.journal.found_problems import Cells, Flags, FoundProblems
from flowmap.journal.labels import constant, kept_rows, label
from flowmap.journal.layouts import Layout
from flowmap.journal.moments import DAY, NO_OFFSET, NOT_A_TIME
from flowmap.journal.raw_sheet import RawColumn, RawSheet
from flowmap.records import JournalName, Severity, Status
from flowmap.tables import Problem, RowCounts

_MOST_SEARCHED = 50_000
_ADMITTED = frozenset({"inskriven", "inskrivning", "inlagd", "inlaggning", "admitted", "admission"})
_DISCHARGED = frozenset({"utskriven", "utskrivning", "discharged", "discharge", "hemgang"})
_NOT_HASHED = frozenset({"patient", "start", "start_clock", "end", "end_clock"})


@dataclass(frozen=True)
class SheetEntries:
    """The entries of one sheet, before persons and staff of all sheets get their codes.

    ``columns`` are the entries' columns of the kept rows; ``hashes`` what each row says besides the person.
    """

    columns: dict[str, Any]
    patient: RawColumn
    staff: RawColumn
    hashes: Hashes
    attributes: dict[str, pd.Categorical]
    rows: RowCounts
    problems: tuple[Problem, ...]
    identifiers: int
    is_typed: bool


def read_entries(sheet: RawSheet, layout: Layout, *, group: Group | None, key: bytes) -> SheetEntries:
    """Return the entries of a sheet. Every row is an entry, excluded or rejected."""
    is_excluded = _excluded(sheet, layout)
    found = FoundProblems(sheet, ~is_excluded)
    units = layout.cells["unit"].column.texts[:_MOST_SEARCHED] if layout.has("unit") else ()
    reader = CellReader(layout, found, len(sheet), allowed_words(group, tuple(units)))
    _note_columns(layout, found)
    patient, is_person = _patients(reader)
    start = read_row_times(sheet, layout, found=found, fields=("start", "start_clock"))
    end = read_row_times(sheet, layout, found=found, fields=("end", "end_clock"), same_day_as=start)
    if not layout.is_typed:
        end = _without_instants(start, end)
    activity = _activities(reader, found)
    is_kept = ~is_excluded & is_person & start.is_there & ~end.is_bad & (activity.codes >= 0)
    _note_missing(layout, found, start, is_kept)
    kept = np.flatnonzero(is_kept)
    columns = _columns(reader, sheet, group, (start, end), activity)
    rejected = int((~is_kept & ~is_excluded).sum()) + sheet.rejected
    excluded = int(is_excluded.sum())
    rows = RowCounts(
        len(kept) + rejected + excluded + sheet.blank, len(kept), excluded, rejected, sheet.blank
    )
    return SheetEntries(
        {name: _kept(values, kept) for name, values in columns.items()},
        RawColumn(patient.codes[kept], patient.texts),
        _staff(layout, kept),
        _hashes(sheet, layout, (start, end), key)[kept],
        {name: kept_rows(reader.attribute(name), kept) for name in layout.attributes},
        rows,
        (*sheet.problems, *found.problems),
        found.identifiers,
        layout.is_typed,
    )


def _kept(values: Any, kept: NDArray[np.int64]) -> Any:
    return kept_rows(values, kept) if isinstance(values, pd.Categorical) else values[kept]


def _without_instants(start: RowTimes, end: RowTimes) -> RowTimes:
    """Return ends without those of an instant: systems write a visit's end as its start."""
    is_instant = end.at == start.at
    at = np.where(is_instant, NOT_A_TIME, end.at)
    return RowTimes(at, end.has_clock & ~is_instant, end.offset, end.is_bad)


def _excluded(sheet: RawSheet, layout: Layout) -> Flags:
    """Return the rows that the source itself takes back (nullified)."""
    is_excluded = np.zeros(len(sheet), dtype=np.bool_)
    for heading, values in layout.excluded.items():
        column = sheet.column(heading)
        is_excluded |= column.rows_of(
            np.array([plain(text) in values for text in column.texts], dtype=np.bool_)
        )
    return is_excluded


def _note_columns(layout: Layout, found: FoundProblems) -> None:
    for heading in layout.missing:
        severity = Severity.WARNING if layout.is_typed else Severity.NOTE
        found.note("column_missing", severity, heading=heading)
    for heading in layout.unknown:
        if not found.sheet.column(heading).texts:
            continue
        rule = "column_unknown" if layout.is_typed else "column_not_used"
        found.note(rule, Severity.WARNING if layout.is_typed else Severity.NOTE, heading=heading)
    for heading in (*layout.unknown, *layout.own_notes):
        column = found.sheet.column(heading)
        texts, cells = column.texts[:_MOST_SEARCHED], Cells(heading, column)
        note_identifiers(found, cells, texts=texts, rule="identifier_not_read", is_typed=layout.is_typed)


def _patients(reader: CellReader) -> tuple[RawColumn, Flags]:
    if reader.layout.is_typed:
        return reader.person_codes()
    cells = reader.layout.cells["patient"]
    return cells.column, cells.column.is_filled


def _activities(reader: CellReader, found: FoundProblems) -> pd.Categorical:
    activity = reader.text("activity")
    cells = reader.layout.cells.get("activity")
    heading = cells.heading if cells else ""
    is_blank = activity.codes < 0
    if is_blank.any():
        found.note_rows("activity_missing", Severity.ERROR, is_hit=is_blank, heading=heading)
    return activity


def _note_missing(layout: Layout, found: FoundProblems, start: RowTimes, is_kept: Flags) -> None:
    """Tell the rows that lack a person or a day."""
    is_without = {
        "patient": ~layout.cells["patient"].column.is_filled,
        "start": ~start.is_there & ~start.is_bad,
    }
    for (field, is_blank), rule in zip(is_without.items(), ("person_missing", "date_missing"), strict=True):
        if (is_blank & ~is_kept).any():
            found.note_rows(
                rule, Severity.ERROR, is_hit=is_blank & ~is_kept, heading=layout.cells[field].heading
            )


def _columns(
    reader: CellReader,
    sheet: RawSheet,
    group: Group | None,
    times: tuple[RowTimes, RowTimes],
    activity: pd.Categorical,
) -> dict[str, Any]:
    n = reader.n
    start, end = times
    journal = reader.choice("journal", default=JournalName.OTHER.value)
    is_stay = reader.tick("is_stay") | _typed_stays(reader.layout, group, journal, times, activity)
    part = _parts(reader, journal, activity, end)
    return {
        "journal": journal,
        "activity_text": activity,
        "kind": reader.choice("kind"),
        "start": start.at.view("datetime64[us]"),
        "end": end.at.view("datetime64[us]"),
        "has_clock": start.has_clock,
        "end_has_clock": end.has_clock,
        "is_stay": is_stay | np.isin(part.codes, part.categories.get_indexer(["admission", "discharge"])),
        "part": part,
        "pair_key": _pair_keys(reader),
        "unit": reader.text("unit"),
        "lane_text": reader.text("lane"),
        "profession": reader.profession(),
        "mode": reader.choice("mode"),
        "purpose": reader.text("purpose"),
        "started_by": reader.choice("started_by"),
        "planned": reader.choice("planned"),
        "status": reader.choice("status", default=Status.DONE.value),
        "is_coerced": reader.tick("is_coerced"),
        "marker": reader.text("marker"),
        "unsure": reader.tick("unsure"),
        "in_short": reader.in_short(),
        "utc_offset": pd.arrays.IntegerArray(start.offset.astype(np.int32), start.offset == NO_OFFSET),
        "file": constant(sheet.file, n),
        "sheet": constant(sheet.name, n),
        "row": sheet.rows,
    }


def _parts(
    reader: CellReader, journal: pd.Categorical, activity: pd.Categorical, end: RowTimes
) -> pd.Categorical:
    """Return what each row is of its contact; a log that has ends only, or starts only, has whole rows."""
    part = reader.choice("part", default="whole")
    used = set(part.categories[np.unique(part.codes[part.codes >= 0])])
    if len(used & {"start", "complete"}) == 1 and not reader.layout.has("pair_key"):
        part = label(part.codes, [c if c in {"admission", "discharge"} else "whole" for c in part.categories])
    if not reader.layout.is_typed:
        return part
    is_inpatient = np.asarray(journal == JournalName.INPATIENT.value) & ~end.is_there
    is_in = is_inpatient & _is_named(activity, _ADMITTED)
    is_out = is_inpatient & _is_named(activity, _DISCHARGED)
    return label(np.select([is_in, is_out], [1, 2], 0).astype(np.int32), ["whole", "admission", "discharge"])


def _typed_stays(
    layout: Layout,
    group: Group | None,
    journal: pd.Categorical,
    times: tuple[RowTimes, RowTimes],
    activity: pd.Categorical,
) -> Flags:
    """Return rows of the inpatient sheet that last past their day: stays, whatever they are called."""
    start, end = times
    lasts = start.is_there & end.is_there & (end.at // DAY > start.at // DAY)
    is_inpatient = np.asarray(journal == JournalName.INPATIENT.value)
    listed = frozenset(plain(a.name) for a in group.activities if not a.is_stay) if group else frozenset()
    return lasts & is_inpatient & ~_is_named(activity, listed) if layout.is_typed else np.zeros_like(lasts)


def _is_named(activity: pd.Categorical, names: frozenset[str]) -> Flags:
    is_one = np.array([plain(str(name)) in names for name in activity.categories], dtype=np.bool_)
    named: Flags = np.append(is_one, np.False_)[activity.codes]
    return named


def _pair_keys(reader: CellReader) -> pd.Categorical:
    """Return what joins two halves as numbers: the source's own may be a person's number."""
    cells = reader.layout.cells.get("pair_key")
    if cells is None:
        return constant(None, reader.n)
    ranks = np.argsort(np.argsort(np.array(list(cells.column.texts), dtype=object)))
    width = len(str(len(ranks)))
    return label(cells.column.codes, [f"{rank + 1:0{width}d}" for rank in ranks.tolist()])


def _staff(layout: Layout, kept: NDArray[np.int64]) -> RawColumn:
    if not layout.has("staff"):
        return RawColumn(np.full(len(kept), -1, dtype=np.int32), [])
    column = layout.cells["staff"].column
    return RawColumn(column.codes[kept], column.texts)


def _said_columns(sheet: RawSheet, layout: Layout) -> list[str]:
    """Return an extract's columns that count for its rows' ids: all but person, times and those ignored.

    They count by their own headings, so that a column file made finer keeps the ids.
    """
    passed = {layout.cells[name].heading for name in _NOT_HASHED & set(layout.cells)}
    return [heading for heading in sheet.headings if heading not in passed and heading not in layout.ignored]


def _hashes(sheet: RawSheet, layout: Layout, times: tuple[RowTimes, RowTimes], key: bytes) -> Hashes:
    """Return what each row says besides its person: times as read, texts as written."""
    said = RowHash(len(sheet), key=key)
    for name, time in zip(("start", "end"), times, strict=True):
        said.add_numbers(name, time.at, is_there=time.is_there)
        said.add_numbers(f"{name}_clock", time.has_clock.astype(np.int64), is_there=time.has_clock)
    if layout.is_typed:
        for name in sorted(set(layout.cells) - _NOT_HASHED):
            said.add_words(name, layout.cells[name].column)
    else:
        for heading in _said_columns(sheet, layout):
            said.add_texts(plain(heading), sheet.column(heading))
    for name, value in sorted(layout.constants.items()):
        said.add_texts(name, RawColumn(np.zeros(len(sheet), dtype=np.int32), [value]))
    return said.row_hashes()
