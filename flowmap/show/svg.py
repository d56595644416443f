"""Writing SVG: the same shapes give the same bytes, text stays text, and nothing written is markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flowmap.show.boxes import Box, Point
from flowmap.show.letters import clean
from flowmap.show.palette import INK, PAPER

FONTS = "DejaVu Sans, Verdana, Arial, sans-serif"
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


@dataclass(frozen=True, slots=True)
class Look:
    """How a shape is drawn."""

    fill: str = "none"
    edge: str = ""
    edge_width: float = 1.0
    dash: str = ""
    opacity: float = 1.0
    marker_end: str = ""

    def attributes(self) -> dict[str, object]:
        """Return it as SVG attributes; what is not asked for is left out."""
        found: dict[str, object] = {"fill": self.fill}
        if self.edge:
            found |= {"stroke": self.edge, "stroke-width": self.edge_width}
        if self.dash:
            found["stroke-dasharray"] = self.dash
        if self.opacity != 1.0:
            found["opacity"] = self.opacity
        if self.marker_end:
            found["marker-end"] = f"url(#{self.marker_end})"
        return found


@dataclass(frozen=True, slots=True)
class Lettering:
    """How a text is written."""

    size: float
    ink: str = INK
    weight: str = "regular"
    anchor: str = "start"
    is_italic: bool = False

    def attributes(self) -> dict[str, object]:
        """Return it as SVG attributes."""
        found: dict[str, object] = {"font-size": self.size, "fill": self.ink}
        if self.weight == "bold":
            found["font-weight"] = "bold"
        if self.anchor != "start":
            found["text-anchor"] = self.anchor
        if self.is_italic:
            found["font-style"] = "italic"
        return found


def escape(text: str) -> str:
    """Return ``text`` as it may stand in SVG or an attribute: cleaned, and no markup.

    Examples
    --------
    >>> escape('<script>alert("SIP & mer")</script>')
    '&lt;script&gt;alert(&quot;SIP &amp; mer&quot;)&lt;/script&gt;'
    """
    return clean(text).translate(_ESCAPES)


def coordinate(value: float) -> str:
    """Return a number with at most two decimals, always written the same way.

    Examples
    --------
    >>> coordinate(12.0), coordinate(3.14159), coordinate(-0.001)
    ('12', '3.14', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def element(name: str, attributes: Mapping[str, object], *children: str) -> str:
    """Return one element; children are SVG already, attribute values are escaped here."""
    written = "".join(f' {key}="{_value(value)}"' for key, value in attributes.items())
    inside = "".join(children)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def _value(value: object) -> str:
    return coordinate(value) if isinstance(value, int | float) else escape(str(value))


def rectangle(box: Box, look: Look, *, corner: float = 0.0) -> str:
    """Return a rectangle."""
    place: dict[str, object] = {"x": box.left, "y": box.top, "width": box.width, "height": box.height}
    if corner:
        place["rx"] = corner
    return element("rect", place | look.attributes())


def circle(x: float, y: float, *, radius: float, look: Look) -> str:
    """Return a circle."""
    return element("circle", {"cx": x, "cy": y, "r": radius} | look.attributes())


def diamond(x: float, y: float, *, radius: float, look: Look) -> str:
    """Return a diamond, the mark of a milestone."""
    return polygon(((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)), look)


def polygon(points: Sequence[Point], look: Look) -> str:
    """Return a closed shape."""
    return element("path", {"d": path_data(points) + "z"} | look.attributes())


def line(points: Sequence[Point], look: Look) -> str:
    """Return a chain of straight pieces."""
    return element("path", {"d": path_data(points)} | look.attributes())


def curve(data: str, look: Look) -> str:
    """Return a path whose data is written already."""
    return element("path", {"d": data} | look.attributes())


def path_data(points: Sequence[Point]) -> str:
    """Return a chain of points as path data."""
    return "M" + "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in points)


def text(content: str, x: float, *, y: float, lettering: Lettering) -> str:
    """Return one line of text; ``y`` is its baseline."""
    return element("text", {"x": x, "y": y} | lettering.attributes(), escape(content))


def text_lines(lines: Sequence[str], x: float, *, y: float, lettering: Lettering) -> str:
    """Return lines of text below one another; ``y`` is the first baseline."""
    step = line_height(lettering.size)
    return "".join(text(content, x, y=y + at * step, lettering=lettering) for at, content in enumerate(lines))


def line_height(size: float) -> float:
    """Return the distance from one baseline to the next."""
    return size * 1.22


def group(children: Sequence[str], *, name: str = "", title: str = "", role: str = "") -> str:
    """Return shapes that belong together; ``name`` is an id, ``title`` what a pointer or a reader is told."""
    attributes: dict[str, object] = {}
    if name:
        attributes["id"] = name
    if role:
        attributes["role"] = role
    told = (element("title", {}, escape(title)),) if title else ()
    return element("g", attributes, *told, *children)


def hatch(name: str, ink: str) -> str:
    """Return the definition of a hatch for what was not reviewed; fill with ``url(#name)``."""
    stripe = element("path", {"d": "M-2 10L10 -2M4 16L16 4", "stroke": ink, "stroke-width": 1.2})
    size: dict[str, object] = {"id": name, "width": 12, "height": 12, "patternUnits": "userSpaceOnUse"}
    return element("pattern", size, stripe)


def arrow_head(name: str, ink: str) -> str:
    """Return the definition of an arrow's head."""
    size: dict[str, object] = {"id": name, "viewBox": "0 0 10 10", "refX": 9, "refY": 5}
    size |= {"markerWidth": 4.2, "markerHeight": 4.2, "orient": "auto-start-reverse"}
    return element("marker", size, element("path", {"d": "M0 0L10 5L0 10z", "fill": ink}))


def document(body: Sequence[str], *, size: tuple[float, float], title: str, alt: str, lang: str) -> str:
    """Return a whole picture with its title and description for those who do not see it."""
    width, height = size
    attributes: dict[str, object] = {"xmlns": "http://www.w3.org/2000/svg", "width": width, "height": height}
    attributes |= {"viewBox": f"0 0 {coordinate(width)} {coordinate(height)}", "role": "img", "lang": lang}
    attributes |= {"font-family": FONTS}
    paper = rectangle(Box(0, 0, width, height), Look(fill=PAPER))
    told = (element("title", {}, escape(title)), element("desc", {}, escape(alt)))
    return element("svg", attributes, *told, paper, *body) + "\n"
