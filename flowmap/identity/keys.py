"""The workspace's key: made once, kept in the user's settings folder, never in the workspace itself."""

import os
import re
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

from flowmap.errors import WorkspaceError
from flowmap.words import say

_HEX = re.compile(r"[0-9a-f]{64}")


def key_path(key_id: str, *, environment: Mapping[str, str] | None = None) -> Path:
    """Return where the key called ``key_id`` lies: where ``FLOWMAP_KEY`` says, else the settings folder.

    ``FLOWMAP_KEY`` names a file, or a folder that holds a file for each workspace.
    """
    told = (os.environ if environment is None else environment).get("FLOWMAP_KEY", "").strip()
    name = f"{re.sub(r'[^a-z0-9_-]', '', key_id.lower()) or 'flowmap'}.key"
    if not told:
        from platformdirs import user_config_path

        return user_config_path("flowmap", appauthor=False) / "keys" / name
    place = Path(told).expanduser()
    return place / name if place.is_dir() else place


def make_key(key_id: str, *, workspace: Path, environment: Mapping[str, str] | None = None) -> Path:
    """Make the key of a workspace and return where it lies; one that is there already stays.

    Raises
    ------
    WorkspaceError
        The place is inside the workspace or a folder under version control, or cannot be written.
    """
    path = key_path(key_id, environment=environment)
    _refuse_inside(path, workspace)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        read_key(key_id, workspace=workspace, environment=environment)
        return path
    except OSError:
        raise WorkspaceError(say("identity.key_not_written", found=path.parent.name)) from None
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secrets.token_hex(32) + "\n")
    return path


def read_key(key_id: str, *, workspace: Path, environment: Mapping[str, str] | None = None) -> bytes:
    """Return the key of a workspace (32 bytes).

    Raises
    ------
    WorkspaceError
        There is none on this computer, it is no key, or it lies inside the workspace or a folder under
        version control.
    """
    path = key_path(key_id, environment=environment)
    _refuse_inside(path, workspace)
    try:
        text = path.read_text(encoding="ascii").strip().lower()
    except UnicodeDecodeError:
        text = ""
    except OSError:
        raise WorkspaceError(say("identity.key_lost", file=path.name, folder=path.parent)) from None
    if not _HEX.fullmatch(text):
        raise WorkspaceError(say("identity.key_short", found=path.name))
    return bytes.fromhex(text)


def is_key_private(path: Path) -> bool | None:
    """Return whether only its owner may read the key; ``None`` where permission bits mean nothing."""
    if os.name == "nt":
        return None
    return not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)


def _refuse_inside(path: Path, workspace: Path) -> None:
    place = path.expanduser().resolve()
    home = workspace.expanduser().resolve()
    is_tracked = any((folder / ".git").exists() for folder in place.parents)
    if place.is_relative_to(home) or is_tracked:
        raise WorkspaceError(say("identity.key_inside", found=place.parent.name))
