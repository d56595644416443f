"""Choose what to look at of a group's flow, say what was left out, and lay two choices side by side."""

from flowmap.graph.build import FEWEST_PATIENTS, build_graph
from flowmap.graph.compare import compare_graphs

__all__ = ["FEWEST_PATIENTS", "build_graph", "compare_graphs"]
