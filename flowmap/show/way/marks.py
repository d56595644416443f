"""The marks of a way: each event with its shape, its value and voice, and what is told about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flowmap.group import Group
from flowmap.show.signs import Mark
from flowmap.show.way.lanes import LanePlan, LaneSpot
from flowmap.show.way.person import Event, Person, as_date
from flowmap.show.way.scale import Packing, Scale, Spot
from flowmap.words import day, has_words, say

SMALL = 0.55
MILESTONE = 1.05
NOT_DONE = 0.7
ECHO = 0.95


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes that follow from how much the picture holds."""

    width: float  # of the whole picture
    radius: float
    label: float
    said: int  # how many labels may say what was written in short
    packings: tuple[Packing, ...]


def choose_sizes(contacts: int) -> Sizes:
    """Return marks and labels as large as so many contacts allow."""
    loose = (Packing(1, 0.9), Packing(1, 0.5), Packing(2, 0.5), Packing(2, 0.25))
    if contacts <= 26:
        return Sizes(1720.0, 12.5, 14.5, 26, (*loose, Packing(3, 0.25)))
    if contacts <= 70:
        return Sizes(1920.0, 11.5, 14.0, 18, (*loose, Packing(3, 0.25), Packing(3, 0.0)))
    return Sizes(2040.0, 10.5, 13.5, 10, (*loose, Packing(3, 0.25), Packing(3, 0.0), Packing(4, 0.0)))


def shape_of(event: Event) -> str:
    """Return the shape that an event is drawn with."""
    if event.kind == "milestone":
        return "milestone"
    if event.kind == "about":
        return "about"
    return "contact" if event.took_place else "not_done"


def radius_of(event: Event, sizes: Sizes) -> float:
    """Return the radius of an event's mark."""
    share = {"milestone": MILESTONE, "about": SMALL, "not_done": NOT_DONE, "contact": 1.0}[shape_of(event)]
    return sizes.radius * (share if event.is_met or shape_of(event) != "contact" else NOT_DONE)


def list_spots(person: Person, plans: Sequence[LanePlan], *, sizes: Sizes) -> list[Spot]:
    """Return what takes a place on the scale, in the order of the way; an echo takes one in my lane too."""
    number = {plan.lane: at for at, plan in enumerate(plans)}
    made = []
    for event in person.events:
        lanes = {number[event.lane]} | ({0} if event.has_echo else set())
        room = 2 * max(radius_of(event, sizes), sizes.radius * ECHO if event.has_echo else 0) + 4.5
        made.append(Spot(event.day, tuple(sorted(lanes)), room))
    return made


def place_marks(
    person: Person,
    plans: Sequence[LanePlan],
    *,
    spots: Sequence[LaneSpot],
    scale: Scale,
    sizes: Sizes,
    group: Group,
) -> tuple[Mark, ...]:
    """Return a mark for every event, then the echoes in my lane."""
    number = {plan.lane: at for at, plan in enumerate(plans)}
    titles = {plan.lane: plan.title for plan in plans}
    marks, echoes = [], []
    for at, event in enumerate(person.events):
        x, row, spot = scale.spot_xs[at], scale.spot_rows[at], spots[number[event.lane]]
        y = spot.first_row + row * spot.row_step
        marks.append(_mark(event, person, x=x, y=y, sizes=sizes, told=tell(event, titles, group=group)))
        if event.has_echo and event.lane != plans[0].lane:
            echo_y = spots[0].first_row + row * spots[0].row_step
            echoes.append(_echo(event, person, x=x, y=echo_y, radius=sizes.radius * ECHO))
    return (*marks, *echoes)


def _mark(event: Event, person: Person, *, x: float, y: float, sizes: Sizes, told: str) -> Mark:
    return Mark(
        name=f"way-{person.patient}-event-{event.event_id}",
        event_id=event.event_id,
        x=x,
        y=y,
        radius=radius_of(event, sizes),
        shape=shape_of(event),
        value=event.value,
        voice=event.voice,
        is_disputed=event.disputed and event.voice != "person",
        has_flag=bool(event.marker) and event.kind == "contact",
        told=told,
    )


def _echo(event: Event, person: Person, *, x: float, y: float, radius: float) -> Mark:
    name = f"way-{person.patient}-echo-{event.event_id}"
    told = say(f"way.echo_{event.started_by}")
    return Mark(name, event.event_id, x, y, radius, "echo", told=told)


def shown_activity(name: str, group: Group) -> str:
    """Return an activity's name in the screen language."""
    activity = group.activity(name)
    return activity.shown if activity else name


def marker_titles(markers: str, group: Group) -> list[str]:
    """Return the titles of the markers in a cell."""
    titles = {marker.id: str(marker.title) for marker in group.markers}
    return [titles.get(marker, marker) for marker in markers.split(", ") if marker]


def tell(event: Event, lanes: Mapping[str, str], *, group: Group) -> str:
    """Return what is told about an event: what, when, where, its value and whose word that is."""
    parts = [
        shown_activity(event.activity, group),
        day(as_date(event.day)),
        lanes.get(event.lane, event.lane),
    ]
    parts += [event.in_short] if event.in_short else []
    if event.kind == "about":
        parts.append(say("kind.about"))
    if event.is_contact and event.status != "done" and has_words(f"status.{event.status}"):
        parts.append(say(f"status.{event.status}"))
    if event.is_contact and not event.is_only_load:
        parts.append(_value_told(event, group))
    if event.reason and event.voice in {"person", "team"}:
        parts.append(say("way.reason_stated", reason=say(f"reason.{event.reason}")))
    if event.has_echo:
        parts.append(say(f"way.echo_{event.started_by}"))
    if event.is_coerced:
        parts.append(say("way.coerced"))
    return " · ".join([*parts, *marker_titles(event.marker, group)])


def _value_told(event: Event, group: Group) -> str:
    if event.voice == "none":
        return say("value.not_assessed")
    return say("way.value_by", value=value_word(event.value, group), voice=say(f"voice.{event.voice}"))


def value_word(value: str, group: Group) -> str:
    """Return the group's wording of a value."""
    words = group.value_words
    if words is None or value == "not_assessed":
        return say(f"value.{value}")
    return str(getattr(words, value))
