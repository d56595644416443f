"""What every table is: a frozen, validated frame with a stamp. An invalid table cannot exist."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, ClassVar, Self, cast

import numpy as np
import pandas as pd

from flowmap.errors import TableError
from flowmap.records import Stamp
from flowmap.tables.cells import Array, Cells
from flowmap.words import has_words, say


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its name, what its cells are, their unit and meaning.

    ``holds`` is one of

    - ``label``: a categorical of texts; missing only where ``optional``
    - ``text``: free text (object or string)
    - ``flag``: bool
    - ``count``: any integer type, never missing
    - ``whole``: pandas' nullable ``Int32`` or ``Int64``
    - ``number``: float64, NaN only where ``optional``
    - ``id``: int64
    - ``time``: datetime64[us], wall clock without zone; NaT only where ``optional``
    - ``ids``: tuples of event ids (object)
    """

    name: str
    holds: str
    meaning: str
    unit: str = ""
    optional: bool = False


_FITS: dict[str, Callable[[Any], bool]] = {
    "label": lambda dtype: isinstance(dtype, pd.CategoricalDtype),
    "text": lambda dtype: dtype == np.object_ or isinstance(dtype, pd.StringDtype),
    "flag": lambda dtype: dtype == np.bool_,
    "count": lambda dtype: isinstance(dtype, np.dtype) and dtype.kind in "iu",
    "whole": lambda dtype: isinstance(dtype, pd.Int32Dtype | pd.Int64Dtype),
    "number": lambda dtype: dtype == np.float64,
    "id": lambda dtype: dtype == np.int64,
    "time": lambda dtype: dtype == np.dtype("datetime64[us]"),
    "ids": lambda dtype: dtype == np.object_,
}
_EMPTY = {
    "label": pd.CategoricalDtype([]),
    "text": object,
    "flag": np.bool_,
    "count": np.int64,
    "whole": "Int32",
    "number": np.float64,
    "id": np.int64,
    "time": "datetime64[us]",
    "ids": object,
}


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """A validated frame. ``frame`` gives a shallow copy, so that nobody can change the original.

    Subclasses list their ``columns`` (all of them, in order; ``extra_columns`` allows more behind), the
    ``key`` whose combination is unique, and check their own order in ``_check_rows``. ``cells`` gives the
    same columns as arrays, for steps that work on whole columns.
    """

    _held: pd.DataFrame | Cells
    stamp: Stamp = Stamp()

    columns: ClassVar[tuple[Column, ...]] = ()
    key: ClassVar[tuple[str, ...]] = ()
    extra_columns: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if not isinstance(self._held, Cells):
            frame = self._held.copy(deep=False)  # who gave it may write to theirs
            object.__setattr__(self, "_held", Cells(type(self), frame.columns, frame=frame))
        cells = self.cells
        if cells.kind is not type(self):
            message = f"{type(self).__name__} cannot hold the rows of {cells.kind.__name__}"
            raise TableError(message)
        if not cells.is_checked:
            self._check_columns()
            self._check_contents(cells)
            cells.is_checked = True

    @property
    def cells(self) -> Cells:
        """The columns as arrays, not to be written to."""
        return cast("Cells", self._held)

    @property
    def frame(self) -> pd.DataFrame:
        """The rows, as a shallow copy: writing to it leaves the table as it is."""
        return self.cells.frame.copy(deep=False)

    @classmethod
    def empty(cls, stamp: Stamp = Stamp()) -> Self:  # noqa: B008 (a frozen record)
        """Return the table without rows."""
        empty: Self = _empty_table(cls, stamp)  # type: ignore[arg-type]
        return empty

    @classmethod
    def empty_frame(cls) -> pd.DataFrame:
        """Return a frame with every column and no row."""
        return _empty_frame(cls.columns).copy(deep=False)

    @classmethod
    def from_rows(cls, rows: list[dict[str, object]], stamp: Stamp = Stamp()) -> Self:  # noqa: B008
        """Build a small table from dictionaries; columns that a row lacks are missing."""
        frame = pd.DataFrame(rows, columns=[c.name for c in cls.columns])
        return cls(shape_columns(frame, cls.columns), stamp)

    def stamped(self, stamp: Stamp) -> Self:
        """Return the same rows under another stamp."""
        return replace(self, stamp=stamp)

    def __len__(self) -> int:
        return self.cells.rows

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self):,} rows)"

    def _repr_html_(self) -> str:
        headings = {c: say(f"column.{c}") for c in self.cells if has_words(f"column.{c}")}
        html: str = self.cells.frame.head(20).rename(columns=headings).to_html(notebook=True, index=False)
        return f"<p><b>{say(f'table.{type(self).__name__}')}</b>: {say('count.row', n=len(self))}</p>{html}"

    def _check_contents(self, cells: Cells) -> None:
        """Check the rows; those that a step made are right by how they are made, if they are as many."""
        if cells.is_of_step:
            if {len(values) for values in cells.values()} != {cells.rows}:
                message = f"{type(self).__name__}: columns differ in length"
                raise TableError(message)
            return
        self._check_missing()
        self._check_key()
        self._check_rows()

    def _check_columns(self) -> None:
        names = [column.name for column in self.columns]
        found = list(self.cells)
        expected = found[: len(names)] if self.extra_columns else found
        if expected != names:
            missing = [n for n in names if n not in found]
            unknown = [n for n in found if n not in names]
            message = f"{type(self).__name__}: columns missing {missing}, unknown {unknown}, or out of order"
            raise TableError(message)
        for column in self.columns:
            dtype = self.cells[column.name].dtype
            if not _FITS[column.holds](dtype):
                message = f"{type(self).__name__}.{column.name} holds {dtype}, not a {column.holds}"
                raise TableError(message)

    def _check_missing(self) -> None:
        for column in self.columns:
            if column.optional or column.holds not in {"label", "time", "number"}:
                continue
            if _has_missing(self.cells[column.name]):
                message = f"{type(self).__name__}.{column.name} has missing cells"
                raise TableError(message)

    def _check_key(self) -> None:
        if not self.key:
            return
        doubled = _is_doubled(self.cells[self.key[0]]) if len(self.key) == 1 else self._has_alike()
        if doubled:
            message = f"{type(self).__name__}: {', '.join(self.key)} is not unique"
            raise TableError(message)

    def _has_alike(self) -> bool:
        return bool(self.cells.frame[list(self.key)].duplicated().any())

    def _check_rows(self) -> None:
        """Check what only this table asks for: order, ranges, relations between columns."""


