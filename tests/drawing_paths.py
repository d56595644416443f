"""Paths and ratings drawn in text, for specs of steps that come after the path is traced."""

import numpy as np
import pandas as pd

from flowmap.tables import (
    LOG_COLUMNS,
    STEP_COLUMNS,
    Bands,
    Paths,
    Patients,
    Ratings,
    RoundFacts,
    shape_columns,
)
from tests.drawing import drawn

_DEFAULTS = {
    "patient": "P01",
    "kind": "contact",
    "activity": "Läkarbesök",
    "journal": "health_centre",
    "lane": "halsocentral",
    "principal": "region",
    "status": "done",
    "file": "drawn.xlsx",
    "sheet": "drawn",
    "step_no": 0,
    "previous_row": -1,
    "next_row": -1,
    "next_contact_row": -1,
    "stay_id": 0,
}


def paths(text: str, *, patients: str = "", bands: str = "") -> Paths:
    """Return paths with these rows; what is not drawn has plain defaults.

    ``date`` (and ``clock``) give ``start``; flags are ``x``; ``event_id`` is the row's number from 1 unless
    drawn. Contacts and milestones that are not only planned are steps, and done contacts are met.
    """
    rows = drawn(text)
    frame = pd.DataFrame(index=rows.index)
    for column in LOG_COLUMNS + STEP_COLUMNS:
        values = rows[column.name] if column.name in rows else pd.Series(None, rows.index, dtype=object)
        frame[column.name] = values.where(values.notna(), _DEFAULTS.get(column.name))
    _add_times(frame, rows)
    _add_numbers(frame, rows)
    for column in LOG_COLUMNS + STEP_COLUMNS:
        if column.holds == "flag":
            frame[column.name] = frame[column.name].isin([True, "x"])
    facts = RoundFacts(patients=_patients(patients), bands=_bands(bands))
    return Paths(shape_columns(frame, LOG_COLUMNS + STEP_COLUMNS), facts=facts)


def _add_times(frame: pd.DataFrame, rows: pd.DataFrame) -> None:
    days = rows["date"] if "date" in rows else pd.Series("2026-03-01", rows.index)
    clocks = rows["clock"] if "clock" in rows else pd.Series(None, rows.index, dtype=object)
    texts = days.where(clocks.isna(), days.astype(str) + " " + clocks.astype(str))
    frame["start"] = pd.to_datetime(texts, format="mixed").astype("datetime64[us]")
    frame["end"] = pd.Series(pd.NaT, rows.index, dtype="datetime64[us]")
    frame["has_clock"] = clocks.notna()


def _add_numbers(frame: pd.DataFrame, rows: pd.DataFrame) -> None:
    frame["row"] = range(1, len(rows) + 1)
    numbers = pd.Series(range(1, len(rows) + 1), rows.index)
    frame["event_id"] = rows["event_id"].astype(np.int64) if "event_id" in rows else numbers
    frame["entry_id"] = frame["event_id"]
    for name in ("stay_id", "step_no", "previous_row", "next_row", "next_contact_row"):
        frame[name] = frame[name].astype(np.int64)
    for name in ("gap_days", "gap_minutes", "contact_gap_days", "wait_days", "utc_offset"):
        frame[name] = pd.array(frame[name].astype("Float64"), dtype="Int32")
    frame["position"] = np.nan
    not_done = frame["status"].isin(["planned", "cancelled", "no_show"])
    frame["took_place"] = ~not_done
    frame["is_step"] = frame["kind"].isin(["contact", "milestone"]) & (frame["status"] != "planned")
    frame["is_met"] = (frame["kind"] == "contact") & (frame["status"] == "done")


def _patients(text: str) -> Patients:
    if not text:
        return Patients.empty()
    rows = drawn(text).assign(important_to_me="")
    return Patients.from_rows(rows.to_dict("records"))


def _bands(text: str) -> Bands:
    if not text:
        return Bands.empty()
    rows = drawn(text)
    defaults = {
        "patient": "P01",
        "lane": "hemtjanst",
        "principal": "municipality",
        "journal": "municipal_social",
    }
    frame = pd.DataFrame({c.name: rows.get(c.name, defaults.get(c.name)) for c in Bands.columns}, rows.index)
    frame = frame.assign(file="drawn.xlsx", sheet="bands", row=range(1, len(rows) + 1), pause_days=0)
    frame["is_visits_estimated"] = False
    frame["entry_id"] = frame["band_id"] = frame["band_id"].astype(np.int64)
    for name in ("visits", "staff_in_14_days"):
        frame[name] = pd.array(frame[name].astype("Float64"), dtype="Int32")
    return Bands(shape_columns(frame, Bands.columns))


def ratings(text: str) -> Ratings:
    """Return ratings with these rows; the role is the team's, each a minute after the last."""
    rows = drawn(text)
    frame = pd.DataFrame({c.name: rows.get(c.name) for c in Ratings.columns}, index=rows.index, dtype=object)
    frame["event_id"] = frame["event_id"].astype(np.int64)
    frame["role"] = frame["role"].where(frame["role"].notna(), "team")
    frame["rater"] = frame["rater"].where(frame["rater"].notna(), "ssk A")
    later = pd.Timestamp("2026-05-01") + pd.to_timedelta(range(len(rows)), unit="min")
    given = pd.to_datetime(frame["rated_at"]) if "rated_at" in rows else pd.Series(later, rows.index)
    frame["rated_at"] = given.astype("datetime64[us]")
    return Ratings(shape_columns(frame, Ratings.columns))
