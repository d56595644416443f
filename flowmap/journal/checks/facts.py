"""What the checks look at: entries with what the group file says of them, worked out once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.group import Activity, Group, known_activities, matches, name_activities, plain_name
from flowmap.records import Kind, Place, Severity, Status
from flowmap.tables import Journal
from flowmap.tables.segments import Flags, Ints, Whole, codes_of, days_of, make_label
from flowmap.workspace import RoundSettings

NO_DAY = np.iinfo(np.int64).min  # what ``days_of`` gives for a missing time
Pair = tuple[str, str]  # patient and journal
Values = Callable[[int], dict[str, object]]


@dataclass(frozen=True)
class Flagged:
    """What one check found: the entries (by place in the frame), and what its text needs of each.

    ``values`` gets the number of the row among ``rows`` and fills in the text of ``problem.<rule>``.
    """

    rule: str
    severity: Severity
    column: str
    rows: Whole
    values: Values = field(default=lambda _: {})


@dataclass(frozen=True)
class Facts:
    """A journal as the checks see it. Every array has one item an entry."""

    journal: Journal
    group: Group
    settings: RoundSettings | None
    today: date | None

    @cached_property
    def entries(self) -> pd.DataFrame:
        """The entries' frame."""
        return self.journal.entries.frame

    @cached_property
    def patient(self) -> Ints:
        """Codes of the patients."""
        return codes_of(self.entries["patient"])

    @cached_property
    def journal_name(self) -> Ints:
        """Codes of the journals."""
        return codes_of(self.entries["journal"])

    @cached_property
    def start_day(self) -> Whole:
        """Days since 1970."""
        return days_of(self.entries["start"])

    @cached_property
    def end_day(self) -> Whole:
        """Days since 1970; the start's where there is no end."""
        days = days_of(self.entries["end"])
        return np.where(self.has_end, days, self.start_day)

    @cached_property
    def has_end(self) -> Flags:
        """Whether the entry has an end."""
        there: Flags = self.entries["end"].notna().to_numpy()
        return there

    @cached_property
    def minute(self) -> Whole:
        """Minutes since midnight; -1 where only the day is known."""
        minutes = self.entries["start"].to_numpy().astype("datetime64[m]").view(np.int64) % (24 * 60)
        return np.where(self.entries["has_clock"].to_numpy(), minutes, -1)

    @cached_property
    def known(self) -> dict[str, Activity]:
        """The group's activities, and its dated markers, by every plain way to write them."""
        return name_activities(known_activities(self.group))

    @cached_property
    def own_activity(self) -> list[Activity | None]:
        """The group's activity of each distinct activity text, in the order of its codes."""
        return [self.known.get(plain_name(text)) for text in self.entries["activity_text"].cat.categories]

    @cached_property
    def is_known(self) -> Flags:
        """Whether the group's file names the entry's activity, or codes it by a condition."""
        found = np.array([activity is not None for activity in self.own_activity], dtype=np.bool_)
        known = found[codes_of(self.entries["activity_text"])] if len(found) else self._none()
        rows = np.flatnonzero(~known)
        conditions = [activity.when for activity in self.group.activities if activity.when]
        if len(rows) and conditions:
            left = self.entries.iloc[rows].assign(activity=self.entries["activity_text"].iloc[rows])
            known[rows] |= np.logical_or.reduce([matches(condition, left) for condition in conditions])
        return known

    @cached_property
    def activity(self) -> pd.Series:
        """The activity's name, as the group file has it where it is known by name, else as written."""
        texts = self.entries["activity_text"].cat.categories
        names = [own.name if own else text for own, text in zip(self.own_activity, texts, strict=True)]
        return pd.Series(make_label(codes_of(self.entries["activity_text"]).astype(np.int64), names or [""]))

    @cached_property
    def kind(self) -> NDArray[np.object_]:
        """The kind as the row says it, else as the group file does, else contact."""
        return self._filled("kind", lambda activity: activity.kind.value, Kind.CONTACT.value)

    @cached_property
    def mode(self) -> NDArray[np.object_]:
        """How, as the row says it, else as the group file does; empty where neither does."""
        return self._filled("mode", lambda activity: activity.mode.value if activity.mode else "", "")

    @cached_property
    def is_stay(self) -> Flags:
        """Whether it is a stay's row."""
        said: Flags = self.entries["is_stay"].to_numpy()
        return said | self._by_activity(lambda activity: activity.is_stay)

    @cached_property
    def is_recurring(self) -> Flags:
        """Whether the group's ``[[recurring]]`` rules or bands speak of the activity: routine care."""
        named = {name for rule in self.group.recurring for name in rule.activities}
        return self._by_activity(lambda activity: activity.is_band or activity.name in named)

    @cached_property
    def took_place(self) -> Flags:
        """Whether it happened, or goes on."""
        missed = [s.value for s in (Status.PLANNED, Status.CANCELLED, Status.NO_SHOW)]
        held: Flags = ~self.entries["status"].isin(missed).to_numpy()
        return held

    @cached_property
    def is_contact(self) -> Flags:
        """Whether it is a contact that took place, and no stay."""
        is_one: Flags = (self.kind == Kind.CONTACT.value) & self.took_place & ~self.is_stay
        return is_one

    @cached_property
    def pairs_with_rows(self) -> dict[Pair, tuple[Place, int]]:
        """Each patient's journals that rows come from, with the first row's place and how many there are."""
        columns = ["patient", "journal", "file", "sheet", "row"]
        parts = [self.entries[columns], self.journal.bands.frame[columns]]
        found: dict[Pair, tuple[Place, int]] = {}
        for part in parts:
            grouped = part.groupby(["patient", "journal"], sort=True, observed=True)
            first = grouped[["file", "sheet", "row"]].first().astype({"file": object, "sheet": object})
            rows = first.itertuples(name=None)
            for (pair, file, sheet, row), n in zip(rows, grouped.size(), strict=True):
                place, before = found.get(pair, (Place(str(file), str(sheet), int(row)), 0))
                found[pair] = (place, before + int(n))
        return dict(sorted(found.items()))

    def other_row(self, entry: int) -> dict[str, object]:
        """Return what a text needs to point at another row: its number and its sheet's (or file's) name."""
        row = self.entries.iloc[entry]
        return {"other": str(row["row"]), "sheet": row["sheet"] or row["file"]}

    def _none(self) -> Flags:
        return np.zeros(len(self.entries), dtype=np.bool_)

    def _by_activity(self, says: Callable[[Activity], bool]) -> Flags:
        found = np.array([bool(own and says(own)) for own in self.own_activity], dtype=np.bool_)
        return found[codes_of(self.entries["activity_text"])] if len(found) else self._none()

    def _filled(self, column: str, says: Callable[[Activity], str], otherwise: str) -> NDArray[np.object_]:
        """Return the row's own word, else the activity's, else ``otherwise``; worked out once a label."""
        own = [says(activity) or otherwise if activity else otherwise for activity in self.own_activity]
        by_activity = np.array([*own, otherwise], dtype=object)
        labels = np.array([*self.entries[column].cat.categories, None], dtype=object)
        written = labels[codes_of(self.entries[column])]
        filled: NDArray[Any] = np.where(
            codes_of(self.entries[column]) >= 0, written, by_activity[codes_of(self.entries["activity_text"])]
        )
        return filled


def numbered(values: NDArray[Any] | pd.Series) -> Whole:
    """Return a number for each distinct value; equal values have equal numbers."""
    numbers: Whole = pd.factorize(np.asarray(values))[0].astype(np.int64)
    return numbers
