"""A FlowSummary as bytes: internal, versioned and checksummed. The same summary gives the same bytes."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flowmap.errors import InputError
from flowmap.tables.flow_schema import LEVELS, SCHEMA, WAY_COUNTS
from flowmap.tables.tally import Grid, Tally, Ways
from flowmap.words import say

_MAGIC = b"flowmap-summary\n"
_CHECK = 32
VERSION = 3
State = tuple[dict[str, tuple[str, ...]], Grid, dict[str, Tally], Ways]


def pack_summary(state: State, stamp: tuple[str, ...]) -> bytes:
    """Return a summary as bytes: what it is, a checksum, a head, then the numbers."""
    labels, grains, tallies, ways = state
    ways = ways.in_order()
    head = {
        "version": VERSION,
        "stamp": list(stamp),
        "labels": {level: list(labels[level]) for level in LEVELS},
        "grains": len(grains),
        "rows": {name: len(tallies[name].keys) for name in SCHEMA},
        "ways": [len(ways.lengths), len(ways.codes)],
    }
    text = json.dumps(head, ensure_ascii=False, sort_keys=True).encode()
    numbers = b"".join(block.tobytes() for block in _blocks(grains, tallies, ways))
    body = len(text).to_bytes(8, "little") + text + numbers
    return _MAGIC + hashlib.blake2b(body, digest_size=_CHECK).digest() + body


def _blocks(grains: Grid, tallies: dict[str, Tally], ways: Ways) -> Iterator[NDArray[np.signedinteger]]:
    yield np.ascontiguousarray(grains, dtype="<i8")
    for name in SCHEMA:
        yield np.ascontiguousarray(tallies[name].keys, dtype="<i8")
        yield np.ascontiguousarray(tallies[name].counts, dtype="<i8")
    yield ways.lengths.astype("<i8")
    yield np.ascontiguousarray(ways.counts, dtype="<i8")
    yield ways.codes.astype("<i4")


def unpack_summary(written: bytes) -> tuple[State, tuple[str, ...]]:
    """Return what ``pack_summary`` wrote, and the stamp.

    Raises
    ------
    InputError
        Not a summary, damaged, or written by another version.
    """
    body = written[len(_MAGIC) + _CHECK :]
    check = written[len(_MAGIC) : len(_MAGIC) + _CHECK]
    if not written.startswith(_MAGIC) or hashlib.blake2b(body, digest_size=_CHECK).digest() != check:
        raise InputError(say("flow.damaged"))
    size = int.from_bytes(body[:8], "little")
    head = json.loads(body[8 : 8 + size])
    if head["version"] != VERSION:
        raise InputError(say("flow.other_version", found=head["version"], known=VERSION))
    return _read_numbers(head, body[8 + size :]), tuple(head["stamp"])


class _Reader:
    """Takes arrays off a block of bytes, one after the other."""

    def __init__(self, numbers: bytes) -> None:
        self.numbers, self.at = numbers, 0

    def take(self, shape: tuple[int, ...], kind: str = "<i8") -> NDArray[np.signedinteger]:
        count = int(np.prod(shape))
        found = np.frombuffer(self.numbers, dtype=kind, count=count, offset=self.at)
        self.at += found.nbytes
        return found.astype(kind.replace("<", "=")).reshape(shape)


def _read_numbers(head: dict[str, Any], numbers: bytes) -> State:
    reader = _Reader(numbers)
    grains = reader.take((head["grains"], len(LEVELS)))
    tallies: dict[str, Tally] = {}
    for name, (key, counted) in SCHEMA.items():
        rows = head["rows"][name]
        tallies[name] = Tally(reader.take((rows, len(key))), reader.take((rows, len(counted))))
    rows, codes = head["ways"]
    lengths, counts = reader.take((rows,)), reader.take((rows, len(WAY_COUNTS)))
    ways = Ways(reader.take((codes,), "<i4"), lengths, counts)
    labels = {level: tuple(head["labels"][level]) for level in LEVELS}
    return labels, grains, tallies, ways
