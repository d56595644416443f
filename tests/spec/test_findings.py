"""Findings: plain sentences that claim no cause, accuse nobody, and never say that something is not there."""

import re
import string
from itertools import pairwise

import pytest

from flowmap.expected import check_expected
from flowmap.findings import list_findings
from flowmap.group import read_group
from flowmap.measures import measure_flow
from flowmap.samples import invent_round
from flowmap.tables import Contacts, Expected, Findings, Measures, shape_columns
from flowmap.words import catalogue, say, show_in
from tests.drawing_measures import GROUP, round_of
from tests.ways import anna, sample

LAST = ("reason:", "voices_differ:", "called_from_home:")
TEMPLATES = sorted(key for key in catalogue() if key.startswith(("finding.", "compare.", "needs.promise")))
# words that blame, claim a cause, or say that something is not there because it is not seen
FORBIDDEN = {
    "sv": "först beror orsakade orsakar skyldig fel brist borde skulle misslyck glömde trots därför "
    "ledde eftersom har_inte hade_inte saknar_helt",
    "en": "because caused causes due blame fault failed should forgot despite therefore led_to has_no "
    "had_no did_not wrong",
}


def found_in(*parts: object) -> Findings:
    contacts, measures, expected, group = parts
    return list_findings(contacts, measures, expected=expected, group=group)  # type: ignore[arg-type]


def findings_of(rows: str, **beside: str) -> Findings:
    contacts = round_of(rows, **beside)
    return found_in(contacts, measure_flow(contacts, GROUP), check_expected(contacts, GROUP), GROUP)


def sentences(findings: Findings, about: str | None = None) -> list[str]:
    rows = findings.frame
    is_about = rows["about_patient"].isna() if about is None else rows["about_patient"] == about
    return rows.loc[is_about, "sentence"].tolist()


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("n", [0, 1, 2, 14])
@pytest.mark.parametrize("key", TEMPLATES)
def test_a_template_reads_well_for_any_number_and_blames_nobody(key: str, n: int, lang: str) -> None:
    names = {f for text in catalogue()[key].values() for _, f, _, _ in string.Formatter().parse(text) if f}
    numbers = {"n", "part", "whole", "days", "limit", "most", "n_before", "n_after"}
    values = {name: n if name in numbers else "Ord" for name in names}
    text = say(key, lang, **values)
    words = re.findall(r"\w+", text.lower())
    pairs = [f"{a}_{b}" for a, b in pairwise(words)]
    assert [w for w in FORBIDDEN[lang].split() if w in words or w in pairs] == []
    assert "{" not in text
    assert text.strip()
    nouns = {
        "sv": ("kontakter", "personer", "gånger", "dagar"),
        "en": ("contacts", "persons", "times", "days"),
    }
    for noun in nouns[lang] if n == 1 else ():
        assert f"1 {noun}" not in text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("key", "n", "expected"),
    [
        ("finding.retold", 1, "Orsaken ”berätta igen” är angiven vid 1 kontakt, hos 1 av 14 personer."),
        ("finding.retold", 3, "Orsaken ”berätta igen” är angiven vid 3 kontakter, hos 1 av 14 personer."),
        ("finding.not_reviewed", 1, " Hos 1 person är en journal som behövs inte granskad."),
        ("finding.not_reviewed", 2, " Hos 2 personer är en journal som behövs inte granskad."),
        ("finding.my_gap", 1, "Det gick 1 dag till nästa kontakt (Ord)."),
        ("finding.my_gap", 27, "Det gick 27 dagar till nästa kontakt (Ord)."),
    ],
)
def test_numbers_and_plurals_are_right(key: str, n: int, expected: str) -> None:
    assert (
        say(key, "sv", n=n, persons=say("finding.of_persons", "sv", part=1, n=14), period="Ord") == expected
    )


def truth_of(name: str) -> dict[str, dict[str, object]]:
    return dict(invent_round(name).truth["persons"])


@pytest.fixture(scope="module")
def spring() -> tuple[Contacts, Measures, Expected, Findings, dict[str, dict[str, object]]]:
    name = "2026-var-multisjuka-aldre"
    contacts, group, expected, findings = sample(name)
    return contacts, measure_flow(contacts, group), expected, findings, truth_of(name)


def test_in_a_round_where_nothing_was_planted_nothing_is_found() -> None:
    *_, findings = sample("kontroll-multisjuka-aldre")
    assert findings.frame["sentence"].tolist() == []


def test_each_path_rule_that_was_planted_broken_is_found_for_as_many_and_no_other(spring: tuple) -> None:
    *_, findings, truth = spring
    rows = findings.frame[findings.frame["about_patient"].isna()].astype({"measure": object})
    rows = rows[rows["finding_id"].str.startswith("rule:")]
    found = {row.measure: (row.patients, row.of_patients) for row in rows.itertuples()}
    planted = {}
    for rule in read_group("multisjuka_aldre").expected:
        outcomes = [person["expected"][rule.id] for person in truth.values()]  # type: ignore[index]
        missed, kept = outcomes.count("not_kept"), outcomes.count("kept")
        if missed:
            planted[rule.id] = (missed, missed + kept)
    assert found == planted


