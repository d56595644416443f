"""The patient group: everything one TOML file may say, checked by pydantic."""

import hashlib
import json
from collections.abc import Iterable
from typing import Literal, Self

from pydantic import Field, model_validator

from flowmap.group.path_rules import ExpectedRule, HandoverRule, WaitRule, refuse_unknown_waits
from flowmap.group.select import Selector
from flowmap.group.texts import BothTexts, Id, Strict, Text
from flowmap.records import JournalName, Kind, Mode, Principal, Reason, Speaker, Value
from flowmap.words import screen_language


class Lane(Strict):
    """Who gave the care. The first lane is always the person's own, with ``principal = "me"``.

    A contact falls in the first lane that names its unit, else the one its source names, else its
    activity's lane, else the first lane that names its journal (and its profession, where it lists any), else
    the last lane. Where a group takes any activity, lanes that only the source names stand as written.
    """

    id: Id
    title: BothTexts
    principal: Principal
    journals: tuple[JournalName, ...] = ()
    units: tuple[str, ...] = ()
    professions: tuple[str, ...] = ()


class Activity(Strict):
    """An activity name of the group. Entries become it by name, alias, or ``when`` (fields of the entry).

    ``when`` asks for journal, unit, mode, purpose or profession and is tried only for entries whose own
    text is no name or alias; the file's order decides. ``stay_names``: the activities of the two milestones
    that a stay (``is_stay``) becomes. ``goes_with``: an activity that is usually written down too; ``check``
    asks where it stands nowhere for the person.
    """

    name: str
    en: str = ""
    kind: Kind = Kind.CONTACT
    lane: Id | None = None
    aliases: tuple[str, ...] = ()
    when: Selector | None = None
    is_stay: bool = False
    stay_names: tuple[str, str] = ("Inskriven", "Utskriven")
    is_band: bool = False
    marker: Id | None = None
    mode: Mode | None = None
    purpose: str | None = None
    is_coerced: bool = False
    journals: tuple[JournalName, ...] = ()
    goes_with: str | None = None

    @property
    def shown(self) -> str:
        """The name in the screen language."""
        return self.en if self.en and screen_language() == "en" else self.name


class Marker(Strict):
    """Something worth following. A dated marker is a milestone with an activity name of its own."""

    id: Id
    title: BothTexts


class Recurring(Strict):
    """Folds rows of an extract into a band: same activity and unit, often enough, no long gap.

    A run of visits with at most ``longest_gap_days`` from one to the next (days in stays not counted) is a
    band where ``for_weeks`` weeks in a row, counted from its first day, have ``at_least_per_week`` visits.
    """

    activities: tuple[str, ...] = Field(min_length=1)
    at_least_per_week: int = Field(default=3, ge=1)
    for_weeks: int = Field(default=2, ge=1)
    longest_gap_days: int = Field(default=7, ge=1)


class Window(Strict):
    """The review window: forward from an event of the patient, or back from one."""

    from_event: Selector | None = None
    direction: Literal["forward", "back"] = "forward"
    days: int | None = Field(default=None, gt=0)


class ValueRule(Strict):
    """A rule that proposes a value by fields and relations; the first that matches wins.

    No rule proposes for what is coerced, only planned, unanswered, or after the person's death.
    """

    id: Id
    when: Selector = Selector()
    relations: tuple[
        Literal[
            "repeats_earlier",
            "same_day_purpose",
            "follows_cancelled",
            "first_meeting_staff",
            "first_meeting_unit",
            "caused_by_failure",
        ],
        ...,
    ] = ()
    wait_longer_than_days: int | None = None
    value: Value
    reason: Reason | None = None
    because: BothTexts


class Phase(Strict):
    """A phase of the way: begins at the first event that matches, after the phase before it began."""

    id: Id
    title: BothTexts
    starts: Selector | None = None


