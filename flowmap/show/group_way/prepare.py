"""A group's way as numbers: rows around the chosen event, the matrix of path rules, what stands around."""

from collections.abc import Sequence
from dataclasses import dataclass

from flowmap.errors import PictureError
from flowmap.group import Group
from flowmap.show.boxes import Box
from flowmap.show.frame import (
    MARGIN,
    FramedText,
    LegendItem,
    choose_findings,
    findings_heading,
    foot_words,
    lay_findings,
    lay_legend,
    quiet_lettering,
    write_sentence,
    write_stamps,
    write_title,
)
from flowmap.show.group_way.aligned import MOST_DAYS, Aligned, align_people, anchor_name, choose_span
from flowmap.show.group_way.geometry import GroupGeometry, PersonRow
from flowmap.show.group_way.matrix import (
    SIGNS,
    Checks,
    column_width,
    heading_height,
    lay_cells,
    lay_columns,
    matrix_box,
    read_checks,
)
from flowmap.show.group_way.rows import (
    CODE_WIDTH,
    EDGE_WIDTH,
    Drawn,
    RowPlace,
    RowSizes,
    choose_row_sizes,
    is_drawn,
    lay_row,
    list_drawn,
)
from flowmap.show.group_way.scale import GroupScale, lay_group_scale
from flowmap.show.letters import wrap
from flowmap.show.svg import Lettering
from flowmap.show.texts import Text, write_at
from flowmap.show.way.marks import value_word
from flowmap.tables import Contacts, Expected, Findings
from flowmap.words import number, say

WIDTH = 1920.0
FEWEST, MOST = 2, 40
APART = 26.0
TOLD_WIDER = 1.5  # times: from here the foot says that days differ in width


def prepare_group(
    contacts: Contacts, expected: Expected | None, *, group: Group, findings: Findings | None = None
) -> GroupGeometry:
    """Return a group's way as geometry: what ``draw_group`` draws, as numbers and texts.

    Parameters
    ----------
    contacts
        The round's contacts, with what rides beside them.
    expected
        What each path rule says of each patient; without it there is no matrix.
    group
        The patient group; rows are laid around the first event that its ``align_on`` matches.
    findings
        Those about the whole group are shown under the rows, at most three.

    Raises
    ------
    PictureError
        Fewer than 2 or more than 40 persons.
    """
    codes = [str(code) for code in contacts.frame["patient"].unique().tolist()]
    if len(codes) < FEWEST:
        raise PictureError(say("group_way.too_few"))
    if len(codes) > MOST:
        raise PictureError(say("group_way.too_many", found=len(codes), most=MOST))
    people = align_people(contacts, codes, group=group)
    checks = read_checks(expected, group, patients=codes)
    plan = _plan(people, checks, group)
    head = _head(people, checks, group, plan.width)
    return _lay(people, checks, head, plan, group, choose_findings(findings, None))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What decides the width: the rows' sizes, the marks of each, and the days from left to right."""

    sizes: RowSizes
    drawn: tuple[tuple[Drawn, ...], ...]
    scale: GroupScale
    width: float  # of the whole picture
    right: float  # of the rows


def _plan(people: Sequence[Aligned], checks: Checks, group: Group) -> _Plan:
    """Return the plan; where one person's days are very full the canvas grows.

    Raises
    ------
    PictureError
        It would grow to more than twice its width.
    """
    sizes, span = choose_row_sizes(len(people)), choose_span(people)
    drawn = tuple(tuple(list_drawn(row, span, sizes=sizes, group=group)) for row in people)
    rules = len(checks.rules)
    right = WIDTH - MARGIN - (column_width(rules) * rules + APART if rules else 0.0)
    left = MARGIN + CODE_WIDTH + EDGE_WIDTH
    wanted = [[item.wanted for item in row] for row in drawn]
    scale = lay_group_scale(wanted, span, left=left, width=right - EDGE_WIDTH - left, tracks=sizes.tracks)
    grown = max(scale.edges[-1] + EDGE_WIDTH - right, 0.0)
    if grown > WIDTH:
        raise PictureError(say("group_way.too_dense", n=max(len(row) for row in drawn)))
    return _Plan(sizes, drawn, scale, WIDTH + grown, right + grown)


@dataclass(frozen=True, slots=True)
class _Head:
    texts: tuple[Text, ...]
    stamps: tuple[FramedText, ...]
    legend: tuple[LegendItem, ...]
    title: str
    alt: str
    bottom: float


