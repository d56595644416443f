"""The types that steps meet in: one module a type, each a validated frame."""

from flowmap.tables.contacts import VALUE_COLUMNS, BandValues, Contacts, Ratings, Voices
from flowmap.tables.event_log import LOG_COLUMNS, EventLog
from flowmap.tables.expected import Expected
from flowmap.tables.findings import Comparison, Findings, Needs, Promises
from flowmap.tables.flow_graph import IN_LANE, FlowGraph, GraphDifference, GraphEdges, GraphNodes, LeftOut
from flowmap.tables.flow_summary import FlowSummary
from flowmap.tables.journal import BandEntries, Entries, Journal, RowCounts
from flowmap.tables.measures import FiguresBeside, GroupFigures, Measures
from flowmap.tables.paths import STEP_COLUMNS, Handovers, Paths, Waits
from flowmap.tables.problems import Problem, Problems
from flowmap.tables.rated import (
    AgreementFigures,
    ChosenContacts,
    CollectedRows,
    Confusion,
    Disagreements,
    FailureContacts,
    RuleMatches,
    ValueDayCounts,
    ValueDays,
    ValueShares,
)
from flowmap.tables.round_facts import (
    Bands,
    Basis,
    Coverage,
    Ledger,
    Patients,
    Places,
    PopulationFigures,
    RoundFacts,
    Stays,
)
from flowmap.tables.table import Column, Table, shape_columns

__all__ = [
    "IN_LANE",
    "LOG_COLUMNS",
    "STEP_COLUMNS",
    "VALUE_COLUMNS",
    "AgreementFigures",
    "BandEntries",
    "BandValues",
    "Bands",
    "Basis",
    "ChosenContacts",
    "CollectedRows",
    "Column",
    "Comparison",
    "Confusion",
    "Contacts",
    "Coverage",
    "Disagreements",
    "Entries",
    "EventLog",
    "Expected",
    "FailureContacts",
    "FiguresBeside",
    "Findings",
    "FlowGraph",
    "FlowSummary",
    "GraphDifference",
    "GraphEdges",
    "GraphNodes",
    "GroupFigures",
    "Handovers",
    "Journal",
    "Ledger",
    "LeftOut",
    "Measures",
    "Needs",
    "Paths",
    "Patients",
    "Places",
    "PopulationFigures",
    "Problem",
    "Problems",
    "Promises",
    "Ratings",
    "RoundFacts",
    "RowCounts",
    "RuleMatches",
    "Stays",
    "Table",
    "ValueDayCounts",
    "ValueDays",
    "ValueShares",
    "Voices",
    "Waits",
    "shape_columns",
]
