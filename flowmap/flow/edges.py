"""Count where steps lead: transitions by activity, lane and principal, with their gaps."""

from dataclasses import dataclass

import numpy as np

from flowmap.flow.counts import (
    Counted,
    Decode,
    add_up,
    count_flags,
    count_parts,
    count_patients,
    count_reasons,
)
from flowmap.flow.steps import Steps, dense
from flowmap.tables.flow_frames import minute_bins, minute_codes
from flowmap.tables.flow_schema import LEVELS
from flowmap.tables.segments import Flags, Ints, Whole, count_keys, pack
from flowmap.tables.tally import Tally

_FLAGS = ("order_uncertain", "overlaps", "inside_stay", "lane_change", "principal_change")
_TALLIES = {"gaps": 4, "minutes": 4, "edge_reasons": 4}


@dataclass(frozen=True)
class Links:
    """The transitions by grain: for each step but the last, which one it leads by.

    ``which`` is the size of ``pairs`` where the next step is another patient's: counted, and left out.
    """

    which: Ints
    pairs: Whole  # from grain * grains + to grain, in order
    grains: int

    @property
    def size(self) -> int:
        """How many transitions there are by grain."""
        return len(self.pairs)

    def of_level(self, grain_level: Whole, size: int) -> tuple[Whole, Whole]:
        """Return the transitions of a level, and which of them each transition by grain is."""
        left, right = np.divmod(self.pairs, self.grains)
        return np.unique(grain_level[left] * size + grain_level[right], return_inverse=True)


def count_edges(steps: Steps) -> dict[str, Tally]:
    """Return the tallies of edges, gaps, minutes and reasons for each level."""
    links = _links(steps)
    if links is None:
        return {}
    flags = [steps.column(name)[:-1] for name in _FLAGS]
    counts = count_flags(links.which, [*flags, steps.is_contact[1:]], size=links.size + 1)
    into = _into(steps, links)
    counts += [_marked(into, mark, links.size) for mark in steps.marks]
    inside = flags[_FLAGS.index("inside_stay")]
    histograms: list[tuple[str, Counted | None, Decode | None]] = [
        ("gaps", _histogram(links, inside, steps.whole("gap_days")[:-1]), None),
        ("minutes", _histogram(links, inside, minute_codes(steps.whole("gap_minutes")[:-1])), minute_bins),
        ("edge_reasons", count_reasons(steps, into, size=links.size), None),
    ]
    return _by_level(steps, links, counts, histograms)


def _links(steps: Steps) -> Links | None:
    codes, size = steps.grain.codes, steps.grain.size
    linked = ~steps.ends[:-1]
    if not linked.any():
        return None
    pairs = pack([codes[:-1], codes[1:]], [size, size])
    pairs[~linked] = size * size
    found, _ = count_keys(pairs, size * size + 1)
    found = found[found < size * size]
    return Links(dense(pairs, found, limit=size * size), found, size)


def _into(steps: Steps, links: Links) -> Whole:
    """Return for each step the transition that led to it, or -1; nothing where nobody said anything."""
    if not steps.reasons and all(mark is None for mark in steps.marks):
        return np.empty(0, dtype=np.int64)
    return np.append(-1, np.where(links.which < links.size, links.which, -1))


def _marked(into: Whole, mark: Whole | None, size: int) -> Whole:
    if mark is None:
        return np.zeros(size, dtype=np.int64)
    links = into[mark]
    return np.bincount(links[links >= 0], minlength=size)


def _histogram(links: Links, inside: Flags, values: Ints) -> Counted | None:
    """Return how often each transition has each gap, apart for what lies inside a stay; -1 is not known."""
    highest = int(values.max()) if len(values) else -1
    if highest < 0:
        return None
    sizes = (links.size + 1, 2 if inside.any() else 1, highest + 2)
    within = inside.view(np.int8) if sizes[1] == 2 else np.zeros(1, dtype=np.int8)
    counted = count_parts([links.which, within, values + 1], sizes)
    first, middle, value = counted.columns
    known = (value > 0) & (first < links.size)
    if not known.any():
        return None
    columns = [first[known], middle[known], value[known] - 1]
    return Counted(columns, counted.counts[known], (links.size, *sizes[1:]))


def _by_level(
    steps: Steps,
    links: Links,
    counts: list[Whole],
    histograms: list[tuple[str, Counted | None, Decode | None]],
) -> dict[str, Tally]:
    tallies = {}
    sizes = {level: len(steps.grain.labels[level]) for level in LEVELS}
    levels = {level: links.of_level(steps.grain.of_level[level], sizes[level]) for level in LEVELS}
    people = _patients(steps, links, [levels[level] for level in LEVELS])
    for level, patients in zip(LEVELS, people, strict=True):
        found, of_level = levels[level]
        ends = np.divmod(found, sizes[level])
        sums = add_up([count[: links.size] for count in counts], of_level, size=len(found))
        tallies[f"{level}.edges"] = Tally.of(ends, [sums[0], patients, *sums[1:]])
        for name, counted, decode in histograms:
            tally = Tally.empty(_TALLIES[name], 1)
            if counted is not None:
                columns, how_often = counted.by(of_level, len(found), decode=decode)
                place = columns[0]
                tally = Tally.of([ends[0][place], ends[1][place], *columns[1:]], [how_often])
            tallies[f"{level}.{name}"] = tally
    return tallies


def _patients(steps: Steps, links: Links, levels: list[tuple[Whole, Whole]]) -> list[Whole]:
    """Return how many patients went each transition of each level.

    What leads to another patient is in no transition: it has a bin of its own, which is cut off again.
    """
    widened = [(np.append(of_level, len(found)), len(found) + 1) for found, of_level in levels]
    found = count_patients(steps.patient[:-1], links.which, levels=widened)
    return [people[:-1] for people in found]
