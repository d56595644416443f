"""What lies along a lane: declared waits above its marks, stays around them, recurring services below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flowmap.group import Group
from flowmap.show.boxes import Box
from flowmap.show.letters import text_width
from flowmap.show.palette import VALUE_SYMBOLS
from flowmap.show.signs import Mark
from flowmap.show.svg import coordinate
from flowmap.show.way.geometry import BandLine, Line, StayBar
from flowmap.show.way.lanes import LaneSpot
from flowmap.show.way.marks import shown_activity
from flowmap.show.way.person import Band, Link, Person, Stay
from flowmap.show.way.scale import Scale
from flowmap.words import number, say

BAND_SIZE = 12.0
BAND_THICKNESS = 5.0
WAIT_STEP = 13.0


@dataclass(frozen=True, slots=True)
class WaitPlan:
    """A wait with the track it takes above its lane's marks."""

    link: Link
    lane: str
    left: float
    right: float
    track: int
    text: str


@dataclass(frozen=True, slots=True)
class BandPlan:
    """A recurring service with the track it takes below its lane's marks."""

    band: Band
    left: float
    right: float
    track: int
    texts: tuple[str, ...]  # from the fullest to the shortest


def _free_track(ends: list[float], left: float, right: float, apart: float) -> int:
    track = next((at for at, end in enumerate(ends) if end + apart < left), len(ends))
    if track == len(ends):
        ends.append(right)
    else:
        ends[track] = max(ends[track], right)
    return track


def plan_waits(person: Person, xs: Mapping[int, float], *, group: Group) -> list[WaitPlan]:
    """Return the waits of at least a day whose both ends are drawn, in the lane that was waited for."""
    titles = {rule.id: str(rule.title) for rule in group.waits}
    lanes = {event.event_id: event.lane for event in person.events}
    seen = [
        link
        for link in person.links
        if link.kind == "wait" and link.days > 0 and link.from_event in xs and link.to_event in xs
    ]
    ends: dict[str, list[float]] = {}
    made = []
    for link in sorted(seen, key=lambda w: (xs[w.from_event], xs[w.to_event], w.rule_id)):
        lane, left, right = lanes[link.to_event], xs[link.from_event], xs[link.to_event]
        track = _free_track(ends.setdefault(lane, []), left, right, 4)
        text = say("way.wait", title=titles.get(link.rule_id, link.rule_id), n=link.days)
        made.append(WaitPlan(link, lane, left, right, track, text))
    return made


def draw_waits(
    plans: Sequence[WaitPlan], spots: Mapping[str, LaneSpot], *, tracks: Mapping[str, int], patient: str
) -> tuple[Line, ...]:
    """Return the waits as lines with a stop at each end; the first track lies next to the marks."""
    made = []
    for plan in plans:
        y = spots[plan.lane].wait_top + WAIT_STEP * (tracks[plan.lane] - plan.track) - 5
        left, right = coordinate(plan.left), coordinate(plan.right)
        stop = f"V{coordinate(y + 5)}"
        data = f"M{left} {coordinate(y - 5)}{stop}M{left} {coordinate(y)}H{right}"
        data += f"M{right} {coordinate(y - 5)}{stop}"
        begins, ends = ((plan.left, y - 5), (plan.left, y + 5)), ((plan.right, y - 5), (plan.right, y + 5))
        chain = (*begins, (plan.left, y), (plan.right, y), *ends)
        name = f"way-{patient}-wait-{plan.link.from_event}-{plan.link.to_event}"
        made.append(Line(name, "wait", chain, data, told=plan.text))
    return tuple(made)


def band_texts(band: Band, group: Group, *, valued: tuple[str, str] | None = None) -> tuple[str, ...]:
    """Return what stands at a band: the fullest text first, then shorter ones.

    ``valued`` is its value and whose word that is: a band is valued once, as a whole.
    """
    name = shown_activity(band.activity, group)
    often = frequency(band.times_per_week)
    staff = say("way.band_staff", n=band.staff) if band.staff else ""
    value = f"{VALUE_SYMBOLS[valued[0]]} {say(f'way.band_value_{valued[1]}')}" if valued else ""
    full = " · ".join(part for part in (f"{name} {often}".strip(), staff, value) if part)
    short = " · ".join(part for part in (f"{name} {often}".strip(), value) if part)
    return tuple(dict.fromkeys((full, short, f"{name} {often}".strip(), name)))


