"""Which column of a sheet holds which field: by the template's headings, or as a column file says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache

import numpy as np

from flowmap.identity.headings import plain
from flowmap.journal.column_files import ColumnFile, Source, Times
from flowmap.journal.fields import (
    JOURNAL,
    JOURNAL_FIELDS,
    JOURNAL_SHEETS,
    SHEETS,
    SHEETS_WITHOUT_ROWS,
    Field,
    Sheet,
)
from flowmap.journal.found_problems import Cells
from flowmap.journal.raw_sheet import RawColumn, RawSheet
from flowmap.records import Language
from flowmap.words import say

FLAT = Sheet("flat", (*JOURNAL_FIELDS, JOURNAL))
_TO_ENTRY = {"date": "start", "clock": "start_clock", "until": "end", "until_clock": "end_clock"}


@dataclass(frozen=True)
class Layout:
    """A sheet's fields with their cells, and the columns that are no field.

    ``own_notes`` never pass the door. ``is_typed`` is true for sheets of the template, typed by hand.
    """

    cells: Mapping[str, Cells]
    unknown: tuple[str, ...] = ()
    own_notes: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    excluded: Mapping[str, frozenset[str]] = field(default_factory=dict)
    times: Times = Times()
    is_typed: bool = False

    def has(self, name: str) -> bool:
        """Return whether the sheet has a column for the field."""
        return name in self.cells


def sheet_kind(title: str) -> Sheet | None:
    """Return the template's sheet that a title names, with number or code behind it forgiven."""
    text = plain(title)
    titles = _titles()
    if text in titles:
        return titles[text]
    near = [name for name in titles if len(name) > 3 and text.startswith(f"{name} ")]
    return titles[max(near, key=len)] if near else None


def is_without_rows(title: str) -> bool:
    """Return whether a title is that of a sheet of the template which holds no rows to read."""
    names = {plain(say(f"sheet.{key}", lang)) for key in SHEETS_WITHOUT_ROWS for lang in Language}
    return plain(title) in names


@cache
def _titles() -> Mapping[str, Sheet]:
    known = {plain(alias): sheet for sheet in SHEETS for alias in sheet.aliases}
    return known | {plain(sheet.title(lang)): sheet for sheet in SHEETS for lang in Language}


@cache
def field_headings(sheet: Sheet) -> Mapping[str, Field]:
    """Return every plain heading that names a field of the sheet: its own words before its aliases."""
    known: dict[str, Field] = {}
    for item in sheet.fields:
        for text in (item.heading(Language.SV), item.heading(Language.EN), item.key):
            known.setdefault(plain(text), item)
    for item in sheet.fields:
        for alias in item.aliases:
            known.setdefault(plain(alias), item)
    return known


def typed_layout(sheet: RawSheet, kind: Sheet) -> Layout:
    """Return the layout of a sheet typed in the template, or of a file with the template's headings."""
    taken: dict[str, str] = {}
    unknown = []
    for heading, found in zip(sheet.headings, _fields_of(sheet, kind), strict=True):
        if found is None or found.key in taken:
            unknown.append(heading)
        else:
            taken[found.key] = heading
    notes = tuple(heading for key, heading in taken.items() if key == "own_note")
    is_entry = kind is FLAT or kind in JOURNAL_SHEETS
    cells = {
        _TO_ENTRY.get(key, key) if is_entry else key: Cells(heading, sheet.column(heading))
        for key, heading in taken.items()
        if key != "own_note"
    }
    missing = tuple(item.heading() for item in kind.fields if item.is_required and item.key not in taken)
    constants = {"journal": kind.journal.value} if kind.journal else {}
    return Layout(cells, tuple(unknown), notes, missing=missing, constants=constants, is_typed=True)


def _fields_of(sheet: RawSheet, kind: Sheet) -> list[Field | None]:
    """Return each heading's field: those that a heading names outright go before those that it may mean."""
    known = field_headings(kind)
    own = {plain(item.heading(lang)) for item in kind.fields for lang in Language}
    texts = [plain(heading) for heading in sheet.headings]
    outright = {known[text].key for text in texts if text in own}
    return [
        known[text] if text in known and (text in own or known[text].key not in outright) else None
        for text in texts
    ]


def mapped_layout(sheet: RawSheet, columns: ColumnFile) -> Layout:
    """Return the layout that a column file gives a sheet; what it does not have is ``missing``."""
    headings = {plain(heading): heading for heading in reversed(sheet.headings)}
    cells: dict[str, Cells] = {}
    missing: list[str] = []
    used: set[str] = set()
    for name, source in columns.columns.items():
        found = [headings[plain(text)] for text in (*source.first, *source.join) if plain(text) in headings]
        if not found or (source.join and len(found) < len(source.join)):
            missing.extend(text for text in (*source.first[:1], *source.join) if plain(text) not in headings)
            continue
        used.update(found)
        cells[name] = Cells(found[0], _gathered(sheet, found, source))
    excluded = {
        headings[plain(text)]: frozenset(plain(value) for value in values)
        for text, values in columns.excluded.items()
        if plain(text) in headings
    }
    rest = [heading for heading in sheet.headings if heading not in used and heading not in excluded]
    ignored = tuple(heading for heading in rest if _is_listed(heading, columns.ignored))
    attributes = tuple(heading for heading in rest if _is_listed(heading, columns.attributes))
    return Layout(
        cells,
        unknown=tuple(h for h in rest if h not in ignored and h not in attributes),
        attributes=attributes,
        ignored=ignored,
        missing=tuple(missing),
        constants=columns.constants,
        defaults=columns.defaults,
        values={name: _plain_values(values) for name, values in columns.values.items()},
        excluded=excluded,
        times=columns.times,
    )


def _plain_values(values: Mapping[str, str]) -> dict[str, str]:
    return {text if text == "*" else plain(text): value for text, value in values.items()}


def _is_listed(heading: str, patterns: tuple[str, ...]) -> bool:
    return any(
        plain(heading) == plain(pattern) or ("*" in pattern and fnmatchcase(heading, pattern))
        for pattern in patterns
    )


def _gathered(sheet: RawSheet, headings: list[str], source: Source) -> RawColumn:
    whole = sheet.column(headings[0])
    for heading in headings[1:]:
        other = sheet.column(heading)
        whole = _joined(whole, other) if source.join else _first_filled(whole, other)
    return whole


def _first_filled(one: RawColumn, other: RawColumn) -> RawColumn:
    moved = np.where(other.codes >= 0, other.codes + len(one.texts), -1)
    codes = np.where(one.codes >= 0, one.codes, moved).astype(np.int32)
    return RawColumn(codes, [*one.texts, *other.texts])


def _joined(one: RawColumn, other: RawColumn) -> RawColumn:
    pairs = (one.codes.astype(np.int64) + 1) * (len(other.texts) + 1) + other.codes + 1
    distinct, codes = np.unique(pairs, return_inverse=True)
    left, right = np.divmod(distinct, len(other.texts) + 1)
    texts = [
        (one.texts[a - 1] if a else "") + (other.texts[b - 1] if b else "")
        for a, b in zip(left.tolist(), right.tolist(), strict=True)
    ]
    blank = np.array([not text for text in texts], dtype=np.bool_)
    return RawColumn(np.where(blank[codes], -1, codes).astype(np.int32), texts)
