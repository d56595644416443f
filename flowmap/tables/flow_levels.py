"""A FlowSummary's counts by activity, lane or principal, added up from those by grain."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from flowmap.tables.flow_schema import GRAIN, LEVELS, SCHEMA
from flowmap.tables.segments import Ints, Whole, pack, unpack
from flowmap.tables.tally import Grid, Tally, Ways, join_ways

_ADDS_UP = tuple(name for name, (key, _) in SCHEMA.items() if key[0] == GRAIN)


@dataclass(frozen=True)
class Level:
    """What is counted by one level: the tallies of ``SCHEMA`` in its codes, places, and ways.

    ``places`` are how often each label lies in each lane and principal.
    """

    tallies: Mapping[str, Tally]
    places: Tally
    ways: Ways


def add_up_level(level: str, grains: Grid, *, tallies: Mapping[str, Tally], ways: Ways) -> Level:
    """Return the counts by a level; a level that every grain has one label of its own in takes them as is."""
    codes = grains[:, LEVELS.index(level)]
    nodes = tallies["nodes"]
    own = {name: tallies[f"{level}.{name}"] for name in ("patients", "edge_patients")}
    in_place = [codes, *(grains[:, LEVELS.index(name)] for name in ("lane", "principal"))]
    places = Tally(np.stack([column[nodes.keys[:, 0]] for column in in_place], axis=1), nodes.counts[:, :1])
    places = places.added_up([None, None, None])
    if np.array_equal(codes, np.arange(len(codes))):
        return Level({name: tallies[name] for name in _ADDS_UP} | own, places, ways)
    summed = {
        name: tallies[name].added_up([codes if part == GRAIN else None for part in SCHEMA[name][0]])
        for name in _ADDS_UP
    }
    return Level(summed | own, places, join_ways(ways.recoded(codes), ways.places))


def join_grains(left: Grid, right: Grid, *, sizes: tuple[int, ...]) -> tuple[Grid, Ints, Ints]:
    """Return the grains of both in order, and what each side's grains are among them."""
    keys: Whole = pack(list(np.concatenate([left, right]).T), sizes)
    found, place = np.unique(keys, return_inverse=True)
    return np.stack(unpack(found, sizes), axis=1), place[: len(left)], place[len(left) :]
