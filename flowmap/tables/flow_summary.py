"""FlowSummary: what a group's flow adds up to. Summaries of disjoint patients add, to the byte."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd

from flowmap.errors import TableError
from flowmap.records import Stamp
from flowmap.tables.flow_bytes import pack_summary, unpack_summary
from flowmap.tables.flow_frames import edges_frame, nodes_frame, reasons_frame, ways_frame
from flowmap.tables.flow_levels import Level, add_up_level, join_grains
from flowmap.tables.flow_schema import GRAIN, LEVELS, SCHEMA, TOTALS, WAY_COUNTS
from flowmap.tables.segments import Ints
from flowmap.tables.tally import Grid, Tally, Ways
from flowmap.words import listed, say


@dataclass(frozen=True, eq=False, repr=False)
class FlowSummary:
    """The group's flow in whole numbers: per activity and transition, and once more by lane and principal.

    A commutative monoid over patients: summaries of disjoint patients add with ``+``, ``empty()`` adds
    nothing, and the sum is the same to the byte however the parts were grouped or ordered. Gaps are
    histograms of whole days (and of minutes, whole hours beyond two days, where both ends have clocks), so
    that quantiles are exact. It holds single ways: what leaves the team is another type.
    """

    labels: Mapping[str, tuple[str, ...]]
    grains: Grid  # a row for each combination of activity, lane and principal that steps have, in order
    tallies: Mapping[str, Tally]
    ways: Ways  # by grain
    stamp: Stamp = field(default_factory=Stamp)

    @classmethod
    def empty(cls) -> Self:
        """Return the summary of nobody."""
        return cls(
            labels=dict.fromkeys(LEVELS, ()),
            grains=np.empty((0, len(LEVELS)), dtype=np.int64),
            tallies={name: Tally.empty(len(key), len(counted)) for name, (key, counted) in SCHEMA.items()},
            ways=Ways.empty(len(WAY_COUNTS)),
        )

    def __add__(self, other: "FlowSummary") -> "FlowSummary":
        """Return the summary of both; the patients must be disjoint."""
        labels = {level: tuple(sorted({*self.labels[level], *other.labels[level]})) for level in LEVELS}
        own, others = ([_lookup(s.labels[level], labels[level]) for level in LEVELS] for s in (self, other))
        sizes = tuple(max(len(labels[level]), 1) for level in LEVELS)
        grains, of_own, of_others = join_grains(
            _recoded(self.grains, own), _recoded(other.grains, others), sizes=sizes
        )
        left = _in_codes(self, dict(zip(LEVELS, own, strict=True)) | {GRAIN: of_own})
        right = _in_codes(other, dict(zip(LEVELS, others, strict=True)) | {GRAIN: of_others})
        return FlowSummary(
            labels,
            grains,
            {name: left[name] + right[name] for name in SCHEMA},
            self.ways.recoded(of_own) + other.ways.recoded(of_others),
            _joined_stamp(self.stamp, other.stamp),
        )

    def to_bytes(self) -> bytes:
        """Return the summary as bytes, alike for alike summaries; internal, read by this version only."""
        state = (dict(self.labels), self.grains, dict(self.tallies), self.ways)
        return pack_summary(state, astuple(self.stamp))

    @classmethod
    def from_bytes(cls, written: bytes) -> Self:
        """Return the summary that ``to_bytes`` wrote.

        Raises
        ------
        InputError
            Not a summary, damaged, or written by another version.
        """
        state, stamp = unpack_summary(written)
        return cls(*state, Stamp(*stamp))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FlowSummary) and self.to_bytes() == other.to_bytes()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"FlowSummary({self.totals['patients']:,} patients, {self.totals['steps']:,} steps)"

    @property
    def totals(self) -> dict[str, int]:
        """Patients, open ways, steps, contacts, milestones, about rows, transitions, uncertain ones."""
        counts = self.tallies["totals"].counts.sum(axis=0)
        return {name: int(count) for name, count in zip(TOTALS, counts, strict=True)}

    @property
    def patients(self) -> int:
        """Patients whose ways are in the summary: those with at least one step."""
        return self.totals["patients"]

    @property
    def activities(self) -> pd.DataFrame:
        """One row is an activity: its counts, lane, principal and typical position (0 first, 1 last)."""
        return self.nodes("activity")

    @property
    def transitions(self) -> pd.DataFrame:
        """One row is a transition between activities: its counts, gaps and values per voice."""
        return self.edges("activity")

    @property
    def lanes(self) -> pd.DataFrame:
        """One row is a transition between lanes, a lane to itself among them."""
        return self.edges("lane")

    @property
    def starts(self) -> pd.DataFrame:
        """One row is an activity that a way begins with, and the patients whose way does."""
        return self._ends_of_ways("starts")

    @property
    def ends(self) -> pd.DataFrame:
        """One row is an activity that a way ends with; ``open_ends`` of them are still under way."""
        return self._ends_of_ways("ends", "open_ends")

    @property
    def variants(self) -> pd.DataFrame:
        """One row is a way that was gone: its activities in order, and how many patients went it."""
        return self.variants_of("activity")

    def nodes(self, level: str) -> pd.DataFrame:
        """Return the rows of ``activities`` for a level: ``activity``, ``lane`` or ``principal``."""
        return nodes_frame(level, dict(self.labels), counts=self._of(level))

    def edges(self, level: str) -> pd.DataFrame:
        """Return the rows of ``transitions`` for a level."""
        tallies = self._of(level).tallies
        return edges_frame(level, self.labels[level], tallies=tallies)

    def variants_of(self, level: str) -> pd.DataFrame:
        """Return the rows of ``variants`` for a level."""
        ways = self._of(level).ways
        return ways_frame(ways, self.labels[level])

    def reasons(self, level: str = "activity") -> pd.DataFrame:
        """Return a row for each label of the level, voice and reason that the voice gave there."""
        tallies = self._of(level).tallies
        return reasons_frame(tallies["reasons"], [level], labels=self.labels[level])

    def transition_reasons(self, level: str = "activity") -> pd.DataFrame:
        """Return a row for each transition, voice and reason given at the contact it leads to."""
        tallies = self._of(level).tallies
        names = [f"from_{level}", f"to_{level}"]
        return reasons_frame(tallies["edge_reasons"], names, labels=self.labels[level])

    def _of(self, level: str) -> Level:
        """Return the counts by a level, added up when first asked for; a level that is none is refused."""
        if level not in LEVELS:
            raise TableError(say("flow.unknown_level", allowed=listed(list(LEVELS))))
        if level not in self._levels:
            found = add_up_level(level, self.grains, tallies=self.tallies, ways=self.ways)
            self._levels[level] = found
        return self._levels[level]

    @cached_property
    def _levels(self) -> dict[str, Level]:
        return {}

    def _ends_of_ways(self, *columns: str) -> pd.DataFrame:
        nodes = self.activities
        rows = nodes.loc[nodes[columns[0]] > 0, ["activity", *columns]]
        return rows.sort_values([columns[0], "activity"], ascending=[False, True], ignore_index=True)


def _lookup(own: tuple[str, ...], labels: tuple[str, ...]) -> Ints:
    place = {label: code for code, label in enumerate(labels)}
    return np.array([place[label] for label in own], dtype=np.int64)


def _recoded(grains: Grid, lookups: list[Ints]) -> Grid:
    return np.stack([lookup[codes] for lookup, codes in zip(lookups, grains.T, strict=True)], axis=1)


def _in_codes(summary: FlowSummary, lookups: Mapping[str, Ints]) -> dict[str, Tally]:
    """Return a summary's tallies in other codes."""
    return {
        name: tally.recoded([lookups.get(part) for part in SCHEMA[name][0]])
        for name, tally in summary.tallies.items()
    }


def _joined_stamp(left: Stamp, right: Stamp) -> Stamp:
    """Return the stamp of a sum: rounds and codings side by side; names must be decided alike."""
    vocabularies = {s.vocabulary_id for s in (left, right) if s.vocabulary_id}
    if len(vocabularies) > 1:
        raise TableError(say("flow.other_vocabulary"))
    return Stamp(
        _side_by_side(left.round_id, right.round_id),
        "".join(vocabularies),
        _side_by_side(left.coding_id, right.coding_id),
    )


def _side_by_side(left: str, right: str) -> str:
    return "+".join(sorted({part for part in (*left.split("+"), *right.split("+")) if part}))
