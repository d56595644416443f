"""Steps of a way: what counts as met, first meetings, repeats, waits, handovers, phases."""

import pytest
from pydantic import ValidationError

from flowmap.group import Group, Selector
from tests.drawing_steps import assert_shows, paths_of, small_group

_TITLE = {"sv": "x", "en": "x"}


def test_what_is_only_planned_is_no_step_and_what_was_cancelled_is_met_by_nobody() -> None:
    """Cancelled, no-show and unanswered stand on the way; only what took place and was answered is met."""
    assert_shows(
        paths_of("""
        activity | date       | status     | kind
        Besök 1  | 2026-03-01 | done       |
        Besök 2  | 2026-03-02 | cancelled  |
        Besök 3  | 2026-03-03 | no_show    |
        Samtal 4 | 2026-03-04 | unanswered |
        Besök 5  | 2026-03-05 | planned    |
        Rapport  | 2026-03-06 | done       | about
        Besök 6  | 2026-03-07 | ongoing    |
        """).frame,
        """
        activity | is_step | is_met | took_place | step_no | next_row | gap_days
        Besök 1  | x       | x      | x          | 0       | 1        | 1
        Besök 2  | x       |        |            | 1       | 2        | 1
        Besök 3  | x       |        |            | 2       | 3        | 1
        Samtal 4 | x       |        | x          | 3       | 6        | 3
        Besök 5  |         |        |            | -1      | -1       |
        Rapport  |         |        | x          | -1      | -1       |
        Besök 6  | x       | x      | x          | 4       | -1       |
        """,
    )


def test_steps_never_lead_from_one_patient_to_another() -> None:
    """Two patients, two ways, each with its own positions from 0 to 1."""
    assert_shows(
        paths_of("""
        patient | activity | date
        P02     | Besök    | 2026-03-01
        P01     | Besök    | 2026-03-02
        P01     | Samtal   | 2026-03-03
        P01     | Besök    | 2026-03-05
        """).frame,
        """
        patient | step_no | next_row | next_contact_row | position | gap_days
        P01     | 0       | 1        | 1                | 0        | 1
        P01     | 1       | 2        | 2                | 0.5      | 2
        P01     | 2       | -1       | -1               | 1        |
        P02     | 0       | -1       | -1               | 0        |
        """,
    )


def test_each_step_knows_the_one_before_and_the_one_after() -> None:
    """What staff say among themselves is no step, and the first step of another has none before it."""
    assert_shows(
        paths_of("""
        patient | activity | date       | kind
        P01     | Besök    | 2026-03-01 |
        P01     | Rapport  | 2026-03-02 | about
        P01     | Samtal   | 2026-03-03 |
        P02     | Rapport  | 2026-03-01 | about
        P02     | Besök    | 2026-03-02 |
        P02     | Samtal   | 2026-03-04 |
        """).frame,
        """
        patient | activity | previous_row | next_row
        P01     | Besök    | -1           | 2
        P01     | Rapport  | -1           | -1
        P01     | Samtal   | 0            | -1
        P02     | Rapport  | -1           | -1
        P02     | Besök    | -1           | 5
        P02     | Samtal   | 4            | -1
        """,
    )


def test_a_first_meeting_is_the_first_time_the_person_meets_that_person_and_that_unit() -> None:
    """A cancelled visit is no meeting, and each patient has first meetings of their own."""
    assert_shows(
        paths_of("""
        patient | activity | date       | staff | unit | status
        P01     | Besök    | 2026-03-01 | a     | HC   | cancelled
        P01     | Besök    | 2026-03-02 | a     | HC   |
        P01     | Besök    | 2026-03-03 | a     | HC   |
        P01     | Besök    | 2026-03-04 | b     | HC   |
        P01     | Besök    | 2026-03-05 |       | KSK  |
        P02     | Besök    | 2026-03-06 | a     | HC   |
        """).frame,
        """
        patient | first_meeting_staff | first_meeting_unit
        P01     |                     |
        P01     | x                   | x
        P01     |                     |
        P01     | x                   |
        P01     |                     | x
        P02     | x                   | x
        """,
    )


def test_the_same_purpose_again_and_twice_a_day_and_after_a_cancelled_visit() -> None:
    """A repeat was held after another that was held; one without a purpose repeats nothing."""
    assert_shows(
        paths_of("""
        activity | date       | clock | purpose | status
        Besök 1  | 2026-03-01 |       | sår     | cancelled
        Besök 2  | 2026-03-02 | 08:00 | sår     |
        Besök 3  | 2026-03-02 | 09:00 | sår     |
        Besök 4  | 2026-03-04 |       |         |
        Besök 5  | 2026-03-05 |       | sår     |
        """).frame,
        """
        activity | repeats_earlier | same_day_purpose | follows_cancelled
        Besök 1  |                 |                  |
        Besök 2  |                 | x                | x
        Besök 3  | x               | x                |
        Besök 4  |                 |                  |
        Besök 5  | x               |                  |
        """,
    )


