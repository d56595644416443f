"""View: contacts laid out for measuring, with what many measures ask for worked out once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.group import Group, Selector, matches
from flowmap.records import Kind, Mode, Status
from flowmap.tables import Contacts

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NEVER = -(10**6)  # a day before every journal
NO_END = 10**6  # a day after every journal


@dataclass(frozen=True)
class View:
    """Contacts of one round by row number, and patients by place in ``patients`` (sorted).

    ``owner`` gives a row's patient; ``day`` its day as a number, so that days subtract.
    """

    contacts: Contacts
    group: Group

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The rows."""
        return self.contacts.frame

    @cached_property
    def patients(self) -> list[str]:
        """Every patient of the round, with or without contacts, sorted."""
        listed = set(self.contacts.facts.patients.frame["patient"].astype(str))
        return sorted(listed | set(self.frame["patient"].cat.remove_unused_categories().cat.categories))

    @cached_property
    def owner(self) -> Ints:
        """Each row's patient, as a place in ``patients``."""
        return self.places_of(self.frame["patient"])

    def places_of(self, patients: pd.Series) -> Ints:
        """Return the place in ``patients`` of each label."""
        places = pd.Index(self.patients).get_indexer(pd.Index(patients.cat.categories))
        found: Ints = np.append(places, -1)[patients.cat.codes.to_numpy()].astype(np.int64)
        return found

    @cached_property
    def day(self) -> Ints:
        """Each row's day."""
        return day_numbers(self.frame["start"])

    @cached_property
    def is_contact(self) -> Flags:
        """Rows that are a contact with the person, whether it took place or not."""
        return self.has("kind", Kind.CONTACT)

    @cached_property
    def is_met(self) -> Flags:
        """Contacts that took place and were answered."""
        met: Flags = self.frame["is_met"].to_numpy()
        return met

    @cached_property
    def is_load(self) -> Flags:
        """Contacts that cost the person something: those met, and calls that nobody answered."""
        return self.is_met | (self.is_contact & self.has("status", Status.UNANSWERED))

    @cached_property
    def is_trip(self) -> Flags:
        """Visits away from home, outside stays; what drives the person there is none of its own."""
        outside: Flags = self.frame["stay_id"].to_numpy() == 0
        driven = self.matching(self.group.measures.transport)
        return self.is_met & self.has("mode", Mode.VISIT) & outside & ~driven

    def has(self, column: str, *labels: str) -> Flags:
        """Return the rows whose label is one of ``labels``."""
        values = self.frame[column]
        by_label = np.append(values.cat.categories.isin([str(label) for label in labels]), np.False_)
        found: Flags = by_label[values.cat.codes.to_numpy()]
        return found

    def matching(self, selector: Selector) -> Flags:
        """Return the rows that a selector of the group file matches."""
        return matches(selector, self.frame)

    def tally(self, owner: Ints, amount: Floats | Ints | Flags | None = None) -> Floats:
        """Return for each patient the number of times they stand in ``owner``, or the sum of ``amount``."""
        return np.bincount(owner, amount, minlength=len(self.patients)).astype(np.float64)

    def count(self, rows: Flags) -> Floats:
        """Return for each patient how many of ``rows`` are theirs."""
        return self.tally(self.owner[rows])

    def codes(self, column: str) -> Ints:
        """Return a label column as numbers, alike where texts differ in case or spaces only; −1 missing."""
        values = self.frame[column]
        plain = pd.factorize(plain_texts(values.cat.categories))[0]
        found: Ints = np.append(plain, -1)[values.cat.codes.to_numpy()].astype(np.int64)
        return found

    def count_distinct(self, rows: Flags, codes: Ints) -> Floats:
        """Return for each patient how many different ``codes`` (those from 0) stand in ``rows``."""
        kept = rows & (codes >= 0)
        pairs = np.unique(np.column_stack([self.owner[kept], codes[kept]]), axis=0)
        return self.tally(pairs[:, 0])

    def first_day(self, rows: Flags) -> Floats:
        """Return each patient's first day among ``rows``; NaN where there is none."""
        first = np.full(len(self.patients), np.nan)
        owners, at = np.unique(self.owner[rows], return_index=True)
        first[owners] = self.day[rows][at]
        return first

    @cached_property
    def has_review(self) -> bool:
        """Whether somebody wrote what was reviewed: what then is not written down did not happen in it.

        A plain event log says nothing of what its source does not hold.
        """
        return len(self.contacts.facts.coverage) > 0

    def reviewed(self, journals: tuple[str, ...] = (), *, partly: bool = False) -> Flags:
        """Return the patients whose ``journals`` (all of the round's where none are named) were reviewed.

        Whole, for what is counted; ``partly`` is enough to say that something is not seen in what was read.
        """
        if (journals, partly) not in self._reviewed:
            found = self.contacts.facts.coverage.reviewed(self.patients, journals=journals, partly=partly)
            self._reviewed[journals, partly] = found
        return self._reviewed[journals, partly]

    @cached_property
    def _reviewed(self) -> dict[tuple[tuple[str, ...], bool], Flags]:
        """What has been asked of the coverage already."""
        return {}

    @cached_property
    def window(self) -> tuple[Ints, Ints]:
        """Each patient's first and last day in view.

        As the round says; else from the patient's first event to the last day of the whole log. Death ends
        it.
        """
        sheet = self.contacts.facts.patients.frame
        first, last = np.full((2, len(self.patients)), NEVER)
        owners, at = np.unique(self.owner, return_index=True)
        first[owners] = self.day[at]
        last[:] = self.day.max() if len(self.day) else NEVER
        place = self.places_of(sheet["patient"])
        starts, ends, deaths = (day_numbers(sheet[c]) for c in ("window_start", "window_end", "died_on"))
        first[place] = np.where(starts == NEVER, first[place], starts)
        last[place] = np.where(ends == NEVER, last[place], ends)
        last[place] = np.where(deaths == NEVER, last[place], np.minimum(deaths, last[place]))
        return first, last

    @cached_property
    def stays(self) -> pd.DataFrame:
        """The stays in order of patient and start, with ``owner``, ``from_day`` and ``to_day`` (or NEVER)."""
        stays = self.contacts.facts.stays.frame
        stays["owner"] = self.places_of(stays["patient"])
        stays["from_day"], stays["to_day"] = day_numbers(stays["start"]), day_numbers(stays["end"])
        return stays.sort_values(["owner", "from_day", "to_day", "stay_id"], ignore_index=True)

    @cached_property
    def bands(self) -> pd.DataFrame:
        """The bands with ``owner``, ``from_day`` and ``to_day`` (``NO_END`` while they go on)."""
        bands = self.contacts.facts.bands.frame
        bands["owner"] = self.places_of(bands["patient"])
        bands["from_day"], to_day = day_numbers(bands["start_on"]), day_numbers(bands["end_on"])
        bands["to_day"] = np.where(to_day == NEVER, NO_END, to_day)
        return bands


def moved_on(stays: pd.DataFrame) -> Ints:
    """Return the ids of ``stays`` after which another of them begins the same day, as in a transfer."""
    owner, begins, ends = (stays[name].to_numpy() for name in ("owner", "from_day", "to_day"))
    found: Ints = stays["stay_id"].to_numpy()[:-1][(owner[1:] == owner[:-1]) & (begins[1:] == ends[:-1])]
    return found


def day_numbers(times: pd.Series) -> Ints:
    """Return days as whole numbers; ``NEVER`` where missing."""
    days = times.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), NEVER, days.astype(np.int64))


def plain_texts(texts: pd.Index) -> pd.Index:
    """Return texts without differences of case and spaces: a unit spelled in two ways is one unit."""
    return pd.Index([" ".join(str(text).casefold().split()) for text in texts], dtype=object)
