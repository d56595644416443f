"""Charts of measures, drawn with matplotlib in the style of the pictures."""

from flowmap.show.charts.comparing import draw_change
from flowmap.show.charts.measuring import draw_load, draw_measures, draw_people_met
from flowmap.show.charts.valuing import draw_value_by

__all__ = ["draw_change", "draw_load", "draw_measures", "draw_people_met", "draw_value_by"]
