"""Rows of persons who were taken out of the round: told and rejected before anything is read of them."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from flowmap.identity import RemovedPersons
from flowmap.journal.found_problems import Cells, Flags, FoundProblems
from flowmap.journal.layouts import Layout
from flowmap.journal.raw_sheet import RawColumn, RawSheet
from flowmap.records import Severity


def without_removed(sheet: RawSheet, layouts: Iterable[Layout], *, removed: RemovedPersons) -> RawSheet:
    """Return the sheet without the rows of persons taken out, each a problem and a rejected row.

    ``layouts`` are those that the sheet may be read by: a person in any of their columns counts. No text
    that only those rows held is left.
    """
    sheet = replace(sheet, removed=removed)
    columns = {c.heading: c for c in (layout.cells.get("patient") for layout in layouts) if c is not None}
    is_out = np.zeros(len(sheet), dtype=np.bool_)
    found = FoundProblems(sheet, np.ones(len(sheet), dtype=np.bool_))
    for cells in columns.values():
        is_hit = _is_removed(cells, removed) & ~is_out
        if is_hit.any():
            found.note_rows("person_removed", Severity.ERROR, is_hit=is_hit, heading=cells.heading)
        is_out |= is_hit
    return _cut(sheet, ~is_out, found) if is_out.any() else sheet


def _is_removed(cells: Cells, removed: RemovedPersons) -> Flags:
    column = cells.column
    return column.rows_of(np.array([removed.holds(text) for text in column.texts], dtype=np.bool_))


def _cut(sheet: RawSheet, is_kept: Flags, found: FoundProblems) -> RawSheet:
    return replace(
        sheet,
        columns=tuple(_cut_column(column, is_kept) for column in sheet.columns),
        rows=sheet.rows[is_kept],
        rejected=sheet.rejected + int((~is_kept).sum()),
        problems=(*sheet.problems, *found.problems),
    )


def _cut_column(column: RawColumn, is_kept: Flags) -> RawColumn:
    codes = column.codes[is_kept]
    used, moved = np.unique(codes, return_inverse=True)
    is_filled = used >= 0
    texts = [column.texts[place] for place in used[is_filled].tolist()]
    return RawColumn((moved - int((~is_filled).sum())).astype(np.int32), texts)
