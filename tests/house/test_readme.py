"""What the README says holds: its examples run, its commands exist, its files are there."""

import doctest
import re
from pathlib import Path

from flowmap.cli import checking, comparing, mapping, rating, rounds
from flowmap.group import list_groups
from flowmap.journal import list_column_files

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = {name for module in (rounds, checking, mapping, rating, comparing) for name in module.COMMANDS}


def test_the_examples_run() -> None:
    results = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert results.attempted > 5
    assert results.failed == 0


def test_every_command_is_named_and_every_named_command_exists() -> None:
    named = set(
        re.findall(r"flowmap(?:\.exe)? ([a-z]+)\b", re.sub(r"```python.*?```", "", README, flags=re.DOTALL))
    )
    assert named >= COMMANDS
    assert named - COMMANDS <= {"turns", "is"}


def test_the_test_command_stands_where_ci_looks_for_it() -> None:
    block = README.split("<!-- tests -->")[1].split("```")[1]
    lines = [line for line in block.removeprefix("bash").splitlines() if line.strip()]
    assert len(lines) == 1
    assert "pytest" in lines[0]
    assert "-c constraints.txt" in lines[0]


def test_files_that_it_shows_are_there() -> None:
    for path in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / path).is_file(), path


def test_groups_and_column_files_are_listed() -> None:
    shipped = set(list_groups()) - {"bas", "generisk"}
    assert {name for name in shipped if f"`{name}`" in README} == shipped
    assert {name for name in list_column_files() if f"`{name}`" in README} == set(list_column_files())
