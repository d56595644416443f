"""Under the lanes: dates, what folded stretches were, and the strip of days by value."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

from flowmap.group import Group
from flowmap.show.boxes import Box
from flowmap.show.letters import shorten, text_width, wrap
from flowmap.show.palette import VALUE_INKS, VALUE_SYMBOLS
from flowmap.show.svg import Lettering
from flowmap.show.texts import Text, text_height, write_at
from flowmap.show.way.geometry import DayTile, FoldStrip, Tick
from flowmap.show.way.lanes import HEADING_WIDTH, PRINCIPAL_WIDTH
from flowmap.show.way.marks import shown_activity, value_word
from flowmap.show.way.person import Person, as_date
from flowmap.show.way.scale import Fold, Scale
from flowmap.words import day, say

TICK_SIZE = 13.0
LONGEST_WITH_WEEKS = 200
FOLD_SIZE = 12.0
MOST_LINES = 8  # of the name of a fold, which stands whole even where it is narrow
STRIP_SIZE = 12.0
LEAST_SIZE = 10.0  # of a row's name
STRIP_STEP = 17.0
_VALUES = ("value_creating", "necessary", "not_value_creating", "not_assessed")


def lay_ticks(scale: Scale, *, last_day: int, top: float) -> tuple[Tick, ...]:
    """Return dates where they fit: the first day and those after folds, then months, then Mondays."""
    folded = {d for fold in scale.folds for d in range(fold.first_day, fold.last_day + 1)}
    after_folds = {fold.last_day + 1 for fold in scale.folds} | {scale.first_day}
    spread = last_day - scale.first_day > 730
    ranked = sorted(
        (rank, number)
        for number in range(scale.first_day, last_day + 1)
        if number not in folded and (rank := _rank(number, after_folds, is_long=spread)) < 9
    )
    lettering = Lettering(TICK_SIZE, anchor="middle")
    placed: list[tuple[float, float]] = []
    made = []
    years: set[int] = set()
    for _, number in ranked:
        date = as_date(number)
        words = day(date, year=spread or (date.year not in years and number != scale.first_day))
        words = day(date, year=True) if number == scale.first_day else words
        x = scale.left(number)
        reach = text_width(words, TICK_SIZE) / 2 + 7
        if all(x + reach < left or x - reach > right for left, right in placed):
            placed.append((x - reach, x + reach))
            years.add(date.year)
            made.append(Tick(x, write_at(top, x, lines=(words,), lettering=lettering, role="tick")))
    return tuple(sorted(made, key=lambda tick: tick.x))


def _rank(number: int, after_folds: set[int], *, is_long: bool) -> int:
    date = as_date(number)
    if number in after_folds:
        return 0
    if date.day == 1:
        return 1 if date.month == 1 else 2 if date.month in {4, 7, 10} else 3
    return 4 if date.weekday() == 0 and not is_long else 9


def lay_folds(
    person: Person, scale: Scale, *, group: Group, plot: Box, strip: Box
) -> tuple[tuple[FoldStrip, ...], float]:
    """Return the folded stretches with their names in the strip of days, else under the axis.

    The second answer is where what follows may begin.
    """
    made, bottom = [], strip.bottom + 29
    for fold in scale.folds:
        room = fold.right - fold.left - 6
        lines = wrap(
            fold_name(fold, person, group=group), room, size=FOLD_SIZE, lines=MOST_LINES, weight="bold"
        )
        middle = (fold.left + fold.right) / 2
        height = text_height(len(lines), FOLD_SIZE)
        top = (strip.top + strip.bottom - height) / 2 if height <= strip.height - 4 else strip.bottom + 29
        lettering = Lettering(FOLD_SIZE, anchor="middle", weight="bold")
        words = write_at(top, middle, lines=lines, lettering=lettering, role="fold")
        made.append(FoldStrip(Box(fold.left, plot.top, fold.right, strip.bottom), words))
        bottom = max(bottom, words.box.bottom + 6)
    return tuple(made), bottom


def fold_name(fold: Fold, person: Person, *, group: Group) -> str:
    """Return what a folded stretch was: inside a stay, only recurring services, or no contact seen."""
    inside = [s for s in person.stays if s.first_day <= fold.first_day and s.last_day >= fold.last_day]
    if inside:
        return say("way.fold_stay", n=fold.days)
    going_on = [b for b in person.bands if b.first_day <= fold.last_day and b.last_day >= fold.first_day]
    names = list(dict.fromkeys(shown_activity(b.activity, group).lower() for b in going_on))
    if len(names) == 1:
        return say("way.fold_band", n=fold.days, band=names[0])
    return say("way.fold_bands", n=fold.days) if names else say("way.fold_nothing", n=fold.days)


def lay_strip(
    person: Person, scale: Scale, *, group: Group, left: float, top: float
) -> tuple[tuple[DayTile, ...], tuple[Text, ...], float]:
    """Return a tile a day and value that its contacts had, the rows' headings, and where the strip ends."""
    days = Counter(
        (event.value if event.voice != "none" else "not_assessed", event.day)
        for event in person.events
        if event.is_contact and event.took_place and not event.is_only_load
    )
    voiced = {
        (event.value, event.day)
        for event in person.events
        if event.is_contact and event.took_place and event.voice in {"person", "team"}
    }
    tiles: list[DayTile] = []
    headings: list[Text] = []
    values = [v for v in _VALUES if v != "not_assessed" or any(key[0] == v for key in days)]
    for row, value in enumerate(values):
        y = top + row * STRIP_STEP
        mine = sorted((d, count) for (v, d), count in days.items() if v == value)
        tiles += [_tile(value, d, count, (value, d) not in voiced, scale, y) for d, count in mine]
        headings.append(_strip_heading(value, group, left, y))
    return tuple(tiles), tuple(headings), top + len(values) * STRIP_STEP


