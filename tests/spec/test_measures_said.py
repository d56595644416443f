"""What a log never says is not measured: no zero stands for a column that is silent in the whole log."""

import pytest

from flowmap.measures import measure_flow
from flowmap.tables import Journal, Measures
from tests.drawing import entries
from tests.drawing_measures import GROUP, amounts, measured, round_of
from tests.ways import contacts_of

BARE = """
| patient | date       | activity   | journal |
| P01     | 2026-03-01 | CRP        | other   |
| P01     | 2026-03-05 | Leucocytes | other   |
| P01     | 2026-03-29 | Release A  | other   |
| P02     | 2026-03-02 | CRP        | other   |
"""
SILENT = ("not_held", "unanswered", "lane_changes", "principal_changes", "about_me", "about_me_between")


def in_group(rows: str, group: str) -> Measures:
    return measure_flow(*contacts_of(Journal(entries=entries(rows)), group=group))


@pytest.mark.parametrize("measure", [*SILENT, "lanes_at_once"])
@pytest.mark.parametrize("group", ["generisk", "multisjuka_aldre"])
def test_a_bare_log_says_nothing_of_status_lanes_principals_or_contacts_about_anybody(
    measure: str, group: str
) -> None:
    found = in_group(BARE, group)
    assert amounts(found, measure) == {"P01": "not_recorded", "P02": "not_recorded"}
    assert amounts(found, "contacts") == {"P01": 3.0, "P02": 1.0}


def test_what_the_log_says_of_anybody_is_measured_of_all() -> None:
    rows = """
    | patient | date       | activity   | journal       | status | kind  |
    | P01     | 2026-03-01 | Läkarbesök | health_centre |        |       |
    | P01     | 2026-03-02 | Läkarbesök | health_centre | no_show|       |
    | P01     | 2026-03-28 | Rapport    | inpatient     |        | about |
    | P02     | 2026-03-02 | Läkarbesök | health_centre |        |       |
    | P02     | 2026-03-30 | Läkarbesök | health_centre |        |       |
    """
    found = measured(rows)
    assert amounts(found, "not_held") == {"P01": 0.5, "P02": 0.0}
    assert amounts(found, "about_me") == {"P01": 1.0, "P02": 0.0}
    assert amounts(found, "lanes_at_once") == {"P01": 1.0, "P02": 1.0}
    assert amounts(found, "lane_changes")["P02"] == 0.0


def test_a_person_whose_steps_name_no_principal_has_no_changes_of_principal_to_measure() -> None:
    rows = """
    | patient | date       | activity   | journal       |
    | P01     | 2026-03-01 | Läkarbesök | health_centre |
    | P01     | 2026-03-28 | Läkarbesök | health_centre |
    | P02     | 2026-03-02 | CRP        | other         |
    | P02     | 2026-03-28 | CRP        | other         |
    """
    found = amounts(measured(rows), "principal_changes")
    assert found == {"P01": 0.0, "P02": "not_recorded"}


def test_where_journals_were_reviewed_silence_is_that_nothing_happened() -> None:
    read = "| patient | journal | coverage_status |\n| P01 | health_centre | whole |\n"
    rows = "| patient | date | activity | journal |\n" + "".join(
        f"| P01 | 2026-03-{day} | Läkarbesök | health_centre |\n" for day in ("01", "28")
    )
    found = measure_flow(round_of(rows, coverage=read), GROUP)
    for measure in ("not_held", "unanswered", "about_me", "lane_changes", "principal_changes"):
        assert amounts(found, measure) == {"P01": 0.0}, measure
