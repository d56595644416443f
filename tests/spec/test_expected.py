"""The expected path: what each kind of rule says of a person, and of a group."""

import pytest
from pydantic import ValidationError

from flowmap.expected import check_expected
from flowmap.group import WaitRule
from flowmap.records import Outcome
from flowmap.words import has_words
from tests.drawing_expected import contacts, group_with, outcomes

HOME_VISIT = {"activities": ["Hembesök"]}
DISCHARGED = {"activities": ["Utskriven"]}
WINDOWS = """
    | patient | window_start | window_end |
    | P01     | 2026-01-01   | 2026-04-30 |
    | P02     | 2026-01-01   | 2026-04-30 |
    | P03     | 2026-01-01   | 2026-04-30 |
    | P04     | 2026-01-01   | 2026-04-30 |
"""


def checked(rule: dict[str, object], text: str, **drawn: str) -> list[str]:
    return outcomes(check_expected(contacts(text, **drawn), group_with(rule)))


def test_response_asks_that_something_follows_within_its_days() -> None:
    """A home visit within 3 days of coming home: in time, too late, never, and nobody was discharged."""
    rule = {"kind": "response", "target": HOME_VISIT, "counted_from": DISCHARGED, "within_days": 3}
    seen = checked(
        rule,
        """
        | patient | activity  | date       |
        | P01     | Utskriven | 2026-03-19 |
        | P01     | Hembesök  | 2026-03-22 |
        | P02     | Utskriven | 2026-03-19 |
        | P02     | Hembesök  | 2026-03-31 |
        | P03     | Hembesök  | 2026-03-18 |
        | P03     | Utskriven | 2026-03-19 |
        | P04     | Hembesök  | 2026-03-19 |
        """,
        patients=WINDOWS,
    )
    assert seen == [
        "P01 r1 kept 3 [1, 2]",
        "P02 r1 not_kept 12 [3, 4]",
        "P03 r1 not_kept - [6]",
        "P04 r1 not_applicable - []",
    ]


def test_response_asks_it_of_each_discharge() -> None:
    """Two discharges, the second without a visit: not kept, and the second is what shows it."""
    rule = {"kind": "response", "target": HOME_VISIT, "counted_from": DISCHARGED, "within_days": 3}
    seen = checked(
        rule,
        """
        | patient | activity  | date       |
        | P01     | Utskriven | 2026-02-01 |
        | P01     | Hembesök  | 2026-02-02 |
        | P01     | Utskriven | 2026-03-01 |
        | P02     | Utskriven | 2026-02-01 |
        | P02     | Hembesök  | 2026-02-02 |
        | P02     | Utskriven | 2026-03-01 |
        | P02     | Hembesök  | 2026-03-04 |
        """,
        patients=WINDOWS,
    )
    assert seen[:2] == ["P01 r1 not_kept - [3]", "P02 r1 kept 3 [4, 5, 6, 7]"]


def test_what_the_window_cuts_is_not_due() -> None:
    """Discharged two days before the review ends: nobody knows yet. On the limit's own day it is known."""
    rule = {"kind": "response", "target": HOME_VISIT, "counted_from": DISCHARGED, "within_days": 3}
    seen = checked(
        rule,
        """
        | patient | activity  | date       |
        | P01     | Utskriven | 2026-04-28 |
        | P02     | Utskriven | 2026-04-27 |
        | P03     | Utskriven | 2026-02-01 |
        | P03     | Hembesök  | 2026-02-02 |
        | P03     | Utskriven | 2026-04-29 |
        """,
        patients=WINDOWS,
    )
    assert seen[:3] == ["P01 r1 not_due - [1]", "P02 r1 not_kept - [2]", "P03 r1 kept 1 [3, 4]"]


def test_without_a_window_the_last_day_of_the_log_is_how_far_one_has_seen() -> None:
    rule = {"kind": "response", "target": HOME_VISIT, "counted_from": DISCHARGED, "within_days": 3}
    text = """
        | patient | activity   | date       |
        | P01     | Utskriven  | 2026-03-19 |
        | P02     | Läkarbesök | {last}     |
    """
    assert checked(rule, text.format(last="2026-03-21"))[0] == "P01 r1 not_due - [1]"
    assert checked(rule, text.format(last="2026-03-22"))[0] == "P01 r1 not_kept - [1]"


