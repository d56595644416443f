"""Problems: bad data as rows, all at once, in the user's language."""

from dataclasses import dataclass, field
from typing import ClassVar

from flowmap.records import Place, Severity
from flowmap.tables.table import Column, Table
from flowmap.words import say


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about the data. ``rule`` is a key ``problem.<rule>`` of the catalogue.

    ``values`` fill in its text; a cell is echoed only in coded columns, when the finder is silent and it
    has at most 20 characters.
    """

    rule: str
    severity: Severity
    place: Place = Place()
    values: dict[str, object] = field(default_factory=dict)

    def sentence(self) -> str:
        """Return place and text in the screen language."""
        return f"{_where(self.place)}{say(f'problem.{self.rule}', None, **self.values)}"


def _where(place: Place) -> str:
    parts = [part for part in (place.file, place.sheet) if part]
    if place.row:
        parts.append(say("problem_place.row", row=str(place.row)))
    if place.column:
        parts.append(place.column)
    return f"{', '.join(parts)}: " if parts else ""


@dataclass(frozen=True, eq=False, repr=False)
class Problems(Table):
    """One row is one problem; ``advice`` says in the screen language what was found and what to do."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("file", "text", "source file's name; empty where it concerns the round"),
        Column("sheet", "text", "source sheet's name"),
        Column("row", "count", "row as its program shows it; 0 where it concerns the sheet"),
        Column("column", "text", "heading of the column"),
        Column("rule", "text", "name of the check"),
        Column("severity", "label", "error, warning, note"),
        Column("advice", "text", "what was found and what to do"),
        Column("accepted_because", "text", "reason in round.toml that accepts it; empty where none"),
    )

    @classmethod
    def of(cls, problems: list[Problem]) -> "Problems":
        """Build the table, errors first, then by place."""
        ranks = {severity: rank for rank, severity in enumerate(Severity)}
        ordered = sorted(
            problems, key=lambda p: (ranks[p.severity], p.place.file, p.place.sheet, p.place.row)
        )
        return cls.from_rows([_row(problem) for problem in ordered])

    def together(self, other: "Problems") -> "Problems":
        """Return these problems and then those of another table."""
        frames = [table.frame.astype(object) for table in (self, other) if len(table)]
        rows = [row for frame in frames for row in frame.to_dict("records")]
        return type(self).from_rows(rows, self.stamp)

    def counts(self) -> dict[str, int]:
        """Return the number of problems of each severity that nobody accepted."""
        frame = self.frame
        live = frame[frame["accepted_because"] == ""]
        return {s.value: int((live["severity"] == s.value).sum()) for s in Severity}


def _row(problem: Problem) -> dict[str, object]:
    place = problem.place
    return {
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "rule": problem.rule,
        "severity": problem.severity.value,
        "advice": say(f"problem.{problem.rule}", None, **problem.values),
        "accepted_because": "",
    }
