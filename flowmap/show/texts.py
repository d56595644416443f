"""Texts with their place: what is written, where, and the box it takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from flowmap.show.boxes import Box
from flowmap.show.letters import ASCENT_EMS, DESCENT_EMS, text_width
from flowmap.show.svg import Lettering, line_height, text_lines


@dataclass(frozen=True, slots=True)
class Text:
    """Lines written below one another; ``x`` is their anchor, ``y`` the first baseline."""

    lines: tuple[str, ...]
    x: float
    y: float
    lettering: Lettering
    role: str = ""

    @property
    def width(self) -> float:
        """The widest line."""
        lettering = self.lettering
        return max((text_width(t, lettering.size, weight=lettering.weight) for t in self.lines), default=0.0)

    @property
    def box(self) -> Box:
        """The box that the letters take."""
        width, size = self.width, self.lettering.size
        shift = {"start": 0.0, "middle": width / 2, "end": width}[self.lettering.anchor]
        bottom = self.y + (len(self.lines) - 1) * line_height(size) + DESCENT_EMS * size
        return Box(self.x - shift, self.y - ASCENT_EMS * size, self.x - shift + width, bottom)

    @property
    def svg(self) -> str:
        """The text as SVG."""
        return text_lines(self.lines, self.x, y=self.y, lettering=self.lettering)


def text_height(lines: int, size: float) -> float:
    """Return the height of that many lines."""
    return (lines - 1) * line_height(size) + (ASCENT_EMS + DESCENT_EMS) * size if lines else 0.0


def write_at(box_top: float, x: float, *, lines: Sequence[str], lettering: Lettering, role: str = "") -> Text:
    """Return lines whose box begins at ``box_top``."""
    return Text(tuple(lines), x, box_top + ASCENT_EMS * lettering.size, lettering, role)
