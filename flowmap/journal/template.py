"""The workbook that reviewers type in: a first sheet that says how, one a journal, and lists."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from flowmap.files import Written, write_whole
from flowmap.group import Group
from flowmap.journal.fields import SHEETS
from flowmap.journal.template_formats import make_formats
from flowmap.journal.template_guide import write_guide
from flowmap.journal.template_lists import Lists, write_lists
from flowmap.journal.template_sheet import write_sheet
from flowmap.words import say

SheetRows = Mapping[str, Sequence[Mapping[str, object]]]
_CREATED = datetime(2026, 1, 1)  # fixed: the same template has the same bytes


def write_template(path: Path | str, *, group: Group, rows: SheetRows | None = None) -> Written:
    """Write the workbook to type a round in, empty or with rows, and return where it was written.

    ``rows`` has, by a sheet's key, a dictionary for each row with the keys of its fields; a choice is its
    value or its word on screen, a tick ``True``. The same call gives the same bytes.

    Raises
    ------
    WorkspaceError
        The file cannot be written.
    """
    return write_whole(path, template_bytes(group, rows or {}))


def template_bytes(group: Group, rows: SheetRows) -> bytes:
    """Return the workbook as bytes."""
    import xlsxwriter

    store = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(store, options) as book:
        book.set_properties({"title": say("guide.title", group=group.title), "created": _CREATED})
        formats = make_formats(book)
        write_guide(_add(book, "guide"), group=group, formats=formats)
        sheets = {sheet.key: _add(book, sheet.key) for sheet in SHEETS}
        lists = Lists.of(group)
        for sheet in SHEETS:
            write_sheet(sheets[sheet.key], sheet, formats=formats, lists=lists, rows=rows.get(sheet.key, ()))
        write_lists(_add(book, "lists"), lists=lists, formats=formats)
    return store.getvalue()


def _add(book: Any, key: str) -> Any:
    sheet = book.add_worksheet(say(f"sheet.{key}"))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.set_header("&L&A")
    sheet.set_footer(f"&R{say('template.page')}")
    sheet.set_tab_color(_TABS.get(key, "#1F4E5F"))
    return sheet


_REGION, _MUNICIPALITY, _ROUND, _LIST = "#2E75B6", "#548235", "#7F6000", "#A6A6A6"
_TABS = {
    "health_centre": _REGION,
    "inpatient": _REGION,
    "municipal_health": _MUNICIPALITY,
    "municipal_social": _MUNICIPALITY,
    "bands": _MUNICIPALITY,
    "patients": _ROUND,
    "coverage": _ROUND,
    "places": _LIST,
    "population": _LIST,
    "lists": _LIST,
}
