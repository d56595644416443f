"""Where in a workbook a person's code stands, so that whoever deletes it by hand knows what to look for."""

import re
from dataclasses import dataclass
from pathlib import Path

from flowmap.archives import opened_workbook
from flowmap.identity import code_spellings


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
    spelled = "|".join(re.escape(spelling) for spelling in code_spellings(code))
    mention = re.compile(rf"(?<![0-9A-Za-z])(?:{spelled})(?![0-9A-Za-z])", re.IGNORECASE)
    with opened_workbook(source, name=source.name) as book:
        found = [(str(page.title), _rows(page, mention)) for page in book.worksheets]
    return [PersonRows(sheet, rows) for sheet, rows in found if rows]


def _rows(page: object, mention: re.Pattern[str]) -> tuple[int, ...]:
    numbered = enumerate(page.iter_rows(values_only=True), start=1)  # type: ignore[attr-defined]
    return tuple(
        number
        for number, cells in numbered
        if any(isinstance(cell, str) and mention.search(cell) for cell in cells)
    )