def _head(people: Sequence[Aligned], checks: Checks, group: Group, width: float) -> _Head:
    words = [say("picture.working_material")]
    words = words if all(row.person.has_basis for row in people) else [say("picture.no_basis"), *words]
    stamps = write_stamps(words, right=width - MARGIN)
    title = say("group_way.title", group=str(group.title), n=len(people))
    shown, y = write_title(title, width=stamps[-1].box.left - MARGIN - 20)
    sentence = _sentence(people, group)
    told, y = write_sentence(sentence, width=width - 2 * MARGIN, top=y + 2, lettering=quiet_lettering())
    legend, y = lay_legend(_legend(people, checks, group), left=MARGIN, right=width - MARGIN, top=y)
    return _Head((shown, told), stamps, legend, title, f"{title}. {sentence}.", y + 10)


def _sentence(people: Sequence[Aligned], group: Group) -> str:
    reviewed = sum(
        bool(row.person.coverage)
        and not any(s in {"part", "not_allowed"} for s in row.person.coverage.values())
        for row in people
    )
    aligned = sum(row.anchor_day is not None for row in people)
    met = sum(event.is_met for row in people for event in row.person.events)
    parts = [
        say("group_way.row_is", anchor=anchor_name(group)),
        say("group_way.aligned", n=aligned, of=len(people), anchor=anchor_name(group)),
        say("group_way.reviewed", n=reviewed, of=len(people)),
        say("group_way.contacts", n=met),
        _rated(people),
    ]
    return " · ".join(part for part in parts if part)


def _rated(people: Sequence[Aligned]) -> str:
    """Return who has rated, so that nobody takes a proposal for the person's word."""
    voices = [event.voice for row in people for event in row.person.events if event.is_met]
    if not voices:
        return ""
    me, team, only = voices.count("person"), voices.count("team"), voices.count("proposal")
    if not me and not team:
        return say("way.only_proposals", n=only) if only else say("way.nobody_rated")
    return say("group_way.rated", n=me, team=team, only=only, none=len(voices) - me - team - only)


def _legend(people: Sequence[Aligned], checks: Checks, group: Group) -> list[tuple[str, str]]:
    values = ("value_creating", "necessary", "not_value_creating")
    items = [(f"value-{value}", value_word(value, group)) for value in values]
    events = [event for row in people for event in row.person.events]
    contacts = [event for event in events if event.kind == "contact"]
    signs = {
        "voice-person": any(event.voice == "person" for event in contacts),
        "voice-proposal": any(event.voice == "proposal" for event in contacts),
        "voice-none": any(event.voice == "none" and not event.disputed for event in contacts),
        "disputed": any(event.disputed and event.voice != "person" for event in contacts),
        "not_done": any(not event.took_place for event in contacts),
        "milestone": any(event.kind == "milestone" and is_drawn(event, group) for event in events),
        "line-stay": any(row.person.stays for row in people),
        "line-band": any(row.person.bands for row in people),
    }
    words = {sign: say(f"way.legend_{sign.replace('-', '_')}") for sign in signs}
    words["milestone"] = say("group_way.sip")
    items += [(sign, words[sign]) for sign, is_seen in signs.items() if is_seen]
    if choose_row_sizes(len(people)).has_echoes and any(event.has_echo for event in contacts):
        items.append(("phone", say("way.legend_echo")))
    seen = {checks.sign(row.person.patient, rule.id) for row in people for rule in checks.rules}
    return items + [(f"outcome-{sign}", say(f"group_way.outcome_{sign}")) for sign in SIGNS if sign in seen]


