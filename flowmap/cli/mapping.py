"""The command ``map``: a round of the workspace, or any log file."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from flowmap.cli.answer import SCREEN, Answer, Progress, Screen, progress_bar
from flowmap.errors import InputError
from flowmap.words import say

STEPS = 11
LOG_ENDINGS = (".xlsx", ".xlsm", ".csv", ".txt", ".tsv", ".parquet", ".xes")


def map_command(
    source: Annotated[list[Path] | None, Parameter(consume_multiple=True)] = None,
    *,
    columns: str = "",
    group: str = "",
    out: Path | None = None,
    screen: Screen = SCREEN,
) -> Answer:
    """Map a round, or log files."""
    with progress_bar(STEPS, screen=screen) as tell:
        if source and source[0].suffix.lower() in LOG_ENDINGS:
            return _map_files(source, columns=columns, group=group, out=out, tell=tell)
        return map_folder(source[0] if source else Path(), out=out, tell=tell)


def map_folder(start: Path, *, out: Path | None = None, tell: Progress) -> Answer:
    """Map the round in a folder, keep it in the store, and write what it shows."""
    from flowmap.cli.keeping import keep_mapped
    from flowmap.route import map_round, open_folder

    opened = open_folder(start)
    mapped = map_round(list(opened.folder.inputs), group=opened.group, options=opened.options, tell=tell)
    keep_mapped(opened, mapped)
    return _write(mapped, out or opened.folder.out, tell=tell, warnings=opened.workspace.warnings)


def _map_files(sources: list[Path], *, columns: str, group: str, out: Path | None, tell: Progress) -> Answer:
    from flowmap.group import read_group
    from flowmap.route import RoundOptions, map_round

    missing = next((path for path in sources if not path.is_file()), None)
    if missing is not None:
        raise InputError(say("cli.no_file", file=missing.name))
    if out is None:
        raise InputError(say("cli.map_needs_out"))
    options = RoundOptions(columns=columns or None)
    mapped = map_round(list(sources), group=read_group(group or "generisk"), options=options, tell=tell)
    return _write(mapped, out, tell=tell)


def _write(mapped: Any, out: Path, *, tell: Progress, warnings: tuple[str, ...] = ()) -> Answer:
    from flowmap.cli.answer import describe_problems
    from flowmap.route import write_round
    from flowmap.route.counting import count_round

    written = write_round(mapped, out, tell=tell)
    counts = mapped.problems.counts()
    lines = [
        say("cli.map_done", folder=out.as_posix()),
        *(item.sentence() for item in written if item.is_beside),
    ]
    lines += [say("cli.open_first", file=(out / "rapport.html").as_posix())]
    lines += [*describe_problems(counts), *warnings]
    facts = {**count_round(mapped), "outputs": [item.path.relative_to(out).as_posix() for item in written]}
    return Answer(tuple(lines), {**facts, "warnings": list(warnings)}, 1 if counts["error"] else 0)


COMMANDS: dict[str, Callable[..., Answer]] = {"map": map_command}
