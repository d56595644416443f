"""Drawing a way: the geometry becomes SVG, and nothing is computed."""

from collections.abc import Sequence

from flowmap.errors import PictureError
from flowmap.group import Group
from flowmap.show import palette, svg
from flowmap.show.boxes import Box
from flowmap.show.frame import draw_framed
from flowmap.show.picture import Picture
from flowmap.show.signs import draw_mark, draw_sign, hatch_name
from flowmap.show.svg import Lettering, Look
from flowmap.show.texts import Text, text_height, write_at
from flowmap.show.way.geometry import BandLine, LaneStrip, Line, PrincipalStrip, StayBar, WayGeometry
from flowmap.show.way.person import People, read_person
from flowmap.show.way.prepare import lay_way, prepare_way
from flowmap.tables import Contacts, Findings
from flowmap.words import screen_language

LINE_LOOKS = {
    "next": Look(edge=palette.WAY_LINE, edge_width=1.3),
    "dense": Look(edge=palette.WAY_LINE, edge_width=0.9),
    "wait": Look(edge=palette.WAIT, edge_width=2.4),
    "handover": Look(edge=palette.HANDOVER, edge_width=3.4),
}


LEADER = Look(edge=palette.QUIET_INK, edge_width=0.9)


def draw_way(contacts: Contacts, *, patient: str, group: Group, findings: Findings | None = None) -> Picture:
    """Draw Min väg: one person's way through care, with what each voice says of it.

    Parameters and errors are those of ``prepare_way``; the picture shows itself in a notebook.
    """
    return draw_geometry(prepare_way(contacts, patient=patient, group=group, findings=findings))


def draw_ways(
    contacts: Contacts, *, patients: Sequence[str], group: Group, findings: Findings | None = None
) -> dict[str, Picture | str]:
    """Draw the ways of several persons, whose tables are read once.

    Returns
    -------
    dict
        By patient code, in the order asked for: the picture, or the sentence that it refused with.
    """
    people = People(contacts, patients)
    return {patient: _drawn(people, patient, group, findings) for patient in patients}


def _drawn(people: People, patient: str, group: Group, findings: Findings | None) -> Picture | str:
    try:
        return draw_geometry(
            lay_way(read_person(people, patient=patient, group=group), group, findings=findings)
        )
    except PictureError as error:
        return str(error)


def draw_geometry(way: WayGeometry) -> Picture:
    """Return a way's geometry as a picture."""
    body = [
        _definitions(way),
        *(text.svg for text in way.texts),
        *(_stamp(box.box) + box.text.svg for box in way.stamps),
        *(draw_sign(item.sign, item.x, y=item.y, name=way.name) + item.text.svg for item in way.legend),
        *(_lane(lane, way) for lane in way.lanes),
        *(_principal(strip) for strip in way.principals),
        *_behind(way),
        *(_band(band) for band in way.bands),
        *(_stay(stay) for stay in way.stays),
        *(_line(line, way) for line in way.lines),
        *(svg.line(leader, LEADER) for leader in way.leaders),
        *(draw_mark(mark) for mark in way.marks),
        *(_label(text, way) for text in way.labels),
        *_under(way),
    ]
    size = (way.width, way.height)
    lang = screen_language().value
    drawn = svg.document(body, size=size, title=way.title, alt=way.alt, lang=lang)
    return Picture(drawn, way.width, way.height, way.title, way.alt)


def _definitions(way: WayGeometry) -> str:
    hatch = svg.hatch(hatch_name(way.name), palette.HATCH)
    return svg.element("defs", {}, hatch, svg.arrow_head(f"{way.name}-arrow", palette.HANDOVER))


def _stamp(box: Box) -> str:
    return svg.rectangle(box, Look(fill=palette.PAPER, edge=palette.STAMP, edge_width=1.6), corner=3)


def _lane(lane: LaneStrip, way: WayGeometry) -> str:
    ground = svg.rectangle(lane.box, Look(fill=palette.LANE_TINTS[lane.principal], edge=palette.GRID))
    parts = [ground]
    if lane.is_hatched:
        plot = Box(way.plot.left, lane.box.top, lane.box.right, lane.box.bottom)
        parts.append(svg.rectangle(plot, Look(fill=f"url(#{hatch_name(way.name)})", opacity=0.45)))
    return svg.group([*parts, *(text.svg for text in lane.heading)], name=f"{way.name}-lane-{lane.lane}")