def test_existence_is_seen_or_not_seen() -> None:
    """A SIP seen anywhere in the window is enough; a person without a row has none to see."""
    rule = {"kind": "existence", "target": {"markers": ["sip"]}}
    seen = checked(
        rule,
        """
        | patient | activity  | date       | marker |
        | P01     | Möte      | 2026-03-19 | sip    |
        | P01     | Möte      | 2026-03-29 | sip    |
        | P02     | Möte      | 2026-03-19 |        |
        """,
        patients=WINDOWS,
    )
    assert seen[:3] == ["P01 r1 kept - [1]", "P02 r1 not_kept - []", "P03 r1 not_kept - []"]


def test_existence_with_a_limit_counts_from_the_window_or_from_any_event() -> None:
    text = """
        | patient | activity  | date       |
        | P01     | Utskriven | 2026-02-01 |
        | P01     | Utskriven | 2026-03-01 |
        | P01     | Hembesök  | 2026-03-02 |
        | P02     | Hembesök  | 2026-01-11 |
        | P02     | Utskriven | 2026-04-28 |
    """
    from_window = {"kind": "existence", "target": HOME_VISIT, "within_days": 10}
    assert checked(from_window, text, patients=WINDOWS)[:2] == [
        "P01 r1 not_kept 60 [3]",
        "P02 r1 kept 10 [4]",
    ]
    from_any = {"kind": "existence", "target": HOME_VISIT, "counted_from": DISCHARGED, "within_days": 3}
    assert checked(from_any, text, patients=WINDOWS)[:2] == ["P01 r1 kept 1 [2, 3]", "P02 r1 not_due - [5]"]


def test_absence_is_kept_where_nothing_of_the_kind_is_seen_in_time() -> None:
    """No unplanned return within 30 days: none, one in time, one later, and a window that ends before."""
    rule = {
        "kind": "absence",
        "target": {"activities": ["Akutbesök"]},
        "counted_from": DISCHARGED,
        "within_days": 30,
    }
    seen = checked(
        rule,
        """
        | patient | activity  | date       |
        | P01     | Utskriven | 2026-03-01 |
        | P02     | Utskriven | 2026-03-01 |
        | P02     | Akutbesök | 2026-03-31 |
        | P03     | Utskriven | 2026-03-01 |
        | P03     | Akutbesök | 2026-04-01 |
        | P04     | Utskriven | 2026-04-15 |
        """,
        patients=WINDOWS,
    )
    assert seen == [
        "P01 r1 kept - [1]",
        "P02 r1 not_kept 30 [2, 3]",
        "P03 r1 kept - [4]",
        "P04 r1 not_due - [6]",
    ]


def test_absence_in_the_whole_window() -> None:
    rule = {"kind": "absence", "target": {"activities": ["Akutbesök"]}}
    text = """
        | patient | activity  | date       |
        | P01     | Akutbesök | 2026-01-01 |
        | P02     | Hembesök  | 2026-03-31 |
    """
    assert checked(rule, text, patients=WINDOWS)[:2] == ["P01 r1 not_kept - [1]", "P02 r1 kept - []"]


def test_precedence_asks_what_came_before() -> None:
    """Aids in place before coming home, at most 14 days before; earlier than the window nobody can see."""
    rule = {
        "kind": "precedence",
        "target": {"activities": ["Hjälpmedel"]},
        "counted_from": DISCHARGED,
        "within_days": 14,
    }
    seen = checked(
        rule,
        """
        | patient | activity   | date       |
        | P01     | Hjälpmedel | 2026-03-01 |
        | P01     | Utskriven  | 2026-03-15 |
        | P02     | Hjälpmedel | 2026-03-01 |
        | P02     | Utskriven  | 2026-03-16 |
        | P03     | Utskriven  | 2026-03-16 |
        | P03     | Hjälpmedel | 2026-03-17 |
        | P04     | Utskriven  | 2026-01-14 |
        """,
        patients=WINDOWS,
    )
    assert seen == [
        "P01 r1 kept 14 [1, 2]",
        "P02 r1 not_kept 15 [3, 4]",
        "P03 r1 not_kept - [5]",
        "P04 r1 not_reviewed - [7]",
    ]


