"""What reading gives: entries as the source says them, what rides beside, and problems."""

from dataclasses import dataclass, field
from typing import ClassVar

from flowmap.tables.problems import Problems
from flowmap.tables.round_facts import Basis, Coverage, Patients, Places, PopulationFigures
from flowmap.tables.table import Column, Table


@dataclass(frozen=True, eq=False, repr=False)
class Entries(Table):
    """One row is an entry: one row of a journal sheet, parsed cell by cell, nothing derived.

    ``part`` says what the row is of its contact: ``whole``, or one half of a pair (``start``,
    ``complete``, ``admission``, ``discharge``) that build joins by ``pair_key`` or by patient and unit.
    ``is_stay`` rows have (or will have) a start and an end and become two milestones.
    """

    columns: ClassVar[tuple[Column, ...]] = (
        Column("entry_id", "id", "hash of what the source says in the row"),
        Column("patient", "label", "code or pseudonym"),
        Column("journal", "label", "which record"),
        Column("activity_text", "label", "activity as written"),
        Column(
            "kind", "label", "contact, about, milestone; missing where the source does not say", optional=True
        ),
        Column("start", "time", "wall clock; midnight where only the day is known"),
        Column("end", "time", "wall clock", optional=True),
        Column("has_clock", "flag", "start has a clock"),
        Column("end_has_clock", "flag", "end has a clock"),
        Column("is_stay", "flag", "a stay's row (vårdtillfälle)"),
        Column("part", "label", "whole, start, complete, admission, discharge"),
        Column("pair_key", "label", "what joins two halves, such as a contact number", optional=True),
        Column("unit", "label", "clinic, ward, team", optional=True),
        Column("lane_text", "label", "lane as the source names it (extracts)", optional=True),
        Column("profession", "label", "profession, by its Swedish name", optional=True),
        Column("staff", "label", "pseudonym", optional=True),
        Column("mode", "label", "how", optional=True),
        Column("purpose", "label", "what it was about, coded", optional=True),
        Column("started_by", "label", "who took the initiative", optional=True),
        Column("planned", "label", "planned or unplanned", optional=True),
        Column("status", "label", "what became of it; done where the source does not say"),
        Column("is_coerced", "flag", "coerced care"),
        Column("marker", "label", "marker that the row itself names", optional=True),
        Column("unsure", "flag", "ticked osäker"),
        Column("in_short", "label", "kort sagt", optional=True),
        Column("utc_offset", "whole", "offset the source wrote", unit="minutes", optional=True),
        Column("file", "label", "source file's name"),
        Column("sheet", "label", "source sheet's name; empty text where there are none"),
        Column("row", "count", "row as its program shows it, from 1"),
    )
    key: ClassVar[tuple[str, ...]] = ("entry_id",)


@dataclass(frozen=True, eq=False, repr=False)
class BandEntries(Table):
    """One row is a row of the sheet *Återkommande insatser*: a period of routine care."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("entry_id", "id", "hash of what the source says in the row"),
        Column("patient", "label", "code"),
        Column("journal", "label", "which record"),
        Column("activity_text", "label", "service as written"),
        Column("start_on", "time", "first day"),
        Column("end_on", "time", "last day; missing while it goes on", optional=True),
        Column("unit", "label", "team", optional=True),
        Column("times_per_week", "number", "visits a week", optional=True),
        Column("visits", "whole", "visits in the period, where the sheet counts them", optional=True),
        Column("staff_in_14_days", "whole", "distinct staff in 14 days", optional=True),
        Column("why_changed", "label", "why it began, changed or ended", optional=True),
        Column("file", "label", "source file's name"),
        Column("sheet", "label", "source sheet's name"),
        Column("row", "count", "row, from 1"),
    )
    key: ClassVar[tuple[str, ...]] = ("entry_id",)


@dataclass(frozen=True, slots=True)
class RowCounts:
    """Where every row of the sources went: ``read = entries + excluded + rejected + blank``."""

    read: int = 0
    entries: int = 0
    excluded: int = 0
    rejected: int = 0
    blank: int = 0

    def balances(self) -> bool:
        """Return whether every row is accounted for."""
        return self.read == self.entries + self.excluded + self.rejected + self.blank


@dataclass(frozen=True)
class Journal:
    """What was read: entries (``entries`` and ``bands`` together are the entries counted), and beside."""

    entries: Entries
    bands: BandEntries = field(default_factory=BandEntries.empty)
    patients: Patients = field(default_factory=Patients.empty)
    coverage: Coverage = field(default_factory=Coverage.empty)
    basis: Basis = field(default_factory=Basis.empty)
    places: Places = field(default_factory=Places.empty)
    population: PopulationFigures = field(default_factory=PopulationFigures.empty)
    problems: Problems = field(default_factory=Problems.empty)
    rows: RowCounts = RowCounts()
    input_hashes: dict[str, str] = field(default_factory=dict)
    identifiers_found: int = 0
