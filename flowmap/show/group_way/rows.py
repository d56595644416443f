"""A person's row: stays and services as bars, contacts as marks that give way to one another."""

from collections.abc import Sequence
from dataclasses import dataclass

from flowmap.group import Group
from flowmap.show.boxes import Box
from flowmap.show.group_way.aligned import MOST_DAYS, Aligned, DaySpan
from flowmap.show.group_way.geometry import Bar, PersonRow
from flowmap.show.palette import QUIET_INK
from flowmap.show.signs import Mark
from flowmap.show.svg import Lettering
from flowmap.show.texts import Text, write_at
from flowmap.show.way.marks import shape_of, shown_activity, tell
from flowmap.show.way.person import Event, Person
from flowmap.words import say

CODE_WIDTH = 74.0
EDGE_WIDTH = 40.0
CLOSED = ("not_allowed", "part")


@dataclass(frozen=True, slots=True)
class RowSizes:
    """How tall a row is, and how large its marks are."""

    height: float
    radius: float
    code: float
    phones: float  # height of the track of echoes over the marks; 0 where there is no room for them

    @property
    def has_echoes(self) -> bool:
        """Whether echoes are drawn."""
        return self.phones > 0


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where rows lie: the box of all, where the milestone stands, and how wide a day is."""

    plot: Box
    anchor_x: float
    day_width: float
    span: DaySpan

    def x(self, offset: float) -> float:
        """Return where a day from the milestone stands, held inside the days shown."""
        held = min(max(offset, -self.span.before - 0.5), self.span.after + 0.5)
        return self.anchor_x + held * self.day_width


def choose_row_sizes(people: int) -> RowSizes:
    """Return rows as tall as so many persons allow."""
    if people <= 5:
        return RowSizes(88.0, 13.0, 19.0, 18.0)
    if people <= 10:
        return RowSizes(66.0, 10.5, 17.0, 15.0)
    if people <= 16:
        return RowSizes(50.0, 8.6, 16.0, 13.0)
    if people <= 24:
        return RowSizes(35.0, 6.6, 14.0, 9.0)
    return RowSizes(20.0, 5.2, 12.0, 0.0)


def lay_row(row: Aligned, place: RowPlace, *, sizes: RowSizes, top: float, group: Group) -> PersonRow:
    """Return a person's row with everything in its place."""
    person, middle = row.person, top + (sizes.height + sizes.phones) / 2 - (2 if sizes.phones else 0)
    box = Box(place.plot.left - CODE_WIDTH, top, place.plot.right, top + sizes.height)
    heading = _heading(person, box, top + sizes.height / 2, sizes)
    if row.anchor_day is None:
        words = Lettering(13.0, ink=QUIET_INK, is_italic=True)
        told = (
            write_at(
                middle - 6.5,
                place.plot.left + EDGE_WIDTH,
                lines=(say("group_way.no_anchor"),),
                lettering=words,
            ),
        )
        return PersonRow(person.patient, box, middle, heading, (), (), told)
    shown = [e for e in person.events if -place.span.before <= e.day - row.anchor_day <= place.span.after]
    bars = (*_stays(row, place, middle, sizes), *_bands(row, place, box, group))
    marks = (*_swarm(row, shown, place, sizes, middle, group), *_phones(row, shown, place, sizes, top))
    return PersonRow(
        person.patient, box, top + sizes.height / 2, heading, bars, marks, _outside(row, place, middle)
    )


def _heading(person: Person, box: Box, middle: float, sizes: RowSizes) -> tuple[Text, ...]:
    code = write_at(
        middle - sizes.code / 2,
        box.left + 8,
        lines=(person.patient,),
        lettering=Lettering(sizes.code, weight="bold"),
        role="code",
    )
    if not any(status in CLOSED for status in person.coverage.values()):
        return (code,)
    sign = Lettering(sizes.code, ink=QUIET_INK, weight="bold")
    return code, write_at(
        middle - sizes.code / 2, code.box.right + 7, lines=("?",), lettering=sign, role="code"
    )


def _stays(row: Aligned, place: RowPlace, middle: float, sizes: RowSizes) -> list[Bar]:
    made = []
    for stay in row.person.stays:
        left, right = stay.first_day - (row.anchor_day or 0), stay.last_day - (row.anchor_day or 0)
        if right < -place.span.before or left > place.span.after:
            continue
        reach = sizes.radius + 2.0
        box = Box(place.x(left), middle - reach, max(place.x(right), place.x(left) + 4), middle + reach)
        told = say("way.stay", name=stay.activity, n=stay.last_day - stay.first_day)
        made.append(Bar("stay", box, stay.is_open, told))
    return made


