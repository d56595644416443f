"""What every picture must hold: nothing lies over anything, text is text, and the same picture twice."""

import os
import re
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray

from flowmap.show.boxes import Box, pieces
from flowmap.show.page import png_bytes
from flowmap.show.picture import Picture
from flowmap.show.texts import Text

SVG = "{http://www.w3.org/2000/svg}"


def boxes_of(texts: Iterable[Text]) -> list[tuple[str, Box]]:
    """Return the boxes of texts, shrunk by a hair: letters that touch do not overlap."""
    return [(" / ".join(text.lines), text.box.grown(-0.3)) for text in texts if text.lines]


def overlapping(
    named: Sequence[tuple[str, Box]], others: Sequence[tuple[str, Box]] | None = None
) -> list[str]:
    """Return which boxes overlap, among themselves or with others, as words for the test's message."""
    pairs = combinations(named, 2) if others is None else ((a, b) for a in named for b in others)
    return [f"{one} × {other}" for (one, box), (other, second) in pairs if box.overlaps(second)]


def crossed(
    named: Sequence[tuple[str, Box]], lines: Iterable[tuple[str, Sequence[tuple[float, float]]]]
) -> list[str]:
    """Return which boxes a line passes through."""
    rows = [(name, piece) for name, chain in lines for piece in pieces(chain)]
    if not rows or not named:
        return []
    hits = lines_meet([box for _, box in named], [piece for _, piece in rows])
    return [f"{named[at][0]} × {rows[row][0]}" for at, row in zip(*hits.nonzero(), strict=True)]


def outside(named: Sequence[tuple[str, Box]], sheet: Box) -> list[str]:
    """Return which boxes leave the sheet."""
    return [name for name, box in named if not sheet.holds(box)]


def texts_of(svg: str) -> list[str]:
    """Return what the SVG's text elements say; parsing it shows that it is XML."""
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]


def save(picture: Picture, name: str) -> None:
    """Render a picture at A3 and projector size into the folder that FLOWMAP_PICTURES names, if any."""
    folder = os.environ.get("FLOWMAP_PICTURES")
    if not folder:
        return
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{name}.svg").write_text(picture.svg, encoding="utf-8")
    (place / f"{name}-projektor.png").write_bytes(png_bytes(picture))
    (place / f"{name}-a3.png").write_bytes(png_bytes(picture, width=2481, height=1754))


def ids_of(svg: str) -> list[str]:
    """Return the ids in an SVG, in order."""
    return re.findall(r'<(?:g|pattern|marker)[^>]* ?id="([^"]+)"', svg)


def lines_meet(boxes: Sequence[Box], lines: Sequence[tuple[float, float, float, float]]) -> NDArray[np.bool_]:
    """Return a table of which boxes (rows) which straight pieces (columns) pass through.

    A piece and a box are apart if one axis parts them: across, down, or square to the piece.
    """
    table = np.array(lines, dtype=np.float64).reshape(-1, 4)
    x1, y1, x2, y2 = (table[None, :, at] for at in range(4))
    left, top, right, bottom = (as_table(boxes)[:, None, at] for at in range(4))
    meet = (np.minimum(x1, x2) < right) & (np.maximum(x1, x2) > left)
    meet &= (np.minimum(y1, y2) < bottom) & (np.maximum(y1, y2) > top)
    dx, dy = x2 - x1, y2 - y1
    away = np.abs(dx * ((top + bottom) / 2 - y1) - dy * ((left + right) / 2 - x1))
    reach = np.abs(dx) * (bottom - top) / 2 + np.abs(dy) * (right - left) / 2
    return np.asarray(meet & (away < reach), dtype=np.bool_)


def boxes_meet(boxes: Sequence[Box], others: Sequence[Box]) -> NDArray[np.bool_]:
    """Return a table of which boxes (rows) overlap which others (columns)."""
    one, other = as_table(boxes)[:, None], as_table(others)[None]
    return np.asarray(
        ((one[..., :2] < other[..., 2:]) & (one[..., 2:] > other[..., :2])).all(2), dtype=np.bool_
    )


def as_table(boxes: Sequence[Box]) -> NDArray[np.float64]:
    """Return boxes as rows: left, top, right, bottom."""
    rows = [(box.left, box.top, box.right, box.bottom) for box in boxes]
    return np.array(rows, dtype=np.float64).reshape(-1, 4)


__all__ = ["boxes_meet", "boxes_of", "crossed", "ids_of", "outside", "overlapping", "save", "texts_of"]
