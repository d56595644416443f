"""How cells of the template look: a small set of formats, made once for a workbook."""

from dataclasses import dataclass
from typing import Any

from flowmap.journal.fields import Field, Holds

DARK = "#1F4E5F"
MIDDLE = "#D5E3E8"
LINE = "#B8C7CC"
WIDTHS = {  # in characters, by the field's key; other fields by what they hold
    "activity": 25,
    "in_short": 42,
    "own_note": 40,
    "profession": 16,
    "mode": 11,
    "kind": 11,
    "started_by": 12,
    "unsure": 8,
    "unit": 22,
    "important_to_me": 52,
    "important_by": 18,
    "why_changed": 34,
    "figure": 44,
    "source": 30,
    "marker": 26,
    "home_place": 20,
    "journal": 30,
    "patient": 6,
}
WIDTH_OF = {Holds.DATE: 11.5, Holds.CLOCK: 7.5, Holds.NUMBER: 13, Holds.CHOICE: 20, Holds.TEXT: 18}


@dataclass(frozen=True)
class Formats:
    """The formats of one workbook, by what they are for."""

    title: Any
    section: Any
    prose: Any
    required: Any
    heading: Any
    text: Any
    date: Any
    clock: Any
    number: Any
    tick: Any
    missing: Any
    unsure: Any

    def of(self, field: Field) -> Any:
        """Return the format of a field's cells."""
        by_kind = {
            Holds.DATE: self.date,
            Holds.CLOCK: self.clock,
            Holds.NUMBER: self.number,
            Holds.TICK: self.tick,
        }
        return by_kind.get(field.holds, self.text)


def make_formats(book: Any) -> Formats:
    """Make the formats in an xlsxwriter workbook."""
    cell = {"valign": "top", "font_size": 11, "border": 1, "border_color": LINE}
    head = {**cell, "bold": True, "text_wrap": True, "valign": "vcenter"}
    prose = {"valign": "top", "text_wrap": True, "font_size": 11}
    return Formats(
        title=book.add_format({"bold": True, "font_size": 18, "font_color": DARK, "valign": "vcenter"}),
        section=book.add_format({"bold": True, "font_size": 13, "font_color": DARK, "valign": "bottom"}),
        prose=book.add_format(prose),
        required=book.add_format({**head, "bg_color": DARK, "font_color": "white"}),
        heading=book.add_format({**head, "bg_color": MIDDLE}),
        text=book.add_format({**cell, "text_wrap": True, "num_format": "@"}),
        date=book.add_format({**cell, "num_format": "yyyy-mm-dd", "align": "left"}),
        clock=book.add_format({**cell, "num_format": "[$-41D]hh:mm", "align": "left"}),
        number=book.add_format(cell),
        tick=book.add_format({**cell, "align": "center"}),
        missing=book.add_format({"bg_color": "#FDE9D9"}),
        unsure=book.add_format({"italic": True, "bg_color": "#FFF8DC"}),
    )


def width_of(field: Field) -> float:
    """Return a column's width in characters."""
    return WIDTHS.get(field.key, WIDTH_OF.get(field.holds, 14))
