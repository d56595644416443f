"""Gruppens väg: every person a row, laid around a milestone, with the path rules as a matrix."""

from flowmap.show.group_way.drawing import draw_group
from flowmap.show.group_way.prepare import prepare_group

__all__ = ["draw_group", "prepare_group"]
