"""The id of an entry: a keyed hash of what its row says, whatever row it stands in."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.identity import hash_key
from flowmap.identity.headings import plain
from flowmap.journal.raw_sheet import RawColumn

Hashes = NDArray[np.uint64]
_POSITIVE = np.uint64((1 << 63) - 1)
_MORE = np.uint64(0x9E3779B97F4A7C15)


class RowHash:
    """Gathers what a row says, field by field; the order of columns and empty cells make no difference."""

    def __init__(self, n: int, *, key: bytes) -> None:
        self._sip_key = hash_key(key, "entry")
        self._total = np.zeros(n, dtype=np.uint64)

    def add_texts(self, field: str, column: RawColumn) -> None:
        """Add a column's texts as they are written."""
        hashes = np.append(_mixed(self._sip(column.texts) ^ self._sip([field])), np.uint64(0))
        self._total += hashes[column.codes]

    def add_words(self, field: str, column: RawColumn) -> None:
        """Add a column's texts; case, accents and spacing make no difference, since people typed them."""
        self.add_texts(field, RawColumn(column.codes, [plain(text) for text in column.texts]))

    def add_numbers(self, field: str, numbers: NDArray[np.int64], *, is_there: NDArray[np.bool_]) -> None:
        """Add a column of numbers, such as times."""
        mixed = _mixed(_mixed(numbers.view(np.uint64)) ^ self._sip([field]))
        self._total += np.where(is_there, mixed, np.uint64(0))

    def row_hashes(self) -> Hashes:
        """Return one hash a row; rows alike in all have the same."""
        return self._total

    def _sip(self, texts: Sequence[str]) -> Hashes:
        if not texts:
            return np.empty(0, dtype=np.uint64)
        found: Hashes = pd.util.hash_array(
            np.array(list(texts), dtype=object), hash_key=self._sip_key, categorize=False
        )
        return found


def entry_ids(hashes: Hashes) -> NDArray[np.int64]:
    """Return ids from row hashes, with an ordinal worked in only among rows alike in all."""
    order = np.argsort(hashes, kind="stable")
    is_same = np.zeros(len(hashes), dtype=np.bool_)
    is_same[1:] = hashes[order][1:] == hashes[order][:-1]
    places = np.arange(len(hashes))
    ordinal = np.zeros(len(hashes), dtype=np.uint64)
    ordinal[order] = (places - np.maximum.accumulate(np.where(is_same, 0, places))).astype(np.uint64)
    ids = _mixed(hashes + ordinal * _MORE) & _POSITIVE
    positive: NDArray[np.int64] = np.maximum(ids, np.uint64(1)).astype(np.int64)
    return positive


def _mixed(numbers: Hashes) -> Hashes:
    """Return numbers with their bits mixed (the finaliser of SplitMix64, Steele and others 2014)."""
    mixed = numbers + _MORE
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
