"""Contacts: paths with what each voice says of a contact's value. Ratings and voices as they came in."""

from dataclasses import dataclass, field
from typing import ClassVar

from flowmap.tables.event_log import LOG_COLUMNS
from flowmap.tables.paths import STEP_COLUMNS, Paths
from flowmap.tables.table import Column, Table

VALUE_COLUMNS = (
    Column(
        "person_value", "label", "value of the group's first speaker for the person; not_assessed where none"
    ),
    Column("person_by", "label", "who that speaker is", optional=True),
    Column("person_reason", "label", "reason that speaker gave", optional=True),
    Column("speakers_differ", "flag", "several speak for the person, and differ"),
    Column("team_value", "label", "the team's value; not_assessed where none, or disputed"),
    Column("team_reason", "label", "reason the team gave", optional=True),
    Column("rating_basis", "label", "consensus, raters_agree, one_rater", optional=True),
    Column("disputed", "flag", "raters differ, and the team has not agreed"),
    Column("proposed_value", "label", "a rule's proposal; not_assessed where none"),
    Column("rule_id", "label", "rule that proposed", optional=True),
    Column("proposed_reason", "label", "the rule's reason", optional=True),
    Column("value", "label", "for drawing: person before team before proposal"),
    Column("voice", "label", "whose value that is: person, team, proposal, none"),
    Column("reason", "label", "reason of that voice", optional=True),
)


@dataclass(frozen=True, eq=False, repr=False)
class Ratings(Table):
    """One row is one rating as it was given; append-only, ``rating`` 0 withdraws."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("event_id", "id", "the contact or band rated"),
        Column("rater", "text", "a role and a letter, such as ssk A; no name"),
        Column("role", "label", "team, or who speaks for the person"),
        Column(
            "value", "label", "the value; missing where the rating withdraws an earlier one", optional=True
        ),
        Column("reason", "label", "why", optional=True),
        Column("comment", "text", "free text of the rater; stays with the team"),
        Column("rating_basis", "label", "consensus where the team rated together", optional=True),
        Column("coding_id", "text", "codebook version it was given under"),
        Column("rated_at", "time", "when it was taken in"),
        Column("points_back_to", "text", "id, as text, of the contact that failed before; empty for none"),
    )


@dataclass(frozen=True, eq=False, repr=False)
class Voices(Table):
    """One row is what one speaker says of one event (the child, each guardian and relative on their own)."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("event_id", "id", "the contact or band"),
        Column("speaker", "label", "person, relative, representative, child, guardian_a, guardian_b"),
        Column("value", "label", "value"),
        Column("reason", "label", "why", optional=True),
        Column("rater", "text", "a role and a letter, where two speak in the same role; no name"),
    )
    key: ClassVar[tuple[str, ...]] = ("event_id", "speaker", "rater")


@dataclass(frozen=True, eq=False, repr=False)
class BandValues(Table):
    """One row is what one voice says of one band; a band is valued once a period."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("band_id", "id", "the band"),
        Column("voice", "label", "person or team"),
        Column("value", "label", "value"),
        Column("reason", "label", "why", optional=True),
    )
    key: ClassVar[tuple[str, ...]] = ("band_id", "voice")


@dataclass(frozen=True, eq=False, repr=False)
class Contacts(Paths):
    """One row is an event on its path with what each voice says of its value."""

    voices: Voices = field(default_factory=Voices.empty)
    band_values: BandValues = field(default_factory=BandValues.empty)

    columns: ClassVar[tuple[Column, ...]] = LOG_COLUMNS + STEP_COLUMNS + VALUE_COLUMNS
