"""Where a person's code still stands: every file of a workspace searched, what is zipped unzipped."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from flowmap.identity import code_spellings

_LARGEST_PART_BYTES = 200_000_000
_PASSED_OVER = {".git"}


def mention_of(code: str) -> re.Pattern[bytes]:
    """Return what finds ``code`` as a word of its own, in UTF-8 and in both forms of UTF-16.

    A code P01–P99 is found however it is written, as reading the journal takes it.
    """
    return re.compile(b"|".join(part for s in code_spellings(code) for part in _encoded(s)), re.IGNORECASE)


def _encoded(code: str) -> tuple[bytes, bytes, bytes]:
    utf8 = rb"(?<![0-9A-Za-z])" + re.escape(code.encode()) + rb"(?![0-9A-Za-z])"
    little = re.escape(code.encode("utf-16-le")) + rb"(?![0-9A-Za-z]\0)"
    big = re.escape(code.encode("utf-16-be")) + rb"(?!\0[0-9A-Za-z])"
    return utf8, little, big


def files_with(folder: Path, mention: re.Pattern[bytes]) -> Iterator[Path]:
    """Yield each file whose name or content mentions the code, or that could not be searched."""
    for path in files_of(folder):
        if mention.search(path.name.encode()) or _holds(path, mention):
            yield path


def files_of(folder: Path) -> Iterator[Path]:
    """Yield every file in a folder and below, sorted; links are not followed."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not _PASSED_OVER & set(path.parts):
            yield path


def _holds(path: Path, mention: re.Pattern[bytes]) -> bool:
    try:
        if zipfile.is_zipfile(path):
            return _zip_holds(path, mention)
        return mention.search(path.read_bytes()) is not None
    except (OSError, MemoryError):
        return True  # what cannot be searched is named, so that the user looks


def _zip_holds(path: Path, mention: re.Pattern[bytes]) -> bool:
    try:
        with zipfile.ZipFile(path) as parts:
            for part in parts.infolist():
                if part.file_size > _LARGEST_PART_BYTES or mention.search(parts.read(part)):
                    return True
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError):
        return True
    return False
