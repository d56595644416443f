"""Count what steps are: by grain, and patients by activity, lane and principal."""

import numpy as np

from flowmap.flow.counts import count_flags, count_parts, count_patients, count_reasons, tally_of
from flowmap.flow.steps import Steps
from flowmap.tables.flow_schema import LEVELS
from flowmap.tables.segments import Whole
from flowmap.tables.tally import Tally

_PERCENT = 101


def count_nodes(steps: Steps) -> dict[str, Tally]:
    """Return the tallies of nodes, positions and reasons, and of patients for each level."""
    grain = steps.grain
    flags = [steps.is_contact, steps.starts, steps.ends, steps.ends & steps.is_open]
    counts = count_flags(grain.codes, flags, size=grain.size)
    marked = [_marked(steps, mark) for mark in steps.marks]
    percent = steps.column("position") * 100
    np.rint(percent, out=percent)
    positions = count_parts([grain.codes, percent.astype(np.int8)], (grain.size, _PERCENT))
    sizes = [len(grain.labels[level]) for level in LEVELS]
    levels = [(grain.of_level[level], size) for level, size in zip(LEVELS, sizes, strict=True)]
    patients = count_patients(steps.patient, grain.codes, levels=levels)
    return {
        "nodes": Tally.of([np.arange(grain.size)], [*counts, *marked]),
        "positions": tally_of(positions, parts=2),
        "reasons": tally_of(count_reasons(steps, grain.codes, size=grain.size), parts=3),
    } | {
        f"{level}.patients": Tally.of([np.arange(size)], [people])
        for level, size, people in zip(LEVELS, sizes, patients, strict=True)
    }


def _marked(steps: Steps, mark: Whole | None) -> Whole:
    size = steps.grain.size
    if mark is None:
        return np.zeros(size, dtype=np.int64)
    return np.bincount(steps.grain.codes[mark], minlength=size)
