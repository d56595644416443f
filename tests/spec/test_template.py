"""The workbook to type in: helps where it can, stops only what could point somebody out, opens everywhere."""

import csv
import shutil
import subprocess
import zipfile
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from flowmap.group import Group, read_group
from flowmap.journal.fields import JOURNAL_SHEETS, SHEETS
from flowmap.journal.template import template_bytes, write_template
from flowmap.words import show_in

ROWS: dict[str, list[dict[str, object]]] = {
    "health_centre": [
        {
            "patient": "P01",
            "date": date(2026, 3, 1),
            "clock": time(14, 30),
            "activity": "Läkarbesök",
            "mode": "visit",
            "kind": "contact",
            "started_by": "relative",
            "profession": "läkare",
            "in_short": "=1+1 blodtryck",
            "unsure": True,
            "status": "no_show",
        },
        {"patient": "P02", "date": "1/3 2026", "activity": "Något eget", "mode": "https://x"},
    ],
    "inpatient": [{"patient": "P01", "date": date(2026, 3, 10), "until": date(2026, 3, 19)}],
    "bands": [{"patient": "P01", "journal": "municipal_social", "times_per_week": 28}],
    "coverage": [{"patient": "P01", "coverage_other": "does_not_exist"}],
}


@pytest.fixture(scope="module")
def group() -> Group:
    return read_group("multisjuka_aldre")


@pytest.fixture(scope="module")
def book(group: Group) -> Any:
    return openpyxl.load_workbook(BytesIO(template_bytes(group, ROWS)))


def _headings(sheet: Any) -> list[str]:
    return [cell.value for cell in sheet[1]]


def test_the_first_sheet_says_how_and_the_last_holds_the_lists(book: Any) -> None:
    assert book.sheetnames == [
        "Så granskar vi",
        "Hälsocentral",
        "Slutenvård",
        "Kommunal HSL",
        "Social dokumentation",
        "Återkommande insatser",
        "Personer",
        "Granskat",
        "Platser",
        "Årets tal",
        "Listor",
    ]


def test_the_first_sheet_tells_what_becomes_a_row_and_what_does_not(book: Any) -> None:
    said = {row[0].value: row[1].value for row in book["Så granskar vi"].iter_rows() if row[1].value}
    assert said["Avdelningens dagliga anteckningar."].startswith("Inga rader.")
    assert said["Du tvekar."].startswith("Skriv raden ändå, och x i Osäker.")
    assert (
        "om mig"
        in said[
            "Personal talar med varandra om personen: en rapport, en konsultation, en kollegas telefonsamtal."
        ]
    )


@pytest.mark.parametrize("sheet", JOURNAL_SHEETS, ids=lambda sheet: sheet.key)
def test_a_journal_sheet_shows_ten_columns_and_folds_the_others_away(book: Any, sheet: Any) -> None:
    page = book[sheet.title()]
    hidden = {key for key, column in page.column_dimensions.items() if column.hidden}
    shown = [cell.value for cell in page[1] if cell.column_letter not in _spread(page, hidden)]
    ten = [
        "P",
        "Datum",
        "Tid",
        "Aktivitet",
        "Hur",
        "Med/om mig",
        "Vem tog kontakt",
        "Profession",
        "Kort sagt",
        "Osäker",
    ]
    expected = [*ten[:3], "Till", *ten[3:]] if sheet.key == "inpatient" else ten
    assert shown == expected
    assert len(_headings(page)) > len(expected)
    assert all(page.column_dimensions[key].outlineLevel == 1 for key in hidden)


def _spread(page: Any, keys: set[str]) -> set[str]:
    """Return the letters that the column groups stand for; openpyxl keeps a group under its first letter."""
    letters = set()
    for key in keys:
        group = page.column_dimensions[key]
        letters |= {openpyxl.utils.get_column_letter(n) for n in range(group.min, group.max + 1)}
    return letters


def test_cells_hold_what_the_rows_say_in_words_from_the_lists(book: Any) -> None:
    page = book["Hälsocentral"]
    first = dict(zip(_headings(page), [cell.value for cell in page[2]], strict=True))
    assert first["P"] == "P01"
    assert first["Datum"] == datetime(2026, 3, 1)
    assert first["Tid"] == time(14, 30)
    assert (first["Hur"], first["Med/om mig"], first["Vem tog kontakt"]) == ("besök", "med mig", "närstående")
    assert (first["Osäker"], first["Blev det av"]) == ("x", "uteblev")
    second = dict(zip(_headings(page), [cell.value for cell in page[3]], strict=True))
    assert (second["Datum"], second["Aktivitet"]) == ("1/3 2026", "Något eget")


