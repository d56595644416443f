"""Count where steps lead: transitions by grain, with their gaps, and patients by each level."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from flowmap.flow.counts import Counted, count_flags, count_patients, count_reasons
from flowmap.flow.steps import Steps, dense
from flowmap.tables.flow_frames import minute_bins, minute_codes
from flowmap.tables.flow_schema import LEVELS
from flowmap.tables.segments import Flags, Ints, Whole, count_keys, pack, unpack
from flowmap.tables.tally import Tally

_FLAGS = ("order_uncertain", "overlaps", "inside_stay", "lane_change", "principal_change")
Decode = Callable[[Whole], Whole]


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

    @property
    def ends(self) -> tuple[Whole, Whole]:
        """The grains at both ends of each transition."""
        return np.divmod(self.pairs, self.grains)

    def of_level(self, grain_level: Whole, size: int) -> tuple[Whole, Whole]:
        """Return the transitions of a level, and which of them each transition by grain is."""
        left, right = self.ends
        return np.unique(grain_level[left] * size + grain_level[right], return_inverse=True)


def count_edges(steps: Steps) -> dict[str, Tally]:
    """Return the tallies of edges, gaps, minutes and reasons, and of patients for each level."""
    links = _links(steps)
    if links is None:
        return {}
    flags = [steps.column(name)[:-1] for name in _FLAGS]
    counts = count_flags(links.which, [*flags, steps.is_contact[1:]], size=links.size + 1)
    counts = [count[: links.size] for count in counts]
    into = _into(steps, links)
    marked = [_marked(into, mark, links.size) for mark in steps.marks]
    inside = flags[_FLAGS.index("inside_stay")]
    minutes = minute_codes(steps.whole("gap_minutes")[:-1])
    reasons = count_reasons(steps, into, size=links.size)
    return {
        "edges": Tally.of(links.ends, [*counts, *marked]),
        "gaps": _histogram(links, inside, steps.whole("gap_days")[:-1]),
        "minutes": _histogram(links, inside, minutes, decode=minute_bins),
        "edge_reasons": _reasons(reasons, links.ends),
    } | _patients(steps, links)


def _reasons(counted: Counted | None, ends: tuple[Whole, Whole]) -> Tally:
    if counted is None:
        return Tally.empty(4, 1)
    which, *rest = counted.columns
    return Tally.of([ends[0][which], ends[1][which], *rest], [counted.counts])


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


@dataclass(frozen=True)
class _Gaps:
    """The keys of a histogram of gaps: packed of the link, whether inside a stay, and the gap plus 1."""

    packed: Ints
    width: int
    has_inside: bool
    ends: tuple[Whole, Whole]  # of each link; the links of steps are let go
    decode: Decode | None

    def columns(self) -> list[Ints]:
        which, gap = unpack(self.packed, (1, self.width))
        within = np.zeros(1, dtype=np.int64)
        if self.has_inside:
            which, within = unpack(which, (1, 2))
        gap = gap - 1
        return [self.ends[0][which], self.ends[1][which], within, self.decode(gap) if self.decode else gap]


def _histogram(links: Links, inside: Flags, values: Ints, *, decode: Decode | None = None) -> Tally:
    """Return how often each transition has each gap, apart for what lies inside a stay; -1 is not known."""
    highest = int(values.max()) if len(values) else -1
    if highest < 0:
        return Tally.empty(4, 1)
    has_inside, width = bool(inside.any()), highest + 2
    which = links.which * np.int32(2) + inside if has_inside else links.which
    sizes = ((links.size + 1) * (1 + has_inside), width)
    keys, counts = count_keys(pack([which, values + 1], sizes), math.prod(sizes))
    known = keys != keys // width * width
    known[int(np.searchsorted(keys, links.size * (1 + has_inside) * width)) :] = False
    return Tally(_Gaps(keys[known], width, has_inside, links.ends, decode), counts[known][:, None])


def _patients(steps: Steps, links: Links) -> dict[str, Tally]:
    """Return how many patients went each transition of each level.

    What leads to another patient is in no transition: it has a bin of its own, which is cut off again.
    """
    sizes = {level: len(steps.grain.labels[level]) for level in LEVELS}
    levels = {level: links.of_level(steps.grain.of_level[level], sizes[level]) for level in LEVELS}
    widened = [(np.append(of_level, len(found)), len(found) + 1) for found, of_level in levels.values()]
    people = count_patients(steps.patient[:-1], links.which, levels=widened)
    return {
        f"{level}.edge_patients": Tally.of(np.divmod(levels[level][0], sizes[level]), [found[:-1]])
        for level, found in zip(LEVELS, people, strict=True)
    }
