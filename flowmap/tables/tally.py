"""Tallies: sparse integer counts that add up, the stuff a FlowSummary is made of.

A tally has distinct integer keys in order, and counts beside them. Adding two is exact, and gives the same
bytes whichever comes first. ``Ways`` does the same for whole sequences.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from flowmap.tables.segments import Ints, Whole, mix, pack, run_starts, spans, unpack

Grid = NDArray[np.int64]
_TABLE = 1 << 20


class KeysToCome(Protocol):
    """Keys that are made when somebody first looks at them."""

    def columns(self) -> Sequence[Ints]:
        """Return a column for each part of the keys."""


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts by key: ``keys`` has a column for each part of a key, ``counts`` one for each thing counted."""

    _keys: Grid | KeysToCome
    counts: Grid

    @classmethod
    def empty(cls, parts: int, things: int) -> "Tally":
        """Return a tally of nothing."""
        return cls(np.empty((0, parts), dtype=np.int64), np.empty((0, things), dtype=np.int64))

    @classmethod
    def of(cls, keys: Sequence[Ints], counts: Sequence[Ints]) -> "Tally":
        """Return the tally of columns whose keys are distinct and in order."""
        return cls(_side_by_side(keys), _side_by_side(counts))

    @cached_property
    def keys(self) -> Grid:
        """The keys, distinct and in order."""
        return self._keys if isinstance(self._keys, np.ndarray) else _side_by_side(self._keys.columns())

    def recoded(self, lookups: Sequence[Ints | None]) -> "Tally":
        """Return the tally with new codes in the parts of its key that have a lookup."""
        parts = [
            column if lookup is None else lookup[column]
            for column, lookup in zip(self.keys.T, lookups, strict=True)
        ]
        return Tally(np.stack(parts, axis=1) if parts else self.keys, self.counts)

    def added_up(self, lookups: Sequence[Ints | None]) -> "Tally":
        """Return the tally in coarser codes, with the counts of keys that become alike added."""
        if not len(self.keys):
            return self
        parts = [
            column if lookup is None else lookup[column]
            for column, lookup in zip(self.keys.T, lookups, strict=True)
        ]
        sizes = [int(column.max()) + 1 for column in parts]
        found, sums = _sums(pack(parts, sizes), self.counts, limit=math.prod(sizes))
        return Tally.of(unpack(found, sizes), sums)

    def __add__(self, other: "Tally") -> "Tally":
        keys = np.concatenate([self.keys, other.keys])
        if not len(keys):
            return self
        counts = np.concatenate([self.counts, other.counts])
        order = np.lexsort(keys.T[::-1])
        keys = keys[order]
        starts = run_starts(*keys.T)
        return Tally(keys[starts], np.add.reduceat(counts[order], np.flatnonzero(starts), axis=0))


@dataclass(frozen=True, eq=False)
class Ways:
    """Distinct sequences of codes, end to end, with counts; ``in_order`` gives the one order they have."""

    codes: NDArray[np.int32]
    lengths: Whole
    counts: Grid

    @classmethod
    def empty(cls, things: int) -> "Ways":
        """Return no sequence."""
        nothing = np.empty(0, dtype=np.int64)
        return cls(nothing.astype(np.int32), nothing, np.empty((0, things), dtype=np.int64))

    @property
    def starts(self) -> Whole:
        """Where each sequence begins in ``codes``."""
        return np.cumsum(self.lengths) - self.lengths

    @property
    def places(self) -> NDArray[np.int32]:
        """The place of each code in its sequence, from 0."""
        rows = np.arange(len(self.codes), dtype=np.int32)
        return rows - np.repeat(self.starts.astype(np.int32), self.lengths)

    def recoded(self, lookup: Ints) -> "Ways":
        """Return the sequences in other codes; equal ones must be joined after."""
        return Ways(lookup.astype(np.int32).take(self.codes), self.lengths, self.counts)

    def in_order(self) -> "Ways":
        """Return the sequences by their hash, so that their order depends on nothing but themselves."""
        if not len(self.lengths):
            return self
        places, starts = self.places, self.starts
        for salt in range(1, 100):
            hashes = _hashes(self.codes, places, starts, salt)
            order = np.argsort(hashes)
            if run_starts(hashes[order]).all():
                break
        rows, _ = spans(starts[order], (starts + self.lengths)[order])
        return Ways(self.codes[rows], self.lengths[order], self.counts[order])

    def __add__(self, other: "Ways") -> "Ways":
        both = Ways(
            np.concatenate([self.codes, other.codes]),
            np.concatenate([self.lengths, other.lengths]),
            np.concatenate([self.counts, other.counts]),
        )
        return join_ways(both, both.places)