def _bands(row: Aligned, place: RowPlace, box: Box, group: Group) -> list[Bar]:
    """Return the recurring services as one thin line each, or over one another where they overlap."""
    made = []
    for band in row.person.bands:
        left, right = band.first_day - (row.anchor_day or 0), band.last_day - (row.anchor_day or 0) + 1
        if right < -place.span.before or left > place.span.after:
            continue
        line = Box(place.x(left), box.bottom - 5, max(place.x(right), place.x(left) + 3), box.bottom - 2)
        made.append(Bar("band", line, band.is_open, shown_activity(band.activity, group)))
    return made


def is_drawn(event: Event, group: Group) -> bool:
    """Return whether an event has a mark of its own: contacts, and of milestones the SIP.

    Stays are bars, and the matrix says of other milestones what the group asks.
    """
    if event.kind == "contact":
        return True
    wanted = group.measures.sip
    markers = set(event.marker.split(", "))
    return event.kind == "milestone" and bool(
        markers & set(wanted.markers) or event.activity in wanted.activities
    )


def _swarm(
    row: Aligned, events: Sequence[Event], place: RowPlace, sizes: RowSizes, middle: float, group: Group
) -> tuple[Mark, ...]:
    """Return marks at their days; where two would meet, one moves up or down, then a little aside."""
    taken: list[tuple[float, float, float]] = []
    marks = []
    lanes = {lane.id: str(lane.title) for lane in group.lanes}
    for event in events:
        if not is_drawn(event, group):
            continue
        radius = sizes.radius * (1.0 if event.kind != "milestone" else 0.92)
        x0 = place.x(event.day - (row.anchor_day or 0))
        x, y = _give_way(x0, middle, radius, taken, sizes)
        x = min(max(x, place.x(-MOST_DAYS)), place.x(MOST_DAYS))
        taken.append((x, y, radius))
        name = f"group-{row.person.patient}-event-{event.event_id}"
        marks.append(
            Mark(
                name,
                event.event_id,
                x,
                y,
                radius,
                shape_of(event),
                event.value,
                event.voice,
                is_disputed=event.disputed and event.voice != "person",
                told=tell(event, lanes, group=group),
            )
        )
    return tuple(marks)


def _phones(
    row: Aligned, events: Sequence[Event], place: RowPlace, sizes: RowSizes, top: float
) -> tuple[Mark, ...]:
    """Return an echo over each contact that the person or a relative had to start; close ones move aside."""
    made: list[Mark] = []
    for event in events:
        if not event.has_echo or not sizes.has_echoes:
            continue
        x = place.x(event.day - (row.anchor_day or 0))
        x = max(x, made[-1].x + sizes.phones * 0.85) if made else x
        name = f"group-{row.person.patient}-echo-{event.event_id}"
        told = say(f"way.echo_{event.started_by}")
        made.append(
            Mark(name, event.event_id, x, top + sizes.phones / 2 + 1, sizes.phones / 2, "phone", told=told)
        )
    return tuple(made)


def _give_way(
    x: float, middle: float, radius: float, taken: Sequence[tuple[float, float, float]], sizes: RowSizes
) -> tuple[float, float]:
    level = min(radius * 1.95, (sizes.height - sizes.phones - 5) / 2 - radius)
    asides = (0.0, *(side * step / 4 for step in range(1, 22) for side in (1, -1)))
    for aside in asides:
        for y in (middle, middle - level, middle + level):
            at = x + aside * radius
            if all(
                (at - tx) ** 2 + (y - ty) ** 2 >= (0.93 * (radius + tr)) ** 2 for tx, ty, tr in taken[-14:]
            ):
                return at, y
    return x, middle


def _outside(row: Aligned, place: RowPlace, middle: float) -> tuple[Text, ...]:
    """Return how many contacts lie before and after the days shown."""
    offsets = [e.day - (row.anchor_day or 0) for e in row.person.events if e.kind == "contact"]
    before = sum(offset < -place.span.before for offset in offsets)
    after = sum(offset > place.span.after for offset in offsets)
    made = []
    if before:
        lettering = Lettering(11.5, ink=QUIET_INK)
        made.append(
            write_at(
                middle - 5.7, place.plot.left + 2, lines=(f"◂{before}",), lettering=lettering, role="outside"
            )
        )
    if after:
        lettering = Lettering(11.5, ink=QUIET_INK, anchor="end")
        made.append(
            write_at(
                middle - 5.7, place.plot.right - 2, lines=(f"{after}▸",), lettering=lettering, role="outside"
            )
        )
    return tuple(made)
