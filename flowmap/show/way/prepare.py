"""A way as numbers: every part gets its place, and labels what room is left."""

from collections.abc import Sequence
from dataclasses import dataclass

from flowmap.group import Group
from flowmap.show.boxes import Box, Point
from flowmap.show.frame import (
    MARGIN,
    FramedText,
    LegendItem,
    choose_findings,
    findings_heading,
    foot_words,
    important_lettering,
    lay_findings,
    lay_legend,
    quiet_lettering,
    write_sentence,
    write_stamps,
    write_title,
)
from flowmap.show.letters import wrap
from flowmap.show.signs import Mark
from flowmap.show.texts import Text, write_at
from flowmap.show.way import sentences
from flowmap.show.way.axis import lay_folds, lay_strip, lay_ticks, mondays, period
from flowmap.show.way.event_labels import Labelled, label_events
from flowmap.show.way.geometry import BandLine, LaneStrip, Line, StayBar, WayGeometry
from flowmap.show.way.labels import Labeller, label_bands, label_stays, label_waits
from flowmap.show.way.lanes import LaneRoom, place_lanes, strip_lanes, strip_principals
from flowmap.show.way.legend import legend_items
from flowmap.show.way.lines import handovers, next_contacts
from flowmap.show.way.marks import place_marks
from flowmap.show.way.person import People, Person, read_person
from flowmap.show.way.plan import (
    PLOT_LEFT,
    WayPlan,
    give_more,
    least_rooms,
    plan_way,
    spread_height,
)
from flowmap.show.way.tracks import draw_bands, draw_stays, draw_waits
from flowmap.tables import Contacts, Findings
from flowmap.words import say

FEW_EVENTS = 70


def prepare_way(
    contacts: Contacts, *, patient: str, group: Group, findings: Findings | None = None
) -> WayGeometry:
    """Return one person's way as geometry: what ``draw_way`` draws, as numbers and texts.

    Parameters
    ----------
    contacts
        The round's contacts, with what rides beside them (stays, bands, coverage, basis).
    patient
        Code of the person.
    group
        The patient group: lanes, wording, waits and handovers.
    findings
        Those about this person are shown under the way, at most three.

    Raises
    ------
    PictureError
        Nothing is known of the person, nothing happened, or there is more than the picture holds.
    """
    person = read_person(People(contacts, [patient]), patient=patient, group=group)
    return lay_way(person, group, findings=findings)


def lay_way(person: Person, group: Group, *, findings: Findings | None = None) -> WayGeometry:
    """Return the way of a person whose rows are read, as ``prepare_way`` does."""
    plan = plan_way(person, group)
    head = _head(plan)
    chosen, more = choose_findings(findings, person.patient)
    tail_height = 140.0 + (110.0 if chosen else 0.0)
    body = _grown(plan, head.bottom, head.bottom + tail_height)
    return _assemble(plan, head, body, chosen, more)


def _grown(plan: WayPlan, top: float, around: float) -> "_Body":
    """Return the body, with lanes made taller where labels were left out, and then where they were cut."""
    rooms = spread_height(plan, least_rooms(plan), free_height=plan.least_height - around)
    body = _body(plan, rooms, top)
    if len(plan.person.events) > FEW_EVENTS:
        return body
    labelled = body.labelled
    more = give_more(plan, rooms, hungry=labelled.silent_lanes, most=plan.worst_height - around)
    more = give_more(plan, more, hungry=labelled.poor_lanes, most=plan.most_height - around)
    return _body(plan, more, top) if more != rooms else body


@dataclass(frozen=True, slots=True)
class _Head:
    texts: tuple[Text, ...]
    stamps: tuple[FramedText, ...]
    legend: tuple[LegendItem, ...]
    bottom: float


@dataclass(frozen=True, slots=True)
class _Body:
    plot: Box
    lanes: tuple[LaneStrip, ...]
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    stays: tuple[StayBar, ...]
    bands: tuple[BandLine, ...]
    labels: tuple[Text, ...]
    leaders: tuple[tuple[Point, Point], ...]
    labelled: Labelled


def _head(plan: WayPlan) -> _Head:
    right, person = plan.right, plan.person
    words = [say("picture.working_material")]
    words = words if person.has_basis else [say("picture.no_basis"), *words]
    stamps = write_stamps(words, right=right)
    room = stamps[-1].box.left - MARGIN - 20
    title, y = write_title(sentences.title(person, plan.group), width=room)
    days = Text((period(person),), title.box.right + 18, title.y, quiet_lettering(17.0), "period")
    has_room = len(title.lines) == 1 and days.box.right < room
    important, y = write_sentence(
        sentences.important(person), width=right - MARGIN, top=y, lettering=important_lettering()
    )
    counted, y = write_sentence(
        sentences.counts(person, with_days=not has_room),
        width=right - MARGIN,
        top=y,
        lettering=quiet_lettering(),
    )
    legend, y = lay_legend(legend_items(plan), left=MARGIN, right=right, top=y)
    return _Head((title, *([days] if has_room else []), important, counted), stamps, legend, y + 6)


