"""The lanes of a way: which are shown, how tall they are, what their headings say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flowmap.errors import PictureError
from flowmap.group import Group
from flowmap.show.boxes import Box
from flowmap.show.letters import text_width, wrap
from flowmap.show.palette import QUIET_INK
from flowmap.show.svg import Lettering
from flowmap.show.texts import Text, text_height, write_at
from flowmap.show.way.geometry import LaneStrip, PrincipalStrip
from flowmap.show.way.person import Person
from flowmap.words import listed, say

MOST_LANES = 18
HEADING_SIZE = 15.0
NOTE_SIZE = 11.5
PRINCIPAL_SIZE, TIGHT_SIZE = 13.0, 10.5
PRINCIPAL_WIDTH = 26.0
HEADING_WIDTH = 186.0
CLOSED = ("not_allowed",)


@dataclass(frozen=True, slots=True)
class LanePlan:
    """One lane to show, before it has a place."""

    lane: str
    title: str
    principal: str
    notes: tuple[str, ...]
    is_hatched: bool
    is_mine: bool = False
    least_height: float = 0.0  # that its principal's name needs, where no neighbour has the same


@dataclass(frozen=True, slots=True)
class LaneRoom:
    """How a lane is divided from top to bottom, in picture units.

    Labels above, waits, rows of marks, labels below, bands.
    """

    above: float
    waits: int
    rows: int
    below: float
    bands: int


@dataclass(frozen=True, slots=True)
class LaneSpot:
    """Where a lane's parts stand."""

    box: Box
    first_row: float  # y of the marks' first row
    wait_top: float
    band_top: float
    row_step: float
    rows: int


def choose_lanes(person: Person, group: Group) -> tuple[list[LanePlan], list[str]]:
    """Return the lanes to show, mine first, and the titles of reviewed ones in which nothing is seen.

    Raises
    ------
    PictureError
        More lanes than the picture holds.
    """
    used = {e.lane for e in person.events} | {s.lane for s in person.stays} | {b.lane for b in person.bands}
    plans, silent = [], []
    for lane in group.lanes:
        is_mine = lane is group.lanes[0]
        closed = [j.value for j in lane.journals if person.coverage.get(j.value) in CLOSED]
        partly = [j.value for j in lane.journals if person.coverage.get(j.value) == "part"]
        if not (is_mine or closed or lane.id in used):
            silent.append(str(lane.title))
            continue
        is_hatched = bool(closed) and lane.id not in used
        count = sum(e.is_met for e in person.events if e.lane == lane.id)
        notes = _notes(count, closed, partly, is_mine=is_mine)
        plans.append(LanePlan(lane.id, str(lane.title), lane.principal.value, notes, is_hatched, is_mine))
    known = {lane.id for lane in group.lanes}
    plans += [
        LanePlan(
            lane, lane, "unknown", _notes(count_met(person, lane), [], [], is_mine=False), is_hatched=False
        )
        for lane in sorted(used - known)
    ]
    if len(plans) > MOST_LANES:
        raise PictureError(say("way.too_many_lanes", found=len(plans), most=MOST_LANES))
    return _with_room_for_principals(plans), silent


def _with_room_for_principals(plans: Sequence[LanePlan]) -> list[LanePlan]:
    """Return the lanes, those that stand alone under their principal as tall as its name on two lines."""
    names = [None, *(plan.principal for plan in plans[1:]), None]  # my own lane has no name beside it
    made = []
    for at, plan in enumerate(plans):
        is_alone = names[at] is not None and names[at] not in (names[at - 1], names[at + 1])
        lines = wrap(principal_name(plan.principal), 64, size=TIGHT_SIZE, lines=2, weight="bold")
        least = max(text_width(line, TIGHT_SIZE, weight="bold") for line in lines) + 9
        made.append(replace(plan, least_height=least) if is_alone else plan)
    return made


def principal_name(principal: str) -> str:
    """Return a principal's name as it stands beside its lanes."""
    return say(f"principal.{principal}").capitalize()


def count_met(person: Person, lane: str) -> int:
    """Return how many contacts with the person a lane has."""
    return sum(e.is_met for e in person.events if e.lane == lane)


def _notes(count: int, closed: list[str], partly: list[str], *, is_mine: bool) -> tuple[str, ...]:
    notes = [say("count.contact", n=count)] if count and not is_mine else []
    if closed:
        notes.append(say("way.lane_not_reviewed", journals=listed([say(f"journal.{j}") for j in closed])))
    if partly:
        notes.append(say("way.lane_part", journals=listed([say(f"journal.{j}") for j in partly])))
    return tuple(notes)


