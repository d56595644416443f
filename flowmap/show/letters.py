"""Letters as numbers: how wide a text is, and where it breaks, without opening a font.

``letter_widths.txt`` holds the advance widths of DejaVu Sans (regular and bold), which matplotlib ships and
typst embeds. Each line is a first code point (hexadecimal) and the widths that follow it, in 2048ths of an
em; ``w*n`` is a run. A test reads the font again and compares.
"""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

UNITS_PER_EM = 2048
ASCENT_EMS = 0.76
DESCENT_EMS = 0.24
UNKNOWN_EMS = 1.3  # emoji and scripts that the font lacks: another font's widest common letter
ELLIPSIS = "…"
_UNIT = re.compile(r"(?<=\d) (?=\w{1,2}\b)")
_HARD_SPACE = "\u00a0"  # a number and its unit stay on one line
_VOWELS = frozenset("aeiouyåäöéAEIOUYÅÄÖÉ")
_BEFORE_JOINING_S = ("ing", "et", "skap", "ion", "dom", "medel", "stånd")
_BEGINS_TOGETHER = frozenset({"pl", "kl", "bl", "gl", "fl"})  # genomförande-plan
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_KEPT_INVISIBLE = "\u200d"  # joins emoji


@cache
def _widths(weight: str) -> dict[str, int]:
    """Return the width of every letter in the font of this weight."""
    text = (files("flowmap.show") / "letter_widths.txt").read_text(encoding="ascii")
    section = text.split(f"[{weight}]\n")[1].split("[")[0]
    widths: dict[str, int] = {}
    for line in section.splitlines():
        first, *runs = line.split()
        code = int(first, 16)
        for run in runs:
            width, _, times = run.partition("*")
            for _ in range(int(times or 1)):
                widths[chr(code)] = int(width)
                code += 1
    return widths


def clean(text: str) -> str:
    """Return ``text`` on one line without control characters, lone surrogates or marks that turn the line.

    Letters that are written from right to left stay: they turn themselves and nothing around them.
    """
    plain = str(text)
    return plain if plain.isascii() and plain.isprintable() and "  " not in plain else _cleaned(plain)


@lru_cache(maxsize=4096)
def _cleaned(text: str) -> str:
    spaced = unicodedata.normalize("NFC", "".join(" " if c.isspace() else c for c in text))
    kept = (c for c in spaced if c in _KEPT_INVISIBLE or unicodedata.category(c) not in _INVISIBLE)
    return " ".join(part for part in "".join(kept).split(" ") if part)


@lru_cache(maxsize=16384)
def _ems(text: str, weight: str) -> float:
    widths = _widths(weight)
    unknown = int(UNKNOWN_EMS * UNITS_PER_EM)
    return sum(widths.get(c, 0 if _is_mark(c) else unknown) for c in text) / UNITS_PER_EM


def _is_mark(letter: str) -> bool:
    return letter == _KEPT_INVISIBLE or unicodedata.category(letter) in {"Mn", "Me"}


def text_width(text: str, size: float, *, weight: str = "regular") -> float:
    """Return the width of ``text`` in the units of ``size``, kerning left out (it makes text narrower).

    Examples
    --------
    >>> round(text_width("Läkarbesök", 10), 1), round(text_width("Läkarbesök", 10, weight="bold"), 1)
    (57.3, 64.9)
    """
    return _ems(text, weight) * size


def shorten(text: str, width: float, *, size: float, weight: str = "regular") -> str:
    """Return ``text``, or as much of it as ``width`` holds with an ellipsis; empty where nothing fits.

    Examples
    --------
    >>> shorten("Utskrivningsplanering", width=80, size=10)
    'Utskrivningsp…'
    """
    if text_width(text, size, weight=weight) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + ELLIPSIS, size, weight=weight) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS if low else ""


def wrap(text: str, width: float, *, size: float, lines: int = 2, weight: str = "regular") -> tuple[str, ...]:
    """Return ``text`` broken into at most ``lines`` lines, none wider than ``width``.

    A word that no line holds is broken with a hyphen: where an s joins a compound, else before a consonant
    that a vowel follows; what is left over after the last line becomes an ellipsis.

    Examples
    --------
    >>> wrap("Utskrivningsplanering med kommunen", width=85, size=10)
    ('Utskrivnings-', 'planering med…')
    >>> wrap("Kontakt inom tre dagar hemma", width=90, size=10)
    ('Kontakt inom tre', 'dagar hemma')
    """
    broken: list[str] = []
    words = _UNIT.sub(_HARD_SPACE, text).split(" ")
    while words and len(broken) < lines:
        if len(broken) == lines - 1:
            broken.append(shorten(" ".join(words), width, size=size, weight=weight))
            break
        line, words = _fill(words, width, size, weight)
        broken.append(line)
    return tuple(line.replace(_HARD_SPACE, " ") for line in broken if line)


def _fill(words: list[str], width: float, size: float, weight: str) -> tuple[str, list[str]]:
    """Return the longest line that fits, and the words after it."""
    taken = 0
    while taken < len(words) and text_width(" ".join(words[: taken + 1]), size, weight=weight) <= width:
        taken += 1
    if taken:
        return " ".join(words[:taken]), words[taken:]
    head, tail = _split_word(words[0], width, size, weight)
    return head, [tail, *words[1:]] if tail else words[1:]


def _split_word(word: str, width: float, size: float, weight: str) -> tuple[str, str]:
    fits = 1
    while fits < len(word) and text_width(word[: fits + 1] + "-", size, weight=weight) <= width:
        fits += 1
    last = min(fits, len(word) - 3)
    for at in range(last, max(3, last // 2), -1):
        if word[at - 1] == "s" and _joins(word[: at - 1], word[at]):
            return f"{word[:at]}-", word[at:]
    for at in range(last, max(2, fits - 6), -1):
        if word[at] not in _VOWELS and at + 1 < len(word) and word[at + 1] in _VOWELS:
            begins = at - (word[at - 1 : at + 1] in _BEGINS_TOGETHER and word[at - 2] in _VOWELS)
            return f"{word[:begins]}-", word[begins:]
    return f"{word[:fits]}-", word[fits:]


def _joins(before: str, after: str) -> bool:
    """Return whether an s joins what is before it to what is after, and does not begin the next part.

    Of two s the second begins the next part (behandlings-samtal); before a vowel an s mostly does,
    or k, p, t (anhörig-samtal, sjuk-skrivning), but after endings that take one (utskrivnings-ansvar).
    """
    if after in _VOWELS or after in "kpt":
        return before.endswith(_BEFORE_JOINING_S)
    return before[-1] not in _VOWELS and before[-1] != "s"
