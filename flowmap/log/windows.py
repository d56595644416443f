"""Windows: what was reviewed of each patient, and when a patient died."""

import numpy as np
import pandas as pd

from flowmap.group import Group, matches
from flowmap.tables import Patients, shape_columns
from flowmap.tables.segments import Flags, codes_of, days_of, run_starts


def list_patients(given: pd.DataFrame, seen: list[str]) -> pd.DataFrame:
    """Return a row for each patient of the round, also for those that only have entries."""
    known = set(given["patient"])
    added = pd.DataFrame({"patient": sorted(name for name in seen if name not in known)})
    own = [column.name for column in Patients.columns]
    frame = (
        pd.concat([given.astype(object), added.astype(object)], ignore_index=True) if len(given) else added
    )
    frame = frame.reindex(columns=[*own, *(c for c in given.columns if c not in own)])
    frame = frame.sort_values("patient", kind="stable", ignore_index=True)
    shaped = shape_columns(frame, Patients.columns)
    extra = {name: pd.Categorical(frame[name]) for name in frame.columns if name not in own}
    return shaped.assign(**extra)


def add_window(patients: pd.DataFrame, events: pd.DataFrame, *, group: Group) -> pd.DataFrame:
    """Return the patients with the group's review window where the round gives none, and date of death."""
    at = matches(group.death, events) & events["took_place"].to_numpy()
    died = _one_day(events, at, patients, last=False)
    patients = patients.assign(died_on=patients["died_on"].fillna(died))
    window = group.window
    if window.from_event is None:
        return patients
    back = window.direction == "back"
    anchor = _one_day(events, matches(window.from_event, events), patients, last=back)
    given = patients["window_start"].notna() | patients["window_end"].notna()
    anchor = anchor.where(~given)
    far = anchor + pd.Timedelta(days=(window.days or 0) * (-1 if back else 1))
    if window.days is None:
        far = pd.Series(pd.NaT, index=anchor.index, dtype="M8[us]")
    start, end = (far, anchor) if back else (anchor, far)
    return patients.assign(
        window_start=patients["window_start"].fillna(start), window_end=patients["window_end"].fillna(end)
    )


def _one_day(events: pd.DataFrame, at: Flags, patients: pd.DataFrame, *, last: bool) -> pd.Series:
    """Return the day of each patient's first (or last) event that is marked."""
    rows = np.flatnonzero(at)
    codes = codes_of(events["patient"])[rows]
    if last:
        rows, codes = rows[::-1], codes[::-1]
    rows = rows[run_starts(codes)] if len(rows) else rows
    days = events["start"].to_numpy()[rows].astype("M8[D]").astype("M8[us]")
    by_patient = pd.Series(days, index=events["patient"].astype(object).to_numpy()[rows], dtype="M8[us]")
    return by_patient.reindex(patients["patient"].astype(object)).reset_index(drop=True)


def outside_window(
    events: pd.DataFrame, stays: pd.DataFrame, *, patients: pd.DataFrame, group: Group
) -> Flags:
    """Return which events lie wholly outside the group's window; a stay is inside if any day of it is.

    A window that the round itself gives leaves nothing out: what the reviewer wrote stands.
    """
    if group.window.from_event is None:
        return np.zeros(len(events), dtype=np.bool_)
    place = pd.Index(patients["patient"].astype(object)).get_indexer(events["patient"].astype(object))
    first, last = days_of(events["start"]), days_of(events["end"].fillna(events["start"]))
    if len(stays):
        own = pd.Index(stays["stay_id"]).get_indexer(events["stay_id"])
        ongoing = stays["end"].isna().to_numpy()
        ends = np.where(ongoing, np.iinfo(np.int64).max, days_of(stays["end"].fillna(stays["start"])))
        first = np.where(own < 0, first, days_of(stays["start"])[own])
        last = np.where(own < 0, last, ends[own])
    low, high = patients["window_start"], patients["window_end"]
    starts = np.where(low.isna(), np.iinfo(np.int64).min, days_of(low.fillna(pd.Timestamp(0))))
    ends = np.where(high.isna(), np.iinfo(np.int64).max, days_of(high.fillna(pd.Timestamp(0))))
    outside: Flags = (last < starts[place]) | (first > ends[place])
    return outside


def last_days(events: pd.DataFrame, patients: pd.DataFrame) -> pd.Series:
    """Return the last day that is known of each patient: the window's, else the last event's."""
    latest = np.full(len(patients), np.iinfo(np.int32).min, dtype=np.int64)
    np.maximum.at(latest, codes_of(events["patient"]), days_of(events["start"]))
    ends = patients["window_end"]
    known = np.where(ends.isna(), latest, days_of(ends.fillna(pd.Timestamp(0))))
    return pd.Series(known, index=patients["patient"].astype(object))
