"""One sheet of the template: headings with help, rows, dropdowns, and what is folded away."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from math import ceil
from typing import Any

from flowmap.journal.fields import Field, Holds, Sheet
from flowmap.journal.template_formats import Formats, width_of
from flowmap.journal.template_lists import Lists
from flowmap.words import say

PREPARED_ROWS = 1500  # dropdowns and date formats reach this far


def write_sheet(
    page: Any,
    sheet: Sheet,
    *,
    formats: Formats,
    lists: Lists,
    rows: Sequence[Mapping[str, object]],
) -> None:
    """Write one sheet with its rows."""
    last = max(PREPARED_ROWS, len(rows) + 500)
    for column, field in enumerate(sheet.fields):
        _set_up_column(page, sheet, column, formats)
        page.write_string(
            0, column, field.heading(), formats.required if field.is_required else formats.heading
        )
        _put_help(page, field, column)
        _restrict(page, lists.source(sheet, field), field, (1, column, last, column))
    for number, row in enumerate(rows, 1):
        page.set_row(number, _height(sheet, row))
        for column, field in enumerate(sheet.fields):
            _write_cell(page, (number, column), field, value=row.get(field.key), style=formats.of(field))
    _mark_rows(page, sheet, formats, last)
    page.set_row(0, 32)
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    page.autofilter(0, 0, max(len(rows), 1), len(sheet.fields) - 1)


def _height(sheet: Sheet, row: Mapping[str, object]) -> float:
    """Return the height of a row in points: programs fit a row to its text only while somebody types."""
    shown = [field for field in sheet.fields if field.is_shown and field.holds is Holds.TEXT]
    lines = [ceil(len(str(row.get(field.key) or "")) / width_of(field)) for field in shown]
    return 15.5 * max(1, *lines, 1)


def _set_up_column(page: Any, sheet: Sheet, column: int, formats: Formats) -> None:
    field = sheet.fields[column]
    folding = {} if field.is_shown else {"level": 1, "hidden": True}
    page.set_column(column, column, width_of(field), formats.of(field), folding)
    if column + 1 == len(sheet.fields) and not field.is_shown:
        page.set_column(column + 1, column + 1, 3, None, {"collapsed": True})


def _put_help(page: Any, field: Field, column: int) -> None:
    """Put the help on the heading: it shows when somebody stands on the cell."""
    parts = [field.help(), say("template.required") if field.is_required else ""]
    message = " ".join(part for part in parts if part)
    if message:
        help_text = {"validate": "any", "input_title": field.heading()[:32], "input_message": message[:255]}
        page.data_validation(0, column, 0, column, help_text)


def _restrict(page: Any, source: str, field: Field, place: tuple[int, int, int, int]) -> None:
    rule = _rule(source, field, place[1])
    if rule:
        page.data_validation(
            *place, {"error_title": say("template.look_again"), "ignore_blank": True, **rule}
        )


def _rule(source: str, field: Field, column: int) -> dict[str, object]:
    """Return what a field's cells are held to. Own words stop only where they could point somebody out."""
    rules: dict[Holds, dict[str, object]] = {
        Holds.CODE: {"validate": "custom", "value": _code_formula(column), "error_type": "stop"},
        Holds.DATE: {
            "validate": "date",
            "criteria": "between",
            "minimum": date(1900, 1, 1),
            "maximum": date(2100, 12, 31),
            "error_type": "warning",
        },
        Holds.CLOCK: {
            "validate": "time",
            "criteria": "between",
            "minimum": time(0, 0),
            "maximum": time(23, 59, 59),
            "error_type": "warning",
        },
        Holds.NUMBER: {"validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning"},
        Holds.TICK: {"validate": "list", "source": ["x"], "show_error": False},
    }
    messages = {Holds.CODE: "code", Holds.DATE: "date", Holds.CLOCK: "clock", Holds.NUMBER: "number"}
    if field.holds in rules:
        key = messages.get(field.holds)
        return {**rules[field.holds], **({"error_message": say(f"template.wrong_{key}")} if key else {})}
    if field.key == "in_short":
        too_long = {"error_type": "stop", "error_message": say("template.too_long")}
        return {"validate": "length", "criteria": "<=", "value": 80, **too_long}
    if not source:
        return {}
    is_free = field.holds is Holds.LISTED or field.key == "profession"  # own words and abbreviations pass
    message = {"error_type": "stop", "error_message": say("template.wrong_choice")}
    return {"validate": "list", "source": source, "show_error": not is_free, **({} if is_free else message)}


def _code_formula(column: int) -> str:
    cell = f"{chr(ord('A') + column)}2"
    return f'=AND(LEN({cell})=3,EXACT(UPPER(LEFT({cell},1)),"P"),ISNUMBER(VALUE(RIGHT({cell},2))))'


def _write_cell(page: Any, place: tuple[int, int], field: Field, *, value: object, style: Any) -> None:
    """Write what a row says; a cell without a value is left to the column's own format."""
    if value is None or value == "" or value is False:
        return
    if isinstance(value, datetime | date | time) and field.holds in {Holds.DATE, Holds.CLOCK}:
        page.write_datetime(*place, value, style)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        page.write_number(*place, value, style)
    else:
        page.write_string(*place, _shown(field, value), style)


def _shown(field: Field, value: object) -> str:
    if value is True:
        return "x"
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return field.choice_words().get(str(value), str(value))


def _mark_rows(page: Any, sheet: Sheet, formats: Formats, last: int) -> None:
    """Tint a cell that must be filled in while its row has a code, and the rows ticked unsure."""
    keys = [field.key for field in sheet.fields]
    for column, field in enumerate(sheet.fields):
        if field.is_required and column:
            letter = chr(ord("A") + column)
            formula = f'=AND($A2<>"",{letter}2="")'
            rule = {"type": "formula", "criteria": formula, "format": formats.missing}
            page.conditional_format(1, column, last, column, rule)
    if "unsure" in keys:
        letter = chr(ord("A") + keys.index("unsure"))
        rule = {"type": "formula", "criteria": f'=${letter}2<>""', "format": formats.unsure}
        page.conditional_format(1, 0, last, len(keys) - 1, rule)
