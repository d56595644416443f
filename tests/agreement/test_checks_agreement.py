"""The checks' kernels and a slow, obvious reference over plain lists find the same rows."""

from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from flowmap.group import read_group
from flowmap.journal.checks import doubles, routine, stays
from flowmap.journal.checks.facts import Facts, Flagged
from flowmap.journal.checks.run import CHECKS, Check
from flowmap.tables import Entries, Journal, shape_columns
from tests.drawing import ENTRY_DEFAULTS

GROUP = read_group("multisjuka_aldre")
FIRST = date(2026, 3, 2)
OUTSIDE = {"health_centre", "municipal_health", "municipal_social"}
ROW = st.fixed_dictionaries(
    {
        "patient": st.sampled_from(["P01", "P02"]),
        "day": st.integers(0, 12),
        "days": st.sampled_from([0, 0, 1, 3, 6]),
        "is_stay": st.booleans(),
        "journal": st.sampled_from(["health_centre", "inpatient", "municipal_health"]),
        "activity_text": st.sampled_from(["Läkarbesök", "Hembesök", "Provtagning"]),
        "mode": st.sampled_from(["visit", "home_visit", "phone"]),
        "profession": st.sampled_from([None, "läkare", "sjuksköterska"]),
        "in_short": st.sampled_from([None, "a"]),
    }
)
Row = dict[str, Any]


def _journal(rows: list[Row]) -> Journal:
    frame = pd.DataFrame(rows, dtype=object)
    made = pd.DataFrame(index=frame.index)
    for column in Entries.columns:
        made[column.name] = frame[column.name] if column.name in frame else ENTRY_DEFAULTS.get(column.name)
    made["start"] = pd.to_datetime([FIRST + timedelta(days=row["day"]) for row in rows])
    ends = [FIRST + timedelta(days=row["day"] + row["days"]) if row["is_stay"] else None for row in rows]
    made["end"] = pd.to_datetime(pd.Series(ends, dtype="datetime64[us]"))
    for flag in ("has_clock", "end_has_clock", "is_coerced", "unsure"):
        made[flag] = False
    made["row"] = range(1, len(rows) + 1)
    made["entry_id"] = range(1, len(rows) + 1)
    return Journal(Entries(shape_columns(made, Entries.columns)))


def _found(rows: list[Row], check: Check) -> set[int]:
    """Return the numbers of the rows that one check flags."""
    facts = Facts(_journal(rows), GROUP, None, None)
    return {int(row) + 1 for found in check(facts) if isinstance(found, Flagged) for row in found.rows}


ROWS = st.lists(ROW, min_size=1, max_size=14)
SLOW = settings(max_examples=40, deadline=None)


@SLOW
@given(ROWS)
def test_rows_alike_in_every_cell(rows: list[Row]) -> None:
    cells = [sorted(row.items()) if row["is_stay"] else sorted({**row, "days": 0}.items()) for row in rows]
    assert _found(rows, doubles.check_exact) == {
        n for n, cell in enumerate(cells, 1) if cell in cells[: n - 1]
    }


@SLOW
@given(ROWS)
def test_stays_that_begin_before_another_of_the_person_ended(rows: list[Row]) -> None:
    drawn = [
        (row["patient"], row["day"], row["day"] + row["days"], row["journal"], n)
        for n, row in enumerate(rows, 1)
        if row["is_stay"]
    ]
    expected = set()
    for one, other in combinations(sorted(drawn), 2):
        if one[0] == other[0] and other[1] < one[2]:
            expected.add(other[-1])
    assert _found(rows, stays.check_overlap) == expected


@SLOW
@given(ROWS)
def test_visits_on_the_inner_days_of_a_stay(rows: list[Row]) -> None:
    """Only where a person's stays do not overlap: otherwise the sheet has to be mended first."""
    if _found(rows, stays.check_overlap):
        return
    expected = set()
    for n, row in enumerate(rows, 1):
        is_visit = row["mode"] == "home_visit" or (row["mode"] == "visit" and row["journal"] in OUTSIDE)
        for stay in rows:
            inside = (
                stay["patient"] == row["patient"] and stay["day"] < row["day"] < stay["day"] + stay["days"]
            )
            elsewhere = stay["journal"] != row["journal"] or row["mode"] == "home_visit"
            if is_visit and stay["is_stay"] and inside and elsewhere and not row["is_stay"]:
                expected.add(n)
    assert _found(rows, stays.check_inside) == expected


@SLOW
@given(st.lists(ROW, min_size=4, max_size=30))
def test_care_with_more_than_three_rows_in_two_weeks(rows: list[Row]) -> None:
    weeks: dict[tuple[str, str], dict[int, list[int]]] = {}
    for n, row in enumerate(rows, 1):
        if not row["is_stay"]:
            care = weeks.setdefault((row["patient"], row["activity_text"]), {})
            care.setdefault(row["day"] // 7, []).append(n)
    many = [care for care in weeks.values() if sum(len(found) > 3 for found in care.values()) >= 2]
    assert len(_found(rows, routine.check_routine)) == len(many)


@SLOW
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_count(rows: list[Row], shuffle: Any) -> None:
    other = list(rows)
    shuffle.shuffle(other)
    for check in CHECKS[:-6]:  # those of rows
        assert len(_found(rows, check)) == len(_found(other, check)), check.__name__
