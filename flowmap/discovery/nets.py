"""Petri nets that behave alike from run to run.

pm4py keeps places, transitions and arcs in sets ordered by where they happen to lie in memory, so that
replay on a net with choices among silent transitions gave another fitness in each run. The net is built
anew with parts numbered by what they are joined to, and hashed by that number.
"""

from hashlib import blake2b
from typing import Any

from flowmap.discovery.model import Net


def settle_net(found: tuple[Any, Any, Any]) -> tuple[Net, tuple[Any, Any, Any]]:
    """Return a net as plain data, and as pm4py's own objects in a settled order, with both markings."""
    net, initial, final = found
    parts = _in_order(net, initial, final)
    names = _named(parts)
    plain = Net(
        places=tuple(names[id(part)] for part in parts if not hasattr(part, "label")),
        transitions=tuple(
            (names[id(part)], str(part.label or "")) for part in parts if hasattr(part, "label")
        ),
        arcs=tuple(sorted((names[id(a.source)], names[id(a.target)], int(a.weight)) for a in net.arcs)),
        initial=tuple(sorted((names[id(place)], int(n)) for place, n in initial.items())),
        final=tuple(sorted((names[id(place)], int(n)) for place, n in final.items())),
    )
    return plain, _built(plain)


def _in_order(net: Any, initial: Any, final: Any) -> list[Any]:
    """Return places and transitions sorted by their surroundings: labels first, then what they join."""
    parts = [*net.places, *net.transitions]
    colour = {id(p): _colour(_kind(p), initial.get(p, 0), final.get(p, 0)) for p in parts}
    for _ in range(min(len(parts), 40)):
        fresh = {id(part): _spread(part, colour) for part in parts}
        is_done = len(set(fresh.values())) == len(set(colour.values()))
        colour = fresh
        if is_done:
            break
    return sorted(parts, key=lambda part: (_kind(part), colour[id(part)], part.name))


def _kind(part: Any) -> str:
    if not hasattr(part, "label"):
        return "place"
    return f"activity {part.label}" if part.label else "silent"


def _spread(part: Any, colour: dict[int, str]) -> str:
    before = sorted(colour[id(arc.source)] for arc in part.in_arcs)
    after = sorted(colour[id(arc.target)] for arc in part.out_arcs)
    return _colour(colour[id(part)], *before, ">", *after)


def _colour(*signs: object) -> str:
    return blake2b("|".join(str(sign) for sign in signs).encode(), digest_size=12).hexdigest()


def _named(parts: list[Any]) -> dict[int, str]:
    counts = {"p": 0, "t": 0}
    names = {}
    for part in parts:
        letter = "t" if hasattr(part, "label") else "p"
        counts[letter] += 1
        names[id(part)] = f"{letter}{counts[letter]}"
    return names


def _built(plain: Net) -> tuple[Any, Any, Any]:
    from pm4py.objects.petri_net.obj import Marking, PetriNet

    numbered = {"__hash__": lambda self: self.number}
    place_type = type("Place", (PetriNet.Place,), numbered)
    transition_type = type("Transition", (PetriNet.Transition,), numbered)
    arc_type = type("Arc", (PetriNet.Arc,), numbered)
    net, made = PetriNet("flowmap"), {}
    for name in plain.places:
        made[name] = place_type(name)
    for name, label in plain.transitions:
        made[name] = transition_type(name, label or None)
    for place, part in enumerate(made.values()):
        part.number = place
        (net.transitions if hasattr(part, "label") else net.places).add(part)
    for place, (source, target, weight) in enumerate(plain.arcs):
        arc = arc_type(made[source], made[target], weight)
        arc.number = place
        net.arcs.add(arc)
        made[source].out_arcs.add(arc)
        made[target].in_arcs.add(arc)
    markings = [Marking({made[name]: n for name, n in marking}) for marking in (plain.initial, plain.final)]
    return net, markings[0], markings[1]
