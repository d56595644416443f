"""The difference of two graphs: each transition before and after, as shares of the patients."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.errors import TableError
from flowmap.intervals import wilson
from flowmap.tables import FlowGraph, GraphDifference, shape_columns
from flowmap.words import say

_ENDS = ["from_activity", "to_activity"]


def compare_graphs(before: FlowGraph, after: FlowGraph) -> GraphDifference:
    """Return how each transition's share of patients changed, the largest change first.

    A transition that one graph does not show has 0 patients there only where that graph left nothing out;
    else it is not known there, and the change is missing. The interval is Newcombe's, from the two Wilson
    intervals; it takes the two groups of patients as different people.

    Raises
    ------
    TableError
        The graphs are not by the same thing, or their names were not decided alike.
    """
    stamps = {graph.edges.stamp.vocabulary_id for graph in (before, after)}
    if before.by != after.by or len(stamps) > 1:
        raise TableError(say("graph.not_alike"))
    both = _patients(before, "before").merge(_patients(after, "after"), on=_ENDS, how="outer")
    for side, graph in (("before", before), ("after", after)):
        seen = both[f"patients_{side}"]
        both[f"patients_{side}"] = seen if graph.left_out.transitions else seen.fillna(0)
        both[f"of_{side}"] = graph.patients
    low, high, change = _change(both)
    both = both.assign(change=change, low=low, high=high)
    order = np.lexsort((both["to_activity"], both["from_activity"], -both["change"].abs().fillna(-1)))
    rows = both.take(order).reset_index(drop=True)
    return GraphDifference(shape_columns(rows, GraphDifference.columns), after.edges.stamp)


def _patients(graph: FlowGraph, side: str) -> pd.DataFrame:
    rows = graph.edges.frame[[*_ENDS, "patients"]]
    return rows.rename(columns={"patients": f"patients_{side}"}).astype({f"patients_{side}": "Int64"})


def _change(both: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64], pd.Series]:
    """Return the change of the share and its interval (Newcombe 1998, method 10)."""
    shares, lows, highs = [], [], []
    for side in ("before", "after"):
        part, whole = (
            both[f"patients_{side}"].astype("Float64").to_numpy(dtype=float, na_value=np.nan),
            both[f"of_{side}"],
        )
        low, high = wilson(part, whole)
        shares.append(part / whole.to_numpy())
        lows.append(low)
        highs.append(high)
    change = shares[1] - shares[0]
    low = change - np.sqrt((shares[1] - lows[1]) ** 2 + (highs[0] - shares[0]) ** 2)
    high = change + np.sqrt((highs[1] - shares[1]) ** 2 + (shares[0] - lows[0]) ** 2)
    return low, high, pd.Series(change, index=both.index)
