"""Gruppens flöde: the group's transitions between lanes, in typical order."""

from flowmap.show.flow.drawing import draw_flow
from flowmap.show.flow.drawing import draw_geometry as draw_flow_geometry
from flowmap.show.flow.placement import Placement
from flowmap.show.flow.prepare import prepare_flow

__all__ = ["Placement", "draw_flow", "draw_flow_geometry", "prepare_flow"]
