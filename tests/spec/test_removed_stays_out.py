"""A person taken out stays out: rows left in sheets, ratings and needs that come later are refused, and said."""

from pathlib import Path

import openpyxl
import pytest

from flowmap.errors import WorkspaceError
from flowmap.group import read_group
from flowmap.journal.template import write_template
from flowmap.route import open_round
from tests.canary.identifiers import contents
from tests.canary.planting import looked_into
from tests.workspaces import Said, run

CONTENT = "Yr sedan i lördags"
GROUP = read_group("multisjuka_aldre")
ENTRY = {"journal": "", "mode": "Besök", "kind": "med mig", "profession": "läkare"}
NUMBER = "19121212-1212"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a round of three persons that has been mapped."""
    (tmp_path / "keys").mkdir()
    monkeypatch.setenv("FLOWMAP_KEY", str(tmp_path / "keys"))
    assert run(["init", "kommunen"], at=tmp_path).code == 0
    folder = tmp_path / "kommunen"
    assert run(["new", "multisjuka_aldre", "--name", "v26"], at=folder).code == 0
    rows = [
        {"patient": code, "date": f"2026-03-0{day}", "activity": "Läkarbesök", "in_short": text}
        for code, text in (("P01", "Samma besök som P03"), ("P02", "Mår bra"), ("P03", CONTENT))
        for day in (2, 5)
    ]
    persons = [{"patient": code, "age_group": "80–84"} for code in ("P01", "P02", "P03")]
    sheets = {"health_centre": rows, "patients": persons}
    write_template(journal(folder), group=GROUP, rows=sheets)
    assert run(["map", "v26"], at=folder).code == 0
    return folder


def journal(place: Path) -> Path:
    return place / "rounds" / "v26" / "journal.xlsx"


def checked(place: Path) -> dict[str, int]:
    facts = run(["check", "v26", "--json"], at=place).facts
    names = ("rows_read", "entries", "excluded", "rejected", "blank")
    return {name: facts[name] for name in names}


def removed_rows(said: Said) -> list[tuple[str, int]]:
    return [(p["sheet"], p["row"]) for p in said.facts["problems"] if p["rule"] == "person_removed"]


def delete_rows(path: Path, code: str) -> None:
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for number in range(sheet.max_row, 0, -1):
            if sheet.cell(number, 1).value == code:
                sheet.delete_rows(number)
        for cell in (cell for row in sheet.iter_rows() for cell in row if code in str(cell.value)):
            cell.value = str(cell.value).replace(code, "en annan")
    book.save(path)


def test_rows_left_in_the_sheets_are_rejected_each_with_an_error(place: Path) -> None:
    assert checked(place) == {"rows_read": 6, "entries": 6, "excluded": 0, "rejected": 0, "blank": 0}
    assert run(["remove", "P03", "--yes"], at=place).code == 0
    assert checked(place) == {"rows_read": 6, "entries": 4, "excluded": 0, "rejected": 2, "blank": 0}
    said = run(["check", "v26", "--json"], at=place)
    assert removed_rows(said) == [("Hälsocentral", 6), ("Hälsocentral", 7), ("Personer", 4)]
    spoken = run(["check", "v26"], at=place)
    assert "journal.xlsx, Hälsocentral, rad 6–7, P: Personen är borttagen" in spoken.out
    assert "P03" not in spoken.out + spoken.err + said.out


def test_after_mapping_anew_code_and_content_are_in_no_file_but_those_named(place: Path) -> None:
    told = run(["remove", "P03", "--json"], at=place).facts
    assert run(["map", "v26"], at=place).code == 1
    holding = {name for sought in ("P03", CONTENT) for name in seen_in(place, sought)}
    assert holding == set(told["to_delete_from"]) == {"rounds/v26/journal.xlsx"}


def seen_in(place: Path, sought: str) -> set[str]:
    """Return the files that hold a text; in pictures two letters and two digits may stand by chance."""
    found = set()
    for path in sorted(item for item in place.rglob("*") if item.is_file() and item.suffix != ".png"):
        parts = [(name, part) for name, part in looked_into(path) if path.suffix != ".pdf" or name]
        opened = [text for name, part in parts for _, text in contents(name, part)]
        if any(sought.encode() in text for text in opened) or sought in path.name:
            found.add(path.relative_to(place).as_posix())
    return found


def test_the_code_is_masked_where_another_persons_row_names_it(place: Path) -> None:
    run(["remove", "P03", "--yes"], at=place)
    run(["map", "v26"], at=place)
    assert "rounds/v26/out" not in {name[:14] for name in seen_in(place, "som P03")}
    assert seen_in(place, "Samma besök som •••")


@pytest.mark.parametrize("asked", ["check", "map"])
def test_a_sheet_read_on_its_own_is_refused_as_well(place: Path, asked: str, tmp_path: Path) -> None:
    run(["remove", "P03", "--yes"], at=place)
    out = ["--out", tmp_path / "out"] if asked == "map" else []
    facts = run([asked, journal(place), *out, "--group", "multisjuka_aldre", "--json"], at=place).facts
    assert (facts["entries"], facts["rejected"]) == (4, 2)


def test_ratings_and_needs_written_before_are_refused(place: Path) -> None:
    run(["rate", "v26", "--rater", "ssk A"], at=place)
    run(["rate", "v26", "--needs"], at=place)
    books = place / "rounds" / "v26" / "bedomningar"
    rated = fill(books / "bedomning-ssk-a.xlsx", "Bedöm", {"Vad gav kontakten?": "Behövdes"})
    fill_needs(books / "behov.xlsx")
    run(["remove", "P03", "--yes"], at=place)
    said = run(["collect", *sorted(books.glob("*.xlsx")), "--name", "v26", "--json"], at=place)
    assert (said.code, said.facts["refused"], said.facts["added"]) == (1, 2, 4)
    assert said.facts["needs"] == 0
    assert rated == 6
    assert seen_in(place, "P03").isdisjoint({"rounds.sqlite"})


def fill(path: Path, title: str, cells: dict[str, str]) -> int:
    """Write the same under headings of a sheet in every row that has a contact; return how many."""
    book = openpyxl.load_workbook(path)
    sheet = book[title]
    heading = next(row for row in sheet.iter_rows() if {cell.value for cell in row} >= {"Person", *cells})
    places = {cell.value: cell.column for cell in heading}
    numbers = [
        n for n in range(heading[0].row + 1, sheet.max_row + 1) if sheet.cell(n, places["Person"]).value
    ]
    for number in numbers:
        for name, text in cells.items():
            sheet.cell(number, places[name]).value = text
    book.save(path)
    return len(numbers)


def fill_needs(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heading = next(row for row in sheet.iter_rows() if "gäller person" in {cell.value for cell in row})
    places = {cell.value: cell.column for cell in heading}
    sheet.cell(sheet.max_row + 1, places["behov i personens ord"]).value = "Någon att ringa"
    sheet.cell(sheet.max_row, places["gäller person"]).value = "P03"
    book.save(path)


def test_a_new_person_gets_the_code_when_it_stands_nowhere_and_the_bar_is_lifted(place: Path) -> None:
    run(["remove", "P03", "--yes"], at=place)
    refused = run(["remove", "P03", "--free"], at=place)
    assert refused.code == 2
    assert "rounds/v26/journal.xlsx" in refused.err
    delete_rows(journal(place), "P03")
    assert run(["remove", "P03", "--free"], at=place).code == 0
    assert run(["remove", "P03", "--free"], at=place).code == 2
    assert "[[removed]]" not in (place / "rounds" / "v26" / "round.toml").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(journal(place))
    book["Hälsocentral"].append(["P03", "2026-04-01", None, "Läkarbesök"])
    book.save(journal(place))
    assert checked(place)["entries"] == 5


def test_what_the_team_wrote_in_round_toml_stands_as_they_wrote_it(place: Path) -> None:
    file = place / "rounds" / "v26" / "round.toml"
    before = file.read_text(encoding="utf-8") + "\n# vår egen anteckning\n"
    file.write_text(before, encoding="utf-8")
    run(["remove", "P03", "--yes"], at=place)
    after = file.read_text(encoding="utf-8")
    assert after.startswith(before.rstrip("\n"))
    delete_rows(journal(place), "P03")
    run(["remove", "P03", "--free"], at=place)
    assert file.read_text(encoding="utf-8").rstrip("\n") == before.rstrip("\n")


def test_two_persons_taken_out_are_both_refused(place: Path) -> None:
    run(["remove", "P03", "--yes"], at=place)
    run(["remove", "P02", "--yes"], at=place)
    assert checked(place) | {} == {"rows_read": 6, "entries": 2, "excluded": 0, "rejected": 4, "blank": 0}


def test_in_an_extract_a_person_is_taken_out_by_number_however_it_is_written(place: Path) -> None:
    """The analyst knows the number and not the pseudonym; the next extract writes it in another form."""
    extract = place / "rounds" / "v26" / "uttag.csv"
    lines = [f"{NUMBER};2026-03-01;Läkarbesök", "198001019876;2026-03-02;Läkarbesök"]
    extract.write_text("\n".join(["pnr;dag;typ", *lines]), encoding="utf-8")
    mapping = '[columns]\npatient = "pnr"\nstart = "dag"\nactivity = "typ"\n'
    extract.with_name("uttag.toml").write_text(mapping, encoding="utf-8")
    file = place / "rounds" / "v26" / "round.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace('["journal.xlsx"]', '["uttag.csv"]\ncolumns = "uttag.toml"'), encoding="utf-8"
    )
    assert run(["map", "v26"], at=place).code == 0
    done = run(["remove", NUMBER, "--json"], at=place)
    assert (done.code, done.facts["to_delete_from"]) == (0, ["rounds/v26/uttag.csv"])
    assert done.facts["rows_forgotten"] > 0
    extract.write_text(extract.read_text(encoding="utf-8").replace(NUMBER, "121212+1212"), encoding="utf-8")
    assert (checked(place)["entries"], checked(place)["rejected"]) == (1, 1)
    assert seen_in(place, NUMBER) == set()


def test_without_the_key_a_person_is_taken_out_and_the_answer_says_what_is_missing(
    place: Path, tmp_path: Path
) -> None:
    for key in (tmp_path / "keys").glob("*.key"):
        key.unlink()
    done = run(["remove", "P03", "--yes"], at=place)
    assert done.code == 0
    assert "kunde inte spärras" in done.out


def test_other_rounds_where_the_person_never_was_are_left_alone(place: Path) -> None:
    """Column P of a sheet has a cell called P3, and packed pictures hold two letters by chance."""
    assert run(["new", "multisjuka_aldre", "--name", "h26"], at=place).code == 0
    other = place / "rounds" / "h26"
    row = {"patient": "P01", "date": "2026-09-01", "activity": "Läkarbesök", "unit": "HC", "own_note": "x"}
    rows = [{**row, "planned": "Oplanerat", "status": "Blev av"}] * 4
    write_template(other / "journal.xlsx", group=GROUP, rows={"health_centre": rows})
    (other / "out" / "bild.png").write_bytes(b"\x89PNG p3 ")
    assert run(["remove", "P03", "--json"], at=place).facts["rounds"] == ["v26"]
    assert "[[removed]]" not in (other / "round.toml").read_text(encoding="utf-8")
    assert (other / "out" / "bild.png").exists()


def test_a_lost_key_is_said_with_what_can_be_done_and_a_new_one_can_be_made(
    place: Path, tmp_path: Path
) -> None:
    (key,) = (tmp_path / "keys").glob("*.key")
    assert "finns redan" in run(["init", place, "--new-key"], at=place).err
    key.unlink()
    refused = run(["check", "v26"], at=place)
    assert refused.code == 2
    assert key.name in refused.err
    assert "flowmap init --new-key" in refused.err
    with pytest.raises(WorkspaceError):
        open_round(journal(place))  # a notebook must not read on as if the file lay outside any round
    made = run(["init", "--new-key"], at=place)
    assert made.code == 0
    assert "inte längre spärrade" in made.out
    assert checked(place)["entries"] == 6
