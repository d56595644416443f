"""A marked copy of a workbook: cells coloured, comments that say why, and a first sheet that lists it all.

The copy is the journal itself and stays in the round.
"""

import re
import warnings
import zipfile
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from flowmap.archives import scan_workbook
from flowmap.errors import InputError, WorkspaceError
from flowmap.files import Written, write_whole, zip_members
from flowmap.identity import mask_identifiers
from flowmap.identity.headings import plain
from flowmap.records import Severity
from flowmap.tables import Problems
from flowmap.words import say

_FILLS = {Severity.ERROR: "FFC7CE", Severity.WARNING: "FFEB9C", Severity.NOTE: "DDEBF7"}
_HEADINGS_SEARCHED = 60
_COMMENT_LINE = 38  # characters to a line of the box, wide letters counted
_MOST_COMMENT = 900  # characters; more does not show in the box
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_ENDINGS = (".xlsx", ".xlsm")
_WIDTHS = (24, 7, 18, 12, 80, 28, 36)
_COLUMNS = ("sheet", "row", "column", "severity", "advice", "rule", "accepted")


def annotate_workbook(path: Path | str, problems: Problems, *, out: Path | str) -> Written:
    """Write a copy of the workbook at ``path`` to ``out``, its problems marked where they stand.

    A problem's cell is coloured and has a comment; one of a whole row marks its first cell, one of a sheet
    or of the round stands on the first sheet only. What the team accepted is listed and not marked. The
    same workbook and problems give the same bytes.

    Raises
    ------
    InputError
        No workbook, or one that is not safe to open.
    WorkspaceError
        ``out`` is the workbook itself, or cannot be written.
    """
    source, target = Path(path), Path(out)
    if source.suffix.lower() not in _ENDINGS:
        raise InputError(say("annotate.not_a_workbook", file=source.name))
    if source.resolve() == target.resolve():
        raise WorkspaceError(say("annotate.itself", file=source.name))
    scan_workbook(source, name=source.name)
    frame = problems.frame
    names = ["", source.name, mask_identifiers(source.name)[0]]
    frame = frame[frame["file"].isin(names) | frame["file"].str.endswith(".toml")]
    book = _open(source)
    pages = _pages(book)
    live = frame[(frame["accepted_because"] == "") & (frame["row"] > 0)]
    for sheet, rows in live.groupby("sheet", sort=True):
        if sheet in pages:
            _mark_sheet(pages[sheet], rows)
    _list_problems(book, frame, pages, file=source.name)
    return write_whole(target, _bytes(book))


def _open(path: Path) -> Any:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl speaks of parts that no marking needs
            return openpyxl.load_workbook(path, keep_links=False)
    except Exception:  # openpyxl raises whatever a broken part makes it stumble on
        raise InputError(say("annotate.not_a_workbook", file=path.name)) from None


def _pages(book: Any) -> dict[str, Any]:
    """Return the sheets by name, as it is and as messages write it."""
    named = {str(page.title): page for page in book.worksheets}
    return {mask_identifiers(title)[0]: page for title, page in named.items()} | named


def _mark_sheet(page: Any, rows: pd.DataFrame) -> None:
    from openpyxl.formatting.formatting import ConditionalFormattingList

    page.conditional_formatting = ConditionalFormattingList()  # the template's own tints would hide the marks
    heads = _headings(page)
    cells = [_column(page, heads, row) for row in rows.itertuples(index=False)]
    places = sorted(
        zip(cells, rows.itertuples(index=False), strict=True), key=lambda item: (item[0], item[1].rule)
    )
    for (number, column), items in groupby(places, key=lambda item: item[0]):
        found = [item for _, item in items]
        _mark_cell(page.cell(number, column), found)


def _headings(page: Any) -> dict[str, int]:
    """Return the column of each heading in the first rows; of the upper one where it stands twice."""
    found: dict[str, int] = {}
    for cells in page.iter_rows(max_row=min(_HEADINGS_SEARCHED, page.max_row)):
        for cell in cells:
            if isinstance(cell.value, str) and plain(cell.value):
                found.setdefault(plain(cell.value), cell.column)
    return found


