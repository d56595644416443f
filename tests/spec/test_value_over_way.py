"""Value over the way: shares, people met, days in colours, and contacts because something failed."""

from dataclasses import replace

import pandas as pd
import pytest

from flowmap.group import Group, Selector, ValueRule, read_group
from flowmap.tables import Ratings, Stays
from flowmap.value import colour_days, count_value_days, list_failure_contacts, share_values, tag_contacts
from tests.drawing_paths import paths, ratings

WAY = """
date       | activity   | lane | profession | staff | kind  | status    |
2026-03-01 | Läkarbesök | hc   | läkare     | A     |       |           |
2026-03-02 | Telefon    | hc   | ssk        | B     |       |           |
2026-03-02 | Telefon    | hc   | ssk        | B     |       |           |
2026-03-04 | Hembesök   | hsv  | ssk        | C     |       |           |
2026-03-04 | Rapport    | hsv  | ssk        | D     | about |           |
2026-03-05 | Telefon    | hc   |            |       |       | cancelled |
2026-03-06 | Telefon    | hc   | ssk        | E     |       | planned   |
"""
GIVEN = """
event_id | rater    | role   | value              | reason            | points_back_to |
1        | ssk A    |        | value_creating     |                   |                |
2        | ssk A    |        | not_value_creating | failure_elsewhere | 1              |
2        | läk A    |        | not_value_creating | failure_elsewhere | 1              |
3        | ssk A    |        | necessary          |                   |                |
4        | ssk A    |        | necessary          |                   |                |
4        | läk A    |        | value_creating     |                   |                |
6        | ssk A    |        | not_value_creating | did_not_happen    |                |
6        | person A | person | not_value_creating | failure_elsewhere |                |
"""
WINDOW = """
patient | window_start | window_end |
P01     | 2026-02-28   | 2026-03-06 |
"""


@pytest.fixture
def group() -> Group:
    everything = ValueRule(id="r", when=Selector(kinds=("contact",)), value="necessary", because="Därför.")
    return read_group("generisk").model_copy(update={"rules": (everything,)})


@pytest.fixture
def contacts(group):
    return tag_contacts(paths(WAY, patients=WINDOW), group, ratings=ratings(GIVEN))


def shares(contacts, voice, by, counted, part=""):
    frame = share_values(contacts).frame.astype({"value": object})
    rows = frame[
        (frame["voice"] == voice)
        & (frame["by"] == by)
        & (frame["counted"] == counted)
        & (frame["part"] == part)
    ]
    columns = ["value", "amount", "assessed", "all", "share"]
    return rows[columns].astype(object).where(rows[columns].notna(), None).to_numpy().tolist()


def test_shares_are_of_what_a_voice_has_valued_and_the_rest_stands_beside(contacts):
    assert shares(contacts, "team", "all", "contacts") == [
        ["value_creating", 1, 4, 5, 0.25],
        ["necessary", 1, 4, 5, 0.25],
        ["not_value_creating", 2, 4, 5, 0.5],
        ["not_assessed", 0, 4, 5, None],
        ["disputed", 1, 4, 5, None],
    ]
    assert shares(contacts, "person", "all", "contacts") == [
        ["value_creating", 0, 1, 5, 0.0],
        ["necessary", 0, 1, 5, 0.0],
        ["not_value_creating", 1, 1, 5, 1.0],
        ["not_assessed", 4, 1, 5, None],
    ]


def test_shares_by_lane_leave_the_others_out(contacts):
    assert shares(contacts, "team", "lane", "contacts", "hsv") == [
        ["value_creating", 0, 0, 1, None],
        ["necessary", 0, 0, 1, None],
        ["not_value_creating", 0, 0, 1, None],
        ["not_assessed", 0, 0, 1, None],
        ["disputed", 1, 0, 1, None],
    ]


