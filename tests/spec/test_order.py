"""The order of a day, which decides every arrow: clocks, declared order, stays, overlaps, windows, death."""

from tests.drawing_steps import assert_shows, log_of, paths_of, small_group


def _order(text: str) -> list[str]:
    return log_of(text).frame["activity"].tolist()


def test_clocks_make_a_chain_whatever_order_the_rows_came_in() -> None:
    """Three clocked contacts go by their clocks."""
    text = """
    activity   | date       | clock
    Läkarbesök | 2026-03-01 | 15:00
    Provtagning| 2026-03-01 | 08:00
    Samtal     | 2026-03-01 | 10:30
    """
    assert _order(text) == ["Provtagning", "Samtal", "Läkarbesök"]


def test_equal_clocks_go_by_the_groups_order_then_by_name() -> None:
    """At 10:00 the emergency visit is declared first; the two undeclared ones go by name."""
    text = """
    activity    | date       | clock
    Provtagning | 2026-03-01 | 10:00
    Läkarbesök  | 2026-03-01 | 10:00
    Hembesök    | 2026-03-01 | 10:00
    Akutbesök   | 2026-03-01 | 10:00
    """
    assert _order(text) == ["Akutbesök", "Läkarbesök", "Provtagning", "Hembesök"]


def test_an_event_without_clock_goes_before_the_first_clocked_one_of_higher_rank() -> None:
    """The emergency visit has no clock; the visit at 9 is declared after it, so it goes right before that."""
    text = """
    activity    | date       | clock
    Akutbesök   | 2026-03-01 |
    Samtal      | 2026-03-01 | 09:00
    Hembesök    | 2026-03-01 | 11:00
    """
    assert _order(text) == ["Akutbesök", "Samtal", "Hembesök"]


def test_an_event_without_clock_goes_last_where_no_clocked_one_ranks_higher() -> None:
    """The home visit is declared last of all, and the talk at 11 is not after it."""
    text = """
    activity    | date       | clock
    Hembesök    | 2026-03-01 |
    Samtal      | 2026-03-01 | 09:00
    Provtagning | 2026-03-01 | 11:00
    """
    assert _order(text) == ["Samtal", "Provtagning", "Hembesök"]


def test_it_goes_before_the_first_of_higher_rank_though_a_lower_one_stands_after() -> None:
    """The clocked chain keeps its clocks: home visit at 9, talk at 11. An unclocked talk goes before both."""
    text = """
    activity    | date       | clock
    Hembesök    | 2026-03-01 | 09:00
    Provtagning | 2026-03-01 |
    Samtal      | 2026-03-01 | 11:00
    """
    assert _order(text) == ["Provtagning", "Hembesök", "Samtal"]


def test_events_without_clock_go_among_themselves_by_rank_then_name() -> None:
    """No clock that day: declared order first, then the alphabet."""
    text = """
    activity   | date
    Hembesök   | 2026-03-01
    Samtal     | 2026-03-01
    Akutbesök  | 2026-03-01
    Läkarbesök | 2026-03-01
    """
    assert _order(text) == ["Akutbesök", "Läkarbesök", "Samtal", "Hembesök"]


def test_a_step_is_certain_only_where_both_ends_have_a_place_of_their_own() -> None:
    """Different clocks are certain; equal clocks, and days with an unclocked event, are not."""
    assert_shows(
        paths_of("""
        activity    | date       | clock
        Läkarbesök  | 2026-03-01 | 09:00
        Samtal      | 2026-03-01 | 10:00
        Läkarbesök  | 2026-03-02 | 09:00
        Provtagning | 2026-03-02 | 09:00
        Samtal      | 2026-03-03 |
        Läkarbesök  | 2026-03-04 | 09:00
        Samtal      | 2026-03-04 |
        Läkarbesök  | 2026-03-05 |
        """).frame,
        """
        activity    | start            | order_uncertain
        Läkarbesök  | 2026-03-01 09:00 |
        Samtal      | 2026-03-01 10:00 | x
        Läkarbesök  | 2026-03-02 09:00 | x
        Provtagning | 2026-03-02 09:00 | x
        Samtal      | 2026-03-03       | x
        Läkarbesök  | 2026-03-04 09:00 | x
        Samtal      | 2026-03-04       | x
        Läkarbesök  | 2026-03-05       |
        """,
    )


