"""What is looked over before any map: each check finds its rows, says what to do, and can be accepted."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from flowmap.group import Group, read_group
from flowmap.journal import read_journal
from flowmap.journal.checks import check_journal, list_same_contacts
from flowmap.journal.choices import nearest_word
from flowmap.records import Place, Severity
from flowmap.tables import BandEntries, Journal, Patients, Problem, Problems
from flowmap.words import catalogue, show_in
from flowmap.workspace import AcceptedCheck, BasisSetting, RoundSettings, WindowSetting
from tests.drawing import journal
from tests.sheets import workbook

TODAY = date(2026, 7, 1)


@pytest.fixture(scope="module")
def group() -> Group:
    return read_group("multisjuka_aldre")


def _found(problems: Problems, rule: str) -> list[int]:
    """Return the rows where a check found something."""
    frame = problems.frame
    return frame.loc[frame["rule"] == rule, "row"].tolist()


def _check(drawn: Journal, group: Group, rule: str, **given: object) -> list[int]:
    return _found(check_journal(drawn, group=group, today=TODAY, **given), rule)  # type: ignore[arg-type]


def test_a_sheet_with_nothing_wrong_gives_no_problem(group: Group) -> None:
    drawn = journal(
        """
        patient | date       | activity   | mode       | profession
        P01     | 2026-03-01 | Läkarbesök | visit      | läkare
        P01     | 2026-03-05 | Hembesök   | home_visit | distriktssköterska
        P02     | 2026-03-01 | Läkarbesök | visit      | läkare
        """
    )
    assert len(check_journal(drawn, group=group, today=TODAY)) == 0


def test_a_day_to_come_is_found_unless_it_is_planned(group: Group) -> None:
    drawn = journal(
        """
        date       | activity   | status
        2026-07-01 | Läkarbesök | done
        2026-07-02 | Läkarbesök | done
        2026-07-03 | Läkarbesök | planned
        """
    )
    assert _check(drawn, group, "date_future") == [2]
    assert _found(check_journal(drawn, group=group), "date_future") == []


def test_a_day_to_come_outside_the_window_is_told_once(group: Group) -> None:
    """A wrong year is one mistake: that the day is also outside the window says nothing more."""
    drawn = journal(
        """
        date       | activity
        2027-07-01 | Läkarbesök
        2025-07-01 | Läkarbesök
        """
    )
    window = WindowSetting(start=date(2026, 1, 1), end=date(2026, 6, 30))
    settings = RoundSettings(group="multisjuka_aldre", window=window)
    assert _check(drawn, group, "date_future", settings=settings) == [1]
    assert _check(drawn, group, "date_outside_window", settings=settings) == [2]


def test_a_stay_may_be_planned_to_end_later(group: Group) -> None:
    drawn = journal(
        """
        date       | until      | activity | is_stay
        2026-06-25 | 2026-07-10 | Avdelning | x
        """
    )
    assert _check(drawn, group, "date_future") == []


def test_a_day_before_the_person_can_have_been_born_is_found(group: Group) -> None:
    drawn = journal(
        """
        patient | date       | activity
        P01     | 1950-03-01 | Läkarbesök
        P02     | 1926-03-01 | Läkarbesök
        P02     | 1944-03-01 | Läkarbesök
        P03     | 1900-01-01 | Läkarbesök
        P03     | 1910-01-01 | Läkarbesök
        P04     | 1899-01-01 | Läkarbesök
        """,
        patients="""
        patient | age_group        | important_to_me
        P01     | 80–84            | lugn
        P02     | 80-84            | lugn
        P03     | 85 år eller äldre | lugn
        """,
    )
    assert _check(drawn, group, "date_before_birth") == [2, 4]


def test_an_end_before_its_start_is_found_by_day_and_by_clock(group: Group) -> None:
    drawn = journal(
        """
        date       | clock | until      | until_clock | activity
        2026-03-10 |       | 2026-03-09 |             | Läkarbesök
        2026-03-10 | 14:00 | 2026-03-10 | 13:00       | Läkarbesök
        2026-03-10 | 14:00 | 2026-03-10 |             | Läkarbesök
        2026-03-10 |       | 2026-03-10 |             | Läkarbesök
        """
    )
    assert _check(drawn, group, "end_before_start") == [1, 2]


def test_a_day_outside_the_window_is_found_by_the_persons_own_or_the_rounds(group: Group) -> None:
    drawn = journal(
        """
        patient | is_stay | date       | until      | activity
        P01     |         | 2026-01-31 |            | Läkarbesök
        P01     |         | 2026-02-01 |            | Läkarbesök
        P02     |         | 2026-01-31 |            | Läkarbesök
        P02     |         | 2025-12-31 |            | Läkarbesök
        P02     | x       | 2025-12-20 | 2026-01-02 | Avdelning
        P02     |         | 2026-06-30 |            | Läkarbesök
        P02     |         | 2026-07-01 |            | Läkarbesök
        P02     | x       | 2025-11-01 |            | Avdelning
        """,
        patients="""
        patient | window_start | important_to_me
        P01     | 2026-02-01   | lugn
        """,
    )
    window = WindowSetting(start=date(2026, 1, 1), end=date(2026, 6, 30))
    settings = RoundSettings(group="multisjuka_aldre", window=window)
    assert _check(drawn, group, "date_outside_window", settings=settings) == [1, 4, 7]


def test_a_stay_that_begins_before_another_ends_is_found_but_not_a_transfer(group: Group) -> None:
    drawn = journal(
        """
        patient | date       | until      | activity | journal   | is_stay
        P01     | 2026-03-01 | 2026-03-20 | Vårdtillfälle | inpatient | x
        P01     | 2026-03-05 | 2026-03-06 | Vårdtillfälle | inpatient | x
        P01     | 2026-03-19 | 2026-03-25 | Vårdtillfälle | inpatient | x
        P01     | 2026-03-25 | 2026-03-30 | Vårdtillfälle | inpatient | x
        P02     | 2026-03-05 | 2026-03-06 | Vårdtillfälle | inpatient | x
        """
    )
    frame = check_journal(drawn, group=group, today=TODAY).frame
    overlaps = frame[frame["rule"] == "stays_overlap"]
    assert overlaps["row"].tolist() == [2, 3]
    assert overlaps["advice"].str.contains("det på rad 1 i drawn har").all(), (
        "the stay that both lie in is named"
    )


def test_a_visit_at_home_or_at_the_health_centre_cannot_be_during_a_stay(group: Group) -> None:
    drawn = journal(
        """
        patient | is_stay | date       | until      | activity      | journal          | mode       | status
        P01     | x       | 2026-03-10 | 2026-03-19 | Vårdtillfälle | inpatient        |            | done
        P01     |         | 2026-03-10 |            | Hembesök      | municipal_health | home_visit | done
        P01     |         | 2026-03-12 |            | Hembesök      | municipal_health | home_visit | done
        P01     |         | 2026-03-12 |            | Läkarbesök    | health_centre    | visit      | done
        P01     |         | 2026-03-13 |            | Läkarbesök    | health_centre    | visit      | planned
        P01     |         | 2026-03-13 |            | Läkarbesök    | inpatient        | visit      | done
        P01     |         | 2026-03-14 |            | SIP-möte      | municipal_social | meeting    | done
        P01     |         | 2026-03-15 |            | Rådgivning    | health_centre    | phone      | done
        P01     |         | 2026-03-19 |            | Hembesök      | municipal_health | home_visit | done
        P02     |         | 2026-03-12 |            | Hembesök      | municipal_health | home_visit | done
        """
    )
    assert _check(drawn, group, "contact_during_stay") == [3, 4]


def test_a_row_that_says_exactly_the_same_is_found_once(group: Group) -> None:
    drawn = journal(
        """
        date       | activity   | in_short  | profession
        2026-03-01 | Läkarbesök | blodtryck | läkare
        2026-03-01 | Läkarbesök | blodtryck | läkare
        2026-03-01 | Läkarbesök | blodtryck | läkare
        2026-03-02 | Läkarbesök | blodtryck | läkare
        """
    )
    problems = check_journal(drawn, group=group, today=TODAY)
    assert _found(problems, "exact_duplicate") == [2, 3]
    assert _found(problems, "near_duplicate") == []
    assert "rad 1 i drawn" in problems.frame["advice"][0]


def test_a_row_that_nothing_sets_apart_is_nearly_the_same(group: Group) -> None:
    """Another clock, profession or journal sets two visits apart; another wording does not."""
    drawn = journal(
        """
        date       | clock | activity   | in_short     | profession    | journal
        2026-03-01 |       | Läkarbesök | blodtryck    | läkare        | health_centre
        2026-03-01 |       | läkarbesök | högt tryck   |               | health_centre
        2026-03-01 |       | Läkarbesök | provsvar     | sjuksköterska | health_centre
        2026-03-05 | 09:00 | Läkarbesök | blodtryck    | läkare        | health_centre
        2026-03-05 | 15:00 | Läkarbesök | blodtryck    | läkare        | health_centre
        """
    )
    assert _check(drawn, group, "near_duplicate") == [2]


def test_routine_care_is_no_duplicate(group: Group) -> None:
    drawn = journal(
        """
        date       | activity | in_short
        2026-03-01 | Hemtjänst | morgon
        2026-03-01 | Hemtjänst | kväll
        """
    )
    assert _check(drawn, group, "near_duplicate") == []


TWO_JOURNALS = """
    date       | clock | activity           | journal          | mode    | profession    | kind
    2026-03-01 |       | SIP-möte           | health_centre    | meeting | läkare        | contact
    2026-03-01 |       | SIP-möte           | municipal_social | meeting | biståndshandläggare | contact
    2026-03-02 | 09:00 | Rådgivning telefon | health_centre    | phone   | sjuksköterska | contact
    2026-03-02 | 15:00 | Rådgivning telefon | municipal_health | phone   | sjuksköterska | contact
    2026-03-03 | 09:00 | Hembesök           | health_centre    | home_visit | läkare     | contact
    2026-03-03 | 09:20 | Läkarbesök         | municipal_health | home_visit | läkare     | contact
    2026-03-04 |       | Rapport            | health_centre    | phone   |               | about
    2026-03-04 |       | Rapport            | municipal_health | phone   |               | about
    """


def test_the_same_contact_in_two_journals_is_shown_as_a_pair(group: Group) -> None:
    """By activity, or by talk and profession; clocks far apart and talks about the person are left out."""
    problems = check_journal(journal(TWO_JOURNALS), group=group, today=TODAY)
    assert _found(problems, "same_contact_two_journals") == [2, 6]


def test_a_pair_counts_once_when_the_team_accepts_it(group: Group) -> None:
    drawn = journal(TWO_JOURNALS)
    assert list_same_contacts(drawn, group=group, settings=RoundSettings(group="bas")) == ()
    one = AcceptedCheck(check="same_contact_two_journals", because="samma möte", rows=(2,))
    settings = RoundSettings(group="bas", accept=(one,))
    assert list_same_contacts(drawn, group=group, settings=settings) == ((1, 2),)
    every = AcceptedCheck(check="same_contact_two_journals", because="genomgånget")
    settings = RoundSettings(group="bas", accept=(every,))
    assert list_same_contacts(drawn, group=group, settings=settings) == ((1, 2), (5, 6))


def test_an_unknown_activity_is_asked_about_once(group: Group) -> None:
    drawn = journal(
        """
        date       | activity
        2026-03-01 | Vattengympa
        2026-03-02 | Vattengympa
        2026-03-03 | LÄKARBESÖK
        2026-03-04 | Kallelse till en mycket lång genomgång
        """
    )
    problems = check_journal(drawn, group=group, today=TODAY)
    assert _found(problems, "activity_unknown") == [1, 4]
    advice = problems.frame["advice"].tolist()
    assert any('"Vattengympa" finns inte i gruppens lista (2 rader' in text for text in advice)
    assert not any("mycket lång" in text for text in advice), "a long cell is never repeated"


def test_a_spelling_gets_an_alias_to_paste(group: Group) -> None:
    drawn = journal(
        """
        date       | activity
        2026-03-01 | Läkarbesökk
        2026-03-02 | Läkarbesok
        """
    )
    [advice] = check_journal(drawn, group=group, today=TODAY).frame["advice"]
    assert 'liknar "Läkarbesök"' in advice
    assert 'aliases = ["Läkarbesökk"]' in advice


def test_a_letter_or_a_code_last_sets_names_apart() -> None:
    drawn = journal(
        """
        date       | activity
        2026-03-01 | Release A
        2026-03-02 | Release B
        2026-03-03 | Admission IC
        2026-03-04 | Admission NC
        2026-03-05 | Admission NC
        2026-03-06 | Admision NC
        """
    )
    problems = check_journal(drawn, group=read_group("generisk"), today=TODAY)
    assert _found(problems, "labels_alike") == [6]


def test_numbers_set_names_apart_and_of_two_unknown_the_frequent_one_is_right() -> None:
    drawn = journal(
        """
        date       | activity
        2026-03-01 | ER Triage 1
        2026-03-02 | ER Triage 2
        2026-03-03 | Leucocytes
        2026-03-04 | Leucocytes
        2026-03-05 | Leukocytes
        """
    )
    problems = check_journal(drawn, group=read_group("generisk"), today=TODAY)
    assert _found(problems, "labels_alike") == [5]
    assert 'liknar "Leucocytes"' in problems.frame["advice"][0]
    assert _found(problems, "activity_unknown") == []


def test_a_unit_written_in_two_ways_is_asked_about_but_not_one_with_another_number(group: Group) -> None:
    drawn = journal(
        """
        date       | activity   | unit
        2026-03-01 | Läkarbesök | Avdelning 1
        2026-03-02 | Läkarbesök | Avdelning 2
        2026-03-03 | Läkarbesök | Arjeplogs hc
        2026-03-04 | Läkarbesök | Arjeplogs hc
        2026-03-05 | Läkarbesök | ARJEPLOGS  HC.
        2026-03-06 | Läkarbesök | Arjeplog hc
        """
    )
    problems = check_journal(drawn, group=group, today=TODAY)
    assert _found(problems, "spelling_alike") == [5, 6]
    assert problems.frame["column"].tolist() == ["Enhet", "Enhet"]
    assert problems.frame["advice"].str.contains('liknar "Arjeplogs hc"').all()


def test_more_than_three_rows_a_week_of_the_same_care_is_offered_a_band(group: Group) -> None:
    weeks = [f"2026-03-{day:02d} | Provtagning" for day in (2, 3, 4, 5, 9, 10, 11, 12)]
    few = [f"2026-04-{day:02d} | Läkarbesök" for day in (6, 7, 8, 13, 14, 15)]
    drawn = journal("\n".join(["date | activity", *weeks, *few]))
    problems = check_journal(drawn, group=group, today=TODAY)
    assert _found(problems, "routine_care_many_rows") == [1]
    assert "8 rader" in problems.frame["advice"][0]


def test_in_an_extract_routine_care_is_told_once_an_activity(tmp_path: Path, group: Group) -> None:
    """An extract has no sheet to write a period in: the group file can say what recurs."""
    days = [f"2026-03-{day:02d}" for day in (2, 3, 4, 5, 9, 10, 11, 12)]
    rows = [f"{person};Provtagning;{day}" for person in ("P01", "P02") for day in days]
    path = tmp_path / "utdrag.csv"
    path.write_text("\n".join(["vem;vad;nar", *rows]), encoding="utf-8")
    read = read_journal(path, columns={"patient": "vem", "activity": "vad", "start": "nar"}, group=group)
    problems = check_journal(read, group=group, today=TODAY).frame
    found = problems[problems["rule"].str.startswith("routine_care")]
    assert found["rule"].tolist() == ["routine_care_in_extract"]
    assert found["advice"].item().startswith('"Provtagning": 16 rader, för 2 av personerna')
    assert "[[recurring]]" in found["advice"].item()


def test_one_week_is_enough_where_the_group_calls_it_routine_care(group: Group) -> None:
    rows = [
        f"2026-03-{day:02d} | {name}" for name in ("Såromläggning", "Provtagning") for day in (2, 3, 4, 5)
    ]
    drawn = journal("\n".join(["date | activity", *rows]))
    assert _check(drawn, group, "routine_care_many_rows") == [1]


COVERED = """
    patient | date       | activity   | journal
    P01     | 2026-03-01 | Läkarbesök | health_centre
    P01     | 2026-03-02 | Vårdtillfälle | inpatient
    P02     | 2026-03-03 | Läkarbesök | health_centre
    P03     | 2026-03-03 | Läkarbesök | health_centre
    """
COVERAGE = """
    patient | journal          | coverage_status
    P01     | health_centre    | whole
    P01     | inpatient        | not_allowed
    P01     | municipal_social | part
    P02     | inpatient        | does_not_exist
    """


def test_what_was_reviewed_is_held_against_the_rows(group: Group) -> None:
    problems = check_journal(journal(COVERED, coverage=COVERAGE), group=group, today=TODAY)
    frame = problems.frame
    reviewed = frame[frame["rule"] == "reviewed_without_rows"]
    assert reviewed["advice"].str.startswith("P01, social dokumentation: ").tolist() == [True]
    unread = frame[frame["rule"] == "rows_in_unread_journal"]
    assert (unread["row"].tolist(), unread["severity"].tolist()) == ([2], ["error"])
    assert 'står som "får inte läsas"' in unread["advice"].iloc[0]


def test_a_person_in_one_journal_is_asked_about_unless_the_sheet_says_why(group: Group) -> None:
    drawn = journal(COVERED, coverage=COVERAGE)
    assert _check(drawn, group, "person_in_one_journal") == [4]


def test_a_row_of_recurring_care_counts_as_a_row_of_its_journal(group: Group) -> None:
    bands = BandEntries.from_rows(
        [
            {
                "entry_id": 1,
                "patient": "P01",
                "journal": "municipal_social",
                "activity_text": "Hemtjänst",
                "start_on": "2026-01-01",
                "file": "drawn.xlsx",
                "sheet": "Återkommande insatser",
                "row": 2,
            }
        ]
    )
    drawn = replace(journal(COVERED, coverage=COVERAGE), bands=bands)
    assert _check(drawn, group, "reviewed_without_rows") == []


def test_in_a_round_coverage_is_asked_for(group: Group) -> None:
    drawn = journal(COVERED, coverage=COVERAGE)
    settings = RoundSettings(group="multisjuka_aldre")
    assert _check(drawn, group, "coverage_not_given", settings=settings) == [3, 4]
    assert _check(drawn, group, "coverage_not_given") == []


def test_in_a_round_the_basis_is_asked_for_and_what_is_lacking_is_said(group: Group) -> None:
    drawn = journal(COVERED)
    nothing = check_journal(drawn, group=group, settings=RoundSettings(group="bas"), today=TODAY)
    assert len(_found(nothing, "basis_missing_everywhere")) == 1
    bases = (
        BasisSetting(
            patients=("P01", "P02"),
            journals=("alla",),
            basis="consent",
            decided_by="verksamhetschef",
            decided_on=date(2026, 1, 1),
            keep_until=date(2026, 6, 30),
        ),
        BasisSetting(patients=("P03",), journals=("health_centre",), basis="disclosure"),
    )
    some = check_journal(drawn, group=group, settings=RoundSettings(group="bas", basis=bases), today=TODAY)
    frame = some.frame
    incomplete = frame.loc[frame["rule"] == "basis_incomplete", "advice"].tolist()
    assert len(incomplete) == 1
    assert incomplete[0].startswith("P03, hälsocentral: ")
    assert "vilken roll som beslutat, när och hur länge" in incomplete[0]
    kept = frame.loc[frame["rule"] == "basis_kept_too_long", "advice"].tolist()
    assert [text.split(":")[0] for text in kept] == ["P01, hälsocentral och slutenvård", "P02, hälsocentral"]
    one = RoundSettings(group="bas", basis=bases[1:])
    frame = check_journal(drawn, group=group, settings=one, today=TODAY).frame
    missing = frame.loc[frame["rule"] == "basis_missing", "advice"].tolist()
    assert [text[:3] for text in missing] == ["P01", "P02"]


def test_outside_a_round_nobody_is_asked_for_basis(group: Group) -> None:
    frame = check_journal(journal(COVERED), group=group, today=TODAY).frame
    assert not frame["rule"].str.startswith("basis").any()


def test_rows_ticked_unsure_are_counted(group: Group) -> None:
    drawn = journal("date | activity | unsure\n2026-03-01 | Läkarbesök | x\n2026-03-02 | Läkarbesök | x")
    frame = check_journal(drawn, group=group, today=TODAY).frame
    assert frame["advice"].tolist() == [
        "2 rader är märkta osäkra. Gå igenom dem tillsammans innan ni tittar på bilden."
    ]


def test_a_check_is_accepted_with_its_reason_everywhere_or_for_some_rows(group: Group) -> None:
    drawn = journal(
        """
        date       | activity
        2026-08-01 | Läkarbesök
        2026-08-02 | Läkarbesök
        """
    )
    some = AcceptedCheck(check="date_future", because="tiden är bokad", sheet="drawn", rows=(2,))
    settings = RoundSettings(group="bas", accept=(some,))
    problems = check_journal(drawn, group=group, settings=settings, today=TODAY)
    future = problems.frame[problems.frame["rule"] == "date_future"]
    assert future["accepted_because"].tolist() == ["", "tiden är bokad"]
    assert problems.counts()["error"] == 1
    every = AcceptedCheck(check="date_future", because="tiden är bokad")
    settings = RoundSettings(group="bas", accept=(every,))
    assert check_journal(drawn, group=group, settings=settings, today=TODAY).counts()["error"] == 0


def test_many_of_the_same_are_listed_to_a_limit_and_the_rest_counted(group: Group) -> None:
    rows = "\n".join(f"P01 | 2026-08-01 | Läkarbesök | {n}" for n in range(450))
    drawn = journal(f"patient | date | activity | in_short\n{rows}")
    every = AcceptedCheck(check="date_future", because="bokade tider")
    settings = RoundSettings(group="bas", accept=(every,))
    frame = check_journal(drawn, group=group, settings=settings, today=TODAY).frame
    future = frame[(frame["rule"] == "date_future") | (frame["column"] == "date_future")]
    assert len(future) == 201
    assert "Och 250 till av samma slag (date_future)." in future["advice"].tolist()
    assert (future["accepted_because"] == "bokade tider").all()


def test_what_reading_found_stands_with_what_the_checks_found(group: Group) -> None:
    read = Problem("date_future", Severity.ERROR, Place("a.xlsx", "A", 9))
    drawn = replace(journal("date | activity\n2026-08-01 | Läkarbesök"), problems=Problems.of([read]))
    assert _check(drawn, group, "date_future") == [9, 1]


def test_a_journal_without_rows_is_checked_too(group: Group) -> None:
    assert len(check_journal(journal("date | activity"), group=group, today=TODAY)) == 0


def test_every_check_speaks_both_languages(group: Group) -> None:
    texts = {key: text for key, text in catalogue().items() if key.startswith("problem.")}
    assert len(texts) >= 20
    drawn = journal(COVERED, coverage=COVERAGE)
    with show_in("en"):
        advice = check_journal(drawn, group=group, settings=RoundSettings(group="bas")).frame["advice"]
    assert advice.str.contains("the journal is said to be read").any()


def test_a_name_in_the_rounds_own_words_is_asked_about(group: Group) -> None:
    """Who decided is a role; titles and reasons stand on pictures and in tables."""
    basis = {"patients": "alla", "journals": "alla", "decided_by": "Karin Berggren"}
    accept = {"check": "near_duplicate", "because": "Kontrollerat i journalen"}
    said = {"title": "Kiruna våren 2026", "group": "multisjuka_aldre", "basis": [basis], "accept": [accept]}
    drawn = journal("date | activity |\n2026-03-01 | Läkarbesök |")
    found = check_journal(drawn, group=group, settings=RoundSettings.model_validate(said)).frame
    asked = found[found["rule"] == "possible_name_in_settings"]
    assert asked["column"].tolist() == ["basis[1].decided_by"]


@pytest.mark.parametrize(
    ("field", "written", "meant"),
    [
        ("mode", "tel", "telefon"),
        ("mode", "telefonn", "telefon"),
        ("status", "instald", "inställd"),
        ("profession", "sjuksöterska", "sjuksköterska"),
        ("status", "nja", ""),
        ("kind", "om oss", ""),
        ("coverage_status", "får ej", ""),
    ],
)
def test_advice_names_the_word_that_was_begun_or_misspelt_and_guesses_no_other(
    field: str, written: str, meant: str
) -> None:
    assert nearest_word(field, written) == meant


def test_a_recurring_service_that_ends_before_it_starts_is_found(tmp_path: Path, group: Group) -> None:
    sheets = {
        "Återkommande insatser": """
        P   | Journal       | Aktivitet | Från       | Till och med |
        P01 | Kommunal HSL  | Dosett    | 2026-02-01 | 2026-01-01   |
        P01 | Kommunal HSL  | Dosett    | 2026-02-01 | 2026-02-01   |
        P01 | Kommunal HSL  | Dosett    | 2026-02-01 |              |
        """
    }
    read = read_journal(workbook(tmp_path / "a.xlsx", sheets), group=group)
    assert _found(check_journal(read, group=group), "band_ends_first") == [2]


def test_a_plan_meeting_without_its_plan_is_asked_about_once_a_person(group: Group) -> None:
    """Not where the plan stands in another row or as a marker, nor for a meeting that did not take place."""
    drawn = journal(
        """
        patient | date       | activity      | marker        | status
        P01     | 2026-03-25 | SIP-möte      |               |
        P01     | 2026-04-25 | SIP-möte      |               |
        P02     | 2026-03-25 | SIP-möte      |               |
        P02     | 2026-03-26 | SIP upprättad |               |
        P03     | 2026-03-25 | sip           | SIP upprättad |
        P04     | 2026-03-25 | SIP-möte      |               | cancelled
        """
    )
    problems = check_journal(drawn, group=group, today=TODAY)
    assert _found(problems, "goes_with_unseen") == [1]
    asked = problems.frame.loc[problems.frame["rule"] == "goes_with_unseen"].iloc[0]
    assert asked["severity"] == "note"
    assert asked["advice"].startswith(
        "SIP-möte finns, men ingen rad SIP upprättad för personen. Stämmer det?"
    )


def test_what_goes_with_an_activity_is_one_of_the_group_s() -> None:
    known = read_group("bas").model_dump()
    known["activities"] = [{"name": "SIP-möte", "goes_with": "Plan X"}]
    with pytest.raises(ValueError, match="goes_with Plan X is no activity"):
        Group.model_validate(known)


@pytest.mark.parametrize(
    ("column", "written", "said"),
    [
        ("sex", ["kvinna", "kvinna", "k"], '"k" och "kvinna"'),
        ("sex", ["Man", "Man", "man"], '"man" och "Man"'),
        ("age_group", ["80–84", "80–84", "80-84"], '"80-84" och "80–84"'),
        ("age_group", ["80–84", "80–84", "80 – 84 år"], '"80 – 84 år" och "80–84"'),
        ("sex", ["kvinna", "man", "annat"], ""),
        ("age_group", ["80–84", "85–89", "8"], ""),
        ("municipality", ["Kiruna", "Kalix", "Kiruna"], ""),
    ],
)
def test_what_is_said_of_persons_is_written_in_one_way(group: Group, column, written, said) -> None:
    """Figures are given for each sex and age group: two spellings would make two groups of one."""
    drawn = journal("date | activity\n2026-03-01 | Läkarbesök")
    persons = [{"patient": f"P{n:02d}", column: text} for n, text in enumerate(written, start=1)]
    problems = check_journal(replace(drawn, patients=Patients.from_rows(persons)), group=group, today=TODAY)
    frame = problems.frame
    told = frame.loc[frame["rule"] == "attribute_alike", "advice"].tolist()
    assert len(told) == bool(said)
    assert all(text.startswith(said) and "Skriv likadant" in text for text in told)
