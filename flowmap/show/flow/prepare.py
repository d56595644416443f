"""Prepare the flow picture: which words stand where, from a graph and the lanes of its group."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import pandas as pd

from flowmap.errors import PictureError
from flowmap.group import Group
from flowmap.records import Kind, Principal
from flowmap.show import frame as around
from flowmap.show.boxes import Box, Point
from flowmap.show.flow import geometry as geo
from flowmap.show.flow.placement import Placed, Placement, place_boxes
from flowmap.show.flow.routes import Edge, Route, route_lines
from flowmap.show.frame import MARGIN, FramedText, LegendItem
from flowmap.show.letters import wrap
from flowmap.show.svg import Lettering
from flowmap.show.texts import Text, write_at
from flowmap.show.way.marks import shown_activity
from flowmap.tables import IN_LANE, Findings, FlowGraph
from flowmap.words import has_words, number, say

MOST_ACTIVITIES = 40
MOST_TRANSITIONS = 120
FEWEST_PERSONS = 3
_LEAST_WIDTH = 1100.0
_SCREEN = 16 / 9  # a projector's width by its height
_USUAL_HEAD, _USUAL_FOOT = 110.0, 130.0  # what stands over and under the lanes
_LINE_KINDS = ("", "-crossing", "-return")
Row = Mapping[str, object]


@dataclass(frozen=True)
class _Head:
    texts: tuple[Text, ...]
    stamps: tuple[FramedText, ...]
    legend: tuple[LegendItem, ...]
    title: str
    sentence: str
    bottom: float


def prepare_flow(
    graph: FlowGraph,
    *,
    group: Group,
    placement: Placement | None = None,
    findings: Findings | None = None,
    has_basis: bool = True,
) -> geo.FlowGeometry:
    """Return a group's flow as numbers.

    Boxes stand in their lane and by typical order; ``placement`` is that of an earlier picture in the same
    language, whose boxes keep their places. A bar is hollow where all its values are proposals. A line's
    width is patients, its label patients and median days; a line between principals is marked ⇄, and one
    that goes back in the order is dashed.

    Raises
    ------
    PictureError
        Fewer than three persons, nothing to show, or more than 40 activities or 120 transitions.
    """
    nodes, edges = _in_words(_rows(graph.nodes.frame), _rows(graph.edges.frame), group)
    _refuse_limits(graph, nodes, edges)
    loops = {str(e["from_activity"]): e for e in edges if e["from_activity"] == e["to_activity"]}
    lines = [edge for edge in edges if edge["from_activity"] != edge["to_activity"]]
    boxes = [Placed(str(n["activity"]), str(n["lane"]), float(str(n["position"]))) for n in nodes]
    placed = place_boxes(boxes, lanes=_lane_order(nodes, group), kept=placement)
    backward = _backward(lines, {box.name: box.position for box in boxes})
    routes, placed = route_lines([_edge(line) for line in lines], placed, backward=backward)
    label_width = geo.widest_label([_widest(graph.patients), *(_label(line) for line in lines)])
    placed = placed.with_room(label=label_width)
    left = MARGIN + geo.PRINCIPAL_WIDTH + geo.LANE_WIDTH
    placed = placed if placement else _shaped(placed, left=left)
    width = geo.lay_sheet(placed, left=left, top=0).right + MARGIN
    width = max(width, _LEAST_WIDTH)
    head = _head(graph, group, width=width, is_stamped=not has_basis)
    placed = placed.with_room(head=head.bottom)
    sheet = geo.lay_sheet(placed, left=left, top=placed.head_room)
    lanes = _lanes(placed, sheet, group=group, nodes=nodes, right=width - MARGIN)
    foot, framed, height = _foot(findings, width=width, top=sheet.bottom + 16)
    return geo.FlowGeometry(
        width=width,
        height=height,
        title=head.title,
        alt=_alt(head, nodes, lines),
        texts=(*head.texts, *foot),
        stamps=head.stamps,
        legend=head.legend,
        lanes=lanes,
        principals=_principals(lanes),
        boxes=_boxes(nodes, loops, sheet, placed, graph.patients),
        lines=tuple(
            _line(line, route, geo.lay_line(route, sheet, placement=placed), graph=graph)
            for line, route in ((line, routes[_edge(line)]) for line in lines)
        ),
        findings=framed,
        placement=placed,
    )


def _shaped(placed: Placement, *, left: float) -> Placement:
    """Return the placement with flat boxes where tall ones would make a picture taller than a screen is."""
    sheet = geo.lay_sheet(placed, left=left, top=_USUAL_HEAD)
    return replace(placed, is_flat=sheet.right + MARGIN < _SCREEN * (sheet.bottom + _USUAL_FOOT))


def _boxes(
    nodes: Sequence[Row], loops: Mapping[str, Row], sheet: geo.Sheet, placed: Placement, patients: int
) -> tuple[geo.FlowBox, ...]:
    return tuple(
        geo.lay_box(
            node, sheet, placement=placed, words=_words(node, loops.get(str(node["activity"])), patients)
        )
        for node in nodes
    )


def _rows(frame: pd.DataFrame) -> list[Row]:
    """Return a table's rows, most patients first, whatever order they came in."""
    rows: list[Row] = frame.astype(object).to_dict("records")
    names = ("activity", "from_activity", "to_activity")
    return sorted(rows, key=lambda row: (-_count(row, "patients"), *(str(row.get(n, "")) for n in names)))


