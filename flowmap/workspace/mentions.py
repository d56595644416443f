"""Where a person's code still stands: every file of a workspace searched, what is zipped unzipped."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from flowmap.identity import code_spellings

_LARGEST_PART_BYTES = 200_000_000
_PASSED_OVER = {".git"}
_PACKED = {".pdf", ".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".webp"}
_CELL_NAMES = re.compile(rb'\s(?:r|ref|sqref|topLeftCell|activeCell)="[^"]*"')


def mention_of(*codes: str) -> re.Pattern[bytes]:
    """Return what finds any of ``codes`` as a word of its own, in UTF-8 and in both forms of UTF-16.

    A code P01–P99 is found however it is written, as reading the journal takes it; so is a person number.
    """
    spelled = dict.fromkeys(spelling for code in codes for spelling in code_spellings(code))
    return re.compile(b"|".join(part for s in spelled for part in _encoded(s)), re.IGNORECASE)


def _encoded(code: str) -> tuple[bytes, bytes, bytes]:
    utf8 = rb"(?<![0-9A-Za-z])" + re.escape(code.encode()) + rb"(?![0-9A-Za-z])"
    little = re.escape(code.encode("utf-16-le")) + rb"(?![0-9A-Za-z]\0)"
    big = re.escape(code.encode("utf-16-be")) + rb"(?!\0[0-9A-Za-z])"
    return utf8, little, big


def files_with(folder: Path, mention: re.Pattern[bytes], *, or_unsearched: bool = True) -> Iterator[Path]:
    """Yield each file whose name or content mentions the code, and those that cannot be searched.

    Pictures and PDF files are packed so that a code in them is not seen, and two letters stand by chance.
    """
    for path in files_of(folder):
        found = True if mention.search(path.name.encode()) else _holds(path, mention)
        if found or (found is None and or_unsearched):
            yield path


def files_of(folder: Path) -> Iterator[Path]:
    """Yield every file in a folder and below, sorted; links are not followed."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not _PASSED_OVER & set(path.parts):
            yield path


def _holds(path: Path, mention: re.Pattern[bytes]) -> bool | None:
    """Return whether a file mentions the code; ``None`` where that cannot be seen."""
    if path.suffix.lower() in _PACKED:
        return None
    try:
        if zipfile.is_zipfile(path):
            return _zip_holds(path, mention)
        return mention.search(path.read_bytes()) is not None
    except (OSError, MemoryError):
        return None


def _zip_holds(path: Path, mention: re.Pattern[bytes]) -> bool | None:
    try:
        with zipfile.ZipFile(path) as parts:
            return any(
                part.file_size > _LARGEST_PART_BYTES or mention.search(_texts_of(parts.read(part)))
                for part in parts.infolist()
            )
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError):
        return None


def _texts_of(part: bytes) -> bytes:
    """Return a zipped part without the names of a sheet's cells: P3 is a cell in every wide sheet."""
    return _CELL_NAMES.sub(b"", part)