def _lay(
    people: Sequence[Aligned],
    checks: Checks,
    head: _Head,
    plan: _Plan,
    group: Group,
    found: tuple[list[str], int],
) -> GroupGeometry:
    sizes = plan.sizes
    rules = len(checks.rules)
    matrix_left = plan.width - MARGIN - column_width(rules) * rules
    top = head.bottom + max(heading_height(checks.rules), 22.0) + 10
    plot = Box(MARGIN + CODE_WIDTH, top, plan.right, top + sizes.height * len(people))
    place = RowPlace(plot, plan.scale)
    rows = _rows(people, plan, place, group)
    columns = lay_columns(checks, rows, left=matrix_left, heading_bottom=top - 8, total_top=plot.bottom + 9)
    cells = lay_cells(checks, columns, rows=rows, radius=min(sizes.height / 2 - 3.5, 11.5))
    ticks = _ticks(place, group)
    bottom = max([column.beside.box.bottom for column in columns if column.beside] + [plot.bottom + 30])
    texts, framed, end = _under(rows, checks, plan, found, top=bottom)
    texts += [_totals_heading(plot)] if rules else []
    return GroupGeometry(
        name="group-way",
        width=plan.width,
        height=end + 16,
        title=head.title,
        alt=head.alt,
        plot=plot,
        matrix=matrix_box(plot, rules, left=matrix_left),
        anchor_x=plan.scale.anchor_x,
        texts=(*head.texts, *texts),
        stamps=head.stamps,
        legend=head.legend,
        ticks=ticks,
        rows=rows,
        columns=columns,
        cells=cells,
        findings=framed,
    )


def _rows(people: Sequence[Aligned], plan: _Plan, place: RowPlace, group: Group) -> tuple[PersonRow, ...]:
    height = plan.sizes.height
    return tuple(
        lay_row(
            row,
            place,
            placed=list(zip(drawn, spots, strict=True)),
            sizes=plan.sizes,
            top=place.plot.top + at * height,
            group=group,
        )
        for at, (row, drawn, spots) in enumerate(zip(people, plan.drawn, plan.scale.spots, strict=True))
    )


def _ticks(place: RowPlace, group: Group) -> tuple[tuple[float, Text], ...]:
    """Return the milestone's name, and days from it where they do not meet the name."""
    bold = Lettering(14.0, weight="bold", anchor="middle")
    y = place.plot.top - 24
    x, span = place.scale.anchor_x, place.span
    made = [(x, write_at(y, x, lines=(anchor_name(group),), lettering=bold, role="tick"))]
    day_width = (place.scale.edges[-1] - place.scale.edges[0]) / (span.before + span.after + 1)
    step = next(s for s in (1, 2, 5, 7, 10, 20, 30) if s * day_width >= 62 or s == 30)
    steps = range(-(MOST_DAYS // step), MOST_DAYS // step + 1)
    for offset in sorted((n * step for n in steps if n), key=abs):
        if not -span.before <= offset <= span.after:
            continue
        words = say("group_way.days_after" if offset > 0 else "group_way.days_before", days=abs(offset))
        at = place.scale.middle(offset)
        text = write_at(y, at, lines=(words,), lettering=quiet_lettering_middle(), role="tick")
        if not any(text.box.grown(6).overlaps(other.box) for _, other in made):
            made.append((at, text))
    return tuple(made)


def quiet_lettering_middle() -> Lettering:
    """Return how days from the milestone are written."""
    return Lettering(13.0, ink=quiet_lettering().ink, anchor="middle")


def _under(
    rows: Sequence[PersonRow], checks: Checks, plan: _Plan, found: tuple[list[str], int], *, top: float
) -> tuple[list[Text], tuple[FramedText, ...], float]:
    """Return what stands under the rows: findings, then what the picture leaves out."""
    texts: list[Text] = []
    framed: tuple[FramedText, ...] = ()
    chosen, more = found
    if chosen:
        heading, y = findings_heading(top + 12)
        texts.append(heading)
        framed, top = lay_findings(chosen, left=MARGIN, right=plan.width - MARGIN, top=y)
    remarks = [say("picture.more_findings", n=more)] if more else []
    if plan.scale.widest > TOLD_WIDER:
        remarks.append(say("way.widest", times=number(round(plan.scale.widest, 1))))
    if any(text.role == "outside" for row in rows for text in row.texts):
        remarks.append(say("group_way.outside"))
    if checks.left_out:
        remarks.append(say("group_way.rules_left_out", n=checks.left_out))
    lines = wrap(foot_words(*remarks), plan.width - 2 * MARGIN, size=12.5, lines=2)
    texts.append(write_at(top + 12, MARGIN, lines=lines, lettering=quiet_lettering(12.5), role="foot"))
    return texts, framed, texts[-1].box.bottom


def _totals_heading(plot: Box) -> Text:
    bold = Lettering(14.0, weight="bold", anchor="end")
    return write_at(
        plot.bottom + 9, plot.right, lines=(say("group_way.totals"),), lettering=bold, role="heading"
    )
