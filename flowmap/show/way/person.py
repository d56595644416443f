"""One person's rows as plain records, read once from the tables."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from flowmap.errors import PictureError
from flowmap.group import Group
from flowmap.tables import Contacts
from flowmap.words import say

T = TypeVar("T")
_TEXTS = (
    "kind",
    "activity",
    "lane",
    "mode",
    "status",
    "started_by",
    "marker",
    "in_short",
    "value",
    "voice",
    "reason",
    "person_by",
)
_FLAGS = ("took_place", "is_step", "is_met", "is_coerced", "disputed", "order_uncertain", "has_clock")
DEFINITE = ("done", "ongoing", "interrupted", "unanswered")
_NEVER = -(10**6)  # days since 1970: a missing day lies before
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the person, in the order of the way."""

    event_id: int
    row: int
    next_contact_row: int
    stay_id: int
    day: int
    end_day: int
    kind: str
    activity: str
    lane: str
    mode: str
    status: str
    started_by: str
    marker: str
    in_short: str
    value: str
    voice: str
    reason: str
    person_by: str
    took_place: bool
    is_step: bool
    is_met: bool
    is_coerced: bool
    disputed: bool
    order_uncertain: bool
    has_clock: bool

    @property
    def is_contact(self) -> bool:
        """Whether somebody met, called or wrote with the person."""
        return self.kind == "contact"

    @property
    def is_only_load(self) -> bool:
        """Whether nobody answered and nobody rated it: it has no value to show."""
        return self.is_contact and self.status == "unanswered" and self.voice == "none"

    @property
    def has_echo(self) -> bool:
        """Whether the person or a relative had to start it."""
        return self.is_contact and self.started_by in {"person", "relative"}


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay of the person; ``last_day`` is that of the window while it goes on."""

    stay_id: int
    activity: str
    lane: str
    first_day: int
    last_day: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Band:
    """One recurring service of the person."""

    band_id: int
    activity: str
    lane: str
    first_day: int
    last_day: int
    is_open: bool
    times_per_week: float
    visits: int
    is_estimated: bool
    staff: int
    why_changed: str


@dataclass(frozen=True, slots=True)
class Link:
    """A declared wait or handover between two events."""

    kind: str
    rule_id: str
    from_event: int
    to_event: int
    days: int
    carried: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """All that is known of one person's way."""

    patient: str
    events: tuple[Event, ...]
    stays: tuple[Stay, ...]
    bands: tuple[Band, ...]
    links: tuple[Link, ...]
    coverage: dict[str, str]
    has_basis: bool
    important: str
    important_by: str
    first_day: int
    last_day: int
    planned: int
    is_open: bool
    band_values: dict[int, tuple[str, str]]  # of a band: its value, and whose word that is


def day_number(day: date) -> int:
    """Return a date as days since 1970."""
    return day.toordinal() - EPOCH


def as_date(number: int) -> date:
    """Return days since 1970 as a date."""
    return date.fromordinal(number + EPOCH)


class Rows:
    """A person's rows of one table, cell by cell; each column is read once for all persons."""

    def __init__(self, columns: "_Columns", at: Sequence[int]) -> None:
        """Hold the rows at these places."""
        self._columns, self._at = columns, at

    def __len__(self) -> int:
        return len(self._at)

    def texts(self, column: str) -> list[str]:
        """Return a column's words; empty where missing."""
        return self._picked(self._columns.read(column, _texts))

    def days(self, column: str) -> list[int]:
        """Return whole days since 1970; missing ones are the lowest number there is."""
        return self._picked(self._columns.read(column, _days))

    def cells(self, column: str) -> list[Any]:
        """Return a column as it is; 0 where a number is missing."""
        return self._picked(self._columns.read(column, _cells))

    def _picked(self, column: list[T]) -> list[T]:
        return [column[at] for at in self._at]