def test_precedence_can_ask_for_a_while_between() -> None:
    """A conversation before the last week: seven days before death is early enough, six is not."""
    rule = {
        "kind": "precedence",
        "target": {"activities": ["Brytpunktssamtal"]},
        "counted_from": {"activities": ["Dödsfall"]},
        "at_least_days": 7,
    }
    text = """
        | patient | activity         | date       |
        | P01     | Brytpunktssamtal | 2026-03-01 |
        | P01     | Brytpunktssamtal | 2026-03-07 |
        | P01     | Dödsfall         | 2026-03-08 |
        | P02     | Brytpunktssamtal | 2026-03-02 |
        | P02     | Dödsfall         | 2026-03-08 |
    """
    assert checked(rule, text, patients=WINDOWS)[:2] == ["P01 r1 kept 7 [1, 3]", "P02 r1 not_kept - [5]"]


def test_succession_asks_both_ways() -> None:
    """Each referral leads to a visit, and no visit comes without a referral before it."""
    rule = {
        "kind": "succession",
        "target": {"activities": ["Besök"]},
        "counted_from": {"activities": ["Remiss"]},
        "within_days": 30,
    }
    seen = checked(
        rule,
        """
        | patient | activity | date       |
        | P01     | Remiss   | 2026-02-01 |
        | P01     | Besök    | 2026-02-20 |
        | P02     | Remiss   | 2026-02-01 |
        | P03     | Besök    | 2026-02-01 |
        | P03     | Remiss   | 2026-02-10 |
        | P03     | Besök    | 2026-02-20 |
        | P04     | Annat    | 2026-02-01 |
        """,
        patients=WINDOWS,
    )
    assert seen == [
        "P01 r1 kept 19 [1, 2]",
        "P02 r1 not_kept - [3]",
        "P03 r1 not_kept - [4]",
        "P04 r1 not_applicable - []",
    ]


def test_the_same_day_without_clocks_is_kept_whichever_way_the_rows_stand() -> None:
    """Information the day of discharge: the declared order of a day never makes a fault."""
    rule = {
        "kind": "response",
        "target": {"activities": ["Information"]},
        "counted_from": DISCHARGED,
        "within_days": 0,
    }
    seen = checked(
        rule,
        """
        | patient | activity    | date       | clock |
        | P01     | Information | 2026-03-19 |       |
        | P01     | Utskriven   | 2026-03-19 |       |
        | P02     | Information | 2026-03-19 | 09:00 |
        | P02     | Utskriven   | 2026-03-19 | 14:00 |
        | P03     | Information | 2026-03-19 | 09:00 |
        | P03     | Utskriven   | 2026-03-19 |       |
        """,
        patients=WINDOWS,
    )
    assert seen[:3] == ["P01 r1 kept 0 [1, 2]", "P02 r1 not_kept - [4]", "P03 r1 kept 0 [5, 6]"]


def test_a_return_the_same_day_without_clocks_is_no_return() -> None:
    """Nobody wrote which came first, so nobody is told that it went wrong."""
    rule = {
        "kind": "absence",
        "target": {"activities": ["Akutbesök"]},
        "counted_from": DISCHARGED,
        "within_days": 30,
    }
    seen = checked(
        rule,
        """
        | patient | activity  | date       | clock |
        | P01     | Utskriven | 2026-03-01 |       |
        | P01     | Akutbesök | 2026-03-01 |       |
        | P02     | Utskriven | 2026-03-01 | 10:00 |
        | P02     | Akutbesök | 2026-03-01 | 22:00 |
        | P03     | Utskriven | 2026-03-01 | 10:00 |
        | P03     | Akutbesök | 2026-03-02 |       |
        """,
        patients=WINDOWS,
    )
    assert seen[:3] == ["P01 r1 kept - [1]", "P02 r1 not_kept 0 [3, 4]", "P03 r1 not_kept 1 [5, 6]"]


