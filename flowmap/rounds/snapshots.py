"""Rounds frozen as they were mapped: the log and what rides beside it, the group, settings, input hashes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

import pandas as pd
from pydantic import ValidationError

from flowmap.errors import StoreError
from flowmap.group import Group
from flowmap.records import Stamp
from flowmap.rounds.frozen import digest, freeze_frame, thaw_frame
from flowmap.rounds.store import Store
from flowmap.tables import Entries, EventLog, Journal, RoundFacts, Table, shape_columns
from flowmap.words import say

_JOURNAL_PARTS = ("entries", "bands", "patients", "coverage", "basis", "places", "population")


@dataclass(frozen=True)
class Snapshot:
    """A round as it was mapped. ``journal`` is what comparing needs to code a round anew."""

    log: EventLog
    group: Group
    kept_at: datetime
    settings: Mapping[str, Any] = field(default_factory=dict)
    input_hashes: Mapping[str, str] = field(default_factory=dict)
    journal: Journal | None = None

    @property
    def round_id(self) -> str:
        """The round that the log belongs to."""
        return self.log.stamp.round_id


def keep_round(store: Store, snapshot: Snapshot) -> int:
    """Freeze a round in the store and return the snapshot's number.

    A round kept before with the same content keeps the number it has: nothing is doubled.

    Raises
    ------
    StoreError
        The store cannot be written.
    """
    parts = {name: freeze_frame(frame) for name, frame in _frames(snapshot)}
    texts = _texts(snapshot)
    digests = {name: digest(content) for name, content in parts.items()}
    with store.writing() as tx:
        same = _same_snapshot(store, snapshot.round_id, texts, digests)
        if same:
            return same
        at = snapshot.kept_at.isoformat()
        tx.execute(
            "INSERT OR IGNORE INTO rounds VALUES (?, ?, ?)", (snapshot.round_id, snapshot.group.id, at)
        )
        stamp = snapshot.log.stamp
        number = tx.execute(
            "INSERT INTO snapshots (round_id, kept_at, vocabulary_id, coding_id, group_json, settings_json,"
            " input_hashes_json) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (snapshot.round_id, at, stamp.vocabulary_id, stamp.coding_id, *texts),
        ).lastrowid
        rows = [(number, name, content, digests[name]) for name, content in parts.items()]
        tx.executemany("INSERT INTO snapshot_parts VALUES (?, ?, ?, ?)", rows)
    return int(number or 0)


def read_round(store: Store, *, round_id: str, snapshot_id: int | None = None) -> Snapshot:
    """Return a round as it was kept: its last snapshot, or the one asked for.

    Raises
    ------
    StoreError
        No such round, a damaged part, or one kept by a version whose tables or group file were others.
    """
    query = (
        "SELECT snapshot_id, kept_at, vocabulary_id, coding_id, group_json, settings_json, input_hashes_json"
        " FROM snapshots WHERE round_id = ? AND snapshot_id = coalesce(?, snapshot_id)"
        " ORDER BY snapshot_id DESC LIMIT 1"
    )
    found = store.rows(query, (round_id, snapshot_id))
    if not found:
        raise StoreError(say("store.no_round", file=store.path.name))
    number, kept_at, vocabulary_id, coding_id, group, settings, hashes = found[0]
    frames = read_parts(store, number)
    stamp = Stamp(round_id, vocabulary_id, coding_id)
    try:
        log, journal = _log(frames, stamp), _journal(frames, stamp)
    except KeyError:  # a table or column that the version which kept the round did not have
        raise StoreError(say("store.other_version", file=store.path.name)) from None
    return Snapshot(
        log=log,
        group=_group(store, group),
        kept_at=datetime.fromisoformat(kept_at),
        settings=json.loads(settings),
        input_hashes=json.loads(hashes),
        journal=journal,
    )


def list_rounds(store: Store) -> pd.DataFrame:
    """Return what the store keeps.

    One row is one snapshot of a round: ``round_id``, ``group_id``, ``snapshot_id``, ``kept_at``,
    ``vocabulary_id``, ``coding_id``, the oldest first.
    """
    columns = ["round_id", "group_id", "snapshot_id", "kept_at", "vocabulary_id", "coding_id"]
    rows = store.rows(
        "SELECT round_id, group_id, snapshot_id, snapshots.kept_at, vocabulary_id, coding_id"
        " FROM snapshots JOIN rounds USING (round_id) ORDER BY snapshot_id"
    )
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(kept_at=pd.to_datetime(frame["kept_at"], format="ISO8601").astype("datetime64[us]"))


def read_parts(store: Store, snapshot_id: int) -> dict[str, pd.DataFrame]:
    """Return the frames of a snapshot by name; each is checked against the digest it was kept with."""
    rows = store.rows(
        "SELECT part, content, digest FROM snapshot_parts WHERE snapshot_id = ? ORDER BY part", (snapshot_id,)
    )
    if any(digest(content) != kept for _, content, kept in rows):
        raise StoreError(say("store.part_damaged", file=store.path.name))
    return {part: thaw_frame(content) for part, content, _ in rows}


def _frames(snapshot: Snapshot) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "log", snapshot.log.frame
    for part in fields(RoundFacts):
        yield f"facts.{part.name}", getattr(snapshot.log.facts, part.name).frame
    if snapshot.journal is not None:
        for name in _JOURNAL_PARTS:
            yield f"journal.{name}", getattr(snapshot.journal, name).frame


def _texts(snapshot: Snapshot) -> tuple[str, str, str]:
    def text(value: Mapping[str, Any]) -> str:
        return json.dumps(dict(value), sort_keys=True, ensure_ascii=False, default=str)

    return snapshot.group.model_dump_json(), text(snapshot.settings), text(snapshot.input_hashes)


def _same_snapshot(
    store: Store, round_id: str, texts: tuple[str, str, str], digests: Mapping[str, str]
) -> int | None:
    query = (
        "SELECT snapshot_id, group_json, settings_json, input_hashes_json FROM snapshots"
        " WHERE round_id = ? ORDER BY snapshot_id DESC LIMIT 1"
    )
    for number, *kept_texts in store.rows(query, (round_id,)):
        kept = dict(store.rows("SELECT part, digest FROM snapshot_parts WHERE snapshot_id = ?", (number,)))
        if tuple(kept_texts) == texts and kept == digests:
            return int(number)
    return None


def _table(frame: pd.DataFrame, kind: type[Table], stamp: Stamp) -> Any:
    """Return the table, with the dtypes that its class asks for where Arrow gave others."""
    extra = [name for name in frame.columns if name not in {column.name for column in kind.columns}]
    shaped = shape_columns(frame, kind.columns)
    return kind(shaped.assign(**{name: frame[name] for name in extra}), stamp)


def _log(frames: Mapping[str, pd.DataFrame], stamp: Stamp) -> EventLog:
    empty = RoundFacts()
    parts = {
        part.name: _table(frames[f"facts.{part.name}"], type(getattr(empty, part.name)), stamp)
        for part in fields(RoundFacts)
    }
    log: EventLog = _table(frames["log"], EventLog, stamp)
    return EventLog(log.frame, stamp, facts=RoundFacts(**parts))


def _journal(frames: Mapping[str, pd.DataFrame], stamp: Stamp) -> Journal | None:
    if "journal.entries" not in frames:
        return None
    empty = Journal(Entries.empty())
    parts = {
        name: _table(frames[f"journal.{name}"], type(getattr(empty, name)), stamp) for name in _JOURNAL_PARTS
    }
    return Journal(**parts)


def _group(store: Store, text: str) -> Group:
    try:
        return Group.model_validate_json(text)
    except ValidationError:
        raise StoreError(say("store.other_group_version", file=store.path.name)) from None
