"""The command ``map``: a round of the workspace, or any log file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from flowmap.cli.answer import SCREEN, Answer, Progress, Screen, progress_bar, quoted
from flowmap.cli.crew import crew_at_hand
from flowmap.errors import InputError, WorkspaceError
from flowmap.words import say

if TYPE_CHECKING:
    from flowmap.route import OpenRound

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
    refuse_other_kinds(source)
    with progress_bar(STEPS, screen=screen) as tell:
        if source and source[0].suffix.lower() in LOG_ENDINGS:
            return _map_files(source, columns=columns, group=group, out=out, tell=tell)
        return map_folder(source[0] if source else Path(), out=out, tell=tell)


def map_folder(start: Path, *, out: Path | None = None, tell: Progress) -> Answer:
    """Map the round in a folder, keep it in the store, and write what it shows."""
    from flowmap.cli.keeping import keep_mapped
    from flowmap.route import follow_last_round, map_round, open_folder

    opened = open_folder(start)
    options = replace(opened.options, today=datetime.now().date())
    refuse_folder(out or opened.folder.out)
    mapped = map_round(
        list(opened.folder.inputs), group=opened.group, options=options, tell=tell, crew=crew_at_hand()
    )
    keep_mapped(opened, mapped)
    mapped = follow_last_round(opened, mapped)
    check = f"flowmap check {quoted(_from_here(opened))}"
    return _write(
        mapped, out or opened.folder.out, tell=tell, check=check, warnings=opened.workspace.warnings
    )


def _from_here(opened: "OpenRound") -> str:
    """Return what names the round where the user stands: its name within the workspace, else its folder."""
    here, folder = Path.cwd().resolve(), opened.folder.folder.resolve()
    if here.is_relative_to(opened.workspace.folder.resolve()):
        return opened.folder.name
    return (folder.relative_to(here) if folder.is_relative_to(here) else folder).as_posix()


def _map_files(sources: list[Path], *, columns: str, group: str, out: Path | None, tell: Progress) -> Answer:
    from flowmap.group import read_group
    from flowmap.route import RoundOptions, map_round, removed_of

    missing = next((path for path in sources if not path.is_file()), None)
    if missing is not None:
        raise InputError(say("cli.no_file", file=missing.name))
    if out is None:
        raise InputError(say("cli.map_needs_out"))
    refuse_folder(out)
    today = datetime.now().date()
    options = RoundOptions(columns=columns or None, today=today, removed=removed_of(sources))
    chosen = read_group(group or "generisk")
    mapped = map_round(list(sources), group=chosen, options=options, tell=tell, crew=crew_at_hand())
    words = ["flowmap", "check", *(path.as_posix() for path in sources)]
    words += ["--columns", columns] if columns else []
    words += ["--group", group] if group else []
    return _write(mapped, out, tell=tell, check=" ".join(map(quoted, words)))


def refuse_other_kinds(sources: list[Path] | None) -> None:
    """Refuse a file of a kind that is not read, rather than take its name for that of a round.

    Raises
    ------
    InputError
        The first source is such a file.
    """
    place = sources[0] if sources else None
    if place is not None and place.is_file() and place.suffix.lower() not in LOG_ENDINGS:
        raise InputError(say("source.unknown_kind", file=place.name, allowed=", ".join(LOG_ENDINGS)))


def refuse_folder(out: Path) -> None:
    """Refuse a folder that cannot be made or written to before the work begins; leave it as it was.

    Raises
    ------
    WorkspaceError
        The folder, or one above it, is a file, or nothing can be written there.
    """
    above = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    try:
        if not above.is_dir():
            raise NotADirectoryError
        with NamedTemporaryFile(dir=above, prefix=".flowmap-"):
            return
    except OSError:
        raise WorkspaceError(say("workspace.not_writable", folder=out.name)) from None


def _write(mapped: Any, out: Path, *, tell: Progress, check: str, warnings: tuple[str, ...] = ()) -> Answer:
    from flowmap.cli.answer import describe_problems
    from flowmap.route import write_round
    from flowmap.route.counting import count_round

    written = write_round(mapped, out, tell=tell, crew=crew_at_hand())
    counts = mapped.problems.counts()
    lines = [
        say("cli.map_done", folder=out.as_posix()),
        *(item.sentence() for item in written if item.is_beside),
    ]
    lines += [say("cli.open_first", file=(out / "rapport.html").as_posix())]
    lines += [*describe_problems(counts, command=check), *warnings]
    facts = {**count_round(mapped), "outputs": [item.path.relative_to(out).as_posix() for item in written]}
    return Answer(tuple(lines), {**facts, "warnings": list(warnings)}, 1 if counts["error"] else 0)


COMMANDS: dict[str, Callable[..., Answer]] = {"map": map_command}
