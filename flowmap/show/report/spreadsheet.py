"""Tables for Excel: one workbook with typed columns and a sheet that explains each, and CSV files."""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd

from flowmap.files import rezip
from flowmap.records import Language
from flowmap.show.report.cells import NO_NAMES, harmless, heading, readable
from flowmap.show.report.labels import Names
from flowmap.tables import Column, Table
from flowmap.words import has_words, number, say, screen_language

_CREATED = datetime(2020, 1, 1)
WORKBOOK = "tabeller.xlsx"
MOST_SHEET_ROWS = 50_000  # more rows are for CSV: a workbook of that size opens slowly, or not at all
_MOST_LETTERS = 32_767


def table_files(tables: Sequence[Table], names: Names = NO_NAMES) -> dict[str, bytes]:
    """Return the workbook, and each table's CSV file, by the file's name within the folder."""
    frames = [readable(table, names) for table in tables]
    texts = [_csv_text(frame.copy(deep=False)).encode("utf-8-sig") for frame in frames]
    written = {csv_name(table): text for table, text in zip(tables, texts, strict=True)}
    return {WORKBOOK: _workbook_bytes(tables, frames), **written}


def _workbook_bytes(tables: Sequence[Table], frames: Sequence[pd.DataFrame]) -> bytes:
    """Return a workbook with a sheet a table and, first, one that explains every column.

    Texts stay texts: no formula, no link. Days and times are typed. Tables with more than
    ``MOST_SHEET_ROWS`` rows are left to their CSV files, and the first sheet says so.
    """
    import xlsxwriter

    written = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(written, {**options, "nan_inf_to_errors": False})
    book.set_properties({"created": _CREATED, "title": say("report.tables_title")})
    formats = _formats(book)
    shown = [table for table in tables if 0 < len(table) <= MOST_SHEET_ROWS]
    long = [table for table in tables if len(table) > MOST_SHEET_ROWS]
    _write_explanation(book.add_worksheet(say("report.explanation_sheet")), shown, long, formats=formats)
    for table, frame in zip(tables, frames, strict=True):
        if table in shown:
            _write_table(book.add_worksheet(sheet_name(table)), frame, formats)
    book.close()
    return rezip(written.getvalue())


def sheet_name(table: Table) -> str:
    """Return the name of a table's sheet: at most 31 characters, none that Excel refuses."""
    kind = type(table).__name__
    name = say(f"table_sheet.{kind}") if has_words(f"table_sheet.{kind}") else say(f"table.{kind}")
    return "".join("-" if sign in "[]:*?/\\" else sign for sign in name)[:31]


def plain_name(name: str) -> str:
    """Return a name as a file may carry it on every machine.

    Examples
    --------
    >>> plain_name("Återkommande insatser")
    'aterkommande-insatser'
    """
    letters = name.casefold().translate(str.maketrans("åäöé", "aaoe"))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "tabell"


def csv_name(table: Table) -> str:
    """Return the name of a table's CSV file within the folder of the round's outputs."""
    return f"tabeller/{plain_name(sheet_name(table))}.csv"