TOPICS = Literal[
    "aterkomst",
    "blev_inte_av",
    "delaktighet",
    "fast_kontakt",
    "hemkomst",
    "information",
    "kontinuitet",
    "roster",
    "sip",
    "vantan",
]


class NeedClass(Strict):
    """A class that needs are filed under; of several schemes in a file, ``need_scheme`` chooses one.

    ``topics``: what findings without a path rule behind them are filed here; a topic falls in the first class
    that names it.
    """

    id: Id
    title: BothTexts
    scheme: str = ""
    topics: tuple[TOPICS, ...] = ()


class SipCriterion(Strict):
    """One criterion of a correctly done SIP; each is shown on its own."""

    id: Id
    title: BothTexts
    seen_by: Selector


class MeasureSettings(Strict):
    """Limits and choices that measures use; part of the vocabulary.

    ``transport``: what fetches or drives the person, and is no journey beside the one it makes.
    ``notable``: a measure (or indicator) with the amount above which it becomes a finding; without one it is
    only a figure.
    """

    minimum_contacts: int = 3
    home_contact_days: int = 3
    return_days: int = 30
    emergency_days: int = 30
    discharge: Selector = Selector()
    ready_for_discharge: Selector = Selector()
    emergency: Selector = Selector()
    transport: Selector = Selector()
    sip: Selector = Selector()
    aktorsmote: Selector = Selector()
    fast_vardkontakt: Selector = Selector()
    fast_lakarkontakt: Selector = Selector()
    fast_omsorgskontakt: Selector = Selector()
    hemsjukvard: Selector = Selector()
    medicines_list: Selector = Selector()
    sip_criteria: tuple[SipCriterion, ...] = ()
    highlight: tuple[str, ...] = ()
    notable: dict[str, float] = Field(default={})


class YearFigure(Strict):
    """Words that tell which figure of the year (*Årets tal*) stands beside a measure, indicator or path rule.

    They are looked for in what the figure counts, before its first comma; the first item that has them wins.
    """

    measure: Id
    words: tuple[str, ...]


class Indicator(Strict):
    """A measure of the group's own, worked out for each patient.

    - ``count``: events that match ``of``
    - ``seen``: whether any event matches ``of``
    - ``days_between``: days from the first that matches ``of`` to the first on or after it of ``until``
    - ``share``: of events that match ``of``, those that match ``also`` too
    - ``distinct_staff``, ``distinct_units``, ``distinct_professions``: of events that match ``of``

    ``needs``: journals that must have been reviewed; empty means all of the round's.
    """

    id: Id
    title: BothTexts
    kind: Literal[
        "count", "seen", "days_between", "share", "distinct_staff", "distinct_units", "distinct_professions"
    ]
    of: Selector
    until: Selector = Selector()
    also: Selector = Selector()
    needs: tuple[JournalName, ...] = ()
    need_class: Id | None = None

    @model_validator(mode="after")
    def _has_its_second_part(self) -> Self:
        second = {"days_between": "until", "share": "also"}.get(self.kind)
        if second and getattr(self, second).is_empty:
            message = f"{self.id}: kind {self.kind} needs {second}"
            raise ValueError(message)
        return self


class ValueWords(Strict):
    """The group's wording of the scale, and what is asked."""

    question: BothTexts
    value_creating: BothTexts
    necessary: BothTexts
    not_value_creating: BothTexts


