"""Reading journals: from sheets and extracts to a ``Journal``, with every row accounted for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flowmap.errors import InputError
from flowmap.group import Group
from flowmap.identity import NOBODY_REMOVED, RemovedPersons
from flowmap.identity.headings import plain
from flowmap.journal.assemble import Assembled, assemble
from flowmap.journal.band_rows import SheetBands, read_bands
from flowmap.journal.column_files import ColumnFile, read_column_file
from flowmap.journal.entry_rows import SheetEntries, read_entries
from flowmap.journal.fields import BANDS, JOURNAL_SHEETS, Sheet
from flowmap.journal.find_headings import HeadingRow
from flowmap.journal.layouts import (
    FLAT,
    Layout,
    field_headings,
    is_without_rows,
    mapped_layout,
    sheet_kind,
    typed_layout,
)
from flowmap.journal.raw_sheet import RawSheet
from flowmap.journal.removed_rows import without_removed
from flowmap.journal.side_sheets import SideRows, read_side_sheet
from flowmap.journal.side_tables import (
    build_basis,
    build_coverage,
    build_patients,
    build_places,
    build_population,
)
from flowmap.journal.sources import Source, read_sources
from flowmap.journal.usual_logs import USUAL_HEADINGS, usual_columns
from flowmap.records import Place, Severity
from flowmap.tables import Journal, Problem, Problems, RowCounts
from flowmap.words import say
from flowmap.workspace import RoundSettings

Columns = str | Path | Mapping[str, object]


@dataclass
class _Parts:
    """What the sheets gave, before it is put together."""

    entries: list[SheetEntries] = field(default_factory=list)
    bands: list[SheetBands] = field(default_factory=list)
    side: SideRows = field(default_factory=SideRows)
    problems: list[Problem] = field(default_factory=list)


def read_journal(
    paths: Source | Sequence[Source],
    *,
    columns: Columns | None = None,
    group: Group | None = None,
    key: bytes = b"",
    settings: RoundSettings | None = None,
    removed: RemovedPersons = NOBODY_REMOVED,
) -> Journal:
    """Read journal sheets and extracts.

    One row of the result's entries is one row of a sheet, parsed and nothing derived; rows read are entries,
    excluded (nullified), rejected and blank ones, always.

    Parameters
    ----------
    paths
        One or several files (``.xlsx``, ``.xlsm``, ``.csv``, ``.txt``, ``.tsv``, ``.parquet``) or frames.
    columns
        The name of a ready column file, the path of another, or a mapping of fields to columns such as
        ``{"patient": "case", "activity": "act", "start": "time"}``. Without it, headings are matched to the
        template's, and then to those of usual event logs.
    group
        The patient group; without one, or with one that takes any activity, any log is read.
    key
        The workspace's key: identifiers become pseudonyms. Without it persons become P01, P02 …
    settings
        The round's settings, for the basis and the review window.
    removed
        Persons taken out of the round: their rows are rejected, each with an error.

    Raises
    ------
    InputError
        A file that cannot be read at all, or no sheet with rows in any of them.
    SettingsError
        A column file that does not hold what it must.
    """
    mapping = read_column_file(columns) if columns is not None else None
    sources = read_sources(paths, HeadingRow(_known_headings(mapping)))
    parts = _Parts()
    for sheet in sources.sheets:
        kept = without_removed(sheet, _layouts(sheet, mapping), removed=removed) if removed else sheet
        _read_sheet(kept, mapping, parts, group=group, key=key)
    if not parts.entries and not parts.bands:
        raise InputError(_nothing_read(parts, ", ".join(sources.hashes), has_columns=mapping is not None))
    read = [part.rows.read for part in parts.entries] + [part.rows.read for part in parts.bands]
    if not any(read):
        raise InputError(say("source.no_rows", file=", ".join(sources.hashes)))
    return _journal(parts, assemble(parts.entries, parts.bands, key=key), sources.hashes, settings)


def _nothing_read(parts: _Parts, files: str, *, has_columns: bool) -> str:
    """Return why no row was read: with a column file, which of its headings are not there."""
    missing = [str(p.values["missing"]) for p in parts.problems if p.rule == "headings_missing"]
    if has_columns and missing:
        return say("source.columns_not_there", file=files, missing=missing[0])
    return say("source.nothing_readable", file=files)


def _known_headings(mapping: ColumnFile | None) -> Callable[[str, str], bool]:
    if mapping is not None:
        sources = mapping.columns.values()
        known = {plain(text) for source in sources for text in (*source.first, *source.join)}
        known |= {plain(text) for text in (*mapping.excluded, *mapping.attributes, *mapping.ignored)}
        return lambda sheet, heading: heading in known or _is_of_template(sheet, heading)
    flat = frozenset(field_headings(FLAT)) | USUAL_HEADINGS

    def is_known(sheet: str, heading: str) -> bool:
        kind = sheet_kind(sheet) if sheet else None
        return heading in (field_headings(kind) if kind else flat)

    return is_known


def _is_of_template(sheet: str, heading: str) -> bool:
    kind = sheet_kind(sheet) if sheet else None
    return kind is not None and heading in field_headings(kind)


def _layouts(sheet: RawSheet, mapping: ColumnFile | None) -> list[Layout]:
    """Return the layouts that a sheet may be read by."""
    usual = usual_columns(sheet)
    kind = sheet_kind(sheet.name) if sheet.name else None
    mapped = [mapped_layout(sheet, columns) for columns in (mapping, usual) if columns is not None]
    return [*mapped, typed_layout(sheet, kind or FLAT)]


def _read_sheet(
    sheet: RawSheet, mapping: ColumnFile | None, parts: _Parts, *, group: Group | None, key: bytes
) -> None:
    kind = sheet_kind(sheet.name) if sheet.name else None
    mapped = mapped_layout(sheet, mapping) if mapping is not None else None
    if mapped is not None and mapped.has("patient") and mapped.has("start"):
        _add_entries(sheet, mapped, parts, group=group, key=key)
    elif kind is None and sheet.name and is_without_rows(sheet.name):
        return
    elif kind is None and mapped is not None:
        _add_entries(sheet, None, parts, group=group, key=key, asked=mapped)
    elif kind is None:
        _add_entries(sheet, _untitled_layout(sheet, group), parts, group=group, key=key)
    elif kind is BANDS:
        _add_bands(sheet, kind, parts, group=group, key=key)
    elif kind in JOURNAL_SHEETS:
        layout = typed_layout(sheet, kind)
        _add_entries(sheet, layout if not layout.missing else None, parts, group=group, key=key, asked=layout)
    else:
        read_side_sheet(sheet, kind, side=parts.side, group=group)


def _untitled_layout(sheet: RawSheet, group: Group | None) -> Layout | None:
    """Return the layout of a sheet without a known name, by its headings alone."""
    typed = typed_layout(sheet, FLAT)
    is_generic = group is None or group.takes_any_activity
    if not typed.missing and not is_generic:
        return typed
    usual = usual_columns(sheet)
    if usual is not None:
        return mapped_layout(sheet, usual)
    return None


def _add_entries(
    sheet: RawSheet,
    layout: Layout | None,
    parts: _Parts,
    *,
    group: Group | None,
    key: bytes,
    asked: Layout | None = None,
) -> None:
    if layout is None:
        if len(sheet):
            missing = ", ".join(asked.missing) if asked else ""
            rule = "headings_missing" if missing else "sheet_not_read"
            place = Place(sheet.file, sheet.name)
            parts.problems.append(
                Problem(rule, Severity.WARNING, place, {"missing": missing, "n": len(sheet)})
            )
        return
    parts.entries.append(read_entries(sheet, layout, group=group, key=key))


def _add_bands(sheet: RawSheet, kind: Sheet, parts: _Parts, *, group: Group | None, key: bytes) -> None:
    layout = typed_layout(sheet, kind)
    if layout.missing:
        _add_entries(sheet, None, parts, group=group, key=key, asked=layout)
        return
    parts.bands.append(read_bands(sheet, layout, group=group, key=key))


def _journal(
    parts: _Parts, found: Assembled, hashes: dict[str, str], settings: RoundSettings | None
) -> Journal:
    patients, person_problems = build_patients(found, parts.side, settings=settings)
    coverage = build_coverage(parts.side)
    read: list[SheetEntries | SheetBands] = [*parts.entries, *parts.bands]
    problems = [*parts.problems, *person_problems, *parts.side.problems]
    for part in read:
        problems += part.problems
    return Journal(
        entries=found.entries,
        bands=found.bands,
        patients=patients,
        coverage=coverage,
        basis=build_basis(found, coverage=coverage, settings=settings),
        places=build_places(parts.side),
        population=build_population(parts.side),
        problems=Problems.of(problems),
        rows=_total([part.rows for part in read]),
        input_hashes=hashes,
        identifiers_found=parts.side.identifiers + sum(part.identifiers for part in read),
    )


def _total(counts: list[RowCounts]) -> RowCounts:
    names = ("read", "entries", "excluded", "rejected", "blank")
    return RowCounts(**{name: sum(getattr(count, name) for count in counts) for name in names})
