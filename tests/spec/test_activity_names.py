"""An activity is recognised however it is written, alike when it is checked and when the log is built."""

from flowmap.group import Group, known_activities, name_activities, plain_name, read_group
from flowmap.journal import check_journal
from flowmap.log import build_log
from tests.drawing import journal


def test_signs_case_accents_language_and_aliases_are_forgiven_in_the_check_and_in_the_log() -> None:
    group: Group = read_group("multisjuka_aldre")
    english = next(activity for activity in group.activities if activity.name == "SIP-möte").en
    drawn = journal(f"date | activity\n2026-03-01 | SIP möte\n2026-03-02 | sip-mote\n2026-03-03 | {english}")
    log = build_log(drawn, group)
    assert log.frame["activity"].astype(str).tolist() == ["SIP-möte"] * 3
    assert "activity_unknown" not in set(check_journal(drawn, group=group).frame["rule"])


def test_a_name_goes_before_an_alias_of_another() -> None:
    group = read_group("multisjuka_aldre")
    named = name_activities(known_activities(group))
    for activity in known_activities(group):
        assert named[plain_name(activity.name)].name == activity.name