def _body(plan: WayPlan, rooms: Sequence[LaneRoom], top: float) -> _Body:
    spots = place_lanes(plan.lanes, rooms, top=top, radius=plan.sizes.radius)
    person, group, scale = plan.person, plan.group, plan.scale
    by_lane = {lane.lane: spot for lane, spot in zip(plan.lanes, spots, strict=True)}
    lanes = strip_lanes(plan.lanes, spots, left=MARGIN, right=plan.right)
    marks = place_marks(person, plan.lanes, spots=spots, scale=scale, sizes=plan.sizes, group=group)
    by_event = {mark.event_id: mark for mark in marks if mark.shape != "echo"}
    waits = draw_waits(plan.waits, by_lane, tracks=plan.wait_tracks, patient=person.patient)
    strong, quiet = handovers(person, by_event, group=group), next_contacts(person, by_event)
    stays = draw_stays(person, marks, spots=by_lane, scale=scale, group=group)
    bands = draw_bands(plan.bands, by_lane, person=person, scale=scale)
    plot = Box(PLOT_LEFT, lanes[0].box.top, plan.right, lanes[-1].box.bottom)
    labeller = Labeller()
    labeller.take(marks, stays, bands=bands)
    labeller.room.take_lines([line.chain for line in (*strong, *waits)])
    labeller.room.take_lines([line.chain for line in quiet], is_quiet=True)
    label_bands(labeller, plan.bands, lines=bands, inside=plot)
    label_waits(labeller, waits, inside=plot)
    inside = {
        lane.lane: Box(PLOT_LEFT + 2, lane.box.top + 2, plan.right - 2, lane.box.bottom - 2) for lane in lanes
    }
    label_stays(labeller, stays, boxes=[inside[stay.lane] for stay in person.stays])
    labelled = label_events(labeller, plan, marks=marks, stays=stays, inside=inside)
    lines = (*quiet, *waits, *strong)
    return _Body(
        plot,
        lanes,
        marks,
        lines,
        stays,
        bands,
        tuple(labeller.labels),
        tuple(labeller.leaders),
        labelled,
    )


def _tail(
    plan: WayPlan, body: _Body, chosen: Sequence[str], more: int, y: float
) -> tuple[list[Text], tuple[FramedText, ...]]:
    """Return what stands under the dates: findings, and at the foot what is left out or drawn otherwise."""
    texts: list[Text] = []
    framed: tuple[FramedText, ...] = ()
    if chosen:
        heading, y = findings_heading(y + 6)
        texts.append(heading)
        framed, y = lay_findings(chosen, left=MARGIN, right=plan.right, top=y)
    widest = plan.scale.widest
    remark = sentences.remarks(plan.person, list(plan.silent), unlabelled=body.labelled.missed, widest=widest)
    left_out = say("picture.more_findings", n=more) if more else ""
    foot = wrap(foot_words(left_out, remark), plan.right - MARGIN, size=12.5, lines=3)
    texts.append(write_at(y + 10, MARGIN, lines=foot, lettering=quiet_lettering(12.5), role="foot"))
    return texts, framed


def _assemble(plan: WayPlan, head: _Head, body: _Body, chosen: Sequence[str], more: int) -> WayGeometry:
    person, scale, right = plan.person, plan.scale, plan.right
    strip, strip_headings, y = lay_strip(
        person, scale, group=plan.group, left=MARGIN, top=body.plot.bottom + 6
    )
    strip_box = Box(MARGIN, body.plot.bottom + 6, right, y)
    folds, y = lay_folds(person, scale, group=plan.group, plot=body.plot, strip=strip_box)
    tail, framed = _tail(plan, body, chosen, more, y)
    texts = (*head.texts, *strip_headings, *tail)
    return WayGeometry(
        name=f"way-{person.patient}",
        width=plan.width,
        height=max(texts[-1].box.bottom + 16, plan.least_height),
        title=sentences.title(person, plan.group),
        alt=sentences.alt(person, plan.group),
        plot=body.plot,
        texts=texts,
        stamps=head.stamps,
        legend=head.legend,
        lanes=body.lanes,
        principals=strip_principals(body.lanes),
        folds=folds,
        ticks=lay_ticks(scale, last_day=person.last_day, top=strip_box.bottom + 8),
        stays=body.stays,
        bands=body.bands,
        lines=body.lines,
        marks=body.marks,
        labels=body.labels,
        leaders=body.leaders,
        strip=strip,
        strip_box=strip_box,
        findings=framed,
        unlabelled=body.labelled.missed,
        is_dense=len(person.events) > FEW_EVENTS,
        week_lines=tuple(mondays(scale, person.last_day)),
    )
