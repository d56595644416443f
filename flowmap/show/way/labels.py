"""Where a way's labels find room: each lies over nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flowmap.show.boxes import Box, Point
from flowmap.show.letters import clean, shorten, text_width
from flowmap.show.palette import BAND_INK, INK, WAIT
from flowmap.show.room import Nearby, Piece, Room, first_free
from flowmap.show.signs import Mark
from flowmap.show.svg import Lettering
from flowmap.show.texts import Text, text_height, write_at
from flowmap.show.way.geometry import BandLine, Line, StayBar
from flowmap.show.way.tracks import BAND_SIZE, BandPlan
from flowmap.show.way.wording import Wording, Wordings

GAP = 3.5
AWAY = (14.0, 20.0, 27.0, 36.0, 46.0)  # from a mark to a label with a line to it


def candidates(mark: Mark, wording: Wording, *, beside: Box) -> Iterator[tuple[Piece, str]]:
    """Give places for a label around its mark, the best first, with the side its text is set from."""
    width, height = wording.width + 1, wording.height
    box, x = mark.box, mark.x
    below, above = beside.bottom + GAP - 2, beside.top - GAP + 2 - height
    for shift in (0.0, 0.22, -0.22, 0.38, -0.38, 0.46, -0.46):
        left = x - width / 2 + shift * width
        for top in (below, above):
            yield (left, top, left + width, top + height), "middle"
    middle = mark.y - height / 2
    yield (box.right + GAP, middle, box.right + GAP + width, middle + height), "start"
    yield (box.left - GAP - width, middle, box.left - GAP, middle + height), "end"


def farther(
    mark: Mark, wording: Wording, *, beside: Box, clear: tuple[float, float]
) -> Iterator[tuple[Piece, Piece]]:
    """Give places a line or two from the mark, each with the piece of line that leads there.

    ``clear`` is how far up and down such a line can go before it would pass something.
    """
    width, height, x = wording.width + 1, wording.height, mark.x
    for away in AWAY:
        over, under = beside.top - away, beside.bottom + away
        ways = []
        if over + 0.5 >= clear[0]:
            ways.append((over - height, over, (x, beside.top - 0.5, x, over + 0.5)))
        if under - 0.5 <= clear[1]:
            ways.append((under, under + height, (x, beside.bottom + 0.5, x, under - 0.5)))
        if not ways:
            return
        for shift in (0.0, 0.3, -0.3, 0.44, -0.44):
            left = x - width / 2 + shift * width
            for top, bottom, piece in ways:
                yield (left, top, left + width, bottom), piece


def reached(mark: Mark, words: Wordings, *, beside: Box, inside: Box) -> Box:
    """Return how far any place that is tried for a label reaches, and the line to it."""
    wide, high = words.width + 1 + GAP, words.height + AWAY[-1]
    top, bottom = min(mark.box.top, beside.top), max(mark.box.bottom, beside.bottom)
    return Box(
        mark.box.left - wide,
        max(top - high, min(inside.top, top)),
        mark.box.right + wide,
        min(bottom + high, max(inside.bottom, bottom)),
    )


@dataclass(frozen=True, slots=True)
class Noted:
    """How much was written at some time."""

    room: int
    labels: int
    leaders: int


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

    def put(self, mark: Mark, words: Wordings, *, inside: Box, beside: Box) -> int:
        """Write the fullest wording that fits at ``mark``, else farther off.

        Return 2 where all its words were written, 1 where some were left out, 0 where none found room.

        ``beside`` is what a label must clear: the mark, or the stay around it.
        """
        near = self.room.around(reached(mark, words, beside=beside, inside=inside), inside=inside)
        for number, tier in enumerate(words.tiers):
            if self._put_beside(mark, tier, near, beside) or self._put_farther(mark, tier, near, beside):
                return 1 if number else 2
        return int(self._put_beside(mark, words.cut, near, beside))

    def _put_beside(self, mark: Mark, words: Sequence[Wording], near: Nearby, beside: Box) -> bool:
        for wording in words:
            tried = candidates(mark, wording, beside=beside)
            found = first_free((near.look(place), (place, anchor)) for place, anchor in tried)
            if found:
                self._write(wording, *found)
                return True
        return False

    def _put_farther(self, mark: Mark, words: Sequence[Wording], near: Nearby, beside: Box) -> bool:
        """Write above or below what stands next to the mark, with a thin line to it."""
        clear = near.clear_above_and_below(mark.x, top=beside.top - 0.5, bottom=beside.bottom + 0.5)
        tried = (
            (wording, *place)
            for wording in words
            for place in farther(mark, wording, beside=beside, clear=clear)
        )
        found = first_free((near.look(place), (w, place, piece)) for w, place, piece in tried)
        if not found:
            return False
        wording, place, piece = found
        self.room.take_lines([(piece[:2], piece[2:])])
        self.leaders.append((piece[:2], piece[2:]))
        self._write(wording, place, "middle")
        return True

    def _write(self, wording: Wording, place: Piece, anchor: str) -> None:
        box = Box(*place)
        self.room.take_box(box)
        self.labels += wording.write(box, anchor)

    def note(self) -> "Noted":
        """Return what is written so far, to come back to."""
        return Noted(self.room.note(), len(self.labels), len(self.leaders))

    def back_to(self, noted: "Noted") -> None:
        """Rub out all that was written since."""
        self.room.back_to(noted.room)
        del self.labels[noted.labels :], self.leaders[noted.leaders :]

    def put_along(
        self, texts: Sequence[str], places: Sequence[Box], *, lettering: Lettering, inside: Box
    ) -> bool:
        """Write the fullest of ``texts`` in the first free of ``places`` (their left ends and tops count)."""
        for text in texts:
            width = text_width(text, lettering.size, weight=lettering.weight)
            height = text_height(1, lettering.size)
            boxes = [Box(p.left, p.top, p.left + width, p.top + height) for p in places]
            near = self.room.around(inside, inside=inside)
            box = next(
                (box for box in boxes if near.look((box.left, box.top, box.right, box.bottom), 0.8)), None
            )
            if box is not None:
                self.room.take_box(box)
                self.labels.append(
                    write_at(box.top, box.left, lines=(text,), lettering=lettering, role="label")
                )
                return True
        return False


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
    lettering = Lettering(12.5, ink=WAIT, weight="bold")
    for line in lines:
        texts = [line.told, line.told.rsplit(": ", maxsplit=1)[-1]]
        missed += not any(
            labeller.put_along([text], _beside_wait(line, text), lettering=lettering, inside=inside)
            for text in texts
        )
    return missed


def _beside_wait(line: Line, text: str) -> list[Box]:
    """Return where a wait's text may begin: above its middle, at its ends, and then above its ends."""
    left, right, y = line.chain[0][0], line.chain[-1][0], line.chain[2][1]
    width, height = text_width(text, 12.5, weight="bold"), text_height(1, 12.5)
    first, above = (left + right - width) / 2, y - height - 7
    places = [Box(first, above, first, above)] if width < right - left else []
    places += [Box(x, y - height / 2, x, y) for x in (right + 7, left - 7 - width)]
    reach = (width + right - left) / 2  # no farther than that text and line still meet above one another
    shifts = (0, 20, -20, 45, -45, 80, -80, 120, -120)
    return places + [Box(first + by, above, first + by, above) for by in shifts if abs(by) < reach]


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
