"""Stays that overlap, and contacts that cannot have been while the person was admitted."""

from collections.abc import Iterator

import numpy as np

from flowmap.journal.checks.facts import Facts, Flagged
from flowmap.records import JournalName, Mode, Severity
from flowmap.tables.segments import Whole, codes_of, run_of, run_starts

_FAR = 1 << 22  # days: keeps one patient's days apart from the next one's
_OUTSIDE = (
    JournalName.HEALTH_CENTRE.value,
    JournalName.MUNICIPAL_HEALTH.value,
    JournalName.MUNICIPAL_SOCIAL.value,
)


def check_overlap(facts: Facts) -> Iterator[Flagged]:
    """Find a stay that begins before the one before it has ended; the same day is a transfer."""
    rows = _stays(facts)
    before, reach = _latest_end_before(facts, rows)
    found = np.flatnonzero((before >= 0) & (facts.start_day[rows] < reach))
    others = before[found]
    yield Flagged(
        "stays_overlap", Severity.WARNING, "date", rows[found], lambda n: facts.other_row(others[n])
    )


def check_inside(facts: Facts) -> Iterator[Flagged]:
    """Find a home visit, or a visit outside the hospital, on a day between admission and discharge."""
    stays = _stays(facts)
    stays = stays[facts.end_day[stays] - facts.start_day[stays] >= 2]
    rows = np.flatnonzero(_cannot_be_inside(facts))
    stay = _stay_around(facts, rows, stays)
    inside = stay >= 0
    rows, stay = rows[inside], stay[inside]
    other_journal = facts.journal_name[rows] != facts.journal_name[stay]
    is_home = facts.mode[rows] == Mode.HOME_VISIT.value
    rows, stay = rows[other_journal | is_home], stay[other_journal | is_home]
    yield Flagged("contact_during_stay", Severity.WARNING, "date", rows, lambda n: facts.other_row(stay[n]))


def _stays(facts: Facts) -> Whole:
    """Return whole stays that ended, by patient and day."""
    entries = facts.entries
    is_whole = (entries["part"] == "whole").to_numpy()
    rows = np.flatnonzero(facts.is_stay & facts.has_end & is_whole & facts.took_place)
    keys = (facts.journal_name, facts.end_day, facts.start_day, facts.patient)
    order = np.lexsort([key[rows] for key in keys])
    return rows[order]


def _latest_end_before(facts: Facts, rows: Whole) -> tuple[Whole, Whole]:
    """Return, of the patient's stays that began earlier, the one that ends last (-1 for none) and its end."""
    if not len(rows):
        return rows, rows
    starts = run_starts(facts.patient[rows])
    size = len(rows)
    ends = facts.end_day[rows] + run_of(starts) * _FAR
    latest = np.maximum.accumulate(ends * size + np.arange(size)) % size
    before = np.where(starts, -1, rows[np.append(0, latest[:-1])])
    return before, facts.end_day[before]


def _cannot_be_inside(facts: Facts) -> np.ndarray:
    journals = codes_of(facts.entries["journal"])
    outside = np.append(facts.entries["journal"].cat.categories.isin(_OUTSIDE), np.False_)[journals]
    is_visit = (facts.mode == Mode.VISIT.value) & outside
    cannot: np.ndarray = facts.is_contact & (is_visit | (facts.mode == Mode.HOME_VISIT.value))
    return cannot


def _stay_around(facts: Facts, rows: Whole, stays: Whole) -> Whole:
    """Return the stay whose inner days hold each row's day, or -1; the latest one to begin is looked at."""
    if not len(stays):
        return np.full(len(rows), -1, dtype=np.int64)
    keys = facts.patient[stays].astype(np.int64) * _FAR + facts.start_day[stays]
    at = facts.patient[rows].astype(np.int64) * _FAR + facts.start_day[rows]
    place = np.searchsorted(keys, at, side="left") - 1  # strictly after the day of admission
    stay = stays[np.maximum(place, 0)]
    inside = (place >= 0) & (facts.patient[stay] == facts.patient[rows])
    inside &= facts.start_day[rows] < facts.end_day[stay]
    return np.where(inside, stay, -1)
