"""The days of a group's way from left to right: to scale, but wider where one person's marks need room.

The day of the chosen event stands in two halves, before and after it, so that no mark lies on its line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flowmap.show.group_way.aligned import DaySpan

_ROUNDS_OF_SEARCH = 16
_AIR = 1.5  # between two marks, and between a mark and the line of the chosen event


@dataclass(frozen=True, slots=True)
class Wanted:
    """A mark that wants a place: the slot of its day, and how wide it is."""

    slot: int
    width: float


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a mark stands: from left to right, and in which track of its row."""

    x: float
    track: int


@dataclass(frozen=True, slots=True)
class GroupScale:
    """Where each slot begins, and where each person's marks stand.

    A slot is a day, or one half of the chosen event's day; ``edges`` has one more than there are slots.
    """

    span: DaySpan
    edges: tuple[float, ...]
    spots: tuple[tuple[Spot, ...], ...]

    @property
    def anchor_x(self) -> float:
        """Where the chosen event stands."""
        return self.edges[self.span.before + 1]

    def middle(self, offset: int) -> float:
        """Return the middle of a day, counted from the chosen event; days outside are held at the ends."""
        if offset == 0:
            return self.anchor_x
        slot = slot_of(self.span, min(max(offset, -self.span.before), self.span.after), is_after=False)
        return (self.edges[slot] + self.edges[slot + 1]) / 2

    def left(self, offset: int) -> float:
        """Return where a day begins; days outside are held at the ends."""
        slot = slot_of(self.span, min(max(offset, -self.span.before), self.span.after + 1), is_after=False)
        return self.edges[slot]

    @property
    def widest(self) -> float:
        """How many times wider the widest day is than the narrowest; the chosen event's day is left out."""
        halves = {self.span.before, self.span.before + 1}
        widths = [b - a for slot, (a, b) in enumerate(pairwise(self.edges)) if slot not in halves]
        return max(widths) / min(widths) if widths else 1.0


def slot_of(span: DaySpan, offset: int, *, is_after: bool) -> int:
    """Return the slot of a day; of the chosen event's day the half before it, or after it."""
    return offset + span.before + (offset > 0 or (offset == 0 and is_after))


def lay_group_scale(
    rows: Sequence[Sequence[Wanted]], span: DaySpan, *, left: float, width: float, tracks: int
) -> GroupScale:
    """Return the scale whose ordinary days are as wide as ``width`` allows; it grows where none fits.

    ``rows`` holds each person's marks in the order of the way.
    """
    slots = span.before + span.after + 2
    by_slot = [_of_slots(row, slots) for row in rows]
    low, high = 0.15 * width / slots, width / (slots - 1)
    for _ in range(_ROUNDS_OF_SEARCH):
        day = (low + high) / 2
        fits = _pack(by_slot, span, day=day, tracks=tracks)[0][-1] <= width
        low, high = (day, high) if fits else (low, day)
    edges, spots = _pack(by_slot, span, day=low, tracks=tracks)
    spare = max(width - edges[-1], 0.0) / slots  # what the search left over
    moved = tuple(left + edge + spare * at for at, edge in enumerate(edges))
    found = tuple(
        tuple(
            Spot(left + s.x + spare * (want.slot + 0.5), s.track) for s, want in zip(made, row, strict=True)
        )
        for made, row in zip(spots, rows, strict=True)
    )
    return GroupScale(span, moved, found)


def _of_slots(row: Sequence[Wanted], slots: int) -> list[list[float]]:
    widths: list[list[float]] = [[] for _ in range(slots)]
    for want in row:
        widths[want.slot].append(want.width)
    return widths


def _pack(
    rows: Sequence[Sequence[Sequence[float]]], span: DaySpan, *, day: float, tracks: int
) -> tuple[list[float], list[list[Spot]]]:
    """Lay slots of at least ``day`` (half of it beside the chosen event) from 0, wider where a row needs."""
    edges = [0.0]
    spots: list[list[Spot]] = [[] for _ in rows]
    ends = [[-1e9] * tracks for _ in rows]
    halves = (span.before, span.before + 1)
    beside = max((width / 2 + _AIR for row in rows for widths in row for width in widths), default=0.0)
    for slot in range(span.before + span.after + 2):
        least = max(day / 2, beside) if slot in halves else day
        right = edges[-1] + least
        for row, made, end in zip(rows, spots, ends, strict=True):
            if row[slot]:
                is_half = slot in halves
                right = max(right, _pack_day(row[slot], edges[-1], least, end, made, is_half=is_half))
        if slot == span.before:  # nothing that was pushed on from the days before reaches over the line
            right = max(right, *(last + _AIR for end in ends for last in end))
        edges.append(right)
    return edges, spots


def _pack_day(
    widths: Sequence[float], at: float, day: float, ends: list[float], made: list[Spot], *, is_half: bool
) -> float:
    """Place one person's marks of a day that begins at ``at``; return where the day must end at the least."""
    share, x = day / len(widths), at
    for number, width in enumerate(widths):
        x = max(x, at + share * (number + 0.5), at + (width / 2 + _AIR if is_half else 0.0))
        track = min(range(len(ends)), key=lambda t: (max(x, ends[t] + width / 2 + _AIR), t))
        x = max(x, ends[track] + width / 2 + _AIR)
        ends[track] = x + width / 2
        made.append(Spot(x, track))
    return x + (widths[-1] / 2 + _AIR if is_half else share / 2)
