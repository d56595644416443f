"""Build a graph of the group's flow from its summary: nodes and edges, readings, and what was left out."""

import math
from typing import Literal, get_args

import numpy as np
import pandas as pd

from flowmap.errors import TableError
from flowmap.graph.keep import Links, keep_connected
from flowmap.intervals import wilson
from flowmap.tables import FlowGraph, FlowSummary, GraphEdges, GraphNodes, LeftOut, shape_columns
from flowmap.tables.segments import Flags
from flowmap.words import listed, percent, say

FEWEST_PATIENTS = 3  # one or two have no flow, only ways
Level = Literal["activity", "lane", "principal"]
Reading = Literal["contacts", "patients", "share", "gap", "value"]
Keep = Literal["patients", "count", "share"]
SaidBy = Literal["shown", "person", "team", "proposal"]
_VALUES = ("value_creating", "necessary", "not_value_creating")


def build_graph(
    summary: FlowSummary,
    *,
    by: Level = "activity",
    reading: Reading = "patients",
    voice: SaidBy = "shown",
    keep_by: Keep = "patients",
    at_least: float = 1,
) -> FlowGraph:
    """Return the nodes and edges to look at, and in numbers and a sentence what was left out.

    Kept is what at least ``at_least`` patients did, or what was done so many times (``count``), or by such a
    share of the patients (``share``, 0 to 1). Each kept activity keeps its strongest way in and out, and the
    graph hangs together as far as the ways do. ``reading`` chooses the edges' weight: times, patients, share
    of patients, median gap in days, or the share of assessed contacts that gave something, as ``voice`` says
    (``shown``: the person before the team before a proposal).

    Raises
    ------
    TableError
        The summary has fewer than three patients: they have their ways, and no flow; a choice that there is
        not; or a limit below 0, or a share above 1.
    """
    _refuse_unknown({"by": by, "reading": reading, "voice": voice, "keep_by": keep_by})
    if at_least < 0 or (keep_by == "share" and at_least > 1):
        raise TableError(say(f"graph.wrong_limit_{keep_by}"))
    if summary.patients < FEWEST_PATIENTS:
        raise TableError(say("graph.too_few", n=summary.patients, fewest=FEWEST_PATIENTS))
    nodes = _nodes(summary, by, voice)
    edges = _edges(summary, (by, reading, voice))
    strength = {"share": "patients"}.get(keep_by, keep_by)
    limit = at_least * summary.patients if keep_by == "share" else at_least
    edges = edges.sort_values(
        [strength, "count", "from_activity", "to_activity"], ascending=[False, False, True, True]
    )
    place = pd.Index(nodes["activity"])
    links = Links(
        place.get_indexer(edges["from_activity"]).astype(np.int64),
        place.get_indexer(edges["to_activity"]).astype(np.int64),
        (edges[strength] >= limit).to_numpy(),
    )
    kept_nodes, kept_edges = keep_connected((nodes[strength] >= limit).to_numpy(), links)
    left_out = _left_out(nodes, edges, kept_nodes, kept_edges)
    return FlowGraph(
        nodes=GraphNodes(
            shape_columns(nodes[kept_nodes].reset_index(drop=True), GraphNodes.columns), summary.stamp
        ),
        edges=GraphEdges(_most_common(edges[kept_edges]), summary.stamp),
        patients=summary.patients,
        by=by,
        reading=reading,
        left_out=left_out,
        sentence=_sentence(left_out, by, keep_by, at_least),
    )


_CHOICES = {"by": Level, "reading": Reading, "voice": SaidBy, "keep_by": Keep}


def _refuse_unknown(chosen: dict[str, str]) -> None:
    for name, found in chosen.items():
        allowed = get_args(_CHOICES[name])
        if found not in allowed:
            raise TableError(say("graph.unknown_choice", name=name, allowed=", ".join(allowed)))


def _nodes(summary: FlowSummary, by: str, voice: str) -> pd.DataFrame:
    frame = summary.nodes(by).rename(columns={by: "activity"})
    if by != "activity":
        frame["kind"] = ""
        frame[by] = frame["activity"]
    frame = frame.assign(**_values(frame, voice, frame["contacts"]))
    only = {f"proposed_{value}": _only_proposed(frame, value, voice) for value in _VALUES}
    return frame.assign(**only, only_proposed=sum(only.values()), shown=_shown(frame, summary))


