"""The event log: one row an event of one patient, in the order that decides every arrow."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from flowmap.errors import TableError
from flowmap.records import Kind, Status
from flowmap.tables.round_facts import RoundFacts
from flowmap.tables.segments import Flags, has_label
from flowmap.tables.table import Column, Table

LOG_COLUMNS = (
    Column("patient", "label", "code or pseudonym of the person"),
    Column("kind", "label", "contact, about or milestone"),
    Column("activity", "label", "name from the group file's list, or as written where it has none"),
    Column("start", "time", "wall clock as written; midnight where only the day is known"),
    Column(
        "end", "time", "wall clock; missing for an instant; midnight: only its day is known", optional=True
    ),
    Column("has_clock", "flag", "false where only the day of start is known"),
    Column("journal", "label", "which record the row was read from"),
    Column("lane", "label", "who gave the care: id of a lane of the group file, or its text in an extract"),
    Column("principal", "label", "the lane's principal"),
    Column("unit", "label", "clinic, ward, team", optional=True),
    Column("profession", "label", "profession met", optional=True),
    Column("staff", "label", "pseudonym of the person met; counted, never shown", optional=True),
    Column("mode", "label", "visit, home_visit, phone, video, letter, meeting", optional=True),
    Column("purpose", "label", "what it was about, coded", optional=True),
    Column("started_by", "label", "who took the initiative: care, person, relative", optional=True),
    Column("planned", "label", "planned or unplanned", optional=True),
    Column("status", "label", "done, ongoing, planned, cancelled, no_show, interrupted, unanswered"),
    Column("took_place", "flag", "false for planned, cancelled, no_show; in no count of people met then"),
    Column("is_coerced", "flag", "the person had no choice (LPT, ÖPT, LRV); no rule proposes a value"),
    Column("marker", "label", "what the group file's markers tag this event as", optional=True),
    Column("unsure", "flag", "the reviewer ticked osäker"),
    Column("in_short", "label", "kort sagt: at most 80 characters, no names", optional=True),
    Column("utc_offset", "whole", "offset that the source wrote", unit="minutes", optional=True),
    Column("stay_id", "id", "shared by a stay's two milestones and by what happens inside; 0 for none"),
    Column("event_id", "id", "first entry's id with its role; ratings hold on to it"),
    Column("entry_id", "id", "hash of what the source says in the row"),
    Column("file", "label", "source file's name"),
    Column("sheet", "label", "source sheet's name; empty text where there are none"),
    Column("row", "count", "row in the sheet as its program shows it, from 1"),
)


@dataclass(frozen=True, eq=False, repr=False)
class EventLog(Table):
    """One row is an event of one patient: a contact, something about the person, or a milestone.

    Rows stand by patient (in code order) and within a patient in the order of the way: by day, then by the
    rules for clocks and ``same_day_order``. Later steps rely on it. ``facts`` holds what rides beside.
    """

    facts: RoundFacts = field(default_factory=RoundFacts)

    columns: ClassVar[tuple[Column, ...]] = LOG_COLUMNS
    key: ClassVar[tuple[str, ...]] = ("event_id",)

    @property
    def steps(self) -> Flags:
        """Which rows are steps, traced or not: contacts not only planned, and milestones that took place."""
        if "is_step" in self.cells:
            traced: Flags = self.cells["is_step"]
            return traced
        is_contact = has_label(self.cells["kind"], Kind.CONTACT.value)
        is_contact &= ~has_label(self.cells["status"], Status.PLANNED.value)
        found: Flags = has_label(self.cells["kind"], Kind.MILESTONE.value) & self.cells["took_place"]
        return found | is_contact

    def _check_rows(self) -> None:
        codes = self.cells["patient"].codes
        day = self.cells["start"].astype("datetime64[D]").view(np.int64)
        falls = codes[1:] < codes[:-1]
        falls |= (codes[1:] == codes[:-1]) & (day[1:] < day[:-1])
        if falls.any():
            message = f"{type(self).__name__}: rows are not in order of patient and day"
            raise TableError(message)
