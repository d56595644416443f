"""The notebooks run on the sample round, hold no outputs, and their two forms say the same."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.house.notebooks import FOLDER, as_ipynb

SOURCES = sorted(FOLDER.glob("*.py"))


def test_there_are_six_in_the_order_of_the_route() -> None:
    assert [source.name[0] for source in SOURCES] == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_both_forms_are_in_step_and_hold_no_outputs(source: Path) -> None:
    kept = source.with_suffix(".ipynb").read_text(encoding="utf-8")
    assert kept == as_ipynb(source), "run python -m tests.house.notebooks"
    cells = [cell for cell in json.loads(kept)["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_heading_has_an_english_line_and_a_cell_one_to_three_calls(source: Path) -> None:
    for cell in json.loads(as_ipynb(source))["cells"]:
        lines = "".join(cell["source"]).splitlines()
        if cell["cell_type"] == "markdown":
            assert lines[0].startswith("#")
            assert lines[1].startswith("*")
        else:
            calls = [line for line in lines if "fm." in line or "display(" in line]
            assert len(calls) <= 4


@pytest.mark.slow
@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_it_runs_on_the_sample_round(source: Path, tmp_path: Path) -> None:
    notebook = nbformat.reads(as_ipynb(source), as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace("../sample_logs", str(FOLDER.parent / "sample_logs"))
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any(output["output_type"] in {"execute_result", "display_data"} for output in shown)
    assert not any(output["output_type"] == "error" for output in shown)
