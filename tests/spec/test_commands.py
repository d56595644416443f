"""The commands as users run them: what they answer, what they write, and what they refuse in one sentence."""

import hashlib
import json
import shlex
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import DEMO_ROUND
from tests.workspaces import run

COLUMNS = Path(__file__).parents[1] / "columns"
FACTS = (
    *("round_id", "vocabulary_id", "coding_id", "rows_read", "entries", "excluded", "rejected", "blank"),
    *("events", "contacts", "milestones", "about", "stays", "bands", "patients", "activities", "transitions"),
    *("variants", "order_uncertain_share", "problem_counts", "value", "outputs"),
)


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.fixture
def own_key(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("FLOWMAP_KEY", str(tmp_path_factory.mktemp("keys") / "own.key"))


def test_the_demo_maps_an_invented_round_and_says_in_swedish_what_to_open_first(demo: Path) -> None:
    said = (demo.parent / "demo.said").read_text(encoding="utf-8")
    assert "Öppna först" in said
    assert "rapport.html" in said
    out = demo / "rounds" / DEMO_ROUND / "out"
    written = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert {"rapport.html", "rapport.pdf", "tabeller.xlsx", "behov.docx", "reko.pdf", "run.json"} <= written
    assert {f"bilder/min-vag-p{n:02}.svg" for n in range(1, 15)} <= written
    assert {"bilder/gruppens-vag.svg", "bilder/gruppens-flode.svg", "bilder/min-vag.pdf"} <= written
    assert len(list((demo / "rounds" / DEMO_ROUND / "notebooks").glob("*.ipynb"))) == 6


def test_the_demo_shows_all_three_voices(demo: Path) -> None:
    record = json.loads((demo / "rounds" / DEMO_ROUND / "out" / "run.json").read_text(encoding="utf-8"))
    for voice in ("person", "team", "proposal"):
        assessed = {value: n for value, n in record["value"][voice].items() if value != "not_assessed"}
        assert sum(assessed.values()) > 0, voice


def test_the_run_record_says_what_a_run_can_be_repeated_by(demo: Path) -> None:
    record = json.loads((demo / "rounds" / DEMO_ROUND / "out" / "run.json").read_text(encoding="utf-8"))
    assert set(FACTS) <= set(record)
    assert record["packages"]["pm4py"]
    assert list(record["inputs"]) == ["journal.xlsx"]
    assert record["agrees_with_pm4py"] is True
    rows = [record[name] for name in ("entries", "excluded", "rejected", "blank")]
    assert record["rows_read"] == sum(rows)


@pytest.mark.slow
def test_mapping_the_same_round_twice_gives_the_same_bytes(demo: Path, tmp_path: Path) -> None:
    said = run(["map", "--out", tmp_path / "again", "--json"], at=demo / "rounds" / DEMO_ROUND)
    assert said.code == 0, said.err
    assert set(FACTS) <= set(said.facts)
    assert said.err == ""
    assert _hashes(tmp_path / "again") == _hashes(demo / "rounds" / DEMO_ROUND / "out")


def test_a_new_round_comes_with_template_settings_notebooks_and_letters(
    own_key: None, tmp_path: Path
) -> None:
    assert run(["init", "arjeplog", "--municipality", "Arjeplog"], at=tmp_path).code == 0
    said = run(["new", "palliativ_vard", "--name", "2026-host"], at=tmp_path / "arjeplog")
    assert said.code == 0, said.err
    made = tmp_path / "arjeplog" / "rounds" / "2026-host"
    names = {path.name for path in made.rglob("*")}
    assert {
        "round.toml",
        "journal.xlsx",
        "notebooks",
        "out",
        "Checklista.rtf",
        "Informationsbrev.rtf",
    } <= names
    notebook = (made / "notebooks" / "1-las-och-kontrollera.ipynb").read_text(encoding="utf-8")
    assert r"FIL = \"../journal.xlsx\"" in notebook
    assert r"GRUPP = \"palliativ_vard\"" in notebook
    empty = run(["map", "2026-host"], at=tmp_path / "arjeplog")
    assert empty.code == 2
    assert empty.out == ""


def test_english_is_one_word_away(own_key: None, tmp_path: Path) -> None:
    said = run(["init", "work", "--lang", "en"], at=tmp_path)
    assert "workspace" in said.out
    assert 'language = "en"' in (tmp_path / "work" / "flowmap.toml").read_text(encoding="utf-8")


def test_help_is_in_the_screen_language(tmp_path: Path) -> None:
    assert "Se vägen" in run(["--help"], at=tmp_path).out
    assert "See the way" in run(["--help", "--lang", "en"], at=tmp_path).out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "columns", "expected"),
    [
        (
            "sepsis.csv",
            "sepsis.toml",
            {"patients": 1050, "entries": 15214, "events": 15214, "activities": 16},
        ),
        ("patients.csv", "patients.toml", {"patients": 500, "rows_read": 5442, "events": 2721}),
        ("running-example.xes", "", {"patients": 6, "activities": 8}),
    ],
)
def test_any_event_log_is_mapped(
    real_logs: Path, tmp_path: Path, file: str, columns: str, expected: dict[str, int]
) -> None:
    options = ["--columns", COLUMNS / columns] if columns else []
    said = run(["map", real_logs / file, *options, "--out", tmp_path / "out", "--json"], at=tmp_path)
    assert said.code in {0, 1}, said.err
    assert {name: said.facts[name] for name in expected} == expected
    assert json.loads((tmp_path / "out" / "run.json").read_text())["agrees_with_pm4py"] is True
    assert "PM4Py" not in said.err
    assert (tmp_path / "out" / "bilder" / "gruppens-flode.svg").is_file()


