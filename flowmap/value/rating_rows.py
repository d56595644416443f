"""One row of a rating file, understood or refused cell by cell."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flowmap.group import Group
from flowmap.group.allowed import allowed_words
from flowmap.identity import has_identifier, mask_identifiers
from flowmap.identity.names import may_name_somebody
from flowmap.records import REASONS_FOR, Language, RatingBasis, Reason, Severity, Value
from flowmap.tables import Contacts, Problem
from flowmap.value.raters import is_rater_code, read_role, role_words
from flowmap.value.rating_files import RatingFile, RatingRow
from flowmap.value.rating_words import WITHDRAW, known_reasons, known_values, plain_word, value_words
from flowmap.words import say

_MOST_ECHOED = 20
_MOST_COMMENT = 500


@dataclass(frozen=True)
class Answer:
    """What one row says: of which event, by whom, and which value; or that it is refused, and why."""

    event_id: int
    rater: str
    role: str
    value: str | None
    reason: str | None
    comment: str
    rating_basis: str | None
    coding_id: str
    points_back_to: str
    is_present: bool
    problems: tuple[Problem, ...]

    @property
    def is_refused(self) -> bool:
        """Whether some part of it cannot be taken in."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def is_withdrawn(self) -> bool:
        """Whether it takes an earlier rating back."""
        return self.value is None

    @property
    def stream(self) -> tuple[object, ...]:
        """What a later record replaces."""
        return self.stream_of(self.record())

    @property
    def said(self) -> tuple[object, ...]:
        """What it says, to compare with what stands."""
        return self.said_of(self.record())

    @staticmethod
    def stream_of(record: Mapping[str, object]) -> tuple[object, ...]:
        """Return event, rater and role; what the team agrees on together is one stream, whoever typed it."""
        is_together = record["rating_basis"] == RatingBasis.CONSENSUS
        return record["event_id"], "" if is_together else record["rater"], record["role"], is_together

    @staticmethod
    def said_of(record: Mapping[str, object]) -> tuple[object, ...]:
        """Return value, reason, comment and where it points back."""
        return tuple(record[name] or "" for name in ("value", "reason", "comment", "points_back_to"))

    def record(self) -> dict[str, object]:
        """Return the row of ``Ratings``, but for when it was taken in."""
        names = ("event_id", "rater", "role", "value", "reason", "comment", "rating_basis", "coding_id")
        return {name: getattr(self, name) for name in (*names, "points_back_to")}


