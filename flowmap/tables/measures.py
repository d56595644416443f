"""Measures: one number of one patient with the events that show it; the group's figures."""

from dataclasses import dataclass, field
from typing import ClassVar

from flowmap.tables.table import Column, Table


@dataclass(frozen=True, eq=False, repr=False)
class GroupFigures(Table):
    """One row is one measure over the round's patients (or over one class of an attribute).

    With one or two patients there is no interval; ``rests_on_one`` marks a figure that one patient makes.
    Classes are of attributes with at most six values, and of at least three patients each.
    """

    columns: ClassVar[tuple[Column, ...]] = (
        Column("measure", "label", "id of the measure"),
        Column("provider", "label", "staff, unit, profession, voice or other part", optional=True),
        Column("by", "label", "attribute=class; all for the whole round"),
        Column("amount_unit", "label", "unit of the figures"),
        Column("n", "count", "patients measured"),
        Column("not_measured", "count", "patients without it"),
        Column("not_measured_because", "text", "reasons with counts"),
        Column("is_share", "flag", "share of patients, with a Wilson interval"),
        Column("mean", "number", "mean, or the share", optional=True),
        Column("median", "number", "median", optional=True),
        Column("q1", "number", "lower quartile", optional=True),
        Column("q3", "number", "upper quartile", optional=True),
        Column("low", "number", "lower end of the 95 % interval of the mean or share", optional=True),
        Column("high", "number", "upper end", optional=True),
        Column("interval", "label", "wilson, bootstrap or none"),
        Column("rests_on_one", "flag", "one patient alone makes the figure"),
        Column("values", "text", "the values themselves where there are one or two patients"),
    )


@dataclass(frozen=True, eq=False, repr=False)
class FiguresBeside(Table):
    """One row is a figure of the year, beside the measure of the round that it belongs to; never mixed."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column(
            "measure", "label", "measure, indicator or path rule; missing where none is named", optional=True
        ),
        Column("figure", "label", "what it counts, of a whole population"),
        Column("numerator", "number", "count", optional=True),
        Column("denominator", "number", "count", optional=True),
        Column("on", "time", "date of the figure", optional=True),
        Column("source", "label", "where it stands", optional=True),
    )


@dataclass(frozen=True, eq=False, repr=False)
class Measures(Table):
    """One row is a measure of one patient (and one provider kind, voice or lane where it has parts)."""

    group_figures: GroupFigures = field(default_factory=GroupFigures.empty)
    beside: FiguresBeside = field(default_factory=FiguresBeside.empty)

    columns: ClassVar[tuple[Column, ...]] = (
        Column("patient", "label", "code or pseudonym"),
        Column("measure", "label", "id of the measure, in the catalogue's order"),
        Column(
            "provider",
            "label",
            "part: staff, unit, profession, a voice, a lane; missing for the whole",
            optional=True,
        ),
        Column("amount", "number", "the value; NaN where undefined", optional=True),
        Column("amount_unit", "label", "unit of the amount"),
        Column("numerator", "number", "of the share or count", optional=True),
        Column("denominator", "number", "of the share", optional=True),
        Column("undefined_because", "label", "why there is no amount", optional=True),
        Column("evidence", "ids", "events that show it"),
    )

    def summary(self, *, by: str = "all") -> GroupFigures:
        """Return the group's figures: of the whole round, or of one attribute's classes (``by="sex"``)."""
        figures = self.group_figures.frame
        names = figures["by"].astype(str)
        wanted = names == by if by == "all" else names.str.startswith(f"{by}=")
        return GroupFigures(figures[wanted].reset_index(drop=True), self.stamp)