def test_minutes_count_where_clocks_are_known() -> None:
    """A nurse answers within an hour: 60 minutes is in time, 61 is not, and a missing clock is let pass."""
    rule = {
        "kind": "response",
        "target": HOME_VISIT,
        "counted_from": {"activities": ["Larm"]},
        "within_minutes": 60,
    }
    seen = checked(
        rule,
        """
        | patient | activity | date       | clock |
        | P01     | Larm     | 2026-03-19 | 23:30 |
        | P01     | Hembesök | 2026-03-20 | 00:30 |
        | P02     | Larm     | 2026-03-19 | 23:30 |
        | P02     | Hembesök | 2026-03-20 | 00:31 |
        | P03     | Larm     | 2026-03-19 | 12:00 |
        | P03     | Hembesök | 2026-03-19 |       |
        | P04     | Larm     | 2026-04-30 | 23:30 |
        """,
        patients=WINDOWS,
    )
    assert seen == [
        "P01 r1 kept 1 [1, 2]",
        "P02 r1 not_kept 1 [3, 4]",
        "P03 r1 kept 0 [5, 6]",
        "P04 r1 not_due - [7]",
    ]


def test_what_came_earlier_can_count_but_not_for_the_next_time() -> None:
    """Called to a SIP at the latest 3 days after: earlier is in time, for this stay and not for the next."""
    rule = {
        "kind": "response",
        "target": {"activities": ["Kallelse"]},
        "counted_from": {"activities": ["Utskrivningsklar"]},
        "within_days": 3,
        "earlier_counts": True,
    }
    seen = checked(
        rule,
        """
        | patient | activity         | date       |
        | P01     | Kallelse         | 2026-02-01 |
        | P01     | Utskrivningsklar | 2026-02-03 |
        | P02     | Kallelse         | 2026-02-01 |
        | P02     | Utskrivningsklar | 2026-02-03 |
        | P02     | Utskrivningsklar | 2026-03-03 |
        """,
        patients=WINDOWS,
    )
    assert seen[:2] == ["P01 r1 kept 0 [1, 2]", "P02 r1 not_kept - [5]"]


def test_a_journal_that_was_not_read_says_nothing() -> None:
    """Part of a journal counts as reviewed, one that does not exist hides nothing, what is seen counts."""
    rule = {"kind": "existence", "target": HOME_VISIT, "needs": ["municipal_health"]}
    seen = checked(
        rule,
        """
        | patient | activity   | date       | journal       |
        | P01     | Läkarbesök | 2026-03-01 | health_centre |
        | P02     | Läkarbesök | 2026-03-01 | health_centre |
        | P03     | Läkarbesök | 2026-03-01 | health_centre |
        | P04     | Hembesök   | 2026-03-01 | health_centre |
        | P05     | Läkarbesök | 2026-03-01 | health_centre |
        | P06     | Läkarbesök | 2026-03-01 | municipal_health |
        """,
        coverage="""
        | patient | journal          | coverage_status |
        | P01     | municipal_health | not_allowed     |
        | P02     | municipal_health | part            |
        | P03     | municipal_health | does_not_exist  |
        | P04     | municipal_health | not_allowed     |
        | P05     | health_centre    | whole           |
        """,
    )
    assert seen == [
        "P01 r1 not_reviewed - []",
        "P02 r1 not_kept - []",
        "P03 r1 not_kept - []",
        "P04 r1 kept - [4]",
        "P05 r1 not_reviewed - []",
        "P06 r1 not_kept - []",
    ]


def test_absence_needs_its_journal_too() -> None:
    rule = {"kind": "absence", "target": {"activities": ["Inskriven"]}, "needs": ["inpatient"]}
    seen = checked(
        rule,
        """
        | patient | activity   | date       |
        | P01     | Läkarbesök | 2026-03-01 |
        | P02     | Inskriven  | 2026-03-01 |
        """,
        coverage="""
        | patient | journal   | coverage_status |
        | P01     | inpatient | not_allowed     |
        | P02     | inpatient | not_allowed     |
        """,
    )
    assert seen == ["P01 r1 not_reviewed - []", "P02 r1 not_kept - [2]"]


def test_a_log_without_coverage_was_read_as_a_whole() -> None:
    rule = {"kind": "existence", "target": HOME_VISIT, "needs": ["municipal_health"]}
    assert checked(rule, "| activity |\n| Läkarbesök |") == ["P01 r1 not_kept - []"]


