"""Differences between two rounds that are not care: how long, in which journals, and how it was coded."""

from dataclasses import dataclass

import numpy as np

from flowmap.tables import Coverage, Patients
from flowmap.words import listed, say

_LIKE_LONG = 0.1  # windows may differ by a tenth of the longer
# Units and measures whose amount grows, or shrinks, with the time and the journals that one looks at.
_GROWS = (
    "contacts",
    "days",
    "trips",
    "km",
    "minutes",
    "people",
    "professions",
    "units",
    "stays",
    "visits",
    "index",
    "handovers",
    "lanes",
    "meetings",
    "times",
    "seen",
)
_OF_A_STAY = ("ready_days", "unplanned_return", "emergency_visit", "home_contact_after_days", "sip_correct")
_ALSO_GROWS = ("first_meetings", "first_units")
_VALUE = ("share_", "days_value", "reason_", "voices_differ")
_INPATIENT = ("stays", "stay_days", "ready_days", "unplanned_return")


@dataclass(frozen=True)
class Differences:
    """What differs besides care. ``windows`` are typical lengths in days, where both are known."""

    windows: tuple[int, int] | None = None
    journals: tuple[str, ...] = ()
    coding: bool = False

    def hinders(self, measure: str, unit: str) -> str:
        """Say why a measure cannot be compared; empty where it can."""
        grows = unit in _GROWS or measure in _ALSO_GROWS
        if self.windows and grows and measure not in _OF_A_STAY:
            return self.hinders_by_window()
        journals = [j for j in self.journals if j == "inpatient"] if measure in _INPATIENT else self.journals
        if journals and not measure.startswith(_VALUE):
            return say("compare.other_journals", journals=listed([say(f"journal.{j}") for j in journals]))
        return ""

    def hinders_by_window(self) -> str:
        """Say that one looked for different lengths of time; empty where that is alike."""
        if not self.windows:
            return ""
        return say("compare.other_window", before=self.windows[0], after=self.windows[1])

    def remark(self) -> str:
        """Say what else should be known of a row that is compared."""
        return say("compare.other_coding") if self.coding else ""


def find_differences(
    patients: tuple[Patients, Patients], coverage: tuple[Coverage, Coverage], *, codings: tuple[str, str]
) -> Differences:
    """Find what differs between two rounds besides care."""
    before, after = (_typical_window(sheet) for sheet in patients)
    unlike = before and after and abs(before - after) > _LIKE_LONG * max(before, after)
    journals = (_reviewed(table) for table in coverage)
    old, new = journals
    return Differences(
        windows=(before, after) if unlike else None,
        journals=tuple(sorted(old ^ new)) if old and new else (),
        coding=codings[0] != codings[1],
    )


def _typical_window(sheet: Patients) -> int:
    """Return the median length of the review windows in days; 0 where none is given."""
    rows = sheet.frame
    days = (rows["window_end"] - rows["window_start"]).dt.days.dropna() + 1
    return int(np.median(days)) if len(days) else 0


def _reviewed(table: Coverage) -> set[str]:
    """Return the journals that were reviewed for some patient."""
    rows = table.frame
    return set(rows.loc[rows["coverage_status"].isin(["whole", "part"]), "journal"].astype(str))
