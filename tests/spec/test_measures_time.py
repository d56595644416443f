"""Time on the way: waits that the group declares, the longest quiet gap, and routine care."""

from tests.drawing_measures import amounts, measured, round_of, shown_by

WAITS = """
| patient | date       | activity        | journal          | kind      |
| P01     | 2026-01-05 | Remiss skickad  | health_centre    | milestone |
| P01     | 2026-02-04 | Specialistbesök | health_centre    |           |
| P01     | 2026-02-10 | Remiss skickad  | health_centre    | milestone |
| P01     | 2026-02-15 | Specialistbesök | health_centre    |           |
| P02     | 2026-02-10 | Remiss skickad  | health_centre    | milestone |
"""


def test_only_declared_waits_that_ended_are_waits() -> None:
    measures = measured(WAITS)
    assert amounts(measures, "longest_wait_days") == {"P01": 30.0, "P02": "no_wait"}
    assert amounts(measures, "total_wait_days") == {"P01": 35.0, "P02": "no_wait"}
    assert amounts(measures, "longest_wait_days", "wait=remiss_besok") == {"P01": 30.0, "P02": "no_wait"}


GAPS = """
| patient | date       | until      | activity      | journal          | is_stay |
| P01     | 2026-01-05 |            | Läkarbesök    | health_centre    |         |
| P01     | 2026-02-04 |            | Hembesök      | municipal_health |         |
| P01     | 2026-02-06 |            | Läkarbesök    | health_centre    |         |
| P01     | 2026-02-20 | 2026-04-20 | Vårdtillfälle | inpatient        | x       |
| P01     | 2026-04-25 |            | Hembesök      | municipal_health |         |
| P02     | 2026-02-06 |            | Läkarbesök    | health_centre    |         |
"""
BANDS = """
| entry_id | journal          | activity_text | start_on   | end_on     | times_per_week | staff_in_14_days |
| 90001    | municipal_social | Hemtjänst     | 2026-01-20 | 2026-03-01 | 28             | 17               |
| 90002    | municipal_health | Sårvård       | 2026-01-01 | 2026-01-07 | 3              |                  |
"""


def test_the_longest_gap_is_between_contacts_with_no_stay_between_and_says_what_went_on() -> None:
    measures = measured(GAPS, bands=BANDS)
    assert amounts(measures, "longest_gap_days") == {"P01": 30.0, "P02": "too_few"}
    assert amounts(measures, "longest_gap_days", "band=Hemtjänst") == {"P01": 16.0, "P02": "too_few"}
    assert amounts(measures, "longest_gap_days", "band=Sårvård") == {"P01": 2.0, "P02": "too_few"}
    assert shown_by(measures, "longest_gap_days", round_of(GAPS, bands=BANDS))[:2] == [
        "Läkarbesök",
        "Hembesök",
    ]


def test_visits_of_routine_care_are_counted_apart_and_a_band_that_goes_on_ends_with_the_window() -> None:
    measures = measured(GAPS, bands=BANDS)
    assert amounts(measures, "band_visits", "band=Sårvård") == {"P01": 3.0, "P02": 0.0}
    assert amounts(measures, "band_visits")["P02"] == 0.0


def test_staff_at_home_in_14_days_is_the_most_of_any_band_that_says() -> None:
    measures = measured(GAPS, bands=BANDS)
    assert amounts(measures, "staff_in_14_days") == {"P01": 17.0, "P02": "no_band"}


def test_nothing_is_measured_where_a_journal_was_not_read() -> None:
    unread = """
    | patient | journal          | coverage_status |
    | P01     | municipal_social | part            |
    | P02     | municipal_social | whole           |
    """
    measures = measured(GAPS, bands=BANDS, coverage=unread)
    for measure in ("longest_gap_days", "band_visits", "staff_in_14_days", "total_wait_days"):
        assert amounts(measures, measure)["P01"] == "not_reviewed"
