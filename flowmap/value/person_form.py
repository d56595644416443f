"""The form for the person: A4 in large print, plain words, three choices and a line for why."""

from datetime import date
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any

from flowmap.errors import InputError
from flowmap.files import Written, write_whole
from flowmap.group import Group
from flowmap.tables import Contacts
from flowmap.tables.rated import ChosenContacts
from flowmap.value.choose import choose_to_rate
from flowmap.value.labels import SCALE
from flowmap.value.raters import TEAM, Rater
from flowmap.value.rating_sheet import WHO_ANSWERS, RatingSheet, prepare_band_sheet, prepare_contact_sheet
from flowmap.value.rating_words import value_word
from flowmap.value.rating_workbook import open_workbook, write_about, write_lists, write_rating_sheet
from flowmap.words import day, say

_PAGE_HEIGHT = 725  # points of an A4 page between the margins
_HEIGHTS = {"title": 36, "intro": 66, "who": 30, "choices": 40, "why": 34, "space": 8}
_SIGNS_A_LINE = 52  # of the bold question, in the widest of the fonts that may stand in for Arial
_WIDTHS = (27, 42, 27)  # characters at the small size: together the width of an A4 page


def write_person_form(
    path: str | Path,
    contacts: Contacts,
    *,
    group: Group,
    patient: str,
    rater: Rater,
    chosen: ChosenContacts | None = None,
) -> Written:
    """Write the form for one person's way, to fill in by hand or in a talk, and the sheet to type it in.

    The first sheet prints on A4 in large print; the second takes the answers typed in, with who answered, and
    is taken back as any rating workbook. It asks about the contacts to rate first (``choose_to_rate``,
    unless ``chosen`` is given) and about recurring services. Nothing on it says what anybody else thinks.

    Raises
    ------
    InputError
        The rater is the team: the form is for those who speak for the person. Or the way has no contacts.
    WorkspaceError
        The file cannot be written.
    """
    if rater.role == TEAM:
        raise InputError(say("form.not_team"))
    first = chosen if chosen is not None else choose_to_rate(contacts)
    asked = _prepare_questions(contacts, group, patient, first)
    bands = _to_type_in(prepare_band_sheet(contacts, group=group, patient=patient), rater)
    asked = _to_type_in(asked, rater)
    if not asked.rows:
        raise InputError(say("form.no_contacts"))
    packed = BytesIO()
    book = open_workbook(packed)
    _write_print(book, [asked, bands], group, patient)
    for sheet in (asked, bands):
        if sheet.rows:
            write_rating_sheet(book, sheet, group=group, rater=rater)
    write_lists(book, group)
    write_about(book, contacts, rater=rater, ids=[*asked.ids, *bands.ids])
    book.close()
    return write_whole(path, packed.getvalue())


def _prepare_questions(contacts: Contacts, group: Group, patient: str, chosen: ChosenContacts) -> RatingSheet:
    sheet = prepare_contact_sheet(contacts, group=group, patient=patient)
    ids = {str(number) for number in chosen.frame["event_id"]}
    rows = [row for row in sheet.rows if row[-1] in ids]
    place = [column.name for column in sheet.columns].index("nr")
    numbered = ((*row[:place], str(number), *row[place + 1 :]) for number, row in enumerate(rows, start=1))
    return RatingSheet(say("form.answers"), sheet.columns, tuple(numbered))


def _to_type_in(sheet: RatingSheet, rater: Rater) -> RatingSheet:
    """Return a sheet to type the paper's answers into: its own words above, and who answers in each row."""
    place = [column.name for column in sheet.columns].index("value")
    who = say(f"speaker.{rater.role}")
    return RatingSheet(
        sheet.name,
        (*sheet.columns[:place], WHO_ANSWERS, *sheet.columns[place:]),
        tuple((*row[:place], who, *row[place:]) for row in sheet.rows),
        head=say("form.answers_head"),
        how=say("form.answers_how", who=WHO_ANSWERS.heading),
    )