WAITS = (
    {
        "id": "remiss",
        "title": _TITLE,
        "starts": {"activities": ["Remiss"]},
        "ends": {"activities": ["Besök"]},
    },
    {"id": "svar", "title": _TITLE, "starts": {"activities": ["Prov"]}, "ends": {"activities": ["Besök"]}},
)


def test_a_wait_runs_from_each_declared_start_to_the_next_event_that_ends_it() -> None:
    """A cancelled visit ends no wait; of two waits that end at one visit the longest is shown there."""
    paths = paths_of(
        """
        activity | date       | status
        Remiss   | 2026-03-01 |
        Prov     | 2026-03-03 |
        Besök    | 2026-03-05 | cancelled
        Besök    | 2026-03-11 |
        Remiss   | 2026-03-20 |
        """,
        group=small_group(waits=WAITS),
    )
    assert_shows(
        paths.waits.frame,
        """
        wait_id | from_row | to_row | wait_days
        remiss  | 0        | 3      | 10
        svar    | 1        | 3      | 8
        remiss  | 4        | -1     |
        """,
    )
    assert_shows(
        paths.frame,
        """
        activity | wait_id | wait_days
        Remiss   |         |
        Prov     |         |
        Besök    |         |
        Besök    | remiss  | 10
        Remiss   |         |
        """,
    )
    assert paths.waits.frame["to_event"].tolist()[-1] == 0


def test_a_call_that_nobody_answered_ends_no_wait_but_may_start_one() -> None:
    """She sought help and nobody answered: she waits from then, and still after the ward called in vain."""
    text = """
        activity | date       | status
        Remiss   | 2026-03-01 | unanswered
        Besök    | 2026-03-05 | unanswered
        Besök    | 2026-03-11 |
    """
    waited = paths_of(text, group=small_group(waits=WAITS)).waits.frame
    assert_shows(waited, "wait_id | from_row | to_row | wait_days\nremiss | 0 | 2 | 10")
    asked = {**WAITS[0], "ends": {"activities": ["Besök"], "statuses": ["unanswered"]}}
    waited = paths_of(text, group=small_group(waits=(asked,))).waits.frame
    assert_shows(waited, "wait_id | from_row | to_row | wait_days\nremiss | 0 | 1 | 4")


def test_a_handover_goes_to_the_next_contact_in_another_lane() -> None:
    """The home visit takes over from the ward, though a contact in the ward's own lane came between."""
    paths = paths_of("""
        activity      | journal          | date       | until      | is_stay | marker
        Läkarbesök    | health_centre    | 2026-03-01 |            |         |
        Vårdtillfälle | inpatient        | 2026-03-02 | 2026-03-05 | x       |
        Läkarsamtal   | inpatient        | 2026-03-07 |            |         |
        Hembesök      | municipal_health | 2026-03-09 |            |         |
        """)
    assert_shows(
        paths.handovers.frame,
        """
        handover_id | from_row | to_row
        in          | 0        | 1
        ut          | 2        | 4
        """,
    )


def test_a_handover_without_a_contact_in_another_lane_is_none() -> None:
    """Nobody takes over: the person is only met by the ward."""
    paths = paths_of("""
        activity      | journal   | date       | until      | is_stay
        Vårdtillfälle | inpatient | 2026-03-02 | 2026-03-05 | x
        Läkarsamtal   | inpatient | 2026-03-07 |            |
        """)
    assert len(paths.handovers) == 0


def test_a_call_that_the_rule_passes_over_takes_nothing_over() -> None:
    """After the discharge the person calls 1177, which is another lane; the home visit is who takes over."""
    group = small_group(
        handovers=(
            {
                "id": "ut",
                "title": _TITLE,
                "at": {"activities": ["Utskriven"]},
                "passes_over": {"activities": ["Samtal 1177"]},
            },
        )
    )
    paths = paths_of(
        """
        activity      | journal          | date       | until      | is_stay
        Vårdtillfälle | inpatient        | 2026-03-02 | 2026-03-05 | x
        Samtal 1177   | health_centre    | 2026-03-06 |            |
        Hembesök      | municipal_health | 2026-03-09 |            |
        """,
        group=group,
    )
    assert_shows(paths.handovers.frame, "handover_id | from_row | to_row\nut | 1 | 3")


REFERRAL = """
    activity        | journal          | date       | status | marker
    Läkarbesök      | health_centre    | 2026-03-01 | done   |
    Remiss skickad  | health_centre    | 2026-03-01 | done   | remiss
    Ansökan         | municipal_social | 2026-03-03 | done   |
    Hembesök        | municipal_health | 2026-03-04 | done   |
    {}
    """


