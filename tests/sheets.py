"""Workbooks and text files made from tables drawn in text, for specs of reading."""

from collections.abc import Mapping
from pathlib import Path

import xlsxwriter

from tests.drawing import drawn

Grid = list[list[object]]


def grid(text: str) -> Grid:
    """Return a drawn table as rows of cells with its headings first; numbers become numbers."""
    frame = drawn(text)
    rows: Grid = [list(frame.columns)]
    rows += [[_cell(cell) for cell in row] for row in frame.itertuples(index=False)]
    return rows


def _cell(cell: object) -> object:
    text = str(cell)
    if cell is None:
        return None
    return float(text) if text.replace(".", "", 1).isdigit() and "." in text else text


def workbook(path: Path, sheets: Mapping[str, str | Grid]) -> Path:
    """Write a workbook with these sheets and return its path."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, cells in enumerate(grid(rows) if isinstance(rows, str) else rows):
                for place, cell in enumerate(cells):
                    if cell is not None:
                        page.write(number, place, cell)
    return path


def text_file(path: Path, text: str, *, encoding: str = "utf-8", line_end: str = "\n") -> Path:
    """Write a text file and return its path."""
    path.write_bytes(text.strip("\n").replace("\n", line_end).encode(encoding))
    return path
