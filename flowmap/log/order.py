"""Order: the one order of a patient's events that decides every arrow, whatever order the rows came in.

A day's clocked events form a chain by clock; equal clocks go by the group's ``same_day_order``, then name.
An unclocked event goes right before the first clocked one of higher rank, else last; unclocked ones go among
themselves by rank, then name. What is alike in all this goes by ``event_id``.
"""

import numpy as np
import pandas as pd

from flowmap.group import Group
from flowmap.tables.segments import (
    Flags,
    Ints,
    Whole,
    codes_of,
    days_of,
    pack,
    place_in_run,
    run_of,
    run_starts,
)


def order_events(events: pd.DataFrame, group: Group, *, is_discharge: Flags) -> Whole:
    """Return the rows of ``events`` in the order of the ways; ``is_discharge`` marks the ends of stays."""
    labels = list(events["activity"].cat.categories)
    rank = np.array([group.rank(name) for name in labels] or [0])[codes_of(events["activity"])]
    day = _day_keys(codes_of(events["patient"]), days_of(events["start"]))
    clocked = events["has_clock"].to_numpy()
    keys = (events["event_id"].to_numpy(), codes_of(events["activity"]), rank)
    order = _in_chains(keys, day, clocked, events["start"].to_numpy().astype(np.int64))
    return _with_stays_whole(order, events, day, is_discharge)


def _in_chains(keys: tuple[Ints, ...], day: Whole, clocked: Flags, clock: Whole) -> Whole:
    if not clocked.any():
        return np.lexsort((*keys, day))
    chain = np.lexsort((*keys, np.where(clocked, clock, 0), ~clocked, day))
    if clocked.all():
        return chain
    rank = keys[-1]
    place = _places(chain, day, clocked, rank)
    return np.lexsort((*keys[:-1], np.where(clocked, 0, rank), clocked, place, day))


def _day_keys(patient: Ints, day: Whole) -> Whole:
    """Return one key a patient and day, in order of both."""
    if not len(day):
        return day
    low = int(day.min())
    return pack([patient, day - low], [int(patient.max()) + 1, int(day.max()) - low + 1])


def _places(chain: Whole, day: Whole, clocked: Flags, rank: Whole) -> Whole:
    """Return for each event a place in its day's chain: its own, or the one it goes right before."""
    place = np.empty(len(day), dtype=np.int64)
    links = chain[clocked[chain]]
    starts = run_starts(day[links])
    place[links] = place_in_run(starts)
    loose = np.flatnonzero(~clocked)
    days, first_link = day[links][starts], np.append(np.flatnonzero(starts), len(links))
    mine = np.searchsorted(days, day[loose])
    has_chain = (mine < len(days)) & (np.append(days, -1)[mine] == day[loose])
    highest = int(rank.max()) + 2
    reached = np.maximum.accumulate(run_of(starts) * highest + rank[links]) if len(links) else links
    before = np.searchsorted(reached, mine * highest + rank[loose], side="right")
    last = first_link[np.minimum(mine + 1, len(days))]
    before = np.minimum(before, last) - first_link[np.minimum(mine, len(days))]
    place[loose] = np.where(has_chain, before, 0)
    return place


def _with_stays_whole(order: Whole, events: pd.DataFrame, day: Whole, is_discharge: Flags) -> Whole:
    """Move a milestone of a stay within a day next to its other one, where a discharge would come first."""
    stay = events["stay_id"].to_numpy()
    rows = np.flatnonzero(stay != 0)
    rows = rows[np.lexsort((is_discharge[rows], stay[rows]))]
    admitted, left = rows[:-1], rows[1:]
    place = np.empty(len(order))
    place[order] = np.arange(len(order))
    wrong = (stay[admitted] == stay[left]) & (day[admitted] == day[left]) & (place[left] < place[admitted])
    admitted, left = admitted[wrong], left[wrong]
    if not len(admitted):
        return order
    moves_left = ~events["has_clock"].to_numpy()[left] | events["has_clock"].to_numpy()[admitted]
    moved = np.where(moves_left, left, admitted)
    place[moved] = np.where(moves_left, place[admitted] + 0.5, place[left] - 0.5)
    return np.lexsort((events["event_id"].to_numpy(), place))
