"""A flow picture as numbers: every box, line, label and text with its place, before anything is drawn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flowmap.show.boxes import Box, Point
from flowmap.show.flow.placement import Placement
from flowmap.show.flow.routes import Route
from flowmap.show.frame import FramedText, LegendItem
from flowmap.show.letters import clean, text_width, wrap
from flowmap.show.palette import HANDOVER, INK, QUIET_INK
from flowmap.show.svg import Lettering
from flowmap.show.texts import Text, write_at
from flowmap.tables import IN_LANE

TALL_WIDTH, TALL_COUNTS = 154.0, 3  # a box's width, and how many lines of counts it has room for
FLAT_WIDTH, FLAT_COUNTS = 238.0, 2
BAR_HEIGHT = 17.0
PORT_STEP = 23.0
IN_STEP = PORT_STEP / 2  # at odd quarters of PORT_STEP from the middle, where no line leaves a box
TRACK_STEP = 9.0
ENTRY = 20.0
CHANNEL_PAD = 10.0
LANE_PAD = 12.0
LABEL_SIZE = 14.5
NAME_SIZE = 16.0
NAME_STEP = 19.5
COUNT_SIZE = 14.0
COUNT_STEP = 17.0
LANE_SIZE = 17.0
LANE_WIDTH = 150.0
PRINCIPAL_WIDTH = 26.0
MOST_LINE_WIDTH = 4.5


class BarPart(NamedTuple):
    """A piece of a value bar; ``is_hollow`` where the value is only a proposal."""

    value: str
    box: Box
    is_hollow: bool = False


@dataclass(frozen=True)
class FlowBox:
    """An activity's box; ``parts`` are the pieces of its value bar.

    What is only proposed has pieces of its own, behind those that somebody has assessed.
    """

    name: str
    box: Box
    texts: tuple[Text, ...]
    parts: tuple[BarPart, ...]
    is_milestone: bool
    title: str


@dataclass(frozen=True)
class FlowLine:
    """A transition's line and the label that stands on its first piece."""

    edge: tuple[str, str]
    points: tuple[Point, ...]
    width: float
    crosses_principals: bool
    is_return: bool
    label: Text
    title: str


@dataclass(frozen=True)
class LaneStrip:
    """A lane's ground across the picture, its heading and its principal."""

    box: Box
    heading: Text
    principal: str


@dataclass(frozen=True)
class PrincipalStrip:
    """The strip beside the lanes of one principal, with its name standing on end."""

    box: Box
    name: str
    principal: str


@dataclass(frozen=True)
class FlowGeometry:
    """Everything of a flow picture with its place; ``placement`` can be kept for the next one."""

    width: float
    height: float
    title: str
    alt: str
    texts: tuple[Text, ...]
    stamps: tuple[FramedText, ...]
    legend: tuple[LegendItem, ...]
    lanes: tuple[LaneStrip, ...]
    principals: tuple[PrincipalStrip, ...]
    boxes: tuple[FlowBox, ...]
    lines: tuple[FlowLine, ...]
    findings: tuple[FramedText, ...]
    placement: Placement

    @property
    def labels(self) -> tuple[Text, ...]:
        """Every text that must lie over nothing else."""
        return tuple(line.label for line in self.lines)


@dataclass(frozen=True)
class Sheet:
    """Where columns, gutters, lanes and channels begin; all from the placement's room, never from lines."""

    column_left: tuple[float, ...]
    track_left: tuple[float, ...]
    channel_top: tuple[float, ...]
    row_middle: tuple[float, ...]
    row_height: tuple[float, ...]
    right: float
    bottom: float


