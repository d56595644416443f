"""A report as plain blocks: what it says, before it is a web page or a PDF."""

from collections.abc import Sequence
from dataclasses import dataclass

from flowmap.show.picture import Picture


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 begins a part of the report."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of plain text; a quiet one explains, and a strong one is a warning."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences, each with an optional mark in front of it (such as a rule's standing).

    On the web page the ``first`` ones stand open, and a reader opens the rest; on paper all stand.
    """

    items: tuple[tuple[str, str], ...]
    first: int = 1000


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture; its title and its words for those who do not see it go with it. Small ones share a page."""

    picture: Picture
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table: headings, rows of texts, and which columns hold numbers."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


Block = Heading | Paragraph | Bullets | Shown | Grid


@dataclass(frozen=True)
class Document:
    """A whole report. ``stamps`` stand on each page: what the material is, and that a basis is missing."""

    title: str
    subtitle: str
    language: str
    stamps: tuple[str, ...]
    blocks: tuple[Block, ...]


def grid(
    caption: str, headings: Sequence[str], *, rows: Sequence[Sequence[str]], numbers: Sequence[int] = ()
) -> Grid:
    """Return a table block; every row has a cell a heading."""
    return Grid(caption, tuple(headings), tuple(tuple(row) for row in rows), frozenset(numbers))
