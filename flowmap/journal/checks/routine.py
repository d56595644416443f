"""Routine care typed row by row: offered as one row in the sheet of recurring services."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from flowmap.journal.checks.facts import Facts, Flagged
from flowmap.journal.checks.labels import shown
from flowmap.records import Severity
from flowmap.tables.segments import Whole, codes_of, run_of, run_sizes, run_starts

MOST_PER_WEEK = 3
_WEEKS = 2  # in how many weeks, where the group file does not call it routine care


def check_routine(facts: Facts) -> Iterator[Flagged]:
    """Find more than three rows a week of the same care of one person."""
    rows = np.flatnonzero(facts.is_contact)
    activity, week = codes_of(facts.activity), (facts.start_day + 3) // 7  # weeks begin on Mondays
    order = np.lexsort((facts.start_day[rows], activity[rows], facts.patient[rows]))
    rows = rows[order]
    weeks = run_starts(facts.patient[rows], activity[rows], week[rows])
    first_of_week = np.flatnonzero(weeks)
    is_many = run_sizes(weeks) > MOST_PER_WEEK
    whole = run_starts(facts.patient[rows], activity[rows])
    care = run_of(whole)[first_of_week] if len(rows) else first_of_week
    many = np.bincount(care[is_many], minlength=int(whole.sum()))
    first = rows[np.flatnonzero(whole)]
    found = (many >= _WEEKS) | ((many >= 1) & facts.is_recurring[first])
    sizes = run_sizes(whole)[found]
    if not _is_typed(facts):
        yield from _by_activity(facts, first[found], sizes)
        return
    yield Flagged(
        "routine_care_many_rows", Severity.NOTE, "activity", first[found], lambda n: {"n": int(sizes[n])}
    )


def _is_typed(facts: Facts) -> bool:
    """Return whether rows stand in a workbook's sheets; an extract has no sheet to move them to."""
    return any(str(name) for name in facts.entries["sheet"].cat.categories)


def _by_activity(facts: Facts, first: Whole, sizes: Whole) -> Iterator[Flagged]:
    """Yield one row an activity, named, at its first row, with how many rows and persons it is about."""
    activity, names = codes_of(facts.activity), facts.activity.cat.categories
    for code in np.unique(activity[first]):
        own = activity[first] == code
        values: dict[str, object] = {"n": int(sizes[own].sum()), "persons": int(own.sum())}
        values["found"] = shown(str(names[code]))
        place = first[own].min(keepdims=True)
        yield Flagged("routine_care_in_extract", Severity.NOTE, "activity", place, partial(_same, values))


def _same(values: dict[str, object], _: int) -> dict[str, object]:
    return values
