"""Tell an activity apart by the lane that gave it, where it stands in several."""

from collections import ChainMap
from collections.abc import Mapping

import numpy as np
import pandas as pd

from flowmap.tables import IN_LANE
from flowmap.tables.cells import Array, Cells
from flowmap.tables.segments import codes_of, labels_of


def tell_lanes_apart(cells: Cells, titles: Mapping[str, str]) -> Mapping[str, Array]:
    """Return the columns with an activity of several lanes as one for each: "Hembesök · Hemsjukvård".

    ``titles`` are the lanes' names on screen; a lane without one goes by its id.
    """
    activities, lanes = labels_of(cells["activity"]), [*labels_of(cells["lane"]), ""]
    keys = codes_of(cells["activity"]).astype(np.int64) * len(lanes) + codes_of(cells["lane"]) % len(lanes)
    pairs, codes = np.unique(keys, return_inverse=True)
    walked = np.isin(pairs, keys[cells["is_step"]])
    counts = np.bincount(pairs[walked] // len(lanes), minlength=len(activities))
    names = [_name(activities[a], lanes[b], titles, int(counts[a])) for a, b in _split(pairs, len(lanes))]
    labels = sorted(set(names))
    places = np.array([labels.index(name) for name in names], dtype=np.int64)
    told = pd.Categorical.from_codes(places[codes] if len(codes) else codes, labels)
    return ChainMap({"activity": told}, cells)  # type: ignore[arg-type]


def _split(pairs: np.ndarray, lanes: int) -> list[tuple[int, int]]:
    return [divmod(int(pair), lanes) for pair in pairs]


def _name(activity: str, lane: str, titles: Mapping[str, str], lanes: int) -> str:
    return f"{activity}{IN_LANE}{titles.get(lane, lane)}" if lanes > 1 else activity
