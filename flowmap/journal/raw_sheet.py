"""A sheet as it was found: headings, and cells as texts, each distinct text kept once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.identity import NOBODY_REMOVED, RemovedPersons, mask_identifiers
from flowmap.tables import Problem

Codes = NDArray[np.int32]
LONGEST_CELL = 32_767  # what Excel can hold


@dataclass(frozen=True, slots=True)
class RawColumn:
    """Cells of one column: ``texts`` are the distinct ones, ``codes`` say which stands where (-1: blank)."""

    codes: Codes
    texts: Sequence[str]

    def mapped(self, values: Sequence[object]) -> NDArray[np.object_]:
        """Return for every row the value that stands at its text's place; ``None`` where it is blank."""
        looked_up = np.empty(len(values) + 1, dtype=object)
        looked_up[:-1] = values
        looked_up[-1] = None
        return looked_up[self.codes]

    def rows_of(self, is_wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which rows hold a text that ``is_wanted``; a blank is not."""
        return np.append(is_wanted, np.False_)[self.codes]

    @property
    def is_filled(self) -> NDArray[np.bool_]:
        """Which rows hold anything."""
        return self.codes >= 0


@dataclass(frozen=True)
class RawSheet:
    """One sheet or file. ``rows`` are the rows' numbers as the program that wrote them shows them.

    Rows with nothing in them are left out and counted in ``blank``; ``rejected`` are rows that could not
    be taken apart into cells at all, or whose person was taken out of the round (``removed``).
    """

    file: str
    name: str
    headings: tuple[str, ...]
    columns: tuple[RawColumn, ...]
    rows: NDArray[np.int64]
    blank: int = 0
    rejected: int = 0
    starts_1904: bool = False
    problems: tuple[Problem, ...] = field(default=())
    removed: RemovedPersons = NOBODY_REMOVED

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, heading: str) -> RawColumn:
        """Return the column under a heading as it stands in ``headings``."""
        return self.columns[self.headings.index(heading)]


def coded(cells: Sequence[str | None]) -> RawColumn:
    """Return texts as a column; surrounding space goes, and what is empty then is blank."""
    codes, texts = pd.factorize(np.asarray(cells, dtype=object))
    return tidy(RawColumn(codes.astype(np.int32), [str(text) for text in texts]))


def tidy(column: RawColumn) -> RawColumn:
    """Return the column with space around its texts gone, long texts cut and empty ones blank.

    Only texts that need it are touched, so that a column of a million clean texts costs one look.
    """
    texts = column.texts
    needs = [text != text.strip() or not text or len(text) > LONGEST_CELL or "\0" in text for text in texts]
    if not any(needs):
        return column
    clean = [_clean(text) if need else text for text, need in zip(texts, needs, strict=True)]
    codes, kept = pd.factorize(np.asarray([text or None for text in clean], dtype=object))
    moved = np.append(codes, -1).astype(np.int32)
    return RawColumn(moved[column.codes], [str(text) for text in kept])


def _clean(text: str) -> str:
    return text[:LONGEST_CELL].replace("\0", "").strip()


def unique_headings(found: Sequence[str | None]) -> tuple[str, ...]:
    """Return headings without doubles and identifiers.

    An empty one becomes its column's letters, a second of the same name gets a number.
    """
    taken: dict[str, int] = {}
    names = []
    for place, heading in enumerate(found, start=1):
        name = mask_identifiers(" ".join((heading or "").split())[:200])[0] or f"({column_letters(place)})"
        taken[name] = taken.get(name, 0) + 1
        names.append(name if taken[name] == 1 else f"{name} ({taken[name]})")
    return tuple(names)


def column_letters(place: int) -> str:
    """Return a column's letters as sheets show them.

    Examples
    --------
    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
