"""Partially ordered models (POWL) as nested tuples."""

from typing import Any

from flowmap.discovery.model import PartialOrder, Tree
from flowmap.discovery.trees import joined

_OPERATORS = {"XOR": "choice", "LOOP": "loop"}


def plain_order(node: Any) -> Tree:
    """Return pm4py's model as nested tuples, in one form.

    Parts of an order stand sorted, and its pairs with them.
    """
    kind = type(node).__name__
    if kind in {"StrictPartialOrder", "Sequence"}:
        return _ordered(node)
    if getattr(node, "operator", None) is not None:
        return joined(_OPERATORS[node.operator.name], [plain_order(child) for child in node.children])
    return None if node.label is None else str(node.label)


def _ordered(node: Any) -> Tree:
    children = list(node.get_children())
    plain = [plain_order(child) for child in children]
    ranked = sorted(range(len(children)), key=lambda place: repr(plain[place]))
    place_of = {old: new for new, old in enumerate(ranked)}
    relation = node.get_order().get_transitive_reduction()
    pairs = sorted(
        (place_of[a], place_of[b])
        for a, first in enumerate(children)
        for b, second in enumerate(children)
        if a != b and relation.is_edge(first, second)
    )
    return PartialOrder(tuple(plain[place] for place in ranked), tuple(pairs))