def test_text_that_begins_with_an_equal_sign_or_is_an_address_stays_text(book: Any) -> None:
    page = book["Hälsocentral"]
    assert page["I2"].value == "=1+1 blodtryck"
    assert page["I2"].data_type == "s"
    assert page["E3"].hyperlink is None


def _rules(page: Any, column: str) -> list[Any]:
    return [rule for rule in page.data_validations.dataValidation if f"{column}2" in rule.sqref]


def test_dropdowns_come_from_the_group_file(book: Any, group: Group) -> None:
    [rule] = _rules(book["Hälsocentral"], "D")
    assert rule.type == "list"
    reference = rule.formula1.lstrip("=")
    assert reference.startswith("'Listor'!")
    letter = reference.split("$")[1]
    offered = [cell.value for cell in book["Listor"][letter] if cell.value][1:]
    assert offered == [a.name for a in group.activities if not a.is_band]
    assert not rule.showErrorMessage, "own words pass, and the check asks"


def test_a_code_is_stopped_if_it_is_not_p_and_two_digits(book: Any) -> None:
    [rule] = _rules(book["Hälsocentral"], "A")
    assert (rule.type, rule.errorStyle or "stop", rule.showErrorMessage) == ("custom", "stop", True)
    assert "personnummer" in rule.error


def test_kort_sagt_stops_at_eighty_characters(book: Any) -> None:
    [rule] = _rules(book["Hälsocentral"], "I")
    assert (rule.type, rule.formula1, rule.operator) == ("textLength", "80", "lessThanOrEqual")


def test_dates_and_clocks_are_shown_as_they_are_written_in_the_guide(book: Any) -> None:
    page = book["Slutenvård"]
    assert (page["B2"].number_format, page["D2"].number_format) == ("yyyy-mm-dd", "yyyy-mm-dd")
    assert page["B2"].is_date


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_every_sheet_keeps_its_headings_in_sight_and_prints_on_a4_lying(book: Any, sheet: Any) -> None:
    page = book[sheet.title()]
    assert page.freeze_panes == "B2"
    assert (page.page_setup.orientation, str(page.page_setup.paperSize)) == ("landscape", "9")
    assert page.print_title_rows == "$1:$1"
    assert page.sheet_properties.pageSetUpPr.fitToPage


def test_headings_carry_help_no_longer_than_excel_shows(book: Any) -> None:
    for sheet in SHEETS:
        page = book[sheet.title()]
        helps = [rule for rule in page.data_validations.dataValidation if rule.promptTitle]
        for field in sheet.fields:
            assert len(field.help()) <= 230
            if field.help():
                assert any(field.help() in rule.prompt for rule in helps), field.key


def test_the_same_rows_give_the_same_bytes_and_no_maker_is_named(group: Group) -> None:
    content = template_bytes(group, ROWS)
    assert content == template_bytes(group, ROWS)
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert b"<dc:creator></dc:creator>" in parts.read("docProps/core.xml")


def test_an_empty_template_names_no_person(group: Group) -> None:
    """So that taking a person out never stumbles on a help text that happens to hold the code."""
    with zipfile.ZipFile(BytesIO(template_bytes(group, {}))) as parts:
        assert b"P01" not in parts.read("xl/sharedStrings.xml")


def test_english_too(group: Group) -> None:
    with show_in("en"):
        book = openpyxl.load_workbook(BytesIO(template_bytes(group, ROWS)))
    assert book.sheetnames[:3] == ["How we review", "Health centre", "Inpatient care"]
    assert book["Health centre"]["E2"].value == "visit"


@pytest.mark.slow
def test_it_opens_in_libreoffice_with_every_row_where_it_was(group: Group, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not on this machine")
    write_template(tmp_path / "journal.xlsx", group=group, rows=ROWS)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    kind = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    command = [office, profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path), "journal.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    with (tmp_path / "journal-Hälsocentral.csv").open(encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    assert rows[1][:6] == ["P01", "2026-03-01", "14:30:00", "Läkarbesök", "besök", "med mig"]
    assert rows[2][:4] == ["P02", "1/3 2026", "", "Något eget"]
    assert len(rows) == 3
    assert len(list(tmp_path.glob("journal-*.csv"))) == 11
