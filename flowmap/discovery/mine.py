"""Discover a model with pm4py, and take from it what can be kept."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

from flowmap.discovery.heuristics import draw_heuristics
from flowmap.discovery.layout import lay_out
from flowmap.discovery.model import Constraint, Model
from flowmap.discovery.nets import settle_net
from flowmap.discovery.orders import plain_order
from flowmap.discovery.quality import Figures, measure_declare, measure_net
from flowmap.discovery.quiet import quiet_pm4py
from flowmap.discovery.reading import read_model
from flowmap.discovery.steps import Steps, count_patients, take_steps
from flowmap.discovery.trees import plain_tree
from flowmap.errors import ExchangeError
from flowmap.tables import EventLog
from flowmap.words import say

FEWEST_PATIENTS = 3
MOST_ACTIVITIES = 150


@dataclass(frozen=True)
class Request:
    """What to discover from: the steps, how much noise to leave out, how long to wait for figures."""

    steps: Steps
    noise: float
    patience: float
    activities: dict[str, int] = field(default_factory=dict)


Found = tuple[dict[str, Any], Figures]


def discover_model(
    log: EventLog,
    *,
    kind: str = "inductive",
    noise: float = 0.0,
    patience: float = 1.0,
    activities: Collection[str] | None = None,
) -> Model:
    """Return the model that pm4py discovers in the ways of a group, given exactly our sequence of steps.

    ``kind`` is ``inductive`` (a process tree, drawn as BPMN, and its Petri net), ``heuristics`` (which
    activity depends on which), ``powl`` (what comes before what) or ``declare`` (rules that the ways keep).
    ``noise`` (0 to 1, ``inductive``) leaves out what happens so seldom, and the model says so. Figures of
    quality that would take long are left out and named; ``patience`` moves those limits (see
    ``quality.measure_net``).
    ``activities`` limits the model to some of them: one of all that a group meets is seldom to be read.

    Raises
    ------
    ExchangeError
        An unknown kind, or activity that no step has; noise below 0 or above 1; fewer than three patients
        (their ways say more than a model); more than 150 activities; or pm4py gives up.
    """
    if kind not in _MINERS:
        raise ExchangeError(say("discovery.unknown_kind", found=kind, allowed=", ".join(_MINERS)))
    if not 0 <= noise <= 1:
        raise ExchangeError(say("discovery.wrong_noise"))
    chosen = {activities} if isinstance(activities, str) else activities
    of_all = count_patients(log) if chosen is not None else {}
    if unknown := len(set(chosen or ()) - of_all.keys()):
        raise ExchangeError(say("discovery.unknown_activities", n=unknown))
    steps = take_steps(log, activities=chosen)
    request = Request(steps, noise, patience, steps.patients_per_activity())
    _refuse_what_says_nothing(request)
    parts, (quality, without) = _mined(kind, request)
    model = Model(
        kind=kind,
        patients=steps.patients,
        steps=len(steps.frame),
        variants=len(steps.variants()),
        activities=request.activities,
        all_activities=len(of_all),
        are_most_met=_are_most_met(request.activities, of_all),
        noise=noise if kind == "inductive" else 0.0,
        declared_share=_declared_share(steps),
        quality=quality,
        without=without,
        **parts,
    )
    return replace(model, sentences=read_model(model))


def _are_most_met(chosen: dict[str, int], of_all: dict[str, int]) -> bool:
    """Return whether no activity that was left out was met by more patients than one that was chosen."""
    left_out = [patients for name, patients in of_all.items() if name not in chosen]
    return bool(chosen) and max(left_out, default=0) <= min(of_all.get(name, 0) for name in chosen)


def _refuse_what_says_nothing(request: Request) -> None:
    if request.steps.patients < FEWEST_PATIENTS:
        raise ExchangeError(say("discovery.too_few", n=request.steps.patients, fewest=FEWEST_PATIENTS))
    if len(request.activities) > MOST_ACTIVITIES:
        raise ExchangeError(say("discovery.too_many", n=len(request.activities), most=MOST_ACTIVITIES))


def _declared_share(steps: Steps) -> float:
    if steps.declared < 0:
        return float("nan")
    return steps.declared / steps.transitions if steps.transitions else 0.0


def _mined(kind: str, request: Request) -> Found:
    """Run one of pm4py's miners; whatever it stumbles over becomes one sentence without its content."""
    with quiet_pm4py() as pm4py:
        try:
            return _MINERS[kind](pm4py, request)
        except Exception:  # pm4py raises its bare ones, and their messages may hold what the log says
            raise ExchangeError(say("discovery.gave_up", kind=say(f"discovery.kind.{kind}"))) from None


def _mine_inductive(pm4py: ModuleType, request: Request) -> Found:
    found = pm4py.discover_process_tree_inductive(
        request.steps.frame.copy(), noise_threshold=request.noise, multi_processing=False
    )
    tree = plain_tree(found)
    picture = lay_out(tree, request.activities)
    parts = {
        "tree": tree,
        "nodes": picture.nodes,
        "edges": picture.edges,
        "width": picture.width,
        "height": picture.height,
    }
    return _with_net(pm4py, request, parts, pm4py.convert_to_petri_net(found))


def _mine_heuristics(pm4py: ModuleType, request: Request) -> Found:
    from pm4py.objects.conversion.heuristics_net import converter

    found = pm4py.discover_heuristics_net(request.steps.frame.copy())
    nodes, edges = draw_heuristics(found, request.steps, patients=request.activities)
    parts = {
        "nodes": nodes,
        "edges": edges,
        "width": max(node.x + node.width for node in nodes),
        "height": max(node.y + node.height for node in nodes),
    }
    return _with_net(pm4py, request, parts, converter.apply(found))


def _mine_powl(pm4py: ModuleType, request: Request) -> Found:
    found = pm4py.discover_powl(request.steps.frame.copy())
    return _with_net(pm4py, request, {"order": plain_order(found)}, pm4py.convert_to_petri_net(found))


def _mine_declare(pm4py: ModuleType, request: Request) -> Found:
    found = pm4py.discover_declare(request.steps.frame.copy())
    constraints = [
        Constraint(template, _activities(about), int(counts["support"]), int(counts["confidence"]))
        for template, rules in found.items()
        for about, counts in rules.items()
    ]
    constraints.sort(key=lambda c: (c.template, -c.held, c.asked, c.activities))
    return {"constraints": tuple(constraints)}, measure_declare(request.steps, found, pm4py=pm4py)


def _activities(about: str | tuple[str, ...]) -> tuple[str, ...]:
    return (about,) if isinstance(about, str) else tuple(about)


def _with_net(pm4py: ModuleType, request: Request, parts: dict[str, Any], found: Any) -> Found:
    plain, net = settle_net(found)
    return {**parts, "net": plain}, measure_net(request.steps, net, pm4py=pm4py, patience=request.patience)


_MINERS: dict[str, Callable[[ModuleType, Request], Found]] = {
    "inductive": _mine_inductive,
    "heuristics": _mine_heuristics,
    "powl": _mine_powl,
    "declare": _mine_declare,
}
KINDS = tuple(_MINERS)