def test_a_rule_is_for_some_and_not_for_others() -> None:
    """Only for those with home care (a band is enough), unless the person declined, from 75 years."""
    rule = {
        "kind": "existence",
        "target": HOME_VISIT,
        "only_if": {"principals": ["municipality"]},
        "unless": {"markers": ["avstod"]},
        "ages_from": 75,
    }
    seen = checked(
        rule,
        """
        | patient | activity   | date       | principal    | marker |
        | P01     | Besök      | 2026-03-01 | municipality |        |
        | P02     | Besök      | 2026-03-01 | region       |        |
        | P03     | Besök      | 2026-03-01 | municipality | avstod |
        | P04     | Besök      | 2026-03-01 | municipality |        |
        | P05     | Besök      | 2026-03-01 | municipality |        |
        | P06     | Besök      | 2026-03-01 | region       |        |
        """,
        patients="""
        | patient | age_group |
        | P01     | 75–79     |
        | P02     | 80–84     |
        | P03     | 80–84     |
        | P04     | 70–74     |
        | P05     |           |
        | P06     | 90+       |
        """,
        bands="""
        | band_id | patient | activity | start_on   | principal    |
        | 91      | P06     | Hemtjänst | 2026-02-01 | municipality |
        """,
    )
    assert [row.split()[2] for row in seen] == ["not_kept"] + ["not_applicable"] * 4 + ["not_kept"]


HOME_CARE = """
    | patient | activity      | date       | marker |
    | P01     | Utskriven     | 2026-02-24 |        |
    | P02     | Utskriven     | 2026-02-24 |        |
    | P03     | Utskriven     | 2026-02-24 |        |
    | P04     | Utskriven     | 2026-02-24 |        |
    | P04     | Insats startar | 2026-02-24 | insats |
    | P05     | Utskriven     | 2026-02-24 |        |
    | P05     | Insats startar | 2026-02-27 | insats |
    | P06     | Utskriven     | 2026-02-24 |        |
"""
HOME_CARE_BANDS = """
    | band_id | patient | activity       | lane        | start_on   | end_on     |
    | 91      | P01     | Hemtjänst      | hemtjanst   | 2026-02-02 |            |
    | 92      | P02     | Hemtjänst      | hemtjanst   | 2026-02-24 | 2026-03-09 |
    | 93      | P03     | Hemtjänst      | hemtjanst   | 2026-02-02 | 2026-02-23 |
    | 94      | P03     | Hemtjänst      | hemtjanst   | 2026-02-26 |            |
    | 95      | P05     | Såromläggning  | hemsjukvard | 2026-02-02 |            |
    | 96      | P06     | Hemtjänst      | hemtjanst   | 2026-02-02 | 2026-02-24 |
"""


@pytest.mark.parametrize("kind", ["response", "existence"])
def test_a_band_that_runs_on_the_day_is_enough_where_the_rule_says_so(kind: str) -> None:
    """Going on, begun that day, a gap over it, a milestone instead, another lane's, and its last day."""
    rule = {
        "kind": kind,
        "target": {"markers": ["insats"]},
        "counted_from": DISCHARGED,
        "within_days": 0,
        "or_band": {"lanes": ["hemtjanst"]},
    }
    windows = WINDOWS + "\n".join(f"| {code} | 2026-01-01 | 2026-04-30 |" for code in ("P05", "P06"))
    drawn = {"patients": windows, "bands": HOME_CARE_BANDS}
    assert checked(rule, HOME_CARE, **drawn) == [
        "P01 r1 kept 0 [1]",
        "P02 r1 kept 0 [2]",
        "P03 r1 not_kept - [3]",
        "P04 r1 kept 0 [4, 5]",
        "P05 r1 not_kept 3 [6, 7]",
        "P06 r1 kept 0 [8]",
    ]
    later = checked(rule | {"within_days": 2}, HOME_CARE, **drawn)
    assert later[2] == "P03 r1 kept 2 [3]"
    without = {key: value for key, value in rule.items() if key != "or_band"}
    assert [row.split()[2] for row in checked(without, HOME_CARE, **drawn)] == [
        "not_kept", "not_kept", "not_kept", "kept", "not_kept", "not_kept",
    ]  # fmt: skip


