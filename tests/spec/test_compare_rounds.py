"""Two rounds side by side: what changed, how sure one can be, and what else differs than care."""

import math
from dataclasses import replace
from datetime import date

import pytest

from flowmap.errors import CompareError
from flowmap.expected import check_expected
from flowmap.group import Group
from flowmap.measures import measure_flow
from flowmap.records import Stamp
from flowmap.rounds import (
    SAME_CODES,
    RoundTables,
    compare_rounds,
    find_window,
    is_turned,
    say_counts_once,
    say_windows,
)
from flowmap.tables import Comparison, Contacts
from tests.drawing_measures import GROUP, round_of
from tests.ways import sample

FULL = "| patient | journal | coverage_status |\n" + "".join(
    f"| P0{n} | {journal} | whole |\n" for n in range(1, 6) for journal in ("health_centre", "inpatient")
)


def visits_each(*numbers: int, last_day: int = 31, coding: str = "a", coverage: str = FULL) -> RoundTables:
    """Return a round where person n had so many visits to the doctor in March."""
    rows, persons = ["| patient | date | activity | journal |"], ["| patient | window_start | window_end |"]
    for person, number in enumerate(numbers, start=1):
        persons.append(f"| P0{person} | 2026-03-01 | 2026-03-{last_day} |")
        days = range(1, number + 1)
        rows += [f"| P0{person} | 2026-03-{day:02d} | Läkarbesök | health_centre |" for day in days]
    contacts = round_of("\n".join(rows), patients="\n".join(persons), coverage=coverage)
    measures = measure_flow(contacts, GROUP).stamped(Stamp("r", GROUP.vocabulary_id(), coding))
    facts = contacts.facts
    window = find_window(contacts)
    return RoundTables(measures, GROUP, "Mars", facts.patients, facts.coverage, window=window)


def row(comparison: Comparison, measure: str = "contacts") -> dict[str, object]:
    rows = comparison.frame
    return rows[(rows["measure"] == measure) & rows["provider"].isna()].iloc[0].to_dict()


BEFORE, AFTER = (2, 4, 6, 8, 10), (1, 3, 4, 6, 9)


def test_a_measure_stands_before_and_after_with_its_change_and_how_many_were_measured() -> None:
    found = row(compare_rounds(visits_each(*BEFORE), visits_each(*AFTER)))
    assert (found["before"], found["after"]) == (6.0, 4.6)
    assert found["change"] == pytest.approx(-1.4)
    assert (found["n_before"], found["n_after"], bool(found["is_paired"])) == (5, 5, False)
    assert found["low"] < -1.4 < 0 < found["high"]
    sentence = str(found["sentence"])
    assert sentence.startswith("Kontakter med mig: 6,0 före, 4,6 efter (5 och 5 personer mätta).")
    assert sentence.endswith("Intervallet rymmer noll, så skillnaden kan vara slump.")


def test_when_the_same_persons_return_their_own_changes_decide() -> None:
    found = row(compare_rounds(visits_each(*BEFORE), visits_each(*AFTER), returning=SAME_CODES))
    assert bool(found["is_paired"])
    assert found["low"] < -1.4 < found["high"] < 0
    assert "slump" not in str(found["sentence"])


def test_persons_who_return_under_other_codes_are_named_and_too_few_of_them_are_not_paired() -> None:
    turned = visits_each(*reversed(AFTER))
    named = {f"P0{n}": f"P0{6 - n}" for n in range(1, 6)}
    assert row(compare_rounds(visits_each(*BEFORE), turned, returning=named))["high"] < 0  # type: ignore[operator]
    two = dict(list(named.items())[:2])
    assert not row(compare_rounds(visits_each(*BEFORE), turned, returning=two))["is_paired"]


def test_one_person_against_one_stands_side_by_side_without_an_interval() -> None:
    found = row(compare_rounds(visits_each(7), visits_each(3)))
    assert (found["before"], found["after"], found["change"]) == (7.0, 3.0, -4.0)
    assert math.isnan(found["low"])  # type: ignore[arg-type]
    assert found["sentence"] == "Kontakter med mig: 7 före, 3 efter (1 person mätt i varje kartläggning)."


def test_what_is_seen_of_one_person_is_said_as_seen_and_a_rule_against_as_holding() -> None:
    rounds = []
    for days in (("2026-03-01", "2026-03-10", "2026-03-20"), ("2026-03-01", "2026-03-10", "2026-05-20")):
        contacts = round_of(
            f"""
            | patient | date       | until      | activity      | journal       | is_stay | planned   |
            | P01     | {days[0]} | {days[1]} | Vårdtillfälle | inpatient     | x       | unplanned |
            | P01     | {days[2]} | {days[2]} | Vårdtillfälle | inpatient     | x       | unplanned |
            """,
            patients="| patient | window_start | window_end |\n| P01 | 2026-03-01 | 2026-07-31 |",
            coverage=FULL,
        )
        made = measure_flow(contacts, GROUP), check_expected(contacts, GROUP)
        rounds.append(RoundTables(made[0], GROUP, expected=made[1]))
    compared = compare_rounds(*rounds)
    rule = str(row(compared, "ingen_aterkomst_30d")["sentence"])
    assert rule.startswith(
        "Ingen oplanerad återkomst till slutenvård inom 30 dagar: stämmer inte före, stämmer"
    )
    assert "SIP syns: syns inte före, syns inte efter" in str(row(compared, "sip_seen")["sentence"])


