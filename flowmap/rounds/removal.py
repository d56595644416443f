"""A person out of the store for real: the only thing that ever changes or takes away a row."""

import json
import re
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from flowmap.identity import MASK, code_spellings
from flowmap.rounds.frozen import digest, freeze_frame
from flowmap.rounds.snapshots import read_parts
from flowmap.rounds.store import Store
from flowmap.words import say

_BY_PATIENT = ("ratings", "decisions", "needs", "actions")
_TEXTS = {
    "ratings": ("comment",),
    "decisions": ("choice", "because"),
    "needs": ("in_my_words", "shown_by", "action"),
    "actions": ("action", "what_it_gave"),
}


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken away: the number of rows of the person, over all snapshots and records."""

    file: str
    rows: int

    def sentence(self) -> str:
        """Return it in the screen language."""
        return say("store.removed", file=self.file, n=self.rows)


def count_patient(store: Store, *, patient: str, round_id: str) -> int:
    """Return how many rows of a round in the store are a person's, over all snapshots and records."""
    rows = 0
    for (number,) in store.rows("SELECT snapshot_id FROM snapshots WHERE round_id = ?", (round_id,)):
        frames = read_parts(store, number)
        entries, events = _ids_of(frames, patient)
        rows += sum(int(_rows_of(frame, patient, entries, events).sum()) for frame in frames.values())
    for table in _BY_PATIENT:
        query = f"SELECT COUNT(*) FROM {table} WHERE round_id = ? AND patient = ?"  # noqa: S608
        rows += sum(int(number) for (number,) in store.rows(query, (round_id, patient)))
    return rows


def remove_patient(store: Store, *, patient: str, round_id: str, removed_at: datetime) -> Removed:
    """Take a person out of a round in the store: every snapshot, rating, decision, need and action.

    What is left is a record without content: that somebody was removed, when, and how many rows. The
    pages of the file that held them are overwritten. Sheets and keys outside the store are not touched.

    Raises
    ------
    StoreError
        The store cannot be written; then nothing is removed.
    """
    with store.writing() as tx:
        tx.execute("INSERT INTO removing VALUES (1)")
        events: set[int] = set()
        rows = 0
        for (number,) in store.rows("SELECT snapshot_id FROM snapshots WHERE round_id = ?", (round_id,)):
            taken, ids = _out_of_snapshot(tx, store, number, patient)
            rows += taken
            events |= ids
        rows += _out_of_records(tx, round_id, patient, events)
        _mask_mentions(tx, round_id, patient)
        tx.execute(
            "INSERT INTO removals (round_id, removed_at, records) VALUES (?, ?, ?)",
            (round_id, removed_at.isoformat(), rows),
        )
        tx.execute("DELETE FROM removing")
    return Removed(store.path.name, rows)


def _out_of_snapshot(tx: sqlite3.Connection, store: Store, number: int, patient: str) -> tuple[int, set[int]]:
    frames = read_parts(store, number)
    entries, events = _ids_of(frames, patient)
    rows = 0
    code = _mention_of(patient)
    for part, frame in frames.items():
        gone = _rows_of(frame, patient, entries, events)
        kept, has_mentions = _masked(frame[~gone].reset_index(drop=True), code)
        if not gone.any() and not has_mentions:
            continue
        content = freeze_frame(kept)
        tx.execute(
            "UPDATE snapshot_parts SET content = ?, digest = ? WHERE snapshot_id = ? AND part = ?",
            (content, digest(content), number, part),
        )
        rows += int(gone.sum())
    _out_of_settings(tx, number, patient)
    return rows, events


def _mention_of(patient: str) -> re.Pattern[str]:
    spelled = "|".join(re.escape(spelling) for spelling in code_spellings(patient))
    return re.compile(rf"(?<![0-9A-Za-z])(?:{spelled})(?![0-9A-Za-z])", re.IGNORECASE)


