"""See a patient's way through care with the patient's eyes.

The verbs of the route, each a function that takes tables and gives a new one; ``map_round`` is the whole
route. They are looked up when first used, so that importing flowmap costs little more than pandas.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

__version__ = version("flowmap")

_HOMES = {
    "read_group": "flowmap.group",
    "list_groups": "flowmap.group",
    "read_journal": "flowmap.journal",
    "check_journal": "flowmap.journal",
    "build_log": "flowmap.log",
    "read_log": "flowmap.route",
    "trace_paths": "flowmap.paths",
    "tag_contacts": "flowmap.value",
    "summarise_flow": "flowmap.flow",
    "build_graph": "flowmap.graph",
    "discover_model": "flowmap.discovery",
    "check_expected": "flowmap.expected",
    "measure_flow": "flowmap.measures",
    "list_findings": "flowmap.findings",
    "compare_rounds": "flowmap.rounds",
    "draw_way": "flowmap.show",
    "draw_ways": "flowmap.show",
    "draw_group": "flowmap.show",
    "draw_flow": "flowmap.show",
    "map_round": "flowmap.route",
    "write_round": "flowmap.route",
    "to_pm4py": "flowmap.exchange",
    "from_pm4py": "flowmap.exchange",
    "show_in": "flowmap.words",
    "share_values": "flowmap.value",
    "colour_days": "flowmap.value",
    "list_failure_contacts": "flowmap.value",
    "explain_contact": "flowmap.value",
    "write_xes": "flowmap.exchange",
    "write_bpmn": "flowmap.discovery",
    "compare_graphs": "flowmap.graph",
    "open_round": "flowmap.route",
    "read_sources": "flowmap.route",
    "round_tables": "flowmap.route",
    "count_values": "flowmap.value",
    "say_value_counts": "flowmap.value",
    "choose_to_rate": "flowmap.value",
    "measure_agreement": "flowmap.value",
    "read_ratings": "flowmap.value",
    "draw_value_by": "flowmap.show",
    "draw_load": "flowmap.show",
    "draw_people_met": "flowmap.show",
    "draw_measures": "flowmap.show",
    "draw_change": "flowmap.show",
    "draw_model": "flowmap.show",
}

__all__ = ["__version__", *_HOMES]  # noqa: PLE0604 (names, all of them)


def __getattr__(name: str) -> object:
    """Return a verb from the part of flowmap it lives in."""
    if name not in _HOMES:
        message = f"module 'flowmap' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """Return the verbs, for completion in a notebook."""
    return sorted(__all__)


if TYPE_CHECKING:
    from flowmap.discovery import discover_model as discover_model
    from flowmap.discovery import write_bpmn as write_bpmn
    from flowmap.exchange import from_pm4py as from_pm4py
    from flowmap.exchange import to_pm4py as to_pm4py
    from flowmap.exchange import write_xes as write_xes
    from flowmap.expected import check_expected as check_expected
    from flowmap.findings import list_findings as list_findings
    from flowmap.flow import summarise_flow as summarise_flow
    from flowmap.graph import build_graph as build_graph
    from flowmap.graph import compare_graphs as compare_graphs
    from flowmap.group import list_groups as list_groups
    from flowmap.group import read_group as read_group
    from flowmap.journal import check_journal as check_journal
    from flowmap.journal import read_journal as read_journal
    from flowmap.log import build_log as build_log
    from flowmap.measures import measure_flow as measure_flow
    from flowmap.paths import trace_paths as trace_paths
    from flowmap.rounds import compare_rounds as compare_rounds
    from flowmap.route import map_round as map_round
    from flowmap.route import open_round as open_round
    from flowmap.route import read_log as read_log
    from flowmap.route import read_sources as read_sources
    from flowmap.route import round_tables as round_tables
    from flowmap.route import write_round as write_round
    from flowmap.show import draw_change as draw_change
    from flowmap.show import draw_flow as draw_flow
    from flowmap.show import draw_group as draw_group
    from flowmap.show import draw_load as draw_load
    from flowmap.show import draw_measures as draw_measures
    from flowmap.show import draw_model as draw_model
    from flowmap.show import draw_people_met as draw_people_met
    from flowmap.show import draw_value_by as draw_value_by
    from flowmap.show import draw_way as draw_way
    from flowmap.show import draw_ways as draw_ways
    from flowmap.value import choose_to_rate as choose_to_rate
    from flowmap.value import colour_days as colour_days
    from flowmap.value import count_values as count_values
    from flowmap.value import explain_contact as explain_contact
    from flowmap.value import list_failure_contacts as list_failure_contacts
    from flowmap.value import measure_agreement as measure_agreement
    from flowmap.value import read_ratings as read_ratings
    from flowmap.value import say_value_counts as say_value_counts
    from flowmap.value import share_values as share_values
    from flowmap.value import tag_contacts as tag_contacts
    from flowmap.words import show_in as show_in
