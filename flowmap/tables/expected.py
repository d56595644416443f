"""Expected: what each path rule says of each patient."""

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from flowmap.intervals import wilson
from flowmap.records import Outcome
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
        Column("is_late", "flag", "not kept, and all that was asked for is seen, only later than the limit"),
        Column("evidence", "ids", "events that show it, or that the rule counts from"),
    )
    key: ClassVar[tuple[str, ...]] = ("patient", "rule_id")

    def totals(self) -> pd.DataFrame:
        """Return the group's count of each rule.

        One row is one rule, in the group file's order: patients by outcome; ``of_patients`` = kept + not
        kept; ``share`` = kept / ``of_patients`` with its 95 % Wilson interval (``low``, ``high``). The share
        is missing where nobody could be judged, the interval below 3 patients.
        """
        rows = self.frame[["rule_id", "outcome", "standing"]].astype(object)
        counts = pd.crosstab(rows["rule_id"], rows["outcome"])
        counts = counts.reindex(index=rows["rule_id"].unique(), columns=list(Outcome), fill_value=0)
        judged = counts["kept"] + counts["not_kept"]
        low, high = wilson(counts["kept"], judged.where(judged >= 3, 0))
        totals = counts.assign(of_patients=judged, share=counts["kept"] / judged.where(judged > 0))
        totals = totals.assign(low=low, high=high).rename_axis(columns=None).reset_index(names="rule_id")
        standing = rows.drop_duplicates("rule_id").set_index("rule_id")["standing"]
        totals.insert(1, "standing", totals["rule_id"].map(standing))
        return totals