class RowReader:
    """Reads rows against one round: its contacts and bands, and its group's words."""

    def __init__(self, contacts: Contacts, group: Group, *, rated_before: Iterable[int] = ()) -> None:
        frame, bands = contacts.frame, contacts.facts.bands.frame
        self._patients = dict(zip(frame["event_id"], frame["patient"].astype(object), strict=True))
        self._patients |= dict(zip(bands["band_id"], bands["patient"].astype(object), strict=True))
        self._codes = set(self._patients.values())
        self._rated_before = set(rated_before)
        self._values = known_values(group)
        self._allowed = ", ".join(f'"{word}"' for word in value_words(group))
        self._no_names = allowed_words(group, _units_of(contacts))
        self._stamp = contacts.stamp

    def patient_of(self, event_id: int, *, written: str = "") -> str:
        """Return whose way an event belongs to: as the round says, else as the sheet wrote it."""
        known = self._patients.get(event_id, written if written in self._codes else "")
        return str(known)

    def read(self, file: RatingFile, row: RatingRow) -> Answer:
        """Return what a row says; what is wrong with it stands in ``problems``."""
        problems: list[Problem] = []
        if not row.is_whole:
            problems.append(_error("rating_row_cut"))
        event_id = self._event(file, row, problems)
        value = self._value(row, problems)
        reason = _reason(row, value, problems)
        comment = self._comment(row, problems)
        role, rater = _role(file, row, problems), _rater(file, row, problems)
        return Answer(
            event_id=event_id,
            rater=rater,
            role=role,
            value=value,
            reason=reason,
            comment=comment,
            rating_basis=_basis(file, row, role),
            coding_id=self._coding(file.of(row, "coding_id")),
            points_back_to=self._points_back(file, row, problems),
            is_present=event_id in self._patients,
            problems=tuple(problems),
        )

    def _coding(self, text: str) -> str:
        """Return the codebook version that a file names, if it is one; else the round's."""
        is_version = re.fullmatch(r"[0-9a-f]{16}", text) and not has_identifier(text)
        return text if is_version else self._stamp.coding_id

    def _event(self, file: RatingFile, row: RatingRow, problems: list[Problem]) -> int:
        text = row.text("event_id")
        if not re.fullmatch(r"-?[0-9]{1,19}", text) or abs(int(text)) >= 2**63:
            problems.append(_error("rating_id_mangled"))
            return 0
        round_id = row.text("round_id")
        if round_id and self._stamp.round_id and round_id != self._stamp.round_id:
            problems.append(_error("rating_row_other_round"))
        if int(text) not in self._patients and not self._may_be_gone(row, text):
            is_stranger = bool(file.about) and not has_identifier(text)
            problems.append(_error("rating_person_unknown" if is_stranger else "rating_id_unknown"))
        return int(text)

    def _may_be_gone(self, row: RatingRow, text: str) -> bool:
        """Return whether an id that the round does not have was one of its contacts: of a person it has.

        A rating of nobody in the round could not be taken away again with the person.
        """
        if has_identifier(text):
            return False
        return int(text) in self._rated_before or row.text("patient") in self._codes

    def _value(self, row: RatingRow, problems: list[Problem]) -> str | None:
        text = row.text("value")
        if text == WITHDRAW:
            return None
        if not text:
            return Value.NOT_ASSESSED.value
        value = self._values.get(plain_word(text))
        if value is None:
            problems.append(_error("rating_value_unknown", found=_echo(text), allowed=self._allowed))
            return None
        return value.value

    def _comment(self, row: RatingRow, problems: list[Problem]) -> str:
        text, found = mask_identifiers(row.text("comment"))
        if found:
            problems.append(Problem("rating_comment_masked", Severity.WARNING, values={"n": found}))
        if may_name_somebody(text, self._no_names):
            problems.append(Problem("rating_comment_may_name", Severity.WARNING))
        return text[:_MOST_COMMENT]

    def _points_back(self, file: RatingFile, row: RatingRow, problems: list[Problem]) -> str:
        """Return the id of the contact that failed: written as its number on the sheet, or as its id."""
        text = row.text("points_back_to")
        if not text:
            return ""
        numbered = {r.text("nr"): r.text("event_id") for r in file.rows if r.text("nr")}
        event = numbered.get(text, text)
        if not re.fullmatch(r"-?[0-9]{1,19}", event) or int(event) not in self._patients:
            problems.append(Problem("rating_points_nowhere", Severity.WARNING, values={"found": _echo(text)}))
            return ""
        return event


def _units_of(contacts: Contacts) -> tuple[str, ...]:
    return tuple(str(unit) for unit in contacts.frame["unit"].dropna().unique())


def _reason(row: RatingRow, value: str | None, problems: list[Problem]) -> str | None:
    text = row.text("reason")
    if not text or row.text("value") == WITHDRAW:
        return None
    reason = known_reasons().get(plain_word(text))
    if reason is None:
        problems.append(_error("rating_reason_unknown", found=_echo(text)))
        return None
    if reason is Reason.OTHER_AGAINST and value == Value.CREATING:
        return Reason.OTHER_FOR.value
    if value in {Value.CREATING, Value.NOT_CREATING} and (reason in REASONS_FOR) != (value == Value.CREATING):
        problems.append(Problem("rating_reason_against_value", Severity.NOTE))
    return reason.value


def _role(file: RatingFile, row: RatingRow, problems: list[Problem]) -> str:
    text = file.of(row, "role")
    role = read_role(text) if text else None
    if role is None:
        key = "rating_role_unknown" if text else "rating_role_missing"
        problems.append(
            _error(key, found=_echo(text), allowed=", ".join(f'"{word}"' for word in role_words()))
        )
    return role or ""


def _rater(file: RatingFile, row: RatingRow, problems: list[Problem]) -> str:
    text = file.of(row, "rater")
    if not is_rater_code(text):
        problems.append(_error("rating_rater_wrong"))
        return ""
    return text


def _basis(file: RatingFile, row: RatingRow, role: str) -> str | None:
    text = plain_word(file.of(row, "rating_basis"))
    known = {RatingBasis.CONSENSUS.value, *(say("rating_basis.consensus", lang) for lang in Language)}
    return RatingBasis.CONSENSUS.value if role == "team" and text in known else None


def _echo(text: str) -> str:
    """Return a coded cell to show in a message, unless it is long or may point out somebody."""
    if len(text) > _MOST_ECHOED or has_identifier(text):
        return say("problem_found.hidden")
    return f'"{text}"'


def _error(rule: str, **values: object) -> Problem:
    return Problem(rule, Severity.ERROR, values=values)
