"""Small tables drawn in text become the project's types, so that a spec reads like a picture."""

import pandas as pd

from flowmap.tables import Coverage, Entries, Journal, Patients, shape_columns

ENTRY_DEFAULTS = {
    "patient": "P01",
    "journal": "health_centre",
    "activity_text": "Läkarbesök",
    "part": "whole",
    "status": "done",
    "is_stay": False,
    "is_coerced": False,
    "unsure": False,
    "file": "drawn.xlsx",
    "sheet": "drawn",
}
FLAGS = ("is_stay", "is_coerced", "unsure")


def drawn(text: str) -> pd.DataFrame:
    """Return the rows of a table drawn with ``|`` between cells; the first line is its heading.

    An empty cell is missing. Lines of dashes and empty lines are passed over.
    """
    lines = [line for line in text.strip().splitlines() if line.strip(" -|")]
    cells = [[cell.strip() or None for cell in line.strip().strip("|").split("|")] for line in lines]
    full = [
        row + [None] * (len(cells[0]) - len(row)) for row in cells
    ]  # empty cells at the end are not drawn
    return pd.DataFrame(full[1:], columns=[name or "" for name in full[0]], dtype=object)


def entries(text: str) -> Entries:
    """Return entries drawn in text; columns not drawn take ``ENTRY_DEFAULTS``.

    ``date`` with an optional ``clock`` give ``start``; ``until`` with ``until_clock`` give ``end``.
    ``activity`` is short for ``activity_text``. Flags are ``x``. ``entry_id`` is the row's number from 1
    unless drawn.
    """
    rows = drawn(text).rename(columns={"activity": "activity_text"})
    frame = pd.DataFrame(index=rows.index)
    for column in Entries.columns:
        frame[column.name] = rows[column.name] if column.name in rows else ENTRY_DEFAULTS.get(column.name)
    for name, value in ENTRY_DEFAULTS.items():
        frame[name] = frame[name].where(frame[name].notna(), value)
    for flag in FLAGS:
        frame[flag] = frame[flag].isin([True, "x"])
    frame["start"], frame["has_clock"] = _times(rows, "date", "clock")
    frame["end"], frame["end_has_clock"] = _times(rows, "until", "until_clock")
    frame["row"] = range(1, len(frame) + 1)
    numbers = pd.Series(range(1, len(frame) + 1), index=frame.index)
    frame["entry_id"] = rows["entry_id"].astype(int) if "entry_id" in rows else numbers
    frame["utc_offset"] = pd.array(frame["utc_offset"].astype("Float64"), dtype="Int32")
    return Entries(shape_columns(frame, Entries.columns))


def _times(rows: pd.DataFrame, day: str, clock: str) -> tuple[pd.Series, pd.Series]:
    days = rows[day] if day in rows else pd.Series([None] * len(rows), index=rows.index, dtype=object)
    clocks = rows[clock] if clock in rows else pd.Series([None] * len(rows), index=rows.index, dtype=object)
    texts = days.where(clocks.isna(), days.astype(str) + " " + clocks.astype(str))
    return pd.to_datetime(texts, format="mixed").astype("datetime64[us]"), clocks.notna()


def journal(text: str, *, patients: str = "", coverage: str = "") -> Journal:
    """Return a journal with these entries; ``patients`` and ``coverage`` are drawn tables as well."""
    return Journal(
        entries=entries(text),
        patients=_small(patients, Patients),
        coverage=_small(coverage, Coverage),
    )


def _small(text: str, kind: type) -> object:
    if not text:
        return kind.empty()
    return kind.from_rows(drawn(text).to_dict("records"))
