"""The command ``compare``: two rounds of the workspace, before and after."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from flowmap.cli.answer import SCREEN, Answer, Screen
from flowmap.errors import CompareError
from flowmap.words import say

if TYPE_CHECKING:
    import pandas as pd

    from flowmap.group import Group
    from flowmap.rounds import RoundTables
    from flowmap.route import OpenRound
    from flowmap.tables import Comparison, Promises

_MOST_LINES = 40


def compare_command(
    before: str,
    after: str,
    *,
    same_codes: Annotated[bool, Parameter(negative=())] = False,
    out: Path | None = None,
    screen: Screen = SCREEN,
) -> Answer:
    """Compare two rounds."""
    from flowmap.rounds import SAME_CODES, compare_rounds, follow_promises, say_windows

    returning = SAME_CODES if same_codes else None
    old, new = _opened(before), _opened(after)
    if old.folder.folder.resolve() == new.folder.folder.resolve():
        raise CompareError(say("compare.same_round"))
    pair = _tables(old), _tables(new)
    compared = compare_rounds(*pair, returning=returning)
    promises = follow_promises(old.options.needs, compared, group=new.group)
    shown = [*say_windows(*pair), *_shown(compared, promises, new.group)]
    if out is not None:
        shown.append(say("cli.compare_written", file=_write(compared, out)))
    facts = {"promises": _records(promises), "rows": _records(compared), "windows": _windows(*pair)}
    return Answer(tuple(shown), facts)


def _shown(compared: "Comparison", promises: "Promises", group: "Group") -> list[str]:
    """Return the lines of the comparison: what holds for all rows, promises, then the rows put first."""
    from flowmap.rounds import say_counts_once

    rows = _first(compared, group)
    lines = [str(sentence) for sentence in [*promises.frame["sentence"], *rows["sentence"]]][:_MOST_LINES]
    left = len(promises) + len(compared) - len(lines)
    more = [say("cli.more_lines", n=left)] if left else []
    return [*_one_person(compared), *_by_chance(rows), *say_counts_once(rows, lines), *more]


def _windows(before: "RoundTables", after: "RoundTables") -> dict[str, Any]:
    """Return both rounds' windows as days, and whether they stand in the wrong order."""
    from flowmap.rounds import is_turned

    sides = {"before": before.window, "after": after.window}
    days = {side: [str(each) for each in window or ()] for side, window in sides.items()}
    return {**days, "after_ends_before_it_began": is_turned(before, after)}


def _one_person(compared: "Comparison") -> list[str]:
    """Return, once for all rows, that one person against one says nothing of others."""
    counts = compared.frame[["n_before", "n_after"]].max()
    return [say("compare.one_person")] if (counts == 1).all() else []


def _by_chance(rows: "pd.DataFrame") -> list[str]:
    """Return, before the rows, that of many comparisons some differ by chance alone."""
    sure = rows[rows["low"].notna()]
    apart = int(((sure["low"] > 0) | (sure["high"] < 0)).sum())
    return [say("compare.by_chance", n=len(sure), apart=apart)] if len(sure) > 1 else []


def _first(compared: "Comparison", group: "Group") -> "pd.DataFrame":
    """Return the rows of path rules, then those of the measures that the group file puts first."""
    rules = [rule.id for rule in group.expected]
    named = [*rules, *group.measures.highlight, *(item.id for item in group.indicators)]
    frame = compared.frame
    chosen = frame[frame["measure"].isin(named) & frame["provider"].isna()]
    return chosen.sort_values("measure", key=lambda measure: ~measure.isin(rules), kind="stable")


def _opened(name: str) -> "OpenRound":
    from flowmap.route import open_folder

    return open_folder(name)


def _tables(opened: "OpenRound") -> "RoundTables":
    """Return what comparing needs of a round, mapped as its sheets and ratings stand now."""
    from flowmap.cli.rating import contacts_of
    from flowmap.expected import check_expected
    from flowmap.measures import measure_flow
    from flowmap.rounds import RoundTables, find_window

    contacts = contacts_of(opened)
    return RoundTables(
        measures=measure_flow(contacts, opened.group),
        group=opened.group,
        title=opened.folder.settings.title or opened.folder.name,
        patients=contacts.facts.patients,
        coverage=contacts.facts.coverage,
        expected=check_expected(contacts, opened.group),
        window=find_window(contacts),
    )


def _write(compared: Any, out: Path) -> str:
    from flowmap.files import write_whole
    from flowmap.show import csv_text

    return write_whole(out, csv_text(compared).encode("utf-8-sig")).path.name


def _records(compared: Any) -> list[dict[str, Any]]:
    import json

    rows: list[dict[str, Any]] = json.loads(compared.frame.astype(object).to_json(orient="records"))
    return rows


COMMANDS: dict[str, Callable[..., Answer]] = {"compare": compare_command}
