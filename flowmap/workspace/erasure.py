"""Take a person out of a workspace for real: outputs deleted, settings rewritten, the rest named by file.

What the team typed itself (workbooks, extracts, letters, a notebook's own code) is theirs to delete from:
it is named, never touched. What flowmap made is deleted, or written anew without the person.
"""

import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, product
from pathlib import Path

from flowmap.errors import WorkspaceError
from flowmap.identity import is_pseudonym, person_code, person_names, read_key, read_person_number
from flowmap.identity.removed import removal_mark
from flowmap.words import say
from flowmap.workspace.folders import RoundFolder, Workspace, find_round, list_rounds
from flowmap.workspace.mentions import files_of, files_with, mention_of
from flowmap.workspace.settings import BasisSetting, RemovedSetting, RoundSettings
from flowmap.workspace.settings_text import round_text, with_removed, without_removed

REMOVALS_FILE = "removals.csv"


@dataclass(frozen=True)
class Removal:
    """What taking a person out did. Paths are written from the workspace's folder.

    ``to_delete_from`` names every file left where the person's code stands, that could not be deleted, or
    that could not be searched: those are for the user. ``is_barred`` is whether reading refuses the person's
    rows from now on; not so where the key is not on this computer.
    """

    rounds: tuple[str, ...]
    deleted: tuple[str, ...]
    rewritten: tuple[str, ...]
    to_delete_from: tuple[str, ...]
    rows_forgotten: int
    is_barred: bool = True


@dataclass(frozen=True)
class RemovalPlan:
    """What taking a person out would do: the rounds the person stands in, and how much goes from them.

    ``files`` is the number of files under ``out`` and among notebooks' copies that would be deleted,
    ``rows`` the number of the person's rows in the store.
    """

    rounds: tuple[str, ...]
    files: int
    rows: int


def plan_removal(
    workspace: Workspace,
    code: str,
    *,
    rounds: Sequence[str] | None = None,
    count_in_store: Callable[[str, Sequence[str]], int] | None = None,
) -> RemovalPlan:
    """Return what :func:`remove_person` would take away, and change nothing.

    ``count_in_store`` gets a code and the rounds' names, and returns how many rows the store has of it.

    Raises
    ------
    WorkspaceError
        As :func:`remove_person`.
    """
    names, mention = _whom(code, _key_of(workspace))
    chosen = _chosen(workspace, rounds)
    found = _standing_in(chosen, mention)
    told = [item.name for item in chosen]
    rows = sum(count_in_store(name, told) for name in names) if count_in_store else 0
    if not found and not rows:
        raise WorkspaceError(say("workspace.nobody_to_remove"))
    files = sum(len(list(files_of(folder))) for item in found for folder in _made_folders(item))
    return RemovalPlan(tuple(item.name for item in found), files, rows)


def remove_person(
    workspace: Workspace,
    code: str,
    *,
    on: date,
    rounds: Sequence[str] | None = None,
    forget_in_store: Callable[[str, Sequence[str]], int] | None = None,
) -> Removal:
    """Take a person out of the workspace, by code, pseudonym or person number, and leave a record of it.

    ``rounds`` limits it to some rounds, since a code may mean another person in another round.
    ``forget_in_store`` gets a code and those rounds' names, and returns how many rows it took out of the
    store. The record (``removals.csv``) holds the day, the rounds and counts: no code, no content. Each
    ``round.toml`` gets a keyed mark by which reading refuses the person's rows from now on;
    :func:`free_code` takes it away again.

    Raises
    ------
    WorkspaceError
        What is given is no code, pseudonym or person number, it stands nowhere in the workspace, or there
        is no such round.
    """
    key = _key_of(workspace)
    names, mention = _whom(code, key)
    chosen = _chosen(workspace, rounds)
    found = _standing_in(chosen, mention)
    told = [item.name for item in chosen]
    forgotten = sum(forget_in_store(name, told) for name in names) if forget_in_store else 0
    if not found and not forgotten:
        raise WorkspaceError(say("workspace.nobody_to_remove"))
    deleted = list(chain.from_iterable(_delete_made(item) for item in found))
    rewritten = list(chain.from_iterable(_rewrite(item, names, mention) for item in found))
    if key:
        marks = [removal_mark(name, key=key) for name in names]
        rewritten += [item.settings_file for item in found or chosen if _bar(item, marks, on)]
    _record(workspace, on, found, (len(deleted), forgotten))
    return Removal(
        rounds=tuple(item.name for item in found),
        deleted=_named(workspace, [path for path in deleted if not path.exists()]),
        rewritten=_named(workspace, list(dict.fromkeys(rewritten))),
        to_delete_from=_named(workspace, _left(workspace, found, mention, rounds, deleted)),
        rows_forgotten=forgotten,
        is_barred=bool(key),
    )


def _whom(text: str, key: bytes) -> tuple[tuple[str, ...], re.Pattern[bytes]]:
    """Return what a person is called, and what finds it; a word that names nobody by its form is refused."""
    code = person_code(text)
    if not code and not read_person_number(text) and not is_pseudonym(text):
        raise WorkspaceError(say("workspace.not_a_person"))
    names = person_names(code or text.strip(), key=key)
    return names, mention_of(code or text.strip(), *names)


def _chosen(workspace: Workspace, rounds: Sequence[str] | None) -> list[RoundFolder]:
    return [find_round(name, workspace=workspace) for name in rounds or list_rounds(workspace)]


def _standing_in(chosen: Sequence[RoundFolder], mention: re.Pattern[bytes]) -> list[RoundFolder]:
    return [item for item in chosen if any(files_with(item.folder, mention, or_unsearched=False))]


