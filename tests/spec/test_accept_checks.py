"""What ``check`` lists can be accepted as it is written there: the block that it prints, pasted."""

from pathlib import Path

import pytest

from tests.workspaces import new_round, run


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a round where two like visits stand on one day."""
    monkeypatch.setenv("FLOWMAP_KEY", str(tmp_path / "keys" / "team.key"))
    visit = {"patient": "P01", "date": "2026-03-02", "activity": "Läkarbesök", "unit": "HC"}
    rows = [{**visit, "in_short": "Yr"}, {**visit, "in_short": "Mötte Kebnekaise"}]
    return new_round(tmp_path, rows)


def live(place: Path) -> list[str]:
    problems = run(["check", "v26", "--json"], at=place).facts["problems"]
    return [one["rule"] for one in problems if not one["accepted_because"]]


def test_the_checks_name_stands_on_its_line_and_the_printed_block_accepts_it(place: Path) -> None:
    said = run(["check", "v26"], at=place).out
    listed = [line for line in said.splitlines() if line.endswith("]") and not line.startswith(("[", "rows"))]
    assert {line.rpartition("[")[2].rstrip("]") for line in listed} == set(live(place))
    block = said[said.index("[[accept]]") :]
    check = block.partition('check = "')[2].partition('"')[0]
    before = live(place).count(check)
    settings = place / "rounds" / "v26" / "round.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}\n{block}", encoding="utf-8")
    refused = run(["check", "v26"], at=place)
    assert refused.code == 2  # the reason is for the team to write
    assert "because" in refused.err
    with_reason = block.replace('because = ""', 'because = "Kontrollerat i journalen"')
    settings.write_text(f"{text}\n{with_reason}", encoding="utf-8")
    assert live(place).count(check) < before


def test_every_kind_of_note_can_be_accepted_by_its_name(place: Path) -> None:
    settings = place / "rounds" / "v26" / "round.toml"
    text = settings.read_text(encoding="utf-8")
    names = set(live(place))
    blocks = [f'[[accept]]\ncheck = "{name}"\nbecause = "Sett över"\n' for name in sorted(names)]
    settings.write_text("\n".join([text, *blocks]), encoding="utf-8")
    assert len(names) > 2
    assert live(place) == []
    assert "[[accept]]" not in run(["check", "v26"], at=place).out


def test_files_on_their_own_have_no_settings_to_paste_into(place: Path, tmp_path: Path) -> None:
    (tmp_path / "logg.csv").write_text("patient;activity;date\nA;Besök;i går\n", encoding="utf-8")
    said = run(["check", "logg.csv"], at=tmp_path)
    assert "[[accept]]" not in said.out
