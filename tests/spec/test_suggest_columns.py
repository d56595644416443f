"""A draft column file for an extract that nobody documented."""

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from flowmap.errors import InputError
from flowmap.journal import read_journal, suggest_columns
from tests.sheets import text_file
from tests.workspaces import run

SAMPLES = Path(__file__).resolve().parents[1] / "columns"
UNKNOWN = """
lopnr;vad_gjordes;nar;klar;bef;hur_da;stad;anm
19390307-2391;Besök hos sjukgymnast;2026-03-01 10:00;2026-03-01 11:00;ssk;telefon;Arjeplog;x
19390307-2391;Provsvar;2026-03-02 10:00;2026-03-02 10:30;ft;besök;Arjeplog;y
19441121-9806;Provsvar;2026-03-03 10:00;2026-03-03 11:00;usk;brev;Piteå;z
19441121-9806;Besök hos sjukgymnast;2026-03-04 10:00;;ssk;fax;Piteå;q
"""


def test_columns_are_placed_by_what_stands_in_them(tmp_path: Path) -> None:
    """Headings say nothing here; person numbers, dates and known words do."""
    path = text_file(tmp_path / "okand.csv", UNKNOWN)
    draft = tomllib.loads(suggest_columns(path))
    assert draft["columns"] == {
        "patient": "lopnr",
        "activity": "vad_gjordes",
        "start": "nar",
        "end": "klar",
        "profession": "bef",
        "mode": "hur_da",
    }
    assert (draft["attributes"], draft["ignored"]) == (["stad"], ["anm"])
    assert draft["values"] == {"mode": {"fax": ""}}


def test_the_draft_reads_the_extract_and_tells_no_identifier(tmp_path: Path) -> None:
    """It can be used at once, says why, and lists what found no place."""
    path = text_file(tmp_path / "okand.csv", UNKNOWN)
    text = suggest_columns(path)
    assert "här står personnummer" in text
    assert "Fick ingen plats" in text
    assert "2391" not in text
    journal = read_journal(path, columns=tomllib.loads(text))
    assert (journal.rows.entries, len(journal.patients)) == (4, 2)
    assert journal.patients.frame["stad"].tolist() == ["Arjeplog", "Piteå"]


def test_an_extract_like_a_ready_one_is_pointed_to_it() -> None:
    """Rows taken back are seen as well."""
    text = suggest_columns(SAMPLES / "getcarecontacts.csv")
    assert "--columns getcarecontacts" in text
    assert tomllib.loads(text)["excluded"] == {"nullified": ["true", "1", "ja", "J"]}


def test_halves_of_events_are_joined_by_what_stands_on_two_rows(real_logs: Path) -> None:
    """The emergency log's handling number."""
    columns = tomllib.loads(suggest_columns(real_logs / "patients.csv"))["columns"]
    assert (columns["part"], columns["pair_key"]) == ("registration_type", "handling_id")


def test_an_empty_extract_has_no_draft() -> None:
    """There is nothing to guess from."""
    with pytest.raises(InputError, match="är tom"):
        suggest_columns(pd.DataFrame({"a": []}))


def test_a_column_of_rows_taken_back_has_no_field_and_yes_or_no_says_nothing(tmp_path: Path) -> None:
    """Ja and Nej are words of a status, and of every other question too."""
    path = text_file(
        tmp_path / "okand.csv",
        """
        lopnr;vad;nar;makulerad;hembesok;journal
        19390307-2391;Provsvar;2026-03-01;Nej;Ja;J1
        19390307-2391;Omläggning;2026-03-02;Ja;Nej;J2
        19441121-9806;Provsvar;2026-03-03;Nej;Nej;J1
        """,
    )
    draft = tomllib.loads(suggest_columns(path))
    assert set(draft["excluded"]) == {"makulerad"}
    assert not {"makulerad", "hembesok"} & set(draft["columns"].values())
    assert "values" not in draft


def test_a_column_file_for_another_extract_names_the_headings_that_are_not_there(tmp_path: Path) -> None:
    """The message says which they are, and what to try."""
    path = text_file(tmp_path / "okand.csv", UNKNOWN)
    with pytest.raises(InputError, match=r"Personnr, Besokt.*--suggest-columns"):
        read_journal(path, columns={"patient": "Personnr", "start": "Besokt"})


def test_a_draft_always_says_what_happened_and_finds_clocks(tmp_path: Path) -> None:
    """Without an activity no row is read, so the nearest column is taken, with the reason beside it."""
    extract = """
    Patient;Besöksdatum;Klockslag;Besökstyp;Mottagning
    19390307-2391;2026-03-01;10.30;Nybesök;HC
    19441121-9806;2026-03-02;11.45;Återbesök;HC
    """
    path = text_file(tmp_path / "okand.csv", extract)
    text = suggest_columns(path)
    assert "närmast det som hände" in text
    columns = tomllib.loads(text)["columns"]
    assert (columns["activity"], columns["start_clock"]) == ("Besökstyp", "Klockslag")
    assert read_journal(path, columns=tomllib.loads(text)).rows.entries == 2
    bare = text_file(tmp_path / "bar.csv", "lopnr;nar\n19390307-2391;2026-03-01")
    assert "# activity = ?  måste ha en kolumn" in suggest_columns(bare)


@pytest.mark.parametrize("command", ["check", "map"])
def test_a_file_of_another_kind_is_no_round(tmp_path: Path, command: str) -> None:
    (tmp_path / "gammal.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    said = run([command, tmp_path / "gammal.xls"], at=tmp_path)
    assert said.code == 2
    assert "sparar som .xlsx" in said.err
