"""Load on me: contacts, days, calls I had to make, journeys, people I met."""

from flowmap.group import read_group
from tests.drawing_measures import amounts, measured, round_of, shown_by

WEEK = """
| patient | date       | activity           | journal         | mode       | started_by | staff | unit            | profession    | status     |
| P01     | 2026-03-02 | Läkarbesök         | health_centre   | visit      | care       | A     | Hälsocentralen  | läkare        |            |
| P01     | 2026-03-02 | Provtagning        | health_centre   | visit      | care       |       | hälsocentralen  | sjuksköterska |            |
| P01     | 2026-03-04 | Rådgivning telefon | health_centre   | phone      | relative   | A     | Hälsocentralen  | läkare        |            |
| P01     | 2026-03-05 | Rådgivning telefon | health_centre   | phone      | person     |       |                 |               | unanswered |
| P01     | 2026-03-06 | Läkarbesök         | health_centre   | visit      | care       | A     | Hälsocentralen  | läkare        | cancelled  |
| P01     | 2026-03-07 | Hembesök           | municipal_health| home_visit | care       | B     | Hemsjukvården   | sjuksköterska |            |
| P01     | 2026-03-08 | Hembesök           | municipal_health| home_visit | care       | B     | Hemsjukvården   | sjuksköterska | planned    |
| P02     | 2026-03-02 | Läkarbesök         | health_centre   |            |            |       |                 |               |            |
"""
NOT_READ = """
| patient | journal          | coverage_status |
| P01     | health_centre    | whole           |
| P01     | municipal_health | not_allowed     |
| P02     | health_centre    | whole           |
| P02     | municipal_health | does_not_exist  |
"""
TWO = """
| patient | window_start | window_end |
| P01     | 2026-03-01   | 2026-03-31 |
| P02     | 2026-03-01   | 2026-03-31 |
| P03     | 2026-03-01   | 2026-03-31 |
"""


def test_contacts_are_those_that_took_place_and_calls_that_nobody_answered() -> None:
    measures = measured(WEEK, patients=TWO)
    assert amounts(measures, "contacts") == {"P01": 5.0, "P02": 1.0, "P03": 0.0}
    assert amounts(measures, "contacts", "lane=hemsjukvard") == {"P01": 1.0, "P02": 0.0, "P03": 0.0}
    assert amounts(measures, "unanswered") == {"P01": 1.0, "P02": 0.0, "P03": 0.0}


def test_a_journal_that_was_not_read_leaves_the_whole_unmeasured_but_not_what_it_does_not_touch() -> None:
    measures = measured(WEEK, coverage=NOT_READ)
    assert amounts(measures, "contacts") == {"P01": "not_reviewed", "P02": 1.0}
    assert amounts(measures, "contacts", "lane=halsocentral") == {"P01": 4.0, "P02": 1.0}
    assert amounts(measures, "contacts", "lane=hemsjukvard") == {"P01": "not_reviewed", "P02": 0.0}
    figures = measures.summary().frame
    row = figures[(figures["measure"] == "contacts") & figures["provider"].isna()].iloc[0]
    assert (row["n"], row["not_measured"]) == (1, 1)
    assert row["not_measured_because"] == "en journal som behövs är inte granskad: 1"


def test_two_contacts_on_one_day_are_one_day() -> None:
    assert amounts(measured(WEEK), "contact_days") == {"P01": 4.0, "P02": 1.0}


def test_contacts_that_i_or_a_relative_had_to_start_need_that_somebody_wrote_who_did() -> None:
    measures = measured(WEEK)
    assert amounts(measures, "started_by_us") == {"P01": 2.0, "P02": "not_recorded"}
    assert amounts(measures, "started_by_me") == {"P01": 1.0, "P02": "not_recorded"}
    assert amounts(measures, "started_by_relative") == {"P01": 1.0, "P02": "not_recorded"}
    assert shown_by(measures, "started_by_relative", round_of(WEEK)) == ["Rådgivning telefon"]


def test_of_agreed_contacts_the_share_that_did_not_happen() -> None:
    assert amounts(measured(WEEK, patients=TWO), "not_held") == {"P01": 0.2, "P02": 0.0, "P03": "no_contact"}


PLACES = """
| home_place | unit           | km | minutes |
| Byn        | Hälsocentralen | 40 | 35      |
| Byn        | Avd 1          | 90 | 70      |
| Byn        | Mottagningen   | -5 | 10      |
"""
HOME = """
| patient | home_place |
| P01     | Byn        |
| P02     | Byn        |
| P03     |            |
"""
JOURNEYS = """
| patient | date       | until      | activity      | journal       | mode  | unit            | is_stay |
| P01     | 2026-03-02 |            | Läkarbesök    | health_centre | visit | Hälsocentralen  |         |
| P01     | 2026-03-02 |            | Provtagning   | health_centre | visit | hälsocentralen  |         |
| P01     | 2026-03-05 | 2026-03-09 | Vårdtillfälle | inpatient     |       | Avd 1           | x       |
| P01     | 2026-03-06 |            | Läkarbesök    | inpatient     | visit | Avd 1           |         |
| P02     | 2026-03-02 |            | Läkarbesök    | health_centre | visit | Mottagningen    |         |
| P03     | 2026-03-02 |            | Läkarbesök    | health_centre | visit | Hälsocentralen  |         |
"""


