"""Where in a workbook a person's code stands, so that whoever deletes it by hand knows what to look for."""

import re
import warnings
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from flowmap.errors import InputError
from flowmap.identity import code_spellings
from flowmap.journal.archives import scan_workbook
from flowmap.words import say


@dataclass(frozen=True, slots=True)
class PersonRows:
    """A sheet with the person's code: its name, and in which rows as the program shows them."""

    sheet: str
    rows: tuple[int, ...]


def list_person_rows(path: Path | str, *, code: str) -> list[PersonRows]:
    """Return the sheets of a workbook where a code stands in any cell, with the rows.

    P1, P01, p01 and "P 01" are the same code, as they are where the journal is read.

    Raises
    ------
    InputError
        No workbook, or one that is not safe to open.
    """
    source = Path(path)
    scan_workbook(source, name=source.name)
    spelled = "|".join(re.escape(spelling) for spelling in code_spellings(code))
    mention = re.compile(rf"(?<![0-9A-Za-z])(?:{spelled})(?![0-9A-Za-z])", re.IGNORECASE)
    try:
        found = _sheets(source, mention)
    except Exception:  # openpyxl raises whatever a broken part makes it stumble on
        raise InputError(say("annotate.not_a_workbook", file=source.name)) from None
    return [PersonRows(sheet, rows) for sheet, rows in found if rows]


def _sheets(path: Path, mention: re.Pattern[str]) -> list[tuple[str, tuple[int, ...]]]:
    import openpyxl

    with path.open("rb") as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl speaks of parts that no reading needs
        book = openpyxl.load_workbook(stream, read_only=True, keep_links=False)
        with closing(book):
            return [(str(page.title), _rows(page, mention)) for page in book.worksheets]


def _rows(page: object, mention: re.Pattern[str]) -> tuple[int, ...]:
    numbered = enumerate(page.iter_rows(values_only=True), start=1)  # type: ignore[attr-defined]
    return tuple(
        number
        for number, cells in numbered
        if any(isinstance(cell, str) and mention.search(cell) for cell in cells)
    )
