"""Files are written whole or not at all; one that is open in another program gets a neighbour instead."""

import contextlib
import hashlib
import os
import secrets
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from flowmap.errors import WorkspaceError
from flowmap.words import say

_EARLIEST = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the first time a zip can hold, so that the same content gives the same bytes
_NEIGHBOURS = 99


@dataclass(frozen=True, slots=True)
class Written:
    """Where a file was written; ``path`` differs from ``wanted`` where that one was open elsewhere."""

    wanted: Path
    path: Path

    @property
    def is_beside(self) -> bool:
        """Whether the file had to be written beside the wanted one."""
        return self.path != self.wanted

    def sentence(self) -> str:
        """Return what the user should know; empty where all went as wanted."""
        if not self.is_beside:
            return ""
        return say("files.written_beside", file=self.wanted.name, beside=self.path.name)


def write_whole(path: str | Path, content: bytes | str) -> Written:
    """Write ``content`` so that ``path`` holds all of it or stays as it was.

    A path that another program holds locked (Excel on Windows) keeps its old content, and the new stands
    beside it as ``name (2).ext``; the answer says where.

    Raises
    ------
    WorkspaceError
        Neither the file nor a neighbour could be written.
    """
    wanted = Path(path)
    data = content.encode("utf-8") if isinstance(content, str) else content
    draft = _draft(wanted, data)
    try:
        return Written(wanted, _put(draft, wanted))
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def write_with(path: str | Path, writer: Callable[[Path], object]) -> Written:
    """Let ``writer`` write a file of its own at a draft path, then put it in place as ``write_whole`` does.

    The draft has the wanted file's ending, for writers that look at it.
    """
    wanted = Path(path)
    draft = wanted.with_name(f".{secrets.token_hex(6)}.draft{wanted.suffix}")
    try:
        writer(draft)
        return Written(wanted, _put(draft, wanted))
    except OSError:
        raise WorkspaceError(say("files.not_written", file=wanted.name)) from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def zip_members(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip of ``members`` (name, content) whose bytes depend on nothing else."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in members:
            member = zipfile.ZipInfo(name, _EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            member.create_system = 0
            archive.writestr(member, content)
    return packed.getvalue()


def rezip(content: bytes) -> bytes:
    """Return a zip's members packed anew without the times and marks of the machine that packed them."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return zip_members((member.filename, archive.read(member)) for member in archive.infolist())


def hash_file(path: Path) -> str:
    """Return the hash of a file's bytes (BLAKE2b, 32 hexadecimal digits)."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _draft(wanted: Path, data: bytes) -> Path:
    draft = wanted.with_name(f".{secrets.token_hex(6)}.draft")
    try:
        with draft.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise WorkspaceError(say("files.not_written", file=wanted.name)) from None
    return draft


def _put(draft: Path, wanted: Path) -> Path:
    neighbours = (wanted.with_name(f"{wanted.stem} ({n}){wanted.suffix}") for n in range(2, _NEIGHBOURS))
    for place in (wanted, *neighbours):
        if place.is_dir() or (place != wanted and place.exists()):
            continue
        try:
            draft.replace(place)
        except PermissionError:
            continue
        except OSError:
            break
        return place
    raise WorkspaceError(say("files.not_written", file=wanted.name))