def test_check_counts_every_row_and_changes_nothing(demo: Path) -> None:
    before = _hashes(demo)
    said = run(["check", DEMO_ROUND, "--json"], at=demo)
    assert said.code == 0, said.err
    facts = said.facts
    assert facts["rows_read"] == facts["entries"] + facts["excluded"] + facts["rejected"] + facts["blank"]
    assert facts["identifiers"] == 0
    assert _hashes(demo) == before


def test_ratings_and_needs_go_out_and_come_back(demo: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    shutil.copytree(demo, own)
    for options in (["--rater", "ssk B"], ["--person", "P07", "--rater", "person A"], ["--needs"]):
        said = run(["rate", DEMO_ROUND, *options, "--json"], at=own)
        assert said.code == 0, said.err
        assert (own / "rounds" / DEMO_ROUND / said.facts["written"]).is_file()
    files = sorted((own / "rounds" / DEMO_ROUND / "bedomningar").glob("*.xlsx"))
    said = run(["collect", *files, "--name", DEMO_ROUND, "--json"], at=own)
    assert said.code == 0, said.out + said.err
    assert run(["agree", DEMO_ROUND], at=own).out.strip()
    assert "written" in run(["rate", DEMO_ROUND, "--rater", "ssk B", "--json"], at=own).facts


def test_a_rating_whose_contact_was_retyped_can_be_moved_to_the_new_one(demo: Path, tmp_path: Path) -> None:
    """The reviewer corrects a contact's text: its rating is gone, offered, and moved when asked."""
    own = tmp_path / "own"
    shutil.copytree(demo, own)
    book = own / "rounds" / DEMO_ROUND / "journal.xlsx"
    workbook = openpyxl.load_workbook(book)
    sheet = next(s for s in workbook.worksheets if s.title.startswith("Hälsocentral"))
    heading = next(row for row in range(1, 10) if "Kort sagt" in [c.value for c in sheet[row]])
    column = [cell.value for cell in sheet[heading]].index("Kort sagt") + 1
    sheet.cell(heading + 1, column).value = "Rättad text om samma kontakt"
    workbook.save(book)
    assert run(["map", DEMO_ROUND, "--json", "--out", tmp_path / "out"], at=own).code == 0
    said = run(["collect", "--move", "--name", DEMO_ROUND, "--json"], at=own)
    assert said.code == 0, said.err
    assert said.facts["moved"] + said.facts["left"] > 0
    again = run(["collect", "--move", "--name", DEMO_ROUND, "--json"], at=own)
    assert again.facts["moved"] == 0


def test_map_prints_the_command_that_shows_what_it_found(tmp_path: Path) -> None:
    """It works as printed, outside a workspace too, and names the file, not what it became."""
    rows = ["vem;vad;nar", "P1;Besök;2026-03-02", "P1;Besök;i går", "P2;Samtal;2026-03-03"]
    (tmp_path / "min logg.csv").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "k.toml").write_text('[columns]\npatient = "vem"\nactivity = "vad"\nstart = "nar"\n')
    said = run(["map", "min logg.csv", "--columns", "k.toml", "--group", "bas", "--out", "ut"], at=tmp_path)
    command = said.out.partition("Se vad med: ")[2].splitlines()[0]
    assert command == 'flowmap check "min logg.csv" --columns k.toml --group bas'
    checked = run(shlex.split(command)[1:], at=tmp_path)
    assert "min logg.csv" in checked.out


def test_the_demo_prints_a_check_that_works_from_outside_its_workspace(demo: Path) -> None:
    said = (demo.parent / "demo.said").read_text(encoding="utf-8")
    command = said.partition("Se vad med: ")[2].splitlines()[0]
    assert run(shlex.split(command)[1:], at=demo.parent).code in (0, 1)
    assert command == f"flowmap check demo/rounds/{DEMO_ROUND}"


