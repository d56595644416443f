"""Coordination: changes, handovers and what they carried, who comes when I am home again."""

import pytest

from flowmap.measures import measure_flow
from tests.drawing_measures import GROUP, amounts, measured, round_of, shown_by

MONTH = """
| patient | window_start | window_end |
| P01     | 2026-03-01   | 2026-03-31 |
| P02     | 2026-03-01   | 2026-03-04 |
| P03     | 2026-03-31   | 2026-03-01 |
"""
CHANGES = """
| patient | date       | activity   | journal          | kind  |
| P01     | 2026-03-01 | Läkarbesök | health_centre    |       |
| P01     | 2026-03-05 | Hembesök   | municipal_health |       |
| P01     | 2026-03-05 | Rapport    | municipal_health | about |
| P01     | 2026-03-09 | Läkarbesök | health_centre    |       |
| P01     | 2026-03-20 | Läkarbesök | health_centre    |       |
| P02     | 2026-03-02 | Läkarbesök | health_centre    |       |
| P03     | 2026-03-02 | Läkarbesök | health_centre    |       |
"""


def test_changes_are_a_month_and_undefined_in_a_window_too_short_or_of_no_days() -> None:
    measures = measured(CHANGES, patients=MONTH)
    a_month = pytest.approx(2 / (31 / (365.25 / 12)), abs=0.001)
    assert amounts(measures, "lane_changes") == {"P01": a_month, "P02": "window_short", "P03": "window_short"}
    assert amounts(measures, "principal_changes")["P01"] == a_month


def test_contacts_about_me_are_between_principals_where_the_row_itself_says_so() -> None:
    """Two journals, or a unit of another principal; what lies beside it in time says nothing."""
    rows = """
    | patient | date       | activity      | until      | journal          | kind  | is_stay | unit       | status    |
    | P01     | 2026-03-01 | Vårdtillfälle | 2026-03-09 | inpatient        |       | x       | Avd 3      |           |
    | P01     | 2026-03-02 | Rapport       |            | inpatient        | about |         | Avd 3      |           |
    | P01     | 2026-03-02 | Rapport       |            | municipal_health | about |         | Avd 3      |           |
    | P01     | 2026-03-09 | Rapport       |            | municipal_health | about |         |            |           |
    | P01     | 2026-03-12 | Läkarbesök    |            | health_centre    |       |         | Hc Norr    |           |
    | P01     | 2026-03-20 | Konsultation  |            | municipal_health | about |         | hc  norr   |           |
    | P01     | 2026-03-25 | Konsultation  |            | municipal_health | about |         | Hc Norr    | cancelled |
    | P02     | 2026-03-02 | Rapport       |            | inpatient        | about |         | Avd 3      |           |
    | P02     | 2026-03-02 | Rapport       |            | health_centre    | about |         | Avd 3      |           |
    | P03     | 2026-03-09 | Rapport       |            | municipal_health | about |         | Hemsjukvård|           |
    | P03     | 2026-03-09 | Läkarbesök    |            | health_centre    |       |         | Hc Norr    |           |
    | P04     | 2026-03-09 | Läkarbesök    |            | health_centre    |       |         | Hc Norr    |           |
    | P05     | 2026-03-09 | Läkarbesök    |            | health_centre    |       |         | Hc Norr    |           |
    """
    journals = ("health_centre", "inpatient", "municipal_health")
    read = "| patient | journal | coverage_status |\n" + "".join(
        f"| P0{n} | {journal} | {'not_allowed' if (n, journal) == (5, 'inpatient') else 'whole'} |\n"
        for n in range(1, 6)
        for journal in journals
    )
    contacts = round_of(rows, coverage=read)
    measures = measure_flow(contacts, GROUP)
    about = {"P01": 3.0, "P02": 1.0, "P03": 1.0, "P04": 0.0, "P05": "not_reviewed"}
    assert amounts(measures, "about_me") == about
    between = {"P01": 2.0, "P02": 0.0, "P03": "not_recorded", "P04": 0.0, "P05": "not_reviewed"}
    assert amounts(measures, "about_me_between") == between
    assert shown_by(measures, "about_me_between", contacts) == ["Rapport", "Konsultation"]


HOME = """
| patient | date       | clock | until      | until_clock | activity           | journal          | started_by | is_stay | planned   |
| P01     | 2026-03-01 |       | 2026-03-10 |             | Vårdtillfälle      | inpatient        |            | x       |           |
| P01     | 2026-03-12 |       |            |             | Hembesök           | municipal_health | care       |         |           |
| P02     | 2026-03-01 |       | 2026-03-10 |             | Vårdtillfälle      | inpatient        |            | x       |           |
| P02     | 2026-03-12 |       |            |             | Rådgivning telefon | health_centre    | relative   |         |           |
| P02     | 2026-03-19 |       |            |             | Hembesök           | municipal_health | care       |         |           |
| P03     | 2026-03-01 | 08:00 | 2026-03-10 | 14:00       | Vårdtillfälle      | inpatient        |            | x       |           |
| P03     | 2026-03-10 | 09:00 |            |             | Hembesök           | municipal_health | care       |         |           |
| P04     | 2026-03-01 |       | 2026-03-30 |             | Vårdtillfälle      | inpatient        |            | x       |           |
| P05     | 2026-03-02 |       |            |             | Läkarbesök         | health_centre    | care       |         |           |
| P06     | 2026-03-01 |       | 2026-03-10 |             | Vårdtillfälle      | inpatient        |            | x       |           |
| P06     | 2026-03-12 |       | 2026-03-14 |             | Vårdtillfälle      | inpatient        |            | x       | unplanned |
"""
WINDOWS = "| patient | window_start | window_end |\n" + "".join(
    f"| P0{number} | 2026-03-01 | 2026-03-31 |\n" for number in range(1, 7)
)


