"""Sheets beside the journals: Personer, Granskat, Platser and Årets tal. Small, so read row by row."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from flowmap.group import Group
from flowmap.group.allowed import allowed_words
from flowmap.identity.headings import plain
from flowmap.journal.choices import known_words
from flowmap.journal.entry_cells import CellReader
from flowmap.journal.entry_times import read_row_times
from flowmap.journal.fields import Sheet
from flowmap.journal.found_problems import Cells, FoundProblems
from flowmap.journal.layouts import typed_layout
from flowmap.journal.moments import NOT_A_TIME
from flowmap.journal.raw_sheet import RawSheet
from flowmap.records import JournalName, Severity
from flowmap.tables import Problem

Row = dict[str, object]
_LONGEST_IMPORTANT = 400


@dataclass
class SideRows:
    """Rows of the sheets beside the journals, by sheet, with the problems met."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    identifiers: int = 0


def read_side_sheet(sheet: RawSheet, kind: Sheet, *, side: SideRows, group: Group | None) -> None:
    """Add the rows of one sheet to ``side``."""
    layout = typed_layout(sheet, kind)
    found = FoundProblems(sheet, np.ones(len(sheet), dtype=np.bool_))
    reader = CellReader(layout, found, len(sheet), allowed_words(group))
    for heading in layout.missing:
        found.note("column_missing", Severity.WARNING, heading=heading)
    read: Callable[[RawSheet, CellReader], list[Row]] = {
        "patients": _patients,
        "coverage": _coverage,
        "places": _places,
        "population": _population,
    }[kind.key]
    side.rows.setdefault(kind.key, []).extend(read(sheet, reader))
    side.problems += [*sheet.problems, *found.problems]
    side.identifiers += found.identifiers


def _texts(reader: CellReader, *names: str, longest: int = 200) -> dict[str, list[object]]:
    return {name: list(_listed(reader.text(name, longest=longest))) for name in names}


def _listed(values: pd.Categorical) -> list[str | None]:
    names = [*values.categories, None]
    return [names[code] for code in values.codes]


def _days(sheet: RawSheet, reader: CellReader, name: str) -> list[np.datetime64 | None]:
    times = read_row_times(sheet, reader.layout, found=reader.found, fields=(name, ""))
    return [None if at == NOT_A_TIME else np.datetime64(int(at), "us") for at in times.at]


def _rows(columns: dict[str, list[object]]) -> list[Row]:
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _patients(sheet: RawSheet, reader: CellReader) -> list[Row]:
    codes, is_good = reader.person_codes()
    columns: dict[str, list[object]] = {"patient": list(codes.mapped(codes.texts))}
    columns |= _texts(reader, "age_group", "sex", "municipality", "home_place")
    for name in ("window_start", "window_end", "died_on"):
        columns[name] = list(_days(sheet, reader, name))
    if reader.layout.has("important_to_me"):
        reader.warn_of_names(reader.layout.cells["important_to_me"])
    columns |= _texts(reader, "important_to_me", longest=_LONGEST_IMPORTANT)
    columns["important_by"] = list(_listed(reader.choice("important_by")))
    columns |= {heading: list(_attribute(sheet, reader, heading)) for heading in reader.layout.unknown}
    return [row for row, good in zip(_rows(columns), is_good, strict=True) if good]


def _coverage(_sheet: RawSheet, reader: CellReader) -> list[Row]:
    codes, is_good = reader.person_codes()
    rows = []
    for name in JournalName:
        cells = reader.layout.cells.get(f"coverage_{name}")
        if cells is None:
            continue
        known = known_words("coverage_status")
        answers = cells.column.mapped([known.get(plain(text)) for text in cells.column.texts])
        is_unknown = cells.column.is_filled & np.array([answer is None for answer in answers], dtype=np.bool_)
        if is_unknown.any():
            reader.found.note_cells("coverage_unknown", Severity.WARNING, is_hit=is_unknown, cells=cells)
        people = codes.mapped(codes.texts)
        rows += [
            {"patient": person, "journal": name.value, "coverage_status": answer}
            for person, answer, good in zip(people, answers, is_good, strict=True)
            if good and answer is not None
        ]
    return rows


def _attribute(sheet: RawSheet, reader: CellReader, heading: str) -> list[str | None]:
    """Return a column of the round's own as it stands, identifiers masked."""
    cells = Cells(heading, sheet.column(heading))
    return list(cells.column.mapped(reader.masked(cells, list(cells.column.texts))))


def _places(_sheet: RawSheet, reader: CellReader) -> list[Row]:
    columns: dict[str, list[object]] = {**_texts(reader, "home_place", "unit")}
    columns |= {name: _not_below_zero(reader, name) for name in ("km", "minutes")}
    return [row for row in _rows(columns) if row["home_place"] and row["unit"]]


def _not_below_zero(reader: CellReader, name: str) -> list[object]:
    """Return a field of numbers; one below zero is told, and is none."""
    numbers = reader.number(name)
    is_below = numbers < 0
    if is_below.any():
        cells = reader.layout.cells[name]
        reader.found.note_cells("number_below_zero", Severity.WARNING, is_hit=is_below, cells=cells)
    return list(np.where(is_below, np.nan, numbers))


def _population(sheet: RawSheet, reader: CellReader) -> list[Row]:
    columns: dict[str, list[object]] = {**_texts(reader, "figure", "source")}
    columns |= {name: _not_below_zero(reader, name) for name in ("numerator", "denominator")}
    columns["on"] = list(_days(sheet, reader, "on"))
    return [row for row in _rows(columns) if row["figure"]]
