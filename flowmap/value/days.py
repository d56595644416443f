"""The days of a way in colours: green when something of value happened; ward days as in Red2Green.

Source of the ward days: Red2Green (NHS England): each bed day is green, when it moves the person on, or
red, with a reason; red days without a reason are counted too.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.records import Value, Voice
from flowmap.tables import Contacts, shape_columns
from flowmap.tables.rated import ValueDayCounts, ValueDays
from flowmap.value.counts import value_rows
from flowmap.value.labels import SCALE
from flowmap.value.over_way import SPOKEN

_DAY = "datetime64[D]"
_MARKS = ("contacts", "assessed", *(value.value for value in SCALE), "reasons")


def colour_days(contacts: Contacts) -> ValueDays:
    """Return every day of every patient's review window in colours, voice by voice.

    One row is one day: ``green`` when a contact gave the person something, else ``amber`` when one was
    needed, else ``red`` when what happened gave nothing, else ``empty`` (nothing that the voice has
    valued). A day of a stay that the voice speaks of is also ``green`` or ``red`` in ``ward_colour``:
    green when something was needed or gave something, so that it moved the person on. Without a review
    window the days run from the patient's first event to the last.
    """
    windows = _windows(contacts)
    tables = [_colour(contacts, windows, voice) for voice in SPOKEN]
    table = pd.concat(tables, ignore_index=True)
    table = table.sort_values(["patient", "voice", "on"], kind="stable").reset_index(drop=True)
    return ValueDays(shape_columns(table, ValueDays.columns), contacts.stamp)


def count_value_days(days: ValueDays) -> ValueDayCounts:
    """Return how many days of each patient's window are green, amber, red and empty, voice by voice."""
    frame = days.frame.astype({"patient": object, "voice": object, "colour": object, "ward_colour": object})
    marks = frame[["patient", "voice"]].assign(days=1)
    for colour in ("green", "amber", "red", "empty"):
        marks[f"{colour}_days"] = (frame["colour"] == colour).astype(int)
    marks["ward_days"] = frame["ward_colour"].notna().astype(int)
    for colour in ("green", "red"):
        marks[f"ward_{colour}_days"] = (frame["ward_colour"] == colour).astype(int)
    marks["red_without_reason_days"] = frame["lacks_reason"].astype(int)
    counts = marks.groupby(["patient", "voice"], sort=True).sum().reset_index()
    return ValueDayCounts(shape_columns(counts, ValueDayCounts.columns), days.stamp)


def _windows(contacts: Contacts) -> pd.DataFrame:
    """Return each patient's first and last day, as days since 1970."""
    frame = contacts.frame
    by_patient = frame.groupby(frame["patient"].astype(object))["start"]
    seen = pd.DataFrame({"first": by_patient.min(), "last": by_patient.max()})
    patients = contacts.facts.patients.frame
    known = patients.set_index(patients["patient"].astype(object))[["window_start", "window_end"]]
    both = seen.join(known, how="outer")
    first = both["window_start"].fillna(both["first"])
    last = both["window_end"].fillna(both["last"])
    kept = first.notna() & last.notna() & (last >= first)
    days = pd.DataFrame({"first": first[kept], "last": last[kept]}).sort_index()
    return days.apply(lambda times: times.to_numpy().astype(_DAY).astype(np.int64))


def _colour(contacts: Contacts, windows: pd.DataFrame, voice: Voice) -> pd.DataFrame:
    table = _every_day(windows)
    marks = _marks_of_days(contacts, voice)
    keyed = table.merge(marks, on=["patient", "day"], how="left")
    keyed[list(_MARKS)] = keyed[list(_MARKS)].fillna(0).astype(np.int64)
    is_ward, is_spoken_of = _ward_days(contacts, windows, keyed["assessed"].to_numpy() > 0)
    creating, necessary, nothing = (keyed[value.value] > 0 for value in SCALE)
    colours = np.select([creating, necessary, nothing], ["green", "amber", "red"], "empty")
    ward = np.where(creating | necessary, "green", "red").astype(object)
    ward[~is_spoken_of] = None
    return pd.DataFrame(
        {
            "patient": keyed["patient"],
            "voice": voice.value,
            "on": keyed["day"].to_numpy().astype(_DAY).astype("datetime64[us]"),
            "colour": colours,
            "contacts": keyed["contacts"],
            "assessed": keyed["assessed"],
            "is_ward_day": is_ward,
            "ward_colour": ward,
            "lacks_reason": (ward == "red") & (keyed["reasons"] == 0).to_numpy(),
        }
    )


