"""BPMN files of a discovered model, with a layout and ids that hold, the same bytes each time."""

from pathlib import Path
from xml.sax.saxutils import quoteattr

from flowmap.discovery.model import Model, ModelEdge, ModelNode
from flowmap.errors import ExchangeError
from flowmap.files import Written, write_whole
from flowmap.words import say

BPMN_NAMESPACES = (
    "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "http://www.omg.org/spec/BPMN/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/DC",
    "http://www.omg.org/spec/DD/20100524/DI",
)
_ELEMENTS = {
    "start": "startEvent",
    "end": "endEvent",
    "task": "task",
    "choice": "exclusiveGateway",
    "parallel": "parallelGateway",
}
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{BPMN_NAMESPACES[0]}" xmlns:bpmndi="{BPMN_NAMESPACES[1]}" \
xmlns:dc="{BPMN_NAMESPACES[2]}" xmlns:di="{BPMN_NAMESPACES[3]}" id="flowmap" targetNamespace="urn:flowmap">
<bpmn:process id="way" isExecutable="false">
"""
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))


def write_bpmn(model: Model, path: str | Path) -> Written:
    """Write a model of kind ``inductive`` as BPMN 2.0 with its layout.

    An activity's id depends on its name alone, a gateway's on what lies between it and its counterpart.

    Raises
    ------
    ExchangeError
        The kind has no BPMN.
    """
    return write_whole(path, bpmn_text(model))


def bpmn_text(model: Model) -> str:
    """Return the text of the BPMN file."""
    if model.kind != "inductive":
        raise ExchangeError(say("discovery.no_bpmn", kind=say(f"discovery.kind.{model.kind}")))
    shapes = [_shape(node) for node in model.nodes]
    lines = [_edge_line(edge) for edge in model.edges]
    return "".join(
        [
            _HEAD,
            *(_element(node, model.edges) for node in model.nodes),
            *(_flow(edge) for edge in model.edges),
            "</bpmn:process>\n",
            '<bpmndi:BPMNDiagram id="picture">\n<bpmndi:BPMNPlane id="plane" bpmnElement="way">\n',
            *shapes,
            *lines,
            "</bpmndi:BPMNPlane>\n</bpmndi:BPMNDiagram>\n</bpmn:definitions>\n",
        ]
    )


def _element(node: ModelNode, edges: tuple[ModelEdge, ...]) -> str:
    tag = _ELEMENTS[node.holds]
    name = f" name={quoteattr(node.name.translate(_CONTROL))}" if node.name else ""
    incoming = [f"<bpmn:incoming>{edge.id}</bpmn:incoming>\n" for edge in edges if edge.target == node.id]
    outgoing = [f"<bpmn:outgoing>{edge.id}</bpmn:outgoing>\n" for edge in edges if edge.source == node.id]
    inside = "".join([*incoming, *outgoing])
    return f'<bpmn:{tag} id="{node.id}"{name}{_direction(node, incoming)}>\n{inside}</bpmn:{tag}>\n'


def _direction(node: ModelNode, incoming: list[str]) -> str:
    if node.holds not in {"choice", "parallel"}:
        return ""
    return f' gatewayDirection="{"Converging" if len(incoming) > 1 else "Diverging"}"'


def _flow(edge: ModelEdge) -> str:
    return f'<bpmn:sequenceFlow id="{edge.id}" sourceRef="{edge.source}" targetRef="{edge.target}"/>\n'


def _shape(node: ModelNode) -> str:
    marker = ' isMarkerVisible="true"' if node.holds == "choice" else ""
    bounds = f'<dc:Bounds x="{node.x:g}" y="{node.y:g}" width="{node.width:g}" height="{node.height:g}"/>\n'
    return (
        f'<bpmndi:BPMNShape id="shape_{node.id}" bpmnElement="{node.id}"{marker}>\n'
        f"{bounds}</bpmndi:BPMNShape>\n"
    )


def _edge_line(edge: ModelEdge) -> str:
    points = "".join(f'<di:waypoint x="{x:g}" y="{y:g}"/>\n' for x, y in edge.points)
    return f'<bpmndi:BPMNEdge id="line_{edge.id}" bpmnElement="{edge.id}">\n{points}</bpmndi:BPMNEdge>\n'
