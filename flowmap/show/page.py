"""Pictures on paper and on the wall: PDF (A3 or A4, tagged after PDF/UA-1) and PNG, both through typst.

Only the fonts that matplotlib ships are used, nothing is fetched, and no clock is read: the same picture
gives the same bytes.
"""

import importlib.util
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from flowmap.errors import PictureError
from flowmap.show.picture import Picture
from flowmap.words import say, screen_language

Paper = Literal["a3", "a4"]
PROJECTOR = (1920, 1080)
FONT = "DejaVu Sans"


@cache
def font_folder() -> str:
    """Return the folder of DejaVu Sans, found without importing matplotlib."""
    spec = importlib.util.find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise PictureError(say("picture.no_fonts"))
    return str(Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf")


def quoted(text: str) -> str:
    r"""Return ``text`` as a string of typst's language, in which nothing is markup.

    Examples
    --------
    >>> print(quoted('SIP "#eval" \\ $x$'))
    "SIP \"#eval\" \\ $x$"
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def typeset(
    source: str, *, images: dict[str, bytes], as_format: Literal["pdf", "png"], ppi: float = 96
) -> bytes:
    """Return typst's pages for ``source``; ``images`` are files that the source may name.

    Raises
    ------
    PictureError
        typst refused the source.
    """
    import typst

    set_pages: Callable[..., Any] = typst.compile  # its types do not know that files may be given as bytes
    files = {"main": source.encode(), **images}
    options: dict[str, object] = {"pdf_standards": ["ua-1"]} if as_format == "pdf" else {"ppi": ppi}
    options |= {"font_paths": [font_folder()], "ignore_system_fonts": True, "timestamp": 0}
    try:
        made = set_pages(files, format=as_format, **options)
    except RuntimeError as error:
        raise PictureError(say("picture.typst_refused")) from error
    return bytes(made[0] if isinstance(made, list) else made)


def page_setup(*, title: str, paper: Paper, is_landscape: bool, footer: str = "") -> str:
    """Return the first lines of a typst source: title, language, font, paper and footer."""
    foot = f"text(size: 8pt, fill: rgb(69, 83, 95), {quoted(footer)})" if footer else "none"
    return (
        f"#set document(title: {quoted(title)}, date: none)\n"
        f'#set text(font: "{FONT}", lang: "{screen_language().value}", size: 10pt)\n'
        f'#set page(paper: "{paper}", flipped: {str(is_landscape).lower()}, margin: 8mm, footer: {foot})\n'
    )


def pdf_bytes(pictures: Sequence[Picture] | Picture, *, paper: Paper = "a3", title: str = "") -> bytes:
    """Return a PDF with one picture a page, landscape, tagged, with its words and language.

    Raises
    ------
    PictureError
        No picture was given.
    """
    sheets = [pictures] if isinstance(pictures, Picture) else list(pictures)
    if not sheets:
        raise PictureError(say("picture.none_to_write"))
    head = page_setup(title=title or sheets[0].title, paper=paper, is_landscape=True)
    images = {f"picture-{at}.svg": sheet.svg.encode() for at, sheet in enumerate(sheets)}
    body = "\n#pagebreak()\n".join(
        f'#align(center + horizon, image("picture-{at}.svg", alt: {quoted(sheet.alt)}, '
        'width: 100%, height: 100%, fit: "contain"))'
        for at, sheet in enumerate(sheets)
    )
    return typeset(head + body, images=images, as_format="pdf")


def png_bytes(picture: Picture, *, width: int = PROJECTOR[0], height: int = PROJECTOR[1]) -> bytes:
    """Return the picture as PNG of exactly ``width`` × ``height`` pixels, white where it does not reach.

    The drawing is first laid on a sheet of exactly that shape: an image that does not come out in whole
    pixels is fitted by leaving out a row of them here and there, and with it a line or the tops of letters.
    """
    scale = min(width / picture.width, height / picture.height)
    wide, high = width / scale, height / scale
    left, top = (picture.width - wide) / 2, (picture.height - high) / 2
    sheet = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="{left:.6f} {top:.6f} {wide:.6f} {high:.6f}">{picture.svg}</svg>'
    )
    source = (
        f"#set page(width: {width}pt, height: {height}pt, margin: 0pt)\n"
        f'#set text(font: "{FONT}")\n'
        f'#image("picture.svg", width: {width}pt, height: {height}pt)'
    )
    return typeset(source, images={"picture.svg": sheet.encode()}, as_format="png", ppi=72)