def test_a_homecoming_is_reached_when_care_comes_within_three_days_not_when_i_have_to_call() -> None:
    measures = measured(HOME, patients=WINDOWS)
    assert amounts(measures, "home_contact") == {
        "P01": 1.0,
        "P02": 0.0,
        "P03": 0.0,  # the visit at nine was before the discharge at two
        "P04": "not_followed",
        "P05": "no_discharge",
        "P06": 0.0,  # back within the days the first time; at home without contact the second
    }
    assert amounts(measures, "home_contact", "lane=hemsjukvard")["P01"] == 1.0
    assert amounts(measures, "called_from_home")["P02"] == 1.0
    assert amounts(measures, "called_from_home")["P01"] == 0.0


def test_days_to_the_first_contact_are_a_mean_over_discharges_that_had_one() -> None:
    measures = measured(HOME, patients=WINDOWS)
    assert amounts(measures, "home_contact_after_days") == {
        "P01": 2.0,
        "P02": 9.0,
        "P03": "not_seen",
        "P04": "not_seen",
        "P05": "no_discharge",
        "P06": "not_seen",
    }
    assert "Hembesök" in shown_by(measures, "home_contact_after_days", round_of(HOME, patients=WINDOWS))


def test_handovers_are_the_declared_kinds_and_say_what_they_carried() -> None:
    rows = """
    | patient | date       | until      | activity                | journal          | is_stay | kind      |
    | P01     | 2026-03-01 | 2026-03-10 | Vårdtillfälle           | inpatient        | x       |           |
    | P01     | 2026-03-10 |            | Utskrivningsinformation | inpatient        |         | milestone |
    | P01     | 2026-03-12 |            | Hembesök                | municipal_health |         |           |
    | P02     | 2026-03-12 |            | Hembesök                | municipal_health |         |           |
    """
    measures = measured(rows)
    assert amounts(measures, "handovers", "handover=utskrivning") == {"P01": 1.0, "P02": 0.0}
    part = "marker=utskrivningsinformation"
    assert amounts(measures, "handover_carried", part) == {"P01": 1.0, "P02": "no_handover"}
    part = "marker=lakemedelslista"
    assert amounts(measures, "handover_carried", part) == {"P01": 0.0, "P02": "no_handover"}


def test_lanes_at_once_are_the_most_within_fourteen_days_with_routine_care_counted() -> None:
    bands = """
    | entry_id | journal          | activity_text | start_on   | end_on     | times_per_week | staff_in_14_days |
    | 90001    | municipal_social | Hemtjänst     | 2026-03-12 | 2026-03-30 | 28             |                  |
    """
    assert amounts(measured(CHANGES, bands=bands), "lanes_at_once") == {"P01": 3.0, "P02": 1.0, "P03": 1.0}


def test_coordination_is_not_measured_where_a_journal_was_not_read() -> None:
    unread = """
    | patient | journal          | coverage_status |
    | P01     | municipal_health | not_allowed     |
    | P02     | municipal_health | whole           |
    | P03     | municipal_health | whole           |
    """
    measures = measured(CHANGES, coverage=unread)
    for measure in ("lane_changes", "about_me", "lanes_at_once", "handovers", "home_contact"):
        assert amounts(measures, measure)["P01"] == "not_reviewed"


def test_a_transfer_between_wards_on_one_day_is_no_homecoming() -> None:
    rows = """
    | patient | date       | until      | activity      | journal          | started_by | is_stay | unit  |
    | P01     | 2026-03-01 | 2026-03-10 | Vårdtillfälle | inpatient        |            | x       | Avd 1 |
    | P01     | 2026-03-10 | 2026-03-20 | Vårdtillfälle | inpatient        |            | x       | Avd 2 |
    | P01     | 2026-03-22 |            | Hembesök      | municipal_health | care       |         |       |
    | P02     | 2026-03-01 | 2026-03-10 | Vårdtillfälle | inpatient        |            | x       | Avd 1 |
    | P02     | 2026-03-10 | 2026-03-28 | Korttidsplats | municipal_social |            | x       | Björk |
    """
    measures = measured(rows, patients=WINDOWS)
    others = {f"P0{number}": "no_discharge" for number in range(2, 7)}
    assert amounts(measures, "home_contact") == {"P01": 1.0} | others
    assert amounts(measures, "emergency_visit") == {"P01": "not_followed", "P02": "not_followed"} | {
        code: why for code, why in others.items() if code > "P02"
    }


def test_whoever_comes_to_a_short_term_place_has_left_hospital_but_is_not_home() -> None:
    rows = """
    | patient | date       | until      | activity      | journal          | is_stay | unit  |
    | P01     | 2026-02-01 | 2026-02-10 | Vårdtillfälle | inpatient        | x       | Avd 1 |
    | P01     | 2026-02-10 | 2026-03-01 | Korttidsplats | municipal_social | x       | Björk |
    | P01     | 2026-02-20 |            | Akutbesök     | inpatient        |         |       |
    """
    measures = measured(rows)
    assert amounts(measures, "home_contact") == {"P01": "no_discharge"}
    assert amounts(measures, "emergency_visit") == {"P01": 1.0}
