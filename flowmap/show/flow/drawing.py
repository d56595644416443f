"""Draw the flow picture from its geometry; nothing is worked out here."""

import math
from collections.abc import Sequence

from flowmap.group import Group
from flowmap.show import palette, svg
from flowmap.show.boxes import Box, Point
from flowmap.show.flow.geometry import BarPart, FlowBox, FlowGeometry, FlowLine, LaneStrip, PrincipalStrip
from flowmap.show.flow.placement import Placement
from flowmap.show.flow.prepare import prepare_flow
from flowmap.show.frame import LegendItem
from flowmap.show.letters import text_width
from flowmap.show.picture import Picture
from flowmap.show.signs import draw_sign
from flowmap.show.svg import Lettering, Look
from flowmap.tables import Findings, FlowGraph
from flowmap.words import screen_language

NAME = "flow"
_CORNER = 6.0


def draw_flow(
    graph: FlowGraph,
    *,
    group: Group,
    placement: Placement | None = None,
    findings: Findings | None = None,
    has_basis: bool = True,
) -> Picture:
    """Draw Gruppens flöde: lanes × typical order, with the transitions of a group of three or more.

    Parameters and errors are those of ``prepare_flow``; the picture shows itself in a notebook.
    """
    return draw_geometry(
        prepare_flow(graph, group=group, placement=placement, findings=findings, has_basis=has_basis)
    )


def draw_geometry(flow: FlowGeometry) -> Picture:
    """Return a flow's geometry as a picture."""
    body = [
        svg.element(
            "defs", {}, *(svg.arrow_head(f"{NAME}-arrow-{kind}", ink) for kind, ink in _INKS.items())
        ),
        *(text.svg for text in flow.texts),
        *(
            svg.rectangle(s.box, Look(palette.PAPER, palette.STAMP, 1.6), corner=3) + s.text.svg
            for s in flow.stamps
        ),
        *(_legend(item) for item in flow.legend),
        *(_lane(lane) for lane in flow.lanes),
        *(_principal(strip) for strip in flow.principals),
        *(_line(line) for line in sorted(flow.lines, key=lambda line: line.width)),
        *(_box(box) for box in flow.boxes),
        *(text.svg for text in flow.labels),
        *(_finding(item.box) + item.text.svg for item in flow.findings),
    ]
    size = (flow.width, flow.height)
    drawn = svg.document(body, size=size, title=flow.title, alt=flow.alt, lang=screen_language().value)
    return Picture(drawn, flow.width, flow.height, flow.title, flow.alt)


_INKS = {"plain": palette.QUIET_INK, "crossing": palette.HANDOVER}
_DASH = "7 5"


HEAD_LENGTH, HEAD_HALF = 11.0, 5.0  # neighbours enter a box further apart than this
_TURN = 5.0


def _ink(line: FlowLine) -> str:
    return _INKS["crossing" if line.crosses_principals else "plain"]


def _look(line: FlowLine) -> Look:
    return Look(edge=_ink(line), edge_width=line.width, dash=_DASH if line.is_return else "")


def rounded_path(points: Sequence[Point]) -> str:
    """Return a chain of level and upright pieces as path data, its corners rounded so that eyes can follow.

    Examples
    --------
    >>> rounded_path([(0, 0), (10, 0), (10, 20)])
    'M0 0L5 0Q10 0 10 5L10 20'
    """
    parts = [f"M{_at(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        turn = min(_TURN, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        parts.append(
            f"L{_at(_toward(corner, before, turn))}Q{_at(corner)} {_at(_toward(corner, after, turn))}"
        )
    return "".join([*parts, f"L{_at(points[-1])}"])


def _toward(corner: Point, other: Point, far: float) -> Point:
    whole = math.dist(corner, other) or 1.0
    return (
        corner[0] + (other[0] - corner[0]) * far / whole,
        corner[1] + (other[1] - corner[1]) * far / whole,
    )


def _at(point: Point) -> str:
    return f"{svg.coordinate(point[0])} {svg.coordinate(point[1])}"


