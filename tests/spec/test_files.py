"""Files are written whole or not at all, and the same content gives the same bytes."""

import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from flowmap.errors import WorkspaceError
from flowmap.files import hash_file, rezip, write_whole, write_with, zip_members


def test_a_file_is_written_whole_or_stays_as_it_was(tmp_path: Path) -> None:
    """A failure half way leaves the old file, and no draft."""
    path = tmp_path / "rapport.html"
    write_whole(path, "först")

    def half(draft: Path) -> None:
        draft.write_text("halv")
        message = "disken är full"
        raise OSError(message)

    with pytest.raises(WorkspaceError, match=r"rapport\.html kunde inte skrivas"):
        write_with(path, half)
    assert path.read_text() == "först"
    assert [found.name for found in tmp_path.iterdir()] == ["rapport.html"]


def test_a_file_open_in_another_program_gets_a_neighbour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Excel holds its file locked on Windows: the new one is written beside, and the user is told."""
    path = tmp_path / "journal.xlsx"
    path.write_bytes(b"old")
    replace = Path.replace

    def locked(self: Path, target: Path) -> Path:
        if Path(target) == path:
            raise PermissionError
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", locked)
    first, second = write_whole(path, b"new"), write_whole(path, b"newer")
    assert (path.read_bytes(), first.path.name, second.path.name) == (
        b"old",
        "journal (2).xlsx",
        "journal (3).xlsx",
    )
    assert first.is_beside
    assert first.sentence().startswith("journal.xlsx är öppen i ett annat program")
    assert second.path.read_bytes() == b"newer"


def test_a_place_that_cannot_be_written_gets_one_sentence(tmp_path: Path) -> None:
    """No traceback: a sentence that says what to look at."""
    with pytest.raises(WorkspaceError, match="Se efter att mappen finns"):
        write_whole(tmp_path / "borta" / "a.txt", "x")
    (tmp_path / "mapp").mkdir()
    if os.name != "nt":
        with pytest.raises(WorkspaceError):
            write_with(tmp_path / "borta" / "a.txt", lambda draft: draft.write_text("x"))


def test_a_zip_of_the_same_content_has_the_same_bytes() -> None:
    """Neither the day nor the machine shows."""
    members = [("a.txt", b"hej"), ("b/c.txt", b"d" * 1000)]
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    assert rezip(packed.getvalue()) == zip_members(members)
    with zipfile.ZipFile(BytesIO(zip_members(members))) as archive:
        assert archive.read("b/c.txt") == b"d" * 1000


def test_a_hash_follows_the_bytes(tmp_path: Path) -> None:
    """Two files alike have one hash."""
    for name, content in (("a", b"x"), ("b", b"x"), ("c", b"y")):
        (tmp_path / name).write_bytes(content)
    assert hash_file(tmp_path / "a") == hash_file(tmp_path / "b") != hash_file(tmp_path / "c")
