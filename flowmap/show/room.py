"""Where there is room for one more label: what is taken already, and which of some places is free.

A picture asks this thousands of times, of a few places that lie together, and mostly the first ones will do:
what lies around them is found in columns, once, and then place after place is tried until one is free.
"""

from collections.abc import Iterable, Sequence
from math import inf
from typing import Any, TypeVar

import numpy as np

from flowmap.show.boxes import Box, Point, pieces

Piece = tuple[float, float, float, float]  # of a line: x1, y1, x2, y2; of a box: left, top, right, bottom
_Row = tuple[
    list[tuple[float, float]], list[Piece], list[Piece]
]  # boxes from left to right, lines, quiet ones
FREE, OVER_QUIET, TAKEN = 2, 1, 0
_BOX, _LINE, _QUIET = 0, 1, 2
MARGIN = 1.5
Place = TypeVar("Place")


class Room:
    """What a label must not lie over: boxes (labels, boxes, marks) and lines; quiet lines are avoided."""

    def __init__(self) -> None:
        """Start with an empty sheet."""
        self._shelf = _Shelf()

    def take_box(self, box: Box, *, margin: float = 0.0) -> None:
        """Keep labels off ``box``."""
        self._shelf.add((box.left - margin, box.top - margin, box.right + margin, box.bottom + margin), _BOX)

    def take_lines(self, chains: Iterable[Sequence[Point]], *, is_quiet: bool = False) -> None:
        """Keep labels off lines; off quiet ones only where there is room enough."""
        kind = _QUIET if is_quiet else _LINE
        for chain in chains:
            for piece in pieces(chain):
                self._shelf.add(piece, kind)

    def note(self) -> int:
        """Return how much is taken so far, to come back to."""
        return self._shelf.count

    def back_to(self, noted: int) -> None:
        """Free all that was taken since."""
        self._shelf.keep_first(noted)

    def around(self, reach: Box, *, inside: Box) -> "Nearby":
        """Return what is taken within ``reach``, for places that must lie ``inside``.

        Valid until something more is taken.
        """
        wide = (reach.left - MARGIN, reach.top - MARGIN, reach.right + MARGIN, reach.bottom + MARGIN)
        return Nearby(inside, *self._shelf.touching(wide))


class Nearby:
    """What is taken in one part of a sheet."""

    __slots__ = ("_boxes", "_inside", "_lines", "_quiet", "_rows")

    def __init__(self, inside: Box, boxes: list[Piece], lines: list[Piece], quiet: list[Piece]) -> None:
        """Hold what lies here; places outside ``inside`` are not free."""
        self._inside, self._boxes, self._lines, self._quiet = inside, boxes, lines, quiet
        self._rows: dict[tuple[float, float], _Row] = {}

    def look(self, place: Piece, margin: float = MARGIN) -> int:
        """Return whether ``place`` with a margin is ``FREE``, ``OVER_QUIET`` (lines only) or ``TAKEN``."""
        left, top, right, bottom = place
        inside = self._inside
        if left < inside.left or right > inside.right or top < inside.top or bottom > inside.bottom:
            return TAKEN
        grown = (left - margin, top - margin, right + margin, bottom + margin)
        left, top, right, bottom = grown
        row = self._rows.get((top, bottom)) or self._row(top, bottom)
        for x1, x2 in row[0]:
            if left < x2 and right > x1:
                return TAKEN
        for piece in row[1]:
            if passes(piece, grown):
                return TAKEN
        for piece in row[2]:
            if passes(piece, grown):
                return OVER_QUIET
        return FREE

    def _row(self, top: float, bottom: float) -> "_Row":
        """Return what lies between two heights: many places that are tried share theirs."""
        boxes = [(x1, x2) for x1, y1, x2, y2 in self._boxes if top < y2 and bottom > y1]
        lines, quiet = (
            [p for p in shelf if (p[1] < bottom or p[3] < bottom) and (p[1] > top or p[3] > top)]
            for shelf in (self._lines, self._quiet)
        )
        row = self._rows[top, bottom] = (boxes, lines, quiet)
        return row

    def clear_above_and_below(self, x: float, *, top: float, bottom: float) -> tuple[float, float]:
        """Return how far up from ``top``, and down from ``bottom``, an upright line passes no box."""
        across = [(over, under) for left, over, right, under in self._boxes if left < x < right]
        over = max((under for over, under in across if over < top), default=-inf)
        under = min((over for over, under in across if under > bottom), default=inf)
        return over, under


def first_free(places: Iterable[tuple[int, Place]]) -> Place | None:
    """Return the first place that is free, else the first over quiet lines only, else ``None``.

    ``places`` come with how they look, and are looked at only until one is free.
    """
    second = None
    for look, place in places:
        if look == FREE:
            return place
        if look == OVER_QUIET and second is None:
            second = place
    return second


class _Shelf:
    """Pieces with the boxes around them in columns, so that those in one place are found at once."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._kinds: list[int] = []
        self._bounds: Any = np.empty((4, 512))

    @property
    def count(self) -> int:
        return len(self._pieces)

    def keep_first(self, count: int) -> None:
        del self._pieces[count:], self._kinds[count:]

    def add(self, piece: Piece, kind: int) -> None:
        number = len(self._pieces)
        if number == self._bounds.shape[1]:
            self._bounds = np.concatenate([self._bounds, np.empty_like(self._bounds)], axis=1)
        x1, y1, x2, y2 = piece
        self._bounds[:, number] = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        self._pieces.append(piece)
        self._kinds.append(kind)

    def touching(self, reach: Piece) -> tuple[list[Piece], list[Piece], list[Piece]]:
        """Return the pieces whose boxes touch ``reach``, by kind, in the order they came."""
        left, top, right, bottom = self._bounds[:, : len(self._pieces)]
        near = (left <= reach[2]) & (top <= reach[3]) & (right >= reach[0]) & (bottom >= reach[1])
        found: tuple[list[Piece], list[Piece], list[Piece]] = ([], [], [])
        for at in near.nonzero()[0].tolist():
            found[self._kinds[at]].append(self._pieces[at])
        return found


def passes(piece: Piece, box: Piece) -> bool:
    """Return whether a straight piece passes through a box.

    They are apart if one axis parts them: across, down, or square to the piece.
    """
    x1, y1, x2, y2 = piece
    left, top, right, bottom = box
    if (x1 if x1 < x2 else x2) >= right or (x1 if x1 > x2 else x2) <= left:
        return False
    if (y1 if y1 < y2 else y2) >= bottom or (y1 if y1 > y2 else y2) <= top:
        return False
    dx, dy = x2 - x1, y2 - y1
    away = abs(dx * ((top + bottom) / 2 - y1) - dy * ((left + right) / 2 - x1))
    return away < abs(dx) * (bottom - top) / 2 + abs(dy) * (right - left) / 2
