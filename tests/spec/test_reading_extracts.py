"""Reading extracts: text files as systems write them, the ready column files, and usual event logs."""

from pathlib import Path

import pandas as pd
import pytest

from flowmap.errors import InputError, SettingsError
from flowmap.group import read_group
from flowmap.journal import list_column_files, read_column_file, read_journal
from flowmap.tables import Journal
from tests.drawing import drawn
from tests.sheets import text_file, workbook

SAMPLES = Path(__file__).resolve().parents[1] / "columns"
KEY = b"k" * 32
LOG = {"patient": "case", "activity": "act", "start": "time"}


def shown(journal: Journal, columns: str) -> list[list[str]]:
    frame = journal.entries.frame
    return [["" if pd.isna(cell) else str(cell) for cell in row] for row in frame[columns.split()].to_numpy()]


def expected(text: str) -> list[list[str]]:
    return [["" if cell is None else cell for cell in row] for row in drawn(text).to_numpy().tolist()]


def advice(journal: Journal, rule: str) -> str:
    frame = journal.problems.frame
    return " ".join(frame.loc[frame["rule"] == rule, "advice"])


def test_getcarecontacts_codes_become_words_and_nullified_rows_are_excluded() -> None:
    """Code 3 is a stay, status decides what took place, a visit's end is its start, reasons stay outside."""
    journal = read_journal(SAMPLES / "getcarecontacts.csv", columns="getcarecontacts", key=KEY)
    assert shown(journal, "activity_text mode is_stay status end profession") == expected(
        """
        | activity       | mode  | stay  | status    | end                 | profession         |
        | Besök          | visit | False | done      |                     | sjuksköterska      |
        | Telefonkontakt | phone | False | done      |                     | distriktssköterska |
        | Vårdtillfälle  |       | True  | done      | 2026-03-19 11:00:00 | läkare             |
        | Besök          | visit | False | planned   |                     | läkare             |
        | Okänd kontakt  |       | False | cancelled |                     |                    |
        | Dagsjukvård    |       | False | ongoing   |                     | sjuksköterska      |
        """
    )
    counts = journal.rows
    assert (counts.read, counts.entries, counts.excluded, counts.rejected) == (7, 6, 1, 0)
    assert "ont i benet" not in journal.entries.frame.to_csv() + journal.problems.frame.to_csv()
    assert len(journal.patients) == 2
    assert not journal.entries.frame["patient"].astype(str).str.contains(r"\d{4}").any()


def test_cosmic_contacts_and_stays_lie_in_one_file() -> None:
    """A row with a discharge destination is a stay; a booked and cancelled call did not take place."""
    journal = read_journal(SAMPLES / "cosmic.csv", columns="cosmic", key=KEY)
    assert shown(journal, "activity_text mode is_stay status unit") == expected(
        """
        | activity         | mode       | stay  | status    | unit           |
        | Mottagningsbesök | visit      | False | done      | Hälsocentralen |
        | Hembesök         | home_visit | False | done      | Hälsocentralen |
        | Vårdtillfälle    |            | True  | done      | Avdelning 3    |
        | Telefonkontakt   | phone      | False | cancelled | Hälsocentralen |
        """
    )


def test_skane_joins_the_century_to_the_person_number() -> None:
    """The file is in the Western encoding of Windows; Akut J is unplanned, N says nothing."""
    journal = read_journal(SAMPLES / "skane.csv", columns="skane", key=KEY)
    assert shown(journal, "activity_text profession planned purpose") == expected(
        """
        | activity         | profession     | planned   | purpose |
        | Mottagningsbesök | läkare         |           | RE      |
        | Akutbesök        | sjuksköterska  | unplanned |         |
        | Mottagningsbesök | fysioterapeut  |           | SG      |
        """
    )
    assert "semikolon" in advice(journal, "file_read_as")


def test_ostergotland_has_visits_and_stays_with_clocks_in_their_own_columns() -> None:
    """The file is what Excel saves as Unicode text; a row with a day of admission is a stay."""
    journal = read_journal(SAMPLES / "ostergotland.txt", columns="ostergotland", key=KEY)
    assert shown(journal, "activity_text start end has_clock is_stay planned") == expected(
        """
        | activity      | start               | end                 | clock | stay  | planned   |
        | Besök         | 2026-03-01 14:30:00 |                     | True  | False |           |
        | Vårdtillfälle | 2026-03-10 08:15:00 | 2026-03-19 11:00:00 | True  | True  | unplanned |
        | Telefon       | 2026-03-05 00:00:00 |                     | False | False |           |
        """
    )
    assert "UTF-16 med tabb" in advice(journal, "file_read_as")


