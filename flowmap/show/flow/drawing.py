"""Draw the flow picture from its geometry; nothing is worked out here."""

from flowmap.group import Group
from flowmap.show import palette, svg
from flowmap.show.boxes import Box
from flowmap.show.flow.geometry import FlowBox, FlowGeometry, FlowLine, LaneStrip, PrincipalStrip
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


def _look(line: FlowLine) -> Look:
    kind = "crossing" if line.crosses_principals else "plain"
    return Look(
        edge=_INKS[kind],
        edge_width=line.width,
        dash=_DASH if line.is_return else "",
        marker_end=f"{NAME}-arrow-{kind}",
    )


def _line(line: FlowLine) -> str:
    source, target = line.edge
    return svg.group(
        [svg.line(line.points, _look(line))],
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
    shapes += [_part(value, part) for value, part in box.parts]
    return svg.group(shapes, name=f"{NAME}-box-{name_id(box.name)}", title=box.title)


def _part(value: str, part: Box) -> str:
    drawn = svg.rectangle(part, Look(palette.VALUE_FILLS[value], palette.EDGE, 1.0))
    symbol = palette.VALUE_SYMBOLS[value]
    if not symbol or part.width < 13:
        return drawn
    x, y = part.middle
    lettering = Lettering(13.0, ink=palette.VALUE_INKS[value], weight="bold", anchor="middle")
    return drawn + svg.text(symbol, x, y=y + 4.7, lettering=lettering)


def _finding(box: Box) -> str:
    edge = Box(box.left, box.top, box.left + 6, box.bottom)
    return svg.rectangle(box, Look(palette.PAPER, palette.GRID, 1.2), corner=4) + svg.rectangle(
        edge, Look(palette.TITLE_INK)
    )
