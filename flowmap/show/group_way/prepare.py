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
    OUTCOMES,
    Checks,
    column_width,
    heading_height,
    lay_cells,
    lay_columns,
    matrix_box,
    read_checks,
)
from flowmap.show.group_way.rows import CODE_WIDTH, EDGE_WIDTH, RowPlace, choose_row_sizes, is_drawn, lay_row
from flowmap.show.letters import wrap
from flowmap.show.svg import Lettering
from flowmap.show.texts import Text, write_at
from flowmap.show.way.marks import value_word
from flowmap.tables import Contacts, Expected, Findings
from flowmap.words import say

WIDTH = 1920.0
FEWEST, MOST = 2, 40
APART = 26.0


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
    head = _head(people, checks, group)
    return _lay(people, checks, head, group, choose_findings(findings, None))


@dataclass(frozen=True, slots=True)
class _Head:
    texts: tuple[Text, ...]
    stamps: tuple[FramedText, ...]
    legend: tuple[LegendItem, ...]
    title: str
    alt: str
    bottom: float


def _head(people: Sequence[Aligned], checks: Checks, group: Group) -> _Head:
    words = [say("picture.working_material")]
    words = words if all(row.person.has_basis for row in people) else [say("picture.no_basis"), *words]
    stamps = write_stamps(words, right=WIDTH - MARGIN)
    title = say("group_way.title", group=str(group.title), n=len(people))
    shown, y = write_title(title, width=stamps[-1].box.left - MARGIN - 20)
    sentence = _sentence(people, group)
    told, y = write_sentence(sentence, width=WIDTH - 2 * MARGIN, top=y + 2, lettering=quiet_lettering())
    legend, y = lay_legend(_legend(people, checks, group), left=MARGIN, right=WIDTH - MARGIN, top=y)
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
    seen = {checks.outcomes.get((row.person.patient, rule.id)) for row in people for rule in checks.rules}
    return items + [(f"outcome-{o}", say(f"group_way.outcome_{o}")) for o in OUTCOMES if o in seen]


def _lay(
    people: Sequence[Aligned], checks: Checks, head: _Head, group: Group, found: tuple[list[str], int]
) -> GroupGeometry:
    sizes = choose_row_sizes(len(people))
    rules = len(checks.rules)
    matrix_left = WIDTH - MARGIN - column_width(rules) * rules
    right = matrix_left - APART if rules else WIDTH - MARGIN
    top = head.bottom + max(heading_height(checks.rules), 22.0) + 10
    plot = Box(MARGIN + CODE_WIDTH, top, right, top + sizes.height * len(people))
    place = _place(people, plot)
    rows = tuple(
        lay_row(row, place, sizes=sizes, top=top + at * sizes.height, group=group)
        for at, row in enumerate(people)
    )
    columns = lay_columns(checks, rows, left=matrix_left, heading_bottom=top - 8, total_top=plot.bottom + 9)
    cells = lay_cells(checks, columns, rows=rows, radius=min(sizes.height / 2 - 3.5, 11.5))
    ticks = _ticks(place, group)
    bottom = max([column.beside.box.bottom for column in columns if column.beside] + [plot.bottom + 30])
    texts, framed, end = _under(rows, checks, place, found, bottom, has_rules=bool(rules))
    return GroupGeometry(
        name="group-way",
        width=WIDTH,
        height=end + 16,
        title=head.title,
        alt=head.alt,
        plot=plot,
        matrix=matrix_box(plot, rules, left=matrix_left),
        anchor_x=place.anchor_x,
        texts=(*head.texts, *texts),
        stamps=head.stamps,
        legend=head.legend,
        ticks=ticks,
        rows=rows,
        columns=columns,
        cells=cells,
        findings=framed,
    )


def _place(people: Sequence[Aligned], plot: Box) -> RowPlace:
    span = choose_span(people)
    room = plot.width - 2 * EDGE_WIDTH
    day_width = room / (span.before + span.after + 1)
    anchor_x = plot.left + EDGE_WIDTH + (span.before + 0.5) * day_width
    return RowPlace(plot, anchor_x, day_width, span)


def _ticks(place: RowPlace, group: Group) -> tuple[tuple[float, Text], ...]:
    """Return the milestone's name, and days from it where they do not meet the name."""
    bold = Lettering(14.0, weight="bold", anchor="middle")
    y = place.plot.top - 24
    name = write_at(y, place.anchor_x, lines=(anchor_name(group),), lettering=bold, role="tick")
    made = [(place.anchor_x, name)]
    step = next(s for s in (1, 2, 5, 7, 10, 20, 30) if s * place.day_width >= 62 or s == 30)
    taken = [name.box]
    steps = range(-(MOST_DAYS // step), MOST_DAYS // step + 1)
    for offset in sorted((number * step for number in steps if number), key=abs):
        if not -place.span.before <= offset <= place.span.after:
            continue
        words = say("group_way.days_after" if offset > 0 else "group_way.days_before", days=abs(offset))
        text = write_at(y, place.x(offset), lines=(words,), lettering=quiet_lettering_middle(), role="tick")
        if not any(text.box.grown(6).overlaps(box) for box in taken):
            taken.append(text.box)
            made.append((place.x(offset), text))
    return tuple(made)


def quiet_lettering_middle() -> Lettering:
    """Return how days from the milestone are written."""
    return Lettering(13.0, ink=quiet_lettering().ink, anchor="middle")


def _under(
    rows: Sequence[PersonRow],
    checks: Checks,
    place: RowPlace,
    found: tuple[list[str], int],
    top: float,
    *,
    has_rules: bool,
) -> tuple[list[Text], tuple[FramedText, ...], float]:
    texts: list[Text] = []
    if has_rules:
        lettering = Lettering(14.0, weight="bold", anchor="end")
        said = write_at(
            place.plot.bottom + 9,
            place.plot.right,
            lines=(say("group_way.totals"),),
            lettering=lettering,
            role="heading",
        )
        texts.append(said)
    framed: tuple[FramedText, ...] = ()
    chosen, more = found
    if chosen:
        heading, y = findings_heading(top + 12)
        texts.append(heading)
        framed, top = lay_findings(chosen, left=MARGIN, right=WIDTH - MARGIN, top=y)
    remarks = [say("picture.more_findings", n=more)] if more else []
    if any(text.role == "outside" for row in rows for text in row.texts):
        remarks.append(say("group_way.outside"))
    if checks.left_out:
        remarks.append(say("group_way.rules_left_out", n=checks.left_out))
    lines = wrap(foot_words(*remarks), WIDTH - 2 * MARGIN, size=12.5, lines=2)
    texts.append(write_at(top + 12, MARGIN, lines=lines, lettering=quiet_lettering(12.5), role="foot"))
    return texts, framed, texts[-1].box.bottom