def test_what_else_was_planted_is_found_for_those_it_was_planted_for(spring: tuple) -> None:
    *_, findings, truth = spring
    rows = findings.frame[findings.frame["about_patient"].notna()]

    def persons(prefix: str) -> set[str]:
        own = rows[rows["finding_id"].str.startswith(prefix)]
        return set(own["about_patient"].astype(str))

    assert persons("retellings:") == {code for code, p in truth.items() if p["retellings"]}
    reviewed = {code for code, p in truth.items() if not p["not_reviewed"] and code != "P12"}
    assert persons("unanswered:") == {code for code in reviewed if truth[code]["unanswered"]}
    missing = {code for code, p in truth.items() if "ingen_fast_vardkontakt" in p["planted"].values()}  # type: ignore[attr-defined]
    closed = {code for code, p in truth.items() if p["not_reviewed"]}
    assert persons("fast_vardkontakt_seen:") == missing - closed


def test_findings_stand_with_those_that_touch_most_first_and_with_their_standing(spring: tuple) -> None:
    *_, findings, _ = spring
    group_rows = findings.frame[findings.frame["about_patient"].isna()]
    assert group_rows["patients"].is_monotonic_decreasing
    by_rule = group_rows[group_rows["finding_id"] == "rule:information_samma_dag"].iloc[0]
    assert (by_rule["standing"], by_rule["need_class"]) == ("lag", "gemensam_primarvard")
    assert by_rule["sentence"].endswith("syns för 9 av 14.")


def test_a_person_reads_first_what_the_way_shows_and_single_contacts_last(spring: tuple) -> None:
    """No daughter's call stands over what care was to do, and none is told as one that gave nothing."""
    *_, findings, truth = spring
    rows = findings.frame
    for code in truth:
        ids = rows.loc[rows["about_patient"] == code, "finding_id"].tolist()
        places = [
            0 if name.startswith(("rule:", "asked:")) else 2 if name.startswith(LAST) else 1 for name in ids
        ]
        assert places == sorted(places)
    own = rows.loc[rows["finding_id"].str.contains(":ours:"), "sentence"]
    assert len(own) > 0
    assert own.str.contains(" tog kontakt ").all()
    assert not own.str.contains("gav").any()


OWN_CALL = """
| patient | date       | activity           | journal       | mode  | started_by | status |
| P01     | 2026-01-27 | Rådgivning telefon | health_centre | phone | relative   |        |
"""


def test_a_call_the_person_had_to_make_is_a_need_met_late_and_not_a_fault() -> None:
    contacts = round_of(OWN_CALL)
    frame = contacts.frame.assign(team_value="not_value_creating", team_reason="information_missing")
    rated = Contacts(shape_columns(frame, Contacts.columns), contacts.stamp, facts=contacts.facts)
    told = sentences(found_in(rated, measure_flow(rated, GROUP), check_expected(rated, GROUP), GROUP), "P01")
    call = "En närstående tog kontakt 27 jan (Rådgivning telefon). "
    assert told[-1] == call + "Orsak angiven, enligt teamet: ”uppgift saknades”."


def test_every_finding_is_shown_by_events_of_the_round_or_by_their_absence(spring: tuple) -> None:
    contacts, *_, findings, _ = spring
    events = set(contacts.frame["event_id"])
    assert all(set(evidence) <= events for evidence in findings.frame["evidence"])
    with_evidence = findings.frame["evidence"].map(len) > 0
    assert findings.frame.loc[~with_evidence, "sentence"].str.contains("syns inte").all()


def test_one_person_alone_has_only_sentences_about_that_way() -> None:
    contacts, group, _ = anna()
    measures = measure_flow(contacts, group)
    findings = found_in(contacts, measures, check_expected(contacts, group), group)
    assert findings.frame["about_patient"].notna().all()
    gap = "Det gick 28 dagar till nästa kontakt (7 feb–7 mars). Under tiden: hemtjänst och sårvård."
    assert gap in sentences(findings, "P07")


ASKED = """
| patient | date       | activity           | journal          | mode  | started_by | status     | unit        |
| P01     | 2026-03-05 | Rådgivning telefon | health_centre    | phone | relative   | unanswered |             |
| P01     | 2026-03-08 | 1177               | other            | phone | relative   |            |             |
| P01     | 2026-03-08 | Ambulans           | other            | visit | care       |            | Ambulansen  |
| P01     | 2026-03-20 | Hembesök           | municipal_health |       | care       |            |             |
"""


