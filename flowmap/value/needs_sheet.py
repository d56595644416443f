"""The needs sheet: findings as proposals, and needs taken on, that a team fills in and sends back."""

from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from flowmap.files import Written, write_whole
from flowmap.group import Group, name_measure
from flowmap.identity import mask_identifiers
from flowmap.records import DecidedIn, Language, NeedStatus
from flowmap.tables import Needs
from flowmap.value.rating_workbook import open_workbook
from flowmap.words import say

FORMAT_NAME = "flowmap-needs"
FORMAT_VERSION = 1
ABOUT = "flowmap"
HEADING_ROW = 2
EMPTY_ROWS = 15
COLUMNS = {  # column of Needs -> width in characters; the first two are locked
    "shown_by": 44,
    "about_patient": 10,
    "in_my_words": 44,
    "need_class": 26,
    "decided_in": 18,
    "responsible_role": 22,
    "action": 40,
    "done_by": 14,
    "need_status": 16,
    "measured_by": 34,
    "need_id": 24,
}
_LOCKED = ("shown_by", "about_patient", "need_id")
_CHOICES = ("need_class", "decided_in", "need_status", "measured_by")
_LAST_ROW = 10_000


def write_needs_sheet(path: str | Path, needs: Needs, *, group: Group, round_id: str = "") -> Written:
    """Write the workbook where a team turns findings into needs, and says how those taken on go.

    One row is a proposal or a need; below stand empty rows for needs that no finding showed. Ids are locked.

    Raises
    ------
    WorkspaceError
        The file cannot be written.
    """
    packed = BytesIO()
    book = open_workbook(packed)
    page = book.add_worksheet(say("needs_sheet.name"))
    lists = choice_words(group)
    _write_rows(book, page, _shown_rows(needs, group))
    _write_lists(book, page, lists, rows=len(needs) + EMPTY_ROWS)
    _write_about(book, {"format": FORMAT_NAME, "version": str(FORMAT_VERSION), "round_id": round_id})
    book.close()
    return write_whole(path, packed.getvalue())


def choice_words(group: Group) -> dict[str, dict[str, str]]:
    """Return for each column with a list its values with their words on screen."""
    measures = [*group.measures.highlight, *(i.id for i in group.indicators), *(r.id for r in group.expected)]
    return {
        "need_class": {item.id: str(item.title) for item in group.need_classes},
        "decided_in": {place.value: say(f"decided_in.{place}") for place in DecidedIn},
        "need_status": {status.value: say(f"need_status.{status}") for status in NeedStatus},
        "measured_by": {measure: name_measure(measure, group) for measure in dict.fromkeys(measures)},
    }


def _shown_rows(needs: Needs, group: Group) -> list[list[str]]:
    lists = choice_words(group)
    rows = []
    for record in needs.frame.astype(object).to_dict("records"):
        cells = {name: "" if pd.isna(record[name]) else record[name] for name in COLUMNS}
        if cells["done_by"]:
            cells["done_by"] = f"{cells['done_by']:%Y-%m-%d}"
        for name in _CHOICES:
            cells[name] = lists[name].get(str(cells[name]), _measure_or_text(name, str(cells[name]), group))
        rows.append([str(cells[name]) for name in COLUMNS])
    return rows


def _measure_or_text(name: str, text: str, group: Group) -> str:
    return name_measure(text, group) if name == "measured_by" and text else text


def _write_rows(book: Any, page: Any, rows: list[list[str]]) -> None:
    formats = _formats(book)
    page.write_string(0, 0, say("needs_sheet.title"), formats["title"])
    page.write_string(1, 0, say("needs_sheet.how"), formats["how"])
    for place, (name, width) in enumerate(COLUMNS.items()):
        page.set_column(place, place, width)
        page.write_string(HEADING_ROW, place, say(f"column.{name}"), formats["heading"])
    for number, cells in enumerate([*rows, *_empty(EMPTY_ROWS)], start=HEADING_ROW + 1):
        for place, (name, text) in enumerate(zip(COLUMNS, cells, strict=True)):
            page.write_string(number, place, text, formats["locked" if name in _LOCKED else "answer"])
    page.freeze_panes(HEADING_ROW + 1, 0)
    page.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})
    page.autofilter(HEADING_ROW, 0, HEADING_ROW + len(rows) + EMPTY_ROWS, len(COLUMNS) - 1)
    page.set_landscape()
    page.set_paper(8)  # A3
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADING_ROW)


def _empty(number: int) -> list[list[str]]:
    return [[""] * len(COLUMNS)] * number


def _write_lists(book: Any, page: Any, lists: dict[str, dict[str, str]], *, rows: int) -> None:
    """Let columns offer their lists; ``measured_by`` and ``decided_in`` take own words too."""
    sheet = book.add_worksheet(say("needs_sheet.lists"))
    sheet.very_hidden()
    for place, (name, words) in enumerate(lists.items()):
        sheet.write_column(0, place, list(words.values()))
        column, letter = list(COLUMNS).index(name), "ABCD"[place]
        rule: dict[str, Any] = {
            "validate": "list",
            "source": f"='{say('needs_sheet.lists')}'!${letter}$1:${letter}${max(len(words), 1)}",
            "error_title": say("needs_sheet.not_in_list_title"),
            "error_message": say("needs_sheet.not_in_list"),
            "show_error": name in ("need_class", "need_status"),
        }
        if words:
            page.data_validation(HEADING_ROW + 1, column, HEADING_ROW + rows, column, rule)


def _write_about(book: Any, facts: dict[str, str]) -> None:
    sheet = book.add_worksheet(ABOUT)
    for row, (name, text) in enumerate(facts.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, text)
    sheet.very_hidden()


def _formats(book: Any) -> dict[str, Any]:
    line = {"border": 1, "border_color": "#B8C0C8", "valign": "top", "text_wrap": True, "num_format": "@"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "how": book.add_format({"font_size": 11, "italic": True}),
        "heading": book.add_format({**line, "bold": True, "bg_color": "#DCE6EE"}),
        "locked": book.add_format({**line, "locked": True}),
        "answer": book.add_format({**line, "locked": False, "bg_color": "#FFFBE6"}),
    }


@cache
def headings() -> dict[str, str]:
    """Return each heading of the sheet, in both languages, with the column of Needs that it names."""
    known = {name: name for name in COLUMNS}
    for name in COLUMNS:
        for language in Language:
            known[say(f"column.{name}", language).casefold()] = name
    return known


def masked(text: str) -> tuple[str, bool]:
    """Return a cell's text with identifiers masked, and whether there were any."""
    found, number = mask_identifiers(text)
    return found, number > 0


def read_day(text: str) -> pd.Timestamp | None:
    """Return the day that a cell says, ``None`` where it says none that can be read."""
    for form in ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y%m%d", "%d/%m %Y", "%d.%m.%Y"):
        try:
            return pd.Timestamp(datetime.strptime(text, form))
        except ValueError:
            continue
    return None
