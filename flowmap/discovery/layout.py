"""A process tree drawn as BPMN: boxes, gateways and ways between them, placed by what the tree says.

A block is laid out in its own coordinates and then moved, so that the same tree always gives the same
picture and a part that did not change looks as it did. pm4py's own converter gives random ids and no places.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from flowmap.discovery.model import ModelEdge, ModelNode, PartialOrder, Tree
from flowmap.discovery.trees import possible

TASK = (120.0, 60.0)
GATEWAY = 40.0
EVENT = 36.0
_APART = 40.0  # between parts of a sequence, and between a gateway and what it opens
_ABOVE = 24.0  # between branches
_EMPTY = 24.0  # height of a branch without anything
_MARGIN = 20.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Block:
    """A part of the picture. ``middle`` is the height at which it is entered and left.

    ``first`` and ``last`` are the nodes there, empty where the block holds none.
    """

    nodes: tuple[ModelNode, ...]
    edges: tuple[ModelEdge, ...]
    width: float
    height: float
    middle: float
    first: str = ""
    last: str = ""

    def moved(self, x: float, y: float) -> "Block":
        """Return the block ``x`` further right and ``y`` further down."""
        nodes = tuple(replace(node, x=node.x + x, y=node.y + y) for node in self.nodes)
        edges = tuple(replace(e, points=tuple((px + x, py + y) for px, py in e.points)) for e in self.edges)
        return replace(self, nodes=nodes, edges=edges, middle=self.middle + y)

    def mirrored(self) -> "Block":
        """Return the block read from right to left."""
        nodes = tuple(replace(node, x=self.width - node.x - node.width) for node in self.nodes)
        turned = (tuple((self.width - px, py) for px, py in edge.points) for edge in self.edges)
        edges = tuple(replace(edge, points=points) for edge, points in zip(self.edges, turned, strict=True))
        return replace(self, nodes=nodes, edges=edges)


def lay_out(tree: Tree, patients: dict[str, int]) -> Block:
    """Return the whole picture: a start, the tree, an end; activities carry how many patients met them."""
    start = ModelNode("start", "start", width=EVENT, height=EVENT)
    end = ModelNode("end", "end", width=EVENT, height=EVENT)
    whole = _row([_single(start), _block(tree, patients), _single(end)])
    placed = whole.moved(_MARGIN, _MARGIN)
    return replace(placed, width=whole.width + 2 * _MARGIN, height=whole.height + 2 * _MARGIN)


def _block(tree: Tree, patients: dict[str, int]) -> Block:
    if tree is None:
        return Block((), (), 0.0, _EMPTY, _EMPTY / 2)
    if isinstance(tree, str):
        width, height = TASK
        task = ModelNode(f"task_{_mark(tree)}", "task", tree, 0.0, 0.0, width, height, patients.get(tree, 0))
        return _single(task)
    if isinstance(tree, PartialOrder):
        message = "a partial order is no process tree"
        raise TypeError(message)
    parts = [_block(part, patients) for part in tree[1:]]
    if tree[0] == "sequence":
        return _row(parts)
    # blocks with the same activities lie inside one another, so that their heights tell them apart
    mark = _mark("|".join((str(_levels(tree)), *sorted(possible(tree)))))
    if tree[0] == "loop":
        return _loop(parts, mark)
    return _branches(parts, str(tree[0]), mark)


def _levels(tree: Tree) -> int:
    return 1 + max(_levels(part) for part in tree[1:]) if isinstance(tree, tuple) else 0


def _mark(text: str) -> str:
    """Return a short name that only ``text`` gives, so that ids hold from one round to the next."""
    return blake2b(text.encode(), digest_size=5).hexdigest()


def _single(node: ModelNode) -> Block:
    return Block((node,), (), node.width, node.height, node.height / 2, node.id, node.id)


def _edge(source: str, target: str, points: Sequence[Point]) -> ModelEdge:
    return ModelEdge(f"flow_{source}_{target}", source, target, tuple(points))


def _row(parts: list[Block]) -> Block:
    """Put blocks one after another, entered and left at one height."""
    middle = max(part.middle for part in parts)
    nodes: list[ModelNode] = []
    edges: list[ModelEdge] = []
    x, below, last = 0.0, 0.0, ""
    for part in parts:
        placed = part.moved(x, middle - part.middle)
        if last and placed.first:
            edges.append(_edge(last, placed.first, [(x - _APART, middle), (x, middle)]))
        nodes += placed.nodes
        edges += placed.edges
        last = placed.last or last
        x += part.width + _APART
        below = max(below, part.height - part.middle)
    first = next((part.first for part in parts if part.first), "")
    return Block(tuple(nodes), tuple(edges), x - _APART, middle + below, middle, first, last)


def _branches(parts: list[Block], holds: str, mark: str) -> Block:
    """Put blocks under one another between a gateway that opens and one that closes."""
    widest = max(part.width for part in parts)
    height = sum(part.height for part in parts) + _ABOVE * (len(parts) - 1)
    inner = GATEWAY + _APART
    width = 2 * inner + widest
    middle = height / 2
    opens = _gateway(f"{holds}_{mark}_open", holds, 0.0, middle)
    closes = _gateway(f"{holds}_{mark}_close", holds, width - GATEWAY, middle)
    nodes, edges, y = [opens, closes], [], 0.0
    for part in parts:
        placed = part.moved(inner + (widest - part.width) / 2, y)
        nodes += placed.nodes
        edges += [*_in_and_out(placed, opens, closes), *placed.edges]
        y += part.height + _ABOVE
    return Block(tuple(nodes), tuple(edges), width, height, middle, opens.id, closes.id)


def _gateway(name: str, holds: str, x: float, middle: float) -> ModelNode:
    return ModelNode(name, holds, x=x, y=middle - GATEWAY / 2, width=GATEWAY, height=GATEWAY)


def _in_and_out(part: Block, opens: ModelNode, closes: ModelNode) -> list[ModelEdge]:
    """Return the ways from a gateway into a branch and out of it again, or past it where it is empty."""
    level = part.middle
    away = _leaves(opens, level, is_right=True)
    back = _leaves(closes, level, is_right=False)[::-1]
    if not part.first:
        return [_edge(opens.id, closes.id, [*away, *back])]
    left = min(node.x for node in part.nodes)
    right = max(node.x + node.width for node in part.nodes)
    return [
        _edge(opens.id, part.first, [*away, (left, level)]),
        _edge(part.last, closes.id, [(right, level), *back]),
    ]


def _leaves(gateway: ModelNode, level: float, *, is_right: bool) -> list[Point]:
    """Return where a way leaves a gateway for ``level``: at its side, or straight up or down first."""
    x, middle = gateway.x + gateway.width / 2, gateway.y + gateway.height / 2
    if abs(level - middle) < 1:
        return [(gateway.x + gateway.width if is_right else gateway.x, middle)]
    edge = gateway.y + gateway.height if level > middle else gateway.y
    return [(x, edge), (x, level)]


def _loop(parts: list[Block], mark: str) -> Block:
    """Put what is done on top and what leads back to it below, read from right to left."""
    do, redo = parts[0], parts[1].mirrored()
    widest = max(do.width, redo.width)
    inner = GATEWAY + _APART
    width = 2 * inner + widest
    middle = max(do.middle, GATEWAY / 2)
    top = do.moved(inner + (widest - do.width) / 2, middle - do.middle)
    under = middle + max(do.height - do.middle, GATEWAY / 2) + _ABOVE
    low = redo.moved(inner + (widest - redo.width) / 2, under)
    opens = _gateway(f"loop_{mark}_open", "choice", 0.0, middle)
    closes = _gateway(f"loop_{mark}_close", "choice", width - GATEWAY, middle)
    edges = [*_in_and_out(top, opens, closes), *top.edges, *_way_back(low, opens, closes), *low.edges]
    nodes = (opens, closes, *top.nodes, *low.nodes)
    return Block(nodes, tuple(edges), width, under + redo.height, middle, opens.id, closes.id)


def _way_back(part: Block, opens: ModelNode, closes: ModelNode) -> list[ModelEdge]:
    away = _leaves(closes, part.middle, is_right=False)
    back = _leaves(opens, part.middle, is_right=True)[::-1]
    if not part.first:
        return [_edge(closes.id, opens.id, [*away, *back])]
    left = min(node.x for node in part.nodes)
    right = max(node.x + node.width for node in part.nodes)
    return [
        _edge(closes.id, part.first, [*away, (right, part.middle)]),
        _edge(part.last, opens.id, [(left, part.middle), *back]),
    ]
