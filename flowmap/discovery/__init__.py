"""What pm4py discovers in the ways of a group, as plain structures that need no pm4py to look at."""

from flowmap.discovery.agreement import Agreement, check_against_pm4py
from flowmap.discovery.bpmn import BPMN_NAMESPACES, write_bpmn
from flowmap.discovery.dot import has_graphviz, write_dot, write_model_picture
from flowmap.discovery.mine import KINDS, discover_model
from flowmap.discovery.model import Constraint, Model, ModelEdge, ModelNode, Net

__all__ = [
    "BPMN_NAMESPACES",
    "KINDS",
    "Agreement",
    "Constraint",
    "Model",
    "ModelEdge",
    "ModelNode",
    "Net",
    "check_against_pm4py",
    "discover_model",
    "has_graphviz",
    "write_bpmn",
    "write_dot",
    "write_model_picture",
]
