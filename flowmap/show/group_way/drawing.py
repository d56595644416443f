"""Drawing a group's way: the geometry becomes SVG, and nothing is computed."""

from flowmap.group import Group
from flowmap.show import palette, svg
from flowmap.show.boxes import Box
from flowmap.show.frame import draw_framed
from flowmap.show.group_way.geometry import Bar, Cell, GroupGeometry, PersonRow
from flowmap.show.group_way.prepare import prepare_group
from flowmap.show.picture import Picture
from flowmap.show.signs import draw_mark, draw_outcome, draw_sign
from flowmap.show.svg import Look
from flowmap.tables import Contacts, Expected, Findings
from flowmap.words import screen_language


def draw_group(
    contacts: Contacts, expected: Expected | None, *, group: Group, findings: Findings | None = None
) -> Picture:
    """Draw Gruppens väg: every person a row around a milestone, with the path rules as a matrix.

    Parameters and errors are those of ``prepare_group``; the picture shows itself in a notebook.
    """
    return draw_geometry(prepare_group(contacts, expected, group=group, findings=findings))


def draw_geometry(way: GroupGeometry) -> Picture:
    """Return a group's geometry as a picture."""
    stamps = Look(fill=palette.PAPER, edge=palette.STAMP, edge_width=1.6)
    body = [
        *(text.svg for text in way.texts),
        *(svg.rectangle(stamp.box, stamps, corner=3) + stamp.text.svg for stamp in way.stamps),
        *(draw_sign(item.sign, item.x, y=item.y, name=way.name) + item.text.svg for item in way.legend),
        *_ground(way),
        *(_row(row) for row in way.rows),
        *_matrix(way),
        *(draw_framed(item) for item in way.findings),
    ]
    size, lang = (way.width, way.height), screen_language().value
    drawn = svg.document(body, size=size, title=way.title, alt=way.alt, lang=lang)
    return Picture(drawn, way.width, way.height, way.title, way.alt)


def _ground(way: GroupGeometry) -> list[str]:
    made = []
    for at, row in enumerate(way.rows):
        right = way.matrix.right if way.columns else row.box.right
        tint = palette.LANE_TINTS["region"] if at % 2 == 0 else palette.PAPER
        made.append(svg.rectangle(Box(row.box.left, row.box.top, right, row.box.bottom), Look(fill=tint)))
    for x, text in way.ticks:
        is_anchor = x == way.anchor_x
        look = Look(edge=palette.EDGE, edge_width=2.2) if is_anchor else Look(edge=palette.GRID)
        made.append(svg.line(((x, way.plot.top), (x, way.plot.bottom)), look) + text.svg)
    return made


def _row(row: PersonRow) -> str:
    shapes = [text.svg for text in (*row.heading, *row.texts)]
    shapes += [_bar(bar) for bar in row.bars if bar.kind == "stay"]
    shapes += [_bar(bar) for bar in row.bars if bar.kind == "band"]
    shapes += [draw_mark(mark) for mark in row.marks]
    return svg.group(shapes, name=f"group-{row.patient}")


def _bar(bar: Bar) -> str:
    if bar.kind == "band":
        return svg.group([svg.rectangle(bar.box, Look(fill=palette.BAND))], title=bar.told)
    look = Look(fill=palette.STAY, edge=palette.STAY_EDGE, edge_width=1.3, dash="5 3" if bar.is_open else "")
    return svg.group([svg.rectangle(bar.box, look, corner=min(8.0, bar.box.height / 2))], title=bar.told)


def _matrix(way: GroupGeometry) -> list[str]:
    made = []
    for column in way.columns:
        texts = [column.heading.svg, column.standing.svg, column.total.svg]
        texts += [column.beside.svg] if column.beside else []
        made.append(svg.group(texts, name=f"{way.name}-rule-{column.rule_id}", title=column.told))
    return made + [_cell(cell) for cell in way.cells]


def _cell(cell: Cell) -> str:
    name = f"group-{cell.patient}-rule-{cell.rule_id}"
    return svg.group(
        [draw_outcome(cell.sign, cell.x, y=cell.y, radius=cell.radius)], name=name, title=cell.told
    )
