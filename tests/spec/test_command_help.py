"""``--help`` says of every option what it is for, in the language of the screen."""

import pytest

from flowmap.cli import checking, comparing, mapping, rating, rounds
from flowmap.cli.app import list_options
from flowmap.words import has_words, say, show_in
from tests.workspaces import run

COMMANDS = {
    name: command
    for module in (rounds, checking, mapping, rating, comparing)
    for name, command in module.COMMANDS.items()
}


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_each_option_is_told_in_the_screen_language(name, lang, tmp_path) -> None:
    """The help names every option with its text; nothing of it is in the other language."""
    said = run([name, "--help", "--lang", lang], at=tmp_path)
    flat = " ".join(said.out.replace("│", " ").split())
    with show_in(lang):
        assert say("option.json") in flat
        for place, option in list_options(COMMANDS[name]):
            own = f"option.{name}.{option}"
            told = say(own) if has_words(own) else say(f"option.{option}")
            assert told in flat, place
            assert f"--{option.replace('_', '-')}" in flat
    assert "--empty" not in flat
    assert "default" not in flat


def test_a_refusal_stands_alone_on_the_screen(tmp_path) -> None:
    """A command that refuses before its first step shows no bar that never moved."""
    said = run(["map", "saknas.xlsx"], at=tmp_path)
    assert said.code == 2
    assert said.err == "Filen saknas.xlsx finns inte. Kontrollera namnet och mappen.\n"


@pytest.mark.parametrize(
    ("tokens", "says", "means"),
    [
        (["map", "--outt", "x"], "Ord 2 efter flowmap är ett val som inte finns här.", "--out"),
        (
            ["map", "x.csv", "--colums=Anna"],
            "Ord 3 efter flowmap är ett val som inte finns här.",
            "--columns",
        ),
        (["map", "--out"], "Det saknas något vid --out.", ""),
        (["mapp", "Anna.xlsx"], "Det kommandot finns inte.", "map"),
        (["Anna"], "Det kommandot finns inte.", ""),
        (["map", "--lang", "Anna"], "Det som står vid --lang går inte att använda där.", ""),
        (["remove", "P01", "P02", "Anna"], "Ord 3 efter flowmap är ett för mycket.", ""),
    ],
)
def test_a_command_that_is_not_understood_says_which_word_and_never_repeats_it(tokens, says, means, tmp_path):
    """Words are counted, our own names are guessed at, and what the user wrote stays unsaid."""
    said = run(tokens, at=tmp_path)
    assert said.code == 2
    assert said.err.startswith(says)
    assert (f"Menade du {means}?" in said.err) == bool(means)
    assert "--help" in said.err
    assert "Anna" not in said.err + said.out


def test_a_refused_command_leaves_no_half_bar(tmp_path):
    """Where a folder is taken, the sentence stands alone on the last line."""
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "flowmap.toml").write_text("language = 'sv'\n", encoding="utf-8")
    said = run(["demo", "demo"], at=tmp_path)
    assert said.code == 2
    last = said.err.rsplit("\r", 1)[-1]
    assert last.startswith("demo är redan en arbetsmapp")
    assert "|" not in last
