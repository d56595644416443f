"""Read a needs sheet that a team filled in: what it says, and what to look at, row by row."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from flowmap.archives import read_sheets
from flowmap.errors import InputError
from flowmap.group import Group, list_parts, name_measure
from flowmap.group.allowed import allowed_words
from flowmap.identity import NOBODY_REMOVED, RemovedPersons, mask_identifiers
from flowmap.identity.names import may_name_somebody
from flowmap.records import Language, NeedStatus, Place, Severity
from flowmap.tables import Needs, Problem, Problems
from flowmap.value.needs_sheet import ABOUT, FORMAT_NAME, choice_words, headings, masked, read_day
from flowmap.value.possible_names import FREE_TEXTS, ROLE
from flowmap.words import listed, say, show_in

_MOST_CELLS = (5_000, 40)
_OPEN_LISTS = ("decided_in", "measured_by")  # own words are allowed
_FILLED = ("in_my_words", "need_class", "decided_in", "responsible_role", "action", "done_by", "need_status")
Row = dict[str, str]


@dataclass(frozen=True)
class _Sheet:
    """What rows are read with: the file, the group, whom needs may be about, and who was taken out."""

    file: str
    group: Group
    patients: Collection[str] | None
    removed: RemovedPersons

    def is_about_stranger(self, row: Row) -> bool:
        """Return whether a row is about somebody who is not in the round."""
        person = row.get("about_patient", "")
        return bool(person) and self.patients is not None and person not in self.patients


@dataclass(frozen=True)
class NeedsRead:
    """What a needs sheet said: the needs, what to look at, and which round it was written for."""

    needs: Needs
    problems: Problems
    round_id: str = ""


def read_needs_sheet(
    path: str | Path,
    *,
    group: Group,
    round_id: str = "",
    patients: Collection[str] | None = None,
    removed: RemovedPersons = NOBODY_REMOVED,
) -> NeedsRead:
    """Read a needs sheet back.

    Rows that nobody touched come back as the proposals they were. A row without an id gets one from its
    words. Unknown statuses and classes, unreadable days, and needs agreed on without a role or an action
    are problems; identifiers are masked, and so are the codes of those ``removed`` from the round. A need
    of somebody who is not among ``patients``, where they are given, is refused. A sheet of another round
    (``round_id``), or a file that is no needs sheet, gives no needs and one problem.
    """
    place = Path(path)
    name = mask_identifiers(place.name)[0]
    if not place.is_file():
        return _refused("needs_sheet_missing", name)
    try:
        sheets = dict(read_sheets(place, name=name, most=_MOST_CELLS))
    except InputError:
        return _refused("needs_sheet_damaged", name)
    about = {row[0]: row[1] for row in sheets.pop(ABOUT, []) if len(row) > 1}
    if about.get("format") != FORMAT_NAME:
        return _refused("needs_sheet_other", name)
    if round_id and about.get("round_id", "") not in ("", round_id):
        return _refused("needs_other_round", name)
    rows = [(title, number, row) for title, lines in sheets.items() for number, row in _rows(lines)]
    return _needs_of(rows, _Sheet(name, group, patients, removed), about.get("round_id", ""))


def is_needs_sheet(path: str | Path) -> bool:
    """Return whether a file says of itself that it is a needs sheet; not if it cannot be read."""
    place = Path(path)
    if place.suffix.lower() != ".xlsx":
        return False
    try:
        about = dict(read_sheets(place, name=place.name, most=_MOST_CELLS)).get(ABOUT, [])
    except InputError:
        return False
    return ["format", FORMAT_NAME] in [row[:2] for row in about]


def _refused(rule: str, file: str) -> NeedsRead:
    return NeedsRead(Needs.empty(), Problems.of([Problem(rule, Severity.ERROR, Place(file))]))


def _rows(lines: list[list[str]]) -> Iterator[tuple[int, Row]]:
    """Yield the rows below the heading with anything in them, by column of Needs."""
    columns: dict[int, str] = {}
    for number, line in enumerate(lines, start=1):
        if not columns:
            found = {i: headings()[c.casefold()] for i, c in enumerate(line) if c.casefold() in headings()}
            columns = found if {"need_status", "in_my_words"} <= set(found.values()) else {}
        elif any(line):
            yield number, {name: line[i] for i, name in columns.items() if i < len(line)}


def _needs_of(rows: list[tuple[str, int, Row]], read: _Sheet, round_id: str) -> NeedsRead:
    problems: list[Problem] = []
    needs: dict[str, dict[str, object]] = {}
    for sheet, number, row in rows:
        if not row.get("need_id") and not any(row.get(name) for name in _FILLED):
            continue
        at = partial(Place, read.file, mask_identifiers(sheet)[0], number)
        if read.is_about_stranger(row):
            column = say("column.about_patient")
            problems.append(Problem("need_person_unknown", Severity.ERROR, at(column)))
            continue
        known = {name: read.removed.masked(text) for name, text in row.items()}
        need = _need(known, read.group, at, problems)
        key = str(need["need_id"])
        if key in needs:
            problems.append(Problem("need_twice", Severity.WARNING, at("")))
        needs[key] = need
    return NeedsRead(Needs.from_rows(list(needs.values())), Problems.of(problems), round_id)


def _need(row: Row, group: Group, at: "partial[Place]", problems: list[Problem]) -> dict[str, object]:
    need: dict[str, object] = {}
    for column in (c.name for c in Needs.columns):
        text, had_identifier = masked(row.get(column, ""))
        if had_identifier:
            problems.append(Problem("need_has_identifier", Severity.ERROR, at(say(f"column.{column}"))))
        need[column] = text
        if column in FREE_TEXTS and may_name_somebody(text, allowed_words(group)):
            problems.append(_possible_name(column, at))
            need[column] = "" if column == ROLE else text
    need["about_patient"] = need["about_patient"] or None
    for column in ("need_class", "decided_in", "need_status", "measured_by"):
        need[column] = _coded(str(need[column]), column, group, at, problems)
    need["need_status"] = need["need_status"] or NeedStatus.PROPOSED.value
    need["done_by"] = _day(str(need["done_by"]), at, problems)
    need["need_id"] = need["need_id"] or "own:" + _short_hash(str(need["in_my_words"]) + str(need["action"]))
    _check_whole(need, at, problems)
    return need


def _possible_name(column: str, at: "partial[Place]") -> Problem:
    """Return that a cell may hold a name: a role is refused, since others than the team see it."""
    place = at(say(f"column.{column}"))
    if column == ROLE:
        return Problem("need_role_may_be_name", Severity.ERROR, place)
    return Problem("possible_name", Severity.WARNING, place)


def _short_hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def _coded(text: str, column: str, group: Group, at: "partial[Place]", problems: list[Problem]) -> str:
    """Return the value that a word on screen stands for, in either language."""
    known: dict[str, str] = {}
    for language in Language:
        with show_in(language):
            for value, word in choice_words(group)[column].items():
                known |= {value.casefold(): value, word.casefold(): value}
            if column == "measured_by":
                known |= _measures_by_name(group)
    if text.casefold() in known or not text or column in _OPEN_LISTS:
        return known.get(text.casefold(), text)
    allowed = listed([f'"{word}"' for word in choice_words(group)[column].values()])
    rule = f"{column}_unknown"
    problems.append(Problem(rule, Severity.ERROR, at(say(f"column.{column}")), {"allowed": allowed}))
    return ""


def _measures_by_name(group: Group) -> dict[str, str]:
    from flowmap.words import catalogue

    ids = [key.removeprefix("measure.") for key in catalogue() if key.startswith("measure.")]
    ids += list_parts(group)
    return {name_measure(measure, group).casefold(): measure for measure in ids}


def _day(text: str, at: "partial[Place]", problems: list[Problem]) -> pd.Timestamp | None:
    day = read_day(text)
    if text and day is None:
        problems.append(Problem("need_date_unreadable", Severity.WARNING, at(say("column.done_by"))))
    return day


def _check_whole(need: dict[str, object], at: "partial[Place]", problems: list[Problem]) -> None:
    """Say what a need that was taken on still lacks."""
    if need["need_status"] in (NeedStatus.PROPOSED, NeedStatus.DROPPED):
        return
    lacks = {
        "need_without_words": "in_my_words",
        "need_without_role": "responsible_role",
        "need_without_action": "action",
    }
    for rule, column in lacks.items():
        if not need[column]:
            problems.append(Problem(rule, Severity.WARNING, at(say(f"column.{column}"))))
