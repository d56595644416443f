"""The geometry of a way: everything the picture holds, as numbers and texts. Drawing it computes nothing."""

from dataclasses import dataclass, field

from flowmap.show.boxes import Box, Point, count_crossings
from flowmap.show.frame import FramedText, LegendItem
from flowmap.show.signs import Mark
from flowmap.show.texts import Text


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two events: the quiet next contact, a handover, or a wait."""

    name: str
    kind: str  # next, handover, wait
    chain: tuple[Point, ...]  # straight pieces that follow it, as tests and labels see it
    data: str  # the path as it is drawn
    is_uncertain: bool = False
    told: str = ""


@dataclass(frozen=True, slots=True)
class StayBar:
    """A stay, from admission to discharge."""

    name: str
    box: Box
    is_open: bool
    told: str


@dataclass(frozen=True, slots=True)
class BandLine:
    """A recurring service: thin boxes where it goes on, and where it pauses during stays."""

    name: str
    parts: tuple[Box, ...]
    pauses: tuple[Box, ...]
    told: str

    @property
    def box(self) -> Box:
        """From its beginning to its end."""
        every = (*self.parts, *self.pauses)
        return Box(min(b.left for b in every), every[0].top, max(b.right for b in every), every[0].bottom)


@dataclass(frozen=True, slots=True)
class LaneStrip:
    """A lane with its heading; ``hatched`` parts were not reviewed."""

    lane: str
    principal: str
    box: Box
    is_hatched: bool
    heading: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class PrincipalStrip:
    """The lanes of one principal, named along the left edge."""

    principal: str
    box: Box
    heading: tuple[str, ...]
    size: float


@dataclass(frozen=True, slots=True)
class DayTile:
    """One day's contacts of one value in the strip of days."""

    box: Box
    value: str
    is_proposal: bool
    count: int
    symbol: Text | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A date under the axis."""

    x: float
    text: Text


@dataclass(frozen=True, slots=True)
class FoldStrip:
    """A folded stretch through all lanes, with its name under the axis."""

    box: Box
    name: Text


@dataclass(frozen=True, slots=True)
class WayGeometry:
    """One person's way, whole."""

    name: str
    width: float
    height: float
    title: str
    alt: str
    plot: Box
    texts: tuple[Text, ...]
    stamps: tuple[FramedText, ...]
    legend: tuple[LegendItem, ...]
    lanes: tuple[LaneStrip, ...]
    principals: tuple[PrincipalStrip, ...]
    folds: tuple[FoldStrip, ...]
    ticks: tuple[Tick, ...]
    stays: tuple[StayBar, ...]
    bands: tuple[BandLine, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Text, ...]
    leaders: tuple[tuple[Point, Point], ...]
    strip: tuple[DayTile, ...]
    strip_box: Box
    findings: tuple[FramedText, ...]
    unlabelled: int
    is_dense: bool
    week_lines: tuple[float, ...] = field(default=())

    @property
    def crossings(self) -> int:
        """How many times lines between events cross one another."""
        return count_crossings([line.chain for line in self.lines if line.kind != "wait"])

    @property
    def every_text(self) -> tuple[Text, ...]:
        """Every text that the picture shows, wherever it stands."""
        found = [*self.texts, *self.labels]
        found += [item.text for item in (*self.stamps, *self.findings)]
        found += [item.text for item in self.legend]
        found += [item.text for item in self.ticks]
        found += [fold.name for fold in self.folds]
        found += [text for lane in self.lanes for text in lane.heading]
        found += [tile.symbol for tile in self.strip if tile.symbol]
        return tuple(found)
