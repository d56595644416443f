"""What decides a way's size before anything has its place: lanes, scale, tracks, and room for labels."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flowmap.errors import PictureError
from flowmap.group import Group
from flowmap.show.frame import MARGIN
from flowmap.show.texts import text_height
from flowmap.show.way.lanes import (
    HEADING_WIDTH,
    PRINCIPAL_WIDTH,
    LanePlan,
    LaneRoom,
    choose_lanes,
    lane_height,
    least_lane_height,
)
from flowmap.show.way.marks import Sizes, choose_sizes, list_spots
from flowmap.show.way.person import Person
from flowmap.show.way.scale import Scale, lay_scale
from flowmap.show.way.tracks import BandPlan, WaitPlan, plan_bands, plan_waits
from flowmap.words import say

LEAST_SHARE, MOST_SHARE, WORST_SHARE = 0.57, 0.62, 0.67  # height of width: from a projector's to a sheet's
END_ROOM = 30.0
MOST_EVENTS = 400
DENSE_LANE = 9
LINES_MORE = 1.5  # of labels, that a lane gets at a time
PLOT_LEFT = MARGIN + PRINCIPAL_WIDTH + HEADING_WIDTH


@dataclass(frozen=True, slots=True)
class WayPlan:
    """All that is decided before lanes get their heights."""

    person: Person
    group: Group
    sizes: Sizes
    lanes: tuple[LanePlan, ...]
    silent: tuple[str, ...]
    scale: Scale
    rows: dict[str, int]
    waits: tuple[WaitPlan, ...]
    wait_tracks: dict[str, int]
    bands: tuple[BandPlan, ...]
    width: float

    @property
    def least_height(self) -> float:
        """The height that fills a projector."""
        return LEAST_SHARE * self.width

    @property
    def most_height(self) -> float:
        """The height up to which lanes grow for the sake of their labels."""
        return MOST_SHARE * self.width

    @property
    def worst_height(self) -> float:
        """The height up to which lanes grow where labels would else be left out."""
        return WORST_SHARE * self.width

    @property
    def right(self) -> float:
        """The right edge of the lanes."""
        return self.width - MARGIN


def plan_way(person: Person, group: Group) -> WayPlan:
    """Return the plan of a way; the canvas grows to the right where the days need it.

    Raises
    ------
    PictureError
        More events or lanes than the picture holds.
    """
    if len(person.events) > MOST_EVENTS:
        raise PictureError(say("way.too_many_events", found=len(person.events), most=MOST_EVENTS))
    lanes, silent = choose_lanes(person, group)
    sizes = choose_sizes(sum(event.kind != "milestone" for event in person.events))
    spots = list_spots(person, lanes, sizes=sizes)
    scale = lay_scale(
        spots,
        days=(person.first_day, person.last_day),
        left=PLOT_LEFT + 10,
        right=sizes.width - MARGIN - END_ROOM,
        packings=sizes.packings,
    )
    xs = {event.event_id: scale.spot_xs[at] for at, event in enumerate(person.events)}
    waits = plan_waits(person, xs, group=group)
    return WayPlan(
        person=person,
        group=group,
        sizes=sizes,
        lanes=tuple(lanes),
        silent=tuple(silent),
        scale=scale,
        rows=_rows(person, lanes, scale),
        waits=tuple(waits),
        wait_tracks=dict(Counter(lane for lane, _ in {(w.lane, w.track) for w in waits})),
        bands=tuple(plan_bands(person, scale, group=group)),
        width=max(sizes.width, scale.day_lefts[-1] + END_ROOM + MARGIN),
    )


def _rows(person: Person, lanes: Sequence[LanePlan], scale: Scale) -> dict[str, int]:
    """Return how many rows of marks each lane has; a lane with a stay has at least one."""
    rows = {plan.lane: 0 for plan in lanes}
    for at, event in enumerate(person.events):
        rows[event.lane] = max(rows[event.lane], scale.spot_rows[at] + 1)
        if event.has_echo:
            mine = lanes[0].lane
            rows[mine] = max(rows[mine], scale.spot_rows[at] + 1)
    for stay in person.stays:
        rows[stay.lane] = max(rows[stay.lane], 1)
    return rows


def least_rooms(plan: WayPlan) -> list[LaneRoom]:
    """Return how each lane is divided where its labels need little."""
    return [_least_room(plan, lane) for lane in plan.lanes]


def give_more(
    plan: WayPlan, rooms: Sequence[LaneRoom], *, hungry: Sequence[str], most: float
) -> list[LaneRoom]:
    """Return the division with more lines of labels above and below in lanes where labels lack room.

    ``hungry`` are those lanes, the neediest first; each gets its share as long as all stay below ``most``.
    """
    step = LINES_MORE * (text_height(2, plan.sizes.label) - text_height(1, plan.sizes.label))
    numbers = {lane.lane: at for at, lane in enumerate(plan.lanes)}
    given = list(rooms)
    for at in (numbers[lane] for lane in hungry):
        more = replace(given[at], above=given[at].above + step, below=given[at].below + step)
        tried = [*given[:at], more, *given[at + 1 :]]
        given = tried if rooms_height(plan, tried) <= most else given
    return given


def rooms_height(plan: WayPlan, rooms: Sequence[LaneRoom]) -> float:
    """Return how tall all lanes are together."""
    return sum(
        max(lane_height(room, radius=plan.sizes.radius), least_lane_height(lane))
        for room, lane in zip(rooms, plan.lanes, strict=True)
    )


def spread_height(plan: WayPlan, rooms: list[LaneRoom], *, free_height: float) -> list[LaneRoom]:
    """Return the division with what height is free given to labels where marks are."""
    taken = rooms_height(plan, rooms)
    hungry = [at for at, lane in enumerate(plan.lanes) if plan.rows[lane.lane] and not lane.is_mine]
    if not hungry or free_height <= taken:
        return rooms
    more = min((free_height - taken) / len(hungry) / 2, 1.6 * text_height(2, plan.sizes.label))
    return [
        replace(room, above=room.above + more, below=room.below + more) if at in hungry else room
        for at, room in enumerate(rooms)
    ]


def _least_room(plan: WayPlan, lane: LanePlan) -> LaneRoom:
    bands = 1 + max((b.track for b in plan.bands if b.band.lane == lane.lane), default=-1)
    rows = plan.rows[lane.lane]
    waits = plan.wait_tracks.get(lane.lane, 0)
    if lane.is_mine:
        marks = any(event.lane == lane.lane for event in plan.person.events)
        side = text_height(2, plan.sizes.label) + 4 if marks else 4.0
        return LaneRoom(side if marks else 2.0, 0, max(rows, 1), side if marks else 17.0, bands)
    if not rows:
        return LaneRoom(4.0, 0, 0, 4.0, bands)
    size = plan.sizes.label
    is_dense = sum(event.lane == lane.lane for event in plan.person.events) > DENSE_LANE
    zone = text_height(2 if is_dense else 1, size) + 5
    return LaneRoom(zone, waits, rows, zone, bands)
