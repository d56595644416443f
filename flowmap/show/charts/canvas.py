"""What every chart is drawn on: the pictures' fonts and colours, no global settings, the same bytes twice."""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flowmap.errors import PictureError
from flowmap.show.letters import clean, wrap
from flowmap.show.palette import GRID, INK, QUIET_INK
from flowmap.show.picture import Picture
from flowmap.show.svg import FONTS, escape
from flowmap.words import say, screen_language

_STYLE: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 11,
    "svg.fonttype": "none",
    "svg.hashsalt": "flowmap",
    "text.parse_math": False,
    "text.color": INK,
    "axes.edgecolor": QUIET_INK,
    "axes.labelcolor": QUIET_INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": QUIET_INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.8,
}
_PIXELS_AN_INCH = 72
MOST_ROWS = 60
ROW_HEIGHT = 0.36


@contextmanager
def chart(
    *, rows: int, title: str, width: float = 11.0, panels: int = 1
) -> Iterator[tuple[Any, Sequence[Any], Any]]:
    """Give a figure, its axes, and a list to put the finished picture in.

    Raises
    ------
    PictureError
        No row, or more than 60: then the tables say it better.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    if not 0 < rows <= MOST_ROWS:
        raise PictureError(say("chart.rows", n=rows, most=MOST_ROWS))
    with rc_context(_STYLE):
        figure = Figure(figsize=(width, 1.5 + rows * ROW_HEIGHT), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.subplots(1, panels, sharey=True, squeeze=False)[0]
        figure.suptitle(
            "\n".join(wrap(clean(title), width * 58, size=15, lines=2)), x=0.01, ha="left", size=15, weight="bold"
        )
        made: list[Picture] = []

        def finish(alt: str) -> Picture:
            made.append(_as_picture(figure, title=title, alt=alt))
            return made[0]

        yield figure, axes, finish


def style_rows(axes: Any, names: Sequence[str], *, label: str) -> None:
    """Name the rows from the top, and draw quiet lines upright."""
    axes.set_yticks(
        range(len(names)), ["\n".join(wrap(clean(name), 250, size=11, lines=2)) for name in names]
    )
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlabel(label, size=10)
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)


def _as_picture(figure: Any, *, title: str, alt: str) -> Picture:
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    width, height = (side * _PIXELS_AN_INCH for side in figure.get_size_inches())
    svg = _own_svg(written.getvalue(), title=title, alt=alt)
    return Picture(svg, float(width), float(height), title, alt)


def _own_svg(svg: str, *, title: str, alt: str) -> str:
    """Return matplotlib's SVG as ours: no declarations or addresses, with title, description and language."""
    svg = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|<!--.*?-->", "", svg, flags=re.DOTALL)
    told = f"<title>{escape(title)}</title><desc>{escape(alt)}</desc>"
    head = f'<svg role="img" lang="{screen_language().value}" font-family="{FONTS}" '
    svg = re.sub(r"<svg ([^>]*)>", lambda found: f"{head}{found[1]}>{told}", svg, count=1)
    return "\n".join(line for line in svg.splitlines() if line.strip()) + "\n"