def free_code(workspace: Workspace, code: str, *, rounds: Sequence[str] | None = None) -> tuple[str, ...]:
    """Let a code that was taken out be given to a new person; return the rounds where it was barred.

    Only where it stands in no file of the round any more, so that nothing of the one who was taken out can
    come back under it.

    Raises
    ------
    WorkspaceError
        The code is barred in none of the rounds, still stands in a file, or there is no key.
    """
    key = read_key(workspace.settings.key, workspace=workspace.folder)
    names = person_names(person_code(code) or code, key=key)
    marks = {removal_mark(name, key=key) for name in names}
    chosen = [find_round(name, workspace=workspace) for name in rounds or list_rounds(workspace)]
    barred = [item for item in chosen if marks & {one.mark for one in item.settings.removed}]
    if not barred:
        raise WorkspaceError(say("workspace.code_not_removed"))
    mention = mention_of(code, *names)
    left = [
        path
        for item in barred
        for path in files_with(item.folder, mention, or_unsearched=False)
        if not path.is_relative_to(item.out)  # what mapping made holds nobody who was taken out
    ]
    if left:
        raise WorkspaceError(say("workspace.code_still_there", files=", ".join(_named(workspace, left))))
    for item, mark in product(barred, sorted(marks)):
        text = item.settings_file.read_text(encoding="utf-8-sig")
        _write(item.settings_file, without_removed(text, mark))
    return tuple(item.name for item in barred)


def _key_of(workspace: Workspace) -> bytes:
    """Return the key, or nothing where it cannot be read: a person is taken out all the same."""
    try:
        return read_key(workspace.settings.key, workspace=workspace.folder)
    except WorkspaceError:
        return b""


def _bar(item: RoundFolder, marks: Sequence[str], on: date) -> bool:
    known = {one.mark for one in item.settings.removed}
    for mark in dict.fromkeys(marks):
        if mark not in known:
            text = item.settings_file.read_text(encoding="utf-8-sig")
            _write(item.settings_file, with_removed(text, RemovedSetting(mark=mark, on=on)))
    return True


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _delete_made(item: RoundFolder) -> list[Path]:
    """Delete all that mapping wrote, which can be made again; return the files it tried to delete."""
    folders = _made_folders(item)
    paths = list(chain.from_iterable(files_of(folder) for folder in folders))
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    item.out.mkdir(exist_ok=True)
    return paths


def _made_folders(item: RoundFolder) -> list[Path]:
    folders = [item.out, *sorted(item.folder.rglob(".ipynb_checkpoints"))]
    return [folder for folder in folders if folder.is_dir()]


def _rewrite(item: RoundFolder, names: Sequence[str], mention: re.Pattern[bytes]) -> list[Path]:
    paths = [path for path in sorted(item.folder.rglob("*.ipynb")) if _empty_notebook(path)]
    if mention.search(item.settings_file.read_bytes()):
        _write(item.settings_file, round_text(_without(item.settings, names, mention)))
        paths.append(item.settings_file)
    return paths


def _without(settings: RoundSettings, names: Sequence[str], mention: re.Pattern[bytes]) -> RoundSettings:
    def speaks(text: str) -> bool:
        return mention.search(text.encode()) is not None

    gone = {name.casefold() for name in names}
    bases = [_basis_without(item, gone) for item in settings.basis]
    inputs = tuple(name for name in settings.inputs if not speaks(name))
    kept = {
        "title": mention.sub(b"-", settings.title.encode()).decode(),
        "inputs": inputs or RoundSettings.model_fields["inputs"].default,
        "basis": tuple(item for item in bases if item and not speaks(item.decided_by)),
        "accept": tuple(i for i in settings.accept if not speaks(f"{i.because} {i.file} {i.sheet}")),
    }
    return settings.model_copy(update=kept)


def _basis_without(item: BasisSetting, gone: set[str]) -> BasisSetting | None:
    patients = tuple(name for name in item.patients if (person_code(name) or name).casefold() not in gone)
    return item.model_copy(update={"patients": patients}) if patients else None


def _empty_notebook(path: Path) -> bool:
    """Take the outputs out of a notebook, since they show patients; return whether there were any."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = [cell for cell in notebook["cells"] if cell.get("outputs")]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
    for cell in cells:
        cell.update(outputs=[], execution_count=None)
    if cells:
        text = json.dumps(notebook, ensure_ascii=False, indent=1)
        path.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return bool(cells)


def _left(
    workspace: Workspace,
    found: Sequence[RoundFolder],
    mention: re.Pattern[bytes],
    rounds: Sequence[str] | None,
    deleted: Sequence[Path],
) -> list[Path]:
    """Return the files for the user: in the rounds chosen and beside the rounds, never in other rounds.

    The store is left out: it forgets by its own rows, and two letters stand in any large file by chance.
    """
    mentioned = set(files_with(workspace.folder, mention)) - {workspace.store}
    if rounds:
        inside = [item.folder for item in found]
        mentioned = {
            path
            for path in mentioned
            if not path.is_relative_to(workspace.rounds) or any(path.is_relative_to(f) for f in inside)
        }
    return sorted(mentioned | {path for path in deleted if path.exists()})


def _record(workspace: Workspace, on: date, found: Sequence[RoundFolder], counts: tuple[int, int]) -> None:
    path = workspace.folder / REMOVALS_FILE
    lines = [] if path.exists() else [say("workspace.removals_heading")]
    names = " ".join(item.name for item in found)
    lines.append(f"{on.isoformat()};{names};{counts[0]};{counts[1]}")
    with path.open("a", encoding="utf-8", newline="\n") as record:
        record.write("".join(f"{line}\n" for line in lines))


def _named(workspace: Workspace, paths: Sequence[Path]) -> tuple[str, ...]:
    root = workspace.folder.resolve()
    return tuple(path.resolve().relative_to(root).as_posix() for path in paths)
