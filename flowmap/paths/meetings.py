"""Meetings: first with a person and a unit, the same purpose again, what follows a cancelled contact."""

import numpy as np

from flowmap.paths.chain import Chain
from flowmap.records import Status
from flowmap.tables.cells import Cells
from flowmap.tables.segments import (
    Flags,
    Whole,
    codes_of,
    days_of,
    first_in_group,
    has_label,
    last_marked,
    run_of,
    run_sizes,
    run_starts,
)

_NOT_HELD = (Status.CANCELLED.value, Status.NO_SHOW.value)


def meeting_columns(cells: Cells, chain: Chain) -> dict[str, Flags]:
    """Return what a contact has to do with earlier ones; only contacts that took place count as earlier."""
    return {
        "first_meeting_staff": _first(cells, chain, "staff"),
        "first_meeting_unit": _first(cells, chain, "unit"),
        "repeats_earlier": _repeats(cells, chain),
        "same_day_purpose": _same_day(cells, chain),
        "follows_cancelled": _follows_cancelled(cells, chain),
    }


def _known(cells: Cells, chain: Chain, column: str) -> Whole:
    """Return rows of contacts that took place and have the label."""
    labels = cells[column]
    if not len(labels.dtype.categories):
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero(chain.is_met & (codes_of(labels) >= 0))


def _first(cells: Cells, chain: Chain, column: str) -> Flags:
    found = np.zeros(cells.rows, dtype=np.bool_)
    rows = _known(cells, chain, column)
    if len(rows):
        size = len(cells[column].dtype.categories)
        found[rows] = first_in_group(chain.patient[rows], codes_of(cells[column])[rows], size=size)
    return found


def _repeats(cells: Cells, chain: Chain) -> Flags:
    found = np.zeros(cells.rows, dtype=np.bool_)
    found[_known(cells, chain, "purpose")] = True
    return found & ~_first(cells, chain, "purpose")


def _same_day(cells: Cells, chain: Chain) -> Flags:
    found = np.zeros(cells.rows, dtype=np.bool_)
    rows = _known(cells, chain, "purpose")
    if len(rows):
        patient, purpose = chain.patient[rows], codes_of(cells["purpose"])[rows]
        day = days_of(cells["start"])[rows]
        order = np.lexsort((day, purpose, patient))
        starts = run_starts(patient[order], purpose[order], day[order])
        found[rows[order]] = run_sizes(starts)[run_of(starts)] > 1
    return found


def _follows_cancelled(cells: Cells, chain: Chain) -> Flags:
    cancelled = chain.is_contact & has_label(cells["status"], *_NOT_HELD)
    if not cancelled.any():
        return cancelled
    earlier = last_marked(chain.is_contact, chain.patient)
    found: Flags = chain.is_contact & (earlier >= 0) & cancelled[earlier]
    return found
