"""A life in an invented round as its own lines tell it: stays, homecomings, contacts and what was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from flowmap.records import CoverageStatus, RatingBasis, Reason, Status, Value, Voice
from flowmap.samples.diary import Line
from flowmap.samples.person import Person
from flowmap.samples.sample import SampleRating

NOT_MET = {Status.CANCELLED, Status.NO_SHOW, Status.PLANNED, Status.UNANSWERED}
_LEFT = {"Vårdtillfälle", "Heldygnsvård", "Akutinläggning", "Strokeenhet", "Rehabavdelning"}
_EMERGENCY = {"Akutbesök", "Akutpsykiatri", "Akut BUP"}
_ACUTE = _EMERGENCY | {"Ambulans", "1177", "Larm", "Transport"}
_OURS = {"person", "relative"}


@dataclass(frozen=True)
class Heard:
    """A contact with what the person's voice and the team's said of it: value and reason, or nothing."""

    code: str
    is_ours: bool
    is_first_week: bool
    person: str | None = None
    team: str | None = None
    person_reason: str | None = None
    team_reason: str | None = None

    def value(self, voice: Voice) -> str | None:
        """Return the value that a voice gave."""
        return self.person if voice == Voice.PERSON else self.team

    def gives(self, reason: str, voice: Voice) -> bool:
        """Return whether a voice says that the contact gave nothing, for this reason."""
        own = self.person_reason if voice == Voice.PERSON else self.team_reason
        return self.value(voice) == Value.NOT_CREATING and own == reason

    @property
    def reasons(self) -> set[str | None]:
        """The reasons of the voices that gave a value."""
        return {self.person_reason if self.person else None, self.team_reason if self.team else None}


@dataclass
class Life:
    """One person's lines that were read, in order of day and clock."""

    code: str
    lines: list[Line]
    last_day: date
    unread: Mapping[str, str]
    heard: list[Heard] = field(default_factory=list)

    @property
    def closed(self) -> set[str]:
        """Journals that were not allowed to be read."""
        return {j for j, status in self.unread.items() if status == CoverageStatus.NOT_ALLOWED}

    @property
    def is_whole(self) -> bool:
        """Whether every journal was read whole."""
        return not self.unread

    def read_whole(self, journal: str) -> bool:
        """Return whether a journal was read whole."""
        return journal not in self.unread

    def dates(self, activity: str) -> list[date]:
        """Return the days of an activity."""
        return [line.row["date"] for line in self.lines if line.row["activity"] == activity]

    @property
    def marks(self) -> set[str]:
        """What the SIP meetings' lines mark."""
        texts = [line.row.get("marker", "") for line in self.lines if line.row["activity"] == "SIP-möte"]
        return {mark for text in texts for mark in text.split(", ")}

    @property
    def contacts(self) -> list[Line]:
        """Contacts with the person, but for those still planned."""
        return [line for line in self.lines if is_contact(line)]

    @property
    def stays(self) -> list[Line]:
        """Stays, whoever gave them."""
        return [line for line in self.lines if line.row.get("until")]

    def discharges(self, *, home: bool = False) -> list[Line]:
        """Return the stays that end in a discharge; those followed at once by another stay are left out."""
        others = self.stays if home else [stay for stay in self.stays if stay.row["activity"] in _LEFT]
        begins = {stay.row["date"] for stay in others}
        return [s for s in self.stays if s.row["activity"] in _LEFT and s.row["until"] not in begins]

    def homecomings(self) -> list[Line]:
        """Return the stays that the person came home from."""
        return self.discharges(home=True)

    def followed(self, days: int) -> list[Line]:
        """Return the discharges followed so many days, or with an emergency visit within them."""
        seen = self.emergencies(days)
        return [s for s in self.discharges() if s in seen or (self.last_day - s.row["until"]).days >= days]

    def emergencies(self, days: int) -> list[Line]:
        """Return the discharges that an emergency visit followed within so many days."""
        visits = [line.row["date"] for line in self._met() if line.row["activity"] in _EMERGENCY]
        return [s for s in self.discharges() if any(0 <= (v - s.row["until"]).days <= days for v in visits)]

    def is_reached(self, days: int) -> bool:
        """Return whether care came within so many days of every homecoming."""
        by_care = [
            line
            for line in self._met()
            if line.row.get("started_by") not in _OURS and line.row["activity"] not in _EMERGENCY
        ]
        return all(self._within(stay, by_care, days) for stay in self.homecomings())

    def has_called(self, days: int) -> bool:
        """Return whether the person or a relative got in touch within so many days of some homecoming."""
        ours = [
            n
            for n in self.contacts
            if n.row.get("started_by") in _OURS and n.row.get("status") != "cancelled"
        ]
        return any(self._within(stay, ours, days) for stay in self.homecomings())

    def _within(self, stay: Line, lines: list[Line], days: int) -> bool:
        away = [(n.row["date"] - stay.row["until"]).days for n in lines if not self._on_ward(n, stay)]
        return any(0 <= n <= days for n in away)

    def _on_ward(self, line: Line, stay: Line) -> bool:
        return line.row.get("unit") == stay.row.get("unit")

    def ready_days(self) -> int:
        """Return the days from ready for discharge to the discharge it belongs to."""
        ready = self.dates("Utskrivningsklar")
        left = [s.row for s in self.stays if s.row["activity"] in _LEFT]
        waits = [
            (row["until"] - day).days for row in left for day in ready if row["date"] <= day <= row["until"]
        ]
        return max(waits, default=0)

    def longest_gap(self) -> int:
        """Return the most days from a contact that took place to the next, with no stay in between."""
        contacts, longest = self.contacts, 0
        for line, after in pairwise(contacts):
            start, end = line.row["date"], after.row["date"]
            stays = [s.row for s in self.stays if s.row["date"] < end and s.row["until"] > start]
            inside = any(s.row["until"] == start and self._on_ward(line, s) for s in self.stays)
            if line.row.get("status") not in NOT_MET and not stays and not inside:
                longest = max(longest, (end - start).days)
        return longest

    def unanswered(self) -> int:
        """Return how many calls nobody answered."""
        return sum(line.row.get("status") == Status.UNANSWERED for line in self.contacts)

    def asked_in_vain(self) -> bool | None:
        """Return whether emergency care came within a week of a call without an answer; no call: nothing."""
        pairs = list(zip(self.contacts, self.heard, strict=True))
        asked = [
            (place, line)
            for place, (line, heard) in enumerate(pairs)
            if heard.is_ours
            and (
                line.row.get("status") == Status.UNANSWERED
                or Reason.NO_ANSWER in {heard.person_reason, heard.team_reason}
            )
        ]
        if not asked:
            return None
        return any(
            0 <= (later.row["date"] - line.row["date"]).days <= 7
            for place, line in asked
            for later, _ in pairs[place + 1 :]
            if later.row["activity"] in _ACUTE and later.row.get("status") not in NOT_MET
        )

    def is_first_week(self, line: Line) -> bool:
        """Return whether a line lies in the first week at home, outside stays."""
        day = line.row["date"]
        if any(s.row["date"] < day < s.row["until"] for s in self.stays):
            return False
        left = [s for s in self.stays if s.row["activity"] in _LEFT]
        return any(0 <= (day - s.row["until"]).days <= 7 and not self._left_from(line, s) for s in left)

    def _left_from(self, line: Line, stay: Line) -> bool:
        return line.row["date"] == stay.row["until"] and self._on_ward(line, stay)

    def _met(self) -> list[Line]:
        return [line for line in self.contacts if line.row.get("status") not in NOT_MET]


