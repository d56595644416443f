"""What every chart is drawn on: the pictures' fonts and colours, no global settings, the same bytes twice."""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flowmap.errors import PictureError
from flowmap.show.letters import clean, text_width, wrap
from flowmap.show.palette import GRID, INK, QUIET_INK
from flowmap.show.picture import Picture
from flowmap.show.svg import FONTS, escape
from flowmap.words import say, screen_language

_STYLE: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 11,
    "figure.titleweight": "bold",
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
_TITLE_SIZE = 15.0
_NAME_SIZE = 11.0
MOST_ROWS = 60
ROW_HEIGHT = 0.42  # inches: room for a name on two lines


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
        figure = Figure(figsize=(width, 1.5 + rows * ROW_HEIGHT))
        FigureCanvasAgg(figure)
        axes = figure.subplots(1, panels, sharey=True, squeeze=False)[0]
        heading = wrap(clean(title), width * 58, size=_TITLE_SIZE, lines=2)
        made: list[Picture] = []

        def finish(alt: str) -> Picture:
            _lay(figure, axes, heading=heading)
            made.append(_as_picture(figure, title=title, alt=alt))
            return made[0]

        yield figure, axes, finish


def _lay(figure: Any, axes: Sequence[Any], *, heading: Sequence[str]) -> None:
    """Set the title and the margins from the words' widths: matplotlib's own layout draws all twice."""
    width, height = (side * _PIXELS_AN_INCH for side in figure.get_size_inches())
    names = [line for label in axes[0].get_yticklabels() for line in label.get_text().split("\n")]
    left = 18 + max((text_width(name, _NAME_SIZE) for name in names), default=0.0)
    top = 16 + 19 * len(heading) + (20 if any(one.get_title(loc="left") for one in axes) else 0)
    bottom = 46 + (26 if figure.legends else 0)
    figure.suptitle("\n".join(heading), x=8 / width, y=1 - 8 / height, ha="left", va="top", size=_TITLE_SIZE)
    figure.subplots_adjust(
        left=left / width, right=1 - 26 / width, top=1 - top / height, bottom=bottom / height, wspace=0.06
    )


def style_rows(axes: Any, names: Sequence[str], *, label: str) -> None:
    """Name the rows from the top, and draw quiet lines upright."""
    axes.set_yticks(
        range(len(names)), ["\n".join(wrap(_cleaned(name), 250, size=_NAME_SIZE, lines=2)) for name in names]
    )
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlabel(label, size=10)
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)


def _cleaned(name: str) -> str:
    """Return a clean name whose hard spaces stay hard: "6 av 12" is never broken."""
    return "\u00a0".join(clean(part) for part in name.split("\u00a0"))


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
