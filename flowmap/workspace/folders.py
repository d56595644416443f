"""Where things lie: the workspace folder, its rounds, and making and finding both."""

import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from flowmap.errors import WorkspaceError
from flowmap.identity import has_identifier, key_path, make_key
from flowmap.records import Language
from flowmap.words import say
from flowmap.workspace import settings_text
from flowmap.workspace.settings import (
    RoundSettings,
    WorkspaceSettings,
    read_round_settings,
    read_workspace_settings,
)
from flowmap.workspace.shared_folders import shared_folder_warning

WORKSPACE_FILE = "flowmap.toml"
ROUND_FILE = "round.toml"


@dataclass(frozen=True)
class Workspace:
    """A municipality's folder: settings, own groups, rounds, and the store of imported rounds.

    ``warnings`` are sentences worth showing, such as that the folder is copied to a server elsewhere.
    """

    folder: Path
    settings: WorkspaceSettings
    warnings: tuple[str, ...] = ()

    @property
    def settings_file(self) -> Path:
        """``flowmap.toml``."""
        return self.folder / WORKSPACE_FILE

    @property
    def groups(self) -> Path:
        """The folder of the team's own patient groups."""
        return self.folder / "groups"

    @property
    def rounds(self) -> Path:
        """The folder of the rounds."""
        return self.folder / "rounds"

    @property
    def store(self) -> Path:
        """The store of imported rounds, ratings, needs and actions."""
        return self.folder / "rounds.sqlite"


@dataclass(frozen=True)
class RoundFolder:
    """A round's folder: its settings, the sheets to fill in, notebooks and what mapping wrote."""

    folder: Path
    settings: RoundSettings

    @property
    def name(self) -> str:
        """The folder's name, such as ``2026-var-multisjuka``."""
        return self.folder.name

    @property
    def settings_file(self) -> Path:
        """``round.toml``."""
        return self.folder / ROUND_FILE

    @property
    def journal(self) -> Path:
        """The workbook to type in."""
        return self.folder / "journal.xlsx"

    @property
    def notebooks(self) -> Path:
        """The folder of the round's own notebooks."""
        return self.folder / "notebooks"

    @property
    def out(self) -> Path:
        """The folder that mapping writes into; all of it can be made again."""
        return self.folder / "out"

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files to read, as ``round.toml`` names them, beside it unless a whole path is given."""
        return tuple(self.folder / name for name in self.settings.inputs)


def make_workspace(
    folder: Path | str, *, municipality: str = "", language: Language | str = Language.SV
) -> Workspace:
    """Make a workspace: ``flowmap.toml``, ``groups``, ``rounds``, and its key outside it.

    Raises
    ------
    WorkspaceError
        The folder already is a workspace, is a file, or cannot be written to; a name points somebody out;
        the key would lie in the workspace or under version control. Nothing is left half-made.
    """
    place = Path(folder)
    _refuse_identifiers(place.name, municipality)
    if (place / WORKSPACE_FILE).exists():
        raise WorkspaceError(say("workspace.is_one_already", folder=place.name))
    key = f"{_plain(place.resolve().name)}-{secrets.token_hex(4)}"
    settings = WorkspaceSettings(municipality=municipality, language=Language(language), key=key)
    files = {WORKSPACE_FILE: settings_text.workspace_text(settings)}
    made = _make_folders(place, ("groups", "rounds"), files)
    try:
        make_key(key, workspace=place)
    except WorkspaceError:
        _unmake(made)
        raise
    return _with_warnings(place, settings)


def make_new_key(start: Path | str = ".") -> Path:
    """Make a new key for the workspace that ``start`` is or lies in, where its own is gone; return its place.

    Raises
    ------
    WorkspaceError
        No workspace, its key is there, or the place cannot be written.
    """
    workspace = find_workspace(start)
    if key_path(workspace.settings.key).exists():
        raise WorkspaceError(say("identity.key_is_there"))
    return make_key(workspace.settings.key, workspace=workspace.folder)


def find_workspace(start: Path | str = ".") -> Workspace:
    """Return the workspace that ``start`` is, or lies in.

    Raises
    ------
    WorkspaceError
        No ``flowmap.toml`` in the folder or above it.
    SettingsError
        ``flowmap.toml`` does not hold what it must.
    """
    place = _upwards(Path(start), WORKSPACE_FILE)
    if place is None:
        raise WorkspaceError(say("workspace.not_found", folder=Path(start).resolve().name))
    return _with_warnings(place, read_workspace_settings(place / WORKSPACE_FILE))


def make_round(workspace: Workspace, name: str, *, settings: RoundSettings) -> RoundFolder:
    """Make a round's folder with ``round.toml``, ``notebooks`` and ``out``; the sheets are written after.

    Raises
    ------
    WorkspaceError
        The name cannot be a folder's on every machine, is taken, or nothing can be written there.
    """
    _refuse_name(name)
    folder = workspace.rounds / name
    if folder.exists():
        raise WorkspaceError(say("workspace.round_is_there", name=name))
    _make_folders(folder, ("notebooks", "out"), {ROUND_FILE: settings_text.round_text(settings)})
    return RoundFolder(folder, settings)


def find_round(start: Path | str = ".", *, workspace: Workspace | None = None) -> RoundFolder:
    """Return the round that ``start`` is, lies in, or names within ``workspace``.

    Raises
    ------
    WorkspaceError
        There is no such round; the message lists those there are.
    SettingsError
        ``round.toml`` does not hold what it must.
    """
    named = workspace.rounds / str(start) if workspace else Path(start)
    place = named if (named / ROUND_FILE).is_file() else None
    if place is None and Path(start).exists():  # a misspelt name must not give the round one stands in
        place = _upwards(Path(start), ROUND_FILE)
    if place is None:
        known = ", ".join(list_rounds(workspace)) if workspace else ""
        raise WorkspaceError(say("workspace.no_round", name=Path(start).name, known=known or "–"))
    return RoundFolder(place, read_round_settings(place / ROUND_FILE))


def list_rounds(workspace: Workspace) -> list[str]:
    """Return the names of the workspace's rounds, sorted."""
    return sorted(path.parent.name for path in workspace.rounds.glob(f"*/{ROUND_FILE}"))


