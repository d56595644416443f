"""Letters: a text's width is known before it is drawn, and a long Swedish word never leaves its place."""

import importlib.util
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowmap.show.letters import clean, shorten, text_width, wrap

COMPOUND = "Utskrivningsplaneringssamordningsmöte"


def font_folder() -> Path:
    spec = importlib.util.find_spec("matplotlib")
    assert spec is not None
    assert spec.origin
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"


def table_from_fonts() -> str:
    """Return letter_widths.txt as the fonts say it."""
    sections = [("regular", "DejaVuSans.ttf"), ("bold", "DejaVuSans-Bold.ttf")]
    return "".join(f"[{weight}]\n{_section(font_folder() / name)}" for weight, name in sections)


def _section(path: Path) -> str:
    from fontTools.ttLib import TTFont

    font = TTFont(path)
    names = {code: name for code, name in font.getBestCmap().items() if code < 0x3000 and code >= 0x20}
    widths = {code: font["hmtx"][name][0] for code, name in names.items()}
    lines = []
    for _, run in groupby(enumerate(sorted(widths)), key=lambda pair: pair[1] - pair[0]):
        codes = [code for _, code in run]
        runs = [(width, len(list(same))) for width, same in groupby(widths[code] for code in codes)]
        lines.append(" ".join([f"{codes[0]:x}", *(f"{w}*{n}" if n > 1 else f"{w}" for w, n in runs)]))
    return "\n".join(lines) + "\n"


def test_the_width_table_is_what_the_font_says():
    """The table in the package equals the fonts that matplotlib ships and typst embeds."""
    shipped = Path(__file__).resolve().parents[2] / "flowmap" / "show" / "letter_widths.txt"
    assert shipped.read_text(encoding="ascii") == table_from_fonts()


def test_every_symbol_of_the_pictures_is_in_the_font():
    """A symbol that the font lacks would be an empty box on the wall."""
    from fontTools.ttLib import TTFont

    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        letters = TTFont(font_folder() / name).getBestCmap()
        missing = [c for c in "☎⚑+=–×≠✓✗?·…→◂▸”åäöÅÄÖé" if ord(c) not in letters]
        assert missing == []


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [(COMPOUND, 90, 2), (COMPOUND, 90, 5), (COMPOUND * 6, 120, 3), ("Kontakt inom tre dagar hemma", 90, 2)],
)
def test_a_long_compound_never_overflows(text, width, lines):
    """Each line of a wrapped heading is at most as wide as its column."""
    broken = wrap(text, width, size=12, lines=lines)
    assert 1 <= len(broken) <= lines
    assert max(text_width(line, 12) for line in broken) <= width


@pytest.mark.parametrize(
    "word", ["Behandlings-samtal", "Utskrivnings-planering", "Utskrivnings-ansvar", "Anhörig-samtal"]
)
def test_a_compound_is_broken_where_its_parts_meet(word):
    """The s that joins stays with the first part, and the second part keeps its own."""
    whole = word.replace("-", "")
    first, second = word.split("-")
    width = text_width(f"{first}{second[0]}-", 12) + 1
    assert wrap(whole, width, size=12) == (f"{first}-", second)


def test_a_wrapped_text_loses_no_letter_where_there_is_room():
    """With lines enough, every letter is still there once the hyphens are taken away."""
    broken = wrap(COMPOUND, 90, size=12, lines=9)
    assert "".join(line.rstrip("-") for line in broken) == COMPOUND


def test_what_does_not_fit_is_said_to_be_cut():
    """A text that is cut ends with an ellipsis; one that fits is left as it is."""
    assert shorten(COMPOUND, 90, size=12).endswith("…")
    assert shorten("Ja", 90, size=12) == "Ja"
    assert shorten("Ja", 1, size=12) == ""


def test_marks_that_turn_the_line_are_taken_away():
    """A right-to-left override would write the rest of the picture backwards."""
    assert clean("SIP\u202e-möte\n\x07 nu") == "SIP-möte nu"
    assert clean("שלום") == "שלום"


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=60), st.floats(20, 300), st.integers(1, 4))
def test_any_text_stays_inside(text, width, lines):
    """Whatever is written, no line is wider than its place."""
    for line in wrap(clean(text), width, size=11, lines=lines):
        assert text_width(line, 11) <= max(width, 11 * 1.3 + text_width("-", 11))
