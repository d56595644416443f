"""A report as one web page: nothing fetched, no script, everything a journal says escaped."""

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from flowmap.show.letters import clean
from flowmap.show.report.document import Document, Heading, Shown
from flowmap.words import say

if TYPE_CHECKING:
    from jinja2 import Template


def page_html(document: Document) -> str:
    """Return the report as one self-contained HTML page."""
    headings = [block for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    html = _template().render(
        document=document,
        contents=[(f"del-{at}", heading.text) for at, heading in enumerate(headings, start=1)],
        parts=_numbered(document),
        contents_title=say("report.contents"),
        to_top=say("report.to_top"),
        more=lambda n: say("report.more_findings", n=n),
    )
    return "\n".join(line.rstrip() for line in html.splitlines() if line.strip()) + "\n"


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined

    source = (files("flowmap") / "show" / "templates" / "rapport.html.j2").read_text(encoding="utf-8")
    page = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, finalize=_without_controls
    )
    return page.from_string(source)


def _without_controls(value: object) -> object:
    """Return a text without control characters or marks that turn the line; SVG and numbers as they are."""
    return clean(value) if type(value) is str else value


def _numbered(document: Document) -> list[tuple[str, str, object]]:
    """Return each block with its kind and the anchor of a part; pictures as SVG with ids of their own."""
    from markupsafe import Markup

    parts: list[tuple[str, str, object]] = []
    at = 0
    for number, block in enumerate(document.blocks):
        kind = "small" if isinstance(block, Shown) and block.is_small else type(block).__name__.lower()
        if isinstance(block, Heading) and block.level == 1:
            at += 1
        shown = Markup(own_ids(block.picture.svg, f"b{number}")) if isinstance(block, Shown) else block  # noqa: S704
        parts.append((kind, f"del-{at}", shown))
    return parts


def own_ids(svg: str, prefix: str) -> str:
    """Return an SVG whose ids begin with ``prefix``, so that several can stand in one page.

    References to them (``url(#…)``, ``href="#…"``, ``aria-labelledby``) follow. The XML declaration goes,
    since it may only stand first in a file. What flowmap draws holds no other text in attributes.

    Examples
    --------
    >>> own_ids('<svg aria-labelledby="t d"><g id="t"/><use href="#t"/></svg>', "b1")
    '<svg aria-labelledby="b1-t b1-d"><g id="b1-t"/><use href="#b1-t"/></svg>'
    """
    svg = re.sub(r"^\s*<\?xml[^>]*\?>\s*", "", svg)
    for begins in (' id="', '\nid="', ' for="', 'href="#', "url(#"):  # a page has a megabyte of them
        svg = svg.replace(begins, f"{begins}{prefix}-")
    if "aria-" not in svg:
        return svg
    return re.sub(r'\b(aria-(?:labelledby|describedby))="([^"]+)"', lambda m: _each(m, prefix), svg)


def _each(match: re.Match[str], prefix: str) -> str:
    names = " ".join(f"{prefix}-{name}" for name in match[2].split())
    return f'{match[1]}="{names}"'
