"""``sample_logs/`` holds exactly what the seeded code writes (``python -m tests.write_samples``)."""

import json
import zipfile
from pathlib import Path

import pytest

from flowmap.errors import SettingsError
from flowmap.group import read_group
from flowmap.journal.template import template_bytes
from flowmap.route import map_round, open_round
from flowmap.samples import invent_round, list_rounds, truth_text
from flowmap.value import list_failure_contacts
from tests.write_samples import FOLDER, write_samples

GROUPS = {
    "multisjuka_aldre",
    "barn_unga_psykisk_ohalsa",
    "palliativ_vard",
    "rehabilitering_stroke",
    "vuxen_psykisk_ohalsa",
    "vuxen_socialpsykiatri",
}


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def test_the_files_are_what_the_seeded_code_writes(tmp_path) -> None:
    written = {path.name: path for path in write_samples(tmp_path)}
    kept = {path.name: path for path in FOLDER.iterdir() if path.suffix in {".xlsx", ".json", ".csv", ".svg"}}
    assert sorted(kept) == sorted(written)
    for name, path in written.items():
        if path.suffix != ".xlsx":
            assert kept[name].read_text("utf-8") == path.read_text("utf-8"), name
        else:
            assert _parts(kept[name]) == _parts(path), name


def test_all_six_groups_have_a_round_one_has_a_single_person_and_one_comes_a_year_later() -> None:
    rounds = [invent_round(name) for name in list_rounds()]
    assert {sample.group_id for sample in rounds} == GROUPS
    assert 1 in {len(sample.sheets["patients"]) for sample in rounds}
    years = {s.name[:4] for s in rounds if s.group_id == "multisjuka_aldre" and s.name[:2] == "20"}
    assert years == {"2026", "2027"}


def test_the_same_seed_gives_the_same_round_and_another_seed_another() -> None:
    first, again, other = invent_round(), invent_round(), invent_round(seed=1)
    assert first == again
    assert truth_text(first) == truth_text(again)
    assert first.sheets != other.sheets
    assert len(invent_round(persons=3).sheets["patients"]) == 3


@pytest.mark.parametrize("name", list_rounds())
def test_no_text_is_left_half_written(name) -> None:
    """Every word that a story fills in is filled in, also in what matters to the person."""
    sheets = invent_round(name).sheets
    texts = [str(cell) for rows in sheets.values() for row in rows for cell in row.values()]
    assert len(texts) > 200
    assert [text for text in texts if "{" in text or "}" in text] == []


def test_an_unknown_round_is_named_with_those_there_are() -> None:
    with pytest.raises(SettingsError, match="2026-var-multisjuka-aldre"):
        invent_round("2026")


@pytest.mark.parametrize("name", list_rounds())
def test_the_rows_fit_the_template(name: str) -> None:
    sample = invent_round(name)
    assert template_bytes(read_group(sample.group_id), sample.sheets)
    texts = [row["in_short"] for rows in sample.sheets.values() for row in rows if "in_short" in row]
    assert max(map(len, texts)) <= 80
    assert len(set(texts)) > min(len(texts) // 8, 40)


@pytest.mark.parametrize("name", list_rounds())
def test_the_texts_are_whole_and_say_nothing_twice_in_a_row(name: str) -> None:
    sample = invent_round(name)
    for rows in sample.sheets.values():
        for row in rows:
            text = row.get("in_short", "Text")
            assert text == text.strip()
            assert "{" not in text
            assert text[0].isupper() or text[0].isdigit()
            assert not text.endswith((".", ","))


def test_what_matters_to_the_person_is_told_for_most_and_not_for_all() -> None:
    patients = invent_round().sheets["patients"]
    told = [row for row in patients if row["important_to_me"]]
    assert 0 < len(patients) - len(told) < 4
    assert all(row["important_by"] for row in told)
    assert len({row["important_to_me"] for row in told}) > 8


def test_a_journal_that_was_not_allowed_gives_no_rows() -> None:
    sample = invent_round()
    closed = {
        (row["patient"], key.removeprefix("coverage_"))
        for row in sample.sheets["coverage"]
        for key, value in row.items()
        if value == "not_allowed"
    }
    assert closed
    for patient, journal in closed:
        assert patient not in {row["patient"] for row in sample.sheets[journal]}
        assert (patient, journal) not in {(r["patient"], r["journal"]) for r in sample.sheets["bands"]}
        assert not any(patient in b["patients"] and journal in b["journals"] for b in sample.basis)


def test_a_year_later_more_is_as_it_should() -> None:
    before, after = invent_round(), invent_round("2027-var-multisjuka-aldre")
    for rule in ("sip_inom_30d", "kontakt_72h", "lakemedelslista_med_hem", "information_samma_dag"):
        kept = [
            sum(person["expected"][rule] == "kept" for person in sample.truth["persons"].values())
            for sample in (before, after)
        ]
        assert kept[1] > kept[0], rule


def test_truth_is_plain_json() -> None:
    truth = json.loads(truth_text(invent_round()))
    assert len(truth["persons"]) == 14
    assert truth["persons"]["P09"]["not_reviewed"] == ["health_centre"]
    assert truth["dealt"]["sip: sip_aldrig"] == 8


@pytest.mark.parametrize("name", sorted(list_rounds()))
def test_every_rating_that_points_back_points_at_a_contact_of_the_same_person(name: str) -> None:
    workbook = FOLDER / f"{name}.xlsx"
    mapped = map_round(workbook, group=invent_round(name).group_id, options=open_round(workbook))
    owners = dict(zip(mapped.log.frame["event_id"].astype(str), mapped.log.frame["patient"], strict=True))
    given = mapped.options.ratings.frame
    pointing = given[given["points_back_to"] != ""]
    assert len(pointing) == sum(bool(rating.points_to) for rating in invent_round(name).ratings)
    assert [owners[event] for event in pointing["points_back_to"]] == [
        owners[event] for event in pointing["event_id"].astype(str)
    ]
    listed = list_failure_contacts(mapped.contacts, mapped.options.ratings).frame
    assert set(listed["points_back_to"]) <= {"", *pointing["points_back_to"]}