def is_contact(line: Line) -> bool:
    """Return whether a line is a contact with the person that is not only planned."""
    return "in_short" in line.row and not line.is_about and line.row.get("status") != Status.PLANNED


def live(
    person: Person, ratings: Sequence[SampleRating], *, speakers: list[str], unread: Mapping[str, str]
) -> Life:
    """Return a person's life as the journals that were read tell it, with what was said of each contact."""
    closed = {journal for journal, status in unread.items() if status == CoverageStatus.NOT_ALLOWED}
    lines = [line for line in person.lines.lines if line.sheet not in closed]
    lines.sort(key=lambda line: (line.row["date"], line.row.get("clock", "")))
    life = Life(person.code, lines, person.row.get("died_on") or person.row["window_end"], unread)
    mine = [rating for rating in ratings if rating.patient == person.code]
    life.heard = [_hear(life, line, mine, speakers) for line in life.contacts]
    return life


def _hear(life: Life, line: Line, ratings: Sequence[SampleRating], speakers: list[str]) -> Heard:
    row = line.row
    key = (line.sheet, row["date"], row["activity"], row["in_short"])
    own = [r for r in ratings if (r.sheet, r.on, r.activity, r.in_short) == key]
    spoken = sorted((r for r in own if r.role != Voice.TEAM), key=lambda r: speakers.index(r.role))
    person = spoken[0] if spoken else None
    value, reason = _team([r for r in own if r.role == Voice.TEAM])
    return Heard(
        code=life.code,
        is_ours=row.get("started_by") in _OURS,
        is_first_week=life.is_first_week(line),
        person=person.value if person else None,
        person_reason=person.reason if person else None,
        team=value,
        team_reason=reason,
    )


def _team(given: Sequence[SampleRating]) -> tuple[str | None, str | None]:
    """Return what the team said together, else what all its raters say alike."""
    together = [r for r in given if r.rating_basis == RatingBasis.CONSENSUS]
    for rating in together[:1]:
        return rating.value, rating.reason
    if len({r.value for r in given}) != 1:
        return None, None
    return given[0].value, next((r.reason for r in given if r.reason), None)
