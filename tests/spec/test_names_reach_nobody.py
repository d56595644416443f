"""A name typed as a role: said by collect, check and map, and on no page that is handed out."""

from pathlib import Path

import openpyxl
import pytest

from flowmap.value.needs_sheet import COLUMNS, HEADING_ROW
from tests.canary.identifiers import contents
from tests.workspaces import new_round, run

NAME = "Anna Svensson"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A round with a needs sheet that names somebody as responsible, and a word in another cell."""
    monkeypatch.setenv("FLOWMAP_KEY", str(tmp_path / "keys" / "team.key"))
    rows = [{"patient": "P01", "date": "2026-03-02", "activity": "Läkarbesök", "in_short": "Yr"}]
    folder = new_round(tmp_path, rows)
    own = folder / "rounds" / "v26"
    sheet = own / run(["rate", "v26", "--needs", "--json"], at=folder).facts["written"]
    book = openpyxl.load_workbook(sheet)
    filled = {"in_my_words": "en plan", "decided_in": "REKO", "responsible_role": NAME}
    filled |= {"action": "Doktor Kebnekaise ringer", "need_status": "beslutad"}
    row = HEADING_ROW + 20
    for column, text in filled.items():
        book.worksheets[0].cell(row, list(COLUMNS).index(column) + 1, text)
    book.save(sheet)
    return folder


def test_a_name_as_role_is_said_by_every_command_and_stands_in_nothing_that_is_made(place: Path) -> None:
    sheet = "rounds/v26/bedomningar/behov.xlsx"
    taken = run(["collect", sheet, "--name", "v26"], at=place)
    assert taken.code == 1
    assert "Ansvarig roll kan vara ett namn" in taken.out
    checked = run(["check", "v26", "--json"], at=place).facts["problems"]
    assert [one["column"] for one in checked if one["rule"] == "possible_name"] == ["åtgärd"]
    mapped = run(["map", "v26", "--json"], at=place)
    assert mapped.facts["problem_counts"]["warning"] >= 1
    out = place / "rounds" / "v26" / "out"
    made = [path for path in sorted(out.rglob("*")) if path.is_file()]
    assert any(path.name.startswith("behov") for path in made)
    found = [
        path.name
        for path in made
        for _, part in contents(path.name, path.read_bytes())
        if b"Svensson" in part
    ]
    assert found == []


def test_a_word_that_the_round_allows_is_no_name(place: Path) -> None:
    settings = place / "rounds" / "v26" / "round.toml"
    text = settings.read_text(encoding="utf-8")
    assert "allowed_words = []" in text
    allowed = text.replace("allowed_words = []", 'allowed_words = ["Anna", "Svensson", "Kebnekaise"]')
    settings.write_text(allowed, encoding="utf-8")
    taken = run(["collect", "rounds/v26/bedomningar/behov.xlsx", "--name", "v26"], at=place)
    assert taken.code == 0, taken.out
    assert "namn" not in taken.out