def _in_words(nodes: Sequence[Row], edges: Sequence[Row], group: Group) -> tuple[list[Row], list[Row]]:
    """Return the rows with activities named in the screen language, but where two would be named alike."""
    names = {str(node["activity"]): _shown_name(str(node["activity"]), group) for node in nodes}
    counts = Counter(names.values())
    names = {name: shown if counts[shown] == 1 else name for name, shown in names.items()}
    ends = ("activity", "from_activity", "to_activity")

    def renamed(rows: Sequence[Row]) -> list[Row]:
        return [{**row, **{at: names.get(str(row[at]), row[at]) for at in ends if at in row}} for row in rows]

    return renamed(nodes), renamed(edges)


def _shown_name(name: str, group: Group) -> str:
    activity, apart, lane = name.partition(IN_LANE)
    return f"{shown_activity(activity, group)}{apart}{lane}"


def _refuse_limits(graph: FlowGraph, nodes: Sequence[Row], edges: Sequence[Row]) -> None:
    if graph.patients < FEWEST_PERSONS:
        raise PictureError(say("flow_picture.too_few", n=graph.patients))
    if not nodes:
        raise PictureError(say("flow_picture.nothing"))
    if len(nodes) > MOST_ACTIVITIES or len(edges) > MOST_TRANSITIONS:
        found = {"activities": len(nodes), "transitions": len(edges)}
        raise PictureError(
            say("flow_picture.too_many", None, **found, most_a=MOST_ACTIVITIES, most_t=MOST_TRANSITIONS)
        )


def _backward(lines: Sequence[Row], positions: Mapping[str, float]) -> frozenset[Edge]:
    """Return the lines that go back in the typical order."""
    edges = (_edge(line) for line in lines)
    return frozenset(edge for edge in edges if positions[edge[1]] < positions[edge[0]])


def _edge(row: Row) -> Edge:
    return str(row["from_activity"]), str(row["to_activity"])


def _lane_order(nodes: Sequence[Row], group: Group) -> list[str]:
    """Return the lanes with a box: the group's in its order, by principal, then others by name."""
    used = {str(node["lane"]) for node in nodes}
    declared = [lane.id for lane in group.lanes if lane.id in used]
    return [*declared, *sorted(used - set(declared))]


def _count(row: Row, name: str) -> int:
    return int(str(row[name]))


def _label(row: Row) -> str:
    """Return how many persons (of those that the legend names) and the median of days."""
    mark = "⇄ " if _count(row, "principal_changes") * 2 >= _count(row, "count") else ""
    gap = row["gap_days_median"]
    days = (
        ""
        if gap is None or pd.isna(gap)
        else f" · {number(_rounded(float(str(gap))))} {say('flow_picture.d')}"
    )
    return f"{mark}{_count(row, 'patients')}{days}"


def _told(row: Row, patients: int) -> str:
    """Return the label in full."""
    seen = say("base.of", part=_count(row, "patients"), whole=patients)
    return f"{seen}{''.join(_label(row).partition(' · ')[1:])}"


def _rounded(value: float) -> float:
    return int(value) if value == int(value) else round(value, 1)


def _widest(patients: int) -> str:
    """Return the widest label there could be, so that room never depends on which lines are drawn."""
    return f"⇄ {patients} · 0,0 {say('flow_picture.d')}"


def _words(node: Row, loop: Row | None, patients: int) -> list[str]:
    seen = say("base.of", part=_count(node, "patients"), whole=patients)
    is_milestone = node["kind"] == Kind.MILESTONE
    what = say("kind.milestone") if is_milestone else say("count.contact", n=_count(node, "count"))
    words = [seen, what]
    if loop is not None:
        words.append(
            say("flow_picture.again", seen=say("base.of", part=_count(loop, "patients"), whole=patients))
        )
    return words


def _line(row: Row, route: Route, points: tuple[Point, ...], *, graph: FlowGraph) -> geo.FlowLine:
    label = _label(row)
    crosses = label.startswith("⇄")
    share = _count(row, "patients") / max(graph.patients, 1)
    told = say(
        "flow_picture.line", source=_edge(row)[0], target=_edge(row)[1], seen=_told(row, graph.patients)
    )
    return geo.FlowLine(
        edge=_edge(row),
        points=points,
        width=1.2 + (geo.MOST_LINE_WIDTH - 1.2) * share,
        crosses_principals=crosses,
        is_return=route.is_return,
        label=geo.lay_label(label, points, ink=geo.label_ink(crosses_principals=crosses)),
        title=told,
    )