def test_after_equal_clocks_the_next_clock_is_not_certain_either() -> None:
    """Either of the two at 10 may have led to the visit at 11, so that arrow is uncertain too."""
    frame = paths_of("""
        activity   | date       | clock
        Läkarbesök | 2026-03-01 | 10:00
        Samtal     | 2026-03-01 | 10:00
        Hembesök   | 2026-03-01 | 11:00
        """).frame
    assert frame["order_uncertain"].tolist() == [True, True, False]


def test_days_that_stand_alone_are_certain_without_clocks() -> None:
    """One contact a day needs no clock."""
    frame = paths_of("""
        activity   | date
        Läkarbesök | 2026-03-01
        Samtal     | 2026-03-02
        Hembesök   | 2026-03-04
        """).frame
    assert not frame["order_uncertain"].any()


def test_a_stay_within_a_day_never_ends_before_it_begins() -> None:
    """Admitted at 14, home the same day without a clock; a home visit at 10 ranks higher, yet is first."""
    text = """
    activity      | journal   | date       | clock | until      | is_stay
    Vårdtillfälle | inpatient | 2026-03-01 | 14:00 | 2026-03-01 | x
    Hembesök      | inpatient | 2026-03-01 | 10:00 |            |
    """
    assert _order(text) == ["Hembesök", "Inskriven", "Utskriven"]


def test_a_stay_with_a_clock_only_at_discharge_begins_before_it() -> None:
    """No declared order at all: the admission goes right before its own discharge at 14."""
    group = small_group(same_day_order=("*",))
    text = """
    activity      | journal   | date       | until      | until_clock | is_stay
    Vårdtillfälle | inpatient | 2026-03-01 | 2026-03-01 | 14:00       | x
    """
    assert log_of(text, group=group).frame["activity"].tolist() == ["Inskriven", "Utskriven"]


def test_what_happens_inside_a_stay_is_concurrent_with_it() -> None:
    """Contacts between admission and discharge belong to the stay; after it the next gap counts again."""
    assert_shows(
        paths_of("""
        activity      | journal       | date       | until      | is_stay
        Läkarbesök    | health_centre | 2026-03-08 |            |
        Vårdtillfälle | inpatient     | 2026-03-10 | 2026-03-15 | x
        Samtal        | inpatient     | 2026-03-12 |            |
        Läkarbesök    | health_centre | 2026-03-20 |            |
        """).frame,
        """
        activity   | gap_days | inside_stay
        Läkarbesök | 2        |
        Inskriven  | 2        | x
        Samtal     | 3        | x
        Utskriven  | 5        |
        Läkarbesök |          |
        """,
    )


def test_of_two_stays_that_overlap_the_one_that_began_last_holds_what_is_inside_both() -> None:
    """A leave to another ward lies inside the longer stay; after it the longer stay goes on."""
    frame = log_of("""
        activity      | journal   | date       | until      | is_stay | unit
        Vårdtillfälle | inpatient | 2026-03-01 | 2026-03-20 | x       | A
        Vårdtillfälle | inpatient | 2026-03-05 | 2026-03-10 | x       | B
        Samtal        | inpatient | 2026-03-07 |            |         |
        Samtal        | inpatient | 2026-03-15 |            |         |
        """).frame
    assert frame["stay_id"].tolist() == [1, 2, 2, 2, 1, 1]


def test_a_ward_that_takes_over_and_a_stay_within_a_stay_leave_no_gap() -> None:
    """Moved to ward B on the 12th, three days of those at ward C, home on the 20th: the next gap is four days."""
    assert_shows(
        paths_of("""
        activity      | journal          | date       | until      | is_stay | unit
        Vårdtillfälle | inpatient        | 2026-03-10 | 2026-03-12 | x       | A
        Vårdtillfälle | inpatient        | 2026-03-12 | 2026-03-20 | x       | B
        Vårdtillfälle | inpatient        | 2026-03-14 | 2026-03-17 | x       | C
        Samtal        | inpatient        | 2026-03-18 |            |         | B
        Läkarbesök    | health_centre    | 2026-03-24 |            |         |
        """).frame,
        """
        activity   | unit | gap_days | inside_stay
        Inskriven  | A    | 2        | x
        Inskriven  | B    | 0        | x
        Utskriven  | A    | 2        | x
        Inskriven  | C    | 3        | x
        Utskriven  | C    | 1        | x
        Samtal     | B    | 2        | x
        Utskriven  | B    | 4        |
        Läkarbesök |      |          |
        """,
    )


