"""The template's first sheet: what one row is, in plain words, for two reviewers who never meet."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any

from flowmap.group import Group
from flowmap.journal.fields import INPATIENT, SHEETS
from flowmap.journal.template_formats import Formats
from flowmap.words import say

CASES = (
    "with_me",
    "relative",
    "unanswered",
    "about_me",
    "milestone",
    "stay",
    "ward_notes",
    "emergency",
    "band",
    "results",
    "social",
    "cancelled",
    "planned",
    "two_journals",
    "unsure",
)
_BEFORE = ("basis", "code", "names", "sheets", "important")
_AFTER = ("after_check", "ready_words", "after_paper")
_WIDTHS = (54, 78)
_LINE_POINTS = 15.5


@dataclass(frozen=True)
class Line:
    """One line of the guide: a title, a section, prose across both columns, or a pair of cells."""

    style: str
    text: str
    beside: str = ""

    def height(self) -> float:
        """Return the height that the text needs, in points."""
        if self.style == "title":
            return 30
        if self.style == "section":
            return 28
        widths = _WIDTHS if self.style in {"pair", "pair_heading"} else (sum(_WIDTHS), 1)
        pairs = zip((self.text, self.beside), widths, strict=True)
        lines = [ceil(len(text) / width) for text, width in pairs]
        return max(1, *lines) * _LINE_POINTS + 2


def write_guide(page: Any, *, group: Group, formats: Formats) -> None:
    """Write the first sheet."""
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    for number, line in enumerate(_lines(group)):
        page.set_row(number, line.height())
        _write_line(page, number, line, formats)
    page.hide_gridlines(2)


def _write_line(page: Any, number: int, line: Line, formats: Formats) -> None:
    if line.style in {"pair", "pair_heading"}:
        style = formats.heading if line.style == "pair_heading" else formats.text
        page.write_string(number, 0, line.text, style)
        page.write_string(number, 1, line.beside, style)
    elif line.style == "prose":
        page.merge_range(number, 0, number, 1, line.text, formats.prose)
    else:
        page.write_string(number, 0, line.text, formats.title if line.style == "title" else formats.section)


def _lines(group: Group) -> Iterator[Line]:
    person = str(group.person_word)
    yield Line("title", say("guide.title", group=group.title))
    yield Line("prose", say("guide.intro", person=person))
    if str(group.inclusion):
        yield Line("prose", say("guide.who", inclusion=group.inclusion))
    yield Line("section", say("guide.before"))
    yield from (Line("prose", f"•  {say(f'guide.before_{key}')}") for key in _BEFORE)
    yield Line("section", say("guide.rows"))
    yield Line("pair_heading", say("guide.see"), say("guide.do"))
    words = {"person": person, "person_capital": person[:1].upper() + person[1:]}
    for case in CASES:
        yield Line("pair", say(f"guide_see.{case}", None, **words), say(f"guide_do.{case}"))
    yield from _columns(is_shown=True)
    yield from _columns(is_shown=False)
    yield Line("section", say("guide.sheets"))
    keys = [sheet.key for sheet in SHEETS if sheet.journal is None]
    yield from (Line("pair", say(f"sheet.{key}"), say(f"guide_sheet.{key}")) for key in (*keys, "lists"))
    yield Line("section", say("guide.after"))
    yield from (Line("prose", f"•  {say(f'guide.{key}')}") for key in _AFTER)


def _columns(*, is_shown: bool) -> Iterator[Line]:
    name = "columns" if is_shown else "folded"
    yield Line("section", say(f"guide.{name}"))
    yield Line("prose", say(f"guide.{name}_intro"))
    for field in INPATIENT.fields:
        if field.is_shown == is_shown:
            yield Line("pair", field.heading(), field.help())
