"""A municipality's workspace: made whole or not at all, found from anywhere inside, settings explained."""

from datetime import date
from pathlib import Path

import pytest

from flowmap.errors import SettingsError, WorkspaceError
from flowmap.words import show_in
from flowmap.workspace import (
    BasisSetting,
    RoundSettings,
    WindowSetting,
    Workspace,
    find_round,
    find_workspace,
    list_rounds,
    make_round,
    make_workspace,
    read_round_settings,
    read_workspace_settings,
    shared_folder_warning,
)
from flowmap.workspace.settings_text import round_text


@pytest.fixture(autouse=True)
def _key_beside(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path_factory.mktemp("configuration")
    monkeypatch.setenv("FLOWMAP_KEY", str(folder / "team.key"))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path / "arjeplog", municipality="Arjeplog")


SETTINGS = RoundSettings(title="Multisjuka äldre, våren 2026", group="multisjuka_aldre")


def test_a_new_workspace_has_its_settings_and_folders(workspace: Workspace) -> None:
    assert sorted(path.name for path in workspace.folder.iterdir()) == ["flowmap.toml", "groups", "rounds"]
    assert read_workspace_settings(workspace.settings_file) == workspace.settings
    assert workspace.settings.municipality == "Arjeplog"


def test_the_key_lies_outside_the_workspace(workspace: Workspace, tmp_path: Path) -> None:
    assert [path for path in tmp_path.rglob("*") if path.suffix == ".key"] == []


def test_a_key_that_would_lie_in_the_workspace_is_refused_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOWMAP_KEY", str(tmp_path / "arjeplog" / "team.key"))
    with pytest.raises(WorkspaceError, match="Nyckeln"):
        make_workspace(tmp_path / "arjeplog")
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_is_not_made_twice(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="är redan en arbetsmapp"):
        make_workspace(workspace.folder)


def test_a_workspace_is_found_from_anywhere_inside(workspace: Workspace) -> None:
    made = make_round(workspace, "2026-var", settings=SETTINGS)
    assert find_workspace(made.notebooks).folder == workspace.folder.resolve()


def test_outside_a_workspace_the_message_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="flowmap init"):
        find_workspace(tmp_path)


def test_a_file_where_the_folder_should_be_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "arjeplog").write_text("brev")
    with pytest.raises(WorkspaceError, match="Det går inte att skriva i mappen arjeplog"):
        make_workspace(tmp_path / "arjeplog")
    assert (tmp_path / "arjeplog").read_text() == "brev"


def test_when_writing_fails_half_way_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise PermissionError

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(WorkspaceError, match="Inget har sparats"):
        make_workspace(tmp_path / "nytt" / "arjeplog")
    assert list(tmp_path.iterdir()) == []


def test_a_round_has_its_folders_and_settings(workspace: Workspace) -> None:
    made = make_round(workspace, "2026-var-multisjuka", settings=SETTINGS)
    assert sorted(path.name for path in made.folder.iterdir()) == ["notebooks", "out", "round.toml"]
    assert find_round("2026-var-multisjuka", workspace=workspace).settings == SETTINGS
    assert find_round(made.out).folder == made.folder.resolve()
    assert made.inputs == (made.journal,)
    assert list_rounds(workspace) == ["2026-var-multisjuka"]


def test_a_round_that_is_there_is_not_overwritten(workspace: Workspace) -> None:
    make_round(workspace, "2026-var", settings=SETTINGS)
    with pytest.raises(WorkspaceError, match="finns redan"):
        make_round(workspace, "2026-var", settings=SETTINGS)


@pytest.mark.parametrize("name", ["a/b", "..", "con", "NUL.txt", "", "x?", "slut.", "a" * 81, "\ta"])
def test_a_name_that_no_windows_folder_can_have_is_refused(workspace: Workspace, name: str) -> None:
    with pytest.raises(WorkspaceError, match="går inte att använda"):
        make_round(workspace, name, settings=SETTINGS)


def test_a_person_number_is_no_name_of_a_round_and_not_repeated(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="personnummer") as caught:
        make_round(workspace, "runda 19400102-1234", settings=SETTINGS)
    assert "1940" not in str(caught.value)