def _principal(strip: PrincipalStrip) -> str:
    x, y = strip.box.middle
    lettering = Lettering(strip.size, weight="bold", anchor="middle")
    top = -text_height(len(strip.heading), strip.size) / 2 - 0.1 * strip.size
    words = write_at(top, 0, lines=strip.heading, lettering=lettering).svg
    turned = svg.element(
        "g", {"transform": f"translate({svg.coordinate(x)} {svg.coordinate(y)}) rotate(-90)"}, words
    )
    return (
        svg.rectangle(strip.box, Look(fill=palette.PRINCIPAL_TINTS[strip.principal], edge=palette.GRID))
        + turned
    )


def _behind(way: WayGeometry) -> list[str]:
    top, bottom = way.plot.top, way.strip_box.bottom
    weeks = [
        svg.line(((x, top), (x, bottom)), Look(edge=palette.GRID, edge_width=0.8)) for x in way.week_lines
    ]
    folds = [
        svg.rectangle(fold.box, Look(fill=palette.GRID, opacity=0.55))
        + svg.line(_zigzag(fold.box.left, fold.box), Look(edge=palette.PAPER, edge_width=2.2))
        + svg.line(_zigzag(fold.box.right, fold.box), Look(edge=palette.PAPER, edge_width=2.2))
        for fold in way.folds
    ]
    return weeks + folds


def _label(text: Text, way: WayGeometry) -> str:
    """Return a label on its lane's own ground, so that no quiet line crosses its letters."""
    box = text.box
    lane = next((lane for lane in way.lanes if lane.box.holds(box)), None)
    ground = svg.rectangle(box, Look(fill=palette.LANE_TINTS[lane.principal])) if lane else ""
    return ground + text.svg


def _zigzag(x: float, box: Box) -> list[tuple[float, float]]:
    """Return a torn edge: here the scale is broken."""
    steps = max(int(box.height // 9), 1)
    return [(x + (3 if at % 2 else -3), box.top + at * box.height / steps) for at in range(steps + 1)]


def _band(band: BandLine) -> str:
    whole = [svg.rectangle(part, Look(fill=palette.BAND)) for part in band.parts]
    pauses = [
        svg.rectangle(part, Look(fill=palette.PAPER, edge=palette.BAND, edge_width=0.9, dash="3 2"))
        for part in band.pauses
    ]
    return svg.group([*pauses, *whole], name=band.name, title=band.told)


def _stay(stay: StayBar) -> str:
    look = Look(fill=palette.STAY, edge=palette.STAY_EDGE, edge_width=1.4, dash="6 3" if stay.is_open else "")
    return svg.group([svg.rectangle(stay.box, look, corner=9)], name=stay.name, title=stay.told)


def _line(line: Line, way: WayGeometry) -> str:
    look = LINE_LOOKS["dense" if line.kind == "next" and way.is_dense else line.kind]
    look = Look(
        edge=look.edge,
        edge_width=look.edge_width,
        dash="5 3" if line.is_uncertain else "",
        marker_end=f"{way.name}-arrow" if line.kind == "handover" else "",
    )
    return svg.group([svg.curve(line.data, look)], name=line.name, title=line.told)


def _under(way: WayGeometry) -> list[str]:
    made = [svg.rectangle(way.strip_box, Look(edge=palette.GRID))]
    for tile in way.strip:
        edge = palette.VALUE_EDGES[tile.value]
        fill = palette.PAPER if tile.is_proposal else palette.VALUE_FILLS[tile.value]
        look = Look(fill=fill, edge=edge, edge_width=0.9, dash="3 2" if tile.is_proposal else "")
        made.append(svg.rectangle(tile.box, look, corner=2) + (tile.symbol.svg if tile.symbol else ""))
    bottom = way.strip_box.bottom
    tick = Look(edge=palette.EDGE, edge_width=1.2)
    made += [svg.line(((t.x, bottom), (t.x, bottom + 6)), tick) + t.text.svg for t in way.ticks]
    made += [fold.name.svg for fold in way.folds]
    made += [draw_framed(item) for item in way.findings]
    return made
