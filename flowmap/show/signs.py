"""The signs that every picture shares: marks of events, and the legend's samples of lines and bars."""

from dataclasses import dataclass

from flowmap.show import palette, svg
from flowmap.show.boxes import Box
from flowmap.show.letters import text_width
from flowmap.show.svg import Lettering, Look

PERSON_EDGE = 3.6
PLAIN_EDGE = 1.3
PHONE_SIZE = 2.1  # times the radius of its mark


@dataclass(frozen=True, slots=True)
class Mark:
    """One event: where it stands and how it looks. ``told`` is what a pointer or a screen reader is told."""

    name: str
    event_id: int
    x: float
    y: float
    radius: float
    shape: str  # contact, about, milestone, not_done, echo, phone
    value: str = "not_assessed"
    voice: str = "none"
    is_disputed: bool = False
    has_flag: bool = False
    told: str = ""

    @property
    def box(self) -> Box:
        """The box around the mark, with its edge and its flag."""
        reach = self.radius + 1.5
        top = self.y - reach - (9 if self.has_flag else 0)
        return Box(self.x - reach, top, self.x + reach + (3 if self.has_flag else 0), self.y + reach)


def phone_width(radius: float) -> float:
    """Return how wide an echo's telephone is: wider than its mark is tall."""
    return text_width("☎", radius * PHONE_SIZE)


def hatch_name(picture: str) -> str:
    """Return the id of a picture's hatch."""
    return f"{picture}-hatch"


def draw_mark(mark: Mark) -> str:
    """Return an event's mark with what is told about it."""
    return svg.group(_shapes(mark), name=mark.name, title=mark.told)


def _shapes(mark: Mark) -> list[str]:
    x, y, r = mark.x, mark.y, mark.radius
    if mark.shape == "phone":
        return [svg.text("☎", x, y=y + r * 0.75, lettering=Lettering(r * PHONE_SIZE, anchor="middle"))]
    if mark.shape == "milestone":
        return [svg.diamond(x, y, radius=r, look=Look(fill=palette.PAPER, edge=palette.EDGE, edge_width=1.8))]
    if mark.shape == "about":
        return [svg.circle(x, y, radius=r, look=Look(fill=palette.PAPER, edge=palette.EDGE, edge_width=1.3))]
    if mark.shape == "echo":
        phone = svg.text("☎", x, y=y + r * 0.55, lettering=Lettering(r * 1.6, anchor="middle"))
        return [
            svg.circle(x, y, radius=r, look=Look(fill=palette.PAPER, edge=palette.EDGE, edge_width=1.2)),
            phone,
        ]
    flag = svg.text("⚑", x + r * 0.35, y=y - r * 0.62, lettering=Lettering(r * 1.35, ink=palette.HANDOVER))
    return [_disc(mark), *_symbol(mark), *([flag] if mark.has_flag else [])]


def _disc(mark: Mark) -> str:
    if mark.voice == "proposal":
        edge = palette.VALUE_EDGES[mark.value]
        return svg.circle(mark.x, mark.y, radius=mark.radius, look=Look(palette.PAPER, edge, 2.2, "4 2.6"))
    fill = palette.PAPER if mark.is_disputed or mark.voice == "none" else palette.VALUE_FILLS[mark.value]
    if mark.voice == "person":
        thick = min(PERSON_EDGE, 0.3 * mark.radius)
        return svg.circle(
            mark.x, mark.y, radius=mark.radius - thick / 6, look=Look(fill, palette.EDGE, thick)
        )
    return svg.circle(mark.x, mark.y, radius=mark.radius, look=Look(fill, palette.EDGE, PLAIN_EDGE))


def _symbol(mark: Mark) -> list[str]:
    symbol = palette.VALUE_SYMBOLS[mark.value] if mark.voice != "none" else ""
    symbol = "≠" if mark.is_disputed else "×" if mark.shape == "not_done" else symbol
    if not symbol:
        return []
    is_hollow = mark.voice in {"proposal", "none"} or mark.is_disputed
    ink = palette.INK if is_hollow else palette.VALUE_INKS[mark.value]
    size = mark.radius * 1.55
    return [
        svg.text(symbol, mark.x, y=mark.y + size * 0.36, lettering=Lettering(size, ink, "bold", "middle"))
    ]


