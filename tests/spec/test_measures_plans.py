"""What the plans follow up: fixed contacts, SIP and its criteria, ready for discharge, returns."""

from flowmap.group import Group
from tests.drawing_measures import GROUP, amounts, measured

MARCH = "| patient | window_start | window_end |\n" + "".join(
    f"| P0{number} | 2026-03-01 | 2026-05-31 |\n" for number in range(1, 6)
)
SIP = """
| patient | date       | activity        | journal          | kind      | marker                                 |
| P01     | 2026-03-05 | SIP upprättad   | municipal_health | milestone | sip_samtycke, sip_mal                  |
| P01     | 2026-03-20 | SIP uppföljd    | municipal_health | milestone |                                        |
| P01     | 2026-03-21 | Fast vårdkontakt| municipal_health | milestone |                                        |
| P01     | 2026-03-22 | Aktörsmöte      | municipal_health | contact   |                                        |
| P02     | 2026-03-05 | Hembesök        | municipal_health |           |                                        |
| P03     | 2026-03-05 | Hembesök        | municipal_health |           |                                        |
| P04     | 2026-03-05 | SIP upprättad   | municipal_health | milestone |                                        |
"""
READ = "| patient | journal | coverage_status |\n" + "".join(
    f"| {patient} | municipal_social | {status} |\n"
    for patient, status in (("P01", "whole"), ("P02", "part"), ("P03", "not_allowed"), ("P04", "not_allowed"))
)


def test_what_is_seen_counts_whatever_was_read_and_what_is_not_seen_only_where_it_was() -> None:
    measures = measured(SIP, patients=MARCH, coverage=READ)
    found = amounts(measures, "sip_seen")
    assert found == {"P01": 1.0, "P02": 0.0, "P03": "not_reviewed", "P04": 1.0, "P05": "not_reviewed"}
    assert amounts(measures, "sip_after_days")["P01"] == 4.0
    assert amounts(measures, "sip_after_days")["P02"] == "not_seen"
    assert amounts(measures, "fast_vardkontakt_seen")["P01"] == 1.0


def test_the_group_s_figure_of_what_is_seen_is_a_share_with_a_wilson_interval() -> None:
    figures = measured(SIP, patients=MARCH).summary().frame
    row = figures[(figures["measure"] == "sip_seen")].iloc[0]
    assert (row["n"], row["mean"], bool(row["is_share"]), row["interval"]) == (5, 0.4, True, "wilson")
    assert (round(row["low"], 3), round(row["high"], 3)) == (0.118, 0.769)


def test_a_correct_sip_is_told_criterion_by_criterion() -> None:
    measures = measured(SIP, patients=MARCH, coverage=READ)
    assert amounts(measures, "sip_correct", "criterion=samtycke") == {
        "P01": 1.0,
        "P02": "not_seen",
        "P03": "not_reviewed",
        "P04": "not_reviewed",
        "P05": "not_reviewed",
    }
    assert amounts(measures, "sip_correct", "criterion=samordnare")["P01"] == 0.0
    assert amounts(measures, "sip_correct")["P01"] == 0.0
    assert amounts(measures, "sip_correct")["P02"] == "not_seen"
    assert amounts(measures, "sip_correct")["P04"] == "not_reviewed"


def test_aktorsmoten_are_those_the_group_marks() -> None:
    found = amounts(measured(SIP, patients=MARCH), "aktorsmoten")
    assert found == {"P01": 1.0, "P02": 0.0, "P03": 0.0, "P04": 0.0, "P05": 0.0}


