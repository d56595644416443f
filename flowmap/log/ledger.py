"""The ledger: what every entry became, so that none is lost between the sheets and the log."""

import numpy as np
import pandas as pd

from flowmap.log.bands import Folded
from flowmap.log.events import STAY_END, WHOLE, Made
from flowmap.log.pairing import Pairing
from flowmap.tables import Ledger
from flowmap.tables.segments import Flags, Whole, codes_of, make_label

_BECAME = (  # the places of the first three are roles of events
    "event",
    "stay_start",
    "stay_end",
    "pair_start",
    "pair_end",
    "merged",
    "folded",
    "band",
    "outside_window",
)
_PLACE = {name: place for place, name in enumerate(_BECAME)}


def account(
    coded: pd.DataFrame, pairing: Pairing, *, made: Made, folded: Folded, outside: Flags
) -> pd.DataFrame:
    """Return a row for each entry and each event or band it became part of.

    ``made`` are all events, in the order of ``outside``: those marked lie outside the group's window, and
    are in no log.
    """
    entry, journal = coded["entry_id"].to_numpy(), coded["journal"].array
    event = made.frame["event_id"].to_numpy()
    halved = (made.role == WHOLE) & (pairing.end_row[made.source] != made.source)
    became = np.where(halved, _PLACE["pair_start"], made.role)
    became = np.where(outside, _PLACE["outside_window"], became)
    target = np.zeros(len(coded), dtype=np.int64)
    begins = made.role != STAY_END
    target[made.source[~begins]] = event[~begins]
    target[made.source[begins]] = event[begins]
    target[folded.rows] = folded.band_id[folded.rows]
    has_event = np.zeros(len(coded), dtype=np.bool_)
    has_event[made.source] = True
    rest = np.flatnonzero(~(has_event | folded.rows))
    is_half = coded["part"].isin(["complete", "discharge"]).to_numpy()[rest]
    joined = np.where(is_half, _PLACE["pair_end"], _PLACE["merged"])
    parts: list[tuple[Whole, Whole, Whole | int]] = [
        (made.source, event, became),
        (np.flatnonzero(folded.rows), target[folded.rows], _PLACE["folded"]),
        (rest, target[pairing.joined_to[rest]], joined),
    ]
    return pd.concat(
        [_rows(entry[at], to, role).assign(journal=journal.take(at)) for at, to, role in parts],
        ignore_index=True,
    )


def close_ledger(rows: pd.DataFrame, bands: pd.DataFrame) -> Ledger:
    """Return the ledger with the rows of the bands' own sheet, sorted by both ids."""
    own = _rows(bands["entry_id"].to_numpy(np.int64), bands["band_id"].to_numpy(np.int64), _PLACE["band"])
    journals = sorted({*rows["journal"].cat.categories, *bands["journal"].cat.categories})
    both = pd.concat(
        [
            part.assign(journal=labels.cat.set_categories(journals).array)
            for part, labels in ((rows, rows["journal"]), (own, bands["journal"]))
        ],
        ignore_index=True,
    )
    order = np.lexsort((both["event_id"], both["entry_id"]))
    both = both.take(order).reset_index(drop=True)
    became = make_label(both["became"].to_numpy(), _BECAME, only_used=True)
    journal = make_label(codes_of(both["journal"]), journals, only_used=True)
    return Ledger(both.assign(became=became, journal=journal))


def _rows(entry: Whole, event: Whole, became: Whole | int) -> pd.DataFrame:
    return pd.DataFrame({"entry_id": entry, "event_id": event}).assign(became=became)
