"""Where rows come from: workbooks, text files, Parquet files and frames, each as raw sheets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from flowmap.errors import InputError
from flowmap.files import hash_file
from flowmap.identity import mask_identifiers
from flowmap.journal.delimited import read_delimited
from flowmap.journal.find_headings import HeadingRow
from flowmap.journal.frames import frame_hash, read_frame, read_parquet
from flowmap.journal.raw_sheet import RawSheet
from flowmap.journal.workbooks import read_workbook
from flowmap.words import say

Source: TypeAlias = str | Path | pd.DataFrame
_ENDINGS = (".xlsx", ".xlsm", ".csv", ".txt", ".tsv", ".parquet")
FRAME_NAME = "DataFrame"
FRAME_FILE = "flowmap_file"  # what a frame says in its attrs of the file that it was read from


@dataclass
class Sources:
    """Every sheet that was found, and the hash of each input by the name it is shown by."""

    sheets: list[RawSheet] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)


def read_sources(paths: Source | Sequence[Source], known: HeadingRow) -> Sources:
    """Return the sheets of one or several inputs.

    Raises
    ------
    InputError
        A file that is missing, is of a kind that is not read, or cannot be read.
    """
    found = Sources()
    items = [paths] if isinstance(paths, str | Path | pd.DataFrame) else paths
    for item in items:
        _add(found, item, known)
    return found


def _add(found: Sources, item: Source, known: HeadingRow) -> None:
    if isinstance(item, pd.DataFrame):
        told = str(item.attrs.get(FRAME_FILE, "")) or FRAME_NAME
        name = _free_name(mask_identifiers(told)[0], found.hashes)
        found.sheets.append(read_frame(item, name=name))
        found.hashes[name] = frame_hash(item)
        return
    path = Path(item)
    name = _free_name(mask_identifiers(path.name)[0], found.hashes)
    found.sheets += _read(path, name, known)
    found.hashes[name] = hash_file(path)


def _read(path: Path, name: str, known: HeadingRow) -> list[RawSheet]:
    ending = path.suffix.lower()
    if ending not in _ENDINGS:
        raise InputError(say("source.unknown_kind", file=name, allowed=", ".join(_ENDINGS)))
    try:
        if not path.is_file():
            raise InputError(say("source.missing", file=name))
        if ending in {".xlsx", ".xlsm"}:
            return read_workbook(path, name=name, known=known)
        if ending == ".parquet":
            return [read_parquet(path, name=name)]
        return read_delimited(path, name=name, known=known)
    except OSError:
        raise InputError(say("source.not_opened", file=name)) from None


def _free_name(name: str, taken: Mapping[str, object]) -> str:
    """Return a name that no earlier input has: files of two folders may be called the same."""
    number = 2
    free = name
    while free in taken:
        free = f"{name} ({number})"
        number += 1
    return free
