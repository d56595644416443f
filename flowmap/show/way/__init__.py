"""Min väg: one person's way through care, computed as numbers and then drawn."""

from flowmap.show.way.drawing import draw_way, draw_ways
from flowmap.show.way.prepare import prepare_way

__all__ = ["draw_way", "draw_ways", "prepare_way"]