def _is_doubled(values: Array) -> bool:
    """Return whether a value stands twice; ids are sorted, which is faster than looking each one up."""
    if values.dtype != np.int64:
        return not pd.Series(values, copy=False).is_unique
    ordered = np.sort(values)
    return bool((ordered[1:] == ordered[:-1]).any())


def _has_missing(values: Array) -> bool:
    """Return whether cells are missing; labels are asked for it as the integers they are."""
    if isinstance(values, pd.Categorical):
        return bool(len(values) and values.codes.min() < 0)
    return bool(np.isnat(values).any() if values.dtype.kind == "M" else np.isnan(values).any())


@lru_cache(maxsize=256)
def _empty_table(kind: Any, stamp: Stamp) -> Any:
    return kind(kind.empty_frame(), stamp)


@cache
def _empty_frame(columns: tuple[Column, ...]) -> pd.DataFrame:
    return pd.DataFrame({c.name: pd.Series(dtype=_EMPTY[c.holds]) for c in columns})


def shape_columns(frame: pd.DataFrame, columns: tuple[Column, ...]) -> pd.DataFrame:
    """Return ``frame`` with each column turned into the type it must hold, in order.

    Meant for small tables and for a step's last line; a kernel that already made the right types loses
    nothing by it, since a column that fits is passed on as it is.
    """
    return pd.DataFrame({c.name: _shaped(frame[c.name], c) for c in columns}, index=frame.index)


def _shaped(values: pd.Series, column: Column) -> pd.Series:
    if _FITS[column.holds](values.dtype):
        return values
    if column.holds == "label":
        return pd.Series(_as_label(values), values.index)
    if column.holds in {"text", "ids"}:
        return values.astype(object).where(values.notna(), "" if column.holds == "text" else None)
    return values.astype(_EMPTY[column.holds])


def _as_label(values: pd.Series) -> pd.Categorical:
    """Return texts as a categorical; each distinct one is looked at once."""
    codes, distinct = pd.factorize(values)
    texts = [str(value) for value in distinct]
    known = sorted(set(texts))
    places = {text: place for place, text in enumerate(known)}
    looked_up = np.array([*(places[text] for text in texts), -1], dtype=np.int32)
    return pd.Categorical.from_codes(looked_up[codes], categories=known)
