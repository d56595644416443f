"""Taking a person out: afterwards the code stands in no file but those that the answer names."""

import json
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from flowmap.errors import WorkspaceError
from flowmap.group import read_group
from flowmap.journal.template import write_template
from flowmap.workspace import (
    BasisSetting,
    RoundFolder,
    RoundSettings,
    Workspace,
    make_round,
    make_workspace,
    read_round_settings,
    remove_person,
)

TODAY = date(2026, 5, 4)
CONTENT = "Trött och yr sedan i lördags"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("FLOWMAP_KEY", str(tmp_path / "elsewhere" / "team.key"))
    return make_workspace(tmp_path / "arjeplog", municipality="Arjeplog")


@pytest.fixture
def mapped(workspace: Workspace) -> RoundFolder:
    """A round with P03 in sheets, settings, notebooks, pictures, tables and a report."""
    own = {"basis": "consent", "decided_by": "verksamhetschef"}
    settings = RoundSettings.model_validate(
        {
            "title": "Våren 2026",
            "group": "multisjuka_aldre",
            "basis": [
                {"patients": ["P01", "P03"], "journals": "alla", **own},
                {"patients": "P03", "journals": "inpatient", **own},
            ],
            "accept": [{"check": "near_duplicate", "because": "P03 hade två besök"}],
        }
    )
    made = make_round(workspace, "2026-var", settings=settings)
    rows = [{"patient": code, "in_short": CONTENT} for code in ("P01", "P03")]
    write_template(made.journal, group=read_group("multisjuka_aldre"), rows={"health_centre": rows})
    (made.out / "pictures").mkdir()
    (made.out / "pictures" / "way-P03.svg").write_text(f"<svg><title>P03 {CONTENT}</title></svg>")
    (made.out / "contacts.csv").write_text(f"patient;in_short\nP03;{CONTENT}\n")
    with zipfile.ZipFile(made.out / "report.docx", "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", f"<p>P03 {CONTENT}</p>")
    cells = [
        {"cell_type": "markdown", "source": ["Vägen"]},
        {
            "cell_type": "code",
            "source": ["draw_way()"],
            "outputs": [{"text": f"P03 {CONTENT}"}],
            "execution_count": 3,
        },
    ]
    (made.notebooks / "2_vagen.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}))
    return made


def _everything(workspace: Workspace) -> dict[str, bytes]:
    """Return the content of every file, what is zipped unzipped."""
    contents = {}
    for path in sorted(workspace.folder.rglob("*")):
        if path.is_file():
            contents[path.relative_to(workspace.folder).as_posix()] = _unzipped(path)
    return contents


def _unzipped(path: Path) -> bytes:
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as parts:
        return b"\n".join(parts.read(name) for name in parts.namelist())


def test_code_and_content_are_left_only_in_the_files_that_are_named(
    workspace: Workspace, mapped: RoundFolder
) -> None:
    done = remove_person(workspace, "P03", on=TODAY)
    left = _everything(workspace)
    holding = {name for name, content in left.items() if b"P03" in content or CONTENT.encode() in content}
    assert holding == {"rounds/2026-var/journal.xlsx"} == set(done.to_delete_from)
    assert done.deleted == (
        "rounds/2026-var/out/contacts.csv",
        "rounds/2026-var/out/pictures/way-P03.svg",
        "rounds/2026-var/out/report.docx",
    )
    assert not any("P03" in name for name in left)


def test_settings_keep_the_others_and_forget_the_person(workspace: Workspace, mapped: RoundFolder) -> None:
    remove_person(workspace, "P03", on=TODAY)
    settings = read_round_settings(mapped.settings_file)
    assert [item.patients for item in settings.basis] == [("P01",)]
    assert settings.accept == ()
    assert settings.title == "Våren 2026"


def test_notebooks_lose_their_outputs_and_keep_their_cells(workspace: Workspace, mapped: RoundFolder) -> None:
    done = remove_person(workspace, "P03", on=TODAY)
    notebook = json.loads((mapped.notebooks / "2_vagen.ipynb").read_text())
    assert notebook["cells"][1] == {
        "cell_type": "code",
        "source": ["draw_way()"],
        "outputs": [],
        "execution_count": None,
    }
    assert "rounds/2026-var/notebooks/2_vagen.ipynb" in done.rewritten


def test_a_notebook_that_names_the_code_itself_is_named_for_the_user(
    workspace: Workspace, mapped: RoundFolder
) -> None:
    (mapped.notebooks / "eget.py").write_text('draw_way(contacts, patient="P03")')
    done = remove_person(workspace, "P03", on=TODAY)
    assert "rounds/2026-var/notebooks/eget.py" in done.to_delete_from


def test_a_record_without_code_or_content_is_left(workspace: Workspace, mapped: RoundFolder) -> None:
    remove_person(workspace, "P03", on=TODAY)
    record = (workspace.folder / "removals.csv").read_text(encoding="utf-8").splitlines()
    assert record[1:] == ["2026-05-04;2026-var;3;0"]


def test_the_store_is_asked_first_and_what_it_forgot_is_counted(
    workspace: Workspace, mapped: RoundFolder
) -> None:
    asked: list[tuple[str, list[str], bool]] = []

    def forget(code: str, rounds: Sequence[str]) -> int:
        asked.append((code, list(rounds), (mapped.out / "contacts.csv").exists()))
        return 12

    assert remove_person(workspace, "P03", on=TODAY, forget_in_store=forget).rows_forgotten == 12
    assert asked == [("P03", ["2026-var"], True)]


def test_rounds_without_the_person_are_left_alone(workspace: Workspace, mapped: RoundFolder) -> None:
    other = make_round(workspace, "2025-var", settings=RoundSettings(group="multisjuka_aldre"))
    (other.out / "contacts.csv").write_text("patient\nP030\nXP03\n")
    done = remove_person(workspace, "P03", on=TODAY)
    assert (other.out / "contacts.csv").exists()
    assert done.rounds == ("2026-var",)


def test_in_another_round_the_same_code_may_be_another_person(
    workspace: Workspace, mapped: RoundFolder
) -> None:
    basis = (BasisSetting(patients=("P03",), journals=("other",)),)
    other = make_round(workspace, "2025-var", settings=RoundSettings(group="multisjuka_aldre", basis=basis))
    done = remove_person(workspace, "P03", on=TODAY, rounds=["2026-var"])
    assert read_round_settings(other.settings_file).basis == basis
    assert not any("2025-var" in name for name in done.to_delete_from)


def test_a_code_that_stands_nowhere_is_said_without_repeating_it(
    workspace: Workspace, mapped: RoundFolder
) -> None:
    with pytest.raises(WorkspaceError, match="Koden finns inte") as caught:
        remove_person(workspace, "P44", on=TODAY)
    assert "P44" not in str(caught.value)
    assert not (workspace.folder / "removals.csv").exists()


def test_the_code_is_found_in_every_case_and_in_wide_text(workspace: Workspace, mapped: RoundFolder) -> None:
    (mapped.folder / "brev.txt").write_bytes("till p03, hälsningar".encode("utf-16"))
    assert "rounds/2026-var/brev.txt" in remove_person(workspace, "P03", on=TODAY).to_delete_from


@pytest.mark.parametrize("asked", ["P03", "P3", "p03", "P 03"])
@pytest.mark.parametrize("typed", ["P03", "P3", "p03", "P 03"])
def test_a_person_is_taken_out_however_the_code_is_typed(
    workspace: Workspace, mapped: RoundFolder, asked: str, typed: str
) -> None:
    """In the command, in round.toml and in a file that the team wrote."""
    (mapped.folder / "brev.txt").write_text(f"till {typed}, hälsningar")
    text = mapped.settings_file.read_text(encoding="utf-8")
    mapped.settings_file.write_text(text.replace('"P03"', f'"{typed}"'), encoding="utf-8")
    asked_of_store: list[str] = []

    def forget(code: str, rounds: Sequence[str]) -> int:
        asked_of_store.append(code)
        return 0

    done = remove_person(workspace, asked, on=TODAY, forget_in_store=forget)
    assert "rounds/2026-var/brev.txt" in done.to_delete_from
    assert [item.patients for item in read_round_settings(mapped.settings_file).basis] == [("P01",)]
    assert asked_of_store == ["P03"]


def test_a_file_that_cannot_be_deleted_is_named(
    workspace: Workspace, mapped: RoundFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the report is open in Word on Windows."""
    monkeypatch.setattr("flowmap.workspace.erasure.shutil.rmtree", lambda *_, **__: None)
    done = remove_person(workspace, "P03", on=TODAY)
    assert "rounds/2026-var/out/report.docx" in done.to_delete_from
    assert done.deleted == ()
