"""The whole route: open a round, map it, count it, write what it shows.

Its verbs are looked up when first used: a second process that only looks at the flow imports no other step.
"""

from importlib import import_module
from typing import TYPE_CHECKING

_HOMES = {
    "OpenRound": "opening",
    "RoundMap": "mapping",
    "RoundOptions": "mapping",
    "check_sources": "mapping",
    "follow_last_round": "following",
    "map_round": "mapping",
    "open_folder": "opening",
    "open_round": "opening",
    "read_log": "reading",
    "read_sources": "mapping",
    "removed_of": "opening",
    "round_tables": "reading",
    "write_round": "writing",
}

__all__ = [*_HOMES]  # noqa: PLE0604 (names, all of them)


def __getattr__(name: str) -> object:
    """Return a verb from the part of the route it lives in."""
    if name not in _HOMES:
        message = f"module 'flowmap.route' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"flowmap.route.{_HOMES[name]}"), name)


if TYPE_CHECKING:
    from flowmap.route.following import follow_last_round as follow_last_round
    from flowmap.route.mapping import RoundMap as RoundMap
    from flowmap.route.mapping import RoundOptions as RoundOptions
    from flowmap.route.mapping import check_sources as check_sources
    from flowmap.route.mapping import map_round as map_round
    from flowmap.route.mapping import read_sources as read_sources
    from flowmap.route.opening import OpenRound as OpenRound
    from flowmap.route.opening import open_folder as open_folder
    from flowmap.route.opening import open_round as open_round
    from flowmap.route.opening import removed_of as removed_of
    from flowmap.route.reading import read_log as read_log
    from flowmap.route.reading import round_tables as round_tables
    from flowmap.route.writing import write_round as write_round
