"""The workbook that one rater fills in: blind unless told, ids locked and as text, kort sagt visible."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from flowmap.files import Written, write_whole
from flowmap.group import Group
from flowmap.records import Speaker
from flowmap.tables import Contacts
from flowmap.tables.rated import ChosenContacts
from flowmap.value.choose import choose_to_rate
from flowmap.value.raters import Rater
from flowmap.value.rating_sheet import (
    FORMAT_NAME,
    FORMAT_VERSION,
    WHO_ANSWERS,
    RatingSheet,
    prepare_band_sheet,
    prepare_contact_sheet,
)
from flowmap.value.rating_words import reason_words, value_words
from flowmap.words import say

HEADING_ROW = 2
_LINE_POINTS = 15
_LISTS = "flowmap-lists"
ABOUT = "flowmap"
_MADE = datetime(2000, 1, 1)  # the same workbook twice is the same bytes


def write_rating_workbook(
    path: str | Path,
    contacts: Contacts,
    *,
    group: Group,
    rater: Rater,
    chosen: ChosenContacts | None = None,
    is_blind: bool = True,
) -> Written:
    """Write the workbook that ``rater`` fills in before the workshop.

    One row is a contact (or, on the second sheet, a recurring service) to give a value, a reason and a
    comment; all that can be rated are there, and a star marks those to rate first (``choose_to_rate``
    unless ``chosen`` is given). Blind by default: it shows no proposal, and nothing of what others said.

    Raises
    ------
    WorkspaceError
        The file cannot be written.
    """
    first = chosen if chosen is not None else choose_to_rate(contacts)
    sheets = [prepare_contact_sheet(contacts, group=group, chosen=first, is_blind=is_blind)]
    sheets.append(prepare_band_sheet(contacts, group=group))
    packed = BytesIO()
    book = open_workbook(packed)
    for sheet in sheets:
        if sheet.rows or sheet is sheets[0]:
            write_rating_sheet(book, sheet, group=group, rater=rater)
    write_lists(book, group)
    write_about(book, contacts, rater=rater, ids=[row_id for sheet in sheets for row_id in sheet.ids])
    book.close()
    return write_whole(path, packed.getvalue())


def open_workbook(packed: BytesIO) -> Any:
    """Return a new workbook in memory whose bytes depend on its content alone, and that holds no formulas."""
    import xlsxwriter

    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(packed, settings | {"strings_to_numbers": False})
    book.set_properties({"created": _MADE, "author": "", "title": say("rating_sheet.title")})
    return book


def write_lists(book: Any, group: Group) -> None:
    """Write the hidden lists that the answer columns choose from."""
    sheet = book.add_worksheet(_LISTS)
    for place, words in enumerate(_lists(group).values()):
        sheet.write_column(0, place, words)
    sheet.very_hidden()


def _lists(group: Group) -> dict[str, list[str]]:
    who = [say(f"speaker.{speaker.value}") for speaker in Speaker]
    return {"value": value_words(group), "reason": reason_words(), WHO_ANSWERS.name: who}


def write_about(book: Any, contacts: Contacts, *, rater: Rater, ids: list[str]) -> None:
    """Write the hidden sheet that tells what the file is, so that it can be taken back in."""
    stamp = contacts.stamp
    sheet = book.add_worksheet(ABOUT)
    facts = {
        "format": FORMAT_NAME,
        "version": str(FORMAT_VERSION),
        "round_id": stamp.round_id,
        "vocabulary_id": stamp.vocabulary_id,
        "coding_id": stamp.coding_id,
        "rater": rater.code,
        "role": rater.role,
        "rating_basis": "consensus" if rater.is_together else "",
        "rows": str(len(ids)),
    }
    for row, (name, text) in enumerate(facts.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, text)
    sheet.very_hidden()


def write_rating_sheet(book: Any, sheet: RatingSheet, *, group: Group, rater: Rater) -> None:
    """Write one sheet to rate on: ids and what the journal says locked, the answers open."""
    formats = _formats(book)
    page = book.add_worksheet(sheet.name)
    page.write_string(0, 0, sheet.head or say("rating_sheet.head", rater=rater.shown), formats["title"])
    page.write_string(1, 0, sheet.how or say("rating_sheet.how"), formats["how"])
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(HEADING_ROW, place, column.heading, formats["heading"])
    for number, cells in enumerate(sheet.rows, start=HEADING_ROW + 1):
        page.set_row(number, _row_height(sheet, cells))
        for place, (column, text) in enumerate(zip(sheet.columns, cells, strict=True)):
            page.write_string(number, place, text, formats["answer" if column.is_answer else "locked"])
    _add_choices(page, sheet, group)
    _lay_out(page, sheet)


def _row_height(sheet: RatingSheet, cells: tuple[str, ...]) -> int:
    """Return the height in points that a row needs: not every program fits rows by itself."""
    widths = [column.width for column in sheet.columns]
    lines = max(-(-(len(text) + 2) // width) for text, width in zip(cells, widths, strict=True))
    return _LINE_POINTS * max(lines, 1)


def _add_choices(page: Any, sheet: RatingSheet, group: Group) -> None:
    """Let the columns with lists offer them, and say kindly what is wrong otherwise."""
    names = [column.name for column in sheet.columns]
    for place, (name, words) in enumerate(_lists(group).items()):
        if name not in names:
            continue
        letter, column = "ABC"[place], names.index(name)
        rule = {
            "validate": "list",
            "source": f"='{_LISTS}'!${letter}$1:${letter}${len(words)}",
            "error_title": say("rating_sheet.not_in_list_title"),
            "error_message": say("rating_sheet.not_in_list"),
        }
        if sheet.rows:
            page.data_validation(HEADING_ROW + 1, column, HEADING_ROW + len(sheet.rows), column, rule)


def _lay_out(page: Any, sheet: RatingSheet) -> None:
    last_row, last_column = HEADING_ROW + max(len(sheet.rows), 1), len(sheet.columns) - 1
    page.autofilter(HEADING_ROW, 0, last_row, last_column)
    page.freeze_panes(HEADING_ROW + 1, 0)
    page.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})
    page.set_landscape()
    page.set_paper(8)  # A3
    page.set_row(HEADING_ROW, 4 * _LINE_POINTS)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADING_ROW)
    page.set_footer(f"&L{say('rating_sheet.footer')}&R&P")


def _formats(book: Any) -> dict[str, Any]:
    line = {"border": 1, "border_color": "#B8C0C8", "valign": "top", "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "how": book.add_format({"font_size": 11, "italic": True}),
        "heading": book.add_format({**line, "bold": True, "bg_color": "#DCE6EE"}),
        "locked": book.add_format({**line, "num_format": "@", "locked": True}),
        "answer": book.add_format({**line, "num_format": "@", "locked": False, "bg_color": "#FFFBE6"}),
    }
