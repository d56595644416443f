"""The categories of value columns: closed lists, so that codes mean the same in every table."""

from collections.abc import Iterable
from enum import StrEnum
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.records import RatingBasis, Reason, Speaker, Value, Voice

Codes = NDArray[np.int8]


def _sorted_labels(labels: Iterable[StrEnum]) -> tuple[str, ...]:
    return tuple(sorted(label.value for label in labels))


VALUES = _sorted_labels(Value)
REASONS = _sorted_labels(Reason)
SPEAKERS = _sorted_labels(Speaker)
BASES = _sorted_labels(RatingBasis)
VOICES = _sorted_labels(Voice)
NOT_ASSESSED = VALUES.index(Value.NOT_ASSESSED)
SCALE = (Value.CREATING, Value.NECESSARY, Value.NOT_CREATING)


def filled_codes(code: int, rows: int) -> Codes:
    """Return the same code for every row; -1 is missing."""
    return np.full(rows, code, dtype=np.int8)


def label_codes(labels: pd.Series, known: tuple[str, ...]) -> Codes:
    """Return the code of each label in ``known``; -1 where it is missing or not there."""
    codes = pd.Index(known).get_indexer(pd.Index(labels.astype(object)))
    return np.asarray(codes, dtype=np.int8)


def labelled(codes: NDArray[np.signedinteger], known: tuple[str, ...]) -> pd.Categorical:
    """Return a categorical of these codes over a closed list."""
    return pd.Categorical.from_codes(codes, dtype=_closed_list(known), validate=False)


@cache
def _closed_list(known: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(known))
