"""What a table holds: its columns as arrays, as a pandas frame, or both; each made of the other when asked.

Steps that work on whole columns read arrays and give arrays, and a frame is put together only for those who
look at one. ``Cells`` says of which kind of table it holds a valid one, so that a table takes no other's.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

Array = Any  # a numpy array, or pandas' categorical or nullable integers


class Cells(Mapping[str, Array]):
    """The columns of one table by name. Arrays are shared, and nobody writes to them."""

    __slots__ = ("_arrays", "_frame", "_size", "is_checked", "is_of_step", "kind", "names")

    def __init__(self, kind: type, names: Sequence[str], *, frame: pd.DataFrame | None = None) -> None:
        self.kind = kind
        self.names = tuple(names)
        self.is_checked = False  # until a table has taken it
        self.is_of_step = False
        self._arrays: dict[str, Array] = {}
        self._frame = frame
        self._size = 0 if frame is None else len(frame)

    @classmethod
    def of_step(cls, kind: type, arrays: dict[str, Array]) -> "Cells":
        """Return the columns that a step made for a table, in the table's order.

        For steps whose rows are right by how they are made: the table still checks names, types and lengths,
        and takes the step's word for order, keys and missing cells. Tests build the same table from its frame
        and hold that it is valid. Everybody else builds a table from a frame, and has it checked in full.
        """
        for values in arrays.values():
            if isinstance(values, np.ndarray):
                values.flags.writeable = False
        cells = cls(kind, tuple(arrays))
        cells._arrays, cells.is_of_step = arrays, True
        cells._size = len(next(iter(arrays.values()), ()))
        return cells

    def __getitem__(self, name: str) -> Array:
        if name not in self._arrays:
            if self._frame is None:
                raise KeyError(name)
            values = self._frame[name]
            plain = isinstance(values.dtype, np.dtype)
            self._arrays[name] = values.to_numpy() if plain else values.array
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self._size

    @property
    def frame(self) -> pd.DataFrame:
        """The rows as a frame, made once; those who give it away give a copy."""
        if self._frame is None:
            self._frame = pd.DataFrame(self._arrays, copy=False)
        return self._frame
