"""What pm4py finds in a group's flow. A job for a second process: it imports no more than it needs."""

from dataclasses import dataclass

from flowmap.discovery import Agreement, Model, check_against_pm4py, discover_model
from flowmap.errors import ExchangeError
from flowmap.route.choosing import choose_graph, choose_modelled
from flowmap.tables import Contacts, FlowSummary


@dataclass(frozen=True)
class Look:
    """What pm4py finds in the flow: a model of what most met, and whether it counts the same."""

    model: Model | None = None
    agreement: Agreement | None = None


def look_at_flow(contacts: Contacts, summary: FlowSummary) -> Look:
    """Return what pm4py finds in the flow."""
    agreement = check_against_pm4py(contacts, summary.transitions)
    return Look(_model(contacts, summary), agreement)


def _model(contacts: Contacts, summary: FlowSummary) -> Model | None:
    """Return the model of what most patients met; ``None`` where pm4py finds none: the rest still holds."""
    try:
        return discover_model(contacts, activities=choose_modelled(choose_graph(summary)))
    except ExchangeError:
        return None
