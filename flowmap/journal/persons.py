"""Who is who without saying it: codes, pseudonyms, or P01, P02 … by first contact; staff as pseudonyms."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.identity import pseudonym
from flowmap.journal.entry_cells import person_code
from flowmap.journal.headings import plain
from flowmap.journal.moments import NOT_A_TIME
from flowmap.journal.professions import written_professions
from flowmap.journal.raw_sheet import RawColumn

_STAFF_CODE = re.compile(r"([^\W\d_]{1,12})\.?[ \-]?([A-ZÅÄÖ]|\d{1,3})")


def name_patients(
    labels: Sequence[str], first: NDArray[np.int64], *, key: bytes, latest_year: int
) -> list[str]:
    """Return what each distinct label of a patient column is called from here on.

    Codes P01–P99 stay. With a key, everything else becomes a keyed pseudonym, the same for a person number
    in any form. Without a key labels become P01, P02 … by first contact (``first``), then by label.
    """
    codes = [person_code(text) for text in labels]
    if all(codes):
        return [code or "" for code in codes]
    if key:
        return [pseudonym(text, key=key, latest_year=latest_year) for text in labels]
    order = sorted(range(len(labels)), key=lambda place: (_last_if_never(int(first[place])), labels[place]))
    width = max(2, len(str(len(labels))))
    names = [""] * len(labels)
    for number, place in enumerate(order, start=1):
        names[place] = f"P{number:0{width}d}"
    return names


def _last_if_never(at: int) -> int:
    return at if at != NOT_A_TIME else int(np.iinfo(np.int64).max)


def first_times(codes: NDArray[np.int32], starts: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return the first start of each of ``n`` labels; not a time where a label has none."""
    first = np.full(n, np.iinfo(np.int64).max)
    np.minimum.at(first, codes, starts)
    return np.where(first == np.iinfo(np.int64).max, NOT_A_TIME, first)


def gathered_texts(columns: Sequence[RawColumn]) -> tuple[list[str], list[NDArray[np.int32]]]:
    """Return the distinct texts of several columns together, in order, and each column's codes into them."""
    known = sorted({text for column in columns for text in column.texts})
    places = pd.Index(known, dtype=object)
    moved = []
    for column in columns:
        looked_up = np.append(places.get_indexer(pd.Index(list(column.texts), dtype=object)), -1)
        moved.append(looked_up.astype(np.int32)[column.codes])
    return known, moved


def name_staff(texts: Sequence[str], *, key: bytes) -> list[str]:
    """Return what each distinct staff cell is called: a code such as ssk A stays, all else is a pseudonym.

    Without a key they are numbered in the order of their texts' hashes, so that no alphabet shows through.
    """
    codes = [_is_staff_code(text) for text in texts]
    if key:
        named = [pseudonym(text, key=key, kind="staff") for text in texts]
    else:
        order = sorted(range(len(texts)), key=lambda place: pseudonym(texts[place], key=b"", kind="staff"))
        width = max(2, len(str(len(texts))))
        ranks = {place: rank for rank, place in enumerate(order, start=1)}
        named = [f"s{ranks[place]:0{width}d}" for place in range(len(texts))]
    return [text if is_code else name for text, is_code, name in zip(texts, codes, named, strict=True)]


def _is_staff_code(text: str) -> bool:
    match = _STAFF_CODE.fullmatch(text)
    return match is not None and (len(match[1]) == 1 or plain(match[1]) in written_professions())