def test_what_is_found_in_an_xes_log_names_its_file(tmp_path: Path) -> None:
    events = [
        f'<event><string key="concept:name" value="{name}"/><date key="time:timestamp" value="{at}"/></event>'
        for name, at in (("Besök", "2026-03-02T09:00:00"), ("Samtal", "i går"))
    ]
    trace = f'<trace><string key="concept:name" value="a"/>{"".join(events)}</trace>'
    (tmp_path / "eget.xes").write_text(f"<log>{trace}</log>", encoding="utf-8")
    found = run(["check", "eget.xes", "--json"], at=tmp_path).facts["problems"]
    assert found
    assert {problem["file"] for problem in found} <= {"eget.xes", ""}


def test_a_person_can_be_taken_out_and_the_sheets_are_named(demo: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    shutil.copytree(demo, own)
    said = run(["remove", "P03", "--json"], at=own)
    assert said.code == 0, said.err
    assert said.facts["rows_forgotten"] > 0
    assert [Path(path).name for path in said.facts["to_delete_from"]] == ["journal.xlsx"]


REFUSED = [
    (["map", "saknas.csv", "--out", "out"], "saknas.csv"),
    (["map", "bok.xlsx", "--out", "out"], "bok.xlsx"),
    (["map", "tom.csv", "--out", "out"], "tom.csv"),
    (["map", "logg.csv", "--group", "finns_inte", "--out", "out"], "finns_inte"),
    (["map", "logg.csv", "--group", "fel.toml", "--out", "out"], "titel"),
    (["map", "logg.csv"], "--out"),
    (["map", "logg.csv", "--columns", "a=b", "--out", "fil/out"], ""),
    (["map"], "flowmap init"),
    (["new", "multisjuka_aldre"], "flowmap init"),
    (["flyg"], "flowmap --help"),
    (["map", "--okant"], "flowmap map --help"),
]


@pytest.mark.parametrize(
    ("tokens", "names"), REFUSED, ids=lambda item: " ".join(item) if isinstance(item, list) else ""
)
def test_what_cannot_be_done_is_said_in_one_sentence(tmp_path: Path, tokens: list[str], names: str) -> None:
    (tmp_path / "bok.xlsx").write_bytes(b"detta ar ingen arbetsbok")
    (tmp_path / "tom.csv").write_text("patient;aktivitet;datum\n", encoding="utf-8")
    (tmp_path / "logg.csv").write_text("patient;aktivitet;datum\nP01;Besök;2026-03-01\n", encoding="utf-8")
    (tmp_path / "fel.toml").write_text('extends = "bas"\ntitel = "x"\n', encoding="utf-8")
    (tmp_path / "fil").write_text("", encoding="utf-8")
    before = _hashes(tmp_path)
    said = run(tokens, at=tmp_path)
    assert said.code == 2
    assert said.out == ""
    assert "Traceback" not in said.err
    assert names in said.err
    assert _hashes(tmp_path) == before
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_to_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "logg.csv").write_text("patient;aktivitet;datum\nP01;Besök;2026-03-01\n", encoding="utf-8")
    (tmp_path / "fil").write_text("", encoding="utf-8")
    said = run(["map", "logg.csv", "--out", "fil"], at=tmp_path)
    assert said.code == 2
    assert "fil" in said.err
    assert (tmp_path / "fil").read_text(encoding="utf-8") == ""


def test_a_fault_in_flowmap_itself_shows_no_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import flowmap.workspace

    def fail(*args: object, **rest: object) -> None:
        message = "19121212-1212"
        raise KeyError(message)

    monkeypatch.setattr(flowmap.workspace, "make_workspace", fail)
    said = run(["init", "x"], at=tmp_path)
    assert said.code == 2
    assert "1212" not in said.err
    assert "KeyError" in said.err


def test_a_workspace_in_a_synchronised_folder_is_warned_about(own_key: None, tmp_path: Path) -> None:
    (tmp_path / "OneDrive - Kommunen").mkdir()
    said = run(["init", "arjeplog"], at=tmp_path / "OneDrive - Kommunen")
    assert said.code == 0
    assert "OneDrive" in said.out


def test_a_round_is_not_compared_with_itself(demo: Path) -> None:
    said = run(["compare", DEMO_ROUND, DEMO_ROUND], at=demo)
    assert said.code != 0
    assert "samma kartläggning två gånger" in said.err


def test_agreement_ends_in_an_agenda_with_the_furthest_apart_first(demo: Path) -> None:
    said = run(["agree", DEMO_ROUND], at=demo)
    heading, *listed = said.out.splitlines()[2:]
    assert heading == "Att tala om, där ni tycker mest olika först:"
    assert 0 < len(listed) <= 16
    facts = run(["agree", DEMO_ROUND, "--json"], at=demo).facts
    assert len(facts["disagreements"]) >= len(listed)
    assert facts["disagreements"][0]["sentence"] in listed[0]
    assert sum(row["pairs"] for row in facts["confusion"]) > 0
