"""The scale of a way: days from left to right, long quiet stretches folded, dense days drawn wider."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

FOLD_WIDTHS = (106.0, 84.0, 64.0)
FOLD_LIMITS_DAYS = (14, 21, 28, 42, 60, 90, 180, 365)
MOST_OF_WIDTH_FOLDED = 0.4
SHORTEST_FOLD_DAYS = 12
MOST_WIDER = 16  # times: rather another row of marks than a day still wider
FAIR_SHARE = 20  # times the least width: ordinary days keep two fifths of what they had to scale


@dataclass(frozen=True, slots=True)
class Fold:
    """A stretch of days without any event, drawn at a fixed width."""

    first_day: int
    last_day: int
    left: float
    right: float

    @property
    def days(self) -> int:
        """How many days are folded."""
        return self.last_day - self.first_day + 1


@dataclass(frozen=True, slots=True)
class Spot:
    """What takes a place on the scale: a day, the lanes it stands in, and the room it needs there."""

    day: int
    lanes: tuple[int, ...]
    room: float


@dataclass(frozen=True, slots=True)
class Packing:
    """How tightly spots stand: rows in a lane, and the least step between spots of one day (× room)."""

    rows: int
    step: float


@dataclass(frozen=True, slots=True)
class Scale:
    """Where each day begins, and where each spot stands."""

    first_day: int
    day_lefts: tuple[float, ...]  # one more than there are days: the last is the right end
    folds: tuple[Fold, ...]
    spot_xs: tuple[float, ...]
    spot_rows: tuple[int, ...]
    days_per_pixel_base: float

    def left(self, day: int) -> float:
        """Return where a day begins; days outside are held at the ends."""
        return self.day_lefts[min(max(day - self.first_day, 0), len(self.day_lefts) - 1)]

    def right(self, day: int) -> float:
        """Return where a day ends."""
        return self.left(day + 1)

    @property
    def widest(self) -> float:
        """How many times wider the widest day is than the narrowest that is not folded."""
        folded = {day for fold in self.folds for day in range(fold.first_day, fold.last_day + 1)}
        widths = [
            right - left
            for day, (left, right) in enumerate(pairwise(self.day_lefts), self.first_day)
            if day not in folded
        ]
        return max(widths) / min(widths) if widths else 1.0


def find_folds(days: Sequence[int], *, first_day: int, last_day: int, width: float) -> list[tuple[int, int]]:
    """Return quiet stretches (first and last day) to fold: the long ones, while most days stay to scale."""
    marked = sorted({first_day - 1, *days, last_day + 1})
    gaps = [(before + 1, after - 1) for before, after in pairwise(marked) if after - before > 1]
    if not days or last_day - first_day < 2 * SHORTEST_FOLD_DAYS:
        return []
    chosen: list[tuple[int, int]] = []
    for limit in FOLD_LIMITS_DAYS:
        # a day beside an event stays open, so that the fold never touches a mark
        chosen = [(a + 1, b - 1) for a, b in gaps if b - a + 1 >= limit and b - a - 1 >= SHORTEST_FOLD_DAYS]
        if len(chosen) * fold_width(len(chosen)) <= MOST_OF_WIDTH_FOLDED * width:
            break
    open_days = last_day - first_day + 1 - sum(b - a + 1 for a, b in chosen)
    room = (width - len(chosen) * fold_width(len(chosen))) / max(open_days, 1)
    return [(a, b) for a, b in chosen if (b - a + 1) * room > fold_width(len(chosen)) * 1.1]


def fold_width(count: int) -> float:
    """Return how wide a fold is drawn when there are ``count``."""
    return FOLD_WIDTHS[0] if count <= 3 else FOLD_WIDTHS[1] if count <= 6 else FOLD_WIDTHS[2]


@dataclass(slots=True)
class _Packed:
    lefts: list[float]
    xs: list[float]
    rows: list[int]


def _pack(
    spots: Sequence[Spot], span: range, folded: dict[int, float], *, day: float, how: Packing
) -> _Packed:
    """Lay days of at least ``day`` from 0, wider where spots need it; spots stand in order."""
    made = _Packed([], [], [])
    ends: dict[tuple[int, int], float] = {}
    at, spot = 0.0, 0
    for number in span:
        made.lefts.append(at)
        if number in folded:
            at += folded[number]
            continue
        first = spot
        while spot < len(spots) and spots[spot].day == number:
            spot += 1
        at = _pack_day(spots[first:spot], at, day, ends, how, made) if spot > first else at + day
    made.lefts.append(at)
    return made


def _pack_day(
    spots: Sequence[Spot],
    at: float,
    day: float,
    ends: dict[tuple[int, int], float],
    how: Packing,
    made: _Packed,
) -> float:
    """Place the spots of one day that begins at ``at``, and return where the next begins."""
    share = day / len(spots)
    x = at
    for number, spot in enumerate(spots):
        wanted = at + share * (number + 0.5)
        x = max(wanted, x + how.step * spot.room if number else wanted)
        row, x = _first_row(spot, x, ends, rows=how.rows)
        for lane in spot.lanes:
            ends[lane, row] = x + spot.room / 2
        made.xs.append(x)
        made.rows.append(row)
    return max(at + day, x + share / 2)


def _first_row(
    spot: Spot, wanted: float, ends: dict[tuple[int, int], float], *, rows: int
) -> tuple[int, float]:
    """Return the row where the spot comes to stand nearest ``wanted``, and where it then stands."""
    chosen, best = 0, float("inf")
    for row in range(rows):
        x = wanted
        for lane in spot.lanes:
            free = ends.get((lane, row), -1e9) + spot.room / 2
            x = max(x, free)
        if x < best:
            chosen, best = row, x
        if best <= wanted:
            break
    return chosen, best


def lay_scale(
    spots: Sequence[Spot], *, days: tuple[int, int], left: float, right: float, packings: Sequence[Packing]
) -> Scale:
    """Return the first packing of ``packings`` that fits between ``left`` and ``right``, at its widest days.

    Where none fits, the last one is laid out as wide as it needs: the canvas grows.
    """
    first, last = days
    span = range(first, last + 1)
    width = right - left
    folds = find_folds([s.day for s in spots], first_day=first, last_day=last, width=width)
    per_fold = fold_width(len(folds))
    folded = {day: per_fold / (b - a + 1) for a, b in folds for day in range(a, b + 1)}
    least = 0.02 * width / max(len(span) - len(folded), 1)
    packing, day = _choose(spots, span, folded, width=width, least=least, packings=packings)
    made = _pack(spots, span, folded, day=day, how=packing)
    lefts = tuple(left + x for x in made.lefts)
    return Scale(
        first_day=first,
        day_lefts=lefts,
        folds=tuple(Fold(a, b, lefts[a - first], lefts[b + 1 - first]) for a, b in folds),
        spot_xs=tuple(left + x for x in made.xs),
        spot_rows=tuple(made.rows),
        days_per_pixel_base=1 / day,
    )


def _choose(
    spots: Sequence[Spot],
    span: range,
    folded: dict[int, float],
    *,
    width: float,
    least: float,
    packings: Sequence[Packing],
) -> tuple[Packing, float]:
    """Return the first packing whose days keep a fair width, and that width."""
    chosen = packings[-1]
    for packing in packings:
        if _pack(spots, span, folded, day=least * FAIR_SHARE, how=packing).lefts[-1] > width:
            continue
        day = _widest_day(spots, span, folded, width=width, least=least, how=packing)
        lefts = _pack(spots, span, folded, day=day, how=packing).lefts
        if max(b - a for a, b in pairwise(lefts)) <= MOST_WIDER * day:
            return packing, day
        chosen = packing
    return chosen, _widest_day(spots, span, folded, width=width, least=least, how=chosen)


def _widest_day(
    spots: Sequence[Spot], span: range, folded: dict[int, float], *, width: float, least: float, how: Packing
) -> float:
    low, high = least, 60 * least
    for _ in range(14):
        middle = (low + high) / 2
        if _pack(spots, span, folded, day=middle, how=how).lefts[-1] <= width:
            low = middle
        else:
            high = middle
    return low
