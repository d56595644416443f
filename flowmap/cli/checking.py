"""The command ``check``: read sheets, show what is worth a look, change nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from flowmap.cli.answer import SCREEN, Answer, Screen
from flowmap.errors import InputError
from flowmap.words import listed, ranges, say

if TYPE_CHECKING:
    from flowmap.group import Group
    from flowmap.route import RoundOptions
    from flowmap.tables import Journal, Problems

_MOST_SHOWN = 60


def check_command(
    source: Annotated[list[Path] | None, Parameter(consume_multiple=True)] = None,
    *,
    columns: str = "",
    group: str = "",
    annotate: Annotated[bool, Parameter(negative=())] = False,
    suggest_columns: Annotated[bool, Parameter(negative=())] = False,
    screen: Screen = SCREEN,
) -> Answer:
    """Check a round's sheets, or log files."""
    from flowmap.cli.mapping import LOG_ENDINGS, refuse_other_kinds

    refuse_other_kinds(source)
    is_file = bool(source) and source[0].suffix.lower() in LOG_ENDINGS if source else False
    if suggest_columns:
        return _suggest(source if is_file and source else [])
    files, chosen, options = _what_to_check(source, is_file=is_file, columns=columns, group=group)
    return _check(files, chosen, options=options, annotate=annotate)


def _what_to_check(
    source: list[Path] | None, *, is_file: bool, columns: str, group: str
) -> "tuple[list[Path], Group, RoundOptions]":
    from flowmap.group import read_group
    from flowmap.route import RoundOptions, open_folder, removed_of

    if source and is_file:
        missing = next((path for path in source if not path.is_file()), None)
        if missing is not None:
            raise InputError(say("cli.no_file", file=missing.name))
        options = RoundOptions(columns=columns or None, removed=removed_of(source))
        return list(source), read_group(group or "generisk"), options
    opened = open_folder(source[0] if source else Path())
    return list(opened.folder.inputs), opened.group, opened.options


def _check(files: list[Path], group: "Group", *, options: "RoundOptions", annotate: bool) -> Answer:
    from dataclasses import replace

    from flowmap.journal import accept_problems
    from flowmap.route import check_sources, read_sources

    options = replace(options, today=_today())
    journal = read_sources(list(files), group=group, options=options)
    problems = check_sources(journal, group=group, options=options)
    problems = accept_problems(_with_rules(problems, journal, group), options.settings)
    copies = _annotate(files, problems) if annotate else []
    counts = problems.counts()
    accepting = _accepting(problems) if options.settings else []
    lines = [*_listed(problems), *_summary(journal, counts), *accepting]
    lines += [say("cli.annotated", file=name) for name in copies]
    facts = _facts(journal, problems) | {"annotated": copies}
    return Answer(tuple(lines), facts, 1 if counts["error"] else 0)


def _today() -> Any:
    from datetime import datetime

    return datetime.now().date()


def _with_rules(problems: "Problems", journal: "Journal", group: "Group") -> "Problems":
    """Return the problems with what is odd about the group's own rules added."""
    from flowmap.log import build_log
    from flowmap.paths import trace_paths
    from flowmap.value import check_rules, tag_contacts

    if not group.rules:
        return problems
    contacts = tag_contacts(trace_paths(build_log(journal, group), group), group)
    return problems.together(check_rules(contacts, group))


def _annotate(files: list[Path], problems: "Problems") -> list[str]:
    from flowmap.journal import annotate_workbook

    books = [path for path in files if path.suffix.lower() in {".xlsx", ".xlsm"}]
    copies = [(path, path.with_name(f"{path.stem}.{say('cli.annotated_ending')}.xlsx")) for path in books]
    return [annotate_workbook(path, problems, out=out).path.name for path, out in copies]


def _listed(problems: "Problems") -> list[str]:
    """Return a line for what is said of a column of a sheet, with all the rows that it is said of.

    The check's name stands last, in brackets, as ``[[accept]]`` in ``round.toml`` wants it.
    """
    told = _told(problems)
    lines = [_line(key, rows) for key, rows in told[:_MOST_SHOWN]]
    left = sum(len(rows) for _, rows in told[_MOST_SHOWN:])
    return [*lines, *([say("cli.more_problems", n=left)] if left else [])]


def _told(problems: "Problems") -> list[Any]:
    live = problems.frame[problems.frame["accepted_because"] == ""].astype(object)
    by = ["severity", "file", "sheet", "column", "advice", "rule"]
    return list(live.groupby(by, sort=False, dropna=False)["row"].agg(list).items())


def _accepting(problems: "Problems") -> list[str]:
    """Return how to accept the first thing that is no error: the block to paste, its reason left to write."""
    from flowmap.workspace import AcceptedCheck, accept_text

    told = next(((key, rows) for key, rows in _told(problems) if key[0] != "error"), None)
    if told is None:
        return []
    (_, file, sheet, _, _, rule), rows = told
    numbers = tuple(dict.fromkeys(int(row) for row in rows if row))
    item = AcceptedCheck.model_construct(check=rule, because="", file=file, sheet=sheet, rows=numbers)
    return [say("cli.accept_how"), *accept_text(item)]


def _line(key: Any, rows: list[int]) -> str:
    severity, file, sheet, column, advice, rule = key
    numbers = [int(row) for row in rows if row]
    shown = say("problem_place.row", row=ranges(numbers)) if numbers else ""
    place = ", ".join(part for part in (file, sheet, shown, column) if part)
    return f"{say(f'severity.{severity}').upper()}  {f'{place}: ' if place else ''}{advice} [{rule}]"


def _summary(journal: "Journal", counts: dict[str, int]) -> list[str]:
    rows = journal.rows
    read = say(
        "cli.rows",
        read=rows.read,
        entries=rows.entries,
        excluded=rows.excluded,
        rejected=rows.rejected,
        blank=rows.blank,
    )
    found = listed([say(f"cli.count_{name}", n=n) for name, n in counts.items() if n])
    return [read, say("cli.found", found=found) if found else say("cli.no_problems")]


def _facts(journal: "Journal", problems: "Problems") -> dict[str, Any]:
    rows = journal.rows
    return {
        "rows_read": rows.read,
        "entries": rows.entries,
        "excluded": rows.excluded,
        "rejected": rows.rejected,
        "blank": rows.blank,
        "identifiers": journal.identifiers_found,
        "problem_counts": problems.counts(),
        "problems": problems.frame.astype(object).to_dict("records"),
    }


def _suggest(source: list[Path]) -> Answer:
    """Write a draft column file beside the extract, with what was guessed and why."""
    from flowmap.files import write_whole
    from flowmap.journal import suggest_columns

    if not source or not source[0].is_file():
        raise InputError(say("cli.suggest_needs_file"))
    target = source[0].with_name(f"{source[0].stem}.kolumner.toml")
    written = write_whole(target, suggest_columns(source[0]))
    return Answer((say("cli.suggested", file=written.path.name),), {"columns": written.path.name})


COMMANDS: dict[str, Callable[..., Answer]] = {"check": check_command}
