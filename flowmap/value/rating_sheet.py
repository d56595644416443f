"""What stands on a sheet to rate on: its columns, its rows, and what is locked."""

from dataclasses import dataclass

import pandas as pd

from flowmap.group import Group
from flowmap.records import Value
from flowmap.tables import Contacts
from flowmap.tables.rated import ChosenContacts
from flowmap.value.counts import value_rows
from flowmap.value.rating_words import value_word
from flowmap.words import has_words, say

FORMAT_NAME = "flowmap-ratings"
FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of a rating sheet: the catalogue's key, its width in characters, and who writes in it."""

    name: str
    width: int
    is_answer: bool = False

    @property
    def heading(self) -> str:
        """The heading in the screen language."""
        return say(f"rating_heading.{self.name}")


_SEEN = (
    SheetColumn("nr", 5),
    SheetColumn("first", 26),
    SheetColumn("patient", 8),
    SheetColumn("day", 12),
    SheetColumn("clock", 10),
    SheetColumn("lane", 18),
    SheetColumn("unit", 22),
    SheetColumn("profession", 20),
    SheetColumn("activity", 22),
    SheetColumn("mode", 12),
    SheetColumn("in_short", 44),
)
_SEEN_OF_BANDS = (
    SheetColumn("nr", 5),
    SheetColumn("patient", 8),
    SheetColumn("day", 12),
    SheetColumn("until", 12),
    SheetColumn("lane", 18),
    SheetColumn("activity", 30),
    SheetColumn("times_per_week", 14),
)
_PROPOSED = SheetColumn("proposed", 26)
_ANSWERS = (
    SheetColumn("value", 30, is_answer=True),
    SheetColumn("reason", 28, is_answer=True),
    SheetColumn("comment", 40, is_answer=True),
)
WHO_ANSWERS = SheetColumn("who_answers", 18, is_answer=True)
_POINTS_BACK = SheetColumn("points_back_to", 18, is_answer=True)
_ID = SheetColumn("event_id", 24)


@dataclass(frozen=True)
class RatingSheet:
    """One sheet ready to be written: its columns, a row of texts for each contact or band, what stands above.

    ``head`` and ``how`` are the title and how to fill in; empty where they are those of a rater's workbook.
    """

    name: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    head: str = ""
    how: str = ""

    @property
    def ids(self) -> list[str]:
        """The ids of the rows, as text."""
        return [row[-1] for row in self.rows]


def prepare_contact_sheet(
    contacts: Contacts,
    *,
    group: Group,
    chosen: ChosenContacts | None = None,
    patient: str | None = None,
    is_blind: bool = True,
) -> RatingSheet:
    """Return the sheet of the contacts that can be rated, in the order of the way.

    Blind: no proposal, and nothing of what others rated, not even as the reason to rate a contact first.
    """
    frame = contacts.frame
    frame = frame[value_rows(frame)]
    if patient is not None:
        frame = frame[frame["patient"] == patient]
    first = _chosen_texts(chosen, is_blind=is_blind)
    columns = (*_SEEN, *(() if is_blind else (_PROPOSED,)), *_ANSWERS, _POINTS_BACK, _ID)
    rows = []
    for number, row in enumerate(frame.to_dict("records"), start=1):
        cells = _contact_cells(row, group)
        cells |= {"nr": str(number), "first": first.get(row["event_id"], "")}
        rows.append(tuple(cells.get(column.name, "") for column in columns))
    return _without_empty(RatingSheet(say("rating_sheet.contacts"), columns, tuple(rows)))


def prepare_band_sheet(contacts: Contacts, *, group: Group, patient: str | None = None) -> RatingSheet:
    """Return the sheet of the routine care that recurs: a band is rated once, for its whole period."""
    frame = contacts.facts.bands.frame
    if patient is not None:
        frame = frame[frame["patient"] == patient]
    columns = (*_SEEN_OF_BANDS, *_ANSWERS, _ID)
    rows = []
    for number, row in enumerate(frame.to_dict("records"), start=1):
        cells = _band_cells(row, group) | {"nr": say("rating_sheet.band_nr", number=str(number))}
        rows.append(tuple(cells.get(column.name, "") for column in columns))
    return _without_empty(RatingSheet(say("rating_sheet.bands"), columns, tuple(rows)))


def _without_empty(sheet: RatingSheet) -> RatingSheet:
    """Return the sheet without columns that hold nothing, so that what matters fits the screen."""
    kept = [
        place
        for place, column in enumerate(sheet.columns)
        if column.is_answer or not sheet.rows or any(row[place] for row in sheet.rows)
    ]
    rows = tuple(tuple(row[place] for place in kept) for row in sheet.rows)
    return RatingSheet(sheet.name, tuple(sheet.columns[place] for place in kept), rows)


def _chosen_texts(chosen: ChosenContacts | None, *, is_blind: bool) -> dict[int, str]:
    if chosen is None:
        return {}
    frame = chosen.frame
    because = frame["journal_because" if is_blind else "chosen_because"]
    return {int(event): f"★ {why}".strip() for event, why in zip(frame["event_id"], because, strict=True)}


def _contact_cells(row: dict[str, object], group: Group) -> dict[str, str]:
    start = pd.Timestamp(str(row["start"]))
    cells = {name: _text(row[name]) for name in ("patient", "unit", "profession", "in_short")}
    return cells | {
        "day": start.strftime("%Y-%m-%d"),
        "clock": start.strftime("%H:%M") if row["has_clock"] else "",
        "lane": lane_title(_text(row["lane"]), group),
        "activity": activity_title(_text(row["activity"]), group),
        "mode": _word("mode", row["mode"]),
        "proposed": _proposed(row, group),
        "event_id": str(row["event_id"]),
    }


def _band_cells(row: dict[str, object], group: Group) -> dict[str, str]:
    times = row["times_per_week"]
    return {
        "patient": _text(row["patient"]),
        "day": _day(row["start_on"]),
        "until": _day(row["end_on"]),
        "lane": lane_title(_text(row["lane"]), group),
        "activity": activity_title(_text(row["activity"]), group),
        "times_per_week": "" if pd.isna(times) else f"{float(str(times)):g}",
        "event_id": str(row["band_id"]),
    }


def lane_title(lane: str, group: Group) -> str:
    """Return a lane's title; lanes that the group does not declare stand as they are."""
    return next((str(item.title) for item in group.lanes if item.id == lane), lane)


def activity_title(name: str, group: Group) -> str:
    """Return an activity's name in the screen language."""
    activity = group.activity(name)
    return activity.shown if activity else name


def _proposed(row: dict[str, object], group: Group) -> str:
    if row["proposed_value"] == Value.NOT_ASSESSED:
        return ""
    return value_word(Value(str(row["proposed_value"])), group)


def _word(part: str, label: object) -> str:
    key = f"{part}.{label}"
    return say(key) if has_words(key) else _text(label)


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def _day(value: object) -> str:
    return "" if pd.isna(value) else pd.Timestamp(str(value)).strftime("%Y-%m-%d")
