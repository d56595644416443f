"""Cells of tables as people and programs read them: words for values, ids as text, nothing live."""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from flowmap.show.report.labels import Names
from flowmap.tables import Column, Table
from flowmap.words import has_words, number, say

_LISTS = {  # column -> the closed list whose words stand on screen for its values
    "kind": "kind",
    "journal": "journal",
    "principal": "principal",
    "mode": "mode",
    "started_by": "started_by",
    "planned": "planned_choice",
    "status": "status",
    "value": "value",
    "person_value": "value",
    "team_value": "value",
    "proposed_value": "value",
    "voice": "voice",
    "reason": "reason",
    "person_reason": "reason",
    "team_reason": "reason",
    "proposed_reason": "reason",
    "rating_basis": "rating_basis",
    "person_by": "speaker",
    "speaker": "speaker",
    "outcome": "outcome",
    "standing": "standing",
    "severity": "severity",
    "coverage_status": "coverage_status",
    "amount_unit": "amount_unit",
    "measure": "measure",
    "undefined_because": "undefined",
}
NO_NAMES: Names = {}
_LIVE = re.compile(r"^[=+\-@\t\r]")


def heading(column: str) -> str:
    """Return a column's heading on screen; its own name where the catalogue has none (an attribute)."""
    return say(f"column.{column}") if has_words(f"column.{column}") else column


def readable(table: Table, names: Names = NO_NAMES) -> pd.DataFrame:
    """Return a table's rows for people: values in words, ids as text, tuples of ids joined by spaces.

    ``names`` are what the group file's ids are called, by column. Numbers, days and flags keep their types,
    so that a spreadsheet can count with them.
    """
    frame = table.frame
    known = {column.name: column for column in table.columns}
    return pd.DataFrame(
        {name: _readable(frame[name], known.get(name), names.get(name, {})) for name in frame.columns}
    )


def _readable(values: pd.Series, column: Column | None, names: Mapping[str, str]) -> pd.Series:
    holds, name = (column.holds, column.name) if column else ("label", "")
    if holds == "id":
        return values.astype(str).where(values != 0, "")
    if holds == "ids":
        return values.map(lambda ids: " ".join(str(item) for item in ids) if ids is not None else "")
    if holds == "label" or (holds == "text" and (names or name in _LISTS)):
        return _in_words(values.astype("category"), _LISTS.get(name, ""), names)
    return values


def _in_words(values: pd.Series, closed_list: str, names: Mapping[str, str]) -> pd.Series:
    words = [_word(str(label), closed_list, names) for label in values.cat.categories]
    codes = values.cat.codes.to_numpy()
    by_code = pd.Series([*words, ""], dtype=object).to_numpy()
    return pd.Series(by_code[codes], index=values.index, dtype=object)


def _word(text: str, closed_list: str, names: Mapping[str, str]) -> str:
    """Return what a label is called; several ids in a cell are called each their own."""
    if closed_list and has_words(f"{closed_list}.{text}"):
        return say(f"{closed_list}.{text}")
    return ", ".join(names.get(part, part) for part in text.split(", ")) if names else text


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    Examples
    --------
    >>> harmless("=HYPERLINK(1)"), harmless("SIP-möte")
    ("'=HYPERLINK(1)", 'SIP-möte')
    """
    return f"'{text}" if _LIVE.match(text) else text


def shown(value: object) -> str:
    """Return one cell as it stands in a report: numbers as the language writes them, days as dates."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return "–"
    if isinstance(value, bool):
        return say("base.yes") if value else say("base.no")
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    if isinstance(value, float):
        return number(value, digits=0 if value == round(value) else 1)
    return number(value) if isinstance(value, int) else str(value)


def shown_rows(frame: pd.DataFrame, columns: Sequence[str]) -> list[list[str]]:
    """Return some columns of a small frame as texts, row by row."""
    return [
        [shown(value) for value in row] for row in frame[list(columns)].astype(object).to_numpy().tolist()
    ]