def _only_proposed(frame: pd.DataFrame, value: str, voice: str) -> pd.Series:
    """Return how many of the contacts with a value have it from a proposal only, as the voice counts them."""
    counts = {"shown": frame[f"only_proposed_{value}"], "proposal": frame[value]}
    return counts.get(voice, frame[value] * 0)


def _edges(summary: FlowSummary, choice: tuple[str, str, str]) -> pd.DataFrame:
    by, reading, voice = choice
    frame = summary.edges(by).rename(columns={f"from_{by}": "from_activity", f"to_{by}": "to_activity"})
    frame = frame.assign(**_values(frame, voice, frame["to_contacts"]))
    low, high = wilson(frame["patients"], summary.patients)
    return frame.assign(
        share_low=low,
        share_high=high,
        rests_on_one=frame["patients"] == 1,
        shown=_shown(frame, summary),
        weight=_weight(frame, reading, summary.patients),
    )


def _values(frame: pd.DataFrame, voice: str, contacts: pd.Series) -> dict[str, pd.Series]:
    """Return how many contacts have each value as the voice says, and how many it has not assessed."""
    counts = {value: frame[f"{voice}_{value}"] for value in _VALUES}
    return {**counts, "not_assessed": contacts - sum(counts.values())}


def _shown(frame: pd.DataFrame, summary: FlowSummary) -> list[str]:
    """Return how many patients it was of how many, in words."""
    return [say("graph.of_patients", part=part, n=summary.patients) for part in frame["patients"].tolist()]


def _weight(frame: pd.DataFrame, reading: str, patients: int) -> pd.Series:
    assessed = frame[list(_VALUES)].sum(axis=1).astype(float)
    readings = {
        "contacts": frame["count"],
        "patients": frame["patients"],
        "share": frame["patients"] / patients,
        "gap": frame["gap_days_median"],
        "value": frame["value_creating"] / assessed.where(assessed > 0),
    }
    return readings[reading].astype(np.float64)


def _most_common(edges: pd.DataFrame) -> pd.DataFrame:
    by = ["patients", "count", "from_activity", "to_activity"]
    ordered = edges.sort_values(by, ascending=[False, False, True, True], ignore_index=True)
    return shape_columns(ordered, GraphEdges.columns)


def _left_out(nodes: pd.DataFrame, edges: pd.DataFrame, kept_nodes: Flags, kept_edges: Flags) -> LeftOut:
    return LeftOut(
        activities=int((~kept_nodes).sum()),
        transitions=int((~kept_edges).sum()),
        steps=int(edges["count"][~kept_edges].sum()),
        all_activities=len(nodes),
        all_transitions=len(edges),
        all_steps=int(edges["count"].sum()),
    )


def _sentence(left_out: LeftOut, by: str, keep_by: str, at_least: float) -> str:
    """Return what the graph shows and what it leaves out, in the screen language."""
    all_nodes = say(f"graph.count_{by}", n=left_out.all_activities)
    all_transitions = say("graph.count_transition", n=left_out.all_transitions)
    if not left_out.activities and not left_out.transitions:
        return say("graph.all_shown", nodes=all_nodes, transitions=all_transitions)
    counted = {"n": math.ceil(at_least)} if keep_by != "share" else {"share": percent(at_least)}
    left = [
        say(f"graph.count_{by}", n=left_out.activities) if left_out.activities else "",
        say("graph.count_transition", n=left_out.transitions) if left_out.transitions else "",
    ]
    return say(
        "graph.left_out",
        activities=left_out.all_activities - left_out.activities,
        all_activities=all_nodes,
        transitions=left_out.all_transitions - left_out.transitions,
        all_transitions=all_transitions,
        limit=say(f"graph.limit_{keep_by}", **counted),
        left=listed([part for part in left if part]),
        share=percent(left_out.steps / left_out.all_steps if left_out.all_steps else 0),
    )
