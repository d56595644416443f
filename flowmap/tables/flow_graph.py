"""FlowGraph: the nodes and edges chosen to look at, and what was left out."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Self

from flowmap.errors import TableError
from flowmap.records import Stamp
from flowmap.tables.table import Column, Table
from flowmap.words import say

if TYPE_CHECKING:
    from networkx import DiGraph


IN_LANE = "\u2009·\u2009"  # between an activity and its lane, where a graph tells lanes apart


@dataclass(frozen=True, eq=False, repr=False)
class GraphEdges(Table):
    """One row is a transition of the group chosen to look at."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("from_activity", "text", "activity, lane or principal it leaves"),
        Column("to_activity", "text", "activity, lane or principal it leads to"),
        Column("count", "count", "times it was taken"),
        Column("patients", "count", "patients who took it"),
        Column(
            "share_low", "number", "lower end of the Wilson interval of the share of patients", optional=True
        ),
        Column("share_high", "number", "upper end", optional=True),
        Column("rests_on_one", "flag", "one patient alone took it"),
        Column("order_uncertain", "count", "times its order was not known"),
        Column("gap_days_median", "number", "median gap", unit="days", optional=True),
        Column("principal_changes", "count", "times it crossed principals"),
        Column("value_creating", "count", "times it led to a contact with this value (voice as chosen)"),
        Column("necessary", "count", "the same"),
        Column("not_value_creating", "count", "the same"),
        Column("not_assessed", "count", "the same"),
        Column("weight", "number", "the chosen reading; missing where it has none", optional=True),
        Column("shown", "text", "patients of how many, in words"),
    )
    key: ClassVar[tuple[str, ...]] = ("from_activity", "to_activity")


@dataclass(frozen=True, eq=False, repr=False)
class GraphNodes(Table):
    """One row is an activity, lane or principal chosen to look at."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("activity", "text", "activity, lane or principal"),
        Column("kind", "text", "contact or milestone; empty for lanes and principals"),
        Column("lane", "text", "lane it most often lies in"),
        Column("principal", "text", "that lane's principal"),
        Column("count", "count", "times it was met"),
        Column("patients", "count", "patients who met it"),
        Column("position", "number", "typical place on the way, 0 first to 1 last"),
        Column("value_creating", "count", "contacts with this value (voice as chosen)"),
        Column("necessary", "count", "the same"),
        Column("not_value_creating", "count", "the same"),
        Column("not_assessed", "count", "the same"),
        Column("only_proposed", "count", "of these, only a proposal"),
        Column("proposed_value_creating", "count", "of those with this value, only a proposal"),
        Column("proposed_necessary", "count", "the same"),
        Column("proposed_not_value_creating", "count", "the same"),
        Column("starts", "count", "patients whose way begins here"),
        Column("ends", "count", "patients whose way ends here"),
        Column("open_ends", "count", "of these, ways still under way when the window closed"),
        Column("shown", "text", "patients of how many, in words"),
    )
    key: ClassVar[tuple[str, ...]] = ("activity",)


@dataclass(frozen=True, eq=False, repr=False)
class GraphDifference(Table):
    """One row is a transition of two graphs, before and after, the largest change first."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("from_activity", "text", "activity, lane or principal it leaves"),
        Column("to_activity", "text", "activity, lane or principal it leads to"),
        Column("patients_before", "whole", "patients who took it; missing where left out", optional=True),
        Column("of_before", "count", "patients of the graph before"),
        Column("patients_after", "whole", "patients who took it; missing where left out", optional=True),
        Column("of_after", "count", "patients of the graph after"),
        Column("change", "number", "share after minus share before", optional=True),
        Column("low", "number", "lower end of the 95 % interval of the change", optional=True),
        Column("high", "number", "upper end", optional=True),
    )
    key: ClassVar[tuple[str, ...]] = ("from_activity", "to_activity")


@dataclass(frozen=True)
class LeftOut:
    """What a graph does not show, in numbers."""

    activities: int = 0
    transitions: int = 0
    steps: int = 0
    all_activities: int = 0
    all_transitions: int = 0
    all_steps: int = 0


@dataclass(frozen=True)
class FlowGraph:
    """Nodes and edges to look at; ``sentence`` says what was left out."""

    nodes: GraphNodes
    edges: GraphEdges
    patients: int
    by: str = "activity"
    reading: str = "patients"
    left_out: LeftOut = field(default_factory=LeftOut)
    sentence: str = ""

    def to_networkx(self) -> "DiGraph":
        """Return the graph as networkx knows it; every column of nodes and edges is an attribute."""
        from networkx import DiGraph

        whole = {"patients": self.patients, "by": self.by, "reading": self.reading, "sentence": self.sentence}
        graph = DiGraph(**whole, left_out=asdict(self.left_out), stamp=asdict(self.nodes.stamp))
        for row in self.nodes.frame.to_dict("records"):
            graph.add_node(row["activity"], **row)
        for row in self.edges.frame.to_dict("records"):
            graph.add_edge(row["from_activity"], row["to_activity"], **row)
        return graph

    @classmethod
    def from_networkx(cls, graph: "DiGraph") -> Self:
        """Return the graph that ``to_networkx`` gave, with what was done to it since.

        Raises
        ------
        TableError
            A network from elsewhere, or with nodes or edges that lack the attributes of the others.
        """
        try:
            return cls._taken(graph)
        except (KeyError, TypeError):
            raise TableError(say("graph.not_ours")) from None

    @classmethod
    def _taken(cls, graph: "DiGraph") -> Self:
        whole, stamp = graph.graph, Stamp(**graph.graph["stamp"])
        return cls(
            nodes=GraphNodes.from_rows(_common_first(row for _, row in graph.nodes(data=True)), stamp),
            edges=GraphEdges.from_rows(_common_first(row for _, _, row in graph.edges(data=True)), stamp),
            patients=whole["patients"],
            by=whole["by"],
            reading=whole["reading"],
            left_out=LeftOut(**whole["left_out"]),
            sentence=whole["sentence"],
        )


def _common_first(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    names = ("activity", "from_activity", "to_activity")
    return sorted(rows, key=lambda row: (-row["patients"], -row["count"], *(row.get(n, "") for n in names)))