def _head(graph: FlowGraph, group: Group, *, width: float, is_stamped: bool) -> _Head:
    right = width - MARGIN
    words = [*([say("picture.no_basis")] if is_stamped else []), say("picture.working_material")]
    stamps = around.write_stamps(words, right=right)
    title = say("flow_picture.title", group=str(group.title), n=graph.patients)
    shown, y = around.write_title(title, width=stamps[-1].box.left - MARGIN - 20)
    said = (graph.sentence, say("flow_picture.how_to_read", n=graph.patients), _proposed(graph))
    sentence = " ".join(part for part in said if part)
    told, y = around.write_sentence(
        sentence, width=right - MARGIN, top=y + 2, lettering=around.quiet_lettering(), lines=3
    )
    legend, y = around.lay_legend(_legend(group, graph), left=MARGIN, right=right, top=y)
    return _Head((shown, told), stamps, legend, title, sentence, y + 10)


def _proposed(graph: FlowGraph) -> str:
    """Return how much of what the bars show is proposals: nobody takes them for anybody's word."""
    frame = graph.nodes.frame[lambda nodes: nodes["kind"] != "milestone"]
    valued = int(frame[list(geo.VALUES[:3])].to_numpy().sum())
    proposed = int(frame["only_proposed"].sum())
    if not proposed:
        return ""
    key = "flow_picture.only_proposals" if proposed >= valued else "flow_picture.some_proposals"
    return say(key, n=proposed, of=valued)


def _legend(group: Group, graph: FlowGraph) -> list[tuple[str, str]]:
    patients, nodes = graph.patients, graph.nodes.frame.to_dict("records")
    words = group.value_words
    values = [
        (f"value-{value}", str(getattr(words, value)) if words else say(f"value.{value}"))
        for value in geo.VALUES[:3]
    ]
    is_hollow = any(geo.has_proposals(node) for node in nodes)
    values += [("voice-proposal", say("way.legend_voice_proposal"))] if is_hollow else []
    rest = [("value-not_assessed", say("value.not_assessed"))]
    lines = [(f"line-flow{kind}", say(f"flow_picture.legend{kind}", n=patients)) for kind in _LINE_KINDS]
    return [*values, *rest, *lines]


def _lanes(
    placed: Placement, sheet: geo.Sheet, *, group: Group, nodes: Sequence[Row], right: float
) -> tuple[geo.LaneStrip, ...]:
    headings = {lane.id: str(lane.title) for lane in group.lanes}
    principals = {str(node["lane"]): str(node["principal"]) for node in nodes}
    principals |= {lane.id: lane.principal.value for lane in group.lanes}
    strips = []
    for lane, own in groupby(range(len(placed.lanes)), key=lambda row: placed.lanes[row]):
        rows = list(own)
        last = rows[-1] + 1
        bottom = sheet.channel_top[last] if last < len(placed.lanes) else sheet.bottom
        box = Box(MARGIN, sheet.channel_top[rows[0]], right, bottom)
        most, room = 4 if box.height >= 4 * 20 + 8 else 3, geo.LANE_WIDTH - 20
        lines = wrap(headings.get(lane, lane), room, size=geo.LANE_SIZE, lines=most, weight="bold")
        top = (sheet.row_middle[rows[0]] + sheet.row_middle[rows[-1]]) / 2 - len(lines) * 10
        left = MARGIN + geo.PRINCIPAL_WIDTH + 10
        heading = write_at(
            top, left, lines=lines, lettering=Lettering(geo.LANE_SIZE, weight="bold"), role="lane"
        )
        strips.append(geo.LaneStrip(box, heading, principals.get(lane, Principal.UNKNOWN.value)))
    return tuple(strips)


def _principals(lanes: Sequence[geo.LaneStrip]) -> tuple[geo.PrincipalStrip, ...]:
    strips = []
    for principal, own in groupby(lanes, key=lambda lane: lane.principal):
        boxes = [lane.box for lane in own]
        box = Box(boxes[0].left, boxes[0].top, boxes[0].left + geo.PRINCIPAL_WIDTH, boxes[-1].bottom)
        known = has_words(f"principal.{principal}") and principal != Principal.UNKNOWN
        name = say(f"principal.{principal}").capitalize() if known else ""
        strips.append(geo.PrincipalStrip(box, name, principal))
    return tuple(strips)


def _foot(
    findings: Findings | None, *, width: float, top: float
) -> tuple[list[Text], tuple[FramedText, ...], float]:
    chosen, _ = around.choose_findings(findings, None)
    texts: list[Text] = []
    framed: tuple[FramedText, ...] = ()
    if chosen:
        heading, top = around.findings_heading(top)
        texts.append(heading)
        framed, top = around.lay_findings(chosen, left=MARGIN, right=width - MARGIN, top=top)
        top += 10
    lines = wrap(around.foot_words(), width - 2 * MARGIN, size=12.5, lines=2)
    foot = write_at(top, MARGIN, lines=lines, lettering=around.quiet_lettering(12.5), role="foot")
    return [*texts, foot], framed, foot.box.bottom + 14


def _alt(head: _Head, nodes: Sequence[Row], lines: Sequence[Row]) -> str:
    most = ", ".join(f"{line['from_activity']} → {line['to_activity']}" for line in lines[:5])
    shown = say("flow_picture.alt", activities=len(nodes), transitions=len(lines), most=most)
    return f"{head.title}. {head.sentence} {shown}"
