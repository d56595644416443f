"""A person's row: stays and services as bars, contacts as marks that give way to one another."""

from collections.abc import Sequence
from dataclasses import dataclass

from flowmap.group import Group
from flowmap.show.boxes import Box
from flowmap.show.group_way.aligned import Aligned, DaySpan
from flowmap.show.group_way.geometry import Bar, PersonRow
from flowmap.show.group_way.scale import GroupScale, Spot, Wanted, slot_of
from flowmap.show.palette import QUIET_INK
from flowmap.show.signs import Mark, phone_width
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
    """How tall a row is, how large its marks are, and in how many tracks they stand."""

    height: float
    radius: float
    code: float
    phones: float  # height of the track of echoes over the marks; 0 where there is no room for them
    tracks: int = 2

    @property
    def has_echoes(self) -> bool:
        """Whether echoes are drawn."""
        return self.phones > 0


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where rows lie: the box of all, and the days from left to right."""

    plot: Box
    scale: GroupScale

    @property
    def span(self) -> DaySpan:
        """The days shown."""
        return self.scale.span


def choose_row_sizes(people: int) -> RowSizes:
    """Return rows as tall as so many persons allow."""
    if people <= 7:
        return RowSizes(88.0, 13.0, 19.0, 18.0)
    if people <= 10:
        return RowSizes(66.0, 10.2, 17.0, 15.0)
    if people <= 16:
        return RowSizes(50.0, 7.4, 16.0, 12.0)
    if people <= 24:
        return RowSizes(37.0, 5.5, 14.0, 7.5)
    return RowSizes(20.0, 5.6, 12.0, 0.0, tracks=1)


@dataclass(frozen=True, slots=True)
class Drawn:
    """An event that gets a mark of its own, and the place that it wants."""

    event: Event
    wanted: Wanted


def list_drawn(row: Aligned, span: DaySpan, *, sizes: RowSizes, group: Group) -> list[Drawn]:
    """Return a person's events that are drawn, in the order of the way; none where the row is not aligned."""
    made: list[Drawn] = []
    is_after = False
    for event in row.person.events if row.anchor_day is not None else ():
        is_after = is_after or event.event_id == row.anchor_event
        offset = event.day - (row.anchor_day or 0)
        if -span.before <= offset <= span.after and is_drawn(event, group):
            slot = slot_of(span, offset, is_after=is_after)
            made.append(Drawn(event, Wanted(slot, 2 * radius_of(event, sizes) + 1.5)))
    return made


def radius_of(event: Event, sizes: RowSizes) -> float:
    """Return the radius of an event's mark."""
    return sizes.radius * (1.0 if event.kind != "milestone" else 0.92)


def lay_row(
    row: Aligned,
    place: RowPlace,
    *,
    placed: Sequence[tuple[Drawn, Spot]],
    sizes: RowSizes,
    top: float,
    group: Group,
) -> PersonRow:
    """Return a person's row with everything in its place; ``placed`` are its marks."""
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
    tracks = max((spot.track + 1 for _, spot in placed), default=1)
    bars = (*_stays(row, place, middle, tracks * sizes.radius + 2.0), *_bands(row, place, box, group))
    marks = _marks(row, placed, sizes=sizes, middle=middle, tracks=tracks, group=group)
    marks = (*marks, *_phones(row, placed, sizes, top))
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


def _stays(row: Aligned, place: RowPlace, middle: float, reach: float) -> list[Bar]:
    made, x = [], place.scale.middle
    for stay in row.person.stays:
        left, right = stay.first_day - (row.anchor_day or 0), stay.last_day - (row.anchor_day or 0)
        if right < -place.span.before or left > place.span.after:
            continue
        box = Box(x(left), middle - reach, max(x(right), x(left) + 4), middle + reach)
        told = say("way.stay", name=stay.activity, n=stay.last_day - stay.first_day)
        made.append(Bar("stay", box, stay.is_open, told))
    return made


def _bands(row: Aligned, place: RowPlace, box: Box, group: Group) -> list[Bar]:
    """Return the recurring services as one thin line each, or over one another where they overlap."""
    made, x = [], place.scale.left
    for band in row.person.bands:
        left, right = band.first_day - (row.anchor_day or 0), band.last_day - (row.anchor_day or 0) + 1
        if right < -place.span.before or left > place.span.after:
            continue
        line = Box(x(left), box.bottom - 5, max(x(right), x(left) + 3), box.bottom - 2)
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


def _marks(
    row: Aligned,
    placed: Sequence[tuple[Drawn, Spot]],
    *,
    sizes: RowSizes,
    middle: float,
    tracks: int,
    group: Group,
) -> tuple[Mark, ...]:
    """Return the marks at their places; a row that needs one track has it in the middle."""
    lanes = {lane.id: str(lane.title) for lane in group.lanes}
    step = 2 * sizes.radius + 1.5
    return tuple(
        Mark(
            f"group-{row.person.patient}-event-{drawn.event.event_id}",
            drawn.event.event_id,
            spot.x,
            middle + (spot.track - (tracks - 1) / 2) * step,
            radius_of(drawn.event, sizes),
            shape_of(drawn.event),
            drawn.event.value,
            drawn.event.voice,
            is_disputed=drawn.event.disputed and drawn.event.voice != "person",
            told=tell(drawn.event, lanes, group=group),
        )
        for drawn, spot in placed
    )


def _phones(
    row: Aligned, placed: Sequence[tuple[Drawn, Spot]], sizes: RowSizes, top: float
) -> tuple[Mark, ...]:
    """Return an echo over each contact that the person or a relative had to start; close ones move aside."""
    made: list[Mark] = []
    for drawn, spot in placed:
        if not drawn.event.has_echo or not sizes.has_echoes:
            continue
        x = max(spot.x, made[-1].x + phone_width(sizes.phones / 2) + 1.0) if made else spot.x
        name = f"group-{row.person.patient}-echo-{drawn.event.event_id}"
        told = say(f"way.echo_{drawn.event.started_by}")
        y = top + sizes.phones / 2 + 1
        made.append(Mark(name, drawn.event.event_id, x, y, sizes.phones / 2, "phone", told=told))
    return tuple(made)


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
