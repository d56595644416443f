"""Boxes and lines as numbers: do they overlap, and how often do lines cross."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> Point:
        """The centre."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def grown(self, by: float) -> "Box":
        """Return the box with a margin on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def holds(self, other: "Box") -> bool:
        """Return whether ``other`` lies inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def overlaps(self, other: "Box") -> bool:
        """Return whether the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def around(x: float, y: float, *, radius: float) -> Box:
    """Return the box around a mark."""
    return Box(x - radius, y - radius, x + radius, y + radius)


def bezier(points: Sequence[Point], steps: int = 10) -> tuple[Point, ...]:
    """Return a cubic curve (four points) as a chain of straight pieces."""
    t = np.linspace(0, 1, steps + 1)[:, None]
    a, b, c, d = (np.array(point) for point in points)
    curve = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
    return tuple((float(x), float(y)) for x, y in curve)


def pieces(chain: Sequence[Point]) -> list[tuple[float, float, float, float]]:
    """Return a chain of points as pieces (x1, y1, x2, y2)."""
    return [(*start, *end) for start, end in pairwise(chain)]


def count_crossings(chains: Iterable[Sequence[Point]]) -> int:
    """Return how many times lines cross one another; those that only share an end do not cross."""
    rows = [(number, *piece) for number, chain in enumerate(chains) for piece in pieces(chain)]
    if not rows:
        return 0
    table = np.array(rows, dtype=np.float64)
    found: set[tuple[int, int]] = set()
    for at in range(len(table) - 1):
        owner, x1, y1, x2, y2 = table[at]
        rest = table[at + 1 :]
        rest = rest[rest[:, 0] != owner]
        crossing = _crosses((x1, y1, x2, y2), rest[:, 1:])
        found.update((int(owner), int(other)) for other in rest[crossing, 0])
    return len(found)


def _crosses(piece: tuple[float, float, float, float], others: Floats) -> NDArray[np.bool_]:
    x1, y1, x2, y2 = piece
    ox1, oy1, ox2, oy2 = others.T

    def side(px: Floats, py: Floats) -> Floats:
        return _sign((x2 - x1) * (py - y1) - (y2 - y1) * (px - x1))

    def other_side(px: float, py: float) -> Floats:
        return _sign((ox2 - ox1) * (py - oy1) - (oy2 - oy1) * (px - ox1))

    apart: NDArray[np.bool_] = (side(ox1, oy1) * side(ox2, oy2) < 0) & (
        other_side(x1, y1) * other_side(x2, y2) < 0
    )
    return apart


def _sign(area: Floats) -> Floats:
    """Return the side of a line; an end that lies on it is on neither."""
    return np.asarray(np.sign(np.round(area, 6)), dtype=np.float64)
