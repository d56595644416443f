"""Figures of the year beside the measures that they belong to; no number of theirs meets one of the round."""

from flowmap.group import Group, plain_name
from flowmap.records import Stamp
from flowmap.tables import FiguresBeside, PopulationFigures, shape_columns


def place_figures(population: PopulationFigures, group: Group, *, stamp: Stamp) -> FiguresBeside:
    """Return the figures of the year, those of a measure first, in the order of the group's file.

    One row is a figure as the round's sheet *Årets tal* has it, with the measure, indicator or path rule
    whose words (``[[year_figure]]``) stand in what it counts, before its first comma; none where no words do.
    """
    frame = population.frame
    frame["measure"] = [_measure_of(str(figure), group) for figure in frame["figure"]]
    order = {figure.measure: place for place, figure in enumerate(group.year_figures)}
    frame = frame.sort_values("measure", key=lambda m: m.map(order).fillna(len(order)), kind="stable")
    columns = [column.name for column in FiguresBeside.columns]
    return FiguresBeside(shape_columns(frame[columns].reset_index(drop=True), FiguresBeside.columns), stamp)


def _measure_of(figure: str, group: Group) -> str | None:
    counted = f" {plain_name(figure.partition(',')[0])} "
    for item in group.year_figures:
        if any(f" {plain_name(words)} " in counted for words in item.words):
            return item.measure
    return None
