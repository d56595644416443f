"""What comes out of ratings: rule matches, collected rows, agreement, shares and days of value."""

from dataclasses import dataclass
from typing import ClassVar

from flowmap.tables.table import Column, Table


@dataclass(frozen=True, eq=False, repr=False)
class RuleMatches(Table):
    """One row is one rule of the group file tried on one contact, in the file's order."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("rule_id", "text", "id of the rule in the group file"),
        Column("matched", "flag", "everything it asks for holds"),
        Column("is_first", "flag", "the first that matches: it proposes"),
        Column("value", "label", "value it proposes"),
        Column("reason", "label", "reason it gives", optional=True),
        Column("because", "text", "why, in the screen language"),
        Column("held", "text", "conditions that hold"),
        Column("not_held", "text", "conditions that do not hold"),
    )
    key: ClassVar[tuple[str, ...]] = ("rule_id",)


@dataclass(frozen=True, eq=False, repr=False)
class CollectedRows(Table):
    """One row is one rating found in a file that was taken back, and what became of it."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("file", "text", "file's name"),
        Column("sheet", "text", "sheet's name"),
        Column("row", "count", "row as its program shows it; 0 for the whole file"),
        Column("event_text", "text", "id of the contact or band, as text"),
        Column("rater", "text", "a role and a letter; no name"),
        Column("role", "text", "team, or who speaks for the person"),
        Column("became", "label", "added, changed, unchanged, refused, gone"),
        Column("likely_event", "text", "id of the contact it may have become; empty where none"),
        Column("likely_because", "text", "what is alike, in the screen language"),
    )


@dataclass(frozen=True, eq=False, repr=False)
class ChosenContacts(Table):
    """One row is a contact chosen to be rated first, the most worth talking about first."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("patient", "label", "code or pseudonym"),
        Column("event_id", "id", "the contact"),
        Column("points", "count", "weight of the reasons it was chosen for"),
        Column("chosen_because", "text", "reasons, in the screen language"),
        Column("journal_because", "text", "those of them that tell nothing of what anybody has rated"),
    )
    key: ClassVar[tuple[str, ...]] = ("event_id",)


@dataclass(frozen=True, eq=False, repr=False)
class AgreementFigures(Table):
    """One row is how alike raters valued one part of the contacts: all, an activity, a lane, a role."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("by", "label", "all, activity, lane, role"),
        Column("part", "text", "which activity, lane or role; empty for all"),
        Column("contacts", "count", "contacts with two ratings or more"),
        Column("alike", "count", "of them those where all raters gave the same value"),
        Column("raters", "count", "raters behind them"),
        Column("patients", "count", "patients behind them"),
        Column("alpha_nominal", "number", "Krippendorff's alpha, nominal", optional=True),
        Column("nominal_low", "number", "lower end of the 95 % interval by patient bootstrap", optional=True),
        Column("nominal_high", "number", "upper end", optional=True),
        Column("alpha_ordinal", "number", "Krippendorff's alpha, ordinal", optional=True),
        Column("ordinal_low", "number", "lower end of the 95 % interval by patient bootstrap", optional=True),
        Column("ordinal_high", "number", "upper end", optional=True),
        Column("undefined_because", "label", "why there is no alpha or no interval", optional=True),
    )


@dataclass(frozen=True, eq=False, repr=False)
class Confusion(Table):
    """One row is a pair of values and how often two raters gave them to the same contact."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("value", "label", "what one of them gave"),
        Column("other_value", "label", "what the other gave"),
        Column("pairs", "count", "pairs of raters; each pair once"),
    )
    key: ClassVar[tuple[str, ...]] = ("value", "other_value")


@dataclass(frozen=True, eq=False, repr=False)
class Disagreements(Table):
    """One row is a contact that raters valued differently, the widest apart first: an agenda."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("patient", "label", "code or pseudonym"),
        Column("event_id", "id", "the contact"),
        Column("activity", "label", "name of the activity"),
        Column("lane", "label", "who gave the care"),
        Column("steps_apart", "count", "widest distance on the scale, 1 or 2"),
        Column("raters", "count", "raters of the contact"),
        Column("sentence", "text", "who said what, in the screen language"),
    )
    key: ClassVar[tuple[str, ...]] = ("event_id",)


@dataclass(frozen=True, eq=False, repr=False)
class ValueShares(Table):
    """One row is one value in one voice, for one patient and one part of the way."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("patient", "label", "code or pseudonym"),
        Column("voice", "label", "person or team"),
        Column("by", "label", "all, lane, principal, profession, phase"),
        Column("part", "label", "which lane, principal, profession or phase; empty for all"),
        Column("value", "label", "value; not_assessed and disputed stand beside the shares"),
        Column("counted", "label", "contacts or people_met"),
        Column("amount", "count", "how many have the value"),
        Column("assessed", "count", "how many the voice has valued: what the share is of"),
        Column("all", "count", "how many there are"),
        Column("share", "number", "amount / assessed; missing where undefined", optional=True),
    )
    key: ClassVar[tuple[str, ...]] = ("patient", "voice", "by", "part", "value", "counted")


@dataclass(frozen=True, eq=False, repr=False)
class ValueDays(Table):
    """One row is one day of one patient's window in one voice."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("patient", "label", "code or pseudonym"),
        Column("voice", "label", "person or team"),
        Column("on", "time", "the day"),
        Column("colour", "label", "green, amber, red or empty"),
        Column("contacts", "count", "contacts that day"),
        Column("assessed", "count", "of them valued by the voice"),
        Column("is_ward_day", "flag", "a day of a stay, from admission to the day before discharge"),
        Column(
            "ward_colour",
            "label",
            "green or red, in stays that the voice speaks of",
            optional=True,
        ),
        Column("lacks_reason", "flag", "a red ward day without a reason"),
    )
    key: ClassVar[tuple[str, ...]] = ("patient", "voice", "on")


@dataclass(frozen=True, eq=False, repr=False)
class ValueDayCounts(Table):
    """One row is one patient's days in one voice, counted by colour."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("patient", "label", "code or pseudonym"),
        Column("voice", "label", "person or team"),
        Column("days", "count", "days of the window", unit="days"),
        Column("green_days", "count", "something gave the person something", unit="days"),
        Column("amber_days", "count", "something was needed, and nothing gave something", unit="days"),
        Column("red_days", "count", "what happened gave nothing", unit="days"),
        Column("empty_days", "count", "nothing that the voice has valued", unit="days"),
        Column("ward_days", "count", "days of stays that the voice speaks of", unit="days"),
        Column("ward_green_days", "count", "something moved the person on", unit="days"),
        Column("ward_red_days", "count", "nothing moved the person on", unit="days"),
        Column("red_without_reason_days", "count", "red ward days without a reason", unit="days"),
    )
    key: ClassVar[tuple[str, ...]] = ("patient", "voice")


@dataclass(frozen=True, eq=False, repr=False)
class FailureContacts(Table):
    """One row is a contact that somebody says came because something else failed."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("patient", "label", "code or pseudonym"),
        Column("event_id", "id", "the contact"),
        Column("voice", "label", "person or team"),
        Column("reason", "label", "the reason given"),
        Column("points_back_to", "text", "id, as text, of the contact that failed; empty where nobody said"),
    )