def lay_sheet(placement: Placement, *, left: float, top: float) -> Sheet:
    """Return where everything begins, given the room the placement sets aside."""
    column_left, track_left = [], []
    x = left
    for gutter in range(placement.columns + 1):
        x += placement.label_room if gutter else 6.0
        track_left.append(x)
        tracks = placement.gutters[gutter] if gutter < len(placement.gutters) else 0
        x += tracks * TRACK_STEP + ENTRY
        column_left.append(x)
        x += box_width(placement)
    heights = [row_height(placement, row) for row in range(len(placement.lanes))]
    channel_top, middle = [], []
    y = top
    for row in range(len(heights) + 1):
        channel_top.append(y)
        y += channel_height(placement, row)
        if row < len(heights):
            middle.append(y + heights[row] / 2)
            y += heights[row]
    right = column_left[-1] + 6.0  # behind the last column only its gutter
    return Sheet(
        tuple(column_left), tuple(track_left), tuple(channel_top), tuple(middle), tuple(heights), right, y
    )


def box_width(placement: Placement) -> float:
    """Return how wide every box is."""
    return FLAT_WIDTH if placement.is_flat else TALL_WIDTH


def channel_height(placement: Placement, channel: int) -> float:
    """Return the height of a channel: its forward tracks, then its return tracks."""
    tracks = sum(placement.channels[2 * channel : 2 * channel + 2])
    return CHANNEL_PAD + tracks * TRACK_STEP


def row_height(placement: Placement, row: int) -> float:
    """Return the height of a lane between its channels: its tallest box and some air."""
    own = [box_height(placement, name) for name, (at, _) in placement.cells.items() if at == row]
    return max(own, default=60.0) + LANE_PAD


def box_height(placement: Placement, name: str) -> float:
    """Return a box's height: its texts, or the lines it has room for, which spread from its middle.

    Room for all counts and a bar is always there, so that a box never grows or shrinks with its lines.
    """
    up, down, into = (*placement.slots.get(name, ()), 0, 0, 0)[:3]
    leaving = 2 * (max(up, down) + 0.75) * PORT_STEP
    counts = FLAT_COUNTS if placement.is_flat else TALL_COUNTS
    written = len(_titled(name, placement)) * NAME_STEP + counts * COUNT_STEP + BAR_HEIGHT + 20.0
    return max(written, leaving, into * IN_STEP + 24.0)


def _titled(name: str, placement: Placement) -> tuple[str, ...]:
    """Return a box's name; its lane is left out, since the box stands there."""
    name = name.partition(IN_LANE)[0]
    return wrap(clean(name), box_width(placement) - 14, size=NAME_SIZE, lines=2, weight="bold")


def _count_lines(words: Sequence[str], placement: Placement) -> list[str]:
    """Return the lines of a box's counts: persons and contacts share one where boxes are flat."""
    return [" · ".join(words[:2]), *words[2:]] if placement.is_flat else list(words)


def lay_line(route: Route, sheet: Sheet, *, placement: Placement) -> tuple[Point, ...]:
    """Return the corners of a line along its route."""
    (row, column), (to_row, to_column) = (placement.cells[name] for name in route.edge)
    start = (
        sheet.column_left[column] + box_width(placement),
        sheet.row_middle[row] + route.out_slot * PORT_STEP,
    )
    end_y = sheet.row_middle[to_row] if route.is_straight else _in_y(route, sheet, placement)
    end = (sheet.column_left[to_column], end_y)
    if route.is_straight:
        return start, end
    first_x = sheet.track_left[route.first_gutter] + (route.first_track + 0.5) * TRACK_STEP
    if route.channel < 0:
        return start, (first_x, start[1]), (first_x, end_y), end
    level = _channel_y(route, sheet, placement)
    last_x = sheet.track_left[route.last_gutter] + (route.last_track + 0.5) * TRACK_STEP
    return start, (first_x, start[1]), (first_x, level), (last_x, level), (last_x, end_y), end


