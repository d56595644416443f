"""Problems gathered while a sheet is read: every bad cell by its row, counted where there are too many."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from flowmap.identity import find_identifiers, has_identifier
from flowmap.journal.raw_sheet import RawColumn, RawSheet
from flowmap.records import Place, Severity
from flowmap.tables import Problem
from flowmap.words import listed, say

MOST_OF_A_KIND = 200
LONGEST_ECHO = 20

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one field in a sheet: the heading to name, and the texts."""

    heading: str
    column: RawColumn


@dataclass
class FoundProblems:
    """Gathers one sheet's problems; a rule lists its first 200 rows of a column, then says how many more.

    ``is_read`` marks the rows to speak of: those excluded (nullified) are not.
    """

    sheet: RawSheet
    is_read: Flags
    problems: list[Problem] = field(default_factory=list)
    identifiers: int = 0

    def note(self, rule: str, severity: Severity, *, heading: str = "", **values: object) -> None:
        """Note a problem of the sheet or of a whole column."""
        self.problems.append(Problem(rule, severity, self._place(0, heading), values))

    def note_rows(self, rule: str, severity: Severity, *, is_hit: Flags, heading: str = "") -> int:
        """Note a problem for every row that is hit; return how many there are."""
        return self._note(rule, severity, is_hit, heading, lambda _: {})

    def note_cells(
        self,
        rule: str,
        severity: Severity,
        *,
        is_hit: Flags,
        cells: Cells,
        advice: Callable[[str], str] | None = None,
    ) -> int:
        """Note a problem for every cell that is hit, with what stood there where that may be told."""

        def values(place: int) -> dict[str, object]:
            text = cells.column.texts[cells.column.codes[place]]
            advised = advice(text) if advice else ""
            return {"found": echo(text), "advice": advised, "kinds": identifier_kinds(text)}

        return self._note(rule, severity, is_hit, cells.heading, values)

    def _note(
        self,
        rule: str,
        severity: Severity,
        is_hit: Flags,
        heading: str,
        values: Callable[[int], dict[str, object]],
    ) -> int:
        hits = np.flatnonzero(is_hit & self.is_read)
        for place in hits[:MOST_OF_A_KIND]:
            number = int(self.sheet.rows[place])
            self.problems.append(Problem(rule, severity, self._place(number, heading), values(int(place))))
        if len(hits) > MOST_OF_A_KIND:
            self.note("more_like_it", severity, heading=heading, n=len(hits) - MOST_OF_A_KIND)
        return len(hits)

    def _place(self, number: int, heading: str) -> Place:
        return Place(self.sheet.file, self.sheet.name, number, heading)


def identifier_kinds(text: str) -> str:
    """Return in words which kinds of identifier a text holds, without telling any of them."""
    kinds = dict.fromkeys(item.kind for item in find_identifiers(text))
    return listed([say(f"identifier_kind.{kind}") for kind in kinds])


def echo(text: str) -> str:
    """Return what a message may tell of a cell: nothing long, and nothing that may point somebody out."""
    return text if len(text) <= LONGEST_ECHO and not has_identifier(text) else "…"
