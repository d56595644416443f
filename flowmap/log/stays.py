"""Stays beside the log: their table, what happens inside them, and emergency visits that turned into them."""

import numpy as np
import pandas as pd

from flowmap.group import Group, matches
from flowmap.log.events import StayRows
from flowmap.records import Kind
from flowmap.tables import Stays, shape_columns
from flowmap.tables.segments import Flags, Whole, codes_of, days_of, spans

_US_A_DAY = 86_400_000_000


def list_stays(coded: pd.DataFrame, stays: StayRows) -> pd.DataFrame:
    """Return the table of stays, by patient, start and id."""
    names = ["patient", "activity", "journal", "lane", "unit", "planned", "is_coerced", "entry_id"]
    frame = coded[names].take(stays.rows).reset_index(drop=True)
    frame["stay_id"], frame["start"], frame["end"] = stays.stay_id, stays.start, stays.end
    frame["has_clock"] = stays.start_has_clock & stays.end_has_clock
    frame["emergency_event_id"] = np.zeros(len(frame), dtype=np.int64)
    order = np.lexsort((stays.stay_id, stays.start, codes_of(frame["patient"])))
    return shape_columns(frame.take(order).reset_index(drop=True), Stays.columns)


def inside_which_stay(events: pd.DataFrame, is_discharge: Flags) -> Whole:
    """Return for each event the stay it lies in, 0 for none; of several the one that began last.

    What stands between a stay's milestones in the order of the way is inside it; a stay without a discharge
    goes on to the patient's last event.
    """
    own = events["stay_id"].to_numpy()
    inside: Whole = own.copy()
    admitted = np.flatnonzero((own != 0) & ~is_discharge)
    if not len(admitted):
        return inside
    patient = codes_of(events["patient"])
    stops = np.searchsorted(patient, patient[admitted], side="right")
    left = np.flatnonzero((own != 0) & is_discharge)
    by_id = left[np.argsort(own[left], kind="stable")]
    place = np.searchsorted(own[by_id], own[admitted])
    found = (place < len(by_id)) & (np.append(own[by_id], 0)[place] == own[admitted])
    stops = np.where(found, np.append(by_id, 0)[place], stops)
    rows, which = spans(admitted + 1, stops)
    inside[rows] = own[admitted][which]
    inside[own != 0] = own[own != 0]
    return inside


def link_emergencies(stays: pd.DataFrame, events: pd.DataFrame, *, group: Group) -> pd.DataFrame:
    """Return the stays with the emergency visit that turned into each: the last that day or the day before.

    Only stays that are not planned have one, and a visit belongs to one stay, the first.
    """
    visit = matches(group.measures.emergency, events) & events["took_place"].to_numpy()
    visit &= (events["kind"] == Kind.CONTACT.value).to_numpy()
    if not len(stays) or not visit.any():
        return stays
    visits = events[visit]
    names = pd.Index(sorted({*stays["patient"], *visits["patient"]}))
    at = stays["start"].to_numpy().astype(np.int64)
    at = np.where(_admission_clocked(stays, events), at, at + _US_A_DAY - 1)
    of_stay = names.get_indexer(stays["patient"].astype(object))
    of_visit = names.get_indexer(visits["patient"].astype(object))
    times = visits["start"].to_numpy().astype(np.int64)
    order = np.lexsort((visits["event_id"].to_numpy(), times, of_visit))
    all_times = np.concatenate([times, at])
    rank = np.searchsorted(np.unique(all_times), all_times).astype(np.int64)
    size = len(all_times) + 1
    keys = (of_visit * size + rank[: len(times)])[order]
    place = np.searchsorted(keys, of_stay * size + rank[len(times) :], side="right") - 1
    found = order[np.maximum(place, 0)]
    near = days_of(visits["start"])[found] >= days_of(stays["start"]) - 1
    fits = (place >= 0) & (of_visit[found] == of_stay) & near & (stays["planned"] != "planned").to_numpy()
    ids = np.where(fits, visits["event_id"].to_numpy()[found], 0)
    return stays.assign(emergency_event_id=_first_only(ids))


def _admission_clocked(stays: pd.DataFrame, events: pd.DataFrame) -> Flags:
    """Return which stays' admissions have a clock."""
    milestones = events[(events["stay_id"] != 0) & (events["kind"] == Kind.MILESTONE.value)]
    clocked = milestones.loc[milestones["has_clock"], ["stay_id", "start"]]
    there = pd.MultiIndex.from_frame(clocked)
    found: Flags = pd.MultiIndex.from_frame(stays[["stay_id", "start"]]).isin(there)
    return found


def _first_only(ids: Whole) -> Whole:
    """Return the ids with 0 where the same one stands further up."""
    _, first = np.unique(ids, return_index=True)
    kept = np.zeros_like(ids)
    kept[first] = ids[first]
    return kept


def stays_left(stays: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return the stays whose milestones are among the events."""
    return stays[stays["stay_id"].isin(events["stay_id"])].reset_index(drop=True)