def _with_warnings(place: Path, settings: WorkspaceSettings) -> Workspace:
    warning = shared_folder_warning(place)
    return Workspace(place, settings, (warning,) if warning else ())


def _upwards(start: Path, file: str) -> Path | None:
    place = start.resolve()
    found = (folder for folder in (place, *place.parents) if (folder / file).is_file())
    return next(found, None)


def _make_folders(place: Path, inside: tuple[str, ...], texts: dict[str, str]) -> list[Path]:
    """Make a folder with what stands in it; on any failure take away what was made, and say so."""
    made: list[Path] = []
    try:
        for folder in (*reversed([p for p in place.parents if not p.exists()]), place):
            _make_folder(folder, made)
        for name in inside:
            _make_folder(place / name, made)
        for name, text in texts.items():
            made.append(place / name)
            (place / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError:
        _unmake(made)
        raise WorkspaceError(say("workspace.not_writable", folder=place.name)) from None
    return made


def _make_folder(folder: Path, made: list[Path]) -> None:
    if not folder.is_dir():
        folder.mkdir()
        made.append(folder)


def _unmake(made: list[Path]) -> None:
    for path in reversed(made):
        try:
            path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        except OSError:
            continue  # what cannot be taken away either is left; the sentence to come is about the folder


_PORTS = {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
_RESERVED = {"con", "prn", "aux", "nul"} | _PORTS


def _refuse_name(name: str) -> None:
    is_plain = re.fullmatch(r"[\w][\w .()-]{0,79}", name) and not name.endswith((".", " "))
    if not is_plain or name.casefold().split(".")[0] in _RESERVED:
        raise WorkspaceError(say("workspace.round_name"))
    _refuse_identifiers(name)


def _refuse_identifiers(*names: str) -> None:
    if any(has_identifier(name) for name in names):
        raise WorkspaceError(say("workspace.round_name_identifier"))


def _plain(name: str) -> str:
    """Return a folder's name as it may stand in a file's name anywhere."""
    letters = name.casefold().translate(str.maketrans("åäöéü", "aaoeu"))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:30] or "flowmap"
