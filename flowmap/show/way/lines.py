"""The lines of a way: quiet to the next contact, strong for declared handovers and waits."""

from collections.abc import Mapping

from flowmap.group import Group
from flowmap.show.boxes import Point, bezier
from flowmap.show.signs import Mark
from flowmap.show.svg import coordinate
from flowmap.show.way.geometry import Line
from flowmap.show.way.person import Event, Person
from flowmap.words import say

BEND = 34.0


def join(start: Mark, end: Mark) -> tuple[tuple[Point, ...], str]:
    """Return a line from mark to mark: along the lane first, and over to the other one at its end.

    So it never passes a mark between them: nothing happened there.
    """
    x1, y1, x2, y2 = start.x, start.y, end.x, end.y
    if abs(y1 - y2) < 0.5:
        ends = ((x1 + start.radius, y1), (x2 - end.radius, y2))
        return ends, f"M{_at(ends[0])}L{_at(ends[1])}"
    if x2 - x1 < 2.2 * (start.radius + end.radius):
        return _steep(start, end)
    bend = min(BEND + abs(y2 - y1) * 0.06, x2 - x1 - start.radius - end.radius)
    a, d = (x2 - end.radius - bend, y1), (x2 - end.radius, y2)
    b, c = (a[0] + bend * 0.62, y1), (d[0] - bend * 0.62, y2)
    first = (x1 + start.radius, y1)
    return (first, *bezier((a, b, c, d))), f"M{_at(first)}L{_at(a)}C{_at(b)} {_at(c)} {_at(d)}"


def _steep(start: Mark, end: Mark) -> tuple[tuple[Point, ...], str]:
    """Return a line between marks that stand almost above one another."""
    down = 1 if end.y > start.y else -1
    a, d = (start.x, start.y + down * start.radius), (end.x, end.y - down * end.radius)
    half = (d[1] - a[1]) / 2
    b, c = (a[0], a[1] + half), (d[0], d[1] - half)
    return bezier((a, b, c, d)), f"M{_at(a)}C{_at(b)} {_at(c)} {_at(d)}"


def _at(point: Point) -> str:
    return f"{coordinate(point[0])} {coordinate(point[1])}"


def next_contacts(person: Person, marks: Mapping[int, Mark]) -> tuple[Line, ...]:
    """Return a quiet line from each contact to the next, but where a declared handover joins the two."""
    joined = {(link.from_event, link.to_event) for link in person.links if link.kind == "handover"}
    by_row = {event.row: event for event in person.events}
    made = []
    for event in person.events:
        after = by_row.get(event.next_contact_row)
        if not (event.is_contact and event.is_step) or after is None:
            continue
        if (event.event_id, after.event_id) in joined:
            continue
        chain, data = join(marks[event.event_id], marks[after.event_id])
        name = f"way-{person.patient}-next-{event.event_id}-{after.event_id}"
        made.append(Line(name, "next", chain, data, is_uncertain=_is_uncertain(event, after)))
    return tuple(made)


def _is_uncertain(event: Event, after: Event) -> bool:
    """Return whether nothing written says which of two contacts the same day came first."""
    return event.day == after.day and (event.order_uncertain or not (event.has_clock and after.has_clock))


def handovers(person: Person, marks: Mapping[int, Mark], *, group: Group) -> tuple[Line, ...]:
    """Return the declared handovers."""
    titles = {rule.id: str(rule.title) for rule in group.handovers}
    made = []
    for link in person.links:
        if link.kind != "handover" or link.from_event not in marks or link.to_event not in marks:
            continue
        chain, data = join(marks[link.from_event], marks[link.to_event])
        name = f"way-{person.patient}-handover-{link.from_event}-{link.to_event}"
        told = say("way.handover", title=titles.get(link.rule_id, link.rule_id))
        made.append(Line(name, "handover", chain, data, told=told))
    return tuple(made)
