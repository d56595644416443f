"""Paths: the log with what each step leads to, computed once and read by everything after."""

from dataclasses import dataclass, field
from typing import ClassVar

from flowmap.tables.event_log import LOG_COLUMNS, EventLog
from flowmap.tables.table import Column, Table

STEP_COLUMNS = (
    Column("is_step", "flag", "a contact or milestone on the way; no about row, nothing only planned"),
    Column("is_met", "flag", "a contact with the person that took place and was answered"),
    Column("step_no", "count", "place among the patient's steps from 0; -1 for rows that are no step"),
    Column("previous_row", "count", "row of the step before of the same patient; -1 where there is none"),
    Column("next_row", "count", "row of the next step of the same patient; -1 where there is none"),
    Column("next_contact_row", "count", "row of the next contact that is a step; -1 where there is none"),
    Column(
        "gap_days",
        "whole",
        "from this end to the next step's start",
        unit="whole calendar days",
        optional=True,
    ),
    Column("gap_minutes", "whole", "the same where both ends have clocks", unit="minutes", optional=True),
    Column(
        "contact_gap_days",
        "whole",
        "from this contact to the next contact",
        unit="whole calendar days",
        optional=True,
    ),
    Column("overlaps", "flag", "the next step begins before this one ends; gap 0"),
    Column("order_uncertain", "flag", "nothing written says that the next step comes after this one"),
    Column(
        "inside_stay", "flag", "both ends lie inside one stay, nested ones too: the gap is in no gap measure"
    ),
    Column("lane_change", "flag", "the next step is in another lane"),
    Column("principal_change", "flag", "the next step has another principal"),
    Column(
        "first_meeting_staff",
        "flag",
        "the person meets this member of staff for the first time in the window",
    ),
    Column("first_meeting_unit", "flag", "the person meets this unit for the first time in the window"),
    Column("repeats_earlier", "flag", "an earlier contact had the same purpose"),
    Column("same_day_purpose", "flag", "another contact the same day had the same purpose"),
    Column("follows_cancelled", "flag", "the contact before it was cancelled or a no-show"),
    Column(
        "wait_days", "whole", "longest declared wait that ends with this event", unit="days", optional=True
    ),
    Column("wait_id", "label", "id of that wait in the group file", optional=True),
    Column("phase", "label", "phase of the group file", optional=True),
    Column("position", "number", "place on the way, 0 first step to 1 last; NaN for no step", optional=True),
    Column("is_open", "flag", "the patient's way was cut by the review window"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Waits(Table):
    """One row is a declared wait (väntan) of one patient: from an event to the one that ends it."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("patient", "label", "code or pseudonym"),
        Column("wait_id", "label", "id of the wait in the group file"),
        Column("from_event", "id", "event that starts the wait"),
        Column("to_event", "id", "event that ends it; 0 while nobody sees it end"),
        Column("wait_days", "whole", "missing while it goes on", unit="whole calendar days", optional=True),
        Column("from_row", "count", "row of Paths"),
        Column("to_row", "count", "row of Paths; -1 while it goes on"),
    )


@dataclass(frozen=True, eq=False, repr=False)
class Handovers(Table):
    """One row is a declared handover (överlämning) of one patient."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("patient", "label", "code or pseudonym"),
        Column("handover_id", "label", "id of the handover in the group file"),
        Column("from_event", "id", "who hands over"),
        Column("to_event", "id", "who takes over"),
        Column(
            "carried", "label", "markers seen between them, joined by ', '; missing where none", optional=True
        ),
        Column("from_row", "count", "row of Paths"),
        Column("to_row", "count", "row of Paths"),
    )


@dataclass(frozen=True, eq=False, repr=False)
class Paths(EventLog):
    """One row is an event on its patient's path: the log's columns, then the step's (``STEP_COLUMNS``)."""

    waits: Waits = field(default_factory=Waits.empty)
    handovers: Handovers = field(default_factory=Handovers.empty)

    columns: ClassVar[tuple[Column, ...]] = LOG_COLUMNS + STEP_COLUMNS
    key: ClassVar[tuple[str, ...]] = ()  # the log's key was checked when the log was built
