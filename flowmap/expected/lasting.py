"""Which events happen while a declared wait lasts."""

import numpy as np
import pandas as pd

from flowmap.expected.pairs import Scene
from flowmap.expected.reviewed import NEVER
from flowmap.expected.sequence import Ints


def rows_while(wait_id: str, scene: Scene, *, rows: Ints) -> Ints:
    """Return the rows on a day from the one that the patient's wait begins to the one that it ends.

    A wait that nobody sees end lasts. Where the patient has several, one of them is enough.
    """
    waits = scene.waits[(scene.waits["wait_id"] == wait_id).to_numpy()]
    begins, ends = waits["from_row"].to_numpy(), waits["to_row"].to_numpy()
    moments = scene.moments
    lasting = pd.DataFrame(
        {
            "owner": moments.patient[begins],
            "first": moments.day[begins],
            "last": np.where(ends >= 0, moments.day[ends], NEVER),
        }
    )
    asked = pd.DataFrame({"owner": moments.patient[rows], "day": moments.day[rows], "row": rows})
    both = asked.merge(lasting, on="owner")
    inside = both[(both["first"] <= both["day"]) & (both["day"] <= both["last"])]
    return rows[np.isin(rows, inside["row"].to_numpy())]
