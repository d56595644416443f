"""One person's rows as plain records, read once from the tables."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from flowmap.errors import PictureError
from flowmap.group import Group
from flowmap.tables import Contacts
from flowmap.words import say

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
        self._frames = {name: frame[frame["patient"].isin(codes)] for name, frame in frames.items()}
        self.band_values = contacts.band_values.frame
        self._rows = {
            name: frame.groupby("patient", observed=True).indices for name, frame in self._frames.items()
        }
        self._events = _read_events(self._frames["contacts"])

    def of(self, table: str, patient: str) -> pd.DataFrame:
        """Return a person's rows of a table; their index counts rows of the whole table."""
        frame = self._frames[table]
        return frame.iloc[self._rows[table].get(patient, [])]

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
    about, bands_frame = people.of("patients", patient), people.of("bands", patient)
    if not events and len(bands_frame) == 0:
        key = "way.no_events" if people.knows(patient) else "way.unknown_patient"
        raise PictureError(say(key, person=str(group.person_word)))
    first, last = _window(about, events, bands_frame)
    return Person(
        patient=patient,
        events=events,
        stays=_stays(people.of("stays", patient), last),
        bands=_bands(bands_frame, first, last),
        links=_links(people, patient),
        coverage=_coverage(people, patient),
        has_basis=_has_basis(people, patient),
        important=_texts(about["important_to_me"])[0] if len(about) else "",
        important_by=_texts(about["important_by"])[0] if len(about) else "",
        first_day=first,
        last_day=last,
        planned=len(every) - len(events),
        is_open=bool(people.of("contacts", patient)["is_open"].any()),
        band_values=_band_values(people),
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


def _window(about: pd.DataFrame, events: tuple[Event, ...], bands: pd.DataFrame) -> tuple[int, int]:
    """Return the first and last day drawn: the review window, or what is seen where none is given."""
    firsts = [e.day for e in events] + [d for d in _days(bands["start_on"]) if d > -(10**6)]
    lasts = [e.end_day for e in events] + [d for d in _days(bands["end_on"]) if d > -(10**6)]
    if len(about):
        firsts += [d for d in _days(about["window_start"]) if d > -(10**6)]
        lasts += [d for d in _days(about["window_end"]) if d > -(10**6)]
    return min(firsts), max([*lasts, *firsts])


def _stays(frame: pd.DataFrame, last_day: int) -> tuple[Stay, ...]:
    rows = zip(
        frame["stay_id"].tolist(),
        _texts(frame["activity"]),
        _texts(frame["lane"]),
        _days(frame["start"]),
        _days(frame["end"]),
        frame["end"].isna().tolist(),
        strict=True,
    )
    return tuple(
        Stay(stay_id, activity, lane, first, last_day if is_open else end, is_open)
        for stay_id, activity, lane, first, end, is_open in rows
    )


def _bands(frame: pd.DataFrame, first_day: int, last_day: int) -> tuple[Band, ...]:
    ordered = frame.sort_values(["start_on", "activity", "band_id"], kind="stable")
    made = []
    for row in ordered.to_dict("records"):
        is_open = bool(pd.isna(row["end_on"]))
        made.append(
            Band(
                band_id=int(row["band_id"]),
                activity=str(row["activity"]),
                lane=str(row["lane"]),
                first_day=max(day_number(row["start_on"].date()), first_day),
                last_day=last_day if is_open else day_number(row["end_on"].date()),
                is_open=is_open,
                times_per_week=_number(row["times_per_week"]),
                visits=int(_number(row["visits"])),
                is_estimated=bool(row["is_visits_estimated"]),
                staff=int(_number(row["staff_in_14_days"])),
                why_changed="" if pd.isna(row["why_changed"]) else str(row["why_changed"]),
            )
        )
    return tuple(made)


def _number(value: object) -> float:
    return 0.0 if pd.isna(value) else float(value)  # type: ignore[arg-type]


def _links(people: People, patient: str) -> tuple[Link, ...]:
    waits, handovers = people.of("waits", patient), people.of("handovers", patient)
    found = [
        Link("wait", rule, start, end, int(_number(days)))
        for rule, start, end, days in zip(
            _texts(waits["wait_id"]),
            waits["from_event"].tolist(),
            waits["to_event"].tolist(),
            waits["wait_days"].tolist(),
            strict=True,
        )
        if end != 0
    ]
    found += [
        Link("handover", rule, start, end, 0, carried)
        for rule, start, end, carried in zip(
            _texts(handovers["handover_id"]),
            handovers["from_event"].tolist(),
            handovers["to_event"].tolist(),
            _texts(handovers["carried"]),
            strict=True,
        )
    ]
    return tuple(found)


def _band_values(people: People) -> dict[int, tuple[str, str]]:
    """Return each band's value: the person's word where there is one, else the team's."""
    frame = people.band_values
    rows = sorted(
        zip(_texts(frame["voice"]), frame["band_id"].tolist(), _texts(frame["value"]), strict=True),
        reverse=True,
    )
    return {
        band: (value, voice) for voice, band, value in rows if value != "not_assessed"
    }  # person comes last


def _coverage(people: People, patient: str) -> dict[str, str]:
    frame = people.of("coverage", patient)
    return dict(zip(_texts(frame["journal"]), _texts(frame["coverage_status"]), strict=True))


def _has_basis(people: People, patient: str) -> bool:
    """Return whether each journal of the person that was read has a basis."""
    frame = people.of("basis", patient)
    stated = {j for j, basis in zip(_texts(frame["journal"]), _texts(frame["basis"]), strict=True) if basis}
    read = {*_texts(people.of("contacts", patient)["journal"])}
    return bool(stated) and read <= stated