class _Columns:
    """The columns of a frame as lists, each made when it is first asked for."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._made: dict[tuple[str, Callable[[pd.Series], list[Any]]], list[Any]] = {}

    def read(self, column: str, how: Callable[[pd.Series], list[T]]) -> list[T]:
        if (column, how) not in self._made:
            self._made[column, how] = how(self._frame[column])
        return self._made[column, how]


class People:
    """The rows of some persons, each table split by person once, so that forty cost little more than one."""

    def __init__(self, contacts: Contacts, codes: Collection[str]) -> None:
        """Keep the rows of the persons with these codes, and split them."""
        facts = contacts.facts
        tables = {
            "contacts": contacts,
            "waits": contacts.waits,
            "handovers": contacts.handovers,
            "patients": facts.patients,
            "stays": facts.stays,
            "bands": facts.bands,
            "coverage": facts.coverage,
            "basis": facts.basis,
        }
        frames = {name: table.frame.reset_index(drop=True) for name, table in tables.items()}
        frames["bands"] = frames["bands"].sort_values(["start_on", "activity", "band_id"], kind="stable")
        kept = {name: frame[frame["patient"].isin(codes)] for name, frame in frames.items()}
        self._columns = {name: _Columns(frame) for name, frame in kept.items()}
        self._rows = {name: frame.groupby("patient", observed=True).indices for name, frame in kept.items()}
        self._events = _read_events(kept["contacts"])
        self.band_values = _band_values(contacts.band_values.frame)

    def of(self, table: str, patient: str) -> Rows:
        """Return a person's rows of a table."""
        return Rows(self._columns[table], self._rows[table].get(patient, ()))

    def events(self, patient: str) -> list[Event]:
        """Return a person's events in the order of the way, with those that are only planned."""
        return [self._events[row] for row in self._rows["contacts"].get(patient, [])]

    def knows(self, patient: str) -> bool:
        """Return whether any table speaks of the person."""
        return any(patient in rows for rows in self._rows.values())


def read_person(people: People, *, patient: str, group: Group) -> Person:
    """Return the person's rows.

    Raises
    ------
    PictureError
        Nothing is known of this person in the round, or there is nothing to draw.
    """
    every = people.events(patient)
    events = tuple(event for event in every if event.status != "planned")
    about, bands = people.of("patients", patient), people.of("bands", patient)
    if not events and not len(bands):
        key = "way.no_events" if people.knows(patient) else "way.unknown_patient"
        raise PictureError(say(key, person=str(group.person_word)))
    first, last = _window(about, events, bands)
    return Person(
        patient=patient,
        events=events,
        stays=_stays(people.of("stays", patient), last),
        bands=_bands(bands, first, last),
        links=_links(people, patient),
        coverage=_coverage(people, patient),
        has_basis=_has_basis(people, patient),
        important=about.texts("important_to_me")[0] if len(about) else "",
        important_by=about.texts("important_by")[0] if len(about) else "",
        first_day=first,
        last_day=last,
        planned=len(every) - len(events),
        is_open=any(people.of("contacts", patient).cells("is_open")),
        band_values=people.band_values,
    )


def _texts(column: pd.Series) -> list[str]:
    return ["" if pd.isna(value) else str(value) for value in column.astype(object)]


def _days(column: pd.Series) -> list[int]:
    """Return whole days since 1970; missing ones are the lowest number there is."""
    return [int(day) for day in column.to_numpy().astype("datetime64[D]").astype(np.int64)]


def _read_events(frame: pd.DataFrame) -> list[Event]:
    texts = {name: _texts(frame[name]) for name in _TEXTS}
    flags = {name: frame[name].to_numpy(dtype=bool).tolist() for name in _FLAGS}
    numbers = {name: frame[name].to_numpy().tolist() for name in ("event_id", "next_contact_row", "stay_id")}
    starts, ends, rows = _days(frame["start"]), _days(frame["end"]), frame.index.tolist()
    return [
        Event(
            row=rows[at],
            day=starts[at],
            end_day=max(starts[at], ends[at]),
            **{name: cells[at] for name, cells in {**texts, **flags, **numbers}.items()},
        )
        for at in range(len(frame))
    ]


