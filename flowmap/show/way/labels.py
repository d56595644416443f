"""The labels of a way: the most telling first, each where it lies over nothing; the rest are counted."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flowmap.group import Group
from flowmap.show.boxes import Box, Point
from flowmap.show.letters import ELLIPSIS, clean, shorten, text_width, wrap
from flowmap.show.palette import BAND_INK, INK, QUIET_INK, WAIT
from flowmap.show.room import TAKEN, Nearby, Piece, Room, first_free
from flowmap.show.signs import Mark
from flowmap.show.svg import Lettering
from flowmap.show.texts import Text, text_height, write_at
from flowmap.show.way.geometry import BandLine, Line, StayBar
from flowmap.show.way.marks import shown_activity
from flowmap.show.way.person import Event, Person
from flowmap.show.way.tracks import BAND_SIZE, BandPlan
from flowmap.words import say

GAP = 3.5
WIDEST = 132.0
AWAY = (14.0, 20.0, 27.0, 36.0, 46.0)  # from a mark to a label with a line to it


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of writing a label: what it is, and quieter what was said in short."""

    lines: tuple[str, ...]
    quiet: tuple[str, ...]
    size: float

    @property
    def width(self) -> float:
        """The widest line."""
        widths = [text_width(line, self.size) for line in self.lines]
        return max(widths + [text_width(line, self.quiet_size) for line in self.quiet], default=0.0)

    @property
    def quiet_size(self) -> float:
        """What was said in short is written a little smaller."""
        return self.size - 1.5

    @property
    def height(self) -> float:
        """Both parts, one above the other."""
        apart = 1 if self.quiet else 0
        return text_height(len(self.lines), self.size) + apart + text_height(len(self.quiet), self.quiet_size)

    def write(self, box: Box, anchor: str) -> tuple[Text, ...]:
        """Return the label in its box."""
        x = {"start": box.left, "middle": (box.left + box.right) / 2, "end": box.right}[anchor]
        made = [
            write_at(
                box.top,
                x,
                lines=self.lines,
                lettering=Lettering(self.size, anchor=anchor),
                role="label",
            )
        ]
        if self.quiet:
            below = box.top + text_height(len(self.lines), self.size) + 1
            quiet = Lettering(self.quiet_size, ink=QUIET_INK, anchor=anchor, is_italic=True)
            made.append(write_at(below, x, lines=self.quiet, lettering=quiet, role="label"))
        return tuple(made)


@lru_cache(maxsize=4096)  # the same names stand in every lane, and each way is laid more than once
def wordings(name: str, in_short: str, *, size: float) -> tuple[Wording, ...]:
    """Return ways of writing a label, from the fullest to the shortest."""
    two = wrap(name, WIDEST, size=size, lines=2)
    said = wrap(in_short, WIDEST, size=size - 1.5, lines=2) if in_short else ()
    narrow = wrap(name, 88, size=size, lines=2)
    tight = wrap(in_short, 96, size=size - 1.5, lines=2) if in_short else ()
    found = [Wording(two, said, size), Wording(narrow, tight, size)]
    found += [Wording(two, (), size), Wording(narrow, (), size)]
    broken = wrap(name, 66, size=size, lines=2)
    found += [Wording(broken, (), size)] if not broken[-1].endswith(ELLIPSIS) else []
    found.append(Wording((shorten(name, 76, size=size),), (), size))
    return tuple(dict.fromkeys(w for w in found if w.lines))


def candidates(mark: Mark, wording: Wording, *, beside: Box) -> Iterator[tuple[Box, str]]:
    """Give places for a label around its mark, the best first, with the side its text is set from."""
    width, height = wording.width + 1, wording.height
    box, x = mark.box, mark.x
    below, above = beside.bottom + GAP - 2, beside.top - GAP + 2 - height
    for shift in (0.0, 0.22, -0.22, 0.38, -0.38, 0.46, -0.46):
        left = x - width / 2 + shift * width
        for top in (below, above):
            yield Box(left, top, left + width, top + height), "middle"
    middle = mark.y - height / 2
    yield Box(box.right + GAP, middle, box.right + GAP + width, middle + height), "start"
    yield Box(box.left - GAP - width, middle, box.left - GAP, middle + height), "end"


