"""When two rounds were looked at: both windows in words, and whether the later one really is later."""

from datetime import date

import pandas as pd

from flowmap.rounds.compare import RoundTables
from flowmap.rounds.compare_rows import say_measured
from flowmap.tables import Contacts
from flowmap.words import day, say


def find_window(contacts: Contacts) -> tuple[date, date] | None:
    """Return a round's first and last day in view: as its review windows say, else of its events; or None."""
    sheet, events = contacts.facts.patients.frame, contacts.frame["start"]
    first = sheet["window_start"].min() if sheet["window_start"].notna().any() else events.min()
    last = sheet["window_end"].max() if sheet["window_end"].notna().any() else events.max()
    return None if pd.isna(first) or pd.isna(last) else (first.date(), last.date())


def is_turned(before: RoundTables, after: RoundTables) -> bool:
    """Return whether the round *after* ended before the round *before* began."""
    return bool(before.window and after.window and after.window[1] < before.window[0])


def say_windows(before: RoundTables, after: RoundTables) -> list[str]:
    """Return a sentence on each round's window, and a warning where they stand in the wrong order."""
    lines = [
        say(f"compare.window_{side}", title=tables.title, first=day(first), last=day(last))
        for side, tables in (("before", before), ("after", after))
        if tables.window
        for first, last in [tables.window]
    ]
    if before.window and after.window and is_turned(before, after):
        ends, begins = day(after.window[1]), day(before.window[0])
        lines.insert(0, say("compare.turned", ends=ends, begins=begins))
    return lines


def say_counts_once(rows: pd.DataFrame, sentences: list[str]) -> list[str]:
    """Return the sentences without how many were measured, said first, where ``rows`` all have that alike.

    ``rows`` are of ``Comparison``; a row that was measured in one round only says so itself.
    """
    both = rows[(rows["n_before"] > 0) & (rows["n_after"] > 0)]
    pairs = both[["n_before", "n_after"]].drop_duplicates()
    if len(both) < 2 or len(pairs) > 1:
        return sentences
    n_before, n_after = (int(number) for number in pairs.iloc[0])
    measured = say_measured(n_before, n_after)
    alike = [sentence.replace(f" ({measured})", "", 1) for sentence in sentences]
    return [say("compare.measured_in_all", measured=measured), *alike]
