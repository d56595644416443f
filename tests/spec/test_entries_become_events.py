"""What each row of a journal becomes: an event, a stay's milestones, half of a pair, part of a band."""

import pandas as pd
import pytest

from flowmap.group import Group
from flowmap.log import build_log
from flowmap.tables import BandEntries, Bands, Journal, shape_columns
from tests.drawing import drawn, entries, journal
from tests.drawing_steps import assert_shows, log_of, small_group


def _ledger(text: str, group: Group | None = None) -> pd.DataFrame:
    return log_of(text, group=group).facts.ledger.frame.sort_values(["entry_id", "became"])


def test_an_activity_is_known_by_name_and_alias_whatever_case_accents_and_spaces() -> None:
    """What nobody has listed stands as it was written; a milestone of the group is never a contact."""
    group = small_group(
        activities=(
            {"name": "Läkarbesök", "aliases": ("läk.besök",), "purpose": "kontroll"},
            {"name": "Beslut", "kind": "milestone", "marker": "beslut"},
        ),
        markers=({"id": "sip", "title": "SIP upprättad"}, {"id": "beslut", "title": "Beslut"}),
    )
    log = log_of(
        """
        activity       | date       | kind    | marker
        LAKARBESOK     | 2026-03-01 |         |
        Läk.besök      | 2026-03-02 |         |
        Annat   samtal | 2026-03-03 |         | SIP upprättad; annat
        beslut         | 2026-03-04 | contact |
        sip upprättad  | 2026-03-05 |         |
        """,
        group=group,
    )
    assert_shows(
        log.frame,
        """
        activity      | kind      | purpose  | marker
        Läkarbesök    | contact   | kontroll |
        Läkarbesök    | contact   | kontroll |
        Annat samtal  | contact   |          | sip, annat
        Beslut        | milestone |          | beslut
        SIP upprättad | milestone |          | sip
        """,
    )


def test_a_condition_names_what_has_no_name_of_its_own_and_the_files_order_decides() -> None:
    """A phone call in the municipal journal; a listed name is never renamed by a condition."""
    group = small_group(
        activities=(
            {"name": "Samtal ssk", "when": {"modes": ["phone"], "journals": ["municipal_health"]}},
            {"name": "Samtal", "when": {"modes": ["phone"]}},
            {"name": "1177"},
        )
    )
    log = log_of(
        """
        activity | date       | mode  | journal
        ringde   | 2026-03-01 | phone | municipal_health
        ringde   | 2026-03-02 | phone | health_centre
        1177     | 2026-03-03 | phone | health_centre
        ringde   | 2026-03-04 |       | health_centre
        """,
        group=group,
    )
    assert log.frame["activity"].tolist() == ["Samtal ssk", "Samtal", "1177", "ringde"]


def test_the_lane_is_that_of_the_unit_else_the_activity_else_the_journal() -> None:
    """Who gave the care is not which record it was read from, and both are kept."""
    lanes = (
        {"id": "jag", "title": "Jag", "principal": "me"},
        {"id": "akut", "title": "Akut", "principal": "region", "units": ("Akutmottagningen",)},
        {"id": "hc", "title": "Hälsocentral", "principal": "region", "journals": ("health_centre",)},
        {"id": "kommun", "title": "Kommun", "principal": "municipality", "journals": ("municipal_health",)},
        {"id": "annan", "title": "Annan", "principal": "unknown"},
    )
    group = small_group(lanes=lanes, activities=({"name": "SIP-möte", "lane": "kommun"},))
    log = log_of(
        """
        activity | date       | unit             | journal       | lane_text
        Besök    | 2026-03-01 | akutmottagningen | health_centre |
        SIP-möte | 2026-03-02 |                  | health_centre |
        Besök    | 2026-03-03 | X                | health_centre |
        Besök    | 2026-03-04 |                  | other         |
        Besök    | 2026-03-05 |                  | other         | Hälsocentral
        Besök    | 2026-03-06 |                  | other         | Avdelning 3
        """,
        group=group,
    )
    assert_shows(
        log.frame,
        """
        lane        | principal    | journal
        akut        | region       | health_centre
        kommun      | municipality | health_centre
        hc          | region       | health_centre
        annan       | unknown      | other
        hc          | region       | other
        Avdelning 3 | unknown      | other
        """,
    )


