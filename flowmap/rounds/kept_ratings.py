"""Ratings in the store: each a record of its own, added and never changed."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from flowmap.rounds.store import Store
from flowmap.tables import Ratings, shape_columns

_COLUMNS = tuple(column.name for column in Ratings.columns)
_SAID = ("value", "reason", "comment", "rating_basis", "points_back_to")


def keep_ratings(
    store: Store,
    ratings: Ratings,
    *,
    round_id: str,
    patients: Mapping[int, str],
    taken_in_at: datetime,
    file_hashes: Iterable[str] = (),
) -> int:
    """Add ratings to the store in one transaction and return how many were new.

    A record that says what its rater's last record of the event already says is not added again, so the
    same file taken in twice, or by two programs at once, doubles nothing. ``patients`` gives whose way an
    event belongs to, by event id: what ``remove_patient`` goes by.

    Raises
    ------
    StoreError
        The store cannot be written; then nothing is kept.
    """
    with store.writing() as tx:
        last = _last_records(read_ratings_of(store, round_id=round_id).frame)
        new = []
        for record in _records(ratings.frame):
            if last.get(_stream(record)) != _said(record):
                last[_stream(record)] = _said(record)
                new.append(record)
        row = (round_id, taken_in_at.isoformat(), json.dumps(sorted(file_hashes)), len(new))
        owners = _owners(store, round_id) | {event: name for event, name in patients.items() if name}
        number = tx.execute(
            "INSERT INTO imports (round_id, taken_in_at, file_hashes_json, records) VALUES (?, ?, ?, ?)", row
        ).lastrowid
        tx.executemany(
            f"INSERT INTO ratings (import_id, round_id, patient, {', '.join(_COLUMNS)})"  # noqa: S608
            f" VALUES (?, ?, ?{', ?' * len(_COLUMNS)})",
            [(number, round_id, owners.get(r["event_id"], ""), *r.values()) for r in new],
        )
    return len(new)


def read_ratings_of(store: Store, *, round_id: str, at: datetime | None = None) -> Ratings:
    """Return every rating record of a round, the oldest first; those taken in by ``at`` where it is given.

    One row is one rating as it was given; ``value.latest_ratings`` gives what stands.
    """
    rows = store.rows(
        f"SELECT {', '.join(_COLUMNS)} FROM ratings"  # noqa: S608
        " WHERE round_id = ? AND rated_at <= coalesce(?, rated_at) ORDER BY rating_id",
        (round_id, at.isoformat() if at else None),
    )
    frame = pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object)
    frame["event_id"] = frame["event_id"].astype("int64")
    frame["rated_at"] = pd.to_datetime(frame["rated_at"], format="ISO8601").astype("datetime64[us]")
    return Ratings(shape_columns(frame, Ratings.columns))


def _owners(store: Store, round_id: str) -> dict[int, str]:
    """Return whose way each event belongs to that was rated before: its contact may have gone since."""
    rows = store.rows(
        "SELECT event_id, patient FROM ratings WHERE round_id = ? AND patient <> ''", (round_id,)
    )
    return dict(rows)


def list_taken_in(store: Store, *, round_id: str) -> frozenset[str]:
    """Return the hashes of the files that ratings of the round have been taken from."""
    rows = store.rows("SELECT file_hashes_json FROM imports WHERE round_id = ?", (round_id,))
    return frozenset(name for (text,) in rows for name in json.loads(text))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object).where(frame.notna(), None)
    for column in Ratings.columns:
        if column.holds == "text":
            plain[column.name] = [text or "" for text in plain[column.name]]
    plain["rated_at"] = [time.isoformat() for time in frame["rated_at"]]
    plain["event_id"] = [int(number) for number in frame["event_id"]]
    records: list[dict[str, Any]] = plain.to_dict("records")
    return records


def _last_records(frame: pd.DataFrame) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    return {_stream(record): _said(record) for record in _records(frame)}


def _stream(record: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what a later record replaces: the same rater's rating of the event, or the team's together."""
    is_together = record["rating_basis"] == "consensus"
    return record["event_id"], "" if is_together else record["rater"], record["role"], is_together


def _said(record: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(record[name] for name in _SAID)