def test_a_day_at_one_unit_is_one_journey_though_its_name_is_spelled_in_two_ways_and_a_stay_is_one() -> None:
    measures = measured(JOURNEYS, patients=HOME, places=PLACES)
    assert amounts(measures, "trips") == {"P01": 2.0, "P02": 1.0, "P03": 1.0}
    assert amounts(measures, "units_met") == {"P01": 2.0, "P02": 1.0, "P03": 1.0}


def test_an_ambulance_makes_no_journey_beside_the_visit_it_drives_to() -> None:
    rows = """
    | patient | date       | activity   | journal       | mode  | unit           |
    | P01     | 2026-03-02 | Ambulans   | inpatient     | visit | Ambulansen     |
    | P01     | 2026-03-02 | Akutbesök  | inpatient     | visit | Hälsocentralen |
    | P02     | 2026-03-02 | Ambulans   | inpatient     | visit | Ambulansen     |
    """
    measures = measured(rows, patients=HOME, places=PLACES)
    assert amounts(measures, "trips") == {"P01": 1.0, "P02": 0.0, "P03": 0.0}
    assert amounts(measures, "travel_km") == {"P01": 80.0, "P02": 0.0, "P03": 0.0}


def test_kilometres_are_there_and_back_and_unknown_where_a_way_is_missing_or_below_zero() -> None:
    measures = measured(JOURNEYS, patients=HOME, places=PLACES)
    assert amounts(measures, "travel_km") == {"P01": 260.0, "P02": "place_unknown", "P03": "place_unknown"}
    assert amounts(measures, "travel_minutes") == {"P01": 210.0, "P02": 20.0, "P03": "place_unknown"}


def test_shares_at_home_and_by_phone_are_of_contacts_that_say_how() -> None:
    measures = measured(WEEK, patients=TWO)
    assert amounts(measures, "share_home") == {"P01": 0.25, "P02": "not_recorded", "P03": "no_contact"}
    assert amounts(measures, "share_phone") == {"P01": 0.25, "P02": "not_recorded", "P03": "no_contact"}
    assert amounts(measures, "share_video") == {"P01": 0.0, "P02": "not_recorded", "P03": "no_contact"}


def test_people_met_are_at_least_those_written_down() -> None:
    measures = measured(WEEK, patients=TWO)
    assert amounts(measures, "people_met") == {"P01": 2.0, "P02": "not_recorded", "P03": 0.0}
    assert amounts(measures, "professions_met") == {"P01": 2.0, "P02": "not_recorded", "P03": 0.0}
    frame = measures.frame
    row = frame[(frame["measure"] == "people_met") & (frame["patient"] == "P01")].iloc[0]
    assert (row["numerator"], row["denominator"]) == (3.0, 4.0)  # staff is written for three of four


def test_first_meetings_are_a_share_of_contacts_where_staff_is_written() -> None:
    measures = measured(WEEK, patients=TWO)
    assert amounts(measures, "first_meetings") == {"P01": 0.667, "P02": "not_recorded", "P03": "no_contact"}


def test_stays_and_their_days_and_a_stay_that_goes_on_has_none() -> None:
    going_on = """
    | patient | date       | until      | activity      | journal   | is_stay |
    | P01     | 2026-03-05 | 2026-03-09 | Vårdtillfälle | inpatient | x       |
    | P01     | 2026-03-20 | 2026-03-22 | Vårdtillfälle | inpatient | x       |
    | P02     | 2026-03-05 |            | Vårdtillfälle | inpatient | x       |
    """
    measures = measured(going_on)
    assert amounts(measures, "stays") == {"P01": 2.0, "P02": 1.0}
    assert amounts(measures, "stay_days") == {"P01": 6.0, "P02": "ongoing"}


BARE = """
| patient | date       | activity   | journal |
| P01     | 2026-03-02 | Läkarbesök | other   |
| P02     | 2026-03-04 | Röntgen    | other   |
"""
LISTED = """
| patient |
| P01     |
| P02     |
"""


def test_what_a_log_says_nothing_of_is_not_zero() -> None:
    """A log of names and days alone knows of no journeys, calls, stays or services: none is counted as 0."""
    measures = measured(BARE, patients=LISTED, group=read_group("generisk"))
    why = {
        "place_unknown": ("travel_km", "travel_minutes"),
        "not_recorded": ("trips", "unanswered", "stays", "stay_days", "started_by_us", "started_by_me"),
        "not_declared": ("handovers", "longest_wait_days", "total_wait_days"),
        "no_band": ("band_visits",),
    }
    for reason, names in why.items():
        for name in names:
            assert amounts(measures, name) == {"P01": reason, "P02": reason}, name
    assert amounts(measures, "contacts") == {"P01": 1.0, "P02": 1.0}


def test_where_somebody_wrote_what_was_reviewed_nothing_written_is_none() -> None:
    read = """
    | patient | journal   | coverage_status |
    | P01     | inpatient | whole           |
    | P02     | inpatient | whole           |
    """
    measures = measured(BARE, patients=LISTED, coverage=read)
    for name in ("stays", "unanswered", "band_visits"):
        assert amounts(measures, name) == {"P01": 0.0, "P02": 0.0}, name
