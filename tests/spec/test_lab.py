"""``flowmap lab`` opens the round's notebooks on this machine only, and asks nobody for news."""

import importlib
from pathlib import Path

import pytest

from flowmap.cli import notebooks
from flowmap.errors import WorkspaceError
from tests.conftest import DEMO_ROUND
from tests.workspaces import run, standing_in


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    commands: list[list[str]] = []
    monkeypatch.setattr(notebooks.subprocess, "call", lambda command, **_: commands.append(command) or 0)
    return commands


def test_it_opens_the_only_round_of_the_workspace(demo: Path, started: list[list[str]]) -> None:
    assert run(["lab"], at=demo).code == 0
    folder = demo / "rounds" / DEMO_ROUND / "notebooks"
    assert f"--ServerApp.root_dir={folder}" in started[0]


def test_it_asks_for_no_news_and_no_updates_and_answers_this_machine_only(
    demo: Path, started: list[list[str]]
) -> None:
    run(["lab", DEMO_ROUND], at=demo)
    options = dict(part.removeprefix("--").split("=", 1) for part in started[0] if part.startswith("--"))
    assert options["LabApp.news_url"] == "None"
    assert options["LabApp.extension_manager"] == "readonly"
    assert options["ServerApp.ip"] == "127.0.0.1"
    module, _, name = options["LabApp.check_for_updates_class"].rpartition(".")
    assert hasattr(importlib.import_module(module), name)


def test_every_option_is_one_that_jupyterlab_knows(demo: Path, started: list[list[str]]) -> None:
    from jupyter_server.serverapp import ServerApp
    from jupyterlab.labapp import LabApp

    run(["lab"], at=demo)
    named = [part.removeprefix("--").split("=")[0].split(".") for part in started[0] if part.startswith("--")]
    known = {"LabApp": LabApp, "ServerApp": ServerApp}
    assert [trait for app, trait in named if not known[app].class_traits().get(trait)] == []


def test_outside_a_workspace_it_says_what_to_do(tmp_path: Path, started: list[list[str]]) -> None:
    said = run(["lab"], at=tmp_path)
    assert said.code == 2
    assert "flowmap init" in said.err
    assert started == []


def test_with_several_rounds_it_asks_which(monkeypatch: pytest.MonkeyPatch, demo: Path) -> None:
    from flowmap.cli import making
    from flowmap.route import opening

    monkeypatch.setattr(opening, "list_rounds", lambda _: ["a", "b"])
    with standing_in(demo), pytest.raises(WorkspaceError, match="a, b"):
        making.lab_folder(".")


def test_a_setting_is_filled_in_and_nothing_else_changes(tmp_path: Path) -> None:
    copied = notebooks.copy_notebooks(tmp_path, settings={"FIL": 'C:\\bok "x".xlsx', "GRUPP": "bas"})
    assert [path.name[0] for path in copied] == ["1", "2", "3", "4", "5", "6"]
    for path, source in zip(copied, notebooks.find_notebooks(), strict=True):
        ours, theirs = (p.read_text(encoding="utf-8").splitlines() for p in (path, source))
        changed = [new for new, old in zip(ours, theirs, strict=True) if new != old]
        assert len(changed) == 2, path.name
        assert any("GRUPP" in line and "bas" in line for line in changed)
    assert notebooks.copy_notebooks(tmp_path, settings={"FIL": "annan"}) == []
