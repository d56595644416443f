"""Where there is room for one more label: what is taken already, and which of some places is free.

A picture asks this thousands of times, of a few places that lie together, and mostly the first ones will do:
what lies around them is found in columns, once, and then place after place is tried until one is free.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import numpy as np

from flowmap.show.boxes import Box, Point, pieces

Piece = tuple[float, float, float, float]  # of a line: x1, y1, x2, y2; of a box: left, top, right, bottom
FREE, OVER_QUIET, TAKEN = 2, 1, 0
MARGIN = 1.5
Place = TypeVar("Place")


class Room:
    """What a label must not lie over: boxes (labels, boxes, marks) and lines; quiet lines are avoided."""

    def __init__(self) -> None:
        """Start with an empty sheet."""
        self._boxes, self._lines, self._quiet = _Shelf(), _Shelf(), _Shelf()

    def take_box(self, box: Box, *, margin: float = 0.0) -> None:
        """Keep labels off ``box``."""
        self._boxes.add((box.left - margin, box.top - margin, box.right + margin, box.bottom + margin))

    def take_lines(self, chains: Iterable[Sequence[Point]], *, is_quiet: bool = False) -> None:
        """Keep labels off lines; off quiet ones only where there is room enough."""
        shelf = self._quiet if is_quiet else self._lines
        for chain in chains:
            for piece in pieces(chain):
                shelf.add(piece)

    def around(self, reach: Box, *, inside: Box) -> "Nearby":
        """Return what is taken within ``reach``, for places that must lie ``inside``.

        Valid until something more is taken.
        """
        wide = (reach.left - MARGIN, reach.top - MARGIN, reach.right + MARGIN, reach.bottom + MARGIN)
        found = (shelf.touching(wide) for shelf in (self._boxes, self._lines, self._quiet))
        return Nearby(inside, *found)


class Nearby:
    """What is taken in one part of a sheet."""

    __slots__ = ("_boxes", "_inside", "_lines", "_quiet")

    def __init__(self, inside: Box, boxes: list[Piece], lines: list[Piece], quiet: list[Piece]) -> None:
        """Hold what lies here; places outside ``inside`` are not free."""
        self._inside, self._boxes, self._lines, self._quiet = inside, boxes, lines, quiet

    def look(self, place: Box, margin: float = MARGIN) -> int:
        """Return whether ``place`` with a margin is ``FREE``, ``OVER_QUIET`` (lines only) or ``TAKEN``."""
        if not self._inside.holds(place):
            return TAKEN
        left, top, right, bottom = (
            place.left - margin,
            place.top - margin,
            place.right + margin,
            place.bottom + margin,
        )
        for x1, y1, x2, y2 in self._boxes:
            if left < x2 and right > x1 and top < y2 and bottom > y1:
                return TAKEN
        grown = (left, top, right, bottom)
        if any(passes(piece, grown) for piece in self._lines):
            return TAKEN
        return OVER_QUIET if any(passes(piece, grown) for piece in self._quiet) else FREE

    def is_clear(self, piece: Piece) -> bool:
        """Return whether a straight piece passes no box that is taken."""
        return not any(passes(piece, box) for box in self._boxes)


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
        self._bounds: Any = np.empty((4, 64))

    def add(self, piece: Piece) -> None:
        number = len(self._pieces)
        if number == self._bounds.shape[1]:
            self._bounds = np.concatenate([self._bounds, np.empty_like(self._bounds)], axis=1)
        x1, y1, x2, y2 = piece
        self._bounds[:, number] = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        self._pieces.append(piece)

    def touching(self, reach: Piece) -> list[Piece]:
        """Return the pieces whose boxes touch ``reach``, in the order they came."""
        left, top, right, bottom = self._bounds[:, : len(self._pieces)]
        near = (left <= reach[2]) & (top <= reach[3]) & (right >= reach[0]) & (bottom >= reach[1])
        return [self._pieces[at] for at in np.flatnonzero(near).tolist()]


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
