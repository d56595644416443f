"""The route finds in an invented round exactly what was planted there, and nothing where nothing was."""

import math
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from flowmap.expected import check_expected
from flowmap.findings import list_findings
from flowmap.group import Group, read_group
from flowmap.journal import read_journal, write_template
from flowmap.log import build_log
from flowmap.measures import measure_flow
from flowmap.paths import trace_paths
from flowmap.samples import SampleRound, invent_round, list_rounds, resolve_ratings
from flowmap.tables import Contacts, Expected, Journal, Measures, Ratings
from flowmap.value import check_rules, tag_contacts

CONTROL = "kontroll-multisjuka-aldre"
DEMO = "2026-var-multisjuka-aldre"


@dataclass(frozen=True)
class Mapped:
    """A round that went through the route, with the truth that was planted in it."""

    sample: SampleRound
    group: Group
    journal: Journal
    ratings: Ratings
    contacts: Contacts
    expected: Expected
    measures: Measures

    def persons(self, *, whole: bool = False) -> dict[str, dict[str, Any]]:
        """Return the truth by person; ``whole``: only those whose journals were all reviewed."""
        persons = self.sample.truth["persons"]
        if not whole:
            return persons
        read = self.contacts.facts.coverage.reviewed(list(persons))
        return {code: persons[code] for code, is_read in zip(persons, read, strict=True) if is_read}

    def measured(self, measure: str, *, whole: bool = True) -> dict[str, float]:
        """Return the whole amount of a measure by person."""
        rows = self.measures.frame
        rows = rows[(rows["measure"] == measure) & rows["provider"].isna()]
        found = dict(zip(rows["patient"].astype(str), rows["amount"], strict=True))
        return {code: found[code] for code in self.persons(whole=whole)}


@pytest.fixture(scope="module", params=list_rounds())
def mapped(request, tmp_path_factory) -> Mapped:
    return map_sample(invent_round(request.param), tmp_path_factory.mktemp("round"))


def map_sample(sample: SampleRound, folder: Path) -> Mapped:
    """Take an invented round through the route, from its workbook on."""
    group = read_group(sample.group_id)
    path = folder / "journal.xlsx"
    write_template(path, group=group, rows=sample.sheets)
    journal = read_journal(path, group=group)
    log = build_log(journal, group)
    ratings = resolve_ratings(sample.ratings, log)
    contacts = tag_contacts(trace_paths(log, group), group, ratings=ratings)
    expected, measures = check_expected(contacts, group), measure_flow(contacts, group)
    return Mapped(sample, group, journal, ratings, contacts, expected, measures)


@pytest.fixture(scope="module")
def found(mapped: Mapped) -> pd.DataFrame:
    return find(mapped)


def find(mapped: Mapped) -> pd.DataFrame:
    findings = list_findings(mapped.contacts, mapped.measures, expected=mapped.expected, group=mapped.group)
    return findings.frame.astype({"about_patient": object})


