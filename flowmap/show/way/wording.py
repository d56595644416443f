"""Ways of writing a label, from the fullest to the shortest: words are cut only where no whole ones fit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from flowmap.group import Group
from flowmap.show.boxes import Box
from flowmap.show.letters import ELLIPSIS, clean, shorten, text_width, wrap
from flowmap.show.palette import QUIET_INK
from flowmap.show.svg import Lettering
from flowmap.show.texts import Text, text_height, write_at
from flowmap.show.way.marks import shown_activity
from flowmap.show.way.person import Event
from flowmap.words import say

WIDEST = 132.0
ONE_LINE = 190.0  # beside its mark a name may run on where two lines would meet something
NAMES = ((WIDEST, 2), (88.0, 2), (66.0, 2), (88.0, 3), (WIDEST, 3))
SAID = ((WIDEST, 2), (96.0, 2), (WIDEST, 3), (96.0, 3))


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of writing a label: what it is, and quieter what was said in short."""

    lines: tuple[str, ...]
    quiet: tuple[str, ...]
    size: float
    width: float = field(init=False, compare=False)  # of the widest line
    height: float = field(init=False, compare=False)  # of both parts, one above the other

    def __post_init__(self) -> None:
        """Measure it once: its places are tried many times."""
        widths = [text_width(line, self.size) for line in self.lines]
        widths += [text_width(line, self.quiet_size) for line in self.quiet]
        below = 1 + text_height(len(self.quiet), self.quiet_size) if self.quiet else 0.0
        object.__setattr__(self, "width", max(widths, default=0.0))
        object.__setattr__(self, "height", text_height(len(self.lines), self.size) + below)

    @property
    def quiet_size(self) -> float:
        """What was said in short is written a little smaller."""
        return self.size - 1.5

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


@dataclass(frozen=True, slots=True)
class Wordings:
    """Ways of writing a label: all its words, then the name alone, and last the name cut."""

    tiers: tuple[tuple[Wording, ...], ...]
    cut: tuple[Wording, ...]
    width: float = field(init=False, compare=False)  # of the widest
    height: float = field(init=False, compare=False)  # of the tallest

    def __post_init__(self) -> None:
        """Measure them once."""
        every = [*(wording for tier in self.tiers for wording in tier), *self.cut]
        object.__setattr__(self, "width", max(wording.width for wording in every))
        object.__setattr__(self, "height", max(wording.height for wording in every))


@lru_cache(maxsize=4096)  # the same names stand in every lane, and each way is laid more than once
def wordings(name: str, in_short: str, *, size: float) -> Wordings | None:
    """Return ways of writing a label; ``None`` where there is nothing to write."""
    if not name:
        return None
    forms = [wrap(name, width, size=size, lines=lines) for width, lines in NAMES]
    if text_width(name, size) <= ONE_LINE:
        forms.insert(2, (name,))
    whole = [lines for lines in forms if not is_cut(lines)]
    tiers = [
        *_with_words((whole or forms)[:2], in_short, size),
        [Wording(lines, (), size) for lines in whole],
    ]
    cut = [wrap(name, 88, size=size, lines=2), (shorten(name, 76, size=size),)]
    return Wordings(
        tuple(tuple(dict.fromkeys(tier)) for tier in tiers if tier),
        tuple(Wording(lines, (), size) for lines in cut if lines not in whole),
    )


def _with_words(names: Sequence[tuple[str, ...]], in_short: str, size: float) -> list[list[Wording]]:
    """Return the wordings that hold what was said in short, whole ones first."""
    if not in_short:
        return []
    said = [wrap(in_short, width, size=size - 1.5, lines=lines) for width, lines in SAID]
    whole = [lines for lines in said if not is_cut(lines)]
    pairs = (whole, [lines for lines in said[:2] if is_cut(lines)])
    return [[Wording(names[0], told[0], size), Wording(names[-1], told[-1], size)] for told in pairs if told]


def is_cut(lines: Sequence[str]) -> bool:
    """Return whether words were left out at the end."""
    return lines[-1].endswith(ELLIPSIS)


def event_wordings(event: Event, group: Group, *, size: float, says_more: bool) -> Wordings | None:
    """Return the wordings of an event's label."""
    name = clean(shown_activity(event.activity, group))
    if event.is_coerced:
        name = f"{name} ({say('way.coerced')})"
    return wordings(name, clean(event.in_short) if says_more else "", size=size)
