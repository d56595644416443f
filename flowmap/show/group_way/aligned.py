"""Persons laid so that the milestone that the group chose stands at the same place."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from flowmap.group import Group, matches
from flowmap.show.way.marks import marker_titles, shown_activity
from flowmap.show.way.person import People, Person, read_person
from flowmap.tables import Contacts
from flowmap.words import say

LEAST_DAYS = 7
MOST_DAYS = 45


@dataclass(frozen=True, slots=True)
class Aligned:
    """One person with the day and the event that the row is laid around; ``None`` where none is seen."""

    person: Person
    anchor_day: int | None
    anchor_event: int | None = None


@dataclass(frozen=True, slots=True)
class DaySpan:
    """The days shown before and after the milestone."""

    before: int
    after: int


def align_people(contacts: Contacts, codes: Sequence[str], *, group: Group) -> list[Aligned]:
    """Return the persons in the order of their codes, those without the milestone last."""
    frame = contacts.frame
    hits = matches(group.align_on, frame) & frame["took_place"].to_numpy()
    if group.align_on is None:
        hits = frame["is_met"].to_numpy()
    days = frame["start"].to_numpy().astype("datetime64[D]").astype(np.int64)
    first: dict[str, tuple[int, int]] = {}
    found = zip(frame["patient"][hits].astype(object), days[hits], frame["event_id"][hits], strict=True)
    for code, day, event in found:
        first.setdefault(str(code), (int(day), int(event)))
    people = People(contacts, codes)
    made = [
        Aligned(read_person(people, patient=code, group=group), *first.get(code, (None, None)))
        for code in codes
    ]
    return sorted(made, key=lambda row: (row.anchor_day is None, row.person.patient))


def anchor_name(group: Group) -> str:
    """Return what the rows are laid around, in the screen language."""
    if group.align_on is None:
        return say("group_way.first_contact")
    if group.align_on.activities:
        return shown_activity(group.align_on.activities[0], group)
    if group.align_on.markers:
        return marker_titles(group.align_on.markers[0], group)[0]
    return say("group_way.chosen_milestone")


def choose_span(people: Sequence[Aligned]) -> DaySpan:
    """Return days enough for nearly all events (19 of 20 on each side), at most 45 before and after."""
    offsets = np.array(
        [
            event.day - row.anchor_day
            for row in people
            if row.anchor_day is not None
            for event in row.person.events
        ]
        or [0]
    )
    return DaySpan(_reach(-offsets[offsets < 0]), _reach(offsets[offsets > 0]))


def _reach(days: np.ndarray) -> int:
    if not len(days):
        return 3
    reach = int(np.quantile(days, 0.95, method="higher"))
    return int(min(max(reach, LEAST_DAYS), MOST_DAYS))