def test_a_rule_can_count_only_while_a_declared_wait_lasts() -> None:
    """The service began before the stay; that day; three days later; never; and the decision came after."""
    wait = WaitRule.model_validate(
        {
            "id": "beslut_insats",
            "title": {"sv": "x", "en": "x"},
            "starts": {"markers": ["beslut"]},
            "ends": {"markers": ["insats"]},
        }
    )
    rule = {
        "kind": "response",
        "target": {"markers": ["insats"]},
        "counted_from": DISCHARGED,
        "within_days": 0,
        "only_while": "beslut_insats",
    }
    text = """
        | patient | activity       | date       | marker |
        | P01     | Beslut         | 2026-01-29 | beslut |
        | P01     | Insats startar | 2026-02-02 | insats |
        | P01     | Utskriven      | 2026-02-24 |        |
        | P02     | Beslut         | 2026-02-22 | beslut |
        | P02     | Utskriven      | 2026-02-24 |        |
        | P02     | Insats startar | 2026-02-24 | insats |
        | P03     | Beslut         | 2026-02-22 | beslut |
        | P03     | Utskriven      | 2026-02-24 |        |
        | P03     | Insats startar | 2026-02-27 | insats |
        | P03     | Utskriven      | 2026-03-20 |        |
        | P04     | Beslut         | 2026-02-22 | beslut |
        | P04     | Utskriven      | 2026-02-24 |        |
        | P05     | Utskriven      | 2026-02-24 |        |
        | P05     | Beslut         | 2026-02-26 | beslut |
    """
    windows = WINDOWS + "| P05 | 2026-01-01 | 2026-04-30 |"
    seen = check_expected(contacts(text, patients=windows, waits=(wait,)), group_with(rule, waits=[wait]))
    assert outcomes(seen) == [
        "P01 r1 not_applicable - []",
        "P02 r1 kept 0 [5, 6]",
        "P03 r1 not_kept 3 [8, 9]",
        "P04 r1 not_kept - [12]",
        "P05 r1 not_applicable - []",
    ]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": "absence", "or_band": {"lanes": ["annan"]}}, "or_band is for existence and response"),
        ({"within_minutes": 60, "or_band": {"lanes": ["annan"]}}, "with a limit in days"),
        ({"or_band": {"markers": ["insats"]}}, "or_band asks for markers; allowed: activities"),
        ({"or_band": {}}, "or_band asks for -"),
        ({"only_while": "beslut_insats"}, "only_while beslut_insats is no wait"),
        ({"kind": "existence", "counted_from": None, "only_while": "x"}, "only_while needs counted_from"),
    ],
)
def test_what_bands_and_waits_cannot_tell_is_refused(changes: dict[str, object], says: str) -> None:
    rule = {"kind": "response", "target": HOME_VISIT, "counted_from": DISCHARGED}
    with pytest.raises(ValidationError, match=says):
        group_with(rule | changes)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"target": {}}, "target asks for nothing"),
        ({"counted_from": {}}, "counted_from asks for nothing"),
        ({"only_if": {}}, "only_if asks for nothing"),
        ({"within_days": 3, "at_least_days": 5}, "at_least_days 5 is above within_days 3"),
        ({"kind": "precedence", "earlier_counts": True}, "earlier_counts is for existence and response"),
        (
            {"kind": "existence", "counted_from": None, "within_minutes": 5},
            "within_minutes needs counted_from",
        ),
    ],
)
def test_a_rule_that_nobody_could_keep_is_refused(changes: dict[str, object], says: str) -> None:
    """A rule that asks for nothing would be told as not kept by everybody."""
    rule = {"kind": "response", "target": HOME_VISIT, "counted_from": DISCHARGED}
    with pytest.raises(ValidationError, match=says):
        group_with(rule | changes)


def test_what_did_not_take_place_shows_nothing() -> None:
    """A cancelled visit, a call nobody answered and a plan keep no rule; a rule may ask for them by name."""
    text = """
        | patient | activity | date       | status     | kind    |
        | P01     | Hembesök | 2026-03-01 | cancelled  | contact |
        | P02     | Hembesök | 2026-03-01 | unanswered | contact |
        | P03     | Hembesök | 2026-03-01 | planned    | contact |
        | P04     | Hembesök | 2026-03-01 | done       | contact |
    """
    plain = checked({"kind": "existence", "target": HOME_VISIT}, text)
    assert [row.split()[2] for row in plain] == ["not_kept", "not_kept", "not_kept", "kept"]
    asked = checked({"kind": "existence", "target": {"statuses": ["cancelled"]}}, text)
    assert asked[0] == "P01 r1 kept - [1]"


