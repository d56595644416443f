"""A report as a tagged PDF: the same blocks as the web page, set by typst, all pages landscape."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flowmap.show.letters import clean
from flowmap.show.page import page_setup, typeset
from flowmap.show.page import quoted as quoted_as_is
from flowmap.show.report.document import Block, Bullets, Document, Grid, Heading, Paragraph, Shown

CHART_SCALE = 0.72  # points a pixel: a chart's names are about as large as a table's
CHART_MOST_HEIGHT = 480.0  # points: nearly a page
MOST_BELOW = 15  # findings that stand under a picture on its sheet; more follow on the next page
RULED = "(x, y) => (bottom: 0.5pt + rgb(211, 220, 228))"
_LOOKS = """
#set par(leading: 0.7em)
#show heading.where(level: 1): it => block(above: 14pt, below: 8pt, text(size: 20pt, it.body))
#show heading.where(level: 2): it => block(above: 18pt, below: 7pt, text(size: 14pt, it.body))
#show heading.where(level: 3): it => block(above: 12pt, below: 5pt, text(size: 11pt, it.body))
#show table.cell: set text(size: 8pt)
#show table.cell.where(y: 0): strong
"""


def quoted(text: str) -> str:
    """Return ``text`` as typst's string, without control characters or marks that turn the line around."""
    return quoted_as_is(clean(text))


def report_pdf(document: Document) -> bytes:
    """Return the report as PDF/UA-1: texts and tables on A4, each large picture on an A3 sheet of its own.

    A picture's heading stands above it on its sheet, and what is found in it below. All is landscape: a
    printer that has no A3 makes the sheets smaller.
    """
    head = page_setup(
        title=clean(document.title),
        paper="a4",
        is_landscape=True,
        footer=clean(" · ".join((document.title, *document.stamps))),
    )
    source = [head, "#set page(margin: (x: 14mm, top: 12mm, bottom: 14mm))\n", _LOOKS, *_opening(document)]
    images: dict[str, bytes] = {}
    for part in _parts(document.blocks):
        words = [_placed(block, images, columns=3 if part.is_sheet else 2) for block in part.blocks]
        source += ['#page(paper: "a3", flipped: true)[\n', *words, "]"] if part.is_sheet else words
    return typeset("\n".join(source), images=images, as_format="pdf")


@dataclass(frozen=True, slots=True)
class _Part:
    """Blocks that stand together: those of a large picture's sheet, or what runs on between such sheets."""

    blocks: tuple[Block, ...]
    is_sheet: bool = False


def _parts(blocks: Sequence[Block]) -> Iterator[_Part]:
    """Part the report into sheets with a large picture under its heading, and what lies between."""
    running: list[Block] = []
    at = 0
    while at < len(blocks):
        block, first = blocks[at], _first_above(running)
        at += 1
        if not isinstance(block, Shown) or block.is_small or first < 0:
            running.append(block)
            continue
        sheet = [*running[first:], block]
        below = blocks[at] if at < len(blocks) else None
        found = below.items if isinstance(below, Bullets) else ()
        at += bool(found)
        yield from [_Part(tuple(running[:first]))] if first else []
        yield _Part((*sheet, *_listed(found[:MOST_BELOW])), is_sheet=True)
        running = _listed(found[MOST_BELOW:])
    yield from [_Part(tuple(running))] if running else []


def _listed(found: Sequence[tuple[str, str]]) -> list[Block]:
    return [Bullets(tuple(found))] if found else []


def _first_above(running: Sequence[Block]) -> int:
    """Return where the words above a picture begin: at a part's heading, else any; -1 without one."""
    since = next((at for at in range(len(running), 0, -1) if not _is_words(running[at - 1])), 0)
    levels = {
        at: block.level for at, block in enumerate(running) if isinstance(block, Heading) and at >= since
    }
    parts = [at for at, level in levels.items() if level == 1]
    return parts[-1] if parts else min(levels, default=-1)


def _is_words(block: Block) -> bool:
    return isinstance(block, Heading | Paragraph)


def _placed(block: Block, images: dict[str, bytes], *, columns: int) -> str:
    """Return a block as typst, with its picture among ``images``."""
    if isinstance(block, Shown):
        name = f"picture-{len(images)}.svg"
        images[name] = block.picture.svg.encode()
        return _shown(block, name)
    return _set(block, columns=columns)


def _opening(document: Document) -> list[str]:
    stamps = [
        f"#box(stroke: 1pt + rgb(69, 83, 95), inset: 4pt, text(size: 9pt, {quoted(stamp)}))"
        for stamp in document.stamps
    ]
    return [
        f"#heading(level: 1, {quoted(document.title)})",
        f"#text(size: 11pt, fill: rgb(69, 83, 95), {quoted(document.subtitle)})\n",
        " ".join(stamps) + "\n",
    ]


def _set(block: Block, *, columns: int) -> str:
    if isinstance(block, Heading):
        return f"#heading(level: {block.level + 1}, {quoted(block.text)})"
    if isinstance(block, Paragraph):
        return _paragraph(block)
    if isinstance(block, Bullets):
        items = ", ".join(_bullet(mark, text) for mark, text in block.items)
        small = "#set text(size: 8pt)\n#set par(leading: 0.5em)\n" if columns > 2 else ""  # under a picture
        return f"#[{small}#grid(columns: (1fr,) * {columns}, gutter: 7pt, {items})]"
    if isinstance(block, Grid):
        return _grid(block)
    return ""


def _paragraph(block: Paragraph) -> str:
    if block.tone == "quiet":
        return f"#par(text(size: 9pt, fill: rgb(69, 83, 95), {quoted(block.text)}))"
    weight = ', weight: "bold"' if block.tone == "strong" else ""
    return f"#par(text(size: 10pt{weight}, {quoted(block.text)}))"


def _bullet(mark: str, text: str) -> str:
    marked = f"text(size: 8pt, fill: rgb(69, 83, 95), {quoted(mark)}) + linebreak() + " if mark else ""
    return (
        "block(width: 100%, breakable: false, inset: (left: 8pt, y: 4pt), "
        f"stroke: (left: 3pt + rgb(11, 60, 93)), {marked}text({quoted(text)}))"
    )


def _grid(block: Grid) -> str:
    last = len(block.headings) - 1
    widths = ", ".join(
        "1fr" if at in {0, last} and at not in block.numbers else "auto" for at in range(last + 1)
    )
    aligned = ", ".join("right" if at in block.numbers else "left" for at in range(last + 1))
    headings = ", ".join(f"text({quoted(text)})" for text in block.headings)
    cells = "".join(f"  {', '.join(f'text({quoted(cell)})' for cell in row)},\n" for row in block.rows)
    return (
        f"#block(above: 10pt, below: 5pt, sticky: true, strong({quoted(block.caption)}))\n"
        f"#table(columns: ({widths},), align: ({aligned},), stroke: {RULED},\n"
        f"  table.header({headings}),\n{cells})"
    )


def _shown(block: Shown, name: str) -> str:
    """Return a picture that fills its page, or a chart at the size at which all charts have equal letters."""
    picture = block.picture
    file = f"{quoted(name)}, alt: {quoted(picture.alt)}"
    if block.is_small:
        scale = min(CHART_SCALE, CHART_MOST_HEIGHT / picture.height)
        size = f"width: {picture.width * scale:.1f}pt, height: {picture.height * scale:.1f}pt"
        return f"#block(above: 14pt, breakable: false, image({file}, {size}))"
    drawn = f'image({file}, width: 100%, height: 100%, fit: "contain")'
    return f"#block(height: 1fr, width: 100%, align(center + horizon, {drawn}))"
