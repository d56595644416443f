"""The whole route: open a round, map it, count it, write what it shows."""

from flowmap.route.following import follow_last_round
from flowmap.route.mapping import RoundMap, RoundOptions, check_sources, map_round, read_sources
from flowmap.route.opening import OpenRound, open_folder, open_round, removed_of
from flowmap.route.reading import read_log, round_tables
from flowmap.route.writing import write_round

__all__ = [
    "OpenRound",
    "RoundMap",
    "RoundOptions",
    "check_sources",
    "follow_last_round",
    "map_round",
    "open_folder",
    "open_round",
    "read_log",
    "read_sources",
    "removed_of",
    "round_tables",
    "write_round",
]