def test_staff_talking_about_the_person_is_no_contact_with_the_person() -> None:
    text = """
        | patient | activity | date       | kind  | profession |
        | P01     | Rapport  | 2026-03-01 | about | ssk        |
    """
    assert checked({"kind": "existence", "target": {"professions": ["ssk"]}}, text)[0].startswith(
        "P01 r1 not_kept"
    )
    named = {"activities": ["Rapport"], "professions": ["ssk"]}
    assert checked({"kind": "existence", "target": named}, text)[0].startswith("P01 r1 kept")


def test_nobody_is_asked_for_what_was_due_after_death() -> None:
    """Dead before the limit: does not apply. A call to the bereaved counts from the death itself."""
    text = """
        | patient | activity  | date       |
        | P01     | Utskriven | 2026-03-19 |
        | P01     | Dödsfall  | 2026-03-20 |
    """
    group = {"death": {"activities": ["Dödsfall"]}}
    visit = {"kind": "response", "target": HOME_VISIT, "counted_from": DISCHARGED, "within_days": 3}
    called = {**visit, "counted_from": group["death"], "within_days": 56}
    drawn = contacts(text, patients="| patient | window_end |\n| P01 | 2026-12-31 |")
    seen = outcomes(check_expected(drawn, group_with(visit, called, **group)))
    assert seen == ["P01 r1 not_applicable - []", "P01 r2 not_kept - [2]"]


def test_nobody_is_asked_for_what_a_discharge_by_death_would_have_needed() -> None:
    """Death in hospital: a discharge that day without clocks, a death in the sheet alone, a discharge after."""
    text = """
        | patient | activity      | date       | clock |
        | P01     | Utskriven     | 2026-03-20 |       |
        | P01     | Dödsfall      | 2026-03-20 |       |
        | P02     | Utskriven     | 2026-03-20 |       |
        | P03     | Dödsfall      | 2026-03-20 | 08:00 |
        | P03     | Utskriven     | 2026-03-20 | 09:00 |
    """
    group = {"death": {"activities": ["Dödsfall"]}}
    same_day = {"kind": "response", "target": HOME_VISIT, "counted_from": DISCHARGED, "within_days": 0}
    return_days = {**same_day, "kind": "absence", "within_days": 30}
    drawn = contacts(
        text,
        patients="""
            | patient | window_end | died_on    |
            | P01     | 2026-12-31 |            |
            | P02     | 2026-12-31 | 2026-03-20 |
            | P03     | 2026-12-31 |            |
        """,
    )
    seen = outcomes(check_expected(drawn, group_with(same_day, return_days, **group)))
    assert [row.split(" [")[0] for row in seen] == [
        "P01 r1 not_applicable -",
        "P01 r2 not_applicable -",
        "P02 r1 not_applicable -",
        "P02 r2 not_applicable -",
        "P03 r1 not_applicable -",
        "P03 r2 not_applicable -",
    ]


def test_the_window_of_the_group_file_stands_in_where_the_sheet_is_silent() -> None:
    rule = {"kind": "response", "target": HOME_VISIT, "counted_from": DISCHARGED, "within_days": 3}
    text = """
        | patient | activity  | date       |
        | P01     | Start     | 2026-03-01 |
        | P01     | Utskriven | 2026-03-08 |
        | P02     | Annat     | 2026-06-01 |
    """
    window = {"window": {"from_event": {"activities": ["Start"]}, "days": 9}}
    seen = outcomes(check_expected(contacts(text), group_with(rule, **window)))
    assert seen[0] == "P01 r1 not_due - [2]"


def test_every_rule_stands_for_every_patient_in_the_files_order() -> None:
    rules = [{"kind": "existence", "target": HOME_VISIT}, {"kind": "absence", "target": HOME_VISIT}]
    rules = [{**rule, "id": name} for rule, name in zip(rules, ["z", "a"], strict=True)]
    expected = check_expected(contacts("| activity |\n| Hembesök |", patients=WINDOWS), group_with(*rules))
    pairs = [(row.patient, row.rule_id) for row in expected.frame.itertuples()]
    assert pairs == [(f"P0{n}", rule) for n in (1, 2, 3, 4) for rule in ("z", "a")]