def test_an_unknown_round_is_answered_with_those_there_are(workspace: Workspace) -> None:
    make_round(workspace, "2026-var", settings=SETTINGS)
    with pytest.raises(WorkspaceError, match="2026-var"):
        find_round("2025-host", workspace=workspace)


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive - Region Norrbotten", "OneDrive"),
        ("OneDrive", "OneDrive"),
        ("Microsoft Teams", "Teams"),
        ("Dropbox (Privat)", "Dropbox"),
        ("SharePoint", "SharePoint"),
    ],
)
def test_a_folder_that_is_copied_to_a_server_gets_a_warning_that_says_why(
    tmp_path: Path, folder: str, service: str
) -> None:
    made = make_workspace(tmp_path / folder / "arjeplog")
    assert len(made.warnings) == 1
    assert service in made.warnings[0]
    assert "kopierar filer till en server" in made.warnings[0]
    assert find_workspace(made.folder).warnings == made.warnings


def test_where_onedrive_says_that_it_lies_counts_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shared_folder_warning(tmp_path / "Dokument") == ""
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path))
    assert "OneDrive" in shared_folder_warning(tmp_path / "Dokument")


@pytest.mark.parametrize("folder", ["boxen", "teamarbete", "hemtjänst", "Inbox"])
def test_ordinary_folders_get_no_warning(tmp_path: Path, folder: str) -> None:
    assert shared_folder_warning(tmp_path / folder) == ""


def test_settings_survive_being_written_and_read_in_both_languages(tmp_path: Path) -> None:
    settings = RoundSettings.model_validate(
        {
            "title": 'Citat " och \\ och\ttab',
            "group": "multisjuka_aldre",
            "inputs": ["region.xlsx", "kommun.xlsx"],
            "columns": "cosmic",
            "window": {"start": date(2026, 1, 1), "end": date(2026, 6, 30)},
            "basis": [
                {
                    "patients": ["P01", "P02"],
                    "journals": ["inpatient", "health_centre"],
                    "basis": "consent",
                    "decided_by": "verksamhetschef",
                    "decided_on": date(2026, 1, 15),
                    "keep_until": date(2027, 12, 31),
                },
                {"patients": "alla", "journals": "alla", "basis": "", "decided_on": ""},
            ],
            "accept": [{"check": "near_duplicate", "because": "två besök", "sheet": "HC", "rows": [4, 5]}],
        }
    )
    path = tmp_path / "round.toml"
    for language in ("sv", "en"):
        with show_in(language):
            path.write_text(round_text(settings), encoding="utf-8")
        assert read_round_settings(path) == settings


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("samtycke", "consent"),
        ("Beslut om  utlämnande", "disclosure"),
        ("egen uppföljning", "own_follow_up"),
        ("own follow-up", "own_follow_up"),
        ("disclosure", "disclosure"),
        ("", None),
    ],
)
def test_a_basis_is_written_in_the_words_of_the_template(
    tmp_path: Path, written: str, code: str | None
) -> None:
    path = tmp_path / "round.toml"
    block = f'[[basis]]\npatients = "P01"\njournals = ["Slutenvård", "other"]\nbasis = "{written}"\n'
    path.write_text(f'group = "bas"\n{block}', encoding="utf-8")
    basis = read_round_settings(path).basis[0]
    assert (basis.basis, list(basis.journals)) == (code, ["inpatient", "other"])


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_block_that_the_template_shows_is_read_as_it_stands(tmp_path: Path, language: str) -> None:
    with show_in(language):
        text = round_text(RoundSettings(group="bas"))
    lines = [line.removeprefix("# ") for line in text.splitlines()]
    start = lines.index("[[basis]]")
    block = "\n".join(lines[start : lines.index("[[accept]]") - 4])
    path = tmp_path / "round.toml"
    path.write_text(f'group = "bas"\n{block}\n', encoding="utf-8")
    basis = read_round_settings(path).basis[0]
    assert (basis.basis, list(basis.journals), basis.is_whole()) == ("consent", ["inpatient"], True)


