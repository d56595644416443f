"""Continuity: whether I meet the same person, unit and profession, by four indices."""

import pytest

from tests.drawing_measures import amounts, measured

# A A B A: N = 4, M = 2, largest 3, squares 9 + 1
MET = """
| patient | date       | activity   | journal       | staff | unit           | profession |
| P01     | 2026-03-01 | Läkarbesök | health_centre | A     | Hälsocentralen | läkare     |
| P01     | 2026-03-02 | Läkarbesök | health_centre | A     | Hälsocentralen | läkare     |
| P01     | 2026-03-03 | Läkarbesök | health_centre |       | Hälsocentralen | läkare     |
| P01     | 2026-03-04 | Läkarbesök | health_centre | B     | hälsocentralen | läkare     |
| P01     | 2026-03-05 | Läkarbesök | health_centre | A     | Hälsocentralen |            |
| P02     | 2026-03-01 | Läkarbesök | health_centre | A     |                |            |
"""


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("upc", 3 / 4),
        ("coc", (10 - 4) / (4 * 3)),
        ("mmci", (1 - 2 / 4.1) / (1 - 1 / 4.1)),
        ("secon", 1 / 3),
    ],
)
def test_each_index_by_its_formula_over_contacts_with_staff_written(measure: str, expected: float) -> None:
    found = amounts(measured(MET), measure, "staff")
    assert found["P01"] == pytest.approx(expected, abs=0.0006)
    assert found["P02"] == "too_few"


def test_one_unit_spelled_in_two_ways_is_one_unit() -> None:
    measures = measured(MET)
    assert amounts(measures, "upc", "unit") == {"P01": 1.0, "P02": "not_recorded"}
    assert amounts(measures, "secon", "unit") == {"P01": 1.0, "P02": "not_recorded"}


def test_what_is_left_out_is_said() -> None:
    measures = measured(MET)
    assert amounts(measures, "continuity_left_out", "staff") == {"P01": 0.2, "P02": 0.0}
    assert amounts(measures, "continuity_left_out", "unit") == {"P01": 0.0, "P02": 1.0}


def test_nothing_where_a_journal_was_not_read() -> None:
    unread = """
    | patient | journal       | coverage_status |
    | P01     | health_centre | part            |
    | P02     | health_centre | whole           |
    """
    measures = measured(MET, coverage=unread)
    assert amounts(measures, "upc", "staff") == {"P01": "not_reviewed", "P02": "too_few"}