def test_a_group_without_rules_or_a_log_without_rows_gives_an_empty_table() -> None:
    assert len(check_expected(contacts("| activity |\n| Hembesök |"), group_with())) == 0
    rule = {"kind": "existence", "target": HOME_VISIT}
    empty = type(contacts("| activity |\n| Hembesök |")).empty()
    assert len(check_expected(empty, group_with(rule))) == 0


def test_the_groups_count_is_kept_of_kept_and_not_kept() -> None:
    """Two of three were seen; the one who was not reviewed stands beside and is in no share."""
    rule = {"kind": "existence", "target": HOME_VISIT, "needs": ["other"]}
    drawn = contacts(
        """
        | patient | activity | date       |
        | P01     | Hembesök | 2026-03-01 |
        | P02     | Hembesök | 2026-03-01 |
        | P03     | Annat    | 2026-03-01 |
        | P04     | Annat    | 2026-03-01 |
        """,
        coverage="""
        | patient | journal | coverage_status |
        | P03     | other   | whole           |
        | P04     | other   | not_allowed     |
        """,
    )
    totals = check_expected(drawn, group_with(rule)).totals().iloc[0]
    assert [totals[name] for name in ("kept", "not_kept", "not_reviewed", "of_patients")] == [2, 1, 1, 3]
    assert totals["share"] == pytest.approx(2 / 3)
    assert (totals["low"], totals["high"]) == (pytest.approx(0.208, abs=1e-3), pytest.approx(0.939, abs=1e-3))


def test_two_persons_have_no_interval() -> None:
    rule = {"kind": "existence", "target": HOME_VISIT}
    text = "| patient | activity |\n| P01 | Hembesök |\n| P02 | Hembesök |"
    totals = check_expected(contacts(text), group_with(rule)).totals().iloc[0]
    assert totals["share"] == 1.0
    assert totals[["low", "high"]].isna().all()


@pytest.mark.parametrize("kind", ["existence", "absence", "response", "precedence", "succession"])
def test_each_kind_has_its_words_for_each_outcome(kind: str) -> None:
    assert [o for o in Outcome if not has_words(f"expected.{kind}.{o}")] == []


def test_what_came_late_is_told_apart_from_what_is_not_seen() -> None:
    """Late for its own discharge; only after the next discharge; one late and one never; never at all."""
    rule = {"kind": "response", "target": HOME_VISIT, "counted_from": DISCHARGED, "within_days": 3}
    found = check_expected(
        contacts(
            """
            | patient | activity  | date       |
            | P01     | Utskriven | 2026-03-01 |
            | P01     | Hembesök  | 2026-03-08 |
            | P01     | Utskriven | 2026-03-20 |
            | P01     | Hembesök  | 2026-03-25 |
            | P02     | Utskriven | 2026-03-01 |
            | P02     | Utskriven | 2026-03-20 |
            | P02     | Hembesök  | 2026-03-20 |
            | P03     | Utskriven | 2026-03-01 |
            | P03     | Hembesök  | 2026-03-08 |
            | P03     | Utskriven | 2026-03-20 |
            | P04     | Utskriven | 2026-03-01 |
            """,
            patients=WINDOWS,
        ),
        group_with(rule),
    )
    assert outcomes(found) == [
        "P01 r1 not_kept 7 [1, 2, 3, 4]",
        "P02 r1 not_kept 19 [5, 7]",
        "P03 r1 not_kept 7 [8, 9, 10]",
        "P04 r1 not_kept - [11]",
    ]
    assert found.frame["is_late"].tolist() == [True, False, False, False]


def test_existence_comes_late_where_any_of_it_came() -> None:
    """A home visit within ten days of the window's beginning: in time, later, never; absence has no lateness."""
    rule = {"kind": "existence", "target": HOME_VISIT, "within_days": 10}
    text = """
        | patient | activity | date       |
        | P01     | Hembesök | 2026-01-08 |
        | P02     | Hembesök | 2026-02-08 |
        | P03     | Samtal   | 2026-02-08 |
    """
    people = "\n".join(WINDOWS.strip().splitlines()[:4])
    found = check_expected(contacts(text, patients=people), group_with(rule))
    assert found.frame["outcome"].tolist() == ["kept", "not_kept", "not_kept"]
    assert found.frame["is_late"].tolist() == [False, True, False]
    absent = check_expected(contacts(text, patients=people), group_with({**rule, "kind": "absence"}))
    assert not absent.frame["is_late"].any()
