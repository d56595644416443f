"""Handovers: only what the group declares, between an event and a contact in another lane."""

import numpy as np
import pandas as pd

from flowmap.group import Group, HandoverRule, matches
from flowmap.tables import EventLog, Handovers, Waits, shape_columns
from flowmap.tables.segments import Flags, Ints, Whole, codes_of, make_label, next_marked


def find_handovers(log: EventLog, group: Group, *, is_met: Flags, waits: Waits) -> Handovers:
    """Return the declared handovers, by row; one without a contact in another lane is none.

    One that names a wait goes to the contact that ends it; where nobody sees the wait end there is none.
    """
    if not group.handovers:
        return Handovers.empty()
    frame = log.frame
    found = [
        _handovers_of(frame, rule, is_met, waits.frame).assign(place=n)
        for n, rule in enumerate(group.handovers)
    ]
    rows = pd.concat(found, ignore_index=True)
    rows = rows.sort_values(["from_row", "to_row", "place"], ignore_index=True)
    rows["handover_id"] = make_label(rows["place"].to_numpy(), [rule.id for rule in group.handovers])
    rows["patient"] = frame["patient"].take(rows["from_row"].to_numpy()).reset_index(drop=True)
    return Handovers(shape_columns(rows, Handovers.columns))


def _handovers_of(
    frame: pd.DataFrame, rule: HandoverRule, is_met: Flags, waits: pd.DataFrame
) -> pd.DataFrame:
    at = np.flatnonzero(matches(rule.at, frame) & frame["took_place"].to_numpy())
    is_met = is_met & ~matches(rule.passes_over, frame)
    patient, lane = codes_of(frame["patient"]), codes_of(frame["lane"])
    if rule.to_wait is not None:
        other = _where_it_ends(at, rule.to_wait, waits, size=len(frame))
        stopped = next_marked(matches(rule.stopped_by, frame) & frame["took_place"].to_numpy(), patient)[at]
        other = np.where((stopped >= 0) & (stopped < other), -1, other)
        other = np.where((other >= 0) & is_met[other] & (lane[other] != lane[at]), other, -1)
    elif rule.to == "next":
        other = _other_lane(at, is_met, patient, lane)
    else:
        size = len(frame) - 1
        other = _other_lane(size - at, is_met[::-1], patient[::-1], lane[::-1])
        other = np.where(other < 0, -1, size - other)
    first, second = (other, at) if rule.to == "previous" else (at, other)
    return _rows(frame, rule, first[other >= 0], second[other >= 0])


def _where_it_ends(at: Whole, wait_id: str, waits: pd.DataFrame, *, size: int) -> Whole:
    """Return the row that ends the wait from each row of ``at``; -1 where it has no end or starts none."""
    rows = waits[waits["wait_id"] == wait_id]
    ends = np.full(size, -1, dtype=np.int64)
    ends[rows["from_row"].to_numpy()] = rows["to_row"].to_numpy()
    return ends[at]


def _rows(frame: pd.DataFrame, rule: HandoverRule, first: Whole, second: Whole) -> pd.DataFrame:
    event = frame["event_id"].to_numpy()
    return pd.DataFrame(
        {
            "from_event": event[first],
            "to_event": event[second],
            "carried": _carried(frame["marker"], rule.carries, first, second),
            "from_row": first,
            "to_row": second,
        }
    )


def _other_lane(at: Whole, is_met: Flags, patient: Ints, lane: Ints) -> Whole:
    """Return the next contact in another lane than each row of ``at``; -1 where none is.

    It is the next contact, or where that is in the same lane, the first one in a lane that differs from it.
    """
    contacts = np.flatnonzero(is_met)
    changes = np.zeros(len(is_met), dtype=np.bool_)
    changes[contacts[1:]] = lane[contacts[1:]] != lane[contacts[:-1]]
    nearest = next_marked(is_met, patient)[at]
    further = next_marked(changes, patient)[np.maximum(nearest, 0)]
    same = lane[np.maximum(nearest, 0)] == lane[at]
    return np.where(nearest < 0, -1, np.where(same, further, nearest))


def _carried(markers: pd.Series, carries: tuple[str, ...], first: Whole, second: Whole) -> pd.Series:
    """Return which markers that the handover carries stand between its two events, both included."""
    texts = pd.Series([""] * len(first), dtype=object)
    for marker in carries:
        has = np.array([marker in label.split(", ") for label in markers.cat.categories] + [False])
        sums = np.append(0, np.cumsum(has[codes_of(markers)]))
        seen = sums[second + 1] > sums[first]
        texts = texts.where(~seen, texts.where(texts == "", texts + ", ") + marker)
    return texts.where(texts != "", None)
