"""The chain of a patient's steps: which rows are steps, what each leads to, the gap, and what is certain.

Steps stand one behind the other, so the next step's values are the same column moved up by one; where the
next belongs to another patient there is no link. Most logs have only steps, and then no row is moved at all.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.records import Kind, Status
from flowmap.tables.cells import Cells
from flowmap.tables.segments import (
    Flags,
    Ints,
    Whole,
    codes_of,
    has_label,
    next_marked,
    place_in_run,
    run_of,
    run_sizes,
    run_starts,
)

_US_A_MINUTE = 60_000_000
_US_A_DAY = 86_400_000_000
_NOT_ANSWERED = (Status.UNANSWERED.value, Status.PLANNED.value)


@dataclass(frozen=True)
class Chain:
    """The steps of all patients, one behind the other. ``linked``: the step leads to one of its patient's."""

    patient: Ints  # of each row
    is_step: Flags
    is_contact: Flags  # a step that is a contact
    is_met: Flags
    steps: Whole | slice  # rows that are steps; all where every row is
    starts: Flags  # which steps are a patient's first
    linked: Flags  # which steps have a next one

    @property
    def has_only_contacts(self) -> bool:
        """Whether every row is a contact and a step: the next contact is the next step then."""
        return isinstance(self.steps, slice) and bool(self.is_contact.all())

    @property
    def rows(self) -> Whole:
        """The rows that are steps."""
        return np.arange(len(self.patient))[self.steps]

    def spread(self, values: NDArray[np.generic], otherwise: float) -> NDArray[np.generic]:
        """Return a column of all rows from one of the steps."""
        if isinstance(self.steps, slice):
            return values
        column = np.full(len(self.patient), otherwise, dtype=values.dtype)
        column[self.steps] = values
        return column


def find_chain(cells: Cells) -> Chain:
    """Return the chain of the log's rows."""
    patient, kind, status = codes_of(cells["patient"]), cells["kind"], cells["status"]
    took_place = cells["took_place"]
    is_contact = has_label(kind, Kind.CONTACT.value)
    is_met = is_contact & took_place & ~has_label(status, *_NOT_ANSWERED)
    is_contact &= ~has_label(status, Status.PLANNED.value)
    is_step = is_contact | (has_label(kind, Kind.MILESTONE.value) & took_place)
    steps: Whole | slice = slice(None) if is_step.all() else np.flatnonzero(is_step)
    starts = run_starts(patient[steps])
    linked = np.append(~starts[1:], np.False_) if len(starts) else starts
    return Chain(patient, is_step, is_contact, is_met, steps, starts, linked)


def link_columns(chain: Chain) -> dict[str, NDArray[np.generic]]:
    """Return the columns that say where on the way a row stands and what comes next."""
    size = len(chain.patient)
    wide = np.int32 if size < np.iinfo(np.int32).max else np.int64
    rows = chain.rows.astype(wide)
    place = place_in_run(chain.starts).astype(wide)
    following = np.where(chain.linked, np.append(rows[1:], -1) if len(rows) else rows, wide(-1))
    last = (run_sizes(chain.starts) - 1)[run_of(chain.starts)]
    before = np.where(chain.starts, wide(-1), np.append(-1, rows[:-1])) if len(rows) else rows
    next_row = chain.spread(following, -1)
    return {
        "is_step": chain.is_step,
        "is_met": chain.is_met,
        "step_no": chain.spread(place, -1),
        "previous_row": chain.spread(before.astype(wide, copy=False), -1),
        "next_row": next_row,
        "next_contact_row": next_row if chain.has_only_contacts else _next_contact(chain, wide),
        "position": chain.spread(place / np.maximum(last, 1), np.nan),
    }


def _next_contact(chain: Chain, wide: type[np.signedinteger]) -> NDArray[np.generic]:
    return next_marked(chain.is_contact, chain.patient).astype(wide)


def gap_columns(cells: Cells, chain: Chain, *, next_contact: Ints) -> dict[str, object]:
    """Return the gap to the next step in days and minutes, what is known of its order, and what changes."""
    start, end, end_has_clock = _times(cells)
    clocked = cells["has_clock"]
    start_day = start // _US_A_DAY
    end_day = start_day if end is start else end // _US_A_DAY
    steps = chain.steps
    days = _following(start_day[steps]) - end_day[steps]
    timed = end_has_clock[steps] & _following(clocked[steps]) & chain.linked
    between = _following(start[steps]) - end[steps]
    overlaps = ((days < 0) | (timed & (between < 0))) & chain.linked
    gaps = _whole(chain, np.maximum(days, 0), chain.linked)
    return {
        "gap_days": gaps,
        "gap_minutes": _whole(chain, np.maximum(between // _US_A_MINUTE, 0), timed),
        "contact_gap_days": gaps
        if chain.has_only_contacts
        else _contact_gaps(chain, next_contact, start_day, end_day),
        "overlaps": chain.spread(overlaps, 0),
        "order_uncertain": chain.spread(chain.linked & ~_certain(chain, start, start_day, clocked), 0),
        "lane_change": _changes(cells["lane"], chain),
        "principal_change": _changes(cells["principal"], chain),
    }


def _following(values: Ints) -> Ints:
    """Return the values moved up by one; what stands last there is never looked at."""
    return np.append(values[1:], values[:1])


def _times(cells: Cells) -> tuple[Whole, Whole, Flags]:
    """Return start and end as microseconds, and which ends have clocks: midnight is a day without one."""
    start = cells["start"].view(np.int64)
    ends, clocked = cells["end"], cells["has_clock"]
    instant = np.isnat(ends)
    if instant.all():
        return start, start, clocked
    end = np.where(instant, start, ends.view(np.int64))
    return start, end, clocked & (instant | (end % _US_A_DAY != 0))


def _contact_gaps(
    chain: Chain, next_contact: Ints, start_day: Whole, end_day: Whole
) -> pd.arrays.IntegerArray:
    known = chain.is_contact & (next_contact >= 0)
    days = start_day[next_contact] - end_day
    return pd.arrays.IntegerArray(np.where(known, np.maximum(days, 0), 1).astype(np.int32), ~known)


def _certain(chain: Chain, start: Whole, day: Whole, clocked: Flags) -> Flags:
    """Return which links every admissible order keeps: both ends have a place of their own in their day.

    A step has one where it is alone that day, or where all that day's steps have clocks and no other has its
    clock.
    """
    day, start, clocked = day[chain.steps], start[chain.steps], clocked[chain.steps]
    day_starts = chain.starts | run_starts(day)
    sure = day_starts & np.append(day_starts[1:], np.True_)
    if clocked.any():
        ties = ~(day_starts | run_starts(start))
        own_clock = ~ties & ~np.append(ties[1:], np.False_)
        if not clocked.all():
            own_clock &= np.logical_and.reduceat(clocked, np.flatnonzero(day_starts))[run_of(day_starts)]
        sure |= own_clock
    found: Flags = sure & np.append(sure[1:], np.False_)
    return found


def _changes(labels: pd.Categorical, chain: Chain) -> NDArray[np.generic]:
    codes = codes_of(labels)[chain.steps]
    return chain.spread((codes != _following(codes)) & chain.linked, 0)


def _whole(chain: Chain, values: Whole, known: Flags) -> pd.arrays.IntegerArray:
    """Return a nullable column of all rows from values of the steps."""
    numbers = np.where(known, values, 1).astype(np.int32)
    return pd.arrays.IntegerArray(chain.spread(numbers, 1), chain.spread(~known, 1))
