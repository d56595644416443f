"""Process trees as nested tuples: made alike, and asked what they allow."""

from dataclasses import dataclass
from typing import Any

from flowmap.discovery.model import PartialOrder, Tree

_NAMES = {"->": "sequence", "X": "choice", "+": "parallel", "*": "loop"}
_ANY_ORDER = {"choice", "parallel"}


def plain_tree(node: Any) -> Tree:
    """Return pm4py's tree as nested tuples, in one form: what may stand in any order stands sorted.

    Nothing (``None``) in a sequence or in parallel is left out, once is enough in a choice, and operators
    that hold one part are that part. A loop is ("loop", what is done, what leads back to it).
    """
    if node.operator is None:
        return None if node.label is None else str(node.label)
    name, parts = _NAMES[node.operator.value], [plain_tree(child) for child in node.children]
    if name == "loop" and len(parts) > 2:
        return joined("sequence", [joined("loop", parts[:2]), *parts[2:]])
    return joined(name, parts)


def joined(name: str, parts: list[Tree]) -> Tree:
    """Return parts under an operator, flattened and without what says nothing."""
    if name == "loop":
        return ("loop", *parts)
    flat: list[Tree] = []
    for part in parts:
        flat += part[1:] if isinstance(part, tuple) and part[0] == name else [part]
    is_skippable = name == "choice" and None in flat
    flat = [part for part in flat if part is not None]
    if name in _ANY_ORDER:
        flat.sort(key=_sort_key)
    if is_skippable and flat:
        flat.append(None)
    if len(flat) < 2:
        return flat[0] if flat else None
    return (name, *flat)


def _sort_key(tree: Tree) -> tuple[str, str]:
    names = sorted(possible(tree))
    return (names[0] if names else "", repr(tree))


def possible(tree: Tree) -> set[str]:
    """Return the activities that can happen."""
    if isinstance(tree, str):
        return {tree}
    parts = tree.parts if isinstance(tree, PartialOrder) else tree[1:] if tree else ()
    return set().union(*(possible(part) for part in parts))


def certain(tree: Tree) -> set[str]:
    """Return the activities that always happen."""
    if not isinstance(tree, tuple):
        return possible(tree)
    parts = [certain(part) for part in tree[1:]]
    if tree[0] == "choice":
        return set.intersection(*parts)
    return parts[0] if tree[0] == "loop" else set().union(*parts)


def may_be_empty(tree: Tree) -> bool:
    """Return whether it can be passed through without anything happening."""
    if not isinstance(tree, tuple):
        return tree is None
    empty = [may_be_empty(part) for part in tree[1:]]
    if tree[0] == "choice":
        return any(empty)
    return empty[0] if tree[0] == "loop" else all(empty)


def first_activities(tree: Tree) -> set[str]:
    """Return the activities that a way can begin with."""
    if not isinstance(tree, tuple):
        return possible(tree)
    if tree[0] in _ANY_ORDER:
        return set().union(*(first_activities(part) for part in tree[1:]))
    firsts: set[str] = set()
    for part in tree[1:]:
        firsts |= first_activities(part)
        if not may_be_empty(part):
            break
    return firsts


def repeated(tree: Tree) -> set[str]:
    """Return the activities that can happen more than once: those inside a loop."""
    if not isinstance(tree, tuple):
        return set()
    if tree[0] == "loop":
        return possible(tree)
    return set().union(*(repeated(part) for part in tree[1:]))


@dataclass(frozen=True, slots=True)
class Following:
    """What comes some time after an activity: ``always``, always ``one_of``, or only ``sometimes``."""

    always: frozenset[str] = frozenset()
    one_of: frozenset[str] = frozenset()
    sometimes: frozenset[str] = frozenset()


def what_follows(tree: Tree, activity: str) -> Following:
    """Return what comes some time after ``activity``, and what may come before that does.

    Looked for where it stands nearest: the parts after the one that holds the activity, up to the first
    that always brings something.
    """
    return _following(tree, activity) or Following()


def _following(tree: Tree, activity: str) -> Following | None:
    """Return what follows inside ``tree``; ``None`` where it does not hold the activity."""
    if not isinstance(tree, tuple):
        return Following() if tree == activity else None
    for place, part in enumerate(tree[1:], 1):
        inner = _following(part, activity)
        if inner is not None:
            return inner if inner.always or inner.one_of else _after(tree, place, inner.sometimes)
    return None


def _after(tree: tuple[Tree, ...], place: int, sometimes: frozenset[str]) -> Following:
    """Return what follows the part of ``tree`` at ``place``, behind what ``sometimes`` follows inside it."""
    if tree[0] == "loop" and place == 1:  # done again only perhaps
        return Following(sometimes=sometimes | possible(tree))
    later = {"sequence": tree[place + 1 :], "loop": tree[1:2]}.get(str(tree[0]), ())
    for part in later:
        always, may_come = frozenset(certain(part)), frozenset(possible(part))
        if always:
            return Following(always, sometimes=(sometimes | may_come) - always)
        if not may_be_empty(part):
            return Following(one_of=may_come, sometimes=sometimes - may_come)
        sometimes |= may_come
    return Following(sometimes=sometimes)
