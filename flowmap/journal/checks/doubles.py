"""Rows that say the same thing twice: alike in all, nearly alike, or once in each of two journals."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from flowmap.journal.checks.facts import Facts, Flagged, numbered
from flowmap.records import Kind, Mode, Severity
from flowmap.tables.segments import Flags, Whole, codes_of, place_in_run, run_of, run_starts

_PLACE = ("entry_id", "file", "sheet", "row")
_TOLD_APART_BY = ("profession", "mode", "unit", "purpose")
_NEAR_MINUTES = 30
_TALKS = (Mode.HOME_VISIT.value, Mode.PHONE.value, Mode.VIDEO.value, Mode.MEETING.value)


def check_exact(facts: Facts) -> Iterator[Flagged]:
    """Find a row that says exactly what a row above it says."""
    rows, first = _exact(facts)
    yield _paired(facts, "exact_duplicate", rows, first)


def check_near(facts: Facts) -> Iterator[Flagged]:
    """Find rows of the same person, day, journal and activity, where nothing says that they differ."""
    entries = facts.entries
    is_exact = np.zeros(len(entries), dtype=np.bool_)
    is_exact[_exact(facts)[0]] = True
    rows = np.flatnonzero(~is_exact & ~facts.is_recurring & facts.took_place)
    what = (facts.patient, facts.start_day, facts.journal_name, codes_of(facts.activity))
    rows, first = _first_of_each(rows, what, facts)
    same = _clocks_agree(facts, rows, first, 0) & (facts.end_day[rows] == facts.end_day[first])
    for column in _TOLD_APART_BY:
        same &= _agree(facts, rows, first, column)
    yield _paired(facts, "near_duplicate", rows[same], first[same])


def check_two_journals(facts: Facts) -> Iterator[Flagged]:
    """Find a contact that seems to stand in two journals: shown as a pair, counted once when accepted."""
    kept, doubled = two_journal_rows(facts)
    yield _paired(facts, "same_contact_two_journals", doubled, kept)


def two_journal_rows(facts: Facts) -> tuple[Whole, Whole]:
    """Return the two rows of each pair: same person and day, another journal, and the same activity or talk.

    What staff said about the person is left out: it is joined without asking.
    """
    is_able = facts.took_place & (facts.kind != Kind.ABOUT.value) & ~facts.is_recurring
    rows = np.flatnonzero(is_able)
    kept, doubled = _across_journals(facts, rows, codes_of(facts.activity))
    free = is_able.copy()
    free[kept] = free[doubled] = False
    talk = numbered(facts.mode) * (len(facts.entries["profession"].cat.categories) + 1)
    talk += codes_of(facts.entries["profession"]) + 1
    has_talk = np.isin(facts.mode, _TALKS) & facts.entries["profession"].notna().to_numpy()
    rows = np.flatnonzero(free & has_talk & ~facts.is_stay)
    more_kept, more_doubled = _across_journals(facts, rows, talk)
    return np.append(kept, more_kept), np.append(doubled, more_doubled)


def _exact(facts: Facts) -> tuple[Whole, Whole]:
    """Return the rows alike in every cell to one above them, and that first one."""
    cells = facts.entries.drop(columns=list(_PLACE))
    codes = pd.DataFrame({name: _as_numbers(cells[name]) for name in cells})
    rows = np.flatnonzero(codes.duplicated(keep="first").to_numpy())
    if not len(rows):
        return rows, rows
    alike = np.flatnonzero(codes.duplicated(keep=False).to_numpy())
    group = codes.iloc[alike].groupby(list(codes.columns), sort=False, dropna=False).ngroup().to_numpy()
    _, place, group = np.unique(group, return_index=True, return_inverse=True)
    first = pd.Series(alike[place][group], index=alike)
    return rows, first.loc[rows].to_numpy()


def _as_numbers(values: pd.Series) -> Any:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return codes_of(values)
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return values.to_numpy().view(np.int64)
    return values.fillna(-9_999).to_numpy() if values.hasnans else values.to_numpy()


def _first_of_each(rows: Whole, what: tuple[np.ndarray, ...], facts: Facts) -> tuple[Whole, Whole]:
    """Return the rows that are alike in ``what`` to another, each with the fullest of them.

    The fullest says most: what it holds the others against does not hang on the order of the sheet.
    """
    keys = [column[rows] for column in what]
    order = np.lexsort((_order(facts, rows), *_fullest_first(facts, rows), *reversed(keys)))
    starts = run_starts(*(key[order] for key in keys))
    if not len(order):
        return rows, rows
    first = order[np.flatnonzero(starts)][run_of(starts)]
    return rows[order[~starts]], rows[first[~starts]]


def _fullest_first(facts: Facts, rows: Whole) -> list[np.ndarray]:
    """Return what sorts rows by what they say, with what is missing last."""
    codes = [codes_of(facts.entries[column])[rows].astype(np.int64) for column in _TOLD_APART_BY]
    said = [np.where(code < 0, np.iinfo(np.int64).max, code) for code in codes]
    minutes = facts.minute[rows]
    return [facts.end_day[rows], *said, np.where(minutes < 0, 24 * 60, minutes)]


def _across_journals(facts: Facts, rows: Whole, what: np.ndarray) -> tuple[Whole, Whole]:
    """Pair the n-th such row of the day in one journal with the n-th in another, where clocks allow."""
    keys = (what[rows], facts.start_day[rows], facts.patient[rows])
    by_journal = np.lexsort((_order(facts, rows), facts.minute[rows], facts.journal_name[rows], *keys))
    same_journal = run_starts(*(key[by_journal] for key in keys), facts.journal_name[rows][by_journal])
    nth = np.empty(len(rows), dtype=np.int64)
    nth[by_journal] = place_in_run(same_journal) if len(rows) else 0
    order = np.lexsort((facts.journal_name[rows], nth, *keys))
    starts = run_starts(*(key[order] for key in keys), nth[order])
    if not len(order):
        return rows, rows
    kept = rows[order[np.flatnonzero(starts)][run_of(starts)][~starts]]
    doubled = rows[order[~starts]]
    fits = _clocks_agree(facts, kept, doubled, _NEAR_MINUTES)
    return kept[fits], doubled[fits]


def _agree(facts: Facts, rows: Whole, others: Whole, column: str) -> Flags:
    """Return where both rows say the same, or one of them says nothing."""
    codes = codes_of(facts.entries[column])
    one, other = codes[rows], codes[others]
    agree: Flags = (one == other) | (one < 0) | (other < 0)
    return agree


def _clocks_agree(facts: Facts, rows: Whole, others: Whole, minutes: int) -> Flags:
    one, other = facts.minute[rows], facts.minute[others]
    agree: Flags = (one < 0) | (other < 0) | (np.abs(one - other) <= minutes)
    return agree


def _order(facts: Facts, rows: Whole) -> Whole:
    """Return what orders rows as they stand in their sheets."""
    return np.asarray(facts.entries["row"].to_numpy()[rows], dtype=np.int64)


def _paired(facts: Facts, rule: str, rows: Whole, others: Whole) -> Flagged:
    return Flagged(rule, Severity.WARNING, "activity", rows, lambda n: facts.other_row(others[n]))
