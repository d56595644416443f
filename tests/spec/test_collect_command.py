"""``rate`` prints the command that takes its file in, and that command works from where it was printed."""

import shlex
from pathlib import Path

import pytest

from tests.workspaces import new_round, run


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a round of one person whose name has a space."""
    monkeypatch.setenv("FLOWMAP_KEY", str(tmp_path / "keys" / "team.key"))
    rows = [{"patient": "P01", "date": "2026-03-02", "activity": "Läkarbesök", "in_short": "Yr"}]
    return new_round(tmp_path, rows, name="v 26")


def test_the_printed_command_takes_the_file_in_from_any_folder_of_the_workspace(place: Path) -> None:
    said = run(["rate", "v 26", "--rater", "ssk A"], at=place)
    command = said.out.strip().rpartition("Ta in den ifylld: ")[2]
    assert command == 'flowmap collect bedomningar/bedomning-ssk-a.xlsx --name "v 26"'
    for folder in (place, place / "rounds", place / "rounds" / "v 26", place / "groups"):
        taken = run(shlex.split(command)[1:], at=folder)
        assert taken.code == 0, (folder, taken.err)


def test_a_pattern_takes_every_file_it_fits_where_the_terminal_does_not(place: Path) -> None:
    for who in ("ssk A", "ssk B"):
        run(["rate", "v 26", "--rater", who], at=place)
    taken = run(["collect", "bedomningar/*.xlsx", "--name", "v 26"], at=place)
    assert taken.code == 0, taken.err


@pytest.mark.parametrize(
    ("word", "role"),
    [("närstående", "relative"), ("Personen själv", "person"), ("a relative", "relative"), ("relative",) * 2],
)
def test_a_role_is_written_as_the_message_lists_it(place: Path, word: str, role: str) -> None:
    said = run(["rate", "v 26", "--person", "P01", "--role", word, "--json"], at=place)
    assert said.code == 0, said.out
    assert said.facts["written"] == f"bedomningar/formular-p01-{role}.xlsx"


def test_a_role_that_is_none_is_refused_with_those_that_are(place: Path) -> None:
    said = run(["rate", "v 26", "--person", "P01", "--role", "granne"], at=place)
    assert said.code == 2
    assert "närstående" in said.err
    assert "granne" not in said.err


@pytest.mark.parametrize("asked", ["bedomningar/finns-inte.xlsx", "bedomningar/*.csv", "../finns-inte.xlsx"])
def test_a_file_that_is_in_neither_place_is_named(place: Path, asked: str) -> None:
    said = run(["collect", asked, "--name", "v 26"], at=place)
    assert said.code == 2
    assert Path(asked).name in said.err


def test_with_several_rounds_the_message_says_where_to_name_one(place: Path) -> None:
    assert run(["new", "bas", "--name", "h26"], at=place).code == 0
    refused = run(["explain", "1"], at=place)
    assert refused.code == 2
    assert "--name" in refused.err
    assert "h26" in refused.err
    told = run(["explain", "1", "--name", "v 26"], at=place)
    assert told.code == 0, told.err
    assert told.out.startswith("Läkarbesök, 2 mars 2026, P01")
