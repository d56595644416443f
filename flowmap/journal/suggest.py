"""A draft column file for an extract that nobody documented: what each column seems to be, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from flowmap.errors import InputError
from flowmap.identity import read_person_number
from flowmap.identity.headings import plain
from flowmap.journal.choices import NO, YES, known_words
from flowmap.journal.column_files import list_column_files, read_column_file
from flowmap.journal.find_headings import HeadingRow
from flowmap.journal.moments import NOT_A_TIME, Reading, read_clocks, read_moments
from flowmap.journal.raw_sheet import RawColumn, RawSheet
from flowmap.journal.sources import read_sources
from flowmap.journal.suggest_text import Extras, Guess, write_draft
from flowmap.journal.usual_logs import usual_names
from flowmap.words import say

CODED = ("status", "mode", "profession", "started_by", "planned", "kind", "part", "journal")
_SAMPLE = 3_000
_SURE, _LIKELY, _POSSIBLE = 3.0, 2.0, 1.0
_MOST_ACTIVITIES = 400
_TAKEN_BACK = {"nullified", "makulerad", "raderad", "borttagen", "deleted", "annullerad"}


@dataclass(frozen=True)
class ColumnLook:
    """What a column looks like from its distinct texts."""

    heading: str
    filled: float
    distinct: int
    persons: float
    dates: float
    clocks: float
    known: Mapping[str, float]
    letters: float


def suggest_columns(path: str | Path | pd.DataFrame) -> str:
    """Return a draft column file (TOML) for an extract, each guess with its reason as a comment.

    The draft tells no cell that may point somebody out: codes are listed only where a column has few of
    them, they are short and the finder is silent.

    Raises
    ------
    InputError
        The file cannot be read, or has no rows.
    """
    sheets = read_sources(path, HeadingRow(lambda _, heading: heading in _heading_fields())).sheets
    sheet = max(sheets, key=len, default=None)
    if sheet is None or not len(sheet):
        name = path.name if isinstance(path, Path) else say("columns.mapping")
        raise InputError(say("source.empty", file=name))
    taken_back = tuple(_taken_back(sheet))
    looks = [_look(sheet, heading) for heading in sheet.headings if heading not in taken_back]
    guesses = _placed(looks, sheet)
    extras = Extras(tuple(_attributes(sheet, guesses)), taken_back, tuple(_like_ready(sheet)))
    return write_draft(sheet, guesses, extras=extras)


def _look(sheet: RawSheet, heading: str) -> ColumnLook:
    column = sheet.column(heading)
    texts = list(column.texts[:_SAMPLE])
    n = max(len(texts), 1)
    moments, clocks = read_moments(texts), read_clocks(texts)
    telling = [word for word in map(plain, texts) if word not in YES | NO]  # yes and no may mean anything
    return ColumnLook(
        heading,
        float(column.is_filled.mean()) if len(sheet) else 0.0,
        len(column.texts),
        sum(read_person_number(text) is not None for text in texts) / n,
        float((moments.reading == Reading.GOOD).sum()) / n,
        float((clocks.reading == Reading.GOOD).sum()) / n,
        {field: sum(word in known_words(field) for word in telling) / n for field in CODED},
        sum(any(sign.isalpha() for sign in text) for text in texts) / n,
    )


def _placed(looks: list[ColumnLook], sheet: RawSheet) -> dict[str, Guess]:
    """Return for each field the column that fits best; a column has one field."""
    offers = sorted(
        (-guess.weight, order, field, guess)
        for order, look in enumerate(looks)
        if look.distinct
        for field, guess in _offers(look, len(sheet))
    )
    placed: dict[str, Guess] = {}
    for _, _, field, guess in offers:
        is_taken = any(guess.heading == other.heading for other in placed.values())
        if field not in placed and not is_taken:
            placed[field] = guess
    placed = _with_activity(_with_end(placed, looks, sheet), looks)
    return _ordered(_with_pair_key(placed, sheet))


def _offers(look: ColumnLook, n: int) -> list[tuple[str, Guess]]:
    """Return the fields that a column may be, by heading and by what stands in it."""
    found = []
    by_heading = _heading_fields().get(plain(look.heading))
    if by_heading and _is_fitting(by_heading, look):
        found.append((by_heading, Guess(look.heading, _SURE, say("suggest.by_heading"))))
    if look.persons > 0.6:
        found.append(("patient", Guess(look.heading, _SURE + look.persons, say("suggest.person_numbers"))))
    if look.dates > 0.8 and look.persons <= 0.6:
        found.append(("start", Guess(look.heading, _LIKELY + look.filled, say("suggest.dates"))))
    if look.clocks > 0.8 and look.dates < 0.5:
        found.append(("start_clock", Guess(look.heading, _LIKELY, say("suggest.clocks"))))
    coded = max(look.known, key=lambda field: look.known[field])
    if look.known[coded] >= 0.5 and look.distinct <= 60 and look.dates < 0.5:
        weight = _LIKELY + look.known[coded] / 2
        why = say("suggest.known_words", share=f"{look.known[coded] * 100:.0f}")
        found.append((coded, Guess(look.heading, weight, why)))
    if (
        1 < look.distinct <= _MOST_ACTIVITIES
        and look.letters > 0.8
        and look.dates < 0.5
        and n > look.distinct
    ):
        weight = _POSSIBLE + look.filled / 2 - max(look.known.values()) / 2
        found.append(("activity", Guess(look.heading, weight, say("suggest.names", n=look.distinct))))
    return found


def _is_fitting(field: str, look: ColumnLook) -> bool:
    if field in {"start", "end"}:
        return look.dates > 0.5
    return look.clocks > 0.5 if field.endswith("_clock") else True


def _with_end(placed: dict[str, Guess], looks: list[ColumnLook], sheet: RawSheet) -> dict[str, Guess]:
    """Return the guesses with a second column of dates as the end, where it is seldom before the start."""
    if "start" not in placed or "end" in placed:
        return placed
    start = _times(sheet.column(placed["start"].heading))
    taken = {guess.heading for guess in placed.values()}
    for look in looks:
        if look.heading in taken or look.dates <= 0.8 or look.persons > 0.6:
            continue
        other = _times(sheet.column(look.heading))
        both = (start != NOT_A_TIME) & (other != NOT_A_TIME)
        if both.any() and (other[both] >= start[both]).mean() > 0.95:
            return {**placed, "end": Guess(look.heading, _LIKELY, say("suggest.after_start"))}
        if both.any() and (other[both] <= start[both]).mean() > 0.95:
            earlier = Guess(look.heading, _LIKELY, say("suggest.dates"))
            later = Guess(placed["start"].heading, _LIKELY, say("suggest.after_start"))
            return {**placed, "start": earlier, "end": later}
    return placed


def _with_activity(placed: dict[str, Guess], looks: list[ColumnLook]) -> dict[str, Guess]:
    """Return the guesses with an activity, or no row would be read: the purpose, the mode, any words."""
    if "activity" in placed:
        return placed
    taken = {guess.heading for guess in placed.values()}
    words = [
        look.heading
        for look in looks
        if look.heading not in taken and look.letters > 0.8 and look.dates < 0.5
    ]
    meant = [placed[field].heading for field in ("purpose", "mode") if field in placed]
    chosen = next(iter([*meant, *words]), None)
    if chosen is None:
        return placed
    rest = {field: guess for field, guess in placed.items() if (field, guess.heading) != ("purpose", chosen)}
    return {**rest, "activity": Guess(chosen, _POSSIBLE, say("suggest.for_want"))}


def _with_pair_key(placed: dict[str, Guess], sheet: RawSheet) -> dict[str, Guess]:
    """Return the guesses with a column whose every text stands on two rows, where rows are halves."""
    if "part" not in placed or "pair_key" in placed:
        return placed
    taken = {guess.heading for guess in placed.values()}
    for heading in sheet.headings:
        codes = sheet.column(heading).codes
        counts = np.bincount(codes[codes >= 0])
        if heading not in taken and len(counts) > 1 and (counts == 2).mean() > 0.9:
            return {**placed, "pair_key": Guess(heading, _LIKELY, say("suggest.pairs"))}
    return placed


def _like_ready(sheet: RawSheet) -> list[str]:
    """Return the ready column files whose headings this sheet has, most of them."""
    there = {plain(heading) for heading in sheet.headings}
    found = []
    for ready in list_column_files():
        sources = read_column_file(ready).columns.values()
        hits = [any(plain(text) in there for text in (*source.first, *source.join)) for source in sources]
        if sum(hits) >= 0.7 * len(hits):
            found.append(ready)
    return found


def _times(column: RawColumn) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    looked_up: np.ndarray[tuple[int], np.dtype[np.int64]] = np.append(
        read_moments(column.texts).at, NOT_A_TIME
    )[column.codes]
    return looked_up


def _attributes(sheet: RawSheet, guesses: Mapping[str, Guess]) -> list[str]:
    """Return columns that say the same in all of a person's rows."""
    if "patient" not in guesses:
        return []
    persons = sheet.column(guesses["patient"].heading).codes
    taken = {guess.heading for guess in guesses.values()}
    found = []
    for heading in sheet.headings:
        codes = sheet.column(heading).codes
        rows = pd.DataFrame({"person": persons, "code": codes})[codes >= 0].drop_duplicates()
        repeats = int((persons >= 0).sum()) > len(np.unique(persons))
        if heading not in taken and len(rows) and repeats and not rows["person"].duplicated().any():
            found.append(heading)
    return found


def _taken_back(sheet: RawSheet) -> list[str]:
    return [heading for heading in sheet.headings if plain(heading) in _TAKEN_BACK]


@cache
def _heading_fields() -> Mapping[str, str]:
    """Return every plain heading that means a field: the template's, usual logs', column files'."""
    known: dict[str, str] = {}
    for field, names in usual_names().items():
        for name in names:
            known.setdefault(name, field)
    for ready in list_column_files():
        for field, source in read_column_file(ready).columns.items():
            for heading in source.first:
                known.setdefault(plain(heading), field)
    return known


def _ordered(placed: dict[str, Guess]) -> dict[str, Guess]:
    first = ("patient", "activity", "start", "start_clock", "end", "end_clock")
    return {field: placed[field] for field in (*first, *sorted(set(placed) - set(first))) if field in placed}
