"""The geometry of a group's way: rows of marks, and the matrix of path rules, as numbers and texts."""

from dataclasses import dataclass

from flowmap.show.boxes import Box
from flowmap.show.frame import FramedText, LegendItem
from flowmap.show.signs import Mark
from flowmap.show.texts import Text


@dataclass(frozen=True, slots=True)
class Bar:
    """A stay or a recurring service in a person's row; a stay that goes on is open."""

    kind: str  # stay, band
    box: Box
    is_open: bool
    told: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person's row."""

    patient: str
    box: Box
    middle: float
    heading: tuple[Text, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    texts: tuple[Text, ...]  # what lies outside the days shown, or why the row is not aligned


@dataclass(frozen=True, slots=True)
class Cell:
    """What one path rule says of one person; ``sign`` tells what came late from what is not seen."""

    patient: str
    rule_id: str
    x: float
    y: float
    radius: float
    outcome: str
    sign: str
    told: str


@dataclass(frozen=True, slots=True)
class RuleColumn:
    """One path rule: its heading with its standing, and its totals under the rows."""

    rule_id: str
    x: float
    heading: Text
    standing: Text
    total: Text
    beside: Text | None
    told: str


@dataclass(frozen=True, slots=True)
class GroupGeometry:
    """A group's way, whole."""

    name: str
    width: float
    height: float
    title: str
    alt: str
    plot: Box
    matrix: Box
    anchor_x: float
    texts: tuple[Text, ...]
    stamps: tuple[FramedText, ...]
    legend: tuple[LegendItem, ...]
    ticks: tuple[tuple[float, Text], ...]
    rows: tuple[PersonRow, ...]
    columns: tuple[RuleColumn, ...]
    cells: tuple[Cell, ...]
    findings: tuple[FramedText, ...]

    @property
    def every_text(self) -> tuple[Text, ...]:
        """Every text that the picture shows, wherever it stands."""
        found = [*self.texts, *(text for _, text in self.ticks)]
        found += [item.text for item in self.legend]
        found += [item.text for item in (*self.stamps, *self.findings)]
        for row in self.rows:
            found += [*row.heading, *row.texts]
        for column in self.columns:
            found += [column.heading, column.standing, column.total]
            found += [column.beside] if column.beside else []
        return tuple(found)
