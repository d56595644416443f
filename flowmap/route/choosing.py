"""Choose what the group's flow shows by itself: as much as a wall can hold, the most common first."""

from flowmap.graph import build_graph
from flowmap.tables import FlowGraph, FlowSummary

MOST_ACTIVITIES = 20
MOST_TRANSITIONS = 30
MOST_MODELLED = 12  # a model of more activities is seldom to be read, and its figures take long


def choose_graph(summary: FlowSummary) -> FlowGraph:
    """Return the graph with the lowest limit of patients that keeps at most 20 activities and 30 transitions.

    What is left out is said in the graph's sentence. Where even what every patient did is more than that,
    the graph holds what every patient did.
    """
    low, high = 1, summary.patients
    while low < high:
        middle = (low + high) // 2
        if _fits(build_graph(summary, at_least=middle)):
            high = middle
        else:
            low = middle + 1
    return build_graph(summary, at_least=low)


def _fits(graph: FlowGraph) -> bool:
    return len(graph.nodes) <= MOST_ACTIVITIES and len(graph.edges) <= MOST_TRANSITIONS


def choose_modelled(graph: FlowGraph) -> list[str]:
    """Return the activities to discover a model of: of those shown, the twelve that most patients met."""
    nodes = graph.nodes.frame.sort_values(
        ["patients", "count", "activity"], ascending=[False, False, True], kind="stable"
    )
    return [str(name) for name in nodes["activity"].head(MOST_MODELLED)]
