"""Draw the model that pm4py discovered, from plain nodes and edges that have their places."""

from collections.abc import Sequence
from typing import Protocol

from flowmap.errors import PictureError
from flowmap.show import palette, svg
from flowmap.show.boxes import Box, Point
from flowmap.show.letters import wrap
from flowmap.show.picture import Picture
from flowmap.show.svg import Lettering, Look
from flowmap.show.texts import text_height, write_at
from flowmap.words import say, screen_language

NAME = "model"
MOST_NODES = 300
WIDEST, HIGHEST = 3200.0, 2000.0  # beyond this its letters cannot be read on A3 or from a projector
_MARGIN = 16.0
_EDGE = Look(edge=palette.QUIET_INK, edge_width=1.5, marker_end=f"{NAME}-arrow")
_SHAPE = Look(fill=palette.PAPER, edge=palette.EDGE, edge_width=1.5)
_SIGNS = {"choice": "×", "parallel": "+"}


class PlacedNode(Protocol):
    """A node with its place: left, top, width and height in points."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def holds(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def x(self) -> float: ...  # noqa: D102
    @property
    def y(self) -> float: ...  # noqa: D102
    @property
    def width(self) -> float: ...  # noqa: D102
    @property
    def height(self) -> float: ...  # noqa: D102


class PlacedEdge(Protocol):
    """An edge with the points it runs through."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def points(self) -> tuple[Point, ...]: ...  # noqa: D102


def draw_model(nodes: Sequence[PlacedNode], edges: Sequence[PlacedEdge]) -> Picture:
    """Draw a discovered model: activities as boxes, choices as ×, what runs side by side as +.

    Raises
    ------
    PictureError
        Nothing to draw, more than 300 nodes, or wider or higher than letters can be read in.
    """
    if not nodes or len(nodes) > MOST_NODES:
        raise PictureError(say("model_picture.limits", n=len(nodes), most=MOST_NODES))
    left, top, right, bottom = _extent(nodes, edges)
    size = (right - left + 2 * _MARGIN, bottom - top + 2 * _MARGIN)
    if size[0] > WIDEST or size[1] > HIGHEST:
        raise PictureError(say("model_picture.too_wide", n=sum(node.holds == "task" for node in nodes)))
    shift = f"translate({svg.coordinate(_MARGIN - left)} {svg.coordinate(_MARGIN - top)})"
    drawn = [svg.line(edge.points, _EDGE) for edge in edges if len(edge.points) > 1]
    drawn += [_node(node) for node in nodes]
    body = [
        svg.element("defs", {}, svg.arrow_head(f"{NAME}-arrow", palette.QUIET_INK)),
        svg.element("g", {"transform": shift}, *drawn),
    ]
    title = say("model_picture.title")
    alt = say("model_picture.alt", activities=sum(node.holds == "task" for node in nodes), edges=len(edges))
    made = svg.document(body, size=size, title=title, alt=f"{title}. {alt}", lang=screen_language().value)
    return Picture(made, *size, title, alt)


def _extent(nodes: Sequence[PlacedNode], edges: Sequence[PlacedEdge]) -> tuple[float, float, float, float]:
    points = [point for edge in edges for point in edge.points]
    xs = [x for x, _ in points] + [x for n in nodes for x in (n.x, n.x + n.width)]
    ys = [y for _, y in points] + [y for n in nodes for y in (n.y, n.y + n.height)]
    return min(xs), min(ys), max(xs), max(ys)


def _node(node: PlacedNode) -> str:
    box = Box(node.x, node.y, node.x + node.width, node.y + node.height)
    x, y = box.middle
    if node.holds in _SIGNS:
        sign = svg.text(
            _SIGNS[node.holds], x, y=y + 6, lettering=Lettering(18, weight="bold", anchor="middle")
        )
        shapes = [svg.diamond(x, y, radius=node.width / 2, look=_SHAPE), sign]
    elif node.holds == "task":
        lines = wrap(node.name, box.width - 8, size=12, lines=3)
        lettering = Lettering(12, anchor="middle")
        words = write_at(y - text_height(len(lines), 12) / 2, x, lines=lines, lettering=lettering)
        shapes = [svg.rectangle(box, _SHAPE, corner=5), words.svg]
    else:
        width = 3.5 if node.holds == "end" else 1.5
        shapes = [svg.circle(x, y, radius=node.width / 2, look=Look(palette.PAPER, palette.EDGE, width))]
    return svg.group(shapes, name=f"{NAME}-{node.id}", title=node.name or say(f"model_picture.{node.holds}"))
