"""Keep: which activities and transitions stay in a graph, so that it is small and still hangs together."""

from dataclasses import dataclass

import numpy as np

from flowmap.tables.segments import Flags, Whole

Link = tuple[int, int]


@dataclass(frozen=True)
class Links:
    """Transitions by the places of their nodes, the strongest first; loops are no way in or out."""

    left: Whole
    right: Whole
    strong: Flags

    @property
    def ranked(self) -> list[tuple[int, Link]]:
        """Each transition between two nodes with its place, the strongest first."""
        pairs = zip(self.left.tolist(), self.right.tolist(), strict=True)
        return [(place, pair) for place, pair in enumerate(pairs) if pair[0] != pair[1]]


def keep_connected(node_strong: Flags, links: Links) -> tuple[Flags, Flags]:
    """Return the nodes and links to keep.

    They are the strong ones, each kept node's strongest way in and out, and what it takes to hang together
    as far as the ways do. A node that is too weak comes back only where a
    kept one would otherwise have no way in or out, or stand apart.
    """
    nodes = set(np.flatnonzero(node_strong).tolist())
    kept = {
        place
        for place, (a, b) in enumerate(zip(links.left.tolist(), links.right.tolist(), strict=True))
        if links.strong[place] and a in nodes and b in nodes
    }
    kept |= _strongest_ways(nodes, links.ranked)
    kept |= _bridges(nodes, kept, links.ranked)
    node_flags, link_flags = np.zeros(len(node_strong), np.bool_), np.zeros(len(links.left), np.bool_)
    node_flags[sorted(nodes)] = True
    link_flags[sorted(kept)] = True
    return node_flags, link_flags


def _strongest_ways(nodes: set[int], ranked: list[tuple[int, Link]]) -> set[int]:
    """Return each node's strongest way in and out, to kept nodes where there are any; adds to ``nodes``."""
    kept: set[int] = set()
    waiting = sorted(nodes)
    while waiting:
        node = waiting.pop(0)
        for end in (0, 1):
            own = [(place, pair) for place, pair in ranked if pair[end] == node]
            among = [item for item in own if item[1][1 - end] in nodes]
            for place, pair in (among or own)[:1]:
                kept.add(place)
                if pair[1 - end] not in nodes:
                    nodes.add(pair[1 - end])
                    waiting.append(pair[1 - end])
    return kept


def _bridges(nodes: set[int], kept: set[int], ranked: list[tuple[int, Link]]) -> set[int]:
    """Return the strongest links that join what stands apart; adds the nodes on the way to ``nodes``."""
    inside = [item for item in ranked if set(item[1]) <= nodes]
    outside = [item for item in ranked if not set(item[1]) <= nodes]
    groups = _Groups()
    for place, (a, b) in ranked:
        if place in kept:
            groups.join(a, b)
    added = [(place, pair) for place, pair in inside + outside if groups.join(*pair)]
    return _without_dead_ends(nodes, kept, added, dict(ranked))


def _without_dead_ends(
    nodes: set[int], kept: set[int], added: list[tuple[int, Link]], pairs: dict[int, Link]
) -> set[int]:
    """Return the added links that lead somewhere: weak nodes that only hang on are cut off again."""
    while True:
        count: dict[int, int] = {}
        for pair in [pairs[place] for place in kept if place in pairs] + [pair for _, pair in added]:
            for node in pair:
                count[node] = count.get(node, 0) + 1
        useful = [(p, pair) for p, pair in added if all(n in nodes or count[n] > 1 for n in pair)]
        if len(useful) == len(added):
            break
        added = useful
    nodes.update(node for _, pair in added for node in pair)
    return {place for place, _ in added}


class _Groups:
    """Which nodes hang together so far."""

    def __init__(self) -> None:
        self.head: dict[int, int] = {}

    def _find(self, node: int) -> int:
        while self.head.setdefault(node, node) != node:
            node = self.head[node]
        return node

    def join(self, left: int, right: int) -> bool:
        """Join two nodes' groups; return whether they were apart."""
        a, b = self._find(left), self._find(right)
        self.head[max(a, b)] = min(a, b)
        return a != b
