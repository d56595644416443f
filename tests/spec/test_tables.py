"""Tables: what no table can be, and what a step may hand over without being checked in full."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from flowmap.errors import TableError
from flowmap.tables import Column, Contacts, EventLog, Paths, Table
from flowmap.tables.cells import Cells
from tests.drawing_steps import paths_of, small_group

FLOWMAP = Path(__file__).resolve().parents[2] / "flowmap"
TWO = """
patient | activity   | journal          | date       | clock
P01     | Läkarbesök | health_centre    | 2026-03-01 | 09:00
P02     | Hembesök   | municipal_health | 2026-03-04 | 10:30
"""


def _paths() -> Paths:
    return paths_of(TWO, group=small_group())


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda rows: rows.drop(columns="lane"), "columns missing"),
        (lambda rows: rows.assign(more=1), "unknown"),
        (lambda rows: rows.assign(took_place=1), "holds int64, not a flag"),
        (lambda rows: rows.assign(start=pd.NaT).astype({"start": "M8[us]"}), "missing cells"),
        (lambda rows: rows.assign(event_id=1), "not unique"),
        (lambda rows: rows[::-1], "not in order"),
    ],
)
def test_a_frame_that_is_no_log_is_no_table(spoil, said: str) -> None:
    """Columns, types, missing cells, the key and the order of the rows are checked when a table is built."""
    rows = spoil(_log_rows())
    with pytest.raises(TableError, match=said):
        EventLog(rows)
    with pytest.raises(TableError, match=said):
        EventLog(Cells(EventLog, rows.columns, frame=rows))


def _log_rows() -> pd.DataFrame:
    return _paths().frame[[column.name for column in EventLog.columns]]


def test_who_gave_a_frame_may_write_to_theirs_and_who_takes_one_too() -> None:
    """The table stays as it was when it was checked."""
    given = _log_rows()
    log = EventLog(given)
    given.loc[0, "row"] = 99
    taken = log.frame
    taken.loc[0, "row"] = 98
    assert log.frame["row"].tolist() == log.cells["row"].tolist() == _log_rows()["row"].tolist()


@pytest.mark.parametrize("name", ["is_step", "gap_days", "start", "row"])
def test_nobody_writes_to_a_tables_columns(name: str) -> None:
    """Those that a step made are as closed as those of a frame; a copy of the frame may be written to."""
    paths = _paths()
    if isinstance(paths.cells[name], np.ndarray):
        with pytest.raises(ValueError, match="read-only"):
            paths.cells[name][0] = paths.cells[name][1]
    mine = paths.frame
    mine.loc[:, name] = mine[name].iloc[::-1].to_numpy()
    assert paths.frame[name].tolist() == _paths().frame[name].tolist()


def test_a_table_takes_no_other_tables_rows() -> None:
    """Paths are checked as paths: they cannot pass for contacts."""
    with pytest.raises(TableError, match="Contacts cannot hold the rows of Paths"):
        Contacts(_paths().cells)


def test_what_a_step_hands_over_has_the_tables_columns_types_and_one_length() -> None:
    """A step is trusted with order and keys, and with nothing else."""
    arrays = dict(_paths().cells)
    short = arrays | {"is_step": np.ones(1, dtype=np.bool_)}
    wrong = arrays | {"is_step": np.ones(2)}
    fewer = {name: values for name, values in arrays.items() if name != "is_step"}
    for spoilt, said in ((short, "differ in length"), (wrong, "not a flag"), (fewer, "columns missing")):
        with pytest.raises(TableError, match=said):
            Paths(Cells.of_step(Paths, spoilt))


def test_another_stamp_on_the_same_rows_checks_nothing_again() -> None:
    """The rows were checked once; a new stamp shares them."""
    paths = _paths()
    assert paths.stamped(paths.stamp).cells is paths.cells


def test_only_the_steps_over_whole_columns_are_taken_at_their_word() -> None:
    """Tracing and tagging; whatever else makes a table has it checked in full."""
    users = {
        file.relative_to(FLOWMAP).as_posix()
        for file in FLOWMAP.rglob("*.py")
        if ".of_step(" in file.read_text(encoding="utf-8")
    }
    assert users == {"paths/trace.py", "value/tag.py"}


def test_the_suite_checks_in_full_what_steps_hand_over() -> None:
    """A step that made rows in the wrong order would be found in any test that runs it."""

    class Numbers(Table):
        """One row is a number, each only once."""

        columns = (Column("number", "id", "a number"),)
        key = ("number",)

    with pytest.raises(TableError, match="not unique"):
        Numbers(Cells.of_step(Numbers, {"number": np.array([1, 1])}))
