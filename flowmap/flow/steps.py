"""The steps of all patients as integers, ready to be counted."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.records import Kind, Voice
from flowmap.tables.cells import Array
from flowmap.tables.flow_schema import LEVELS, REASONS, VALUES, VOICES
from flowmap.tables.segments import (
    Flags,
    Ints,
    Whole,
    codes_of,
    count_keys,
    has_label,
    is_constant,
    labels_of,
    pack,
    run_starts,
    unpack,
    used_codes,
)

_VALUE_COLUMNS = {Voice.PERSON: "person_value", Voice.TEAM: "team_value", Voice.PROPOSAL: "proposed_value"}
_REASON_COLUMNS = {
    Voice.PERSON: "person_reason",
    Voice.TEAM: "team_reason",
    Voice.PROPOSAL: "proposed_reason",
}


@dataclass(frozen=True)
class Grain:
    """The finest labels: each combination of activity, lane and principal that steps have.

    Everything is counted once by grain, and then added up by activity, by lane and by principal.
    ``of_level`` says which label of a level each grain has, by the level's own codes.
    """

    codes: Ints  # of each step
    of_level: dict[str, Whole]
    labels: dict[str, tuple[str, ...]]

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.of_level["activity"])


@dataclass(frozen=True)
class Steps:
    """The steps of all patients in order, as integers.

    ``marks`` are, for each count of values, the steps it counts, or ``None`` where nobody said anything;
    ``reasons`` are the place of a voice, the steps it gave reasons at, and which.
    """

    cells: Mapping[str, Array]
    rows: Whole | slice
    patient: Ints
    starts: Flags
    ends: Flags
    is_contact: Flags
    is_open: Flags
    grain: Grain
    marks: tuple[Whole | None, ...]
    reasons: tuple[tuple[int, Whole, Whole], ...]

    def column(self, name: str) -> NDArray[Any]:
        """Return a column of flags or numbers, of the steps."""
        values: NDArray[Any] = self.cells[name][self.rows]
        return values

    def whole(self, name: str) -> Ints:
        """Return a nullable column of the steps, -1 where missing."""
        values: Ints = self.cells[name].to_numpy(dtype=np.int32, na_value=-1)[self.rows]
        return values


def take_steps(cells: Mapping[str, Array]) -> Steps:
    """Return the steps among the rows of contacts."""
    is_step = cells["is_step"]
    rows: Whole | slice = slice(None) if is_step.all() else np.flatnonzero(is_step)
    patient = codes_of(cells["patient"])[rows]
    starts = run_starts(patient)
    is_contact = has_label(cells["kind"], Kind.CONTACT.value)[rows]
    return Steps(
        cells,
        rows,
        patient,
        starts,
        np.append(starts[1:], np.True_) if len(starts) else starts,
        is_contact,
        cells["is_open"][rows],
        _grain(cells, rows),
        _value_marks(cells, rows, is_contact),
        _reason_marks(cells, rows, is_contact),
    )


def _grain(cells: Mapping[str, Array], rows: Whole | slice) -> Grain:
    in_order = [_in_order(cells[level]) for level in LEVELS]
    columns, names = [codes[rows] for codes, _ in in_order], [labels for _, labels in in_order]
    sizes = [len(labels) for labels in names]
    if not len(columns[0]):
        nothing = np.empty(0, dtype=np.int64)
        return Grain(columns[0], dict.fromkeys(LEVELS, nothing), dict.fromkeys(LEVELS, ()))
    limit = math.prod(sizes)
    keys = pack(columns, sizes)
    found, _ = count_keys(keys, limit)
    parts = unpack(found, sizes)
    is_activity = np.array_equal(parts[0], np.arange(sizes[0]))
    codes = columns[0] if is_activity else dense(keys, found, limit=limit)
    levels = [_level(known, labels) for known, labels in zip(parts, names, strict=True)]
    return Grain(
        codes,
        {level: of_level for level, (of_level, _) in zip(LEVELS, levels, strict=True)},
        {level: labels for level, (_, labels) in zip(LEVELS, levels, strict=True)},
    )


def _in_order(values: pd.Categorical) -> tuple[Ints, list[str]]:
    """Return codes and labels by the labels' order, whatever order a log's categories have."""
    codes, labels = codes_of(values), labels_of(values)
    ordered = sorted(labels)
    if ordered == labels:
        return codes, labels
    places = {label: place for place, label in enumerate(ordered)}
    return np.array([places[label] for label in labels], dtype=np.int64)[codes], ordered


def _level(codes: Whole, labels: list[str]) -> tuple[Whole, tuple[str, ...]]:
    """Return the grains' codes among the labels that grains have, and those labels in order."""
    used = np.bincount(codes, minlength=len(labels)) > 0
    return used_codes(used)[codes], tuple(str(labels[place]) for place in np.flatnonzero(used))


def dense(keys: Whole, found: Whole, *, limit: int) -> Ints:
    """Return for each key its place among those found; what is not found gets the place behind the last."""
    if limit > 4 * len(keys) + 1024:
        return np.searchsorted(found, keys)
    narrow = np.int16 if len(found) < np.iinfo(np.int16).max else np.int32
    lookup = np.full(limit + 1, len(found), dtype=narrow)
    lookup[found] = np.arange(len(found))
    return lookup.take(keys)


def _value_marks(
    cells: Mapping[str, Array], rows: Whole | slice, is_contact: Flags
) -> tuple[Whole | None, ...]:
    """Return, in the order of ``VALUE_COUNTS``, the steps that each count is of."""

    def marked(flags: Flags) -> Whole | None:
        return np.flatnonzero(flags[rows] & is_contact) if flags.any() else None

    columns = [*(_VALUE_COLUMNS[voice] for voice in VOICES), "value"]
    marks = [marked(has) if has is not None else None for c in columns for has in _each(cells[c], VALUES)]
    proposed = _each(cells["voice"], (Voice.PROPOSAL.value,))[0]
    only = [
        None if proposed is None or has is None else marked(proposed & has)
        for has in _each(cells["value"], VALUES)
    ]
    return (*marks, *only, marked(cells["disputed"]))


def _each(values: pd.Categorical, wanted: Sequence[str]) -> list[Flags | None]:
    """Return for each label which rows have it, or ``None`` where none do."""
    labels, codes = labels_of(values), codes_of(values)
    places = [labels.index(label) if label in labels else -2 for label in wanted]
    if is_constant(codes):
        return [np.ones(len(codes), dtype=np.bool_) if place == codes[0] else None for place in places]
    return [codes == place if place >= 0 else None for place in places]


def _reason_marks(
    cells: Mapping[str, Array], rows: Whole | slice, is_contact: Flags
) -> tuple[tuple[int, Whole, Whole], ...]:
    """Return for each voice that gave reasons: its place, the steps, and the reasons' places."""
    marks = []
    for place, voice in enumerate(VOICES):
        column = cells[_REASON_COLUMNS[voice]]
        codes = codes_of(column)
        if len(codes) and codes.max() >= 0:
            known = [REASONS.index(r) if r in REASONS else -1 for r in labels_of(column)]
            reason = np.array([*known, -1])[codes[rows]]
            given = np.flatnonzero((reason >= 0) & is_contact)
            marks.append((place, given, reason[given]))
    return tuple(marks)