def _masked(frame: pd.DataFrame, code: re.Pattern[str]) -> tuple[pd.DataFrame, bool]:
    """Return a frame with the code masked in what is written of others, and whether it stood anywhere."""
    found: dict[str, pd.Categorical] = {}
    for name, values in frame.items():
        if not isinstance(values.dtype, pd.CategoricalDtype) or name == "patient":
            continue
        labels = values.cat.remove_unused_categories()
        if any(code.search(str(label)) for label in labels.cat.categories):
            texts = [code.sub(MASK, str(label)) for label in labels.cat.categories]
            known = sorted(set(texts))
            places = np.array([*(known.index(text) for text in texts), -1], dtype=np.int32)
            found[str(name)] = pd.Categorical.from_codes(places[labels.cat.codes.to_numpy()], known)
    return frame.assign(**found), bool(found)


def _out_of_settings(tx: sqlite3.Connection, number: int, patient: str) -> None:
    found = tx.execute("SELECT settings_json FROM snapshots WHERE snapshot_id = ?", (number,))
    (settings,) = found.fetchone()
    without = json.dumps(_without(json.loads(settings), patient), sort_keys=True, ensure_ascii=False)
    if without != settings:
        tx.execute("UPDATE snapshots SET settings_json = ? WHERE snapshot_id = ?", (without, number))


def _ids_of(frames: dict[str, pd.DataFrame], patient: str) -> tuple[set[int], set[int]]:
    """Return the ids of the person's entries, and of the events and bands they became."""
    entries: set[int] = set()
    events: set[int] = set()
    for frame in frames.values():
        if "patient" not in frame:
            continue
        own = frame[frame["patient"] == patient]
        for column, ids in (("entry_id", entries), ("event_id", events), ("band_id", events)):
            if column in own:
                ids |= {int(number) for number in own[column]}
    return entries, events


def _rows_of(
    frame: pd.DataFrame, patient: str, entries: set[int], events: set[int]
) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    gone = np.zeros(len(frame), dtype=np.bool_)
    if "patient" in frame:
        return np.asarray(frame["patient"] == patient, dtype=np.bool_)
    if "entry_id" in frame:  # the ledger knows persons by their entries and events
        gone |= frame["entry_id"].isin(entries).to_numpy() | frame["event_id"].isin(events).to_numpy()
    return gone


def _out_of_records(tx: sqlite3.Connection, round_id: str, patient: str, events: set[int]) -> int:
    rows = 0
    for table in _BY_PATIENT:
        done = tx.execute(f"DELETE FROM {table} WHERE round_id = ? AND patient = ?", (round_id, patient))  # noqa: S608
        rows += done.rowcount
    for event in sorted(events):
        done = tx.execute("DELETE FROM ratings WHERE round_id = ? AND event_id = ?", (round_id, event))
        rows += done.rowcount
    return rows


def _mask_mentions(tx: sqlite3.Connection, round_id: str, patient: str) -> None:
    """Mask the person's code in what is written of others: a need of the group stays, without the code."""
    code = _mention_of(patient)
    for table, columns in _TEXTS.items():
        for column in columns:
            found = tx.execute(
                f"SELECT rowid, {column} FROM {table} WHERE round_id = ?",  # noqa: S608
                (round_id,),
            ).fetchall()
            masked = [(code.sub(MASK, text), row) for row, text in found if code.search(text)]
            tx.executemany(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", masked)  # noqa: S608


def _without(settings: Any, patient: str) -> Any:
    """Return settings without what they say of one person: keys of the code, and items that name it."""
    if isinstance(settings, dict):
        return {key: _without(value, patient) for key, value in settings.items() if key != patient}
    if isinstance(settings, list):
        return [_without(item, patient) for item in settings if not _names(item, patient)]
    return settings


def _names(item: Any, patient: str) -> bool:
    return item == patient or (isinstance(item, dict) and item.get("patient") == patient)