def _sums(keys: Ints, counts: Grid, *, limit: int) -> tuple[Ints, list[Whole]]:
    """Return the distinct keys in order, and the sums of their counts; sums below 2**53 are exact."""
    if limit <= 4 * len(keys) + 1024:
        found = np.flatnonzero(np.bincount(keys, minlength=limit))
        return found, [np.bincount(keys, column, limit)[found].astype(np.int64) for column in counts.T]
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(run_starts(ordered))
    return ordered[starts], list(np.add.reduceat(counts[order], starts, axis=0).T)


def join_ways(ways: Ways, places: Ints) -> Ways:
    """Return the distinct ones among sequences, with their counts added; ``places`` are those of the codes.

    Sequences are told apart by a hash of 64 bits, and then compared in full; should two that differ have one
    hash, another salt is taken.
    """
    if not len(ways.lengths):
        return ways
    starts = ways.starts
    for salt in range(1, 100):
        alike = first_alike(_hashes(ways.codes, places, starts, salt))
        is_kept = alike == np.arange(len(alike))
        if is_kept.all():
            return ways
        if _all_alike(ways, starts, alike):
            break
    columns = ways.counts.T
    sums = [np.bincount(alike, count, len(alike))[is_kept].astype(np.int64) for count in columns]
    codes = ways.codes[np.repeat(is_kept, ways.lengths)]
    return Ways(codes, ways.lengths[is_kept], np.stack(sums, axis=1))


def first_alike(hashes: Whole) -> Whole:
    """Return for each hash the first place where it stands.

    Each hash looks in a drawer that its last bits name, where the first one who came lies; those who find
    another there look again among themselves, by further bits.
    """
    found, left = np.arange(len(hashes)), np.arange(len(hashes))
    bits, shift = len(hashes).bit_length() + 1, 0
    while len(left):
        own = hashes[left]
        drawer = (own >> shift) & ((1 << bits) - 1)
        drawers = np.empty(1 << bits, dtype=np.int64)
        drawers[drawer[::-1]] = left[::-1]  # the last one written stays: the first in order
        first = drawers[drawer]
        same = hashes[first] == own
        found[left] = np.where(same, first, left)
        left = left[~same]
        shift = (shift + 7) % (64 - bits)
    return found


def _side_by_side(columns: Sequence[Ints]) -> Grid:
    if len(columns) == 1:
        return columns[0].astype(np.int64, copy=False)[:, None]
    grid = np.empty((len(columns[0]), len(columns)), dtype=np.int64, order="F")
    for place, column in enumerate(columns):
        grid[:, place] = column
    return grid


def _hashes(codes: Ints, places: Ints, starts: Whole, salt: int) -> Whole:
    """Return a hash of each sequence: the sum of its codes mixed with their places.

    Mixed numbers are looked up where places and codes are few enough for a table of them.
    """
    longest, size = int(places.max()) + 1, int(codes.max()) + 1
    if longest * size < _TABLE:
        place, code = np.divmod(np.arange(longest * size), size)
        table = mix((place << 32) | code, salt)
        at = places.astype(np.int64)
        at *= size
        at += codes
        return np.add.reduceat(table.take(at), starts)
    return np.add.reduceat(mix((places.astype(np.int64) << 32) | codes, salt), starts)


def _all_alike(ways: Ways, starts: Whole, alike: Whole) -> bool:
    """Return whether each sequence is the same as the one that ``alike`` says."""
    left = np.flatnonzero(alike != np.arange(len(alike)))
    right = alike[left]
    if not np.array_equal(ways.lengths[left], ways.lengths[right]):
        return False
    rows, which = spans(starts[left], (starts + ways.lengths)[left])
    others = (starts[right] - starts[left]).take(which)
    others += rows
    return bool(np.array_equal(ways.codes.take(rows), ways.codes.take(others)))


def quantiles(
    group: Whole, values: Whole, *, counts: Whole, shares: Sequence[float]
) -> list[NDArray[np.float64]]:
    """Return quantiles for each group of a histogram (linear between neighbours), by group in order.

    ``group`` is sorted, ``values`` within it; each bin holds at least one.
    """
    starts = np.flatnonzero(run_starts(group))
    cumulated = np.cumsum(counts)
    before = np.append(0, cumulated)[starts]
    sizes = np.add.reduceat(counts, starts) if len(starts) else starts
    found = []
    for share in shares:
        place = (sizes - 1) * share
        low = np.floor(place)
        near = np.searchsorted(cumulated, before + low, side="right")
        far = np.searchsorted(cumulated, before + np.minimum(low + 1, sizes - 1), side="right")
        found.append(values[near] + (values[far] - values[near]) * (place - low))
    return found