STAYS = """
| patient | date       | until      | activity         | journal       | is_stay | kind      | planned   | mode  |
| P01     | 2026-03-01 | 2026-03-10 | Vårdtillfälle    | inpatient     | x       |           |           |       |
| P01     | 2026-03-06 |            | Utskrivningsklar | inpatient     |         | milestone |           |       |
| P01     | 2026-03-25 | 2026-03-28 | Vårdtillfälle    | inpatient     | x       |           | unplanned |       |
| P01     | 2026-03-27 |            | Utskrivningsklar | inpatient     |         | milestone |           |       |
| P02     | 2026-03-01 | 2026-03-10 | Vårdtillfälle    | inpatient     | x       |           |           |       |
| P02     | 2026-03-12 |            | Utskrivningsklar | inpatient     |         | milestone |           |       |
| P02     | 2026-03-10 | 2026-03-12 | Vårdtillfälle    | inpatient     | x       |           | unplanned |       |
| P02     | 2026-03-20 |            | Akutbesök        | inpatient     |         |           | unplanned | visit |
| P03     | 2026-03-01 | 2026-03-10 | Vårdtillfälle    | inpatient     | x       |           |           |       |
| P03     | 2026-03-20 | 2026-03-22 | Vårdtillfälle    | inpatient     | x       |           |           |       |
| P04     | 2026-03-01 | 2026-05-20 | Vårdtillfälle    | inpatient     | x       |           |           |       |
| P05     | 2026-03-01 |            | Läkarbesök       | health_centre |         |           |           |       |
"""


def test_ready_for_discharge_days_are_a_mean_over_stays_with_at_least_one() -> None:
    measures = measured(STAYS, patients=MARCH)
    assert amounts(measures, "ready_days") == {
        "P01": 2.5,
        "P02": "no_stay",
        "P03": "no_stay",
        "P04": "no_stay",
        "P05": "no_discharge",
    }


def test_an_unplanned_return_is_no_transfer_and_needs_that_planned_is_written() -> None:
    measures = measured(STAYS, patients=MARCH)
    assert amounts(measures, "unplanned_return") == {
        "P01": 1.0,
        "P02": 0.0,  # moved on the same day
        "P03": "not_recorded",
        "P04": "not_followed",
        "P05": "no_discharge",
    }


def test_an_emergency_visit_after_a_discharge() -> None:
    measures = measured(STAYS, patients=MARCH)
    assert amounts(measures, "emergency_visit")["P02"] == 1.0
    assert amounts(measures, "emergency_visit")["P01"] == 0.0


def test_stays_need_the_inpatient_journal_only() -> None:
    unread = "| patient | journal | coverage_status |\n" + "".join(
        f"| P0{n} | inpatient | {'not_allowed' if n == 1 else 'whole'} |\n" for n in range(1, 6)
    )
    measures = measured(STAYS, patients=MARCH, coverage=unread)
    for measure in ("ready_days", "unplanned_return", "stays"):
        assert amounts(measures, measure)["P01"] == "not_reviewed"
    assert amounts(measures, "stays")["P02"] == 2.0


OWN = {
    "indicators": [
        {"id": "besok", "title": "Besök", "kind": "count", "of": {"activities": ["Läkarbesök"]}},
        {"id": "syns", "title": "Syns", "kind": "seen", "of": {"activities": ["Läkarbesök"]}},
        {
            "id": "dagar",
            "title": "Dagar",
            "kind": "days_between",
            "of": {"activities": ["Läkarbesök"]},
            "until": {"activities": ["Hembesök"]},
        },
        {
            "id": "andel",
            "title": "Andel",
            "kind": "share",
            "of": {"activities": ["Läkarbesök"]},
            "also": {"statuses": ["done"]},
        },
        {"id": "enheter", "title": "Enheter", "kind": "distinct_units", "of": {"kinds": ["contact"]}},
    ]
}


def test_a_group_s_own_indicators_count_see_and_time_what_its_file_names() -> None:
    group = Group.model_validate({**GROUP.model_dump(exclude={"indicators"}), **OWN})
    rows = """
    | patient | date       | activity   | journal          | status    | unit |
    | P01     | 2026-03-02 | Läkarbesök | health_centre    |           | A    |
    | P01     | 2026-03-04 | Läkarbesök | health_centre    | cancelled | B    |
    | P01     | 2026-03-09 | Hembesök   | municipal_health |           | A    |
    | P02     | 2026-03-09 | Hembesök   | municipal_health |           |      |
    """
    measures = measured(rows, group=group)
    assert amounts(measures, "besok") == {"P01": 1.0, "P02": 0.0}
    assert amounts(measures, "syns") == {"P01": 1.0, "P02": 0.0}
    assert amounts(measures, "dagar") == {"P01": 7.0, "P02": "not_seen"}
    assert amounts(measures, "andel") == {"P01": 0.5, "P02": "no_contact"}
    assert amounts(measures, "enheter") == {"P01": 1.0, "P02": "not_recorded"}