class Group(Strict):
    """A patient group, whole: its own file over the ones it extends."""

    id: Id
    title: BothTexts
    person_word: BothTexts
    inclusion: BothTexts = Text(sv="", en="")
    window: Window = Window()
    align_on: Selector | None = None
    first_speaker: tuple[Speaker, ...] = (Speaker.PERSON, Speaker.RELATIVE, Speaker.REPRESENTATIVE)
    lanes: tuple[Lane, ...]
    activities: tuple[Activity, ...] = ()
    takes_any_activity: bool = False
    same_day_order: tuple[str, ...] = ("*",)
    markers: tuple[Marker, ...] = ()
    death: Selector | None = None
    recurring: tuple[Recurring, ...] = ()
    waits: tuple[WaitRule, ...] = ()
    handovers: tuple[HandoverRule, ...] = ()
    value_words: ValueWords | None = None
    rules: tuple[ValueRule, ...] = ()
    expected: tuple[ExpectedRule, ...] = ()
    phases: tuple[Phase, ...] = ()
    need_classes: tuple[NeedClass, ...] = ()
    need_scheme: str = ""
    measures: MeasureSettings = MeasureSettings()
    indicators: tuple[Indicator, ...] = ()
    year_figures: tuple[YearFigure, ...] = ()
    allowed_words: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _refers_to_what_is(self) -> Self:
        lanes = [lane.id for lane in self.lanes]
        _refuse_doubles("lane", lanes)
        _refuse_doubles("activity", [activity.name for activity in self.activities])
        _refuse_doubles("same_day_order", self.same_day_order)
        for part in ("markers", "rules", "expected", "waits", "handovers", "phases", "indicators"):
            _refuse_doubles(part, [item.id for item in getattr(self, part)])
        unknown = sorted({a.lane for a in self.activities if a.lane} - set(lanes))
        if unknown:
            message = f"activity lanes {', '.join(unknown)} are no lanes; allowed: {', '.join(lanes)}"
            raise ValueError(message)
        refuse_unknown_waits(self.handovers, self.expected, waits=[wait.id for wait in self.waits])
        beside = {a.goes_with for a in self.activities if a.goes_with}
        if missing := sorted(beside - {activity.name for activity in self.activities}):
            message = f"goes_with {', '.join(missing)} is no activity of the group"
            raise ValueError(message)
        if not self.lanes or self.lanes[0].principal is not Principal.ME:
            message = 'the first lane must have principal = "me"'
            raise ValueError(message)
        return self

    def lane(self, lane_id: str) -> Lane:
        """Return the lane with this id; one that only an extract names has its text as title."""
        text = Text(sv=lane_id, en=lane_id)
        unknown = Lane.model_construct(id=lane_id, title=text, principal=Principal.UNKNOWN)
        return next((lane for lane in self.lanes if lane.id == lane_id), unknown)

    def activity(self, name: str) -> Activity | None:
        """Return the activity with this name, or ``None``."""
        return next((activity for activity in self.activities if activity.name == name), None)

    def rank(self, name: str) -> int:
        """Return an activity's rank within a day; what is not listed stands where ``*`` does."""
        order = self.same_day_order if "*" in self.same_day_order else (*self.same_day_order, "*")
        return order.index(name) if name in order else order.index("*")

    def vocabulary_id(self) -> str:
        """Return the hash of what decides names: activities, lanes, markers, measures' settings."""
        parts = self.model_dump(mode="json", include=_NAMING, exclude=_SHOWN_ONLY)
        parts["activities"] = [[a.name, a.kind, a.lane, a.marker, a.is_stay] for a in self.activities]
        return _hash(parts)

    def coding_id(self) -> str:
        """Return the hash of what decides coding: aliases, conditions, order, rules."""
        kept = {"recurring", "waits", "handovers", "rules", "expected", "phases", "same_day_order"}
        parts = self.model_dump(mode="json", include=kept)
        parts["coding"] = [
            [a.name, a.aliases, a.when.model_dump(mode="json") if a.when else None] for a in self.activities
        ]
        return _hash(parts)


_NAMING = {"lanes", "markers", "measures", "indicators", "takes_any_activity"}
_SHOWN_ONLY = {"measures": {"highlight", "notable"}}  # what is shown first or told changes no amount


def _refuse_doubles(part: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            message = f"{part} {name} stands twice"
            raise ValueError(message)
        seen.add(name)


def _hash(parts: object) -> str:
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=list)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
