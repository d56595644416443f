"""Where a sheet's headings stand: not always in row 1, below titles and empty rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flowmap.identity.headings import plain

HEADING_SEARCHED = 30


@dataclass(frozen=True)
class HeadingRow:
    """Finds the row of headings: the one where ``is_known`` (sheet, plain heading) knows most."""

    is_known: Callable[[str, str], bool]

    def place(self, rows: Sequence[Sequence[str | None]], *, sheet: str = "") -> int:
        """Return the index of the row of headings among the first rows of a sheet.

        Where no row has two known headings, the first with at least two filled cells is taken.
        """
        counts = [self.count(row, sheet=sheet) for row in rows[:HEADING_SEARCHED]]
        best = max(counts, default=0)
        if best >= 2 or (best == 1 and len(rows[counts.index(1)]) == 1):
            return counts.index(best)
        filled = (place for place, row in enumerate(rows) if sum(bool(cell) for cell in row) >= 2)
        return next(filled, 0)

    def count(self, row: Sequence[str | None], *, sheet: str = "") -> int:
        """Return how many different known headings a row has."""
        return len({text for cell in row if cell and self.is_known(sheet, text := plain(cell))})
