"""Counting by grain, and adding up by level: the same few passes for nodes and for edges."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flowmap.flow.steps import Steps
from flowmap.tables.flow_schema import REASONS, VOICES
from flowmap.tables.segments import (
    Flags,
    Ints,
    Whole,
    count_keys,
    groups_with,
    pack,
    run_starts,
    sum_keys,
    unpack,
)
from flowmap.tables.tally import Tally

Decode = Callable[[Whole], Whole]
_BITS = 63  # of a signed integer of 64 bits


@dataclass(frozen=True)
class Counted:
    """Combinations of codes and values, and how often each stands.

    The first column is the code that levels replace with their own; ``sizes`` are those of the columns.
    """

    columns: Sequence[Whole]
    counts: Whole
    sizes: tuple[int, ...]

    def by(self, of_level: Whole, size: int, *, decode: Decode | None = None) -> tuple[list[Whole], Whole]:
        """Return the columns and counts added up by a level's own codes."""
        first, *rest = self.columns
        if size == self.sizes[0] and np.array_equal(of_level, np.arange(size)):
            columns, counts = list(self.columns), self.counts
        else:
            sizes = (size, *self.sizes[1:])
            keys, counts = sum_keys(
                pack([of_level[first], *rest], sizes), self.counts, limit=int(np.prod(sizes))
            )
            columns = unpack(keys, sizes)
        if decode:
            columns[-1] = decode(columns[-1])
        return columns, counts


def count_parts(columns: Sequence[Ints], sizes: tuple[int, ...]) -> Counted:
    """Return how often each combination of codes stands."""
    keys, counts = count_keys(pack(columns, sizes), int(np.prod(sizes)))
    return Counted(unpack(keys, sizes), counts, sizes)


def count_flags(codes: Ints, flags: Sequence[Flags], *, size: int) -> list[Whole]:
    """Return how often each code stands, and how often with each flag: one pass over all flags."""
    bits = len(flags)
    together = np.zeros(len(codes), dtype=np.uint8)
    for flag in flags:
        together <<= 1
        together |= flag.view(np.uint8)
    keys = codes.astype(np.int64)
    keys <<= bits
    keys |= together
    table = np.bincount(keys, minlength=size << bits)[: size << bits].reshape(size, 1 << bits)
    place = np.arange(1 << bits)
    each = [table[:, (place >> (bits - 1 - bit)) & 1 == 1].sum(axis=1) for bit in range(bits)]
    return [table.sum(axis=1), *each]


def add_up(counts: Sequence[Whole], of_level: Whole, *, size: int) -> list[Whole]:
    """Return counts by grain added up by a level."""
    return [np.bincount(of_level, weights=count, minlength=size).astype(np.int64) for count in counts]


def count_patients(patient: Ints, codes: Ints, *, levels: Sequence[tuple[Whole, int]]) -> list[Whole]:
    """Return for each level how many patients have each of its codes.

    ``levels`` are a level's code for each grain, and how many it has. Levels that fit together in 63 bits
    are found in one pass, as sets of bits by patient.
    """
    found: dict[int, Whole] = {}
    bits_used, fitting = 0, []
    for place, (_, size) in sorted(enumerate(levels), key=lambda item: item[1][1]):
        if bits_used + size <= _BITS:
            fitting.append((place, bits_used))
            bits_used += size
        else:
            of_level = levels[place][0]
            narrow = np.int16 if size < 1 << 15 else np.int64
            found[place] = groups_with(patient, of_level.astype(narrow)[codes], size=size)
    if fitting:
        sets = _sets(run_starts(patient), codes, [(levels[place][0], first) for place, first in fitting])
        together = _members(sets)
        for place, first in fitting:
            size = levels[place][1]
            found[place] = together[first : first + size]
    return [found[place] for place in range(len(levels))]


def _sets(starts: Flags, codes: Ints, levels: Sequence[tuple[Whole, int]]) -> NDArray[np.int64]:
    """Return the set of each patient's codes in all these levels, as bits."""
    bits = np.zeros(len(levels[0][0]), dtype=np.int64)
    for of_level, first in levels:
        there = of_level >= 0
        bits[there] |= np.int64(1) << (of_level[there] + first)
    return np.bitwise_or.reduceat(bits.take(codes), np.flatnonzero(starts))


def _members(sets: NDArray[np.int64]) -> Whole:
    """Return how many sets have each bit, a byte at a time."""
    octets = sets.astype("<i8", copy=False).view(np.uint8).reshape(-1, 8)
    bits = (np.arange(256)[:, None] >> np.arange(8)) & 1
    return np.concatenate([np.bincount(octets[:, n], minlength=256) @ bits for n in range(8)])


def count_reasons(steps: Steps, codes: Ints, *, size: int) -> Counted | None:
    """Return how often each voice gave each reason at each code; codes below 0 are passed over."""
    parts: list[list[Ints]] = [[], [], []]
    for voice, given, reason in steps.reasons:
        there = codes[given] >= 0
        for part, column in zip(parts, (codes[given], np.full(len(given), voice), reason), strict=True):
            part.append(column[there])
    joined = [np.concatenate(part) for part in parts if part]
    if not joined or not len(joined[0]):
        return None
    return count_parts(joined, (size, len(VOICES), len(REASONS)))


def tally_of(counted: Counted | None, of_level: Whole, *, size: int, parts: int) -> Tally:
    """Return what was counted as a level's tally."""
    if counted is None:
        return Tally.empty(parts, 1)
    columns, counts = counted.by(of_level, size)
    return Tally.of(columns, [counts])
