"""The whole route: open a round, map it, count it, write what it shows."""

from flowmap.route.mapping import RoundMap, RoundOptions, map_round, read_sources

__all__ = ["RoundMap", "RoundOptions", "map_round", "read_sources"]
