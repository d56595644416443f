"""What was reviewed of whom: the window's days, death, and which journals were read."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.expected.sequence import Flags, Ints
from flowmap.group import Group, matches
from flowmap.records import CoverageStatus, JournalName
from flowmap.tables import Contacts, RoundFacts

NEVER = np.iinfo(np.int64).max // 4  # a day that no limit reaches
_DAYS = "datetime64[D]"


@dataclass(frozen=True)
class Reviewed:
    """One item of each array is a patient; days count from 1970.

    ``death_rows`` are the log's rows that are a death.
    """

    patients: tuple[str, ...]
    first_day: Ints
    last_day: Ints
    died_day: Ints
    death_rows: Ints
    lowest_age: Ints
    journals: dict[JournalName, Flags]

    def has_all(self, needs: tuple[JournalName, ...]) -> Flags:
        """Return which patients had every journal in ``needs`` reviewed."""
        flags = [self.journals[journal] for journal in needs]
        every: Flags = np.logical_and.reduce([np.ones(len(self.patients), dtype=np.bool_), *flags])
        return every


def list_patients(contacts: Contacts) -> tuple[str, ...]:
    """Return every patient with an event or a row among the round's patients, sorted."""
    with_events = contacts.frame["patient"].cat.remove_unused_categories().cat.categories
    listed = contacts.facts.patients.frame["patient"].astype(str)
    return tuple(sorted({*with_events, *listed}))


def whose_rows(patient: pd.Series, patients: tuple[str, ...]) -> Ints:
    """Return the place in ``patients`` of each row's patient, worked out once a label."""
    places = pd.Index(patients).get_indexer(patient.cat.categories.astype(str)).astype(np.int64)
    whose: Ints = np.append(places, -1)[patient.cat.codes.to_numpy()]
    return whose


def read_reviewed(contacts: Contacts, group: Group, *, patients: tuple[str, ...]) -> Reviewed:
    """Return what was reviewed of each patient, in the order of ``patients``."""
    frame, sheet = contacts.frame, contacts.facts.patients.frame
    owner = whose_rows(frame["patient"], patients)
    day = frame["start"].to_numpy().astype(_DAYS).astype(np.int64)
    sheet = sheet.set_index(sheet["patient"].astype(str)).reindex(list(patients))
    first_seen = _extreme(np.minimum, NEVER, owner, day, len(patients))
    last_seen = _extreme(np.maximum, -NEVER, owner, day, len(patients))
    first, last = _window(group, frame, owner, sheet)
    is_death = matches(group.death, frame)
    died = _extreme(np.minimum, NEVER, owner[is_death], day[is_death], len(patients))
    return Reviewed(
        patients=patients,
        first_day=np.minimum(first, first_seen),
        last_day=np.maximum(last, last_seen),
        died_day=np.minimum(died, _day_of(sheet["died_on"], NEVER)),
        death_rows=np.flatnonzero(is_death),
        lowest_age=_lowest_age(sheet["age_group"]),
        journals=_journals(contacts.facts, frame, owner, patients),
    )


def _extreme(choose: np.ufunc, start: int, owner: Ints, day: Ints, patients: int) -> Ints:
    found = np.full(patients, start, dtype=np.int64)
    choose.at(found, owner, day)
    return found


def _day_of(times: pd.Series, missing: int) -> Ints:
    days = times.to_numpy().astype(_DAYS)
    return np.where(np.isnat(days), missing, days.astype(np.int64))


def _window(group: Group, frame: pd.DataFrame, owner: Ints, sheet: pd.DataFrame) -> tuple[Ints, Ints]:
    """Return the window's ends: as the sheet says, else by the group's window, else what the log covers.

    Where nobody says how far the review went, the first and last day of the whole log stand in: journals
    were at least read so far.
    """
    day = frame["start"].to_numpy().astype(_DAYS).astype(np.int64)
    first = np.full(len(sheet), day.min() if len(day) else NEVER, dtype=np.int64)
    last = np.full(len(sheet), day.max() if len(day) else -NEVER, dtype=np.int64)
    if group.window.days is not None and group.window.from_event is not None:
        at = matches(group.window.from_event, frame)
        event = _extreme(np.minimum, NEVER, owner[at], day[at], len(sheet))
        if group.window.direction == "forward":
            last = np.where(event < NEVER, event + group.window.days, last)
        else:
            first = np.where(event < NEVER, event - group.window.days, first)
    start, end = _day_of(sheet["window_start"], NEVER), _day_of(sheet["window_end"], NEVER)
    return np.where(start < NEVER, start, first), np.where(end < NEVER, end, last)


def _lowest_age(age_group: pd.Series) -> Ints:
    """Return the lowest age of groups such as 80–84 or 90+; -1 where the age is not known."""
    lowest = age_group.astype(str).str.extract(r"(\d+)", expand=False)
    return np.asarray(pd.to_numeric(lowest).fillna(-1).to_numpy(dtype=np.int64))


def _journals(
    facts: RoundFacts, frame: pd.DataFrame, owner: Ints, patients: tuple[str, ...]
) -> dict[JournalName, Flags]:
    """Return per journal whose journal was reviewed, wholly or in part, or does not exist.

    A journal that does not exist hides nothing. Where the sheet says nothing of a patient's journal, rows
    read from it show that it was opened. A log without any coverage was not reviewed by journal: all of it
    counts as read.
    """
    coverage = facts.coverage.frame
    if coverage.empty:
        return {journal: np.ones(len(patients), dtype=np.bool_) for journal in JournalName}
    whose = whose_rows(coverage["patient"], patients)
    status = coverage["coverage_status"].to_numpy(dtype=object)
    allowed = (whose >= 0) & (status != CoverageStatus.NOT_ALLOWED.value)
    said = coverage["journal"].to_numpy(dtype=object)
    opened = frame["journal"].to_numpy(dtype=object)
    found = {}
    for journal in JournalName:
        seen = _among(owner[opened == journal.value], len(patients))
        mentioned = _among(whose[(said == journal.value) & (whose >= 0)], len(patients))
        readable = _among(whose[(said == journal.value) & allowed], len(patients))
        found[journal] = np.where(mentioned, readable, seen)
    return found


def _among(owner: Ints, patients: int) -> Flags:
    flags: NDArray[np.bool_] = np.zeros(patients, dtype=np.bool_)
    flags[owner] = True
    return flags