def _own(found: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return each person's sentences by the finding's id without the person."""
    told: dict[str, dict[str, str]] = {}
    for row in found[found["about_patient"].notna()].itertuples():
        key = row.finding_id.removesuffix(f":{row.about_patient}")
        told.setdefault(row.about_patient, {})[key] = row.sentence
    return told


def _says(sentence: str, numbers: list[int]) -> bool:
    """Return whether a sentence says these numbers, in any order and others beside (those of a rule's name)."""
    said = Counter(int(number) for number in re.findall(r"\d+", sentence))
    return Counter(numbers) <= said


def test_the_findings_of_the_group_are_those_planted_with_their_persons_and_numbers(
    mapped: Mapped, found: pd.DataFrame
) -> None:
    rows = found[found["about_patient"].isna()]
    named = {row.finding_id: (row.patients, row.of_patients) for row in rows.itertuples()}
    planted = mapped.sample.truth["named_of_group"]
    assert named == {key: (own["persons"], own["of"]) for key, own in planted.items()}
    sentences = dict(zip(rows["finding_id"], rows["sentence"], strict=True))
    silent = {
        key: sentences[key] for key, own in planted.items() if not _says(sentences[key], own["numbers"])
    }
    assert silent == {}


def test_each_person_is_told_what_was_planted_for_that_person_and_nothing_else(
    mapped: Mapped, found: pd.DataFrame
) -> None:
    told, planted = _own(found), {code: own for code, own in _truth(mapped, "named").items() if own}
    assert {code: sorted(own) for code, own in told.items()} == {c: sorted(own) for c, own in planted.items()}
    for code, own in planted.items():
        assert {key: told[code][key] for key, n in own.items() if not _says(told[code][key], n)} == {}


@pytest.mark.parametrize("name", [name for name in list_rounds() if name != CONTROL])
def test_another_seed_is_another_round_and_its_findings_are_those_planted_in_it(
    name: str, tmp_path: Path
) -> None:
    mapped = map_sample(invent_round(name, seed=11), tmp_path)
    rows = find(mapped)
    test_the_findings_of_the_group_are_those_planted_with_their_persons_and_numbers(mapped, rows)
    test_each_person_is_told_what_was_planted_for_that_person_and_nothing_else(mapped, rows)


def _truth(mapped: Mapped, key: str, *, whole: bool = False) -> dict[str, Any]:
    return {code: person[key] for code, person in mapped.persons(whole=whole).items()}


def test_every_row_is_read_and_none_is_a_problem(mapped: Mapped) -> None:
    sheets = mapped.sample.sheets
    journals = ("health_centre", "inpatient", "municipal_health", "municipal_social", "bands")
    assert mapped.journal.rows.entries == sum(len(sheets[key]) for key in journals)
    assert mapped.journal.rows.balances()
    assert mapped.journal.problems.counts()["error"] == 0


def test_what_was_said_is_found_again_in_the_log(mapped: Mapped) -> None:
    assert len(mapped.ratings) == len(mapped.sample.ratings)


def test_each_path_rule_says_of_each_person_what_was_planted(mapped: Mapped) -> None:
    rows = mapped.expected.frame.astype({"patient": str, "rule_id": str, "outcome": str})
    found: dict[str, dict[str, str]] = {code: {} for code in mapped.persons()}
    for row in rows.itertuples():
        found[row.patient][row.rule_id] = row.outcome
    assert found == _truth(mapped, "expected")


def test_the_declared_waits_are_those_planted(mapped: Mapped) -> None:
    rows = mapped.contacts.waits.frame
    found: dict[str, dict[str, list[int]]] = {code: {} for code in mapped.persons()}
    for row in rows.assign(days=rows["wait_days"].astype("Int64").fillna(-1)).itertuples():
        found[str(row.patient)].setdefault(str(row.wait_id), []).append(int(row.days))
    planted = _truth(mapped, "waits")
    assert {c: {k: sorted(v) for k, v in w.items()} for c, w in found.items()} == {
        c: {k: sorted(v) for k, v in w.items()} for c, w in planted.items()
    }


def test_the_handovers_are_those_planted(mapped: Mapped) -> None:
    rows = mapped.contacts.handovers.frame
    found: dict[str, dict[str, int]] = {code: {} for code in mapped.persons()}
    for patient, kind in zip(rows["patient"].astype(str), rows["handover_id"].astype(str), strict=True):
        found[patient][kind] = found[patient].get(kind, 0) + 1
    assert found == _truth(mapped, "handovers")


def test_a_referral_is_taken_over_by_the_visit_that_ends_its_wait(mapped: Mapped) -> None:
    of_waits = {rule.id: rule.to_wait for rule in mapped.group.handovers if rule.to_wait}
    waits = mapped.contacts.waits.frame.astype({"wait_id": str})
    ends = set(zip(waits["wait_id"], waits["from_event"], waits["to_event"], strict=True))
    rows = mapped.contacts.handovers.frame.astype({"handover_id": str})
    rows = rows[rows["handover_id"].isin(of_waits)]
    kinds = rows["handover_id"].map(of_waits)
    assert set(zip(kinds, rows["from_event"], rows["to_event"], strict=True)) <= ends


@pytest.mark.parametrize(
    "measure",
    [
        "people_met",
        "professions_met",
        "units_met",
        "stays",
        "retellings",
        "started_by_relative",
        "unanswered",
    ],
)
def test_people_calls_and_retellings_are_counted_as_planted(mapped: Mapped, measure: str) -> None:
    assert mapped.measured(measure) == _truth(mapped, measure, whole=True)


def test_contacts_and_what_is_about_the_person_are_kept_apart(mapped: Mapped) -> None:
    frame = mapped.contacts.frame
    for kind, key in (("contact", "contacts"), ("about", "about")):
        rows = frame[(frame["kind"] == kind) & (frame["status"] != "planned")]
        found = rows["patient"].astype(str).value_counts().to_dict()
        assert {code: found.get(code, 0) for code in mapped.persons()} == _truth(mapped, key)


def test_contacts_about_the_person_between_principals_are_those_planted(mapped: Mapped) -> None:
    planted = _truth(mapped, "about_between", whole=True)
    found = mapped.measured("about_me_between")
    assert {code: 0 if math.isnan(amount) else amount for code, amount in found.items()} == planted


def test_the_same_question_asked_again_is_seen(mapped: Mapped) -> None:
    frame = mapped.contacts.frame
    found = frame[frame["repeats_earlier"]]["patient"].astype(str).value_counts().to_dict()
    assert {code: found.get(code, 0) for code in mapped.persons()} == _truth(mapped, "asked_again")


def test_routine_care_is_a_band_and_no_contact(mapped: Mapped) -> None:
    bands = mapped.contacts.facts.bands.frame["patient"].astype(str).value_counts().to_dict()
    assert {code: bands.get(code, 0) for code in mapped.persons()} == _truth(mapped, "bands")
    names = {activity.name for activity in mapped.group.activities if activity.is_band}
    assert not names & set(mapped.contacts.frame["activity"].astype(str))


def test_no_activity_is_unknown_to_the_group(mapped: Mapped) -> None:
    names = {activity.name for activity in mapped.group.activities}
    markers = {marker.id for marker in mapped.group.markers}
    assert set(mapped.contacts.frame["activity"].cat.categories) <= names
    used = {part for cell in mapped.contacts.frame["marker"].cat.categories for part in cell.split(", ")}
    assert used <= markers


def test_unplanned_returns_are_found_and_no_others(mapped: Mapped) -> None:
    if mapped.sample.group_id != "multisjuka_aldre":
        pytest.skip("only the older persons' round plants returns")
    returned = {code for code, amount in mapped.measured("unplanned_return").items() if amount == 1}
    truth = _truth(mapped, "unplanned_return", whole=True)
    assert returned == {code for code, came_back in truth.items() if came_back}


def test_the_emergency_visit_and_the_admission_it_became_are_linked(mapped: Mapped) -> None:
    stays = mapped.contacts.facts.stays.frame
    visits = mapped.contacts.frame.set_index("event_id")["activity"].astype(str)
    linked = stays[stays["emergency_event_id"] != 0]
    assert set(linked["emergency_event_id"].map(visits)) <= {"Akutbesök", "Akutpsykiatri", "Akut BUP"}
    if mapped.sample.name == DEMO:
        assert len(linked) == len(stays[stays["lane"] == "slutenvard"])


def test_nothing_is_found_where_nothing_was_planted(mapped: Mapped) -> None:
    if mapped.sample.name != CONTROL:
        pytest.skip("this is the round with planted truths")
    outcomes = set(mapped.expected.frame["outcome"].astype(str))
    assert outcomes <= {"kept", "not_applicable"}
    for measure in ("retellings", "unanswered", "unplanned_return"):
        assert set(mapped.measured(measure).values()) == {0.0}
    frame = mapped.contacts.frame
    assert frame["took_place"].all()
    assert not (frame["value"] == "not_value_creating").any()
    assert not frame["disputed"].any()
    assert (
        len(list_findings(mapped.contacts, mapped.measures, expected=mapped.expected, group=mapped.group))
        == 0
    )


def test_every_journey_of_an_invented_round_has_its_kilometres(mapped: Mapped) -> None:
    frame = mapped.measures.frame
    rows = frame[frame["measure"].isin(["travel_km", "travel_minutes"])]
    assert "place_unknown" not in set(rows["undefined_because"].astype(str))
    assert (rows["amount"].dropna() > 0).all()


def test_the_demo_shows_all_three_voices(mapped: Mapped) -> None:
    if mapped.sample.name != DEMO:
        pytest.skip("the demo's round")
    frame = mapped.contacts.frame
    voices = frame[frame["kind"] == "contact"]["voice"].astype(str).value_counts()
    assert {"person", "team", "proposal"} <= set(voices.index)
    assert voices["team"] > voices["person"] > voices["proposal"]
    assert frame["disputed"].any()
    assert frame["lane"].nunique() >= 6


def test_no_rule_of_the_group_is_shadowed_or_contradicted_by_another(mapped: Mapped) -> None:
    assert check_rules(mapped.contacts, mapped.group).counts()["warning"] == 0


def test_a_person_has_25_to_60_contacts(mapped: Mapped) -> None:
    for person in mapped.persons(whole=True).values():
        assert 20 <= person["contacts"] <= 62


def test_most_dates_have_no_clock_and_some_rows_are_unsure(mapped: Mapped) -> None:
    frame = mapped.contacts.frame
    assert 0 < frame["has_clock"].mean() < 0.4
    if mapped.sample.name in {DEMO, "2027-var-multisjuka-aldre"}:
        assert frame["unsure"].any()
