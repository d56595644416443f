"""Open a round: from where its files lie to everything that mapping it needs to know."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flowmap.errors import WorkspaceError
from flowmap.group import Group, read_group
from flowmap.identity import NOBODY_REMOVED, RemovedPersons, read_key
from flowmap.rounds import open_store, read_needs, read_ratings_of
from flowmap.route.mapping import RoundOptions
from flowmap.tables import Needs, Ratings
from flowmap.words import say
from flowmap.workspace import RoundFolder, Workspace, find_round, find_workspace, list_rounds

RATINGS_BESIDE = ".bedomningar.csv"  # a sample's ratings lie beside its workbook, under this ending

PLACEMENT = ".flode.json"  # where the boxes of a group's flow stand, beside the team's own groups


@dataclass(frozen=True)
class OpenRound:
    """A round that is ready to be mapped."""

    workspace: Workspace
    folder: RoundFolder
    group: Group
    options: RoundOptions


def open_folder(start: str | Path = ".") -> OpenRound:
    """Open the round that ``start`` is, lies in, or names in the workspace that the current folder lies in.

    Raises
    ------
    WorkspaceError
        No workspace, no such round, or no key.
    SettingsError
        Settings or group file do not hold what they must.
    StoreError
        The store of rounds cannot be read.
    """
    place = Path(start)
    workspace = find_workspace(place if place.exists() else Path.cwd())
    folder = _only_round(place, workspace) or find_round(place, workspace=workspace)
    group = _with_own_words(read_group(folder.settings.group, folder=workspace.groups), folder)
    ratings, needs = _kept(workspace, folder.name)
    key = read_key(workspace.settings.key, workspace=workspace.folder)
    options = RoundOptions(
        round_id=folder.name,
        columns=_columns(folder),
        settings=folder.settings,
        key=key,
        ratings=ratings,
        needs=needs,
        placement=workspace.groups / f"{group.id}{PLACEMENT}",
        removed=_removed(folder, key),
    )
    return OpenRound(workspace, folder, group, options)


def _with_own_words(group: Group, folder: RoundFolder) -> Group:
    """Return the group with the words that the round says are no names; what it codes is the same."""
    words = (*group.allowed_words, *folder.settings.allowed_words)
    return group.model_copy(update={"allowed_words": words})


def _removed(folder: RoundFolder, key: bytes) -> RemovedPersons:
    return RemovedPersons(frozenset(item.mark for item in folder.settings.removed), key)


def removed_of(files: Iterable[Path]) -> RemovedPersons:
    """Return who was taken out of the rounds that files lie in, for files that are read on their own."""
    found = NOBODY_REMOVED
    for place in dict.fromkeys(path.resolve().parent for path in files):
        try:
            workspace, folder = find_workspace(place), find_round(place)
        except WorkspaceError:
            continue
        if folder.settings.removed:
            key = read_key(workspace.settings.key, workspace=workspace.folder)
            found = RemovedPersons(found.marks | _removed(folder, key).marks, key)
    return found


def _only_round(place: Path, workspace: Workspace) -> RoundFolder | None:
    """Return the workspace's only round where none is named; with several, ask which."""
    rounds = list_rounds(workspace)
    if place.resolve() not in {workspace.folder.resolve(), workspace.rounds.resolve()}:
        return None
    if len(rounds) != 1:
        raise WorkspaceError(say("cli.which_round", rounds=", ".join(rounds) or "–"))
    return find_round(rounds[0], workspace=workspace)


def _columns(folder: RoundFolder) -> str | Path | None:
    """Return the round's column file: one that lies in the round, else a ready one by its name."""
    named = folder.settings.columns
    beside = folder.folder / named
    return (beside if beside.is_file() else named) if named else None


def _kept(workspace: Workspace, round_id: str) -> tuple[Ratings | None, Needs]:
    if not workspace.store.exists():
        return None, Needs.empty()
    with open_store(workspace.store) as store:
        ratings = read_ratings_of(store, round_id=round_id)
        return (ratings if len(ratings) else None), read_needs(store, round_id=round_id)


def open_round(file: str | Path) -> RoundOptions:
    """Return what belongs to a file of journals: its round's settings, key, ratings and needs.

    A file outside a workspace has none of these but the ratings that lie beside it (a sample's have the
    ending ``.bedomningar.csv``). Meant for notebooks: ``map_round(FIL, group=GRUPP,
    options=open_round(FIL))``. Errors of a file in a round are those of ``open_folder``.
    """
    place = Path(file)
    try:
        find_workspace(place.parent)
        find_round(place.parent)
    except WorkspaceError:
        beside = place.with_name(place.stem + RATINGS_BESIDE)
        return RoundOptions(rating_files=(beside,) if beside.is_file() else ())
    return open_folder(place.parent).options
