"""The marked copy: cells coloured with comments that say why, and nothing else changed."""

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from flowmap.errors import InputError, WorkspaceError
from flowmap.group import read_group
from flowmap.journal.annotate import annotate_workbook
from flowmap.journal.template import write_template
from flowmap.records import Place, Severity
from flowmap.tables import Problem, Problems

ROWS: dict[str, list[dict[str, object]]] = {
    "health_centre": [
        {"patient": "P01", "date": date(2026, 8, 1), "activity": "Läkarbesök", "in_short": "=1+1"},
        {"patient": "P01", "date": date(2026, 3, 1), "activity": "Simning"},
    ]
}


def _problem(rule: str, severity: Severity, row: int, column: str, **values: object) -> Problem:
    return Problem(rule, severity, Place("journal.xlsx", "Hälsocentral", row, column), values)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return write_template(tmp_path / "journal.xlsx", group=read_group("bas"), rows=ROWS).path


PROBLEMS = Problems.of(
    [
        _problem("date_future", Severity.ERROR, 2, "Datum"),
        _problem("near_duplicate", Severity.WARNING, 2, "Datum", other="3", sheet="Hälsocentral"),
        _problem("activity_unknown", Severity.WARNING, 3, "AKTIVITET", found="Simning", n=1),
        _problem("rows_unsure", Severity.NOTE, 3, "en kolumn som inte finns", n=1),
        Problem("basis_missing_everywhere", Severity.WARNING, Place("round.toml")),
        Problem("date_future", Severity.ERROR, Place("kommun.xlsx", "Hälsocentral", 2, "Datum")),
    ]
)


@pytest.fixture
def marked(journal: Path) -> Any:
    written = annotate_workbook(journal, PROBLEMS, out=journal.with_name("journal-kontroll.xlsx"))
    return openpyxl.load_workbook(written.path)


def _colour(cell: Any) -> str:
    return str(cell.fill.start_color.rgb)[-6:]


def test_a_cell_is_coloured_by_the_worst_and_says_all_that_was_found(marked: Any) -> None:
    cell = marked["Hälsocentral"]["B2"]
    assert _colour(cell) == "FFC7CE"
    assert cell.comment.text.startswith("Fel: Dagen har inte varit än.")
    assert "Varning: Raden liknar rad 3" in cell.comment.text
    assert cell.comment.author == "flowmap"


def test_a_heading_is_found_whatever_its_case(marked: Any) -> None:
    cell = marked["Hälsocentral"]["D3"]
    assert (cell.value, _colour(cell)) == ("Simning", "FFEB9C")
    assert '"Simning" finns inte' in cell.comment.text


def test_a_column_that_is_not_there_marks_the_rows_first_cell(marked: Any) -> None:
    cell = marked["Hälsocentral"]["A3"]
    assert (cell.value, _colour(cell)) == ("P01", "DDEBF7")


def test_other_cells_and_sheets_are_as_they_were(marked: Any, journal: Path) -> None:
    before = openpyxl.load_workbook(journal)
    assert marked.sheetnames[1:] == before.sheetnames
    for page in before.worksheets:
        cells = [[cell.value for cell in row] for row in page.iter_rows()]
        assert [[cell.value for cell in row] for row in marked[page.title].iter_rows()] == cells
    assert marked["Hälsocentral"]["I2"].data_type == "s", "text that begins with = stays text"
    assert marked["Hälsocentral"]["C2"].comment is None
    assert len(marked["Hälsocentral"].data_validations.dataValidation) == len(
        before["Hälsocentral"].data_validations.dataValidation
    )


def test_the_first_sheet_lists_what_concerns_this_file_and_the_round(marked: Any) -> None:
    page = marked.worksheets[0]
    assert page.title == "Att se över"
    rules = [row[5].value for row in page.iter_rows(min_row=4)]
    warnings = ["near_duplicate", "activity_unknown", "basis_missing_everywhere"]
    assert rules == ["date_future", *warnings, "rows_unsure"]
    assert page["B4"].hyperlink.location == "'Hälsocentral'!A2"
    assert page["B4"].hyperlink.target is None, "a link inside the workbook only"


def test_what_the_team_accepted_is_listed_and_not_marked(journal: Path) -> None:
    frame = PROBLEMS.frame
    frame["accepted_because"] = "tiden är bokad"
    written = annotate_workbook(journal, Problems(frame), out=journal.with_name("kopia.xlsx"))
    book = openpyxl.load_workbook(written.path)
    assert book["Hälsocentral"]["B2"].comment is None
    assert book.worksheets[0]["G4"].value == "tiden är bokad"


def test_the_same_problems_give_the_same_bytes(journal: Path) -> None:
    outs = [annotate_workbook(journal, PROBLEMS, out=journal.with_name(f"{n}.xlsx")).path for n in "ab"]
    assert outs[0].read_bytes() == outs[1].read_bytes()
    with zipfile.ZipFile(outs[0]) as parts:
        assert b"openpyxl" not in parts.read("docProps/core.xml")


def test_nothing_to_look_over_is_said_so(journal: Path) -> None:
    written = annotate_workbook(journal, Problems.empty(), out=journal.with_name("kopia.xlsx"))
    assert openpyxl.load_workbook(written.path).worksheets[0]["A2"].value == "Inget att se över."


def test_an_extract_or_the_workbook_itself_is_refused(journal: Path, tmp_path: Path) -> None:
    extract = tmp_path / "uttag.csv"
    extract.write_text("a;b\n1;2\n")
    with pytest.raises(InputError, match="ingen arbetsbok"):
        annotate_workbook(extract, PROBLEMS, out=tmp_path / "kopia.xlsx")
    with pytest.raises(WorkspaceError, match="samma namn"):
        annotate_workbook(journal, PROBLEMS, out=journal)
    broken = tmp_path / "trasig.xlsx"
    broken.write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(InputError):
        annotate_workbook(broken, PROBLEMS, out=tmp_path / "kopia.xlsx")
    assert not (tmp_path / "kopia.xlsx").exists()


def test_a_file_named_after_somebody_is_marked_and_its_name_not_repeated(journal: Path) -> None:
    named = journal.rename(journal.with_name("19121212-1212.xlsx"))
    problem = Problem("date_future", Severity.ERROR, Place("•••.xlsx", "Hälsocentral", 2, "Datum"))
    out = annotate_workbook(named, Problems.of([problem]), out=named.with_name("kontroll.xlsx")).path
    book = openpyxl.load_workbook(out)
    assert book["Hälsocentral"]["B2"].comment is not None
    assert "1912" not in book.worksheets[0]["A1"].value