def test_start_and_complete_are_one_event_by_key_or_by_order() -> None:
    """The first that began is the first that ended; a complete without a start stands alone."""
    text = """
    entry_id | activity | date       | clock | part     | pair_key
    11       | Samtal   | 2026-03-01 | 08:00 | complete |
    12       | Samtal   | 2026-03-01 | 09:00 | start    |
    13       | Samtal   | 2026-03-01 | 10:00 | complete |
    14       | Besök    | 2026-03-02 | 09:00 | start    | a
    15       | Besök    | 2026-03-02 | 09:30 | start    | b
    16       | Besök    | 2026-03-02 | 11:00 | complete | b
    """
    assert_shows(
        log_of(text).frame,
        """
        activity | start            | end              | event_id
        Samtal   | 2026-03-01 08:00 |                  | 11
        Samtal   | 2026-03-01 09:00 | 2026-03-01 10:00 | 12
        Besök    | 2026-03-02 09:00 |                  | 14
        Besök    | 2026-03-02 09:30 | 2026-03-02 11:00 | 15
        """,
    )
    assert_shows(
        _ledger(text),
        """
        entry_id | event_id | became
        11       | 11       | event
        12       | 12       | pair_start
        13       | 12       | pair_end
        14       | 14       | event
        15       | 15       | pair_start
        16       | 15       | pair_end
        """,
    )


def test_admission_and_discharge_rows_are_one_stay() -> None:
    """Two rows, two milestones, one stay; a discharge that nobody was admitted to is a milestone alone."""
    text = """
    entry_id | activity   | journal   | unit | date       | part
    21       | Utskriven  | inpatient | A    | 2026-02-01 | discharge
    22       | Inskriven  | inpatient | A    | 2026-03-01 | admission
    23       | Utskriven  | inpatient | A    | 2026-03-05 | discharge
    24       | Inskriven  | inpatient | A    | 2026-04-01 | admission
    """
    log = log_of(text)
    assert_shows(
        log.frame,
        """
        activity  | kind      | start      | stay_id
        Utskriven | milestone | 2026-02-01 | 0
        Inskriven | milestone | 2026-03-01 | 22
        Utskriven | milestone | 2026-03-05 | 22
        Inskriven | milestone | 2026-04-01 | 24
        """,
    )
    assert_shows(
        log.facts.stays.frame,
        "stay_id | start | end\n22 | 2026-03-01 | 2026-03-05\n24 | 2026-04-01 |",
    )
    assert _ledger(text)["became"].tolist() == ["stay_end", "stay_start", "stay_end", "stay_start"]


def test_a_stay_in_primary_care_may_name_its_milestones() -> None:
    """OBS-plats at the health centre is a stay, with names of its own, in the health centre's lane."""
    obs = {"name": "OBS-plats", "is_stay": True, "stay_names": ("OBS in", "OBS ut")}
    group = small_group(activities=(obs,))
    log = log_of("activity | date | until\nobs-plats | 2026-03-01 | 2026-03-02", group=group)
    assert_shows(
        log.frame,
        "activity | kind | lane\nOBS in | milestone | halsocentral\nOBS ut | milestone | halsocentral",
    )


def test_a_planned_or_cancelled_stay_is_no_stay() -> None:
    """It did not happen: one milestone row that says so, no stay, and nothing lies inside it."""
    log = log_of("""
        activity      | journal   | date       | until      | is_stay | status
        Vårdtillfälle | inpatient | 2026-03-01 | 2026-03-04 | x       | cancelled
        Samtal        | inpatient | 2026-03-02 |            |         |
        """)
    assert_shows(
        log.frame,
        "activity | took_place | stay_id\nVårdtillfälle | | 0\nSamtal | x | 0",
    )
    assert len(log.facts.stays) == 0