def test_one_person_has_one_pseudonym_in_all_extracts_of_a_workspace() -> None:
    """However each system writes the number; and another workspace has another pseudonym."""
    names = [("getcarecontacts.csv", "getcarecontacts"), ("cosmic.csv", "cosmic"), ("skane.csv", "skane")]
    told = [set(read_journal(SAMPLES / f, columns=c, key=KEY).patients.frame["patient"]) for f, c in names]
    assert len(told[0] & told[1] & told[2]) == 1
    other = read_journal(SAMPLES / "cosmic.csv", columns="cosmic", key=b"o" * 32)
    assert not set(other.patients.frame["patient"]) & told[1]


@pytest.mark.parametrize("name", list_column_files())
def test_every_ready_column_file_holds_to_its_form(name: str) -> None:
    """Each has a title and names a person and a time."""
    columns = read_column_file(name)
    assert columns.title
    assert {"patient", "start"} <= set(columns.columns)


def test_a_wrong_column_file_is_explained(tmp_path: Path) -> None:
    """The sentence names the key, and what is allowed."""
    with pytest.raises(SettingsError, match="aktör är inget fält"):
        read_column_file({"patient": "a", "start": "b", "aktör": "c"})
    with pytest.raises(SettingsError, match="start måste ha en kolumn"):
        read_column_file({"patient": "a"})
    with pytest.raises(SettingsError, match="Kolumnfilen region_x finns inte"):
        read_column_file("region_x")
    with pytest.raises(SettingsError, match="fax är inte känt"):
        read_column_file({"columns": LOG, "values": {"mode": {"F": "fax"}}})
    with pytest.raises(SettingsError, match="form eller zone finns inte"):
        read_column_file({"columns": LOG, "times": {"zone": "Norrbotten"}})
    path = text_file(tmp_path / "fel.toml", "[columns\npatient = 1")
    with pytest.raises(SettingsError, match=r"fel\.toml går inte att läsa som TOML"):
        read_column_file(path)


ENCODINGS = [
    ("utf-8", "UTF-8"),
    ("utf-8-sig", "UTF-8"),
    ("cp1252", "ISO-8859-1"),
    ("utf-16", "UTF-16"),
    ("utf-16-le", "UTF-16"),
]


@pytest.mark.parametrize(("encoding", "told"), ENCODINGS)
@pytest.mark.parametrize(("delimiter", "line_end"), [(";", "\r\n"), (",", "\n"), ("\t", "\r\n"), ("|", "\r")])
def test_encoding_delimiter_and_line_ends_are_detected_and_told(
    tmp_path: Path, encoding: str, told: str, delimiter: str, line_end: str
) -> None:
    """The same rows come out whatever program wrote the file."""
    text = "case;act;time\nå1;Hembesök;2026-03-01\nä2;Läkarbesök;2026-03-02 14:30\n".replace(";", delimiter)
    path = text_file(tmp_path / "logg.csv", text, encoding=encoding, line_end=line_end)
    journal = read_journal(path, columns=LOG)
    assert shown(journal, "patient activity_text has_clock row") == [
        ["P01", "Hembesök", "False", "2"],
        ["P02", "Läkarbesök", "True", "3"],
    ]
    assert told in advice(journal, "file_read_as")


def test_windows_signs_show_that_a_file_is_windows_1252(tmp_path: Path) -> None:
    """A dash between years stands where the older standard has nothing."""
    path = tmp_path / "logg.csv"
    path.write_bytes("case;act;time\n1;Besök – nytt;2026-03-01".encode("cp1252"))
    journal = read_journal(path, columns=LOG)
    assert journal.entries.frame["activity_text"].tolist() == ["Besök – nytt"]
    assert "CP1252" in advice(journal, "file_read_as")


def test_quoted_cells_may_hold_delimiters_line_breaks_and_quotation_marks(tmp_path: Path) -> None:
    """A cell ends where its quotation mark does."""
    text = 'case;act;time\n1;"Besök; ""akut""\nsamma dag";2026-03-01\n2;Prov;2026-03-02'
    journal = read_journal(text_file(tmp_path / "logg.csv", text), columns=LOG)
    assert journal.entries.frame["activity_text"].tolist() == ['Besök; "akut"\nsamma dag', "Prov"]
    assert "med citattecken" in advice(journal, "file_read_as")


def test_decimal_commas_are_told_and_lists_without_rows_are_refused(tmp_path: Path) -> None:
    """What was taken is reported, so that somebody can object."""
    path = text_file(tmp_path / "logg.csv", "case;act;time;km\n1;Besök;2026-03-01;2,5")
    assert "decimalkomma" in advice(read_journal(path, columns=LOG), "file_read_as")
    empty = text_file(tmp_path / "tom.csv", "case;act;time\n")
    with pytest.raises(InputError, match=r"tom\.csv har inga ifyllda rader än"):
        read_journal(empty, columns=LOG)


