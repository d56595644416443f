"""Kernels on integer-coded, sorted columns that the log, the paths and the fold share.

A run is a stretch of rows that are alike; ids and keys are int64. Nothing here knows what the columns mean.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[Any]  # any integer type: codes stay as narrow as they are
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]

_MOST_BINS = 1 << 23
_BLOCK = 1 << 15  # rows, so that a place among them fits in 16 bits
_NEAR, _FAR = 1 << 18, 1 << 23  # places of a board near the processor, and more than a board should have


def codes_of(values: pd.Series | pd.Categorical) -> Ints:
    """Return a categorical's codes, -1 where missing."""
    codes: Ints = values.codes if isinstance(values, pd.Categorical) else values.array.codes
    return codes


def labels_of(values: pd.Series | pd.Categorical) -> list[str]:
    """Return a categorical's labels, in the order of their codes."""
    labels: list[str] = values.dtype.categories.tolist()
    return labels


def has_label(values: pd.Series | pd.Categorical, *wanted: str) -> Flags:
    """Return which rows have one of these labels; a column with one label throughout is told at once."""
    by_label = np.array([*(label in wanted for label in labels_of(values)), False])
    codes = codes_of(values)
    if is_constant(codes):
        return np.full(len(codes), by_label[codes[0]])
    return by_label[codes]


def is_constant(codes: Ints) -> bool:
    """Return whether there are codes, and all are the same; most columns that are not are told at once."""
    return bool(len(codes) and codes[0] == codes[-1] and codes.min() == codes.max())


def days_of(values: pd.Series | NDArray[np.datetime64]) -> Whole:
    """Return whole days since 1970 of a time column; a missing time gives the lowest integer."""
    days: Whole = np.asarray(values).astype("datetime64[D]").view(np.int64)
    return days


def make_label(codes: Ints, names: Sequence[str], *, only_used: bool = False) -> pd.Categorical:
    """Return the categorical that ``codes`` into ``names`` spell, with sorted categories; -1 is missing."""
    if only_used and len(names):
        used = np.bincount(codes.astype(np.int64) + 1, minlength=len(names) + 1)[1:] > 0
        codes, names = (
            np.append(used_codes(used), -1)[codes],
            [n for n, u in zip(names, used, strict=True) if u],
        )
    known, place = np.unique(np.asarray(names, dtype=object), return_inverse=True)
    narrow = np.int8 if len(known) < 127 else np.int16 if len(known) < 32767 else np.int32
    lookup = np.append(place, -1).astype(narrow)
    return pd.Categorical.from_codes(lookup[codes], dtype=pd.CategoricalDtype(list(known)), validate=False)


def used_codes(flags: Flags) -> Whole:
    """Return the lookup from codes to codes among those that are used, -1 for the others."""
    return np.where(flags, np.cumsum(flags) - 1, -1)


def run_starts(*columns: Ints) -> Flags:
    """Return which rows begin a run: differ in any column from the row above."""
    first = np.ones(len(columns[0]), dtype=np.bool_)
    if len(first) > 1:
        np.not_equal(columns[0][1:], columns[0][:-1], out=first[1:])
        for column in columns[1:]:
            first[1:] |= column[1:] != column[:-1]
    return first


def run_of(starts: Flags) -> Whole:
    """Return for each row the number of its run, from 0."""
    return np.cumsum(starts, dtype=np.int64) - 1


def run_sizes(starts: Flags) -> Whole:
    """Return the number of rows of each run."""
    return np.diff(np.append(np.flatnonzero(starts), len(starts)))


def place_in_run(starts: Flags) -> Whole:
    """Return for each row its place in its run, from 0."""
    rows = np.arange(len(starts), dtype=np.int64)
    return rows - np.maximum.accumulate(np.where(starts, rows, 0)) if len(rows) else rows


def pack(columns: Sequence[Ints], sizes: Sequence[int]) -> Ints:
    """Return one key a row, ordered as the columns are; each column holds 0 to its size - 1."""
    narrow = np.int32 if math.prod(sizes) < 1 << 31 else np.int64
    key: Ints = columns[0].astype(narrow)
    for column, size in zip(columns[1:], sizes[1:], strict=True):
        key *= size
        key += column
    return key


def unpack(keys: Ints, sizes: Sequence[int]) -> list[Ints]:
    """Return the columns that ``pack`` made ``keys`` of."""
    columns: list[Ints] = []
    for size in reversed(sizes[1:]):
        above = keys // size
        columns.append(keys - above * size)
        keys = above
    return [keys, *reversed(columns)]


def count_keys(keys: Ints, limit: int) -> tuple[Ints, Whole]:
    """Return the distinct keys in order and how often each stands; keys lie from 0 to ``limit`` - 1.

    Few possible keys are counted in bins, many by sorting.
    """
    if limit <= min(_MOST_BINS, 8 * len(keys) + 1024):
        bins = np.bincount(keys, minlength=1)
        found = np.flatnonzero(bins > 0)
        return found, bins[found].astype(np.int64, copy=False)
    ordered = np.sort(keys)
    starts = run_starts(ordered)
    return ordered[starts], run_sizes(starts)


