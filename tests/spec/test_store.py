"""The store of rounds is whole after every stop, is only added to, and says plainly what is wrong."""

import os
import random
import signal
import sqlite3
import sys
import time
from pathlib import Path

import pytest

from flowmap.errors import StoreError
from flowmap.rounds import open_store
from flowmap.rounds.schema import APPEND_ONLY

DECISION = "INSERT INTO decisions (round_id, patient, subject, choice, because, decided_by, decided_at)"
ROW = " VALUES ('r1', '', ?, 'yes', '', 'MAS', '2026-05-01')"


def write_import(store, number, rows=3):
    with store.writing() as tx:
        for _ in range(rows):
            tx.execute(DECISION + ROW, (f"import {number}",))


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "rounds.sqlite"


def test_a_new_store_keeps_a_rollback_journal_and_syncs_in_full(path):
    with open_store(path) as store:
        assert store.rows("PRAGMA journal_mode") == [("delete",)]
        assert store.rows("PRAGMA synchronous") == [(2,)]
        assert store.rows("PRAGMA secure_delete") == [(1,)]
    assert [file.name for file in path.parent.iterdir()] == ["rounds.sqlite"]


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_rows_are_added_and_never_changed_or_taken_away(path, table):
    with open_store(path) as store:
        triggers = store.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", (table,)
        )
        assert {name for (name,) in triggers} == {f"{table}_no_update", f"{table}_no_delete"}
        write_import(store, 1)
        replacing = "REPLACE INTO decisions SELECT decision_id, '', '', '', '', '', '', '' FROM decisions"
        for change in ("UPDATE decisions SET choice = 'no'", "DELETE FROM decisions", replacing):
            with pytest.raises(StoreError, match="läggs rader bara till"), store.writing() as tx:
                tx.execute(change)
        assert len(store.rows("SELECT * FROM decisions WHERE choice = 'yes'")) == 3


def write_half(store):
    with store.writing() as tx:
        tx.execute(DECISION + ROW, ("half",))
        raise ZeroDivisionError


def test_an_import_that_fails_half_way_leaves_nothing(path):
    with open_store(path) as store:
        with pytest.raises(ZeroDivisionError):
            write_half(store)
        assert store.rows("SELECT * FROM decisions") == []
        write_import(store, 1)
        assert len(store.rows("SELECT * FROM decisions")) == 3


def keep_writing(path: Path, pipe: int) -> None:
    """Write imports until killed, and tell of each one only when it is kept."""
    store = open_store(path)
    (done,) = store.rows("SELECT count(*) / 3 FROM decisions")[0]
    for number in range(done, 10_000):
        write_import(store, number)
        os.write(pipe, f"{number}\n".encode())


def kill_after(path: Path, imports: int, pause: float) -> set[int]:
    """Let a program write until it has told of so many imports, and a moment more; then kill it."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            keep_writing(path, writer)
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader) as told:
        lines = [told.readline() for _ in range(imports)]
        time.sleep(pause)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines += told.readlines()
    return {int(line) for line in lines if line.endswith("\n")}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and a kill that cannot be caught")
def test_a_hundred_kills_at_random_moments_lose_nothing_acknowledged_and_leave_nothing_half(path):
    moments = random.Random(4)
    acknowledged: set[int] = set()
    for _ in range(100):
        acknowledged |= kill_after(path, moments.choice([0, 1, 2]), moments.uniform(0, 0.012))
        if path.exists():
            with open_store(path) as store:
                kept = store.rows("SELECT subject, count(*) FROM decisions GROUP BY subject")
            assert all(rows == 3 for _, rows in kept)
            assert acknowledged <= {int(subject.split()[1]) for subject, _ in kept}
    assert len(acknowledged) > 60


def test_a_damaged_file_is_named_and_stays_as_it_was(path):
    with open_store(path) as store:
        for number in range(400):
            write_import(store, number)
    whole = path.read_bytes()
    for damaged in (
        whole[: len(whole) // 2],
        b"not a store at all" * 100,
        whole[:4000] + b"\0" * 9000 + whole[13000:],
    ):
        path.write_bytes(damaged)
        with pytest.raises(StoreError, match=r"rounds\.sqlite är skadad.*Den är orörd"):
            open_store(path)
        assert path.read_bytes() == damaged
        assert [file.name for file in path.parent.iterdir()] == ["rounds.sqlite"]


def test_two_programs_at_once_the_second_waits_and_then_is_told(path, monkeypatch):
    monkeypatch.setattr("flowmap.rounds.store._WAIT_SECONDS", 0.05)
    with open_store(path) as first, open_store(path) as second:
        with first.writing() as tx:
            tx.execute(DECISION + ROW, ("first",))
            with pytest.raises(StoreError, match="Ett annat program skriver"), second.writing():
                pass
        write_import(second, 2)
        assert len(first.rows("SELECT * FROM decisions")) == 4


def test_a_store_of_a_later_version_or_of_another_program_is_refused_untouched(path):
    open_store(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA user_version = 99")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="nyare flowmap"):
        open_store(path)
    assert path.read_bytes() == before
    other = path.with_name("other.sqlite")
    with sqlite3.connect(other) as raw:
        raw.execute("CREATE TABLE theirs (a)")
    raw.close()
    before = other.read_bytes()
    with pytest.raises(StoreError, match="hör till ett annat program"):
        open_store(other)
    assert other.read_bytes() == before


def test_a_folder_that_is_missing_or_read_only_gets_a_sentence(path, monkeypatch):
    with pytest.raises(StoreError, match="Mappen där"):
        open_store(path.parent / "nowhere" / "rounds.sqlite")
    with pytest.raises(StoreError, match="finns inte"):
        open_store(path, must_exist=True)
    open_store(path).close()
    before = path.read_bytes()
    monkeypatch.setattr("flowmap.rounds.store.sqlite3.connect", connect_read_only)
    with open_store(path) as store, pytest.raises(StoreError, match="skrivskyddad"):
        write_import(store, 1)
    assert path.read_bytes() == before


def connect_read_only(path, **how):
    return REAL_CONNECT(f"{Path(path).as_uri()}?mode=ro", uri=True, **how)


REAL_CONNECT = sqlite3.connect


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder where nobody can write")
def test_a_store_cannot_be_made_where_nobody_can_write():
    with pytest.raises(StoreError, match="skrivskyddad"):
        open_store("/proc/self/rounds.sqlite")


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_two_programs_that_write_at_the_same_time_both_get_everything_in(path):
    open_store(path).close()
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            try:
                with open_store(path) as store:
                    for number in range(15):
                        write_import(store, number)
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0]
    with open_store(path) as store:
        assert store.rows("SELECT count(*) FROM decisions") == [(2 * 15 * 3,)]
