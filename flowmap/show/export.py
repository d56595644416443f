"""Pictures as files: PDF, PNG and SVG, each written whole or not at all."""

from collections.abc import Sequence
from pathlib import Path

from flowmap.files import Written, write_whole
from flowmap.show.page import PROJECTOR, Paper, pdf_bytes, png_bytes
from flowmap.show.picture import Picture


def write_pdf(pictures: Sequence[Picture] | Picture, path: str | Path, *, paper: Paper = "a3") -> Written:
    """Write one picture a page, landscape, tagged after PDF/UA-1, with fonts, language and words for it.

    Raises
    ------
    PictureError
        No picture was given.
    WorkspaceError
        The file could not be written.
    """
    return write_whole(path, pdf_bytes(pictures, paper=paper))


def write_png(picture: Picture, path: str | Path, *, size: tuple[int, int] = PROJECTOR) -> Written:
    """Write a picture as PNG of ``size`` pixels, a projector's unless told."""
    return write_whole(path, png_bytes(picture, width=size[0], height=size[1]))


def write_svg(picture: Picture, path: str | Path) -> Written:
    """Write a picture as SVG: text stays text, and nothing in it is fetched from elsewhere."""
    return write_whole(path, picture.svg)