def _column(page: Any, heads: dict[str, int], row: Any) -> tuple[int, int]:
    """Return row and column of the cell that a problem speaks of, else of the row's first filled one."""
    column = heads.get(plain(row.column)) if row.column else None
    if column is None:
        filled = (cell.column for cell in page[int(row.row)] if cell.value is not None)
        column = next(filled, 1)
    return int(row.row), column


def _mark_cell(cell: Any, found: list[Any]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    worst = min((Severity(item.severity) for item in found), key=list(Severity).index)
    lines = [
        say("annotate.comment", severity=say(f"severity.{item.severity}").capitalize(), advice=item.advice)
        for item in found
    ]
    if cell.comment is not None:
        lines.insert(0, cell.comment.text)
    text = "\n\n".join(dict.fromkeys(lines))[:_MOST_COMMENT]
    cell.fill = PatternFill("solid", start_color=_FILLS[worst], end_color=_FILLS[worst])
    shown = sum(len(line) // _COMMENT_LINE + 1 for line in text.split("\n"))
    cell.comment = Comment(text, "flowmap", width=340, height=30 + 18 * shown)


def _list_problems(book: Any, frame: pd.DataFrame, pages: dict[str, Any], *, file: str) -> None:
    """Write the first sheet: every problem in a row, with a link to its cell."""
    page = book.create_sheet(_free_title(book), 0)
    book.active = 0
    page.append([say("annotate.title", file=mask_identifiers(file)[0])])
    page.append([say("annotate.explanation") if len(frame) else say("annotate.nothing")])
    page.append([say(f"annotate.column_{name}") for name in _COLUMNS])
    for item in frame.itertuples(index=False):
        severity = say(f"severity.{item.severity}")
        row = item.row or None
        page.append([item.sheet, row, item.column, severity, item.advice, item.rule, item.accepted_because])
        if item.sheet in pages and item.row:
            _link(page.cell(page.max_row, 2), pages[item.sheet].title, int(item.row))
    _shape_list(page, frame)


def _link(cell: Any, title: str, row: int) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink

    quoted = title.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A{row}")
    cell.style = "Hyperlink"


def _shape_list(page: Any, frame: pd.DataFrame) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for letter, width in zip("ABCDEFG", _WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    page["A1"].font = Font(name="Calibri", bold=True, size=14)
    for cell in page[3]:
        cell.font = Font(name="Calibri", bold=True)
    for number, item in enumerate(frame.itertuples(index=False), 4):
        for cell in page[number]:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type  # text, never a formula
        colour = "F2F2F2" if item.accepted_because else _FILLS[Severity(item.severity)]
        page.cell(number, 4).fill = PatternFill("solid", start_color=colour, end_color=colour)
        lines = max(len(item.advice) // _WIDTHS[4], len(item.accepted_because) // _WIDTHS[6]) + 1
        page.row_dimensions[number].height = 15.5 * lines
    page.freeze_panes = "A4"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = _fit_to_width()


def _fit_to_width() -> Any:
    from openpyxl.worksheet.properties import PageSetupProperties

    return PageSetupProperties(fitToPage=True)


def _free_title(book: Any) -> str:
    wanted = say("annotate.sheet")
    names = (wanted, *(f"{wanted} ({n})" for n in range(2, 1000)))
    return next(name for name in names if name not in book.sheetnames)


def _bytes(book: Any) -> bytes:
    """Return the workbook without the time and the name that saving puts into its properties."""
    from openpyxl.packaging.core import DocumentProperties

    book.properties = DocumentProperties(creator="")
    saved = BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    return zip_members((name, _untimed(name, content)) for name, content in parts)


def _untimed(name: str, content: bytes) -> bytes:
    return _MODIFIED.sub(rb"\g<1>2026-01-01T00:00:00Z", content) if name == "docProps/core.xml" else content
