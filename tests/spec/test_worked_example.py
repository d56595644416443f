"""A stay, ready for discharge, a SIP meeting and a home visit, with days and no clocks."""

from tests.drawing_steps import assert_shows, paths_of

JOURNAL = """
activity         | journal          | date       | until      | is_stay
Vårdtillfälle    | inpatient        | 2026-03-10 | 2026-03-19 | x
Utskrivningsklar | inpatient        | 2026-03-16 |            |
SIP-möte         | inpatient        | 2026-03-17 |            |
Hembesök         | municipal_health | 2026-03-19 |            |
"""


def test_a_stay_becomes_two_milestones_and_the_way_home_is_uncertain_that_day() -> None:
    """Nobody wrote what came first on the 19th: the group's order decides, and the steps say so."""
    assert_shows(
        paths_of(JOURNAL).frame,
        """
        activity         | kind      | start      | gap_days | inside_stay | order_uncertain | step_no
        Inskriven        | milestone | 2026-03-10 | 6        | x           |                 | 0
        Utskrivningsklar | milestone | 2026-03-16 | 1        | x           |                 | 1
        SIP-möte         | contact   | 2026-03-17 | 2        | x           | x               | 2
        Utskriven        | milestone | 2026-03-19 | 0        |             | x               | 3
        Hembesök         | contact   | 2026-03-19 |          |             |                 | 4
        """,
    )


def test_two_contacts_three_milestones_and_one_stay_of_nine_days() -> None:
    """The stay is one row with two milestones that share its id, and no third event."""
    paths = paths_of(JOURNAL)
    assert paths.frame["kind"].value_counts().to_dict() == {"milestone": 3, "contact": 2}
    stays = paths.facts.stays.frame
    assert (stays["end"] - stays["start"]).dt.days.tolist() == [9]
    assert paths.frame["stay_id"].tolist() == [stays["stay_id"].iloc[0]] * 4 + [0]


def test_the_wait_is_the_declared_one_and_one_handover_goes_home() -> None:
    """Ready for discharge waited three days; nothing precedes the admission, so one handover is left."""
    paths = paths_of(JOURNAL)
    assert_shows(paths.waits.frame, "wait_id | wait_days | from_row | to_row\nklar | 3 | 1 | 3")
    assert_shows(paths.handovers.frame, "handover_id | from_row | to_row\nut | 3 | 4")
    assert_shows(
        paths.frame,
        """
        activity         | wait_days | wait_id | lane_change | principal_change
        Inskriven        |           |         |             |
        Utskrivningsklar |           |         |             |
        SIP-möte         |           |         |             |
        Utskriven        | 3         | klar    | x           | x
        Hembesök         |           |         |             |
        """,
    )


def test_the_time_to_the_next_contact_runs_from_contact_to_contact() -> None:
    """From the SIP meeting to the home visit it is two days, whatever milestones lie between."""
    assert paths_of(JOURNAL).frame["contact_gap_days"].fillna(-1).tolist() == [-1, -1, 2, -1, -1]