def test_what_staff_said_of_the_person_is_one_row_though_it_stands_in_two_journals() -> None:
    """The report is in both journals: one row, the clocked one. A third, later, is another report."""
    text = """
    entry_id | activity | kind  | journal          | date       | clock
    31       | Rapport  | about | inpatient        | 2026-03-01 |
    32       | Rapport  | about | municipal_health | 2026-03-01 | 14:00
    33       | Rapport  | about | health_centre    | 2026-03-01 | 16:00
    """
    assert log_of(text).frame["event_id"].tolist() == [32, 33]
    assert _ledger(text)["became"].tolist() == ["merged", "event", "event"]


def test_a_contact_in_two_journals_is_merged_only_when_the_team_has_accepted_it() -> None:
    """Without a word from the team both stand; with it one stands, and the ledger names what it became."""
    text = """
    entry_id | activity | journal          | date       | clock
    41       | Besök    | health_centre    | 2026-03-01 |
    42       | Hembesök | municipal_health | 2026-03-01 | 14:00
    43       | Besök    | other            | 2026-03-01 |
    """
    assert len(log_of(text)) == 3
    log = build_log(journal(text), small_group(), same_contact=[(41, 42), (43, 41)])
    assert log.frame["event_id"].tolist() == [42]
    assert_shows(
        log.facts.ledger.frame,
        "entry_id | event_id | became\n41 | 42 | merged\n42 | 42 | event\n43 | 42 | merged",
    )


def test_an_emergency_visit_that_turned_into_a_stay_is_linked_to_it() -> None:
    """The visit the evening before belongs to the stay; a planned stay, and one two days after, have none."""
    group = small_group(measures={"emergency": {"activities": ["Akutbesök"]}})
    stays = log_of(
        """
        entry_id | activity      | journal   | date       | clock | until      | is_stay | planned
        1        | Akutbesök     | other     | 2026-03-01 | 22:00 |            |         |
        2        | Vårdtillfälle | inpatient | 2026-03-02 | 01:00 | 2026-03-05 | x       | unplanned
        3        | Akutbesök     | other     | 2026-03-10 |       |            |         |
        4        | Vårdtillfälle | inpatient | 2026-03-12 |       | 2026-03-13 | x       |
        5        | Akutbesök     | other     | 2026-03-20 |       |            |         |
        6        | Vårdtillfälle | inpatient | 2026-03-20 |       | 2026-03-21 | x       | planned
        """,
        group=group,
    ).facts.stays.frame
    assert stays["emergency_event_id"].tolist() == [1, 0, 0]


FOLDING = {"activities": ["Hemtjänst"], "at_least_per_week": 3, "for_weeks": 2, "longest_gap_days": 7}


def _home_care(days: list[str], **also: str) -> str:
    head = "activity | date | staff | status"
    rows = [f"Hemtjänst | 2026-{day} | {also.get('staff', '')} | {also.get('status', '')}" for day in days]
    return "\n".join([head, *rows])


def test_routine_care_three_times_a_week_for_two_weeks_is_a_band_and_no_step() -> None:
    """Monday, Wednesday, Friday for two weeks: six rows become one band of six visits."""
    days = ["03-02", "03-04", "03-06", "03-09", "03-11", "03-13"]
    log = log_of(_home_care(days), group=small_group(recurring=(FOLDING,)))
    assert len(log) == 0
    assert_shows(
        log.facts.bands.frame,
        """
        activity  | start_on   | end_on     | visits | times_per_week | is_visits_estimated | band_id
        Hemtjänst | 2026-03-02 | 2026-03-13 | 6      | 3.5            |                     | 1
        """,
    )
    assert log.facts.ledger.frame["became"].tolist() == ["folded"] * 6
    assert (log.facts.ledger.frame["event_id"] == 1).all()


@pytest.mark.parametrize(
    "days",
    [
        ["03-02", "03-04", "03-06", "03-09", "03-11"],  # two in the second week
        ["03-02", "03-04", "03-06", "03-16", "03-18", "03-20"],  # ten days between
    ],
)
def test_too_few_visits_or_too_long_a_gap_are_no_band(days: list[str]) -> None:
    """They stay contacts, each a step."""
    log = log_of(_home_care(days), group=small_group(recurring=(FOLDING,)))
    assert len(log) == len(days)
    assert len(log.facts.bands) == 0