def stable_order(codes: Ints, size: int) -> Whole:
    """Return the order by code (0 to ``size`` - 1) that keeps rows with the same code as they stand.

    numpy sorts 16 bits by radix, in one sweep; wider codes are sorted 16 bits at a time.
    """
    if size <= 1 << 15:
        return np.argsort(codes.astype(np.int16, copy=False), kind="stable")
    if size > 1 << 32:
        return np.argsort(codes, kind="stable")
    order = np.argsort((codes & 0xFFFF).astype(np.uint16), kind="stable")
    return order[np.argsort((codes >> 16).astype(np.uint16)[order], kind="stable")]


def blocks(group: Ints, rows: int) -> Iterator[slice]:
    """Yield stretches of about so many rows, each with whole groups."""
    size, begin = len(group), 0
    while begin < size:
        end = min(begin + rows, size)
        if end < size:
            last = end - 1
            end = begin + int(np.searchsorted(group[begin:end], group[last]))
            if end == begin:
                end += int(np.searchsorted(group[begin:], group[last], side="right"))
        yield slice(begin, end)
        begin = end


def first_in_group(group: Ints, codes: Ints, *, size: int) -> Flags:
    """Return which rows are the first of their group with their code (0 to ``size`` - 1); groups rise.

    Every row writes its place on a board with a square for each group and code, from the last row to the
    first: whose place still stands there was the first to come. For too wide a board, rows are sorted.
    """
    first = np.empty(len(codes), dtype=np.bool_)
    if not len(codes):
        return first
    mean = len(codes) / (int(group[-1]) - int(group[0]) + 1)
    for block in blocks(group, min(max(int(_NEAR / size * mean), 1 << 12), _BLOCK)):
        own, code = group[block], codes[block]
        squares = (int(own[-1]) - int(own[0]) + 1) * size
        is_narrow = squares <= _FAR and len(code) <= _BLOCK
        first[block] = _first_on_board(own, code, size) if is_narrow else _first_by_order(own, code, size)
    return first


def _first_on_board(group: Ints, codes: Ints, size: int) -> Flags:
    squares = (group - group[0]).astype(np.int64)
    squares *= size
    squares += codes
    rows = np.arange(len(codes), dtype=np.int16)
    board = np.empty(int(squares[-1]) // size * size + size, dtype=np.int16)
    board[squares[::-1]] = rows[::-1]
    first: Flags = board.take(squares) == rows
    return first


def _first_by_order(group: Ints, codes: Ints, size: int) -> Flags:
    first = np.zeros(len(codes), dtype=np.bool_)
    order = stable_order(codes, size)
    first[order[run_starts(codes[order], group[order])]] = True
    return first


def groups_with(group: Ints, codes: Ints, *, size: int) -> Whole:
    """Return for each code how many groups have it; groups rise."""
    return np.bincount(codes[first_in_group(group, codes, size=size)], minlength=size)


def next_marked(marked: Flags, group: Ints) -> Whole:
    """Return for each row the next row after it that is marked and of the same group; -1 where none is.

    Rows of a group stand together.
    """
    size = len(marked)
    if not size:
        return np.empty(0, dtype=np.int64)
    rows = np.where(marked, np.arange(size, dtype=np.int64), size)
    nearest = np.minimum.accumulate(rows[::-1])[::-1]
    found = np.append(nearest[1:], size)
    inside = found < size
    inside &= group[np.where(inside, found, 0)] == group
    return np.where(inside, found, -1)


def last_marked(marked: Flags, group: Ints) -> Whole:
    """Return for each row the last row before it that is marked and of the same group; -1 where none is."""
    found = next_marked(marked[::-1], group[::-1])[::-1]
    return np.where(found < 0, -1, len(marked) - 1 - found)


def spans(starts: Whole, stops: Whole) -> tuple[Whole, Whole]:
    """Return every row of the half-open spans, and which span each comes from."""
    sizes = np.maximum(stops - starts, 0)
    which = np.repeat(np.arange(len(sizes)), sizes)
    before = np.cumsum(sizes) - sizes
    return np.arange(sizes.sum(), dtype=np.int64) + (starts - before)[which], which


def mix(ids: Whole, salt: int) -> Whole:
    """Return ids scrambled with a salt (the finaliser of splitmix64), for ids and hashes that must differ."""
    z = ids.astype(np.uint64)
    z += np.uint64((salt * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF)
    z ^= z >> np.uint64(30)
    z *= np.uint64(0xBF58476D1CE4E5B9)
    z ^= z >> np.uint64(27)
    z *= np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return z.view(np.int64)