def farther(mark: Mark, wording: Wording, *, beside: Box) -> Iterator[tuple[Box, Piece]]:
    """Give places a line or two from the mark, each with the piece of line that leads there."""
    width, height, box, x = wording.width + 1, wording.height, beside, mark.x
    for away in AWAY:
        over, under = box.top - away - height, box.bottom + away
        to_over, to_under = (x, box.top - 0.5, x, over + height + 0.5), (x, box.bottom + 0.5, x, under - 0.5)
        for shift in (0.0, 0.3, -0.3, 0.44, -0.44):
            left = x - width / 2 + shift * width
            yield Box(left, over, left + width, over + height), to_over
            yield Box(left, under, left + width, under + height), to_under


def reached(mark: Mark, words: Sequence[Wording], *, beside: Box, inside: Box) -> Box:
    """Return how far any place that is tried for a label reaches, and the line to it."""
    wide, high = max(w.width for w in words) + 1 + GAP, max(w.height for w in words) + AWAY[-1]
    top, bottom = min(mark.box.top, beside.top), max(mark.box.bottom, beside.bottom)
    return Box(
        mark.box.left - wide,
        max(top - high, min(inside.top, top)),
        mark.box.right + wide,
        min(bottom + high, max(inside.bottom, bottom)),
    )


def importance(event: Event, seen: int) -> float:
    """Return how much a label tells; ``seen`` is how many of the same activity came before it.

    The person's own words come first, then milestones and what gave nothing or something, then firsts.
    """
    score = {"person": 6.0, "team": 3.0, "proposal": 1.0, "none": 0.5}[event.voice]
    score += {"value_creating": 1.5, "not_value_creating": 2.0}.get(event.value, 0.0)
    score += 5.0 if event.kind == "milestone" else 0.0
    score += 2.0 if event.has_echo else 0.0
    score += 1.5 if event.in_short else 0.0
    score += 1.5 if event.marker else 0.0
    score += 2.5 if seen == 0 else -min(seen, 8) * 0.3
    return score - (9.0 if event.kind == "about" else 0.0)


def rank_events(person: Person, linked: frozenset[int]) -> list[Event]:
    """Return the events, the one whose label tells most first; ends of waits and handovers tell more."""
    seen: Counter[tuple[str, str]] = Counter()
    scored = []
    for at, event in enumerate(person.events):
        key = (event.lane, event.activity)
        score = importance(event, seen[key]) + (2.0 if event.event_id in linked else 0.0)
        seen[key] += 1
        scored.append((-score, at, event))
    return [event for _, _, event in sorted(scored, key=lambda item: item[:2])]


class Labeller:
    """Places labels one after the other in what room is left."""

    def __init__(self) -> None:
        """Start with nothing written."""
        self.room = Room()
        self.labels: list[Text] = []
        self.leaders: list[tuple[Point, Point]] = []

    def take(self, marks: Sequence[Mark], stays: Sequence[StayBar], *, bands: Sequence[BandLine]) -> None:
        """Keep labels off marks, stays and bands."""
        for box in (*(m.box for m in marks), *(s.box for s in stays), *(b.box for b in bands)):
            self.room.take_box(box)

    def put(self, mark: Mark, words: Sequence[Wording], *, inside: Box, beside: Box) -> int:
        """Write the fullest wording that fits at ``mark``, else farther off.

        Return 2 where all its words were written, 1 where some were left out, 0 where none found room.

        ``beside`` is what a label must clear: the mark, or the stay around it.
        """
        if not words:
            return 0
        near = self.room.around(reached(mark, words, beside=beside, inside=inside), inside=inside)
        shortest = words[-1:] if len(words) > 1 else ()
        full = words[:-1] or words
        whole = [wording for wording in full if wording.quiet == full[0].quiet]
        if self._put_beside(mark, whole, near, beside) or self._put_farther(mark, whole, near, beside):
            return 2
        return int(
            self._put_beside(mark, full[len(whole) :], near, beside)
            or self._put_farther(mark, full[len(whole) :], near, beside)
            or self._put_beside(mark, shortest, near, beside)
        )

    def _put_beside(self, mark: Mark, words: Sequence[Wording], near: Nearby, beside: Box) -> bool:
        for wording in words:
            tried = candidates(mark, wording, beside=beside)
            found = first_free((near.look(box), (box, anchor)) for box, anchor in tried)
            if found:
                self.room.take_box(found[0])
                self.labels += wording.write(*found)
                return True
        return False

    def _put_farther(self, mark: Mark, words: Sequence[Wording], near: Nearby, beside: Box) -> bool:
        """Write above or below what stands next to the mark, with a thin line to it."""
        tried = ((wording, *place) for wording in words for place in farther(mark, wording, beside=beside))
        found = first_free((_look_with(near, box, piece), (w, box, piece)) for w, box, piece in tried)
        if not found:
            return False
        wording, box, piece = found
        self.room.take_box(box)
        self.room.take_lines([(piece[:2], piece[2:])])
        self.leaders.append((piece[:2], piece[2:]))
        self.labels += wording.write(box, "middle")
        return True

    def put_along(
        self, texts: Sequence[str], places: Sequence[Box], *, lettering: Lettering, inside: Box
    ) -> bool:
        """Write the fullest of ``texts`` in the first free of ``places`` (their left ends and tops count)."""
        for text in texts:
            width = text_width(text, lettering.size, weight=lettering.weight)
            height = text_height(1, lettering.size)
            boxes = [Box(p.left, p.top, p.left + width, p.top + height) for p in places]
            near = self.room.around(inside, inside=inside)
            box = next((box for box in boxes if near.look(box, 0.8)), None)
            if box is not None:
                self.room.take_box(box)
                self.labels.append(
                    write_at(box.top, box.left, lines=(text,), lettering=lettering, role="label")
                )
                return True
        return False