def _write_print(book: Any, sheets: list[RatingSheet], group: Group, patient: str) -> None:
    formats = _formats(book)
    page = book.add_worksheet(say("form.sheet"))
    page.set_portrait()
    page.set_paper(9)
    page.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.8)
    page.fit_to_pages(1, 0)
    page.hide_gridlines(2)
    page.set_footer(f"&L&14{patient}&C&14{say('form.footer')}&R&14&P")
    for place, width in enumerate(_WIDTHS):
        page.set_column(place, place, width)
    row = _write_head(page, formats, group)
    breaks = []
    used = sum(_HEIGHTS[part] for part in ("title", "intro", "who"))
    for asked in (_asked(sheet, cells) for sheet in sheets for cells in sheet.rows):
        height = _height(asked) + sum(_HEIGHTS[part] for part in ("choices", "why", "space"))
        if used + height > _PAGE_HEIGHT:
            breaks.append(row)
            used = 0
        used += height
        row = _write_question(page, formats, row, asked, group)
    page.set_h_pagebreaks(breaks)
    page.print_area(0, 0, row - 1, len(_WIDTHS) - 1)


def _write_head(page: Any, formats: dict[str, Any], group: Group) -> int:
    question = str(group.value_words.question) if group.value_words else say("form.question")
    lines = (("title", question), ("intro", say("form.intro")), ("who", say("form.who")))
    for row, (name, text) in enumerate(lines):
        page.set_row(row, _HEIGHTS[name])
        page.merge_range(row, 0, row, len(_WIDTHS) - 1, text, formats[name])
    return len(lines)


def _asked(sheet: RatingSheet, cells: tuple[str, ...]) -> str:
    """Return what is asked about: number, what, when and where, in words; below it, how often a service came.

    Never what staff wrote in short: it is shown to the team alone, and the paper is handed out.
    """
    cell = dict(zip((column.name for column in sheet.columns), cells, strict=True))
    is_band = "times_per_week" in cell
    when = _in_words(cell["day"])
    if cell.get("until"):
        when += say("form.until", day=_in_words(cell["until"]))
    elif is_band:
        when = say("form.since", day=when)
    where = cell.get("unit") or cell["lane"]
    head = say("form.contact", nr=cell["nr"], activity=cell["activity"], day=when, where=where)
    often = cell.get("times_per_week")
    return f"{head}\n{say('form.a_week', n=often)}" if often else head


def _height(asked: str) -> int:
    """Return the height in points that a question takes, its lines wrapped."""
    return 8 + 25 * sum(ceil(len(line) / _SIGNS_A_LINE) for line in asked.split("\n"))


def _in_words(written: str) -> str:
    return day(date.fromisoformat(written))


def _write_question(page: Any, formats: dict[str, Any], row: int, asked: str, group: Group) -> int:
    last = len(_WIDTHS) - 1
    page.set_row(row, _height(asked))
    page.merge_range(row, 0, row, last, asked, formats["asked"])
    page.set_row(row + 1, _HEIGHTS["choices"])
    for place, value in enumerate(SCALE):
        page.write_string(row + 1, place, f"☐ {value_word(value, group)}", formats["choice"])
    page.set_row(row + 2, _HEIGHTS["why"])
    page.merge_range(row + 2, 0, row + 2, last, say("form.why"), formats["why"])
    page.set_row(row + 3, _HEIGHTS["space"])
    return row + 4


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "Arial", "text_wrap": True, "valign": "vcenter"}
    return {
        "title": book.add_format({**base, "font_size": 26, "bold": True}),
        "intro": book.add_format({**base, "font_size": 16}),
        "who": book.add_format({**base, "font_size": 16}),
        "asked": book.add_format({**base, "font_size": 17, "bold": True, "top": 2}),
        "choice": book.add_format({**base, "font_size": 16, "border": 1, "indent": 1}),
        "why": book.add_format({**base, "font_size": 16, "bottom": 4, "valign": "bottom"}),
    }
