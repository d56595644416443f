"""A new round comes with a letter to the person and a checklist for the team, both to be adapted."""

import re
from pathlib import Path

import pytest

from flowmap.words import show_in
from flowmap.workspace import write_letters


def _plain(rtf: str) -> str:
    """Return the text of the RTF we write: paragraphs as lines, numbers as signs, the rest taken away."""
    text = re.sub(r"\\u(-?\d+)\?", lambda m: chr(int(m[1]) % 65536), rtf)
    text = re.sub(r"\{\\(?:fonttbl|colortbl).*?\}\}?", "", text.replace("\n", ""))
    return re.sub(r"\\[a-z]+-?\d* ?|[{}]", "", text.replace("\\par\\pard", "\n").replace("\\par}", "\n"))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_both_are_whole_rtf_of_plain_signs(tmp_path: Path, language: str) -> None:
    with show_in(language):
        written = write_letters(tmp_path, municipality="Arjeplogs kommun", group="Multisjuka äldre")
    assert len(written) == 2
    for item in written:
        content = item.path.read_bytes().decode("ascii")
        assert content.startswith("{\\rtf1\\ansi")
        assert content.count("{") - content.count("\\{") == content.count("}") - content.count("\\}")


def test_the_letter_names_municipality_and_group_and_leaves_the_rest_to_fill_in(tmp_path: Path) -> None:
    [letter, checklist] = write_letters(tmp_path, municipality="Arjeplogs kommun", group="Multisjuka äldre")
    assert (letter.path.name, checklist.path.name) == ("Informationsbrev.rtf", "Checklista.rtf")
    text = _plain(letter.path.read_text())
    assert "Arjeplogs kommun och regionen" in text
    assert "(gruppen Multisjuka äldre)" in text
    assert "ingen juridisk rådgivning" in text
    assert "[namn], [roll], [telefon]" in text
    assert "Vi granskar vägen, inte dig" in text
    assert "☐ Läs bladet Så granskar vi tillsammans." in _plain(checklist.path.read_text())


def test_a_name_with_the_formats_own_signs_stays_a_name(tmp_path: Path) -> None:
    [letter, _] = write_letters(tmp_path, municipality="A{b}\\par c", group="g")
    assert "A\\{b\\}\\\\par c och regionen" in letter.path.read_text()


def test_without_a_municipality_the_letter_still_reads_well(tmp_path: Path) -> None:
    [letter, _] = write_letters(tmp_path, municipality="", group="g")
    assert "Kommunen och regionen vill" in _plain(letter.path.read_text())


def test_no_code_and_no_address_stands_in_them(tmp_path: Path) -> None:
    for item in write_letters(tmp_path, municipality="Arjeplog", group="g"):
        assert not re.search(r"P\d\d|http|www", item.path.read_text())
