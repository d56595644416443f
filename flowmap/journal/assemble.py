"""Sheets' rows put together: everybody gets a code, every entry an id, and the tables are built."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.journal.band_rows import SheetBands
from flowmap.journal.entry_ids import RowHash, entry_ids
from flowmap.journal.entry_rows import SheetEntries
from flowmap.journal.labels import label, stacked
from flowmap.journal.persons import first_times, gathered_texts, name_patients, name_staff
from flowmap.journal.raw_sheet import RawColumn
from flowmap.tables import BandEntries, Entries, shape_columns


@dataclass(frozen=True)
class Assembled:
    """The entries and bands of all sheets, and each person's attributes from extracts."""

    entries: Entries
    bands: BandEntries
    attributes: pd.DataFrame


def assemble(sheets: Sequence[SheetEntries], bands: Sequence[SheetBands], *, key: bytes) -> Assembled:
    """Return the tables of what all sheets say."""
    known, moved = gathered_texts([*(part.patient for part in sheets), *(part.patient for part in bands)])
    of_entries = _together(moved[: len(sheets)])
    of_bands = _together(moved[len(sheets) :])
    names = _names(known, sheets, bands, (of_entries, of_bands), key)
    hashes = _person_hashes(names if key else known, key)
    frame = _entries_frame(sheets, label(of_entries, names), hashes[of_entries], key)
    band_frame = _bands_frame(bands, label(of_bands, names), hashes[of_bands])
    return Assembled(Entries(frame), BandEntries(band_frame), _attributes(sheets, label(of_entries, names)))


def _together(codes: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
    return np.concatenate(codes) if codes else np.empty(0, dtype=np.int32)


def _names(
    known: list[str],
    sheets: Sequence[SheetEntries],
    bands: Sequence[SheetBands],
    codes: tuple[NDArray[np.int32], NDArray[np.int32]],
    key: bytes,
) -> list[str]:
    starts = [part.columns["start"] for part in sheets] + [part.columns["start_on"] for part in bands]
    times = np.concatenate(starts).astype(np.int64) if starts else np.empty(0, dtype=np.int64)
    first = first_times(np.concatenate(codes), times, n=len(known))
    latest = (
        int(times.max().astype("datetime64[us]").astype("datetime64[Y]").astype(int)) + 1970
        if len(times)
        else 0
    )
    return name_patients(known, first, typed=_typed_codes(sheets, bands), key=key, latest_year=latest)


def _typed_codes(sheets: Sequence[SheetEntries], bands: Sequence[SheetBands]) -> frozenset[str]:
    columns = [part.patient for part in sheets if part.is_typed] + [part.patient for part in bands]
    return frozenset(gathered_texts(columns)[0])


def _person_hashes(known: list[str], key: bytes) -> NDArray[np.uint64]:
    """Return each person's part of an entry's hash: of what the source calls them, as codes may change."""
    said = RowHash(len(known), key=key)
    said.add_texts("patient", RawColumn(np.arange(len(known), dtype=np.int32), known))
    return said.row_hashes()


def _entries_frame(
    sheets: Sequence[SheetEntries], patient: pd.Categorical, hashes: NDArray[np.uint64], key: bytes
) -> pd.DataFrame:
    if not sheets:
        return Entries.empty_frame()
    columns = {name: _stacked([part.columns[name] for part in sheets]) for name in sheets[0].columns}
    whole = hashes + np.concatenate([part.hashes for part in sheets])
    columns |= {"patient": patient, "entry_id": entry_ids(whole), "staff": _staff(sheets, key)}
    frame = pd.DataFrame({column.name: columns[column.name] for column in Entries.columns}, copy=False)
    return shape_columns(frame, Entries.columns)


def _bands_frame(
    bands: Sequence[SheetBands], patient: pd.Categorical, hashes: NDArray[np.uint64]
) -> pd.DataFrame:
    if not bands:
        return BandEntries.empty_frame()
    columns = {name: _stacked([part.columns[name] for part in bands]) for name in bands[0].columns}
    whole = hashes + np.concatenate([part.hashes for part in bands])
    columns |= {"patient": patient, "entry_id": entry_ids(whole)}
    frame = pd.DataFrame({column.name: columns[column.name] for column in BandEntries.columns})
    return shape_columns(frame, BandEntries.columns)


def _stacked(parts: list[Any]) -> Any:
    if isinstance(parts[0], pd.Categorical):
        return parts[0] if len(parts) == 1 else stacked(parts)
    if isinstance(parts[0], pd.api.extensions.ExtensionArray):
        return pd.concat([pd.Series(part) for part in parts], ignore_index=True).array
    return np.concatenate(parts)


def _staff(sheets: Sequence[SheetEntries], key: bytes) -> pd.Categorical:
    known, codes = gathered_texts([part.staff for part in sheets])
    return label(_together(codes), name_staff(known, key=key))


def _attributes(sheets: Sequence[SheetEntries], patient: pd.Categorical) -> pd.DataFrame:
    """Return each person's first filled cell of every attribute column, with persons as index."""
    starts = np.cumsum([0, *(len(part.hashes) for part in sheets)])
    found: dict[str, pd.Series] = {}
    for part, start in zip(sheets, starts[:-1], strict=True):
        who = patient[start : start + len(part.hashes)]
        for name, cells in part.attributes.items():
            rows = np.flatnonzero(cells.codes >= 0)
            persons, first = np.unique(who.codes[rows], return_index=True)
            texts = np.asarray(cells.categories, dtype=object)[cells.codes[rows][first]]
            own = pd.Series(texts, index=pd.Index(who.categories[persons], dtype=object), dtype=object)
            found[name] = found[name].combine_first(own) if name in found else own
    persons = patient.categories[np.unique(patient.codes)]
    return pd.DataFrame(found, index=pd.Index(sorted(persons), dtype=object))
