"""What to rate first is chosen and explained, and the sentence above every figure says whose value it is."""

import pytest

from flowmap.group import read_group
from flowmap.value import choose_to_rate, count_values, say_value_counts, tag_contacts
from flowmap.words import show_in
from tests.drawing_paths import paths, ratings

WAY = """
date       | activity   | kind      | stay_id | lane       | unsure | contact_gap_days | next_contact_row |
2026-01-01 | Läkarbesök |           |         | hc         |        | 40               | 1                |
2026-02-10 | Telefon    |           |         | hc         |        | 2                | 2                |
2026-02-12 | Telefon    |           |         | hc         |        | 6                | 4                |
2026-02-16 | Inskriven  | milestone | 9       | slutenvard |        |                  |                  |
2026-02-18 | Samtal     |           |         | slutenvard | x      | 12               | 6                |
2026-03-01 | Rapport    | about     |         | hc         | x      |                  |                  |
2026-03-02 | Telefon    |           |         | hc         |        | 1                | 7                |
2026-03-03 | Telefon    |           |         | hc         |        |                  |                  |
"""
GIVEN = """
event_id | rater    | role   | value              |
7        | ssk A    |        | value_creating     |
7        | läk A    |        | not_value_creating |
8        | person A | person | necessary          |
8        | ssk A    |        | value_creating     |
"""


@pytest.fixture
def contacts():
    drawn = paths(WAY.replace("| 9 ", "| 9 "))
    return tag_contacts(drawn, read_group("generisk"), ratings=ratings(GIVEN))


def test_the_contacts_most_worth_talking_about_come_first_each_with_its_reasons(contacts):
    chosen = choose_to_rate(contacts).frame
    assert chosen[["event_id", "points", "chosen_because"]].to_numpy().tolist() == [
        [5, 11, "granskaren var osäker; nära in- eller utskrivning; första kontakten med verksamheten"],
        [7, 8, "teamets bedömare tycker olika"],
        [8, 8, "personen och teamet säger olika"],
        [1, 4, "före eller efter en lång tid utan kontakt; första kontakten med verksamheten"],
        [2, 3, "före eller efter en lång tid utan kontakt"],
    ]


def test_a_two_hour_workshop_gets_no_more_than_it_has_time_for(contacts):
    assert choose_to_rate(contacts, most=2).frame["event_id"].tolist() == [5, 7]
    many = "date | unsure |\n" + "2026-03-01 | x |\n" * 40
    assert len(choose_to_rate(tag_contacts(paths(many), read_group("generisk")))) == 15


def test_the_header_says_whose_value_is_shown(contacts):
    group = read_group("bas")
    assert say_value_counts(count_values(contacts), group=group) == (
        "6 kontakter: personen har bedömt 1, teamet 1 (oense om 1), 4 har ingen bedömt"
    )
    with show_in("en"):
        assert say_value_counts(count_values(contacts)) == (
            "6 contacts: the person has rated 1, the team 1 (not agreed on 1), 4 nobody has rated"
        )
    assert say_value_counts(count_values(contacts, patient="P99")) == "0 kontakter"


def test_where_nothing_but_proposals_exists_the_header_says_so():
    from flowmap.group import Selector, ValueRule

    phone = ValueRule(id="r", when=Selector(activities=("Telefon",)), value="necessary", because="Därför.")
    group = read_group("generisk").model_copy(update={"rules": (phone,)})
    counts = count_values(tag_contacts(paths(WAY), group))
    assert counts.has_only_proposals
    assert say_value_counts(counts) == "6 kontakter: ingen har bedömt dem, 4 har bara förslag från regler"
