"""Who is who without saying it: codes, pseudonyms, or P01, P02 … by first contact; staff as pseudonyms."""

import re
from collections.abc import Mapping, Sequence
from itertools import count

import numpy as np
from numpy.typing import NDArray

from flowmap.group.professions import written_professions
from flowmap.identity import person_code, pseudonym
from flowmap.identity.headings import plain
from flowmap.journal.moments import NOT_A_TIME
from flowmap.journal.raw_sheet import RawColumn

_STAFF_CODE = re.compile(r"([^\W\d_]{1,12})\.?[ \-]?([A-ZÅÄÖ]|\d{1,3})")


def name_patients(
    labels: Sequence[str],
    first: NDArray[np.int64],
    *,
    typed: frozenset[str],
    key: bytes,
    latest_year: int,
) -> list[str]:
    """Return what each distinct label of the patient columns is called from here on.

    Codes ``typed`` in the template stay, and so do others where all are codes P01–P99. With a key, everything
    else becomes a keyed pseudonym, the same for a person number in any form. Without a key labels become
    P01, P02 … by first contact (``first``), then by label.
    """
    codes = {text: person_code(text) for text in labels}
    others = [text for text in labels if text not in typed]
    if all(codes[text] for text in others):
        return [codes[text] or text for text in labels]
    if key:
        named = {text: pseudonym(text, key=key, latest_year=latest_year) for text in others}
    else:
        named = _numbered(dict(zip(labels, first.tolist(), strict=True)), others, typed)
    return [named[text] if text in named else codes[text] or text for text in labels]


def _numbered(first: Mapping[str, int], others: Sequence[str], typed: frozenset[str]) -> dict[str, str]:
    order = sorted(others, key=lambda text: (_last_if_never(first[text]), text))
    width = max(2, len(str(len(others) + len(typed))))
    numbers = (f"P{number:0{width}d}" for number in count(1))
    free = (name for name in numbers if name not in typed)
    return dict(zip(order, free, strict=False))


def _last_if_never(at: int) -> int:
    return at if at != NOT_A_TIME else int(np.iinfo(np.int64).max)


def first_times(codes: NDArray[np.int32], starts: NDArray[np.int64], *, n: int) -> NDArray[np.int64]:
    """Return the first start of each of ``n`` labels; not a time where a label has none."""
    first = np.full(n, np.iinfo(np.int64).max)
    np.minimum.at(first, codes, starts)
    return np.where(first == np.iinfo(np.int64).max, NOT_A_TIME, first)


def gathered_texts(columns: Sequence[RawColumn]) -> tuple[list[str], list[NDArray[np.int32]]]:
    """Return the distinct texts that rows of several columns hold, sorted, and their codes into them."""
    used = [_used_texts(column) for column in columns]
    known = sorted({text for texts in used for text in texts.values()})
    places = {text: place for place, text in enumerate(known)}
    moved = []
    for column, texts in zip(columns, used, strict=True):
        looked_up = np.full(len(column.texts) + 1, -1, dtype=np.int32)
        looked_up[list(texts)] = [places[text] for text in texts.values()]
        moved.append(looked_up[column.codes])
    return known, moved


def _used_texts(column: RawColumn) -> dict[int, str]:
    counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.texts))
    return {int(place): column.texts[place] for place in np.flatnonzero(counts).tolist()}


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