def test_a_later_block_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "round.toml"
    whole = '[[basis]]\npatients = "P01"\njournals = "alla"\n'
    path.write_text(f'group = "bas"\n{whole * 4}basis = "x"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="basis i 4:e underlaget"):
        read_round_settings(path)


def test_a_settings_file_that_notepad_saved_with_a_mark_first_is_read(tmp_path: Path) -> None:
    path = tmp_path / "round.toml"
    path.write_text('group = "bas"\n', encoding="utf-8-sig")
    assert read_round_settings(path) == RoundSettings(group="bas")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'titel = "x"\ngroup = "bas"',
            "nyckeln titel är inte känd. Tillåtna här: accept, allowed_words, basis, ",
        ),
        ('title = "x"', "group saknas, och måste anges"),
        ("group = 3", "group ska vara text inom citattecken"),
        (
            'group = "bas"\n[[basis]]\npatients = "P01"\njournals = "sluten"',
            r"journals\[1\] i första underlaget har ett värde som inte finns. Tillåtna: hälsocentral, .*, alla.$",
        ),
        (
            'group = "bas"\n[[basis]]\npatients = "P01"\njournals = "alla"\nbasis = "ja"',
            "basis i första underlaget har ett värde som inte finns. Tillåtna: samtycke, beslut om utlämnande, ",
        ),
        (
            'group = "bas"\n[[basis]]\npatients = "P01"\njournals = "alla"\ndecided_on = "i våras"',
            r"decided_on i första underlaget ska vara en dag som 2026-03-01",
        ),
        ('group = "bas"\n[window]\nfrom = 2026-01-01', "window.from är inte känd. Tillåtna här: end, start"),
        (
            'group = "bas"\n[window]\nstart = 2026-02-01\nend = 2026-01-01',
            r"window slutar \(2026-01-01\) innan den börjar \(2026-02-01\)",
        ),
        (
            'group = "bas"\n[[accept]]\ncheck = "future"\nbecause = ""',
            "because i första godtagna kontrollen är tom",
        ),
        ("group = bas", "går inte att läsa som TOML"),
    ],
)
def test_what_is_wrong_is_said_with_file_key_and_what_is_allowed(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "round.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=said) as caught:
        read_round_settings(path)
    assert str(caught.value).startswith("round.toml")


def test_a_wrong_language_is_answered_with_the_two_there_are(tmp_path: Path) -> None:
    path = tmp_path / "flowmap.toml"
    path.write_text('language = "fi"', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"language har ett värde som inte finns\. Tillåtna: sv, en"):
        read_workspace_settings(path)


def test_settings_in_another_encoding_or_missing_are_said_so(tmp_path: Path) -> None:
    path = tmp_path / "round.toml"
    with pytest.raises(SettingsError, match=r"round\.toml finns inte"):
        read_round_settings(path)
    path.write_bytes('title = "för"'.encode("cp1252"))
    with pytest.raises(SettingsError, match="UTF-8"):
        read_round_settings(path)


def test_a_basis_that_is_whole_goes_before_one_that_is_not() -> None:
    whole = BasisSetting(
        patients=("alla",),
        journals=("alla",),
        basis="own_follow_up",
        decided_by="verksamhetschef",
        decided_on=date(2026, 1, 1),
        keep_until=date(2027, 1, 1),
    )
    part = BasisSetting(patients=("P01",), journals=("inpatient",), basis="consent")
    settings = RoundSettings(group="bas", basis=(whole, part))
    rows = settings.basis_rows([("P01", "inpatient"), ("P02", "other")])
    assert [row["basis"] for row in rows] == ["own_follow_up", "own_follow_up"]
    alone = RoundSettings(group="bas", basis=(part,), window=WindowSetting())
    rows = alone.basis_rows([("P01", "inpatient"), ("P02", "other")])
    assert [(row["basis"], row["decided_by"]) for row in rows] == [("consent", None), (None, None)]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_example_in_the_comments_is_right_as_it_stands(tmp_path: Path, language: str) -> None:
    """Whoever takes away the signs before it gets settings that work."""
    with show_in(language):
        lines = round_text(RoundSettings(group="bas")).splitlines()
    starts = [n for n, line in enumerate(lines) if line.startswith("# [[")]
    for start in starts:
        end = next((n for n in range(start, len(lines)) if not lines[n].startswith("#")), len(lines))
        lines[start:end] = [line.removeprefix("# ") for line in lines[start:end]]
    path = tmp_path / "round.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    settings = read_round_settings(path)
    assert settings.basis[0].is_whole()
    assert settings.accept[0].rows == (14, 15)
