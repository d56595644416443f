"""FlowGraph: the nodes and edges chosen to look at, and what was left out."""

from dataclasses import dataclass, field
from typing import ClassVar

from flowmap.tables.table import Column, Table


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
        Column("value_creating", "count", "times it led to a contact with this value (any voice)"),
        Column("necessary", "count", "the same"),
        Column("not_value_creating", "count", "the same"),
        Column("not_assessed", "count", "the same"),
        Column("weight", "number", "the chosen reading"),
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
        Column("starts", "count", "patients whose way begins here"),
        Column("ends", "count", "patients whose way ends here"),
    )
    key: ClassVar[tuple[str, ...]] = ("activity",)


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
