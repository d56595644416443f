"""The traps of pm4py: what the code never calls, and what holds though pm4py would fail."""

import ast
from pathlib import Path

import pandas as pd
import pytest

from flowmap.discovery import discover_model, write_bpmn, write_dot
from flowmap.discovery.quiet import quiet_pm4py
from flowmap.exchange import to_pm4py
from flowmap.tables import Paths
from tests.drawing_paths import paths

FLOWMAP = Path(__file__).resolve().parents[2] / "flowmap"
NEVER = {
    "format_dataframe": "drops rows with only a warning, changes its argument and calls wall clocks UTC",
    "read_xes": "fetches addresses, and its default reader is no XML parser",
    "write_xes": "calls wall clocks UTC",
    "write_bpmn": "fails without a dot binary, or puts every shape at 0,0 under random ids",
    "view_": "opens programs and needs a dot binary",
    "save_vis_": "fails without a dot binary, or writes an empty file",
    "filter_variants": "raises on categoricals",
}
TIES = """
| patient | activity | date       |
| P01     | A        | 2026-03-01 |
| P01     | B        | 2026-03-01 |
| P01     | C        | 2026-03-02 |
| P02     | A        | 2026-03-01 |
| P02     | B        | 2026-03-01 |
| P03     | B        | 2026-03-01 |
"""


def _calls_of_pm4py(tree: ast.AST) -> set[str]:
    """Return the names that are taken from something called pm4py."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "pm4py"
    }


def test_no_function_of_pm4pys_that_is_a_trap_is_called() -> None:
    """Found wherever a module calls pm4py by its name, and told with why it is a trap."""
    called = {
        (file.name, name, NEVER[trap])
        for file in FLOWMAP.rglob("*.py")
        for name in _calls_of_pm4py(ast.parse(file.read_text(encoding="utf-8")))
        for trap in NEVER
        if name.startswith(trap)
    }
    assert called == set()


def test_the_search_finds_what_it_looks_for() -> None:
    assert "read_xes" in _calls_of_pm4py(ast.parse("with quiet() as pm4py:\n    pm4py.read_xes('x')"))
    mine = (FLOWMAP / "discovery" / "mine.py").read_text(encoding="utf-8")
    assert "discover_powl" in _calls_of_pm4py(ast.parse(mine))


def test_ties_are_broken_before_pm4py_sees_them() -> None:
    """Sorting by patient and time, which all of pm4py asks for, keeps our order; so do its filters."""
    sent = to_pm4py(paths(TIES))
    with quiet_pm4py() as pm4py:
        in_order = pm4py.get_variants(sent.copy())
        mixed = sent.sample(frac=1, random_state=3).sort_values(["case:concept:name", "time:timestamp"])
        shuffled = pm4py.get_variants(mixed)
        kept = pm4py.filter_variants(sent.copy(), [("A", "B", "C")])
    assert set(in_order) == set(shuffled) == {("A", "B", "C"), ("A", "B"), ("B",)}
    assert kept["case:concept:name"].unique().tolist() == ["P01"]


def test_frames_for_pm4py_hold_plain_objects_and_every_row() -> None:
    """Its filters raise on categoricals; rows without a lane, staff or end are rows all the same."""
    log = paths(TIES)
    sent = to_pm4py(log)
    assert len(sent) == len(log)
    assert {sent[name].dtype for name in ("case:concept:name", "concept:name")} == {
        pd.Series(dtype=object).dtype
    }
    assert sent["time:timestamp"].dt.tz is None


@pytest.mark.parametrize("kind", ["inductive", "heuristics", "powl", "declare"])
def test_nothing_needs_a_dot_binary(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no program to be found, models are discovered, written and drawn all the same."""
    monkeypatch.setenv("PATH", "")
    model = discover_model(paths(TIES), kind=kind)
    write_dot(model, tmp_path / "model.dot")
    assert (tmp_path / "model.dot").stat().st_size > 100
    if kind == "inductive":
        write_bpmn(model, tmp_path / "model.bpmn")
        assert b"BPMNShape" in (tmp_path / "model.bpmn").read_bytes()


def test_pm4pys_own_wall_clocks_stay_on_their_day() -> None:
    """Half past midnight is not the evening before, whatever zone a reader assumes."""
    log = paths("| patient | activity | date | clock |\n| P01 | A | 2026-03-01 | 00:30 |")
    assert to_pm4py(log)["start"].tolist() == ["2026-03-01 00:30:00"]
    assert isinstance(log, Paths)
