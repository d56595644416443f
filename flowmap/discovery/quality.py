"""How well a model fits the ways it was discovered from, within stated limits of time."""

from types import ModuleType
from typing import Any

import pandas as pd

from flowmap.discovery.steps import Steps

REPLAYED_STEPS = 60_000  # steps of distinct ways that are replayed; about a second for each 10 000
PREFIXES = 3_000  # distinct beginnings of ways that precision follows; about a second for each 400
SILENT = 50  # silent transitions; beyond them token replay took 13 s for 14 ways and still lost its track
Figures = tuple[dict[str, float], dict[str, str]]


def measure_net(steps: Steps, net: tuple[Any, Any, Any], *, pm4py: ModuleType, patience: float) -> Figures:
    """Return the figures of a Petri net by name, and by name why one was not worked out.

    - ``fitness``: how much of the ways the model can replay, token by token (Berti and van der Aalst 2019).
    - ``precision``: how little more than the ways it allows (escaping edges; Muñoz-Gama and Carmona 2010).
    - ``generalisation``: whether its parts are used often (Buijs, van Dongen and van der Aalst 2014).
    - ``simplicity``: how few arcs its parts have (inverse arc degree; Blum 2015).

    All ways count, none is sampled: beyond ``patience`` times the limits of this module a figure is left out.
    """
    from pm4py.algo.evaluation.simplicity import algorithm as simplicity

    figures, without = {}, {}
    variants = steps.variants()
    if sum(transition.label is None for transition in net[0].transitions) > SILENT * patience:
        without = dict.fromkeys(("fitness", "precision", "generalisation"), "too_many_silent")
        return {"simplicity": round(float(simplicity.apply(net[0])), 6)}, without
    if sum(len(way) for way in variants) <= REPLAYED_STEPS * patience:
        figures["fitness"] = pm4py.fitness_token_based_replay(_copy(steps), *net)["log_fitness"]
    else:
        without["fitness"] = "too_many_steps"
    if _prefixes(variants) <= PREFIXES * patience:
        figures["precision"] = pm4py.precision_token_based_replay(_copy(steps), *net)
    else:
        without["precision"] = "too_many_beginnings"
    if "fitness" in figures:
        figures["generalisation"] = pm4py.generalization_tbr(_copy(steps), *net)
    else:
        without["generalisation"] = "too_many_steps"
    figures["simplicity"] = simplicity.apply(net[0])
    return {name: round(float(figure), 6) for name, figure in figures.items()}, without


def measure_declare(steps: Steps, constraints: dict[str, Any], *, pm4py: ModuleType) -> Figures:
    """Return the mean share of constraints that a patient's way keeps; the others make no sense here."""
    kept = [way["dev_fitness"] for way in pm4py.conformance_declare(_copy(steps), constraints)]
    return ({"fitness": round(float(sum(kept) / len(kept)), 6)} if kept else {}), {}


def _copy(steps: Steps) -> pd.DataFrame:
    """Return a frame that pm4py may change: it adds columns to the one it is given."""
    return steps.frame.copy()


def _prefixes(variants: list[tuple[str, ...]]) -> int:
    """Return the number of distinct beginnings; neighbours in sorted order share the longest ones."""
    number = 0
    before: tuple[str, ...] = ()
    for way in variants:
        shared = min(len(way), len(before))
        while way[:shared] != before[:shared]:
            shared -= 1
        number += len(way) - shared
        before = way
    return number
