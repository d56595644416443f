"""The one importer of ratings: workbooks and CSV files, in any order, twice without doubling."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Self

import pandas as pd

from flowmap.group import Group
from flowmap.identity import RemovedPersons, has_identifier
from flowmap.records import Place, Severity
from flowmap.tables import Contacts, Problem, Problems, Ratings, shape_columns
from flowmap.tables.rated import CollectedRows
from flowmap.value.gone import Offer, describe_contacts, offer_contact
from flowmap.value.raters import is_rater_code, read_role
from flowmap.value.rating_files import RatingFile, RatingRow, read_rating_file
from flowmap.value.rating_rows import Answer, RowReader
from flowmap.value.voices import latest_ratings
from flowmap.words import listed, say

BECAME = ("added", "changed", "unchanged", "refused", "gone")


@dataclass(frozen=True)
class Collected:
    """What was taken back: the new records to keep, and what became of every row.

    ``patients`` says whose way each rated event belongs to, by event id; ``file_hashes`` name the files
    taken in, so that the same file a second time is known.
    """

    ratings: Ratings
    rows: CollectedRows
    problems: Problems
    patients: dict[int, str]
    file_hashes: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        """Return the number of rows that were added, changed, unchanged, refused, and gone."""
        became = self.rows.frame["became"].value_counts()
        return {name: int(became.get(name, 0)) for name in BECAME}

    def without_codes_of(self, removed: RemovedPersons) -> Self:
        """Return the same with the codes of persons taken out of the round masked in comments."""
        frame = self.ratings.frame
        frame["comment"] = frame["comment"].map(removed.masked)
        return replace(self, ratings=Ratings(frame, self.ratings.stamp))

    def sentence(self) -> str:
        """Return the counts as one sentence in the screen language."""
        parts = [say(f"collected.{name}", n=count) for name, count in self.counts().items() if count]
        return say("collected.sentence", listed=listed(parts) if parts else say("collected.nothing"))


@dataclass(frozen=True, slots=True)
class _Judged:
    """One row with what became of it."""

    file: RatingFile
    row: RatingRow
    answer: Answer | None
    became: str
    offer: Offer = Offer()


def read_ratings(
    paths: str | Path | Iterable[str | Path],
    contacts: Contacts,
    *,
    group: Group,
    taken_in_at: datetime,
    kept: Ratings | None = None,
    known_files: frozenset[str] = frozenset(),
) -> Collected:
    """Return the ratings in workbooks and CSV files as new records, and what became of every row.

    Nothing is written: what is kept is ``ratings``. A row that says what its rater's last record already
    says is unchanged; one that says something else is a new record. A file taken in before (its hash is
    in ``known_files``) changes nothing. Two files that say different things of one rater's same contact
    are both refused there, whatever their order. A rating of a contact that the round no longer has is
    kept on the old contact, and the likely new one is offered.
    """
    asked = [paths] if isinstance(paths, str | Path) else list(paths)
    files = sorted((read_rating_file(Path(path)) for path in asked), key=lambda f: (f.name, f.digest))
    collector = _Collector(contacts, group, kept, known_files)
    for file in files:
        collector.take(file)
    judged = collector.judge()
    return Collected(
        ratings=_records(judged, taken_in_at, contacts),
        rows=CollectedRows.from_rows([_row(item) for item in judged], contacts.stamp),
        problems=Problems.of(collector.problems),
        patients=collector.patients(judged),
        file_hashes=tuple(sorted({file.digest for file in files if file.digest and not file.refused})),
    )


class _Collector:
    """Gathers rows file by file, then judges them together, so that the files' order decides nothing."""

    def __init__(
        self, contacts: Contacts, group: Group, kept: Ratings | None, known_files: frozenset[str]
    ) -> None:
        self.problems: list[Problem] = []
        self._round_id = contacts.stamp.round_id
        self._standing = _standing(kept)
        rated_before = () if kept is None else kept.frame["event_id"]
        self._reader = RowReader(contacts, group, rated_before=rated_before)
        self._known_files = known_files
        self._present = describe_contacts(contacts, group)
        self._refused: list[_Judged] = []
        self._answers: list[tuple[RatingFile, RatingRow, Answer]] = []
        self._digests: set[str] = set()

    def take(self, file: RatingFile) -> None:
        """Read a file's answers, or say why it is refused."""
        if file.digest and file.digest in self._digests:
            return  # the same file under two names
        self._digests.add(file.digest)
        refused = file.refused or self._refuse_file(file)
        if refused:
            self._say(refused, Severity.ERROR, Place(file=file.name))
            self._refused += [_Judged(file, row, None, "refused") for row in file.rows if row.is_answered]
            return
        if file.missing_rows:
            self._say("rating_rows_missing", Severity.NOTE, Place(file=file.name), n=file.missing_rows)
        for row in file.rows:
            self._take_row(file, row)

    def _refuse_file(self, file: RatingFile) -> str:
        round_id = file.about.get("round_id", "")
        if round_id and self._round_id and round_id != self._round_id:
            return "rating_other_round"
        return ""

    def _take_row(self, file: RatingFile, row: RatingRow) -> None:
        if not row.is_answered:
            return
        answer = self._reader.read(file, row)
        place = Place(file.name, row.sheet, row.row)
        for problem in answer.problems:
            self._say(problem.rule, problem.severity, place, **problem.values)
        if answer.is_refused:
            self._refused.append(_Judged(file, row, None, "refused"))
        else:
            self._answers.append((file, row, answer))

    def judge(self) -> list[_Judged]:
        """Return every row with what became of it, refused ones too, in order of file and row."""
        judged = list(self._refused)
        streams: dict[tuple[object, ...], list[tuple[RatingFile, RatingRow, Answer]]] = {}
        for item in self._answers:
            streams.setdefault(item[2].stream, []).append(item)
        for items in streams.values():
            judged += self._judge_stream(items)
        return sorted(judged, key=lambda j: (j.file.name, j.file.digest, j.row.sheet, j.row.row))

    def _judge_stream(self, items: list[tuple[RatingFile, RatingRow, Answer]]) -> list[_Judged]:
        known = [item for item in items if item[0].digest in self._known_files]
        fresh = [item for item in items if item[0].digest not in self._known_files]
        judged = [self._judge_answer(*item, is_new=False) for item in known]
        if len({answer.said for _, _, answer in fresh}) > 1:
            return judged + [self._refuse_double(file, row) for file, row, _ in fresh]
        return judged + [self._judge_answer(*item, is_new=not place) for place, item in enumerate(fresh)]

    def _refuse_double(self, file: RatingFile, row: RatingRow) -> _Judged:
        self._say("rating_two_answers", Severity.ERROR, Place(file.name, row.sheet, row.row))
        return _Judged(file, row, None, "refused")

    def _judge_answer(self, file: RatingFile, row: RatingRow, answer: Answer, *, is_new: bool) -> _Judged:
        before = self._standing.get(answer.stream)
        is_same = before == answer.said or (before is None and answer.is_withdrawn)
        became = "unchanged" if is_same or not is_new else "added" if before is None else "changed"
        if answer.is_present:
            return _Judged(file, row, answer, became)
        offer = offer_contact(row.texts, self._present)
        key = "rating_gone_likely" if offer.event else "rating_gone"
        place = Place(file.name, row.sheet, row.row)
        self._say(key, Severity.WARNING, place, because=offer.because)
        return _Judged(file, row, None if became == "unchanged" else answer, "gone", offer)

    def patients(self, judged: list[_Judged]) -> dict[int, str]:
        """Return whose way each rated event belongs to."""
        return {
            j.answer.event_id: self._reader.patient_of(j.answer.event_id, written=j.row.text("patient"))
            for j in judged
            if j.answer is not None
        }

    def _say(self, rule: str, severity: Severity, place: Place, **values: object) -> None:
        self.problems.append(Problem(rule, severity, place, values))


