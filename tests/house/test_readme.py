"""What the README says holds: its examples run, its commands exist, its files are there."""

import doctest
import re
from pathlib import Path

from flowmap.cli import checking, comparing, mapping, rating, rounds
from flowmap.group import list_groups, load, read_group
from flowmap.group.model import Activity, Group, Lane, Recurring, ValueRule
from flowmap.group.path_rules import ExpectedRule, HandoverRule, WaitRule
from flowmap.journal import list_column_files

PARTS = (Group, Lane, Activity, Recurring, WaitRule, HandoverRule, ValueRule, ExpectedRule)
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


def test_the_group_that_it_shows_can_be_used(tmp_path: Path) -> None:
    """The example is a whole group file: it is read, changes what it says, and keeps the rest of the base."""
    written = README.split("<!-- group -->")[1].split("```")[1].removeprefix("toml")
    file = tmp_path / "hoftfraktur.toml"
    file.write_text(written, encoding="utf-8")
    group, base = read_group(file), read_group("bas")
    assert str(group.title) == "Höftfraktur"
    assert group.activity("Gångträning") is not None
    assert {rule.id for rule in base.rules} - {rule.id for rule in group.rules} == {"blev_inte_av"}
    assert {wait.id for wait in group.waits} - {wait.id for wait in base.waits} == {"utskriven_rehab"}
    assert {rule.id for rule in group.expected} - {rule.id for rule in base.expected} == {"rehab_inom_7"}


def test_the_parts_of_a_group_file_that_it_explains_exist() -> None:
    """Every word in the table of parts is a part or a key of a group file."""
    table = README.split("| del | säger |")[1].split("\n\n")[0]
    known = {part.__name__.lower() for part in PARTS} | {
        field for part in PARTS for field in part.model_fields
    }
    assert set(re.findall(r"`\[\[(\w+)\]\]`", table)) <= set(load._LISTS)
    values = {"existence", "absence", "response", "precedence", "succession", "check"}
    assert set(re.findall(r"`([a-z_]+)(?: = [^`]*)?`", table)) - values <= known
