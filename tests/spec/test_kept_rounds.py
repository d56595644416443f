"""Rounds, ratings and decisions are kept as they were, corrections are new records, and a person can go."""

from datetime import datetime

import pandas as pd
import pytest

from flowmap.errors import StoreError
from flowmap.group import read_group
from flowmap.records import Stamp
from flowmap.rounds import (
    Decision,
    Snapshot,
    keep_decision,
    keep_ratings,
    keep_round,
    list_decisions,
    list_rounds,
    list_taken_in,
    open_store,
    read_ratings_of,
    read_round,
    remove_patient,
)
from flowmap.tables import LOG_COLUMNS, EventLog, Ledger
from tests.drawing import journal
from tests.drawing_paths import paths, ratings

WAY = """
patient | date       | activity | in_short          |
P01     | 2026-03-01 | Besök    | bara om mig       |
P01     | 2026-03-02 | Telefon  |                   |
P03     | 2026-03-03 | Telefon  | hemligt om P-tre  |
"""
PATIENTS = """
patient | age_group | window_start | window_end |
P01     | 80–84     | 2026-01-01   | 2026-04-01 |
P03     | 90–94     | 2026-01-01   | 2026-04-01 |
"""
BANDS = """
band_id | patient | activity  | start_on   | end_on     |
77      | P03     | Hemtjänst | 2026-03-01 | 2026-04-01 |
"""
MAY = datetime(2026, 5, 1, 9, 30)


def drawn_log() -> EventLog:
    drawn = paths(WAY, patients=PATIENTS, bands=BANDS)
    frame = drawn.frame[[column.name for column in LOG_COLUMNS]]
    ledger = Ledger.from_rows(
        [{"entry_id": n, "event_id": n, "became": "event", "journal": "inpatient"} for n in (1, 2, 3)]
        + [{"entry_id": 77, "event_id": 77, "became": "band", "journal": "municipal_social"}]
    )
    facts = type(drawn.facts)(patients=drawn.facts.patients, bands=drawn.facts.bands, ledger=ledger)
    return EventLog(frame, Stamp("r1", "v1", "c1"), facts=facts)


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "rounds.sqlite") as opened:
        yield opened


@pytest.fixture
def snapshot() -> Snapshot:
    settings = {"title": "Våren", "basis": [{"patient": "P03", "basis": "consent"}], "P03": {"a": 1}}
    entries = journal("entry_id | patient | date |\n 1 | P01 | 2026-03-01 |\n 3 | P03 | 2026-03-03 |")
    return Snapshot(drawn_log(), read_group("generisk"), MAY, settings, {"journal.xlsx": "ab12"}, entries)


def test_a_round_comes_back_as_it_was_kept(store, snapshot):
    number = keep_round(store, snapshot)
    back = read_round(store, round_id="r1")
    pd.testing.assert_frame_equal(back.log.frame, snapshot.log.frame)
    for part in ("patients", "bands", "ledger", "stays"):
        kept, was = (getattr(log.facts, part).frame for log in (back.log, snapshot.log))
        pd.testing.assert_frame_equal(kept, was, check_dtype=len(was) > 0)
    pd.testing.assert_frame_equal(back.journal.entries.frame, snapshot.journal.entries.frame)
    assert (back.group, back.settings, back.input_hashes) == (
        snapshot.group,
        snapshot.settings,
        snapshot.input_hashes,
    )
    assert (back.log.stamp, back.kept_at) == (snapshot.log.stamp, MAY)
    assert list_rounds(store)["snapshot_id"].tolist() == [number]


def test_the_same_round_kept_twice_is_one_snapshot_and_a_changed_one_is_another(store, snapshot):
    first = keep_round(store, snapshot)
    assert keep_round(store, snapshot) == first
    changed = Snapshot(snapshot.log, snapshot.group, MAY, {"title": "Hösten"}, snapshot.input_hashes)
    second = keep_round(store, changed)
    assert second != first
    assert read_round(store, round_id="r1").settings == {"title": "Hösten"}
    assert read_round(store, round_id="r1", snapshot_id=first).settings["title"] == "Våren"


