"""Dates that cannot be, or that the round did not ask for."""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from flowmap.journal.checks.facts import NO_DAY, Facts, Flagged
from flowmap.records import Place, Severity, Status
from flowmap.tables import Problem
from flowmap.tables.segments import Flags, Whole, codes_of, days_of
from flowmap.words import say

_OLDEST = 120  # years; nobody in Sweden has become older
_DAYS_IN_YEAR = 365.25


def check_future(facts: Facts) -> Iterator[Flagged]:
    """Find what took place, but on a day to come."""
    if facts.today is None:
        return
    yield Flagged("date_future", Severity.ERROR, "date", np.flatnonzero(_is_future(facts)))


def _is_future(facts: Facts) -> Flags:
    if facts.today is None:
        return np.zeros(len(facts.entries), dtype=np.bool_)
    today = np.datetime64(facts.today).astype("datetime64[D]").view(np.int64)
    is_ahead = (facts.start_day > today) | (facts.has_end & (facts.end_day > today) & ~facts.is_stay)
    is_planned = (facts.entries["status"] == Status.PLANNED.value).to_numpy()
    found: Flags = is_ahead & ~is_planned
    return found


def check_end(facts: Facts) -> Iterator[Flagged]:
    """Find an end before its start."""
    start, end = facts.entries["start"].to_numpy(), facts.entries["end"].to_numpy()
    both = (facts.entries["has_clock"] & facts.entries["end_has_clock"]).to_numpy()
    is_before = facts.has_end & ((facts.end_day < facts.start_day) | (both & (end < start)))
    yield Flagged("end_before_start", Severity.ERROR, "until", np.flatnonzero(is_before))


def check_band_end(facts: Facts) -> Iterator[Problem]:
    """Find a recurring service that ends before it starts."""
    bands = facts.journal.bands.frame
    backwards = bands[(bands["end_on"] < bands["start_on"]).to_numpy()]
    for file, sheet, row in backwards[["file", "sheet", "row"]].itertuples(index=False, name=None):
        yield Problem("band_ends_first", Severity.ERROR, Place(file, sheet, int(row), say("field.end_on")))


def check_window(facts: Facts) -> Iterator[Flagged]:
    """Find what is wholly before the first day or after the last day that was reviewed for the person."""
    first, last = _windows(facts)
    is_before = (first != NO_DAY) & (np.maximum(facts.end_day, facts.start_day) < first)
    is_before &= ~(facts.is_stay & ~facts.has_end)
    is_after = (last != NO_DAY) & (facts.start_day > last)
    is_outside = (is_before | is_after) & ~_is_future(facts)  # one mistake, told once
    yield Flagged("date_outside_window", Severity.WARNING, "date", np.flatnonzero(is_outside))


def check_birth(facts: Facts) -> Iterator[Flagged]:
    """Find a day before the person can have been born, by year of birth or age group."""
    born = _looked_up(facts, _earliest_birth_days(facts))
    is_before = (born != NO_DAY) & (facts.start_day < born)
    yield Flagged("date_before_birth", Severity.ERROR, "date", np.flatnonzero(is_before))


def _windows(facts: Facts) -> tuple[Whole, Whole]:
    """Return each entry's first and last reviewed day: the person's own, else the round's, else none."""
    patients = facts.journal.patients.frame
    window = facts.settings.window if facts.settings else None
    days = []
    for name, general in (("window_start", window and window.start), ("window_end", window and window.end)):
        own = _looked_up(facts, pd.Series(days_of(patients[name]), index=patients["patient"].astype(object)))
        fallback = np.datetime64(general).astype("datetime64[D]").view(np.int64) if general else NO_DAY
        days.append(np.where(own == NO_DAY, fallback, own))
    return days[0], days[1]


def _looked_up(facts: Facts, by_patient: pd.Series) -> Whole:
    """Return for each entry the patient's number; the lowest integer where there is none."""
    names = facts.entries["patient"].cat.categories
    found = by_patient.reindex(pd.Index(names, dtype=object), fill_value=NO_DAY).to_numpy(dtype=np.int64)
    return np.append(found, NO_DAY)[codes_of(facts.entries["patient"])]


def _earliest_birth_days(facts: Facts) -> pd.Series:
    patients = facts.journal.patients.frame
    ages = patients["age_group"].astype(object).where(patients["age_group"].notna(), "")
    days = [_earliest(str(age), day) for age, day in zip(ages, _reference_days(facts, patients), strict=True)]
    return pd.Series(days, index=patients["patient"].astype(object), dtype=np.int64)


def _reference_days(facts: Facts, patients: pd.DataFrame) -> Whole:
    """Return the day that an age group is counted from: the end of the window, else the last entry's day."""
    last = facts.start_day.max() if len(facts.entries) else NO_DAY
    if facts.today is not None:
        last = np.datetime64(facts.today).astype("datetime64[D]").view(np.int64)
    ends = days_of(patients["window_end"])
    return np.where(ends == NO_DAY, last, ends)


def _earliest(age_group: str, reference: int) -> int:
    """Return the earliest day of birth that an age group allows; an open one, up to the oldest age."""
    if reference == NO_DAY:
        return NO_DAY
    ages = [int(age) for age in re.findall(r"\d{1,3}", age_group)]
    is_open = len(ages) == 1 and bool(re.search(r"\+|över|äldre|minst|over|older", age_group.casefold()))
    oldest = max(ages) if ages and not is_open else _OLDEST
    return int(reference - (oldest + 1) * _DAYS_IN_YEAR - 1)