def test_rows_of_another_width_are_rejected_by_their_number(tmp_path: Path) -> None:
    """Nothing is shifted into the wrong column."""
    text = (
        "Utdrag 2026\ncase;act;time\n1;Besök;2026-03-01\n\n2;Besök\n3;Besök;2026-03-02;x\n4;Besök;2026-03-03"
    )
    journal = read_journal(text_file(tmp_path / "logg.csv", text), columns=LOG)
    counts = journal.rows
    assert (counts.read, counts.entries, counts.rejected, counts.blank) == (5, 2, 2, 1)
    frame = journal.problems.frame
    assert frame.loc[frame["rule"] == "row_of_other_width", "row"].tolist() == [5, 6]
    assert journal.entries.frame["row"].tolist() == [3, 7]


def test_columns_that_are_not_used_are_told_and_attributes_follow_the_person(tmp_path: Path) -> None:
    """An attribute may stand on the first row alone; what is ignored is so on purpose."""
    text = (
        "case;act;time;age;ward;x\nA;Besök;2026-03-01;85;;1\nA;Prov;2026-03-02;;3;\nB;Besök;2026-03-03;70;4;"
    )
    columns = {"columns": LOG, "attributes": ["age"], "ignored": ["x"]}
    journal = read_journal(text_file(tmp_path / "logg.csv", text), columns=columns)
    assert journal.patients.frame["age"].tolist() == ["85", "70"]
    frame = journal.problems.frame
    assert frame.loc[frame["rule"] == "column_not_used", "column"].tolist() == ["ward"]


def test_persons_of_a_log_outside_a_workspace_are_numbered_by_first_contact() -> None:
    """Their own labels stand nowhere; more than 99 get a wider number."""
    frame = pd.DataFrame(
        {"case": ["z", "a", "z"], "act": "x", "time": ["2026-01-01", "2026-01-02", "2026-01-03"]}
    )
    assert read_journal(frame, columns=LOG).entries.frame["patient"].tolist() == ["P01", "P02", "P01"]
    many = pd.DataFrame({"case": [f"c{n:03d}" for n in range(100)], "act": "x", "time": "2026-01-01"})
    assert read_journal(many, columns=LOG).entries.frame["patient"].tolist()[0] == "P001"


def test_typed_codes_stay_beside_an_extract_of_the_same_round(tmp_path: Path) -> None:
    """The reviewers' P01 is nobody of the extract, whatever the extract calls its persons."""
    typed = workbook(
        tmp_path / "typed.xlsx",
        {"Kommunal HSL": "| P | Datum | Aktivitet |\n| P01 | 2026-03-01 | Hembesök |"},
    )
    frame = pd.DataFrame({"case": ["19390307-2391", "P02"], "act": "Besök", "time": "2026-02-01"})
    for key, named in ((KEY, ["P01", "ghdbj-zz57w"]), (b"", ["P01", "P02", "P03"])):
        journal = read_journal([typed, frame], columns=LOG, group=read_group("bas"), key=key)
        found = journal.entries.frame["patient"].tolist()
        assert found[0] == "P01"
        assert set(named) <= set(found)
        assert journal.rows.entries == 3


def test_start_and_end_rows_are_kept_as_halves_with_their_key_as_a_number() -> None:
    """Build joins them; the source's own key may be somebody's number, and stays outside."""
    frame = pd.DataFrame(
        {
            "case": ["a", "a", "a"],
            "act": ["x", "x", "y"],
            "time": ["2026-01-01 10:00", "2026-01-01 11:00", "2026-01-02 09:00"],
            "lc": ["start", "complete", "complete"],
            "nr": ["190001011234", "190001011234", "190001011235"],
        }
    )
    journal = read_journal(frame, columns={**LOG, "part": "lc", "pair_key": "nr"})
    assert shown(journal, "part pair_key") == [["start", "1"], ["complete", "1"], ["complete", "2"]]


def test_ends_alone_are_whole_events() -> None:
    """A log where every row is a complete, and nothing joins halves, has no halves."""
    frame = pd.DataFrame({"case": ["a"], "act": ["x"], "time": ["2026-01-01"], "lc": ["complete"]})
    assert read_journal(frame, columns={**LOG, "part": "lc"}).entries.frame["part"].tolist() == ["whole"]


