"""Which way each line goes: out of its box, through gutters and channels, never through a box.

A gutter lies before each column and a channel above each lane (and one below the last). A line leaves its
box to the right through a slot of its own, where its label stands; it runs upright in gutters and level in
channels on tracks of its own; and it enters its target from the left.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flowmap.show.flow.placement import Placement

Edge = tuple[str, str]


@dataclass(frozen=True)
class Route:
    """One line: its slots and tracks. ``out_slot`` is 0 in the middle, negative above it."""

    edge: Edge
    out_slot: int
    in_slot: int
    first_gutter: int
    first_track: int
    channel: int = -1
    channel_track: int = -1
    last_gutter: int = -1
    last_track: int = -1
    is_return: bool = False
    is_straight: bool = False


@dataclass(frozen=True, slots=True)
class _Way:
    """A line before it has tracks."""

    edge: Edge
    first_gutter: int
    last_gutter: int
    channel: int
    is_return: bool
    is_straight: bool
    turn: int  # -1 leaves upwards, 1 downwards, 0 straight


def route_lines(
    edges: Sequence[Edge], placement: Placement, *, backward: frozenset[Edge] = frozenset()
) -> tuple[dict[Edge, Route], Placement]:
    """Return each line's route, and the placement with room for all of them (never less than it had).

    ``backward`` are the lines that go back in the typical order.
    """
    ways = [_way(edge, placement, is_return=edge in backward) for edge in edges]
    out_slots, in_slots = _out_slots(ways, placement), _in_slots(ways, placement)
    upright = _colour(_upright_spans(ways, placement))
    level = _colour(_level_spans(ways))
    routes = {}
    for way in ways:
        routes[way.edge] = Route(
            edge=way.edge,
            out_slot=out_slots[way.edge],
            in_slot=in_slots[way.edge],
            first_gutter=way.first_gutter,
            first_track=upright.get((way.edge, "first"), 0),
            channel=way.channel,
            channel_track=level.get((way.edge, "level"), -1),
            last_gutter=way.last_gutter,
            last_track=upright.get((way.edge, "last"), -1),
            is_return=way.is_return,
            is_straight=way.is_straight,
        )
    return routes, _with_room(placement, routes)


def _way(edge: Edge, placement: Placement, *, is_return: bool) -> _Way:
    (row, column), (to_row, to_column) = placement.cells[edge[0]], placement.cells[edge[1]]
    if to_column == column + 1:
        turn = (to_row > row) - (to_row < row)
        return _Way(edge, column + 1, -1, -1, is_return=is_return, is_straight=turn == 0, turn=turn)
    goes_down = to_row > row or (to_row == row and not is_return)
    channel = row + 1 if goes_down else row
    turn = 1 if goes_down else -1
    return _Way(edge, column + 1, to_column, channel, is_return=is_return, is_straight=False, turn=turn)


def _out_slots(ways: Sequence[_Way], placement: Placement) -> dict[Edge, int]:
    """Return slots: the straight line in the middle, above it those that turn up, below it the others."""
    slots: dict[Edge, int] = {}
    for name in {way.edge[0]: None for way in ways}:
        own = [way for way in ways if way.edge[0] == name]
        own.sort(key=lambda way: (*placement.cells[way.edge[1]][::-1], way.edge[1]))
        for turn in (-1, 1):
            for at, way in enumerate((way for way in own if way.turn == turn), start=1):
                slots[way.edge] = turn * at
        slots |= {way.edge: 0 for way in own if way.turn == 0}
    return slots


def _in_slots(ways: Sequence[_Way], placement: Placement) -> dict[Edge, int]:
    """Return places on the left edge, counted from 0 above; a straight line needs none."""
    slots: dict[Edge, int] = {way.edge: 0 for way in ways}
    for name in {way.edge[1]: None for way in ways}:
        own = [way for way in ways if way.edge[1] == name and not way.is_straight]
        own.sort(key=lambda way: (_comes_from(way, placement), placement.cells[way.edge[0]], way.edge[0]))
        slots |= {way.edge: at for at, way in enumerate(own)}
    return slots


def _comes_from(way: _Way, placement: Placement) -> int:
    """Return where on the height a line comes from: a channel (even) or a lane (odd)."""
    return 2 * way.channel if way.channel >= 0 else 2 * placement.cells[way.edge[0]][0] + 1


Piece = tuple[Edge, str]
Span = tuple[object, int, int]  # where, from, to


def _span(where: object, one: int, other: int) -> Span:
    return where, min(one, other), max(one, other)


def _upright_spans(ways: Sequence[_Way], placement: Placement) -> dict[Piece, Span]:
    spans: dict[Piece, Span] = {}
    for way in ways:
        start, end = (2 * placement.cells[name][0] + 1 for name in way.edge)
        if way.is_straight:
            continue
        if way.channel < 0:
            spans[way.edge, "first"] = _span(way.first_gutter, start, end)
            continue
        spans[way.edge, "first"] = _span(way.first_gutter, start, 2 * way.channel)
        spans[way.edge, "last"] = _span(way.last_gutter, 2 * way.channel, end)
    return spans


def _level_spans(ways: Sequence[_Way]) -> dict[Piece, Span]:
    """Return spans in channels; returns run on tracks that no line forward takes."""
    return {
        (way.edge, "level"): _span((way.channel, way.is_return), way.first_gutter, way.last_gutter)
        for way in ways
        if way.channel >= 0
    }


def _colour(spans: Mapping[Piece, Span]) -> dict[Piece, int]:
    """Give each span the first track in its place that no span touching it has; short ones first."""
    tracks: dict[Piece, int] = {}
    taken: dict[object, list[list[tuple[int, int]]]] = {}
    for piece, (where, low, high) in sorted(
        spans.items(), key=lambda item: (item[1][2] - item[1][1], item[0])
    ):
        lines = taken.setdefault(where, [])
        free = (at for at, spans_there in enumerate(lines) if not _touches(spans_there, low, high))
        at = next(free, len(lines))
        if at == len(lines):
            lines.append([])
        lines[at].append((low, high))
        tracks[piece] = at
    return tracks


def _touches(spans: Iterable[tuple[int, int]], low: int, high: int) -> bool:
    return any(low <= other_high and other_low <= high for other_low, other_high in spans)


def _with_room(placement: Placement, routes: Mapping[Edge, Route]) -> Placement:
    """Return the placement with at least the slots and tracks that the routes need."""
    gutters = [0] * (placement.columns + 1)
    channels = [0] * (2 * (len(placement.lanes) + 1))  # forward and return tracks of each channel
    slots = {name: [0, 0, 0] for name in placement.cells}
    for route in routes.values():
        gutters[route.first_gutter] = max(gutters[route.first_gutter], route.first_track + 1)
        if route.channel >= 0:
            gutters[route.last_gutter] = max(gutters[route.last_gutter], route.last_track + 1)
            at = 2 * route.channel + route.is_return
            channels[at] = max(channels[at], route.channel_track + 1)
        source, target = slots[route.edge[0]], slots[route.edge[1]]
        source[0], source[1] = max(source[0], -route.out_slot), max(source[1], route.out_slot)
        target[2] = max(target[2], 0 if route.is_straight else route.in_slot + 1)
    return replace(
        placement,
        slots={name: _larger(own, placement.slots.get(name, ())) for name, own in slots.items()},
        gutters=_larger(gutters, placement.gutters),
        channels=_larger(channels, placement.channels),
    )


def _larger(own: Sequence[int], kept: Sequence[int]) -> tuple[int, ...]:
    """Return the larger of each pair; what only one has stays."""
    length = max(len(own), len(kept))
    padded = [(*values, *[0] * (length - len(values))) for values in (own, kept)]
    return tuple(max(pair) for pair in zip(*padded, strict=True))