def test_a_round_that_is_not_kept_or_whose_content_was_changed_is_told(store, snapshot):
    with pytest.raises(StoreError, match="Kartläggningen finns inte"):
        read_round(store, round_id="r9")
    keep_round(store, snapshot)
    with store.writing() as tx:
        tx.execute("INSERT INTO removing VALUES (1)")
        tx.execute("UPDATE snapshot_parts SET content = zeroblob(10) WHERE part = 'log'")
        tx.execute("DELETE FROM removing")
    with pytest.raises(StoreError, match=r"En sparad kartläggning .* är skadad"):
        read_round(store, round_id="r1")


GIVEN = """
event_id | rater    | role   | value          | reason | comment        | rated_at   |
1        | ssk A    | team   | necessary      |        | väntade länge  | 2026-05-01 |
3        | person A | person | value_creating |        | hon kom i tid  | 2026-05-01 |
"""
WHOSE = {1: "P01", 2: "P01", 3: "P03", 77: "P03"}


def keep(store, given, *hashes):
    return keep_ratings(store, given, round_id="r1", patients=WHOSE, taken_in_at=MAY, file_hashes=hashes)


def test_ratings_taken_in_twice_are_kept_once_and_a_correction_is_a_new_record(store):
    assert keep(store, ratings(GIVEN), "f1") == 2
    assert keep(store, ratings(GIVEN), "f1") == 0
    later = GIVEN.replace("necessary     ", "not_value_creating").replace("05-01", "05-20")
    assert keep(store, ratings(later), "f2") == 1
    kept = read_ratings_of(store, round_id="r1").frame
    assert kept["value"].tolist() == ["necessary", "value_creating", "not_value_creating"]
    assert kept["comment"][0] == "väntade länge"
    at_first = read_ratings_of(store, round_id="r1", at=datetime(2026, 5, 10)).frame
    assert at_first["value"].tolist() == ["necessary", "value_creating"]
    assert list_taken_in(store, round_id="r1") == {"f1", "f2"}
    assert read_ratings_of(store, round_id="r2").frame.empty


def test_a_rating_that_is_withdrawn_is_kept_as_a_record_without_value(store):
    keep(store, ratings(GIVEN))
    keep(store, ratings("event_id | rater | value | rated_at |\n 1 | ssk A | | 2026-06-01 |"))
    assert read_ratings_of(store, round_id="r1").frame["value"].isna().tolist() == [False, False, True]


def test_decisions_are_kept_in_order(store):
    for choice in ("ja", "nej"):
        keep_decision(store, Decision("r1", "P01", "likely_contact", choice, "samma dag", "MAS", MAY))
    assert list_decisions(store, round_id="r1")["choice"].tolist() == ["ja", "nej"]


def test_a_removed_person_is_in_no_byte_of_the_store_and_the_others_stay(store, snapshot):
    keep_round(store, snapshot)
    band = GIVEN + "77 | ssk B | team | necessary | | bandet kändes rörigt | 2026-05-01 |"
    keep(store, ratings(band), "f1")
    keep_decision(store, Decision("r1", "P03", "basis", "ja", "samtycke gavs muntligt", "MAS", MAY))
    keep_decision(store, Decision("r1", "", "plan", "som för P03", "P01 och P03, inte P031", "MAS", MAY))
    removed = remove_patient(store, patient="P03", round_id="r1", removed_at=MAY)
    assert removed.rows == 9
    assert "9 rader togs bort" in removed.sentence()
    back = read_round(store, round_id="r1")
    assert back.log.frame["patient"].tolist() == ["P01", "P01"]
    assert back.log.frame["in_short"].cat.categories.tolist() == ["bara om mig"]
    assert back.log.facts.bands.frame.empty
    assert back.log.facts.ledger.frame["entry_id"].tolist() == [1, 2]
    assert back.journal.entries.frame["patient"].tolist() == ["P01"]
    assert back.settings == {"title": "Våren", "basis": []}
    assert read_ratings_of(store, round_id="r1").frame["event_id"].tolist() == [1]
    left = list_decisions(store, round_id="r1")
    assert left[["choice", "because"]].to_numpy().tolist() == [["som för •••", "P01 och •••, inte P031"]]
    content = store.path.read_bytes()
    for planted in ("hon kom i tid", "bandet kändes rörigt", "samtycke gavs muntligt", "P03,", "för P03"):
        assert planted.encode() not in content
    assert "väntade länge".encode() in content
    assert store.rows("SELECT round_id, records FROM removals") == [("r1", 9)]
    with pytest.raises(StoreError), store.writing() as tx:
        tx.execute("DELETE FROM ratings")