def lane_height(room: LaneRoom, *, radius: float) -> float:
    """Return how tall a lane is with this division."""
    rows = room.rows * (2 * radius + 5) + 7 if room.rows else 0.0
    return 8 + room.above + 13 * room.waits + rows + room.below + 23 * room.bands


def place_lanes(
    plans: Sequence[LanePlan], rooms: Sequence[LaneRoom], *, top: float, radius: float
) -> list[LaneSpot]:
    """Return where each lane and its parts stand, from ``top`` downwards; boxes get their sides later."""
    spots = []
    for plan, room in zip(plans, rooms, strict=True):
        height = max(lane_height(room, radius=radius), least_lane_height(plan))
        spare = (height - lane_height(room, radius=radius)) / 2
        wait_top = top + 4 + room.above + spare
        rows_top = wait_top + 13 * room.waits
        rows = room.rows * (2 * radius + 5) + 7 if room.rows else 0.0
        spots.append(
            LaneSpot(
                box=Box(0, top, 0, top + height),
                first_row=rows_top + 3.5 + radius + 2.5,
                wait_top=wait_top,
                band_top=rows_top + rows + room.below + spare,
                row_step=2 * radius + 5,
                rows=room.rows,
            )
        )
        top += height
    return spots


def heading_lines(plan: LanePlan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a lane's title and notes, broken to their column."""
    width = HEADING_WIDTH - 20 if not plan.is_mine else HEADING_WIDTH + PRINCIPAL_WIDTH - 20
    title = wrap(plan.title, width, size=HEADING_SIZE, lines=3, weight="bold")
    notes = [line for note in plan.notes for line in wrap(note, width, size=NOTE_SIZE, lines=3)]
    return title, tuple(notes)


def heading_height(plan: LanePlan) -> float:
    """Return how tall a lane's heading is."""
    title, notes = heading_lines(plan)
    return text_height(len(title), HEADING_SIZE) + (4 + text_height(len(notes), NOTE_SIZE) if notes else 0)


def least_lane_height(plan: LanePlan) -> float:
    """Return how tall a lane is for the sake of its heading and its principal's name."""
    return max(heading_height(plan) + 12, plan.least_height)


def write_heading(plan: LanePlan, box: Box, *, left: float) -> tuple[Text, ...]:
    """Return a lane's heading, in the middle of its height."""
    title, notes = heading_lines(plan)
    top = (box.top + box.bottom - heading_height(plan)) / 2
    x = left + (12 if plan.is_mine else PRINCIPAL_WIDTH + 12)
    made = [write_at(top, x, lines=title, lettering=Lettering(HEADING_SIZE, weight="bold"), role="lane")]
    if notes:
        below = top + text_height(len(title), HEADING_SIZE) + 4
        made.append(
            write_at(below, x, lines=notes, lettering=Lettering(NOTE_SIZE, ink=QUIET_INK), role="lane")
        )
    return tuple(made)


def strip_lanes(
    plans: Sequence[LanePlan], spots: Sequence[LaneSpot], *, left: float, right: float
) -> tuple[LaneStrip, ...]:
    """Return the lanes as they are drawn."""
    made = []
    for plan, spot in zip(plans, spots, strict=True):
        box = Box(left, spot.box.top, right, spot.box.bottom)
        made.append(
            LaneStrip(plan.lane, plan.principal, box, plan.is_hatched, write_heading(plan, box, left=left))
        )
    return tuple(made)


def strip_principals(
    lanes: Sequence[LaneStrip], names: Mapping[str, str] | None = None
) -> tuple[PrincipalStrip, ...]:
    """Return neighbouring lanes of one principal under one name; my own lane has none."""
    runs: list[list[LaneStrip]] = []
    for lane in lanes[1:]:
        if runs and runs[-1][0].principal == lane.principal:
            runs[-1].append(lane)
        else:
            runs.append([lane])
    made = []
    for run in runs:
        first, last = run[0].box, run[-1].box
        box = Box(first.left, first.top, first.left + PRINCIPAL_WIDTH, last.bottom)
        name = (names or {}).get(run[0].principal) or principal_name(run[0].principal)
        made.append(PrincipalStrip(run[0].principal, box, *_fitted(name, box.height - 8)))
    return tuple(made)


def _fitted(name: str, room: float) -> tuple[tuple[str, ...], float]:
    """Return a principal's name as large as ``room`` allows, on two lines before it is cut."""
    for size in (PRINCIPAL_SIZE, 12.0, 11.0):
        if text_width(name, size, weight="bold") <= room:
            return (name,), size
    return wrap(name, room, size=TIGHT_SIZE, lines=2, weight="bold"), TIGHT_SIZE
