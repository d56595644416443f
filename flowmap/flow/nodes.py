"""Count what steps are: by activity, lane and principal."""

import numpy as np

from flowmap.flow.counts import add_up, count_flags, count_parts, count_patients, count_reasons, tally_of
from flowmap.flow.steps import Steps
from flowmap.tables.flow_schema import LEVELS
from flowmap.tables.segments import Whole
from flowmap.tables.tally import Tally

_PERCENT = 101


def count_nodes(steps: Steps) -> dict[str, Tally]:
    """Return the tallies of nodes, positions, places and reasons for each level."""
    grain = steps.grain
    flags = [steps.is_contact, steps.starts, steps.ends, steps.ends & steps.is_open]
    count, *flagged = count_flags(grain.codes, flags, size=grain.size)
    marked = [_marked(steps, mark) for mark in steps.marks]
    percent = np.rint(steps.column("position") * 100).astype(np.int8)
    positions = count_parts([grain.codes, percent], (grain.size, _PERCENT))
    reasons = count_reasons(steps, grain.codes, size=grain.size)
    sizes = {level: len(grain.labels[level]) for level in LEVELS}
    patients = count_patients(
        steps.patient, grain.codes, levels=[(grain.of_level[level], sizes[level]) for level in LEVELS]
    )
    tallies = {}
    for level, people in zip(LEVELS, patients, strict=True):
        of_level, size = grain.of_level[level], sizes[level]
        counts = add_up([count, *flagged, *marked], of_level, size=size)
        tallies[f"{level}.nodes"] = Tally.of([np.arange(size)], [counts[0], people, *counts[1:]])
        tallies[f"{level}.positions"] = tally_of(positions, of_level, size=size, parts=2)
        tallies[f"{level}.reasons"] = tally_of(reasons, of_level, size=size, parts=3)
        tallies[f"{level}.places"] = _places(steps, level, count)
    return tallies


def _marked(steps: Steps, mark: Whole | None) -> Whole:
    size = steps.grain.size
    if mark is None:
        return np.zeros(size, dtype=np.int64)
    return np.bincount(steps.grain.codes[mark], minlength=size)


def _places(steps: Steps, level: str, count: Whole) -> Tally:
    """Return how often each label lies in each lane and principal; a grain has one of each."""
    keys = [steps.grain.of_level[name] for name in (level, "lane", "principal")]
    whole = Tally.of(keys, [count])
    return whole + Tally.empty(3, 1)
