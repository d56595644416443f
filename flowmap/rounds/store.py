"""The store of rounds: one SQLite file that is whole after every stop, and only ever added to.

It lies on file servers too, so it keeps SQLite's rollback journal and syncs in full; WAL does not work
there. One import is one transaction.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from flowmap.errors import StoreError
from flowmap.rounds.schema import APPLICATION_ID, SCHEMA_VERSION, schema_statements
from flowmap.words import say

_MAGIC = b"SQLite format 3\x00"
_WAIT_SECONDS = 5.0
_SETTINGS = (
    "journal_mode = DELETE",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",  # what remove takes away is overwritten in the file
    "recursive_triggers = ON",  # without it INSERT OR REPLACE would delete behind the triggers' back
)
_TROUBLES = {
    sqlite3.SQLITE_BUSY: "store.in_use",
    sqlite3.SQLITE_LOCKED: "store.in_use",
    sqlite3.SQLITE_READONLY: "store.read_only",
    sqlite3.SQLITE_CANTOPEN: "store.read_only",
    sqlite3.SQLITE_PERM: "store.read_only",
    sqlite3.SQLITE_AUTH: "store.read_only",
    sqlite3.SQLITE_CORRUPT: "store.damaged",
    sqlite3.SQLITE_NOTADB: "store.damaged",
    sqlite3.SQLITE_FULL: "store.no_space",
    sqlite3.SQLITE_IOERR: "store.no_space",
    sqlite3.SQLITE_CONSTRAINT_TRIGGER: "store.append_only",
}


class Store:
    """An open store. Reading is free; writing happens in one transaction, whole or not at all."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows that a query gives."""
        with _in_plain_words(self.path):
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Write in one transaction: what the block did is kept when it ends, and nothing where it raises.

        Raises
        ------
        StoreError
            Another program writes right now, the folder or file is read-only, the disk is full, or a
            record would be changed instead of added.
        """
        with _in_plain_words(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise


def open_store(path: str | Path, *, must_exist: bool = False) -> Store:
    """Open the store at ``path``, making it where there is none; its integrity is checked first.

    Raises
    ------
    StoreError
        Not a store, damaged, of a later version, in use, or nowhere to write; the file stays untouched.
    """
    place = Path(path)
    _check_file(place, must_exist=must_exist)
    with _in_plain_words(place):
        connection = sqlite3.connect(place, timeout=_WAIT_SECONDS, isolation_level=None)
        try:
            _check_version(connection, place)
            for setting in _SETTINGS:
                connection.execute(f"PRAGMA {setting}")
            _make_tables(connection)
        except BaseException:
            connection.close()
            raise
    return Store(place, connection)


def _check_file(place: Path, *, must_exist: bool) -> None:
    if not place.parent.is_dir():
        raise StoreError(say("store.no_folder", file=place.name))
    if not place.exists():
        if must_exist:
            raise StoreError(say("store.missing", file=place.name))
        return
    with _reading(place) as start:
        if start and start != _MAGIC:
            raise StoreError(say("store.damaged", file=place.name))


@contextmanager
def _reading(place: Path) -> Iterator[bytes]:
    try:
        with place.open("rb") as stream:
            start = stream.read(len(_MAGIC))
    except OSError:
        raise StoreError(say("store.unreadable", file=place.name)) from None
    yield start


def _check_version(connection: sqlite3.Connection, place: Path) -> None:
    if _pragma(connection, "integrity_check(1)") != "ok":
        raise StoreError(say("store.damaged", file=place.name))
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if not tables:
        return
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise StoreError(say("store.not_ours", file=place.name))
    if int(str(_pragma(connection, "user_version"))) > SCHEMA_VERSION:
        raise StoreError(say("store.newer", file=place.name))


def _make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty store; the second of two programs that start at once finds them made."""
    if _pragma(connection, "user_version") == SCHEMA_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _pragma(connection, "user_version") != SCHEMA_VERSION:
            for statement in schema_statements():
                connection.execute(statement)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


@contextmanager
def _in_plain_words(place: Path) -> Iterator[None]:
    """Turn what SQLite says into one sentence that tells the user what to do."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0)
        kind = _TROUBLES.get(code) or _TROUBLES.get(code & 0xFF, "store.failed")  # low byte: without detail
        raise StoreError(say(kind, file=place.name)) from None
