"""The chain of a patient's steps: which rows are steps, what each leads to, the gap, and what is certain."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.records import Kind, Status
from flowmap.tables.segments import (
    Flags,
    Ints,
    Whole,
    codes_of,
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
    """The steps of all patients, one behind the other, and the links between neighbours of one patient."""

    patient: Ints  # of each row
    is_step: Flags
    is_contact: Flags  # a step that is a contact
    is_met: Flags
    steps: Whole  # rows that are steps
    starts: Flags  # which steps are a patient's first
    before: Whole  # row that a link leaves
    after: Whole  # row that it leads to


def find_chain(frame: pd.DataFrame) -> Chain:
    """Return the chain of the log's rows."""
    patient = codes_of(frame["patient"])
    took_place = frame["took_place"].to_numpy()
    is_contact = is_label(frame["kind"], Kind.CONTACT.value)
    is_met = is_contact & took_place & ~is_label(frame["status"], *_NOT_ANSWERED)
    is_contact &= ~is_label(frame["status"], Status.PLANNED.value)
    is_step = is_contact | (is_label(frame["kind"], Kind.MILESTONE.value) & took_place)
    steps = np.flatnonzero(is_step)
    starts = run_starts(patient[steps])
    linked = np.flatnonzero(~starts)
    return Chain(patient, is_step, is_contact, is_met, steps, starts, steps[linked - 1], steps[linked])


def is_label(values: pd.Series, *wanted: str) -> Flags:
    """Return which rows have one of these labels."""
    by_label: Flags = np.append(values.cat.categories.isin(wanted), np.False_)
    return by_label[codes_of(values)]


def link_columns(chain: Chain) -> dict[str, NDArray[np.generic]]:
    """Return the columns that say where on the way a row stands and what comes next."""
    size = len(chain.patient)
    rows = np.int32 if size < np.iinfo(np.int32).max else np.int64
    step_no, next_row = np.full(size, -1, dtype=rows), np.full(size, -1, dtype=rows)
    place = place_in_run(chain.starts)
    step_no[chain.steps] = place
    next_row[chain.before] = chain.after
    position = np.full(size, np.nan)
    last = (run_sizes(chain.starts) - 1)[run_of(chain.starts)]
    position[chain.steps] = place / np.maximum(last, 1)
    return {
        "is_step": chain.is_step,
        "is_met": chain.is_met,
        "step_no": step_no,
        "next_row": next_row,
        "next_contact_row": next_marked(chain.is_contact, chain.patient).astype(rows),
        "position": position,
    }


def gap_columns(frame: pd.DataFrame, chain: Chain) -> dict[str, object]:
    """Return the gap to the next step in days and minutes, what is known of its order, and what changes."""
    size, before, after = len(frame), chain.before, chain.after
    start, end, end_has_clock = _times(frame)
    start_day, end_day = start // _US_A_DAY, end // _US_A_DAY
    clocked = frame["has_clock"].to_numpy()
    days = start_day[after] - end_day[before]
    timed = end_has_clock[before] & clocked[after]
    minutes = (start[after] - end[before]) // _US_A_MINUTE
    overlaps = (days < 0) | (timed & (start[after] < end[before]))
    stay = frame["stay_id"].to_numpy()
    from_contact = np.flatnonzero(chain.is_contact)
    to_contact = next_marked(chain.is_contact, chain.patient)[from_contact]
    from_contact, to_contact = from_contact[to_contact >= 0], to_contact[to_contact >= 0]
    return {
        "gap_days": _whole(size, before, np.maximum(days, 0)),
        "gap_minutes": _whole(size, before[timed], np.maximum(minutes[timed], 0)),
        "contact_gap_days": _whole(
            size, from_contact, np.maximum(start_day[to_contact] - end_day[from_contact], 0)
        ),
        "overlaps": _marked(size, before, overlaps),
        "order_uncertain": _marked(size, before, ~_certain(chain, start, start_day, clocked)),
        "inside_stay": _marked(size, before, (stay[before] != 0) & (stay[before] == stay[after])),
        "lane_change": _changes(frame["lane"], before, after),
        "principal_change": _changes(frame["principal"], before, after),
    }


def _times(frame: pd.DataFrame) -> tuple[Whole, Whole, Flags]:
    """Return start and end as microseconds, and which ends have clocks: midnight is a day without one."""
    start = frame["start"].to_numpy().view(np.int64)
    ends = frame["end"].to_numpy()
    clocked = frame["has_clock"].to_numpy()
    instant = np.isnat(ends)
    if instant.all():
        return start, start, clocked
    end = np.where(instant, start, ends.view(np.int64))
    return start, end, clocked & (instant | (end % _US_A_DAY != 0))


def _certain(chain: Chain, start: Whole, day: Whole, clocked: Flags) -> Flags:
    """Return which links every admissible order keeps: both ends have a place of their own in their day.

    A step has one where it is alone that day, or where all that day's steps have clocks and no other has its
    clock.
    """
    steps = chain.steps
    day_starts = chain.starts | run_starts(day[steps])
    alone = day_starts & np.append(day_starts[1:], np.True_)
    if not clocked[steps].any():
        sure = alone
    else:
        ties = ~(day_starts | run_starts(start[steps]))
        own_clock = ~ties & ~np.append(ties[1:], np.False_)
        first = np.flatnonzero(day_starts)
        all_clocked = np.logical_and.reduceat(clocked[steps], first) if len(first) else first.astype(np.bool_)
        sure = alone | (own_clock & all_clocked[run_of(day_starts)])
    linked = np.flatnonzero(~chain.starts)
    found: Flags = sure[linked - 1] & sure[linked]
    return found


def _changes(labels: pd.Series, before: Whole, after: Whole) -> Flags:
    codes = codes_of(labels)
    return _marked(len(codes), before, codes[before] != codes[after])


def _marked(size: int, rows: Whole, values: Flags) -> Flags:
    marked = np.zeros(size, dtype=np.bool_)
    marked[rows] = values
    return marked


def _whole(size: int, rows: Whole, values: Whole) -> pd.arrays.IntegerArray:
    """Return a nullable column with these values in these rows, and nothing in the others."""
    numbers, missing = np.ones(size, dtype=np.int32), np.ones(size, dtype=np.bool_)
    numbers[rows] = values
    missing[rows] = False
    return pd.arrays.IntegerArray(numbers, missing)