def test_other_names_are_refused_with_the_names_that_differ() -> None:
    other = Group.model_validate(
        {**GROUP.model_dump(), "activities": [a.model_dump() for a in GROUP.activities if a.name != "Fall"]}
    )
    after = visits_each(*AFTER)
    after = replace(
        after, group=other, measures=after.measures.stamped(Stamp("r", other.vocabulary_id(), "a"))
    )
    with pytest.raises(CompareError, match="namnet Fall finns bara i den ena gruppfilen"):
        compare_rounds(visits_each(*BEFORE), after)


def test_where_one_looked_for_another_length_of_time_what_grows_with_time_is_not_compared() -> None:
    comparison = compare_rounds(visits_each(*BEFORE), visits_each(*AFTER, last_day=15))
    found = row(comparison)
    assert math.isnan(found["change"])  # type: ignore[arg-type]
    assert found["differs"] == "Jämförs inte: den granskade tiden är olika lång, 31 och 15 dagar."
    assert str(found["sentence"]).endswith(str(found["differs"]))
    assert row(comparison, "not_held")["differs"] == ""
    assert row(comparison, "lane_changes")["differs"] == ""


def test_where_other_journals_were_read_what_rests_on_them_is_not_compared() -> None:
    part = FULL.replace("inpatient | whole", "inpatient | does_not_exist")
    comparison = compare_rounds(visits_each(*BEFORE), visits_each(*AFTER, coverage=part))
    assert row(comparison)["differs"] == "Jämförs inte: bara granskad i den ena kartläggningen: slutenvård."
    assert math.isnan(row(comparison, "stays")["change"])  # type: ignore[arg-type]


def test_another_coding_is_said_on_every_row() -> None:
    comparison = compare_rounds(visits_each(*BEFORE), visits_each(*AFTER, coding="b"))
    assert comparison.frame["differs"].str.contains("Kodningen skiljer sig").all()


def test_a_measure_that_only_one_round_has_says_so() -> None:
    found = row(compare_rounds(visits_each(*BEFORE), visits_each()))
    assert found["sentence"] == "Kontakter med mig: går inte att mäta i kartläggningen efter."


def test_both_windows_stand_first_and_a_later_round_that_ended_before_is_asked_about() -> None:
    march = visits_each(*BEFORE)
    april = replace(march, title="April", window=(date(2026, 4, 1), date(2026, 4, 30)))
    assert say_windows(march, april) == [
        "Före: Mars, 1 mars 2026 till 31 mars 2026.",
        "Efter: April, 1 apr 2026 till 30 apr 2026.",
    ]
    asked, *rest = say_windows(april, march)
    assert asked.startswith("Stämmer ordningen? Kartläggningen som står som efter slutar 31 mars 2026, ")
    assert "börjar 1 apr 2026" in asked
    assert len(rest) == 2
    assert is_turned(april, march)
    assert not is_turned(march, march)


def test_a_round_without_review_windows_is_seen_from_its_first_event_to_its_last() -> None:
    rows = "| patient | date | activity |\n" + "".join(
        f"| P01 | 2026-03-{day} | Läkarbesök |\n" for day in ("09", "04", "21")
    )
    assert find_window(round_of(rows)) == (date(2026, 3, 4), date(2026, 3, 21))
    assert find_window(Contacts.empty()) is None


def test_how_many_were_measured_is_said_once_where_all_rows_have_it_alike() -> None:
    compared = compare_rounds(visits_each(7), visits_each(3)).frame
    head, *lines = say_counts_once(compared, compared["sentence"].tolist())
    assert head == "I alla rader här nedanför: 1 person mätt i varje kartläggning."
    assert "Kontakter med mig: 7 före, 3 efter." in lines
    assert not any("mätt" in line for line in lines if "efter." in line)
    assert len(lines) == len(compared)
    compared.loc[0, "n_after"] = 2
    assert say_counts_once(compared, lines) == lines


def test_the_two_sample_rounds_a_year_apart_show_the_change_that_was_planted() -> None:
    rounds = []
    for name in ("2026-var-multisjuka-aldre", "2027-var-multisjuka-aldre"):
        contacts, group, expected, _ = sample(name)
        stamp = Stamp(name, group.vocabulary_id(), group.coding_id())
        measures = measure_flow(contacts, group).stamped(stamp)
        facts = contacts.facts
        rounds.append(RoundTables(measures, group, name, facts.patients, facts.coverage, expected))
    comparison = compare_rounds(*rounds)
    sure = row(comparison, "lakemedelslista_med_hem")
    assert (sure["before"], sure["after"]) == (pytest.approx(6 / 14), pytest.approx(12 / 14))
    better = [
        "kontakt_72h",
        "information_samma_dag",
        "skriftlig_sammanfattning",
        "sip_syns",
        "fast_vardkontakt_seen",
    ]
    assert all(row(comparison, measure)["change"] > 0 for measure in better)  # type: ignore[operator]
    assert row(comparison, "retellings")["change"] < 0  # type: ignore[operator]
    assert 0 < sure["low"] < sure["high"]  # type: ignore[operator]