def test_a_question_without_an_answer_and_what_came_the_same_week_are_told_without_a_cause() -> None:
    told = sentences(findings_of(ASKED), "P01")
    assert (
        told[0] == "En närstående hörde av sig 5 mars och fick inget svar. 1177 och Ambulans inom en vecka."
    )


LATE = """
| patient | date       | until      | activity                | journal          | is_stay | kind      | profession    |
| P01     | 2026-03-01 | 2026-03-10 | Vårdtillfälle           | inpatient        | x       |           |               |
| P01     | 2026-03-12 |            | Utskrivningsinformation | inpatient        |         | milestone |               |
| P01     | 2026-03-15 |            | Hembesök                | municipal_health |         |           | sjuksköterska |
| P02     | 2026-03-01 | 2026-03-10 | Vårdtillfälle           | inpatient        | x       |           |               |
| P02     | 2026-03-20 | 2026-03-22 | Vårdtillfälle           | inpatient        | x       |           |               |
| P02     | 2026-03-22 |            | Utskrivningsinformation | inpatient        |         | milestone |               |
"""
INFORMATION = "Utskrivningsinformation lämnad samma dag som utskrivningen: "


def test_what_came_late_is_said_with_its_days_but_not_what_belongs_to_the_next_discharge() -> None:
    findings = findings_of(LATE)
    assert INFORMATION + "syns efter 2 dagar." in sentences(findings, "P01")
    assert INFORMATION + "syns inte i de granskade journalerna." in sentences(findings, "P02")
    assert (
        "Kontakt med sjuksköterska inom 72 timmar efter hemkomst, telefon räknas: syns efter 5 dagar."
        in sentences(findings, "P01")
    )


def test_what_was_not_reviewed_is_said_beside_and_never_held_against_anybody() -> None:
    unread = """
    | patient | journal          | coverage_status |
    | P01     | inpatient        | whole           |
    | P01     | municipal_health | whole           |
    | P01     | health_centre    | whole           |
    | P02     | inpatient        | whole           |
    | P02     | municipal_health | not_allowed     |
    | P02     | health_centre    | whole           |
    """
    told = sentences(findings_of(LATE, coverage=unread))
    nurse = next(text for text in told if text.startswith("Kontakt med sjuksköterska"))
    assert nurse.endswith("syns för 0 av 1. Hos 1 person är en journal som behövs inte granskad.")


def test_the_same_findings_are_told_in_english() -> None:
    contacts = round_of(ASKED)
    expected, measures = check_expected(contacts, GROUP), measure_flow(contacts, GROUP)
    with show_in("en"):
        told = sentences(found_in(contacts, measures, expected, GROUP), "P01")
    assert told[0].startswith("A relative got in touch 5 Mar and got no answer. 1177")
    assert told[0].endswith("and Ambulance within a week.")


SIP_ROWS = """
| patient | date       | activity         | journal       |
| P01     | 2026-03-01 | Utskrivningsklar | inpatient     |
| P02     | 2026-03-01 | Utskrivningsklar | inpatient     |
| P02     | 2026-05-20 | SIP upprättad    | health_centre |
"""
SIP_WINDOW = "| patient | window_start | window_end |\n" + "".join(
    f"| P0{n} | 2026-01-01 | 2026-06-30 |\n" for n in (1, 2)
)
SIP_READ = "| patient | journal | coverage_status |\n" + "".join(
    f"| P0{n} | {journal} | whole |\n"
    for n in (1, 2)
    for journal in ("health_centre", "inpatient", "municipal_health", "municipal_social")
)


def test_a_plan_not_seen_at_all_is_told_once_and_a_late_one_as_late() -> None:
    rows = findings_of(SIP_ROWS, patients=SIP_WINDOW, coverage=SIP_READ).frame.astype({"measure": object})
    sip = rows[rows["finding_id"].str.startswith("rule:sip_") & rows["about_patient"].notna()]
    assert sip["finding_id"].tolist() == ["rule:sip_syns:P01", "rule:sip_inom_30d:P02"]
    unseen, late = sip["sentence"].tolist()
    assert unseen == (
        "SIP upprättad: syns inte i de granskade journalerna. "
        "Det gäller också ”SIP upprättad inom 30 dagar från utskrivningsklar”."
    )
    assert "80 dagar" in late
    both = rows[rows["finding_id"].isin(["rule:sip_syns", "rule:sip_inom_30d"])]
    assert dict(zip(both["measure"], both["patients"], strict=True)) == {"sip_syns": 1, "sip_inom_30d": 2}


def test_of_a_group_where_no_plan_is_late_the_plan_is_told_once() -> None:
    alone = SIP_ROWS.replace("| P02     | 2026-05-20", "| P02     | 2026-03-20")
    rows = findings_of(alone, patients=SIP_WINDOW, coverage=SIP_READ).frame
    assert rows["finding_id"][rows["finding_id"].str.startswith("rule:sip_")].tolist() == [
        "rule:sip_syns",
        "rule:sip_syns:P01",
    ]
