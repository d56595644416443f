"""Waits: only what the group declares, from an event to the next one that ends it."""

import numpy as np
import pandas as pd

from flowmap.group import Group, matches
from flowmap.records import Status
from flowmap.tables import EventLog, Waits, shape_columns
from flowmap.tables.segments import Whole, codes_of, days_of, make_label, next_marked, run_starts


def find_waits(log: EventLog, group: Group) -> Waits:
    """Return the declared waits, by patient and row; one that nobody sees end has no days.

    Each event that starts a wait has one, to the next event of the patient that ends it. What did not take
    place neither starts nor ends a wait; a call that nobody answered may start one, and ends none, unless the
    declaration asks for it by status.
    """
    if not group.waits:
        return Waits.empty()
    frame = log.frame
    found = [_waits_of(frame, group, place) for place in range(len(group.waits))]
    rows = pd.concat(found, ignore_index=True).sort_values(["from_row", "place"], ignore_index=True)
    ids = [wait.id for wait in group.waits]
    rows["wait_id"] = make_label(rows["place"].to_numpy(), ids)
    rows["patient"] = frame["patient"].take(rows["from_row"].to_numpy()).reset_index(drop=True)
    return Waits(shape_columns(rows, Waits.columns))


def _waits_of(frame: pd.DataFrame, group: Group, place: int) -> pd.DataFrame:
    rule = group.waits[place]
    took_place = frame["took_place"].to_numpy()
    starts = np.flatnonzero(matches(rule.starts, frame) & took_place)
    is_end = matches(rule.ends, frame) & took_place
    if not rule.ends.statuses:
        is_end &= (frame["status"] != Status.UNANSWERED.value).to_numpy()
    ends = next_marked(is_end, codes_of(frame["patient"]))[starts]
    seen = ends >= 0
    day, event = days_of(frame["start"]), frame["event_id"].to_numpy()
    left = days_of(frame["end"].fillna(frame["start"]))[starts]
    days = pd.Series(np.maximum(day[ends] - left, 0), dtype="Int32")
    return pd.DataFrame(
        {
            "place": place,
            "from_event": event[starts],
            "to_event": np.where(seen, event[ends], 0),
            "wait_days": days.where(seen),
            "from_row": starts,
            "to_row": ends,
        }
    )


def wait_columns(waits: Waits, group: Group, *, size: int) -> dict[str, object]:
    """Return the longest declared wait that ends with each event, and its id."""
    days, missing = np.ones(size, dtype=np.int32), np.ones(size, dtype=np.bool_)
    which = np.full(size, -1, dtype=np.int8)
    ids = [wait.id for wait in group.waits]
    rows = waits.frame
    rows = rows[rows["to_row"] >= 0] if len(rows) else rows
    if len(rows):
        ends, longest = rows["to_row"].to_numpy(), rows["wait_days"].to_numpy().astype(np.int64)
        rank: Whole = pd.Index(ids).get_indexer(rows["wait_id"].astype(object))
        order = np.lexsort((rank, -longest, ends))
        order = order[run_starts(ends[order])]
        days[ends[order]], missing[ends[order]], which[ends[order]] = longest[order], False, rank[order]
    return {
        "wait_days": pd.arrays.IntegerArray(days, missing),
        "wait_id": make_label(which, ids, only_used=True),
    }
