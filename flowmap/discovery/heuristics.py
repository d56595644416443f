"""A heuristics net as nodes and edges: activities stand where they typically come on the way."""

from typing import Any

from flowmap.discovery.layout import TASK
from flowmap.discovery.model import ModelEdge, ModelNode
from flowmap.discovery.steps import Steps

_WIDTH = 1200.0
_APART = 30.0

Drawn = tuple[tuple[ModelNode, ...], tuple[ModelEdge, ...]]


def draw_heuristics(found: Any, steps: Steps, *, patients: dict[str, int]) -> Drawn:
    """Return pm4py's heuristics net; an edge carries its count and how surely one depends on the other."""
    nodes = _placed(sorted(found.nodes), steps.positions(), patients)
    ids = {node.name: node.id for node in nodes}
    centres = {node.name: (node.x + node.width / 2, node.y + node.height / 2) for node in nodes}
    links = sorted(
        (source, other.node_name, float(edge.dependency_value))
        for source, node in found.nodes.items()
        for other, edges in node.output_connections.items()
        for edge in edges[:1]
    )
    edges = tuple(
        ModelEdge(
            id=f"flow_{ids[source]}_{ids[target]}",
            source=ids[source],
            target=ids[target],
            points=(centres[source], centres[target]),
            count=int(found.dfg.get((source, target), 0)),
            strength=round(strength, 6),
        )
        for source, target, strength in links
    )
    return nodes, edges


def _placed(names: list[str], positions: dict[str, float], patients: dict[str, int]) -> tuple[ModelNode, ...]:
    """Put each activity at its typical place, on the first row where it covers no other."""
    width, height = TASK
    ends: list[float] = []
    nodes: list[ModelNode] = []
    for name in sorted(names, key=lambda name: (positions.get(name, 0.0), name)):
        x = round(positions.get(name, 0.0) * _WIDTH, 1)
        row = next((row for row, end in enumerate(ends) if end + _APART <= x), len(ends))
        ends[row : row + 1] = [x + width]
        y = row * (height + _APART)
        nodes.append(
            ModelNode(f"activity_{len(nodes) + 1}", "task", name, x, y, width, height, patients.get(name, 0))
        )
    return tuple(nodes)
