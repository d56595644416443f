"""What points out a person: what the finder sees, what it leaves alone, and pseudonyms under a key."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowmap.errors import WorkspaceError
from flowmap.identity import (
    find_identifiers,
    is_key_private,
    key_path,
    make_key,
    mask_identifiers,
    pseudonym,
    read_key,
)
from tests.drawing import drawn

FOUND = drawn(
    """
    | text                              | kinds                  |
    | 193903072391                      | person_number          |
    | 19390307-2391                     | person_number          |
    | 390307-2391                       | person_number          |
    | 390307+2391                       | person_number          |
    | 3903072391                        | person_number          |
    | 39 03 07 23 91                    | person_number          |
    | 19 390307 2391                    | person_number          |
    | 390307–2391                       | person_number          |
    | 390307 ‒ 2391                     | person_number          |
    | １９３９０３０７２３９１                  | person_number          |
    | ١٩٣٩٠٣٠٧٢٣٩١                      | person_number          |
    | pnr193903072391.                  | person_number          |
    | 390367-2391                       | person_number          |
    | 20120307-2391                     | person_number          |
    | 19390307K123                      | reserve_number         |
    | 390307-T231                       | reserve_number         |
    | 991950123456                      | reserve_number         |
    | 220312AB12                        | reserve_number         |
    | ring 070-123 45 67                | phone                  |
    | +46 70 123 45 67                  | phone                  |
    | 0046701234567                     | phone                  |
    | 0961-140 00                       | phone                  |
    | (08) 123 456 78                   | phone                  |
    | anna.svensson@norrbotten.se       | mail                   |
    | anna (at) norrbotten . se         | mail                   |
    | 070-123 45 67 390307-2391         | phone person_number    |
    | 2026-03-01                        |                        |
    | 2026-03-01 14:30                  |                        |
    | 2026-03-01 1430                   |                        |
    | 20260301143000                    |                        |
    | 2026-03-01 - 2026-03-19           |                        |
    | 1/3 2026 kl 14.30                 |                        |
    | SE2321000131-F000000001234        |                        |
    | XS919                             |                        |
    | 28 besök, 330 timmar              |                        |
    | avdelning 3                       |                        |
    """
)


@pytest.mark.parametrize(("text", "kinds"), FOUND.to_numpy().tolist())
def test_the_finder_sees_identifiers_in_any_digits_spaces_and_dashes(text: str, kinds: str | None) -> None:
    """Dates, codes and counts are left alone."""
    assert [found.kind for found in find_identifiers(text)] == (kinds or "").split()


DIGITS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]
DASHES = ["", "-", " ", "–", "—", "\u2011", "\u2212", "\xa0", "\u2009", " - ", "\u200b", "-\u00ad"]


@settings(deadline=None, max_examples=300)
@given(st.dates(), st.integers(0, 999), st.sampled_from(DIGITS), st.sampled_from(DASHES), st.booleans())
def test_every_true_person_number_is_found_however_it_is_written(
    born: object, number: int, digits: str, dash: str, is_long: bool
) -> None:
    """Any day, any number, any script's digits, any space or dash."""
    short = f"{born:%y%m%d}{number:03d}"
    total = sum(sum(divmod(int(sign) * (2 - place % 2), 10)) for place, sign in enumerate(short))
    century = "19" if is_long else ""
    written = f"{century}{short[:6]}{dash}{short[6:]}{(10 - total % 10) % 10}"
    written = written.translate(str.maketrans("0123456789", digits))
    text = f"talade om {written} med dottern"
    assert [found.kind for found in find_identifiers(text)] == ["person_number"]
    assert mask_identifiers(text) == ("talade om ••• med dottern", 1)


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=200))
def test_masking_any_text_ends_and_leaves_nothing_to_find(text: str) -> None:
    """The mask holds whatever the text."""
    masked, count = mask_identifiers(text)
    assert (count == 0) == (masked == text)


def test_a_person_number_has_one_pseudonym_however_it_is_written() -> None:
    """Twelve digits, ten, a plus after a hundred years: the same person; another key: another pseudonym."""
    key, other = b"k" * 32, b"o" * 32
    told = {
        pseudonym(text, key=key, latest_year=2026)
        for text in ("19390307-2391", "193903072391", "390307-2391", "19 390307–2391")
    }
    assert len(told) == 1
    assert pseudonym("190703071234", key=key) == pseudonym("070307+1234", key=key, latest_year=2026)
    assert pseudonym("193903072391", key=other) not in told
    assert not find_identifiers(told.pop())


def test_the_key_is_made_once_outside_the_workspace(tmp_path: Path) -> None:
    """Made at init where FLOWMAP_KEY says, for the user alone, and read again the same."""
    workspace = tmp_path / "arjeplog"
    workspace.mkdir()
    place = {"FLOWMAP_KEY": str(tmp_path / "keys" / "arjeplog.key")}
    path = make_key("arjeplog", workspace=workspace, environment=place)
    key = read_key("arjeplog", workspace=workspace, environment=place)
    assert len(key) == 32
    assert make_key("arjeplog", workspace=workspace, environment=place) == path
    assert read_key("arjeplog", workspace=workspace, environment=place) == key
    assert is_key_private(path) in {True, None}


def test_a_key_inside_the_workspace_or_a_version_controlled_folder_is_refused(tmp_path: Path) -> None:
    """It would go along when the folder is shared."""
    workspace = tmp_path / "arjeplog"
    tracked = tmp_path / "project" / "keys"
    (tmp_path / "project" / ".git").mkdir(parents=True)
    workspace.mkdir()
    for place in (workspace / "secret.key", tracked / "a.key"):
        with pytest.raises(WorkspaceError, match="Den får inte ligga i arbetsmappen"):
            make_key("a", workspace=workspace, environment={"FLOWMAP_KEY": str(place)})


def test_a_lost_key_gets_a_clear_message(tmp_path: Path) -> None:
    """It says what can still be done, and what cannot."""
    place = {"FLOWMAP_KEY": str(tmp_path / "none.key")}
    with pytest.raises(WorkspaceError, match="flowmap init --new-key"):
        read_key("a", workspace=tmp_path / "w", environment=place)
    (tmp_path / "none.key").write_text("hemligt")
    with pytest.raises(WorkspaceError, match="är inte en nyckel"):
        read_key("a", workspace=tmp_path / "w", environment=place)


def test_without_being_told_the_key_lies_in_the_users_settings(tmp_path: Path) -> None:
    """A folder in FLOWMAP_KEY holds a file for each workspace."""
    assert key_path("Arjeplog", environment={}).name == "arjeplog.key"
    assert key_path("Arjeplog", environment={"FLOWMAP_KEY": str(tmp_path)}) == tmp_path / "arjeplog.key"


def test_a_person_number_right_after_other_digits_is_found() -> None:
    """The last digits of a phone number are no year of birth that swallows the number behind them."""
    assert mask_identifiers("070-123 45 67, 19390307-2391") == ("•••, •••", 2)
    assert mask_identifiers("rum 67, 19390307-2391") == ("rum 67, •••", 1)