def _every_day(windows: pd.DataFrame) -> pd.DataFrame:
    lengths = (windows["last"] - windows["first"] + 1).to_numpy()
    starts = np.repeat(windows["first"].to_numpy(), lengths)
    place = np.arange(lengths.sum()) - np.repeat(lengths.cumsum() - lengths, lengths)
    patients = np.repeat(windows.index.to_numpy(dtype=object), lengths)
    return pd.DataFrame({"patient": patients, "day": starts + place})


def _marks_of_days(contacts: Contacts, voice: Voice) -> pd.DataFrame:
    """Return for each day with a contact how many there were, and what the voice said of them."""
    frame = contacts.frame
    frame = frame[value_rows(frame)]
    said = frame[f"{voice.value}_value"]
    marks = pd.DataFrame({"patient": frame["patient"].astype(object), "day": _days_of(frame["start"])})
    marks["contacts"] = 1
    marks["assessed"] = (said != Value.NOT_ASSESSED).astype(int)
    for value in SCALE:
        marks[value.value] = (said == value).astype(int)
    gave_nothing = said == Value.NOT_CREATING
    marks["reasons"] = (gave_nothing & frame[f"{voice.value}_reason"].notna()).astype(int)
    return marks.groupby(["patient", "day"], sort=False).sum().reset_index()


def _days_of(times: pd.Series) -> NDArray[np.int64]:
    days: NDArray[np.int64] = times.to_numpy().astype(_DAY).astype(np.int64)
    return days


def _ward_days(
    contacts: Contacts, windows: pd.DataFrame, assessed: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which days lie inside a stay, and inside one of whose days the voice has valued anything.

    A stay's days run from admission to the day before discharge; one that ends the day it began has one.
    A stay that goes on runs to the end of the window. Days stand by patient, then in order.
    """
    begins, ends = _stay_rows(contacts, windows)
    before = np.concatenate([[0], assessed.cumsum()])
    is_spoken_of = before[ends] > before[begins]
    days = len(assessed)
    return _covered(begins, ends, days), _covered(begins[is_spoken_of], ends[is_spoken_of], days)


def _stay_rows(contacts: Contacts, windows: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each stay's first row among the days, and the row after its last; outside a window none."""
    stays = contacts.facts.stays.frame
    stays = stays[stays["patient"].isin(windows.index)]
    place = windows.index.get_indexer(stays["patient"].astype(object))
    window_first, window_last = (windows[name].to_numpy()[place] for name in ("first", "last"))
    lengths = (windows["last"] - windows["first"] + 1).to_numpy()
    offset = (lengths.cumsum() - lengths)[place] - window_first
    first = _days_of(stays["start"])
    discharged = np.maximum(_days_of(stays["end"].fillna(stays["start"])) - 1, first)
    last = np.where(stays["end"].notna(), discharged, window_last)
    first, last = np.maximum(first, window_first), np.minimum(last, window_last)
    inside = first <= last
    return (first + offset)[inside], (last + offset)[inside] + 1


def _covered(begins: NDArray[np.int64], ends: NDArray[np.int64], days: int) -> NDArray[np.bool_]:
    changes = np.zeros(days + 1, dtype=np.int64)
    np.add.at(changes, begins, 1)
    np.add.at(changes, ends, -1)
    covered: NDArray[np.bool_] = changes.cumsum()[:-1] > 0
    return covered