def test_an_overlap_is_a_gap_of_nothing() -> None:
    """A visit from 9 to 11 overlaps the call at 10: gap 0, marked, in days and in minutes."""
    assert_shows(
        paths_of("""
        activity   | date       | clock | until      | until_clock
        Läkarbesök | 2026-03-01 | 09:00 | 2026-03-01 | 11:00
        Samtal     | 2026-03-01 | 10:00 |            |
        Läkarbesök | 2026-03-01 | 12:30 |            |
        """).frame,
        """
        activity   | gap_days | gap_minutes | overlaps
        Läkarbesök | 0        | 0           | x
        Samtal     | 0        | 150         |
        Läkarbesök |          |             |
        """,
    )


def test_a_gap_runs_from_the_end_of_one_to_the_start_of_the_next_in_whole_calendar_days() -> None:
    """From 23:50 to 00:10 the next day is one day and 20 minutes; without a clock there are no minutes."""
    assert_shows(
        paths_of("""
        activity   | date       | clock | until
        Läkarbesök | 2026-03-01 | 23:50 |
        Samtal     | 2026-03-02 | 00:10 |
        Dagvård    | 2026-03-04 |       | 2026-03-06
        Läkarbesök | 2026-03-09 | 08:00 |
        """).frame,
        """
        activity   | gap_days | gap_minutes
        Läkarbesök | 1        | 20
        Samtal     | 2        |
        Dagvård    | 3        |
        Läkarbesök |          |
        """,
    )


def test_a_way_that_the_window_cut_is_still_under_way_and_death_is_an_end() -> None:
    """P01 lives when the window closes, P02 died in it, P03 has no window."""
    frame = paths_of(
        """
        patient | activity   | date
        P01     | Läkarbesök | 2026-03-01
        P02     | Läkarbesök | 2026-03-01
        P02     | Avliden    | 2026-03-05
        P03     | Läkarbesök | 2026-03-01
        """,
        patients="""
        patient | window_start | window_end
        P01     | 2026-03-01   | 2026-05-31
        P02     | 2026-03-01   | 2026-05-31
        P03     |              |
        """,
    ).frame
    assert frame["is_open"].tolist() == [True, False, False, False]


def test_a_stay_without_a_discharge_goes_on() -> None:
    """The person is still in hospital: one milestone, everything after is inside, and the way is open."""
    paths = paths_of("""
        activity      | journal   | date       | is_stay | status
        Vårdtillfälle | inpatient | 2026-03-10 | x       | ongoing
        Samtal        | inpatient | 2026-03-12 |         |
        """)
    assert paths.frame["activity"].tolist() == ["Inskriven", "Samtal"]
    assert paths.frame["stay_id"].tolist() == [1, 1]
    assert paths.frame["is_open"].all()
    assert paths.facts.stays.frame["end"].isna().all()


def test_the_groups_window_leaves_out_what_lies_outside_and_the_ledger_says_so() -> None:
    """Thirty days back from death: the visit in January is outside; the stay that reaches in stays whole."""
    group = small_group(
        window={"from_event": {"activities": ["Avliden"]}, "direction": "back", "days": 30},
    )
    log = log_of(
        """
        activity      | journal       | date       | until      | is_stay
        Läkarbesök    | health_centre | 2026-01-05 |            |
        Vårdtillfälle | inpatient     | 2026-02-20 | 2026-03-10 | x
        Avliden       | inpatient     | 2026-04-01 |            |
        """,
        group=group,
    )
    assert log.frame["activity"].tolist() == ["Inskriven", "Utskriven", "Avliden"]
    assert_shows(
        log.facts.ledger.frame.sort_values(["entry_id", "became"]),
        "entry_id | became\n1 | outside_window\n2 | stay_end\n2 | stay_start\n3 | event",
    )
    assert_shows(
        log.facts.patients.frame, "window_start | window_end | died_on\n2026-03-02 | 2026-04-01 | 2026-04-01"
    )