def _tile(value: str, number: int, count: int, is_hollow: bool, scale: Scale, y: float) -> DayTile:  # noqa: FBT001
    left, right = scale.left(number), scale.right(number)
    middle, half = (left + right) / 2, max((right - left) / 2 - 0.6, 2.5)
    box = Box(middle - half, y + 1.5, middle + half, y + STRIP_STEP - 1.5)
    is_proposal = is_hollow and value != "not_assessed"
    words = str(count) if count > 1 else VALUE_SYMBOLS[value]
    ink = VALUE_INKS["not_assessed" if is_proposal else value]
    lettering = Lettering(11.0, ink=ink, anchor="middle", weight="bold")
    fits = words and box.width >= text_width(words, 11, weight="bold") + 2
    symbol = write_at(y + 3, middle, lines=(words,), lettering=lettering, role="tile") if fits else None
    return DayTile(box, value, is_proposal, count, symbol)


def _strip_heading(value: str, group: Group, left: float, y: float) -> Text:
    named = f"{VALUE_SYMBOLS[value]} {value_word(value, group)}".strip()
    room = HEADING_WIDTH + PRINCIPAL_WIDTH - 16
    is_long = text_width(named, LEAST_SIZE) > room  # its first part then says it; the legend says it in full
    words = named.partition(",")[0] if is_long else named
    size = max(min(STRIP_SIZE, STRIP_SIZE * room / text_width(words, STRIP_SIZE)), LEAST_SIZE)
    lines = (shorten(words, room, size=size),)
    return write_at(y + 2.2, left + 12, lines=lines, lettering=Lettering(size), role="strip")


def mondays(scale: Scale, last_day: int) -> Iterable[float]:
    """Return where weeks begin, in ways of at most half a year or so."""
    if last_day - scale.first_day > LONGEST_WITH_WEEKS:
        return []
    folded = {d for fold in scale.folds for d in range(fold.first_day, fold.last_day + 1)}
    days: Sequence[int] = range(scale.first_day, last_day + 1)
    return [scale.left(d) for d in days if as_date(d).weekday() == 0 and d not in folded]


def period(person: Person) -> str:
    """Return the days that the picture covers."""
    first, last = as_date(person.first_day), as_date(person.last_day)
    if last - first < timedelta(days=1):
        return day(first)
    return f"{day(first, year=first.year != last.year)} – {day(last)}"