def _formats(book: Any) -> dict[str, Any]:
    return {
        "head": book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "text": book.add_format({"num_format": "@"}),
        "number": book.add_format({"num_format": "#,##0.##"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _write_explanation(
    sheet: Any, tables: Sequence[Table], long: Sequence[Table], *, formats: dict[str, Any]
) -> None:
    titles = [say(f"report.explain_{part}") for part in ("table", "heading", "name", "meaning", "unit")]
    sheet.write_row(0, 0, titles, formats["head"])
    rows = [_only_csv(table) for table in long]
    rows += [_explained(table, column) for table in tables for column in table.columns]
    for at, cells in enumerate(rows, start=1):
        for place, text in enumerate(cells):
            sheet.write_string(at, place, text, formats["wrap"])
    for place, width in enumerate((26, 34, 22, 80, 18)):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)


def _only_csv(table: Table) -> tuple[str, ...]:
    """Return the line of a table that has no sheet of its own, with where it is instead."""
    meaning = say(
        "report.only_csv", file=csv_name(table), rows=number(len(table)), most=number(MOST_SHEET_ROWS)
    )
    return (sheet_name(table), "", "", meaning, "")


def _explained(table: Table, column: Column) -> tuple[str, ...]:
    meaning = say(f"column_help.{column.name}")
    return (sheet_name(table), heading(column.name), column.name, meaning, _unit(column))


def _unit(column: Column) -> str:
    return say(f"column_unit.{column.unit.replace(' ', '_')}") if column.unit else ""


def _write_table(sheet: Any, frame: pd.DataFrame, formats: dict[str, Any]) -> None:
    for place, name in enumerate(frame.columns):
        sheet.write_string(0, place, heading(name), formats["head"])
        width = _write_column(sheet, frame[name], place, formats)
        sheet.set_column(place, place, min(max(width + 2, 8), 60))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def _write_column(sheet: Any, values: pd.Series, place: int, formats: dict[str, Any]) -> int:
    """Write one column in its own type and return how many letters wide it is."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return _write_times(sheet, values, place, formats)
    if pd.api.types.is_bool_dtype(values.dtype):
        return _write_texts(sheet, _yes_or_empty(values).tolist(), place, formats)
    if pd.api.types.is_numeric_dtype(values.dtype):
        return _write_numbers(sheet, values, place, formats)
    texts = values.astype(object).where(values.notna(), "").tolist()
    return _write_texts(sheet, [str(text) for text in texts], place, formats)


def _yes_or_empty(flags: pd.Series) -> pd.Series:
    words = [say("base.yes") if flag else "" for flag in flags.tolist()]
    return pd.Series(words, index=flags.index, dtype=object)


def _write_numbers(sheet: Any, values: pd.Series, place: int, formats: dict[str, Any]) -> int:
    known = values.notna().to_numpy()
    numbers = values.astype("Float64").to_numpy(dtype=float, na_value=0.0)
    for row in known.nonzero()[0].tolist():
        sheet.write_number(row + 1, place, numbers[row], formats["number"])
    return 8


def _write_texts(sheet: Any, texts: list[str], place: int, formats: dict[str, Any]) -> int:
    for row, text in enumerate(texts, start=1):
        if text:
            sheet.write_string(row, place, text[:_MOST_LETTERS], formats["text"])
    return max((len(text) for text in texts[:200]), default=0)


def _write_times(sheet: Any, values: pd.Series, place: int, formats: dict[str, Any]) -> int:
    known = values.dropna()
    shape = "day" if (known == known.dt.normalize()).all() else "time"
    for row, moment in enumerate(values.tolist(), start=1):
        if moment is not pd.NaT:
            sheet.write_datetime(row, place, moment.to_pydatetime(), formats[shape])
    return 16


def _all_harmless(values: pd.Series) -> pd.Series:
    """Return a column whose texts no spreadsheet takes for formulas; like texts are looked at once."""
    codes, texts = pd.factorize(values.astype(object))
    safe = [harmless(text) if isinstance(text, str) else text for text in texts]
    found = np.array([*safe, None], dtype=object)[codes]
    return pd.Series(found, index=values.index, dtype=object)


def csv_text(table: Table, names: Names = NO_NAMES) -> str:
    """Return a table as CSV that Excel in the screen language opens by double-click, safe against formulas.

    Swedish: semicolon and decimal comma; English: comma and decimal point. Write it in ``utf-8-sig``.
    """
    return _csv_text(readable(table, names))


def _csv_text(frame: pd.DataFrame) -> str:
    for name in frame.columns:
        if pd.api.types.is_bool_dtype(frame[name].dtype):
            frame[name] = _yes_or_empty(frame[name])
        if frame[name].dtype == object or isinstance(frame[name].dtype, pd.StringDtype):
            frame[name] = _all_harmless(frame[name])
    frame.columns = [heading(name) for name in frame.columns]
    is_swedish = screen_language() is Language.SV
    text: str = frame.to_csv(
        index=False, sep=";" if is_swedish else ",", decimal="," if is_swedish else ".", lineterminator="\r\n"
    )
    return text