def _standing(kept: Ratings | None) -> dict[tuple[object, ...], tuple[object, ...]]:
    if kept is None or not len(kept):
        return {}
    frame = latest_ratings(kept).frame
    plain = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return {Answer.stream_of(row): Answer.said_of(row) for row in plain}


def _records(judged: list[_Judged], taken_in_at: datetime, contacts: Contacts) -> Ratings:
    rows = [
        item.answer.record() | {"rated_at": taken_in_at}
        for item in judged
        if item.answer is not None and item.became in {"added", "changed", "gone"}
    ]
    columns = [column.name for column in Ratings.columns]
    frame = pd.DataFrame(rows, columns=columns).sort_values(["event_id", "role", "rater"], kind="stable")
    return Ratings(shape_columns(frame.reset_index(drop=True), Ratings.columns), contacts.stamp)


def _row(item: _Judged) -> dict[str, object]:
    rater, role = item.file.of(item.row, "rater"), read_role(item.file.of(item.row, "role"))
    event = item.row.text("event_id")
    return {
        "file": item.file.name,
        "sheet": item.row.sheet,
        "row": item.row.row,
        "event_text": event if event.lstrip("-").isdigit() and not has_identifier(event) else "",
        "rater": rater if is_rater_code(rater) else "",
        "role": role or "",
        "became": item.became,
        "likely_event": item.offer.event,
        "likely_because": item.offer.because,
    }
