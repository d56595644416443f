"""Frames and Parquet files as raw sheets."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from flowmap.errors import InputError
from flowmap.journal.arrow_texts import arrow_column
from flowmap.journal.raw_sheet import LONGEST_CELL, RawColumn, RawSheet, tidy, unique_headings
from flowmap.journal.workbooks import as_text
from flowmap.words import say

_MOST_BYTES = 4_000_000_000
_MOST_COLUMNS = 2_000
_MOST_ROWS = 50_000_000  # a column of one value packs to nothing, whatever its length


def read_frame(frame: pd.DataFrame, *, name: str, offset: int = 1) -> RawSheet:
    """Return a frame as a sheet; rows count from ``offset`` up. The frame stays as it is.

    Raises
    ------
    InputError
        More columns than any extract has.
    """
    if frame.shape[1] > _MOST_COLUMNS:
        raise InputError(say("source.too_many_columns", file=name, n=frame.shape[1], most=_MOST_COLUMNS))
    headings = unique_headings([str(heading) for heading in frame.columns])
    columns = [_column(frame.iloc[:, place]) for place in range(frame.shape[1])]
    return _sheet(columns, headings, name=name, n=len(frame), offset=offset)


def _sheet(
    columns: list[RawColumn], headings: tuple[str, ...], *, name: str, n: int, offset: int
) -> RawSheet:
    is_filled = np.zeros(n, dtype=np.bool_)
    for column in columns:
        is_filled |= column.is_filled
    kept = np.flatnonzero(is_filled)
    if len(kept) < n:
        columns = [RawColumn(column.codes[kept], column.texts) for column in columns]
    return RawSheet(name, "", headings, tuple(columns), kept + offset, n - len(kept))


def read_parquet(path: Path, *, name: str) -> RawSheet:
    """Return a Parquet file as a sheet; its columns count, whatever index a program noted beside them.

    Raises
    ------
    InputError
        No Parquet file, or one that would not fit in memory.
    """
    try:
        table = _parquet_table(path)
        if table is not None:
            columns = [_arrow_cells(table.column(place)) for place in range(table.num_columns)]
            headings = unique_headings([str(heading) for heading in table.column_names])
            return _sheet(columns, headings, name=name, n=table.num_rows, offset=1)
    except Exception:  # Arrow raises whatever a broken part makes it stumble on
        raise InputError(say("source.not_a_table", file=name)) from None
    raise InputError(say("source.too_large_inside", file=name))


def _parquet_table(path: Path) -> Any:
    """Return the table, or ``None`` where the file tells that it would not fit."""
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        told = file.metadata
        size = sum(told.row_group(group).total_byte_size for group in range(told.num_row_groups))
        if size > _MOST_BYTES or told.num_rows > _MOST_ROWS or told.num_columns > _MOST_COLUMNS:
            return None
        return file.read().replace_schema_metadata(None)


def _arrow_cells(cells: Any) -> RawColumn:
    """Return a column of any type that Arrow has; texts stay in its memory."""
    import pyarrow as pa

    kind = cells.type
    if pa.types.is_dictionary(kind) and pa.types.is_string(kind.value_type):
        return arrow_column(cells.cast(pa.string()).dictionary_encode())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return arrow_column(cells.cast(pa.string()).dictionary_encode())
    return _column(cells.to_pandas())


def frame_hash(frame: pd.DataFrame) -> str:
    """Return the hash of a frame's cells and headings."""
    digest = hashlib.blake2b(repr(list(map(str, frame.columns))).encode("utf-8", "replace"), digest_size=16)
    for place in range(frame.shape[1]):
        column = _column(frame.iloc[:, place])
        digest.update(column.codes.tobytes())
        digest.update("\x1f".join(column.texts).encode("utf-8", "replace"))
    return digest.hexdigest()


def _column(cells: pd.Series) -> RawColumn:
    """Return a column of any type as distinct texts."""
    codes, distinct = pd.factorize(cells)
    return tidy(RawColumn(codes.astype(np.int32), _texts(distinct)))


def _texts(distinct: Any) -> list[str]:
    dtype = distinct.dtype
    if isinstance(dtype, pd.DatetimeTZDtype):
        return [moment.isoformat(sep=" ") for moment in distinct]
    if dtype.kind == "M":
        return _moment_texts(np.asarray(distinct))
    return [_safe(as_text(_plain_cell(cell)) or "") for cell in distinct.tolist()]


def _moment_texts(moments: np.ndarray[Any, Any]) -> list[str]:
    """Return moments as texts; a column where every clock is midnight holds days."""
    days = moments.astype("datetime64[D]")
    if (days == moments).all():
        return [str(text) for text in np.datetime_as_string(days)]
    return [str(text) for text in np.datetime_as_string(moments.astype("datetime64[us]"))]


def _plain_cell(cell: object) -> object:
    if isinstance(cell, bytes):
        return cell[:LONGEST_CELL].decode("utf-8", "replace")
    if isinstance(cell, np.generic):
        return cell.item()
    return cell


def _safe(text: str) -> str:
    """Return text without lone surrogates, which no file can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
