"""Pairing: two entries that are one event: start and complete, admission and discharge, two journals.

Each entry keeps its row; ``Halves`` says which rows stand for an event, which row gives its end, and what
the other entries became.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.records import Kind
from flowmap.tables.segments import (
    Flags,
    Ints,
    Whole,
    codes_of,
    days_of,
    place_in_run,
    run_of,
    run_starts,
)


@dataclass(frozen=True)
class Pairing:
    """Which entries stand for an event of their own, and where the others went.

    ``stands``: the row is an event (or a stay). ``end_row``: the row that says when it ended, itself unless
    paired. ``joined_to``: row of the event that a row without one belongs to, -1 where it has its own.
    """

    stands: Flags
    end_row: Whole
    joined_to: Whole


def pair_entries(coded: pd.DataFrame, same: Iterable[tuple[int, int]]) -> Pairing:
    """Return how entries join: halves by ``pair_key`` or by patient, unit and order; doubles by journal.

    ``same`` holds pairs of entry ids that the team accepted as one contact in two journals.
    """
    rows = np.arange(len(coded))
    end_row, joined_to = rows.copy(), np.full(len(coded), -1)
    for first, second, also in (("start", "complete", ("activity",)), ("admission", "discharge", ())):
        opened, closed = _matched_halves(coded, first, second, also)
        end_row[opened], joined_to[closed] = closed, opened
    for kept, doubled in (_about_in_two_journals(coded), _accepted(coded, same)):
        free = (joined_to[kept] < 0) & (joined_to[doubled] < 0)
        joined_to[doubled[free]] = kept[free]
    return Pairing(joined_to < 0, end_row, joined_to)


def _matched_halves(
    coded: pd.DataFrame, first: str, second: str, also: tuple[str, ...]
) -> tuple[Whole, Whole]:
    """Return rows of first halves and of the second halves that close them, first in, first out."""
    part = coded["part"].astype(object).to_numpy()
    rows = np.flatnonzero((part == first) | (part == second))
    if not len(rows):
        return rows, rows
    opens = part[rows] == first
    group = _pair_groups(coded.iloc[rows], also)
    order = np.lexsort((coded["entry_id"].to_numpy()[rows], ~opens, _clocked_order(coded, rows), group))
    rows, opens, group = rows[order], opens[order], group[order]
    opens, closes = _without_strays(opens, group)
    opened, closed = rows[opens], rows[closes]
    nth_open = place_in_run(run_starts(group[opens]))
    nth_close = place_in_run(run_starts(group[closes]))
    size = len(rows) + 1
    opened_key, closed_key = group[opens] * size + nth_open, group[closes] * size + nth_close
    _, left, right = np.intersect1d(opened_key, closed_key, assume_unique=True, return_indices=True)
    return opened[left], closed[right]


def _pair_groups(halves: pd.DataFrame, also: tuple[str, ...]) -> Whole:
    """Return a number for what joins halves: patient and key, else patient, unit and ``also``."""
    keyed = codes_of(halves["pair_key"]) >= 0
    columns = [codes_of(halves["patient"]), codes_of(halves["pair_key"])]
    columns += [np.where(keyed, -1, codes_of(halves[name])) for name in ("unit", *also)]
    _, group = np.unique(np.stack([c.astype(np.int64) for c in columns]), axis=1, return_inverse=True)
    return group.reshape(-1).astype(np.int64)


def _clocked_order(coded: pd.DataFrame, rows: Whole) -> NDArray[np.datetime64]:
    """Return start times; a day alone counts as its evening for an end, so that its start comes before."""
    times: NDArray[np.datetime64] = coded["start"].to_numpy()[rows]
    ends_day = coded["part"].isin(["complete", "discharge"]).to_numpy()[rows]
    evening = ends_day & ~coded["has_clock"].to_numpy()[rows]
    return np.where(evening, times + np.timedelta64(86_399_999_999, "us"), times)


def _without_strays(opens: Flags, group: Whole) -> tuple[Flags, Flags]:
    """Return first halves, and second halves that have a first half open before them."""
    level = np.cumsum(np.where(opens, 1, -1))
    starts = run_starts(group)
    before_group = np.where(opens, level - 1, level + 1)[starts]
    level -= before_group[run_of(starts)]
    floor = len(opens) + 1
    lowest = np.minimum.accumulate(level - run_of(starts) * 2 * floor) + run_of(starts) * 2 * floor
    before = np.where(starts, 0, np.minimum(np.append(0, lowest[:-1]), 0))
    return opens, ~opens & (level >= before)


def _about_in_two_journals(coded: pd.DataFrame) -> tuple[Whole, Whole]:
    """Return kept and doubled rows: staff spoke of the person once, and both journals say so."""
    rows = np.flatnonzero((coded["kind"] == Kind.ABOUT.value).to_numpy() & (coded["part"] == "whole"))
    if not len(rows):
        return rows, rows
    about = coded.iloc[rows]
    what = _ranked(codes_of(about["patient"]), days_of(about["start"]), codes_of(about["activity"]))
    journal = codes_of(about["journal"])
    clock = np.where(about["has_clock"], about["start"].to_numpy().astype(np.int64), np.iinfo(np.int64).max)
    order = np.lexsort((about["entry_id"].to_numpy(), clock, journal, what))
    nth = np.empty(len(rows), dtype=np.int64)
    nth[order] = place_in_run(run_starts(what[order], journal[order]))
    order = np.lexsort((about["entry_id"].to_numpy(), journal, clock, nth, what))
    starts = run_starts(what[order], nth[order])
    kept = order[np.flatnonzero(starts)][run_of(starts)]
    unclocked = clock[order] == np.iinfo(np.int64).max
    same = ~starts & (unclocked | (clock[order] == clock[kept]))
    return rows[kept[same]], rows[order[same]]


def _ranked(*columns: Ints) -> Whole:
    _, place = np.unique(np.stack([c.astype(np.int64) for c in columns]), axis=1, return_inverse=True)
    return place.reshape(-1).astype(np.int64)


def _accepted(coded: pd.DataFrame, same: Iterable[tuple[int, int]]) -> tuple[Whole, Whole]:
    """Return kept and doubled rows of accepted pairs: the one with a clock is kept, else the lower id."""
    pairs = sorted({(min(pair), max(pair)) for pair in same})
    if not pairs:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    place = pd.Index(coded["entry_id"])
    left, right = (place.get_indexer(pd.Index(side)) for side in zip(*pairs, strict=True))
    there = (left >= 0) & (right >= 0)
    left, right = left[there].astype(np.int64), right[there].astype(np.int64)
    patient, has_clock = codes_of(coded["patient"]), coded["has_clock"].to_numpy()
    alike = patient[left] == patient[right]
    left, right = left[alike], right[alike]
    swap = has_clock[right] & ~has_clock[left]
    kept, doubled = np.where(swap, right, left), np.where(swap, left, right)
    _, first = np.unique(doubled, return_index=True)
    return _to_the_last(kept[first], doubled[first], len(coded))


def _to_the_last(kept: Whole, doubled: Whole, size: int) -> tuple[Whole, Whole]:
    """Follow chains of accepted pairs, so that three entries of one contact join the same row."""
    target = np.arange(size)
    target[doubled] = kept
    for _ in range(len(doubled)):
        further = target[target]
        if np.array_equal(further, target):
            break
        target = further
    return target[doubled], doubled
