"""Scene: the tables that findings are read from, and the record a finding is until it becomes a row."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.group import Group, Selector, matches
from flowmap.records import Kind, StartedBy
from flowmap.tables import Contacts, Expected, Measures
from flowmap.words import day, listed

Flags = NDArray[np.bool_]
FIRST_WEEK = 7  # days at home
OF_THE_WAY, OF_MEASURES, OF_SINGLE_CONTACTS = range(3)  # the order in which a person's findings are told
MOST_DAYS = 4  # as many days as a sentence lists
MOST_PERSONS = 200  # above so many patients nobody reads single ways: only the group's findings are listed


@dataclass(frozen=True)
class Finding:
    """One finding. ``about`` is the patient it is about, ``None`` for the group."""

    finding_id: str
    sentence: str
    patients: int
    of_patients: int
    size: float
    evidence: tuple[int, ...]
    about: str | None = None
    standing: str | None = None
    need_class: str | None = None
    measure: str | None = None
    tier: int = OF_MEASURES


@dataclass(frozen=True)
class Scene:
    """Contacts, measures and expected path of one round."""

    contacts: Contacts
    measures: Measures
    expected: Expected
    group: Group

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The contacts' rows, with ``day`` as a number and the patient as text."""
        frame = self.contacts.frame
        frame["day"] = frame["start"].to_numpy().astype("datetime64[D]").astype(np.int64)
        return frame

    @cached_property
    def patients(self) -> list[str]:
        """Every patient of the round, sorted."""
        listed = set(self.contacts.facts.patients.frame["patient"].astype(str))
        return sorted(listed | set(self.frame["patient"].astype(str).unique()))

    @cached_property
    def _places(self) -> dict[tuple[str, str | None], NDArray[np.int64]]:
        """The rows of the measures by measure and part."""
        rows = self.measures.frame
        grouped = rows.groupby(["measure", "provider"], sort=False, observed=True, dropna=False)
        places = {}
        for (measure, part), at in grouped.indices.items():
            places[str(measure), None if pd.isna(part) else str(part)] = np.asarray(at)
        return places

    @property
    def tells_persons(self) -> bool:
        """Whether each person has findings of their own."""
        return len(self.patients) <= MOST_PERSONS

    def shown(self, activity: object) -> str:
        """Return an activity's name on screen."""
        own = self.group.activity(str(activity))
        return own.shown if own else str(activity)

    def amounts(self, measure: str, part: str | None = None) -> pd.DataFrame:
        """Return the rows of a measure (of a part of it) that have an amount, by patient."""
        places = self._places.get((measure, part), np.zeros(0, dtype=np.int64))
        rows = self.measures.frame.iloc[places]
        rows = rows[rows["amount"].notna()]
        return rows.assign(**{name: rows[name].astype(object) for name in ("patient", "measure", "provider")})

    def parts(self, measure: str) -> list[str]:
        """Return the parts that a measure has, in order."""
        return [part for name, part in self._places if name == measure and part is not None]

    def class_of(self, topic: str) -> str | None:
        """Return the class of needs that a topic is filed under."""
        return next((c.id for c in self.group.need_classes if topic in c.topics), None)

    def matching(self, selector: Selector | None) -> Flags:
        """Return the contacts' rows that a selector matches."""
        return matches(selector, self.frame)

    def when(self, rows: Flags) -> str:
        """Return the days of ``rows`` as a list, or from the first to the last where they are many."""
        times = self.frame.loc[rows, "start"].dt.normalize().drop_duplicates()
        days = [day(time, year=False) for time in times]
        return listed(days) if len(days) <= MOST_DAYS else f"{days[0]}–{days[-1]}"

    def when_shown(self, evidence: tuple[int, ...], among: Flags) -> str:
        """Return the days of those events of a finding's evidence that are ``among`` these rows."""
        return self.when(self.frame["event_id"].isin(evidence).to_numpy() & among)

    @cached_property
    def is_ours(self) -> Flags:
        """Contacts that the person or a relative started."""
        ours: Flags = (
            self.frame["started_by"].isin([StartedBy.PERSON.value, StartedBy.RELATIVE.value]).to_numpy()
        )
        return ours

    @cached_property
    def is_contact(self) -> Flags:
        """Contacts with the person, whether they took place or not."""
        contacts: Flags = (self.frame["kind"] == Kind.CONTACT.value).to_numpy()
        return contacts

    @cached_property
    def is_acute(self) -> Flags:
        """Contacts that took place in the lanes of the group's emergency activities."""
        emergency = self.group.measures.emergency
        own = [self.group.activity(name) for name in emergency.activities]
        lanes = {*emergency.lanes, *(activity.lane for activity in own if activity)}
        in_lane = self.frame["lane"].isin([lane for lane in lanes if lane]).to_numpy()
        acute: Flags = (in_lane | self.matching(emergency)) & self.frame["is_met"].to_numpy()
        return acute

    @cached_property
    def is_first_week(self) -> Flags:
        """Rows at most seven days after a discharge of the same patient, outside stays."""
        discharges = self.frame.loc[self.matching(self.group.measures.discharge), ["patient", "day"]]
        pairs = self.frame[["patient", "day"]].reset_index(names="row")
        pairs = pairs.merge(discharges, on="patient", suffixes=("", "_home"))
        away = pairs["day"] - pairs["day_home"]
        found = np.zeros(len(self.frame), dtype=np.bool_)
        found[pairs.loc[(away >= 0) & (away <= FIRST_WEEK), "row"].to_numpy()] = True
        at_home: Flags = (self.frame["stay_id"] == 0).to_numpy()
        return found & at_home


def joined(evidence: pd.Series) -> tuple[int, ...]:
    """Return the events of several rows as one tuple, in order."""
    return tuple(event for events in evidence for event in events)


def opening(text: str) -> str:
    """Return a text as it begins a sentence."""
    return text[:1].upper() + text[1:]
