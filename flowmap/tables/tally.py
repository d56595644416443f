"""Tallies: sparse integer counts that add up, the stuff a FlowSummary is made of.

A tally has distinct integer keys in order, and counts beside them. Adding two is exact, and gives the same
bytes whichever comes first. ``Ways`` does the same for whole sequences.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flowmap.tables.segments import Flags, Ints, Whole, mix, run_of, run_starts, spans

Grid = NDArray[np.int64]
_TABLE = 1 << 20


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts by key: ``keys`` has a column for each part of a key, ``counts`` one for each thing counted."""

    keys: Grid
    counts: Grid

    @classmethod
    def empty(cls, parts: int, things: int) -> "Tally":
        """Return a tally of nothing."""
        return cls(np.empty((0, parts), dtype=np.int64), np.empty((0, things), dtype=np.int64))

    @classmethod
    def of(cls, keys: Sequence[Ints], counts: Sequence[Ints]) -> "Tally":
        """Return the tally of columns whose keys are distinct and in order."""
        columns = [np.stack([np.asarray(c, dtype=np.int64) for c in side], axis=1) for side in (keys, counts)]
        return cls(*columns)

    def recoded(self, lookups: Sequence[Ints | None]) -> "Tally":
        """Return the tally with new codes in the parts of its key that have a lookup."""
        parts = [
            column if lookup is None else lookup[column]
            for column, lookup in zip(self.keys.T, lookups, strict=True)
        ]
        return Tally(np.stack(parts, axis=1) if parts else self.keys, self.counts)

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
    """Distinct sequences of codes, laid end to end, with counts; in an order that their content decides."""

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

    def recoded(self, lookup: Ints) -> "Ways":
        """Return the sequences in other codes; equal ones must be joined after."""
        return Ways(lookup[self.codes].astype(np.int32), self.lengths, self.counts)

    def __add__(self, other: "Ways") -> "Ways":
        return join_ways(
            np.concatenate([self.codes, other.codes]),
            np.concatenate([self.lengths, other.lengths]),
            np.concatenate([self.counts, other.counts]),
        )


def join_ways(codes: Ints, lengths: Whole, counts: Grid) -> Ways:
    """Return the distinct ones among sequences laid end to end, with their counts added.

    Sequences are told apart by a hash of 64 bits, and then compared in full; should two that differ have one
    hash, another salt is taken. Their order is that of the hash, so it depends on nothing but themselves.
    """
    if not len(lengths):
        return Ways.empty(counts.shape[1])
    starts = np.cumsum(lengths) - lengths
    for salt in range(1, 100):
        hashes = _hashes(codes, starts, lengths, salt)
        order = np.argsort(hashes)
        first = run_starts(hashes[order])
        kept = order[first]
        if _all_alike(codes, starts, lengths, (order, kept[run_of(first)])):
            break
    rows, _ = spans(starts[kept], starts[kept] + lengths[kept])
    added = counts[order]
    if len(kept) < len(order):
        added = np.add.reduceat(added, np.flatnonzero(first), axis=0)
    return Ways(codes[rows].astype(np.int32), lengths[kept], added)


def _hashes(codes: Ints, starts: Whole, lengths: Whole, salt: int) -> Whole:
    """Return a hash of each sequence: the sum of its codes mixed with their places.

    Mixed numbers are looked up where places and codes are few enough for a table of them.
    """
    longest, size = int(lengths.max()), int(codes.max()) + 1
    place = np.arange(len(codes), dtype=np.int64)
    place -= np.repeat(starts, lengths)
    if longest * size < _TABLE:
        places, known = np.divmod(np.arange(longest * size), size)
        table = mix((places << 32) | known, salt)
        place *= size
        place += codes
        mixed = table[place]
    else:
        place <<= 32
        place |= codes
        mixed = mix(place, salt)
    return np.add.reduceat(mixed, starts)


def _all_alike(codes: Ints, starts: Whole, lengths: Whole, pairs: tuple[Whole, Whole]) -> bool:
    """Return whether each sequence of the pairs' first is the one of their second."""
    left, right = pairs
    other = left != right
    left, right = left[other], right[other]
    if not np.array_equal(lengths[left], lengths[right]):
        return False
    rows, which = spans(starts[left], starts[left] + lengths[left])
    return bool(np.array_equal(codes[rows], codes[rows + (starts[right] - starts[left])[which]]))


def quantiles(group: Whole, values: Whole, counts: Whole, share: float) -> NDArray[np.float64]:
    """Return a quantile for each group of a histogram (linear between neighbours), by group in order.

    ``group`` is sorted, ``values`` within it; each bin holds at least one.
    """
    starts = np.flatnonzero(run_starts(group))
    cumulated = np.cumsum(counts)
    before = np.append(0, cumulated)[starts]
    sizes = np.add.reduceat(counts, starts) if len(starts) else starts
    place = (sizes - 1) * share
    low = np.floor(place)
    bins = [
        np.searchsorted(cumulated, before + np.minimum(low + up, sizes - 1), side="right") for up in (0, 1)
    ]
    found: NDArray[np.float64] = values[bins[0]] + (values[bins[1]] - values[bins[0]]) * (place - low)
    return found


def used_codes(flags: Flags) -> Whole:
    """Return the lookup from codes to codes among those that are used, -1 for the others."""
    return np.where(flags, np.cumsum(flags) - 1, -1)
