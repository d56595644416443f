"""The days of a way in colours: green when something of value happened; ward days as in Red2Green.

Source of the ward days: Red2Green (NHS England): each bed day is green, when it moves the person on, or
red, with a reason; red days without a reason are counted too.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.records import Value, Voice
from flowmap.tables import Contacts, ValueDayCounts, ValueDays, shape_columns
from flowmap.value.counts import value_rows
from flowmap.value.labels import SCALE
from flowmap.value.over_way import SPOKEN

_DAY = "datetime64[D]"
_COLOURS = ("amber", "empty", "green", "red")
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class _Windows:
    """Each patient's review window in days since 1970; its days stand one after the other in one list."""

    patients: pd.Index
    first: Whole
    last: Whole

    @property
    def lengths(self) -> Whole:
        """The number of days of each window."""
        return self.last - self.first + 1

    @property
    def offsets(self) -> Whole:
        """Where each patient's days begin in the list, less the first day: add a day to find its place."""
        return self.lengths.cumsum() - self.lengths - self.first

    def places(self, patients: Whole, days: Whole) -> tuple[Whole, Flags]:
        """Return where days stand in the list, and which of them lie inside their patient's window."""
        inside = (patients >= 0) & (days >= self.first[patients]) & (days <= self.last[patients])
        return self.offsets[patients] + days, inside


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
    table["voice"] = pd.Categorical.from_codes(
        np.repeat([0, 1], [len(part) for part in tables]), [voice.value for voice in SPOKEN]
    )
    codes = table["patient"].cat.codes.to_numpy()
    order = np.lexsort((np.arange(len(table)), table["voice"].cat.codes.to_numpy(), codes))
    table = table.take(order).reset_index(drop=True)
    return ValueDays(shape_columns(table, ValueDays.columns), contacts.stamp)


def count_value_days(days: ValueDays) -> ValueDayCounts:
    """Return how many days of each patient's window are green, amber, red and empty, voice by voice."""
    frame = days.frame
    marks = {f"{colour}_days": frame["colour"] == colour for colour in ("green", "amber", "red", "empty")}
    marks["ward_days"] = frame["ward_colour"].notna()
    marks |= {f"ward_{colour}_days": frame["ward_colour"] == colour for colour in ("green", "red")}
    marks["red_without_reason_days"] = frame["lacks_reason"]
    table = pd.DataFrame(marks).astype(np.int64).assign(days=np.int64(1))
    counts = table.groupby([frame["patient"], frame["voice"]], observed=True, sort=True).sum()
    return ValueDayCounts(shape_columns(counts.reset_index(), ValueDayCounts.columns), days.stamp)


def _windows(contacts: Contacts) -> _Windows:
    frame = contacts.frame
    by_patient = frame.groupby("patient", observed=True)["start"]
    seen = pd.DataFrame({"first": by_patient.min(), "last": by_patient.max()})
    seen.index = pd.Index(seen.index.astype(object))
    patients = contacts.facts.patients.frame
    known = patients.set_index(patients["patient"].astype(object))[["window_start", "window_end"]]
    both = seen.join(known, how="outer")
    first = both["window_start"].fillna(both["first"])
    last = both["window_end"].fillna(both["last"])
    kept = (first.notna() & last.notna() & (last >= first)).to_numpy()
    index = pd.Index(both.index[kept], dtype=object)
    order = index.argsort()
    return _Windows(index[order], _days_of(first[kept])[order], _days_of(last[kept])[order])


def _colour(contacts: Contacts, windows: _Windows, voice: Voice) -> pd.DataFrame:
    marks = _marks_of_days(contacts, windows, voice)
    creating, necessary, nothing = (marks[value.value] > 0 for value in SCALE)
    is_ward, is_spoken_of = _ward_days(contacts, windows, marks["assessed"] > 0)
    moved_on = creating | necessary
    colours = np.select([creating, necessary, nothing], [2, 0, 3], 1)
    ward = np.where(is_spoken_of, np.where(moved_on, 0, 1), -1)
    lengths = windows.lengths
    patients = np.repeat(np.arange(len(lengths)), lengths)
    days = np.arange(lengths.sum()) - windows.offsets[patients]
    return pd.DataFrame(
        {
            "patient": pd.Categorical.from_codes(patients, windows.patients),
            "on": days.astype(_DAY).astype("datetime64[us]"),
            "colour": pd.Categorical.from_codes(colours, list(_COLOURS)),
            "contacts": marks["contacts"],
            "assessed": marks["assessed"],
            "is_ward_day": is_ward,
            "ward_colour": pd.Categorical.from_codes(ward, ["green", "red"]),
            "lacks_reason": (ward == 1) & (marks["reasons"] == 0),
        }
    )


def _marks_of_days(contacts: Contacts, windows: _Windows, voice: Voice) -> dict[str, Whole]:
    """Return for each day how many contacts there were, and what the voice said of them."""
    frame = contacts.frame
    frame = frame[value_rows(frame).to_numpy()]
    code = windows.patients.get_indexer(frame["patient"].cat.categories.astype(object))
    places, inside = windows.places(code[frame["patient"].cat.codes.to_numpy()], _days_of(frame["start"]))
    said = frame[f"{voice.value}_value"]
    has_reason = (said == Value.NOT_CREATING) & frame[f"{voice.value}_reason"].notna()
    rows = {"contacts": np.ones(len(frame), np.bool_), "assessed": said != Value.NOT_ASSESSED}
    rows |= {value.value: said == value for value in SCALE} | {"reasons": has_reason}
    size = int(windows.lengths.sum())
    return {
        name: np.bincount(places[inside & np.asarray(flag)], minlength=size) for name, flag in rows.items()
    }


def _days_of(times: pd.Series) -> Whole:
    days: Whole = times.to_numpy().astype(_DAY).astype(np.int64)
    return days


def _ward_days(contacts: Contacts, windows: _Windows, assessed: Flags) -> tuple[Flags, Flags]:
    """Return which days lie inside a stay, and inside one of whose days the voice has valued anything.

    A stay's days run from admission to the day before discharge; one that ends the day it began has one.
    A stay that goes on runs to the end of the window.
    """
    begins, ends = _stay_rows(contacts, windows)
    before = np.concatenate([[0], assessed.cumsum()])
    is_spoken_of = before[ends] > before[begins]
    days = len(assessed)
    return _covered(begins, ends, days), _covered(begins[is_spoken_of], ends[is_spoken_of], days)


def _stay_rows(contacts: Contacts, windows: _Windows) -> tuple[Whole, Whole]:
    """Return each stay's first place among the days, and the place after its last; outside a window none."""
    stays = contacts.facts.stays.frame
    stays = stays[stays["patient"].isin(windows.patients)]
    patient = windows.patients.get_indexer(stays["patient"].astype(object))
    first = _days_of(stays["start"])
    discharged = np.maximum(_days_of(stays["end"].fillna(stays["start"])) - 1, first)
    last = np.where(stays["end"].notna(), discharged, windows.last[patient])
    first, last = np.maximum(first, windows.first[patient]), np.minimum(last, windows.last[patient])
    inside = first <= last
    offsets = windows.offsets[patient]
    return (first + offsets)[inside], (last + offsets)[inside] + 1


def _covered(begins: NDArray[np.int64], ends: NDArray[np.int64], days: int) -> NDArray[np.bool_]:
    changes = np.zeros(days + 1, dtype=np.int64)
    np.add.at(changes, begins, 1)
    np.add.at(changes, ends, -1)
    covered: NDArray[np.bool_] = changes.cumsum()[:-1] > 0
    return covered