def frequency(times_per_week: float) -> str:
    """Return how often, by the day where it is at least daily.

    Examples
    --------
    >>> frequency(28), frequency(2), frequency(0)
    ('4 ggr/dag', '2 ggr/vecka', '')
    """
    if times_per_week <= 0:
        return ""
    if times_per_week >= 7:
        return say(
            "way.per_day",
            often=number(round(times_per_week / 7, 1) if times_per_week % 7 else int(times_per_week / 7)),
        )
    return say(
        "way.per_week",
        often=number(int(times_per_week) if times_per_week % 1 == 0 else times_per_week, digits=None),
    )


def plan_bands(person: Person, scale: Scale, *, group: Group) -> list[BandPlan]:
    """Return the bands with their tracks: a text never meets the next band of its track."""
    ends: dict[str, list[float]] = {}
    made = []
    for band in person.bands:
        left, right = (
            scale.left(band.first_day),
            max(scale.right(band.last_day), scale.left(band.first_day) + 4),
        )
        texts = band_texts(band, group, valued=person.band_values.get(band.band_id))
        reach = max(right, left + min(text_width(texts[0], BAND_SIZE), 260) + 6)
        track = _free_track(ends.setdefault(band.lane, []), left, reach, 2)
        made.append(BandPlan(band, left, right, track, texts))
    return made


def draw_bands(
    plans: Sequence[BandPlan], spots: Mapping[str, LaneSpot], *, person: Person, scale: Scale
) -> tuple[BandLine, ...]:
    """Return the bands as thin boxes, with the days of stays cut out as pauses."""
    made = []
    for plan in plans:
        bottom = spots[plan.band.lane].band_top + 23 * (plan.track + 1) - 1
        pauses = _pauses(plan, person.stays, scale)
        parts = _between(plan.left, plan.right, pauses)
        name = f"way-{person.patient}-band-{plan.band.band_id}"
        top = bottom - BAND_THICKNESS
        told = " · ".join(part for part in (plan.texts[0], plan.band.why_changed) if part)
        made.append(
            BandLine(
                name,
                tuple(Box(a, top, b, bottom) for a, b in parts),
                tuple(Box(a, top, b, bottom) for a, b in pauses),
                told,
            )
        )
    return tuple(made)


def _pauses(plan: BandPlan, stays: Sequence[Stay], scale: Scale) -> list[tuple[float, float]]:
    """Return the days of stays inside a band; first and last day of a stay still have their visits."""
    found: list[tuple[float, float]] = []
    for stay in sorted(stays, key=lambda s: (s.first_day, s.last_day)):
        left = max(scale.right(stay.first_day), plan.left, found[-1][1] if found else plan.left)
        right = min(scale.left(stay.last_day), plan.right)
        if right - left > 1:
            found.append((left, right))
    return found


def _between(left: float, right: float, pauses: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    edges = [left, *(x for pause in pauses for x in pause), right]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(a, b) for a, b in pairs if b - a > 0.5] or [(left, right)]


def draw_stays(
    person: Person,
    marks: Sequence[Mark],
    *,
    spots: Mapping[str, LaneSpot],
    scale: Scale,
    group: Group,
) -> tuple[StayBar, ...]:
    """Return the stays as bars from admission to discharge, around the rows of marks in their lane."""
    ends: dict[int, list[float]] = {}
    by_id = {mark.event_id: mark for mark in marks if mark.shape != "echo"}
    for event in person.events:
        if event.stay_id and event.kind == "milestone":
            ends.setdefault(event.stay_id, []).append(by_id[event.event_id].x)
    made = []
    for stay in person.stays:
        spot, xs = spots[stay.lane], sorted(ends.get(stay.stay_id, []))
        left = xs[0] if xs else scale.left(stay.first_day)
        right = xs[-1] if len(xs) > 1 and not stay.is_open else scale.right(stay.last_day)
        reach = spot.row_step / 2 + 1
        bottom = spot.first_row + (spot.rows - 1) * spot.row_step + reach
        box = Box(left - 3, spot.first_row - reach, max(right, left + 6) + 3, bottom)
        name = shown_activity(stay.activity, group)
        told = say("way.stay", name=name, n=stay.last_day - stay.first_day)
        made.append(StayBar(f"way-{person.patient}-stay-{stay.stay_id}", box, stay.is_open, told))
    return tuple(made)