def _cells(column: pd.Series) -> list[Any]:
    cells: list[Any] = column.where(column.notna(), 0).tolist()
    return cells


def _window(about: Rows, events: tuple[Event, ...], bands: Rows) -> tuple[int, int]:
    """Return the first and last day drawn: the review window, or what is seen where none is given."""
    firsts = [e.day for e in events] + [*bands.days("start_on"), *about.days("window_start")]
    lasts = [e.end_day for e in events] + [*bands.days("end_on"), *about.days("window_end")]
    firsts, lasts = ([day for day in days if day > _NEVER] for days in (firsts, lasts))
    return min(firsts), max([*lasts, *firsts])


def _stays(rows: Rows, last_day: int) -> tuple[Stay, ...]:
    columns = (rows.texts("activity"), rows.texts("lane"), rows.days("start"), rows.days("end"))
    return tuple(
        Stay(stay_id, activity, lane, first, last_day if end < _NEVER else end, end < _NEVER)
        for stay_id, activity, lane, first, end in zip(rows.cells("stay_id"), *columns, strict=True)
    )


def _bands(rows: Rows, first_day: int, last_day: int) -> tuple[Band, ...]:
    made = zip(
        rows.cells("band_id"),
        *(rows.texts("activity"), rows.texts("lane"), rows.days("start_on"), rows.days("end_on")),
        *(rows.cells("times_per_week"), rows.cells("visits"), rows.cells("is_visits_estimated")),
        *(rows.cells("staff_in_14_days"), rows.texts("why_changed")),
        strict=True,
    )
    return tuple(
        Band(
            band_id=int(band_id),
            activity=activity,
            lane=lane,
            first_day=max(start, first_day),
            last_day=last_day if end < _NEVER else end,
            is_open=end < _NEVER,
            times_per_week=float(times),
            visits=int(visits),
            is_estimated=bool(is_estimated),
            staff=int(staff),
            why_changed=why,
        )
        for band_id, activity, lane, start, end, times, visits, is_estimated, staff, why in made
    )


def _links(people: People, patient: str) -> tuple[Link, ...]:
    waits, handovers = people.of("waits", patient), people.of("handovers", patient)
    found = [
        Link("wait", rule, start, end, int(days))
        for rule, start, end, days in zip(
            waits.texts("wait_id"),
            waits.cells("from_event"),
            waits.cells("to_event"),
            waits.cells("wait_days"),
            strict=True,
        )
        if end != 0
    ]
    found += [
        Link("handover", rule, start, end, 0, carried)
        for rule, start, end, carried in zip(
            handovers.texts("handover_id"),
            handovers.cells("from_event"),
            handovers.cells("to_event"),
            handovers.texts("carried"),
            strict=True,
        )
    ]
    return tuple(found)


def _band_values(frame: pd.DataFrame) -> dict[int, tuple[str, str]]:
    """Return each band's value: the person's word where there is one, else the team's."""
    rows = sorted(
        zip(_texts(frame["voice"]), frame["band_id"].tolist(), _texts(frame["value"]), strict=True),
        reverse=True,
    )
    return {
        band: (value, voice) for voice, band, value in rows if value != "not_assessed"
    }  # person comes last


def _coverage(people: People, patient: str) -> dict[str, str]:
    rows = people.of("coverage", patient)
    return dict(zip(rows.texts("journal"), rows.texts("coverage_status"), strict=True))


def _has_basis(people: People, patient: str) -> bool:
    """Return whether each journal of the person that was read has a basis."""
    rows = people.of("basis", patient)
    stated = {j for j, basis in zip(rows.texts("journal"), rows.texts("basis"), strict=True) if basis}
    read = {*people.of("contacts", patient).texts("journal")}
    return bool(stated) and read <= stated
