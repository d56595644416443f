"""Label columns: values of distinct texts become categoricals with sorted categories."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.journal.raw_sheet import Codes


def label(codes: Codes, values: Sequence[str | None]) -> pd.Categorical:
    """Return the categorical of rows whose ``codes`` point into ``values``; -1 and ``None`` are missing."""
    is_used = np.bincount(codes.astype(np.int64) + 1, minlength=len(values) + 1)[1:] > 0
    values = [value if used else None for value, used in zip(values, is_used, strict=True)]
    known = sorted({value for value in values if value is not None})
    places = {value: place for place, value in enumerate(known)}
    looked_up = np.array(
        [-1 if value is None else places[value] for value in (*values, None)], dtype=np.int32
    )
    return pd.Categorical.from_codes(looked_up[codes], categories=pd.Index(known))


def kept_rows(values: pd.Categorical, kept: NDArray[np.int64]) -> pd.Categorical:
    """Return some rows of a categorical, without categories that none of them has."""
    if len(kept) == len(values):
        return values
    return label(values.codes[kept], list(values.categories))


def constant(value: str | None, n: int) -> pd.Categorical:
    """Return the categorical that says the same in ``n`` rows."""
    return label(np.zeros(n, dtype=np.int32), [value])


def stacked(parts: Sequence[pd.Categorical]) -> pd.Categorical:
    """Return categoricals one after another, over the union of their categories, sorted."""
    known = sorted({category for part in parts for category in part.categories})
    places = pd.Index(known)
    moved = []
    for part in parts:
        looked_up = np.append(places.get_indexer(part.categories), -1).astype(np.int32)
        moved.append(looked_up[part.codes])
    codes = np.concatenate(moved) if moved else np.empty(0, dtype=np.int32)
    return pd.Categorical.from_codes(codes, categories=places)