def draw_outcome(outcome: str, x: float, *, y: float, radius: float) -> str:
    """Return the sign of what a path rule says: seen, seen later, not seen, not due, not reviewed, none."""
    if outcome == "not_applicable":
        return svg.circle(x, y, radius=2.0, look=Look(fill=palette.QUIET_INK))
    sign = {"kept": "✓", "late": "✓", "not_kept": "✗", "not_due": "…", "not_reviewed": "?"}[outcome]
    is_kept, size = outcome == "kept", radius * 1.35
    look = Look(palette.CREATING if is_kept else palette.PAPER, palette.EDGE, 1.3)
    if outcome in {"not_due", "not_reviewed"}:
        look = Look(palette.PAPER, palette.QUIET_INK, 1.1, "3 2.4")
    ink = palette.ON_CREATING if is_kept else palette.INK
    down = size * (0.12 if outcome == "not_due" else 0.36)
    return svg.circle(x, y, radius=radius, look=look) + svg.text(
        sign, x, y=y + down, lettering=Lettering(size, ink, "bold", "middle")
    )


def draw_sign(sign: str, x: float, *, y: float, name: str) -> str:
    """Return the legend's sample of a sign."""
    if sign.startswith("line-"):
        return _line_sign(sign, x, y, name)
    if sign.startswith("outcome-"):
        return draw_outcome(sign.removeprefix("outcome-"), x, y=y, radius=10.0)
    if sign == "phone":
        return svg.text("☎", x, y=y + 6, lettering=Lettering(17, anchor="middle"))
    if sign == "flag":
        return svg.text("⚑", x, y=y + 6, lettering=Lettering(16, palette.HANDOVER, anchor="middle"))
    value = sign.removeprefix("value-") if sign.startswith("value-") else "value_creating"
    voice = sign.removeprefix("voice-") if sign.startswith("voice-") else "team"
    known = {"about": 6.0, "milestone": 11.0, "echo": 10.0, "not_done": 8.0}
    shape = sign if sign in known else "contact"
    value = "not_assessed" if sign in {"not_done", "disputed"} else value
    voice = "none" if sign in {"not_done", "disputed"} else voice
    mark = Mark("", 0, x, y, known.get(sign, 10.5), shape, value, voice, is_disputed=sign == "disputed")
    return "".join(_shapes(mark))


def _line_sign(sign: str, x: float, y: float, name: str) -> str:
    left, right = x - 18, x + 18
    flat = ((left, y), (right, y))
    if sign == "line-stay":
        return svg.rectangle(
            Box(left, y - 9, right, y + 9), Look(palette.STAY, palette.STAY_EDGE, 1.4), corner=8
        )
    if sign == "line-band":
        return svg.rectangle(Box(left, y - 2.5, right, y + 2.5), Look(palette.BAND))
    if sign == "line-hatch":
        look = Look(f"url(#{hatch_name(name)})", palette.HATCH, opacity=0.7)
        return svg.rectangle(Box(left, y - 9, right, y + 9), look)
    if sign == "line-handover":
        return svg.line(flat, Look(edge=palette.HANDOVER, edge_width=3.4, marker_end=f"{name}-arrow"))
    if sign == "line-wait":
        stops = svg.line(((left, y - 5), (left, y + 5)), Look(edge=palette.WAIT, edge_width=2.4))
        stops += svg.line(((right, y - 5), (right, y + 5)), Look(edge=palette.WAIT, edge_width=2.4))
        return svg.line(flat, Look(edge=palette.WAIT, edge_width=2.4)) + stops
    dash = "5 3" if sign == "line-uncertain" else ""
    return svg.line(flat, Look(edge=palette.WAY_LINE, edge_width=1.3, dash=dash))