def _line(line: FlowLine) -> str:
    source, target = line.edge
    *start, end = line.points
    stop = (end[0] - HEAD_LENGTH + 1, end[1])
    way = rounded_path([*start, stop])
    head = svg.polygon(
        (
            (end[0], end[1]),
            (end[0] - HEAD_LENGTH, end[1] - HEAD_HALF),
            (end[0] - HEAD_LENGTH, end[1] + HEAD_HALF),
        ),
        Look(_ink(line)),
    )
    under = Look(edge=palette.PAPER, edge_width=line.width + 3.4)
    return svg.group(
        [svg.curve(way, under), svg.curve(way, _look(line)), head],
        name=f"{NAME}-line-{name_id(source)}-{name_id(target)}",
        title=line.title,
    )


def name_id(name: str) -> str:
    """Return an activity's name as a part of an id: letters and digits as they are, all else by its number.

    Examples
    --------
    >>> name_id("SIP-möte"), name_id("SIP möte")
    ('SIP_2d_möte', 'SIP_20_möte')
    """
    return "".join(sign if sign.isalnum() else f"_{ord(sign):x}_" for sign in name)


def _legend(item: LegendItem) -> str:
    if not item.sign.startswith("line-flow"):
        return draw_sign(item.sign, item.x, y=item.y, name=NAME) + item.text.svg
    kind = "crossing" if item.sign.endswith("crossing") else "plain"
    dash = _DASH if item.sign.endswith("return") else ""
    look = Look(edge=_INKS[kind], edge_width=2.6, dash=dash, marker_end=f"{NAME}-arrow-{kind}")
    return svg.line(((item.x - 18, item.y), (item.x + 18, item.y)), look) + item.text.svg


def _lane(lane: LaneStrip) -> str:
    look = Look(fill=palette.LANE_TINTS[lane.principal], edge=palette.GRID)
    return svg.rectangle(lane.box, look) + lane.heading.svg


def _principal(strip: PrincipalStrip) -> str:
    x, y = strip.box.middle
    fits = text_width(strip.name, 13, weight="bold") < strip.box.height - 6
    words = svg.text(
        strip.name if fits else "", 0, y=4.5, lettering=Lettering(13, weight="bold", anchor="middle")
    )
    turn = {"transform": f"translate({svg.coordinate(x)} {svg.coordinate(y)}) rotate(-90)"}
    return svg.rectangle(strip.box, Look(palette.PRINCIPAL_TINTS[strip.principal])) + svg.element(
        "g", turn, words
    )


def _box(box: FlowBox) -> str:
    corner = 2.0 if box.is_milestone else _CORNER
    shapes = [svg.rectangle(box.box, Look(palette.PAPER, palette.EDGE, 1.6), corner=corner)]
    if box.is_milestone:
        shapes.append(
            svg.diamond(
                box.box.left + 12, box.box.top + 12, radius=7, look=Look(palette.PAPER, palette.EDGE, 1.4)
            )
        )
    shapes += [text.svg for text in box.texts]
    shapes += [_part(part) for part in box.parts]
    return svg.group(shapes, name=f"{NAME}-box-{name_id(box.name)}", title=box.title)


def _part(piece: BarPart) -> str:
    """Return a piece of a value bar; a proposal is hollow with a dashed edge, as it is on a way."""
    value, part, is_hollow = piece
    look = Look(palette.VALUE_FILLS[value], palette.EDGE, 1.0)
    look = Look(palette.PAPER, palette.VALUE_EDGES[value], 1.6, "4 2.6") if is_hollow else look
    drawn = svg.rectangle(part.grown(-0.8) if is_hollow else part, look)
    symbol = palette.VALUE_SYMBOLS[value]
    if not symbol or part.width < 13:
        return drawn
    x, y = part.middle
    ink = palette.INK if is_hollow else palette.VALUE_INKS[value]
    lettering = Lettering(13.0, ink=ink, weight="bold", anchor="middle")
    return drawn + svg.text(symbol, x, y=y + 4.7, lettering=lettering)


def _finding(box: Box) -> str:
    edge = Box(box.left, box.top, box.left + 6, box.bottom)
    return svg.rectangle(box, Look(palette.PAPER, palette.GRID, 1.2), corner=4) + svg.rectangle(
        edge, Look(palette.TITLE_INK)
    )