def _in_y(route: Route, sheet: Sheet, placement: Placement) -> float:
    """Return where a line enters: places from the middle out, at quarters where no line leaves a box."""
    row, _ = placement.cells[route.edge[1]]
    into = placement.slots[route.edge[1]][2]
    return sheet.row_middle[row] + (route.in_slot - into // 2) * IN_STEP + IN_STEP / 2


def _channel_y(route: Route, sheet: Sheet, placement: Placement) -> float:
    before = placement.channels[2 * route.channel] if route.is_return else 0
    return (
        sheet.channel_top[route.channel] + CHANNEL_PAD / 2 + (before + route.channel_track + 0.5) * TRACK_STEP
    )


def lay_label(words: str, points: Sequence[Point], *, ink: str) -> Text:
    """Return a line's label: above its first piece, right beside the box it leaves."""
    x, y = points[0]
    lettering = Lettering(LABEL_SIZE, ink=ink, weight="bold")
    return Text((words,), x + 7, y - MOST_LINE_WIDTH / 2 - 3.2, lettering, "label")


def label_ink(*, crosses_principals: bool) -> str:
    """Return the ink of a line and its label."""
    return HANDOVER if crosses_principals else QUIET_INK


def lay_box(
    node: Mapping[str, object], sheet: Sheet, *, placement: Placement, words: Sequence[str]
) -> FlowBox:
    """Return an activity's box; ``words`` are its counts, one line each. A milestone has no value bar."""
    name = str(node["activity"])
    row, column = placement.cells[name]
    height = box_height(placement, name)
    left, top = sheet.column_left[column], sheet.row_middle[row] - height / 2
    box = Box(left, top, left + box_width(placement), top + height)
    titled, counts = _titled(name, placement), _count_lines(words, placement)
    is_milestone = node["kind"] == "milestone"
    middle = (box.left + box.right) / 2
    bold = Lettering(NAME_SIZE, ink=INK, weight="bold", anchor="middle")
    plain = Lettering(COUNT_SIZE, ink=QUIET_INK, anchor="middle")
    content = len(titled) * NAME_STEP + len(counts) * COUNT_STEP + (0.0 if is_milestone else BAR_HEIGHT + 8)
    y = box.middle[1] - content / 2
    texts = [write_at(y, middle, lines=titled, lettering=bold, role="name")]
    y += len(titled) * NAME_STEP
    for line in counts:
        texts.append(
            write_at(
                y + 1,
                middle,
                lines=wrap(line, box.width - 10, size=COUNT_SIZE, lines=1),
                lettering=plain,
                role="count",
            )
        )
        y += COUNT_STEP
    bar = Box(box.left + 12, y + 6, box.right - 12, y + 6 + BAR_HEIGHT)
    parts = () if is_milestone else tuple(_bar_parts(node, bar))
    told = " · ".join((name, *words))
    return FlowBox(name, box, tuple(texts), parts, is_milestone, told)


VALUES = ("value_creating", "necessary", "not_value_creating", "not_assessed")


def has_proposals(node: Mapping[str, object]) -> bool:
    """Return whether any value in a box is a proposal only."""
    return int(str(node["only_proposed"])) > 0


def _bar_parts(node: Mapping[str, object], bar: Box) -> Iterator[BarPart]:
    """Give the pieces from left to right: what somebody has assessed, what is only proposed, the rest."""
    counts = {value: int(str(node[value])) for value in VALUES}
    proposed = {value: int(str(node[f"proposed_{value}"])) for value in VALUES[:3]}
    assessed = [(value, counts[value] - proposed[value], False) for value in VALUES[:3]]
    hollow = [(value, proposed[value], True) for value in VALUES[:3]]
    whole, x = sum(counts.values()), bar.left
    for value, count, is_hollow in (*assessed, *hollow, (VALUES[3], counts[VALUES[3]], False)):
        if count and whole:
            right = x + bar.width * count / whole
            yield BarPart(value, Box(x, bar.top, right, bar.bottom), is_hollow)
            x = right


def widest_label(labels: Sequence[str]) -> float:
    """Return the room that labels need beside a box."""
    return max((text_width(label, LABEL_SIZE, weight="bold") for label in labels), default=40.0) + 13.0
