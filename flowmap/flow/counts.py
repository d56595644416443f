"""Counting by grain: the same few passes for nodes and for edges."""

import math
from collections.abc import Sequence
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
    unpack,
)
from flowmap.tables.tally import Tally

_BITS = 63  # of a signed integer of 64 bits


@dataclass(frozen=True)
class Counted:
    """Combinations of codes and values, in order, and how often each stands."""

    columns: Sequence[Ints]
    counts: Whole


def count_parts(columns: Sequence[Ints], sizes: tuple[int, ...]) -> Counted:
    """Return how often each combination of codes stands."""
    keys, counts = count_keys(pack(columns, sizes), math.prod(sizes))
    return Counted(unpack(keys, sizes), counts)


def count_flags(codes: Ints, flags: Sequence[Flags], *, size: int) -> list[Whole]:
    """Return how often each code stands, and how often with each flag: one pass over all flags."""
    bits = len(flags)
    together = np.zeros(len(codes), dtype=np.uint8)
    for flag in flags:
        together += together
        together += flag.view(np.uint8)
    keys = codes.astype(np.int64)
    keys <<= bits
    keys |= together
    table = np.bincount(keys, minlength=size << bits)[: size << bits].reshape(size, 1 << bits)
    is_set = (np.arange(1 << bits)[:, None] >> np.arange(bits)[::-1]) & 1
    each = table.astype(np.float64) @ np.append(np.ones((1 << bits, 1)), is_set, axis=1)
    return list(each.astype(np.int64).T)  # exact below 2**53


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


def tally_of(counted: Counted | None, *, parts: int) -> Tally:
    """Return what was counted as a tally."""
    return Tally.of(counted.columns, [counted.counts]) if counted else Tally.empty(parts, 1)
