"""Whoever deletes a person by hand is told which sheets and rows of a workbook to look at."""

from pathlib import Path

import pytest

from flowmap.errors import InputError
from flowmap.group import read_group
from flowmap.journal import list_person_rows, write_template
from flowmap.journal.person_rows import PersonRows


def test_sheets_and_rows_with_the_code_are_listed(tmp_path: Path) -> None:
    rows = {
        "health_centre": [{"patient": "P01"}, {"patient": "p03"}, {"patient": "P03"}],
        "inpatient": [{"patient": "P01", "in_short": "samma rum som P03"}, {"patient": "P030"}],
        "patients": [{"patient": "P01"}, {"patient": "P03"}],
    }
    path = write_template(tmp_path / "journal.xlsx", group=read_group("bas"), rows=rows).path
    assert list_person_rows(path, code="P03") == [
        PersonRows("Hälsocentral", (3, 4)),
        PersonRows("Slutenvård", (2,)),
        PersonRows("Personer", (3,)),
    ]
    assert list_person_rows(path, code="P44") == []


@pytest.mark.parametrize("asked", ["P01", "P1", "p01", "P 01"])
def test_a_code_is_found_however_it_was_typed(tmp_path: Path, asked: str) -> None:
    """The reader takes P1, P01, p01 and "P 01" for one person, so whoever deletes must see all four."""
    typed = ["P1", "P02", "P01", "p01", "P 01", "P11", "P010"]
    rows = {"health_centre": [{"patient": code} for code in typed]}
    path = write_template(tmp_path / "journal.xlsx", group=read_group("bas"), rows=rows).path
    assert list_person_rows(path, code=asked) == [PersonRows("Hälsocentral", (2, 4, 5, 6))]


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "journal.xlsx").write_text("ingen arbetsbok")
    with pytest.raises(InputError):
        list_person_rows(tmp_path / "journal.xlsx", code="P03")