def test_a_person_met_counts_once_with_the_best_they_gave(contacts):
    assert shares(contacts, "team", "all", "people_met")[:3] == [
        ["value_creating", 1, 2, 3, 0.5],
        ["necessary", 1, 2, 3, 0.5],
        ["not_value_creating", 0, 2, 3, 0.0],
    ]


def test_proposals_are_in_no_share(group):
    only_proposals = share_values(tag_contacts(paths(WAY), group)).frame
    assert set(only_proposals["voice"]) == {"person", "team"}
    assert only_proposals["share"].isna().all()
    assert only_proposals["assessed"].sum() == 0


def days(contacts, voice, column="colour"):
    frame = colour_days(contacts).frame
    values = frame.loc[frame["voice"] == voice, column].astype(object)
    return values.where(values.notna(), None).tolist()


def test_each_day_of_the_window_is_green_amber_red_or_empty(contacts):
    #                                 28/2     1/3      2/3      3/3      4/3      5/3    6/3
    assert days(contacts, "team") == ["empty", "green", "amber", "empty", "empty", "red", "empty"]
    assert days(contacts, "person") == ["empty"] * 5 + ["red", "empty"]
    assert days(contacts, "team", "contacts") == [0, 1, 2, 0, 1, 1, 0]


def test_without_a_window_the_days_run_from_the_first_event_to_the_last(group):
    drawn = colour_days(tag_contacts(paths(WAY), group)).frame
    assert (drawn["on"].min(), drawn["on"].max(), len(drawn)) == (
        pd.Timestamp("2026-03-01"),
        pd.Timestamp("2026-03-06"),
        12,
    )


def on_a_ward(contacts, *stays):
    rows = [
        {
            "stay_id": number,
            "patient": "P01",
            "activity": "Vårdtillfälle",
            "start": start,
            "end": end,
            "has_clock": False,
            "journal": "inpatient",
            "lane": "slutenvard",
            "is_coerced": False,
            "emergency_event_id": 0,
            "entry_id": number,
        }
        for number, (start, end) in enumerate(stays, start=1)
    ]
    return replace(contacts, facts=replace(contacts.facts, stays=Stays.from_rows(rows)))


def test_ward_days_are_green_or_red_and_red_days_without_a_reason_are_counted(contacts):
    inside = on_a_ward(contacts, ("2026-03-01", "2026-03-06"))
    assert days(inside, "team", "ward_colour") == [None, "green", "green", "red", "red", "red", None]
    assert days(inside, "team", "lacks_reason") == [False, False, False, True, True, False, False]
    counts = count_value_days(colour_days(inside)).frame
    columns = ["voice", "days", "green_days", "amber_days", "red_days", "empty_days", "ward_days"]
    columns += ["ward_green_days", "ward_red_days", "red_without_reason_days"]
    assert counts[columns].astype(object).to_numpy().tolist() == [
        ["person", 7, 0, 0, 1, 6, 5, 0, 5, 4],
        ["team", 7, 1, 1, 1, 4, 5, 2, 3, 2],
    ]


def test_a_stay_that_a_voice_says_nothing_of_has_no_ward_colours(contacts):
    quiet = on_a_ward(contacts, ("2026-02-27", "2026-03-01"), ("2026-03-03", "2026-03-03"))
    assert days(quiet, "team", "ward_colour") == [None] * 7
    assert days(quiet, "team", "is_ward_day") == [True, False, False, True, False, False, False]
    still_there = on_a_ward(contacts, ("2026-03-05", None))
    assert days(still_there, "team", "ward_colour") == [None] * 5 + ["red", "red"]


def test_contacts_because_something_else_failed_point_back_where_somebody_said_so(contacts):
    listed = list_failure_contacts(contacts, ratings(GIVEN)).frame
    columns = ["event_id", "voice", "points_back_to"]
    assert listed[columns].astype(object).to_numpy().tolist() == [[2, "team", "1"], [6, "person", ""]]
    assert list_failure_contacts(contacts, Ratings.empty()).frame["points_back_to"].tolist() == ["", ""]
