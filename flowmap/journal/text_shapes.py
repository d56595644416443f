"""Texts sorted by shape, so that a million of them are parsed as a few columns of digits.

A shape is a text with every digit as ``0`` and letters in lower case: ``2026-03-01`` and ``2025-12-24`` share
``0000-00-00``. A pattern is matched once a shape; its groups say where the digits stand.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flowmap.identity import plain_signs
from flowmap.journal.arrow_texts import ArrowTexts

LONGEST = 44
_MOST_SHAPES = 400

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class ShapedTexts:
    """Texts of one shape: where they stand in the list, and their signs as a matrix (row a text)."""

    shape: str
    places: Numbers
    signs: NDArray[np.uint8]

    def number(self, match: re.Match[str], group: str) -> Numbers | None:
        """Return the number that a group of digits is in every text; ``None`` where the shape lacks it."""
        start, end = match.span(group) if group in match.re.groupindex else (-1, -1)
        if start < 0:
            return None
        digits = self.signs[:, start:end].astype(np.int64) - 48
        total = np.zeros(len(digits), dtype=np.int64)
        for place in range(digits.shape[1]):
            total = total * 10 + digits[:, place]
        return total


def shaped(texts: Sequence[str]) -> Iterator[ShapedTexts]:
    """Yield the texts group by group; those longer than any date, or of too rare a shape, are left out."""
    signs = _signs(texts)
    if not signs.size:
        return
    is_digit = (signs >= 48) & (signs <= 57)
    is_capital = (signs >= 65) & (signs <= 90)
    shapes = np.where(is_digit, 48, signs + is_capital.astype(np.uint8) * 32).astype(np.uint8)
    left = np.arange(len(signs), dtype=np.int64)
    for _ in range(_MOST_SHAPES):
        if not len(left):
            return
        first = shapes[left[0]]
        is_alike = (shapes[left] == first).all(axis=1)
        places = left[is_alike]
        left = left[~is_alike]
        yield ShapedTexts(first.tobytes().rstrip(b"\0").decode("ascii"), places, signs[places])


def _signs(texts: Sequence[str]) -> NDArray[np.uint8]:
    """Return the texts as a matrix of ASCII signs, padded with zeros."""
    if isinstance(texts, ArrowTexts) and (even := texts.even_signs(LONGEST)) is not None:
        return even
    short = [text if len(text) <= LONGEST else "?" for text in texts]
    try:
        fixed = np.array(short, dtype=np.bytes_)
    except UnicodeEncodeError:
        fixed = np.array([_as_ascii(text) for text in short], dtype=np.bytes_)
    if not len(fixed) or not fixed.dtype.itemsize:
        return np.zeros((len(fixed), 0), dtype=np.uint8)
    return np.ascontiguousarray(fixed).view(np.uint8).reshape(len(fixed), fixed.dtype.itemsize)


def _as_ascii(text: str) -> str:
    known = plain_signs(text).translate(_LETTERS)
    return known.encode("ascii", "replace").decode("ascii")


_LETTERS = str.maketrans("åäöÅÄÖéÉ", "aaoAAOeE")
