"""The ledger: what every entry became, so that none is lost between the sheets and the log."""

import numpy as np
import pandas as pd

from flowmap.log.bands import Folded
from flowmap.log.events import STAY_END, STAY_START, WHOLE, Made
from flowmap.log.pairing import Pairing
from flowmap.tables import Ledger, shape_columns
from flowmap.tables.segments import Flags

_BECAME = {WHOLE: "event", STAY_START: "stay_start", STAY_END: "stay_end"}


def account(
    coded: pd.DataFrame, pairing: Pairing, made: Made, folded: Folded, *, outside: Flags
) -> pd.DataFrame:
    """Return a row for each entry and each event or band it became part of, by both ids.

    ``made`` are all events, in the order of ``outside``: those marked lie outside the group's window, and
    are in no log.
    """
    entry = coded["entry_id"].to_numpy()
    event = made.frame["event_id"].to_numpy()
    became = np.array([_BECAME[role] for role in range(3)], dtype=object)[made.role]
    halved = (made.role == WHOLE) & (pairing.end_row[made.source] != made.source)
    became = np.where(halved, "pair_start", became)
    parts = [_rows(entry[made.source], event, np.where(outside, "outside_window", became))]
    target = np.zeros(len(coded), dtype=np.int64)
    begins = made.role != STAY_END
    target[made.source[~begins]] = event[~begins]
    target[made.source[begins]] = event[begins]
    target[folded.rows] = folded.band_id[folded.rows]
    parts.append(_rows(entry[folded.rows], target[folded.rows], "folded"))
    has_event = np.zeros(len(coded), dtype=np.bool_)
    has_event[made.source] = True
    rest = np.flatnonzero(~(has_event | folded.rows))
    is_half = coded["part"].isin(["complete", "discharge"]).to_numpy()[rest]
    parts.append(_rows(entry[rest], target[pairing.joined_to[rest]], np.where(is_half, "pair_end", "merged")))
    return pd.concat(parts, ignore_index=True)


def close_ledger(rows: pd.DataFrame, bands: pd.DataFrame) -> Ledger:
    """Return the ledger with the rows of the bands' own sheet, sorted by both ids."""
    both = pd.concat([rows, _rows(bands["entry_id"], bands["band_id"], "band")], ignore_index=True)
    both = both.sort_values(["entry_id", "event_id"], ignore_index=True)
    return Ledger(shape_columns(both, Ledger.columns))


def _rows(entry: object, event: object, became: object) -> pd.DataFrame:
    frame = pd.DataFrame({"entry_id": entry, "event_id": event})
    return frame.assign(became=became).astype({"became": object})
