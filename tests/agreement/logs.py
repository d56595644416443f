"""Journals for the agreement tests: from the real logs, and from plain rows."""

from pathlib import Path

import pandas as pd

from flowmap.tables import Entries, Journal, shape_columns
from tests.drawing import ENTRY_DEFAULTS, FLAGS


def journal_of(rows: pd.DataFrame) -> Journal:
    """Return a journal with these rows: any of the entries' columns; the others take their defaults."""
    frame = pd.DataFrame(index=rows.index)
    for column in Entries.columns:
        frame[column.name] = rows[column.name] if column.name in rows else ENTRY_DEFAULTS.get(column.name)
    for flag in (*FLAGS, "has_clock", "end_has_clock"):
        frame[flag] = frame[flag].fillna(value=False).astype(bool)
    if "entry_id" not in rows:
        frame["entry_id"] = range(1, len(frame) + 1)
    frame["row"] = range(1, len(frame) + 1)
    frame["start"] = frame["start"].astype("datetime64[us]")
    frame["end"] = pd.to_datetime(frame["end"]).astype("datetime64[us]")
    frame["utc_offset"] = pd.array(frame["utc_offset"], dtype="Int32")
    return Journal(entries=Entries(shape_columns(frame.reset_index(drop=True), Entries.columns)))


def sepsis(folder: Path) -> Journal:
    """Return the Sepsis log: all clocked, many equal times."""
    raw = pd.read_csv(folder / "sepsis.csv", sep=";", dtype=str, keep_default_na=False)
    times = pd.to_datetime(raw["Complete Timestamp"], format="%Y/%m/%d %H:%M:%S.%f")
    return journal_of(_rows(raw["Case ID"], raw["Activity"], times, lane=raw["org:group"]))


def running_example(folder: Path) -> Journal:
    """Return the textbook's running example."""
    raw = pd.read_csv(folder / "running-example.csv", dtype=str, keep_default_na=False)
    times = pd.to_datetime(raw["time:timestamp"].str[:19])
    return journal_of(_rows(raw["case:concept:name"], raw["Activity"], times, lane=raw["Resource"]))


def _rows(patient: pd.Series, activity: pd.Series, start: pd.Series, *, lane: pd.Series) -> pd.DataFrame:
    columns = {"patient": patient, "activity_text": activity, "start": start, "lane_text": lane}
    return pd.DataFrame({**columns, "has_clock": True})