def _look_with(near: Nearby, box: Box, piece: Piece) -> int:
    """Return how a place looks; taken too where the line to it would pass something."""
    look = near.look(box)
    return look if look != TAKEN and near.is_clear(piece) else TAKEN


def label_bands(
    labeller: Labeller, plans: Sequence[BandPlan], *, lines: Sequence[BandLine], inside: Box
) -> int:
    """Write each band's text above its line, and return how many found no room."""
    missed = 0
    for plan, line in zip(plans, lines, strict=True):
        texts = [clean(text) for text in plan.texts]
        texts.append(shorten(texts[-1], 90, size=BAND_SIZE))
        top = line.box.top - text_height(1, BAND_SIZE) - 1.6
        last = max(plan.right - 60, plan.left + 1)
        starts = [plan.left + 2 + 14 * step for step in range(int((last - plan.left) // 14) + 1)]
        starts += [plan.left - 20 * step for step in range(1, 16)]
        places = [Box(x, top, x, top) for x in starts]
        lettering = Lettering(BAND_SIZE, ink=BAND_INK)
        missed += not labeller.put_along(texts, places, lettering=lettering, inside=inside)
    return missed


def label_waits(labeller: Labeller, lines: Sequence[Line], *, inside: Box) -> int:
    """Write each wait's text above its line, else beside it, and return how many found no room."""
    missed = 0
    for line in lines:
        left, right, y = line.chain[0][0], line.chain[-1][0], line.chain[2][1]
        lettering = Lettering(12.5, ink=WAIT, weight="bold")
        height = text_height(1, lettering.size)
        texts = [line.told, line.told.rsplit(": ", maxsplit=1)[-1]]
        width = text_width(texts[0], lettering.size, weight="bold")
        centre = (left + right) / 2
        xs = [centre - width / 2 + shift for shift in (0, 20, -20, 45, -45, 80, -80, 120, -120)]
        places = [Box(centre - width / 2, y - height - 7, 0, 0)] if width < right - left else []
        places += [Box(right + 7, y - height / 2, 0, 0), Box(left - 7 - width, y - height / 2, 0, 0)]
        places += [Box(x, y - height - 7, x, 0) for x in xs]
        missed += not labeller.put_along(texts, places, lettering=lettering, inside=inside)
    return missed


def label_stays(labeller: Labeller, stays: Sequence[StayBar], *, boxes: Sequence[Box]) -> None:
    """Write what a stay is and how long it was, below or above its bar."""
    lettering = Lettering(12.5, ink=INK, weight="bold")
    for stay, inside in zip(stays, boxes, strict=True):
        width, height = text_width(stay.told, 12.5, weight="bold"), text_height(1, 12.5)
        centre = (stay.box.left + stay.box.right) / 2
        xs = [centre - width / 2 + shift for shift in (0, 30, -30, 60, -60, 100, -100)]
        tops = (
            stay.box.bottom + 4,
            stay.box.top - height - 4,
            stay.box.bottom + 18,
            stay.box.top - height - 18,
        )
        labeller.put_along(
            [stay.told], [Box(x, top, x, top) for top in tops for x in xs], lettering=lettering, inside=inside
        )


def event_wordings(event: Event, group: Group, *, size: float, says_more: bool) -> tuple[Wording, ...]:
    """Return the wordings of an event's label."""
    name = clean(shown_activity(event.activity, group))
    if event.is_coerced:
        name = f"{name} ({say('way.coerced')})"
    return wordings(name, clean(event.in_short) if says_more else "", size=size)
