"""Distinct texts that stay in Arrow's memory until somebody asks for them."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.journal.raw_sheet import LONGEST_CELL, RawColumn, tidy

_GUARDED = re.compile(r"'[=+\-@]")


class ArrowTexts(Sequence[str]):
    """The distinct texts of a column that Arrow read; a column that nobody reads costs nothing more."""

    def __init__(self, texts: Any) -> None:
        self._texts = texts
        self._listed: list[str] | None = None

    def __len__(self) -> int:
        return len(self._texts)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if self._listed is None and isinstance(place, slice):
            return list(self._texts[place].to_pylist())
        return self._list()[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._list())

    def _list(self) -> list[str]:
        if self._listed is None:
            self._listed = self._texts.to_pylist()
        return self._listed

    def has_guard(self) -> bool:
        """Return whether some text has a ``'`` before what a spreadsheet would run."""
        from pyarrow import compute

        return bool(compute.any(compute.match_substring_regex(self._texts, f"^{_GUARDED.pattern}")).as_py())

    def even_signs(self, longest: int) -> NDArray[np.uint8] | None:
        """Return the texts as a matrix of ASCII signs where all are of one short length, else ``None``."""
        if not len(self._texts) or self._texts.offset:
            return None
        _, places, signs = self._texts.buffers()
        offsets = np.frombuffer(places, dtype=np.int32)[: len(self._texts) + 1]
        width = int(offsets[1] - offsets[0])
        if not 0 < width <= longest or (np.diff(offsets) != width).any():
            return None
        found = np.frombuffer(signs, dtype=np.uint8)[offsets[0] : offsets[-1]].reshape(-1, width)
        return found if found.max() < 128 else None


def arrow_column(cells: Any) -> RawColumn:
    """Return a column of Arrow's texts as a raw column, also where they come without dictionaries."""
    import pyarrow as pa

    if not pa.types.is_dictionary(cells.type):
        cells = cells.cast(pa.string()).dictionary_encode()
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.unify_dictionaries().combine_chunks()
    if isinstance(cells, pa.ChunkedArray):  # a column without a row
        return RawColumn(np.empty(0, dtype=np.int32), [])
    codes = cells.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    column = RawColumn(codes, ArrowTexts(cells.dictionary))
    return tidy(column) if _is_untidy(cells.dictionary) else column


def without_guard(column: RawColumn) -> RawColumn:
    """Return a column of a text file without the ``'`` that guards texts such as ``'-1`` in spreadsheets."""
    texts = column.texts
    if isinstance(texts, ArrowTexts) and not texts.has_guard():
        return column
    bare = [text[1:] if _GUARDED.match(text) else text for text in texts]
    codes, kept = pd.factorize(np.asarray(bare, dtype=object))
    moved = np.append(codes, -1).astype(np.int32)
    return RawColumn(moved[column.codes], [str(text) for text in kept])


def _is_untidy(texts: Any) -> bool:
    """Return whether some text has space around it, is empty, too long, or holds a NUL."""
    from pyarrow import compute

    if not len(texts):
        return False
    lengths = compute.utf8_length(texts)
    trimmed = compute.utf8_length(compute.utf8_trim_whitespace(texts))
    shortest, longest = compute.min(trimmed).as_py(), compute.max(lengths).as_py()
    if shortest == 0 or longest > LONGEST_CELL or not lengths.equals(trimmed):
        return True
    return bool(compute.any(compute.match_substring(texts, "\0")).as_py())
