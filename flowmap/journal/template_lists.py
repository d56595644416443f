"""The lists to choose from: one column each on the last sheet, and where a field's dropdown finds its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flowmap.group import Group
from flowmap.journal.fields import BANDS, JOURNAL_SHEETS, SHEETS, Field, Holds, Sheet
from flowmap.journal.template_formats import Formats
from flowmap.words import say


@dataclass(frozen=True)
class Lists:
    """Every list of the template: its heading and its items, by the list's name."""

    columns: Mapping[str, tuple[str, tuple[str, ...]]]

    @classmethod
    def of(cls, group: Group) -> "Lists":
        """Return the lists of a group: activities for each sheet, and each choice."""
        columns: dict[str, tuple[str, tuple[str, ...]]] = {}
        for sheet in (*JOURNAL_SHEETS, BANDS):
            heading = say("template.list_activities", sheet=sheet.title())
            columns[f"activity.{sheet.key}"] = (heading, _activities(group, sheet))
        for sheet in SHEETS:
            for field in sheet.fields:
                if field.choices and not field.key.startswith("coverage_"):
                    columns[field.key] = (field.heading(), tuple(field.choice_words().values()))
        coverage = next(f for sheet in SHEETS for f in sheet.fields if f.key.startswith("coverage_"))
        columns["coverage"] = (say("sheet.coverage"), tuple(coverage.choice_words().values()))
        return cls({name: column for name, column in columns.items() if column[1]})

    def source(self, sheet: Sheet, field: Field) -> str:
        """Return the range that a field's dropdown takes its items from; empty where it has none."""
        name = f"activity.{sheet.key}" if field.holds is Holds.LISTED else field.key
        name = "coverage" if name.startswith("coverage_") else name
        if name not in self.columns:
            return ""
        letter = _letter(list(self.columns).index(name))
        return f"='{say('sheet.lists')}'!${letter}$2:${letter}${len(self.columns[name][1]) + 1}"


def write_lists(sheet: Any, *, lists: Lists, formats: Formats) -> None:
    """Write the last sheet."""
    for column, (heading, items) in enumerate(lists.columns.values()):
        sheet.set_column(column, column, max(14, *(len(item) + 2 for item in items)))
        sheet.write_string(0, column, heading, formats.heading)
        for row, item in enumerate(items, 1):
            sheet.write_string(row, column, item, formats.text)
    sheet.freeze_panes(1, 0)


def _activities(group: Group, sheet: Sheet) -> tuple[str, ...]:
    """Return the names that a sheet's dropdown offers: those of its journal, and those of any."""
    is_bands = sheet.journal is None
    found = [
        activity.shown
        for activity in group.activities
        if activity.is_band == is_bands
        and (is_bands or not activity.journals or sheet.journal in activity.journals)
    ]
    return tuple(dict.fromkeys(found))


def _letter(column: int) -> str:
    return chr(ord("A") + column) if column < 26 else f"{_letter(column // 26 - 1)}{_letter(column % 26)}"
