"""Expected: what each path rule says of each patient."""

from dataclasses import dataclass
from typing import ClassVar

from flowmap.tables.table import Column, Table


@dataclass(frozen=True, eq=False, repr=False)
class Expected(Table):
    """One row is one path rule for one patient, every rule for every patient.

    A share is kept / (kept + not_kept); the others stand beside it.
    """

    columns: ClassVar[tuple[Column, ...]] = (
        Column("patient", "label", "code or pseudonym"),
        Column("rule_id", "label", "id of the rule in the group file, in the file's order"),
        Column("outcome", "label", "kept, not_kept, not_due, not_reviewed, not_applicable"),
        Column("standing", "label", "lag, föreskrift, riktlinje, eget mål"),
        Column("days", "whole", "from what is counted from to what shows it", unit="days", optional=True),
        Column("evidence", "ids", "events that show it, or that the rule counts from"),
    )
    key: ClassVar[tuple[str, ...]] = ("patient", "rule_id")