def test_offsets_are_kept_beside_what_is_written_and_convert_only_when_asked() -> None:
    """Reading never moves a day."""
    frame = pd.DataFrame({"case": ["a"], "act": ["x"], "time": ["2026-03-01T23:30:00Z"]})
    kept = read_journal(frame, columns=LOG).entries.frame.iloc[0]
    assert (str(kept["start"]), kept["utc_offset"]) == ("2026-03-01 23:30:00", 0)
    asked = {"columns": LOG, "times": {"offset": "convert"}}
    moved = read_journal(frame, columns=asked).entries.frame.iloc[0]
    assert (str(moved["start"]), moved["utc_offset"]) == ("2026-03-02 00:30:00", 60)


def test_a_column_of_midnights_holds_days() -> None:
    """Systems write 00:00:00 where only the day is known."""
    frame = pd.DataFrame(
        {"case": ["a", "b"], "act": "x", "time": ["2026-03-01 00:00:00", "2026-03-02 00:00:00"]}
    )
    assert read_journal(frame, columns=LOG).entries.frame["has_clock"].tolist() == [False, False]


def test_frames_and_parquet_files_are_read_as_text_files_are(tmp_path: Path) -> None:
    """Types of columns make no difference to what is read, and the frame stays as it is."""
    frame = pd.DataFrame(
        {
            "case": pd.Categorical(["a", "b", "a"]),
            "act": ["x", "y", "x"],
            "time": pd.to_datetime(["2026-03-01 10:00", "2026-03-02 11:00", "2026-03-03 12:00"]),
            "n": [1, 2, None],
        }
    )
    before = frame.copy()
    frame.to_parquet(tmp_path / "logg.parquet")
    frame.to_csv(tmp_path / "logg.csv", index=False)
    columns = {"columns": LOG, "attributes": ["n"]}
    read = [
        read_journal(p, columns=columns) for p in (frame, tmp_path / "logg.parquet", tmp_path / "logg.csv")
    ]
    tables = [j.entries.frame.drop(columns=["file", "row", "entry_id"]) for j in read]
    pd.testing.assert_frame_equal(tables[0], tables[1])
    pd.testing.assert_frame_equal(tables[0], tables[2])
    pd.testing.assert_frame_equal(frame, before)


def test_a_million_bad_cells_are_listed_once_and_counted() -> None:
    """The first rows of a kind are named; the rest are a number."""
    frame = pd.DataFrame({"case": ["a"] * 1000, "act": "x", "time": ["2026-03-01"] + ["1/3"] * 999})
    journal = read_journal(frame, columns=LOG)
    found = journal.problems.frame["rule"].value_counts().to_dict()
    assert found == {"year_missing": 200, "more_like_it": 1}
    assert "799 rader till" in advice(journal, "more_like_it")
    assert journal.rows.rejected == 999


def test_the_sepsis_log_is_read_whole(real_logs: Path) -> None:
    """1,050 patients, 15,214 events of 16 activities; attributes stand on each case's first row."""
    for columns in (None, SAMPLES / "sepsis.toml"):
        journal = read_journal(real_logs / "sepsis.csv", columns=columns, group=read_group("generisk"))
        counts = journal.rows
        assert (counts.read, counts.entries, counts.rejected, counts.blank) == (15214, 15214, 0, 0)
        assert len(journal.patients) == 1050
        assert journal.entries.frame["activity_text"].nunique() == 16
    assert journal.patients.frame["Age"].notna().sum() > 900


def test_the_emergency_log_has_start_and_end_rows(real_logs: Path) -> None:
    """5,442 rows, a start and an end of 2,721 events."""
    journal = read_journal(real_logs / "patients.csv", columns=SAMPLES / "patients.toml")
    frame = journal.entries.frame
    assert frame["part"].value_counts().to_dict() == {"start": 2721, "complete": 2721}
    assert frame.groupby("pair_key", observed=True).size().eq(2).all()
    assert len(journal.patients) == 500


def test_the_textbook_log_is_read_with_its_offsets(real_logs: Path) -> None:
    """Its clocks stand as written, an hour before universal time."""
    for columns in (None, SAMPLES / "running_example.toml"):
        journal = read_journal(real_logs / "running-example.csv", columns=columns)
        assert (journal.rows.entries, len(journal.patients)) == (42, 6)
        assert journal.entries.frame["utc_offset"].unique().tolist() == [60]
        assert journal.entries.frame["activity_text"].nunique() == 8


def test_a_file_of_empty_lines_and_a_broken_sign_is_refused_in_a_sentence(tmp_path: Path) -> None:
    """Found by mutation: the reader's texts then come without dictionaries."""
    path = tmp_path / "trasig.csv"
    path.write_bytes(b"\n\n\x00t")
    with pytest.raises(InputError):
        read_journal(path)
