"""Three voices say what a contact gave: the person, the team, and the rules' proposals; never merged."""

import pytest

from flowmap.group import Group, read_group
from flowmap.value import latest_ratings, tag_contacts
from tests.drawing_paths import paths, ratings

THREE = """
date       | activity |
2026-03-01 | Läkarbesök |
2026-03-02 | Telefon |
2026-03-03 | Hembesök |
"""


@pytest.fixture
def group() -> Group:
    return read_group("generisk")


def column(contacts, name):
    return contacts.frame[name].astype(object).where(contacts.frame[name].notna(), None).tolist()


def test_without_ratings_and_rules_nobody_has_said_anything(group):
    contacts = tag_contacts(paths(THREE), group)
    assert column(contacts, "value") == ["not_assessed"] * 3
    assert column(contacts, "voice") == ["none"] * 3
    assert not contacts.frame["disputed"].any()


def test_the_person_comes_before_the_team_and_a_team_never_overwrites(group):
    given = ratings("""
        event_id | rater     | role     | value              | reason |
        1        | person A  | person   | not_value_creating | waiting |
        1        | ssk A     |          | value_creating     |  |
        2        | ssk A     |          | necessary          |  |
    """)
    contacts = tag_contacts(paths(THREE), group, ratings=given)
    assert column(contacts, "person_value") == ["not_value_creating", "not_assessed", "not_assessed"]
    assert column(contacts, "team_value") == ["value_creating", "necessary", "not_assessed"]
    assert column(contacts, "value") == ["not_value_creating", "necessary", "not_assessed"]
    assert column(contacts, "voice") == ["person", "team", "none"]
    assert column(contacts, "reason") == ["waiting", None, None]
    assert column(contacts, "rating_basis") == ["one_rater", "one_rater", None]


def test_raters_who_differ_leave_the_contact_disputed_until_the_team_agrees_together(group):
    alone = """
        event_id | rater  | value              | rating_basis |
        1        | ssk A  | value_creating     |  |
        1        | läk A  | not_value_creating |  |
        2        | ssk A  | necessary          |  |
        2        | läk A  | necessary          |  |
    """
    contacts = tag_contacts(paths(THREE), group, ratings=ratings(alone))
    assert column(contacts, "disputed") == [True, False, False]
    assert column(contacts, "team_value") == ["not_assessed", "necessary", "not_assessed"]
    assert column(contacts, "rating_basis") == [None, "raters_agree", None]
    assert column(contacts, "voice") == ["team", "team", "none"]
    agreed = alone + "\n 1 | teamet | necessary | consensus |"
    contacts = tag_contacts(paths(THREE), group, ratings=ratings(agreed))
    assert column(contacts, "disputed") == [False, False, False]
    assert column(contacts, "team_value") == ["necessary", "necessary", "not_assessed"]
    assert column(contacts, "rating_basis") == ["consensus", "raters_agree", None]


def test_the_child_and_each_guardian_are_heard_on_their_own(group):
    child_first = group.model_copy(update={"first_speaker": ("child", "guardian_a", "guardian_b")})
    given = ratings("""
        event_id | rater    | role       | value |
        1        | barn A   | child      | not_value_creating |
        1        | förä A   | guardian_a | value_creating |
        2        | förä A   | guardian_a | value_creating |
        2        | förä B   | guardian_b | value_creating |
    """)
    contacts = tag_contacts(paths(THREE), child_first, ratings=given)
    assert column(contacts, "person_by") == ["child", "guardian_a", None]
    assert column(contacts, "speakers_differ") == [True, False, False]
    voices = contacts.voices.frame
    assert list(zip(voices["event_id"], voices["speaker"], strict=True)) == [
        (1, "child"),
        (1, "guardian_a"),
        (2, "guardian_a"),
        (2, "guardian_b"),
    ]


def test_two_relatives_keep_a_voice_each(group):
    given = ratings("""
        event_id | rater       | role     | value |
        1        | närstående A | relative | value_creating |
        1        | närstående B | relative | necessary |
    """)
    contacts = tag_contacts(paths(THREE), group, ratings=given)
    assert len(contacts.voices) == 2
    assert column(contacts, "speakers_differ")[0] is True


def test_a_rating_of_zero_withdraws_and_the_state_of_any_date_can_be_shown(group):
    given = ratings("""
        event_id | rater | value          | rated_at |
        1        | ssk A | value_creating | 2026-05-01 |
        1        | ssk A | necessary      | 2026-05-10 |
        1        | ssk A |                | 2026-05-20 |
    """)
    import pandas as pd

    def state(day):
        return latest_ratings(given, at=pd.Timestamp(day)).frame["value"].tolist()

    assert state("2026-04-30") == []
    assert state("2026-05-05") == ["value_creating"]
    assert state("2026-05-15") == ["necessary"]
    assert state("2026-05-25") == []
    assert column(tag_contacts(paths(THREE), group, ratings=given), "voice") == ["none"] * 3


def test_a_band_is_valued_once_a_period_by_each_voice(group):
    bands = """
        band_id | activity | start_on   | end_on |
        77      | Hemtjänst | 2026-03-01 | 2026-04-01 |
    """
    given = ratings("""
        event_id | rater    | role   | value |
        77       | person A | person | value_creating |
        77       | ssk A    |        | necessary |
        99       | ssk A    |        | necessary |
    """)
    contacts = tag_contacts(paths(THREE, bands=bands), group, ratings=given)
    rows = contacts.band_values.frame[["band_id", "voice", "value"]].astype(object).to_numpy().tolist()
    assert rows == [[77, "person", "value_creating"], [77, "team", "necessary"]]
    assert column(contacts, "voice") == ["none"] * 3
