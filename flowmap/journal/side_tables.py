"""Tables beside the entries, from rows of their sheets and of the round's settings."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from flowmap.journal.assemble import Assembled
from flowmap.journal.labels import label
from flowmap.journal.side_sheets import Row, SideRows
from flowmap.records import CoverageStatus, Severity
from flowmap.tables import Basis, Coverage, Patients, Places, PopulationFigures, Problem, shape_columns
from flowmap.workspace import RoundSettings

_OWN = tuple(column.name for column in Patients.columns)


def build_patients(
    found: Assembled, side: SideRows, *, settings: RoundSettings | None
) -> tuple[Patients, list[Problem]]:
    """Return every person who has a row anywhere, with attributes; two rows of one person become one."""
    merged: dict[str, Row] = {}
    problems = []
    for row in side.rows.get("patients", []):
        person = str(row["patient"])
        own = merged.setdefault(person, {"patient": person})
        for name, cell in row.items():
            if cell is None or name == "patient":
                continue
            if own.get(name) not in {None, cell}:
                problems.append(Problem("person_twice", Severity.WARNING, values={"person": person}))
            own.setdefault(name, cell)
    for row in side.rows.get("coverage", []):
        merged.setdefault(str(row["patient"]), {"patient": row["patient"]})
    for person in _persons(found):
        merged.setdefault(person, {"patient": person})
    rows = [_windowed(merged[person], settings) for person in sorted(merged)]
    return _patients_table(rows, found.attributes), problems


def _persons(found: Assembled) -> Iterable[str]:
    for frame in (found.entries.frame, found.bands.frame):
        codes = np.unique(frame["patient"].cat.codes.to_numpy())
        yield from frame["patient"].cat.categories[codes[codes >= 0]].tolist()


def _windowed(row: Row, settings: RoundSettings | None) -> Row:
    """Return the row with the round's window where the person has none of their own."""
    if settings is None:
        return row
    general = {"window_start": settings.window.start, "window_end": settings.window.end}
    return {**{name: day for name, day in general.items() if day is not None}, **row}


def _patients_table(rows: list[Row], attributes: pd.DataFrame) -> Patients:
    extra = sorted({name for row in rows for name in row} - set(_OWN))
    persons = [row["patient"] for row in rows]
    told = [row for row in rows if len(row) > 1]
    spoken = pd.DataFrame(told, columns=[*_OWN, *extra], dtype=object).set_index("patient", drop=False)
    frame = spoken.reindex(persons)
    frame["patient"] = persons
    frame = frame.reset_index(drop=True)
    whole = shape_columns(frame, Patients.columns)
    for name in extra:
        whole[name] = _as_label(frame[name])
    for name in attributes.columns:
        column = name if name not in whole else f"{name} (2)"
        whole[column] = _as_label(attributes[name].reindex(persons))
    return Patients(whole)


def _as_label(values: pd.Series) -> pd.Categorical:
    codes, known = pd.factorize(values.astype(object))
    return label(codes.astype(np.int32), [str(text) for text in known])


def build_coverage(side: SideRows) -> Coverage:
    """Return what was reviewed; of two workbooks that speak of a journal, the one that read more counts."""
    ranks = {status.value: rank for rank, status in enumerate(CoverageStatus)}
    best: dict[tuple[str, str], str] = {}
    for row in side.rows.get("coverage", []):
        pair = (str(row["patient"]), str(row["journal"]))
        status = str(row["coverage_status"])
        if pair not in best or ranks[status] < ranks[best[pair]]:
            best[pair] = status
    names = ("patient", "journal", "coverage_status")
    return Coverage.from_rows([dict(zip(names, (*pair, best[pair]), strict=True)) for pair in sorted(best)])


def build_basis(found: Assembled, *, coverage: Coverage, settings: RoundSettings | None) -> Basis:
    """Return the basis that the round's settings give for each person and journal read; empty for none."""
    if settings is None:
        return Basis.empty()
    is_read = coverage.frame["coverage_status"].isin([CoverageStatus.WHOLE.value, CoverageStatus.PART.value])
    pairs: set[tuple[str, str]] = set()
    for frame in (found.entries.frame, found.bands.frame, coverage.frame[is_read]):
        distinct = frame[["patient", "journal"]].drop_duplicates()
        pairs |= set(zip(distinct["patient"].astype(str), distinct["journal"].astype(str), strict=True))
    return Basis.from_rows(settings.basis_rows(sorted(pairs)))


def build_places(side: SideRows) -> Places:
    """Return the ways from home places to units, each once."""
    rows = {(row["home_place"], row["unit"]): row for row in reversed(side.rows.get("places", []))}
    return Places.from_rows([rows[pair] for pair in sorted(rows, key=str)])


def build_population(side: SideRows) -> PopulationFigures:
    """Return the figures of the year."""
    return PopulationFigures.from_rows(list(side.rows.get("population", [])))
