"""Starts and ends of entries: day and clock in one column or two, every unreadable cell told."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flowmap.journal.column_files import Times
from flowmap.journal.found_problems import Cells, Flags, FoundProblems
from flowmap.journal.layouts import Layout
from flowmap.journal.moments import (
    DAY,
    MINUTE,
    NO_OFFSET,
    NOT_A_TIME,
    Moments,
    Reading,
    read_clocks,
    read_moments,
)
from flowmap.journal.raw_sheet import RawSheet
from flowmap.journal.text_shapes import Numbers
from flowmap.records import Severity

_RULES = {
    Reading.BAD: "date_unreadable",
    Reading.WITHOUT_YEAR: "year_missing",
    Reading.SHORT_YEAR: "year_short",
    Reading.NO_SUCH_DAY: "no_such_day",
}


@dataclass(frozen=True, slots=True)
class RowTimes:
    """One time a row: microseconds of the wall clock, clock or not, offset; and rows whose cell was bad."""

    at: Numbers
    has_clock: Flags
    offset: NDArray[np.int16]
    is_bad: Flags

    @property
    def is_there(self) -> Flags:
        """Which rows have a time."""
        found: Flags = self.at != NOT_A_TIME
        return found


def read_row_times(
    sheet: RawSheet,
    layout: Layout,
    *,
    found: FoundProblems,
    fields: tuple[str, str],
    same_day_as: RowTimes | None = None,
) -> RowTimes:
    """Return the times that two fields (a day, and perhaps a clock) give every row.

    ``same_day_as``: where only the clock is written, as a visit's end, the day is that of these times.
    """
    day, clock = fields
    times = _days(layout.cells[day], sheet, layout.times, found) if layout.has(day) else _no_times(len(sheet))
    if layout.has(clock):
        times = _with_clocks(times, layout.cells[clock], found, same_day_as)
    return times


def _no_times(n: int) -> RowTimes:
    nothing = np.zeros(n, dtype=np.bool_)
    return RowTimes(np.full(n, NOT_A_TIME), nothing, np.full(n, NO_OFFSET, dtype=np.int16), nothing)


def _days(cells: Cells, sheet: RawSheet, forms: Times, found: FoundProblems) -> RowTimes:
    texts = cells.column.texts
    moments = read_moments(texts, order=forms.order, form=forms.form, starts_1904=sheet.starts_1904)
    for reading, rule in _RULES.items():
        is_hit = cells.column.rows_of(moments.reading == reading)
        if is_hit.any():
            found.note_cells(rule, Severity.ERROR, is_hit=is_hit, cells=cells)
    if forms.offset == "convert":
        moments = _converted(moments, forms.zone)
    codes = cells.column.codes
    has_clock = moments.has_clock & ~_is_only_midnights(moments)
    return RowTimes(
        np.append(moments.at, NOT_A_TIME)[codes],
        np.append(has_clock, np.False_)[codes],
        np.append(moments.offset, np.int16(NO_OFFSET))[codes],
        cells.column.rows_of(moments.reading != Reading.GOOD),
    )


def _is_only_midnights(moments: Moments) -> bool:
    """Return whether every clock of the column is 00:00, as systems write a day that has no clock."""
    clocks = moments.at[moments.has_clock & (moments.reading == Reading.GOOD)]
    return bool(len(clocks)) and not (clocks % DAY).any()


def _converted(moments: Moments, zone: str) -> Moments:
    """Move clocks that have an offset to the zone's wall clock, as the column file asks."""
    import pandas as pd

    is_offset = (moments.offset != NO_OFFSET) & (moments.reading == Reading.GOOD)
    universal = moments.at[is_offset] - moments.offset[is_offset].astype(np.int64) * MINUTE
    there = pd.DatetimeIndex(universal.astype("datetime64[us]")).tz_localize("UTC").tz_convert(zone)
    wall = there.tz_localize(None).to_numpy().astype("datetime64[us]").astype(np.int64)
    at, offset = moments.at.copy(), moments.offset.copy()
    at[is_offset] = wall
    offset[is_offset] = ((wall - universal) // MINUTE).astype(np.int16)
    return Moments(at, moments.has_clock, offset, moments.reading)


def _with_clocks(
    times: RowTimes, cells: Cells, found: FoundProblems, same_day_as: RowTimes | None
) -> RowTimes:
    """Return the times with the clock of a column of its own over that of the day's column."""
    clocks = read_clocks(cells.column.texts)
    is_good = clocks.reading == Reading.GOOD
    dated = _clocks_of_dates(cells.column.texts, is_good)
    at = np.append(np.where(is_good, clocks.at, dated), NOT_A_TIME)[cells.column.codes]
    is_bad = cells.column.is_filled & (at == NOT_A_TIME)
    if is_bad.any():
        found.note_cells("clock_unreadable", Severity.WARNING, is_hit=is_bad, cells=cells)
    days = times.at
    if same_day_as is not None:
        days = np.where(times.is_there | times.is_bad, times.at, same_day_as.at)
    is_taken = (at != NOT_A_TIME) & (days != NOT_A_TIME)
    whole = np.where(is_taken, days - days % DAY + at, times.at)
    return RowTimes(whole, times.has_clock | is_taken, times.offset, times.is_bad)


def _clocks_of_dates(texts: Sequence[str], is_good: Flags) -> Numbers:
    """Return the clock of texts that hold a whole date with a clock; not a time where there is none."""
    clocks = np.full(len(texts), NOT_A_TIME)
    left = np.flatnonzero(~is_good)
    if len(left):
        moments = read_moments([texts[place] for place in left.tolist()])
        is_clock = moments.has_clock & (moments.reading == Reading.GOOD)
        clocks[left[is_clock]] = moments.at[is_clock] % DAY
    return clocks
