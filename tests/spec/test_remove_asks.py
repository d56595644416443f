"""What ``remove`` says before it does anything: who counts as a person, what would go, and the question."""

import io
from pathlib import Path

import pytest

from tests.workspaces import Said, new_round, run

WORD = "telefon"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a round of two persons, mapped, where a word stands in every row."""
    monkeypatch.setenv("FLOWMAP_KEY", str(tmp_path / "keys" / "team.key"))
    rows = [
        {"patient": code, "date": "2026-03-02", "activity": "Läkarbesök", "in_short": f"Per {WORD}"}
        for code in ("P01", "P03")
    ]
    folder = new_round(tmp_path, rows)
    assert run(["map", "v26"], at=folder).code == 0
    return folder


def answering(reply: str, tokens: list[str], *, at: Path, monkeypatch: pytest.MonkeyPatch) -> Said:
    monkeypatch.setattr("sys.stdin", io.StringIO(reply))
    return run(tokens, at=at)


def outputs(place: Path) -> list[str]:
    out = place / "rounds" / "v26" / "out"
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())


@pytest.mark.parametrize("more", [[], ["--yes"], ["--json"]])
@pytest.mark.parametrize("word", [WORD, "Läkarbesök", "P100", "hemma"])
def test_a_word_that_is_no_persons_code_takes_nobody_out(place: Path, word: str, more: list[str]) -> None:
    """It stands in the sheets, yet it names no person."""
    before = outputs(place)
    said = run(["remove", word, *more], at=place)
    assert said.code == 2
    assert "ingen persons kod" in (said.out if "--json" in more else said.err)
    assert outputs(place) == before != []
    assert not (place / "removals.csv").exists()


@pytest.mark.parametrize("reply", ["", "\n", "nej\n", "jag vet inte\n", "P03\n"])
def test_any_reply_but_yes_changes_nothing_and_says_so(
    place: Path, reply: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, settings = outputs(place), (place / "rounds" / "v26" / "round.toml").read_bytes()
    said = answering(reply, ["remove", "P03"], at=place, monkeypatch=monkeypatch)
    assert (said.code, said.err) == (2, "Svaret var inte ja. Inget är ändrat och ingen är borttagen.\n")
    assert outputs(place) == before != []
    assert (place / "rounds" / "v26" / "round.toml").read_bytes() == settings
    assert not (place / "removals.csv").exists()


@pytest.mark.parametrize("reply", ["ja\n", "Ja.\n", "yes\n"])
def test_yes_takes_the_person_out_of_what_was_named(
    place: Path, reply: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = len(outputs(place))
    said = answering(reply, ["remove", "P03"], at=place, monkeypatch=monkeypatch)
    assert said.code == 0, said.err
    asked, done = said.out.split("Skriv ja för att göra det:")
    assert f"ur v26: allt i mappen out ({files} filer)" in asked
    assert f"{files} filer är raderade" in done
    assert outputs(place) == []


def test_the_rows_in_the_store_that_would_go_are_those_that_go(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answering("nej\n", ["remove", "P03"], at=place, monkeypatch=monkeypatch).out
    gone = run(["remove", "P03", "--json"], at=place).facts["rows_forgotten"]
    assert gone > 0
    assert f"och {gone} av personens rader i lagret" in asked


def test_somebody_who_is_nowhere_is_said_before_anything_is_asked(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = answering("ja\n", ["remove", "P44"], at=place, monkeypatch=monkeypatch)
    assert (said.code, said.out) == (2, "")
    assert "Koden finns inte i arbetsmappen" in said.err