def referral_group(**changes: object) -> Group:
    handover = {"id": "remiss", "title": _TITLE, "at": {"markers": ["remiss"]}, "to_wait": "till_besok"}
    return small_group(
        activities=(
            {"name": "Remiss skickad", "kind": "milestone"},
            {"name": "Avvisad", "kind": "milestone"},
        ),
        markers=({"id": "remiss", "title": "Remiss"},),
        waits=(
            {
                "id": "till_besok",
                "title": _TITLE,
                "starts": {"markers": ["remiss"]},
                "ends": {"activities": ["Ögonbesök"], "statuses": ["done"]},
            },
        ),
        handovers=(handover | changes,),
    )


@pytest.mark.parametrize(
    ("then", "wanted"),
    [
        ("Ögonbesök | inpatient     | 2026-03-20 | done", "remiss | 1 | 4"),
        ("Ögonbesök | inpatient     | 2026-03-20 | cancelled", ""),
        ("Ögonbesök | health_centre | 2026-03-20 | done", ""),
        ("Hembesök  | inpatient     | 2026-03-20 | done", ""),
    ],
    ids=["visit", "cancelled visit", "own lane", "no visit"],
)
def test_a_referral_goes_to_where_its_wait_ends_and_nowhere_without_an_end(then: str, wanted: str) -> None:
    """A call to the municipality and a dressing at home come between; neither takes the referral over."""
    paths = paths_of(REFERRAL.format(then), group=referral_group())
    assert_shows(paths.handovers.frame, f"handover_id | from_row | to_row\n{wanted}")


def test_a_referral_that_was_turned_down_hands_nothing_over() -> None:
    """The second one does: its visit is the same that the first one waited for."""
    then = "\n".join(
        [
            "Avvisad        | inpatient     | 2026-03-10 | done",
            "Remiss skickad | health_centre | 2026-03-12 | done | remiss",
            "Ögonbesök      | inpatient     | 2026-03-20 | done",
        ]
    )
    group = referral_group(stopped_by={"activities": ["Avvisad"]})
    paths = paths_of(REFERRAL.format(then), group=group)
    assert paths.waits.frame["to_row"].tolist() == [6, 6]
    assert_shows(paths.handovers.frame, "handover_id | from_row | to_row\nremiss | 5 | 6")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"to_wait": "besok"}, r"to_wait besok is no wait; allowed: till_besok.*handover\.remiss"),
        ({"to": "previous"}, "leave out to"),
        ({"passes_over": {"activities": ["Samtal 1177"]}}, "leave out to and passes_over"),
        ({"to_wait": None, "stopped_by": {"activities": ["Avvisad"]}}, "stopped_by needs to_wait"),
    ],
)
def test_a_handover_that_says_two_things_is_refused(changes: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        referral_group(**changes)


def test_a_handover_says_what_it_carried() -> None:
    """The medicines list stands between discharge and home visit; the plan came after, and is not carried."""
    group = small_group(
        markers=({"id": "lista", "title": "Lista"}, {"id": "plan", "title": "Plan"}),
        handovers=(
            {
                "id": "ut",
                "title": _TITLE,
                "at": {"activities": ["Utskriven"]},
                "carries": ("plan", "lista"),
            },
        ),
    )
    paths = paths_of(
        """
        activity      | journal          | date       | until      | is_stay | marker
        Vårdtillfälle | inpatient        | 2026-03-02 | 2026-03-05 | x       |
        Utskick       | inpatient        | 2026-03-06 |            |         | lista
        Hembesök      | municipal_health | 2026-03-09 |            |         |
        Planering     | municipal_health | 2026-03-10 |            |         | plan
        """,
        group=group,
    )
    assert_shows(paths.handovers.frame, "handover_id | carried\nut | lista")


def test_phases_begin_in_order_and_one_that_never_begins_is_passed_over() -> None:
    """The first begins with the way; rehab at a ward never came; home rehab begins at the home visit."""
    group = small_group(
        phases=(
            {"id": "fore", "title": _TITLE},
            {"id": "rehab", "title": _TITLE, "starts": Selector(activities=("Rehab",))},
            {"id": "hem", "title": _TITLE, "starts": Selector(activities=("Hembesök",))},
        )
    )
    paths = paths_of(
        """
        patient | activity | date
        P01     | Besök    | 2026-03-01
        P01     | Hembesök | 2026-03-02
        P01     | Besök    | 2026-03-03
        P02     | Besök    | 2026-03-01
        P02     | Rehab    | 2026-03-02
        P02     | Besök    | 2026-03-03
        """,
        group=group,
    )
    assert paths.frame["phase"].tolist() == ["fore", "hem", "hem", "fore", "rehab", "rehab"]


def test_what_staff_say_among_themselves_is_no_step() -> None:
    """A report alone is a row of the log, and nobody's way."""
    frame = paths_of("activity | date | kind\nRapport | 2026-03-01 | about").frame
    assert not frame["is_step"].any()