def test_a_missed_visit_stays_a_contact() -> None:
    """What deviates from the routine is a contact of its own: here a visit that did not happen."""
    days = ["03-02", "03-04", "03-06", "03-09", "03-11", "03-13"]
    text = _home_care(days) + "\nHemtjänst | 2026-03-10 | | cancelled"
    log = log_of(text, group=small_group(recurring=(FOLDING,)))
    assert log.frame["status"].tolist() == ["cancelled"]
    assert log.facts.bands.frame["visits"].tolist() == [6]


def test_a_stay_is_a_pause_in_the_band_and_no_gap() -> None:
    """Nine days in hospital do not break the home care; they are days of pause."""
    days = ["03-02", "03-04", "03-06", "03-17", "03-18", "03-19", "03-20"]
    text = _home_care(days) + "\nVårdtillfälle | 2026-03-08 | | "
    text = text.replace("status", "status | until | is_stay") + "| 2026-03-17 | x"
    bands = log_of(text, group=small_group(recurring=(FOLDING,))).facts.bands.frame
    assert_shows(bands, "start_on | end_on | pause_days | visits\n2026-03-02 | 2026-03-20 | 9 | 7")


def test_distinct_staff_are_counted_in_any_fourteen_days() -> None:
    """Three persons in all, and never more than two within 14 days."""
    days = [f"03-{day:02}" for day in range(2, 32, 2)]
    staff = ["A"] * 4 + ["B"] * 7 + ["C"] * 4
    rows = [f"Hemtjänst | 2026-{day} | {who}" for day, who in zip(days, staff, strict=True)]
    log = log_of("\n".join(["activity | date | staff", *rows]), group=small_group(recurring=(FOLDING,)))
    assert log.facts.bands.frame["staff_in_14_days"].tolist() == [2]


def test_a_band_from_its_own_sheet_estimates_the_visits_that_nobody_counted() -> None:
    """Four times a day for 31 days with ten days in hospital: 21 days at 28 a week is 84 visits."""
    text = (
        "activity | journal | date | until | is_stay\nVårdtillfälle | inpatient | 2026-03-05 | 2026-03-15 | x"
    )
    rows = drawn("""
        patient | journal          | activity_text | start_on   | end_on     | times_per_week | visits
        P01     | municipal_social | Hemtjänst     | 2026-03-01 | 2026-03-31 | 28             |
        P01     | municipal_social | Dosett        | 2026-03-01 |            | 1              |
        P01     | municipal_social | Träning       | 2026-03-01 | 2026-03-31 | 2              | 7
        """)
    frame = rows.assign(entry_id=[101, 102, 103], file="", sheet="", row=1)
    frame = frame.reindex(columns=[c.name for c in BandEntries.columns])
    frame = frame.astype({"times_per_week": float, "visits": "Int32"})
    bands = BandEntries(shape_columns(frame, BandEntries.columns))
    log = build_log(Journal(entries=entries(text), bands=bands), small_group())
    assert_shows(
        log.facts.bands.frame,
        """
        activity  | visits | is_visits_estimated | pause_days | end_on
        Hemtjänst | 84     | x                   | 10         | 2026-03-31
        Dosett    | 1      | x                   | 10         |
        Träning   | 7      |                     | 10         | 2026-03-31
        """,
    )
    assert (log.facts.ledger.frame["became"] == "band").sum() == 3
    assert isinstance(log.facts.bands, Bands)


def test_every_entry_is_in_the_ledger_and_points_to_something_that_is() -> None:
    """Rows balance: nothing is lost between the sheets and the log."""
    text = """
    activity      | journal          | date       | until      | is_stay | kind  | part
    Besök         | health_centre    | 2026-03-01 |            |         |       |
    Vårdtillfälle | inpatient        | 2026-03-02 | 2026-03-05 | x       |       |
    Rapport       | inpatient        | 2026-03-05 |            |         | about |
    Rapport       | municipal_health | 2026-03-05 |            |         | about |
    Samtal        | health_centre    | 2026-03-07 |            |         |       | start
    Samtal        | health_centre    | 2026-03-08 |            |         |       | complete
    """
    log = log_of(text)
    ledger = log.facts.ledger.frame
    assert set(ledger["entry_id"]) == set(range(1, 7))
    assert set(ledger["event_id"]) == set(log.frame["event_id"])
