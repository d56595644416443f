"""Words in free text that may be somebody's name. The check asks; it does not know."""

import re
from functools import cache, lru_cache
from importlib.resources import files

from flowmap.identity.headings import plain

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_PARTS = re.compile(r"[-'’]")
_SENTENCE_END = re.compile(r"(?:^|[.!?:;–\-/\n(\"”]\s*)$")
_LAST_NAME = re.compile(r"\w{2,}(?:sson|strom|qvist|kvist|stedt|lund|berg|dahl|gren)")
_PLACE = re.compile(
    r".{3,}(?:mottagning(?:en)?|central(?:en)?|gard(?:en)?|backen|hemmet|sjukhus(?:et)?|lasarett(?:et)?"
    r"|enhet(?:en)?|team(?:et)?|huset|boende(?:t)?|kyrkan|skolan|tjansten?|vard(?:en)?|avdelning(?:en)?"
    r"|klinik(?:en)?|kassan|forening(?:en)?|forbund(?:et)?|byn|torget)"
)
_LONGEST_ABBREVIATION = 5
_WORDS_KEPT = 20_000  # what was worked out of so many words is kept

# Names that are everyday words in small letters; the second also begin sentences.
_ALSO_WORDS = frozenset(
    {"axel", "bo", "bjorn", "dan", "engla", "gun", "hans", "iris", "lina", "linnea", "morgan", "nova"}
    | {"runa", "sol", "stella", "sten", "tea", "ted", "uno", "urban", "viola"}
)
_ALSO_FIRST = frozenset({"bror", "inga", "jan", "maj", "per", "rita", "rut", "sanna", "stig", "tim"})
_HIS = frozenset(
    {"fru", "hustru", "maka", "sambo", "son", "soner", "dotter", "dottrar", "syster", "bror", "mamma"}
    | {"pappa", "mor", "far", "barn", "granne", "lakare", "anhoriga", "narstaende", "kontaktperson"}
)


@cache
def _listed(name: str) -> frozenset[str]:
    """Return the words of a list beside this file: usual first names, or capitalised words that are none."""
    text = (files("flowmap") / "identity" / name).read_text(encoding="utf-8")
    return frozenset(plain(line) for line in text.splitlines())


def may_name_somebody(text: str, allowed: frozenset[str]) -> bool:
    """Return whether a word of ``text`` may be a name: capitalised within a sentence, or a usual first name.

    ``allowed`` are plain words that may stand: the group file's, its activities and units. Abbreviations in
    capitals (SIP, BVC, SoL, PK-prov) and places of care (Furugården, Minnesmottagningen) are no names. Of
    90 sentences invented after the lists were written it missed none of 30 with a name, and asked about 6 of
    60 without (a medicine, a country, a local word): ``tests/spec/test_possible_names.py``.
    """
    return any(_is_name(match, text, allowed) for match in _WORD.finditer(text))


def _is_name(match: re.Match[str], text: str, allowed: frozenset[str]) -> bool:
    word = match[0]
    known = _without_genitive(word)
    if len(word) < 2 or known & _listed("usual_words.txt") or known & allowed:
        return False
    is_first_name = _is_first_name(word)
    if not is_first_name and (not word[0].isupper() or _is_abbreviation(word)):
        return False
    is_first = _SENTENCE_END.search(text[max(0, match.start() - 5) : match.start()]) is not None
    if is_first_name:
        return not _is_everyday(word, text[match.end() :], is_first=is_first)
    if is_first:
        return any(_LAST_NAME.fullmatch(name) for name in known)
    return not any(_PLACE.fullmatch(name) for name in known)


@lru_cache(maxsize=_WORDS_KEPT)
def _without_genitive(word: str) -> frozenset[str]:
    """Return a word in plain letters, and without the s of a genitive."""
    known = plain(word)
    is_genitive = known.endswith("s") and len(known) > 3 and word[0].isupper()
    return frozenset((known, known[:-1]) if is_genitive else (known,))


@lru_cache(maxsize=_WORDS_KEPT)
def _is_first_name(word: str) -> bool:
    """Return whether a word, or a part of it as in Anna-Lena, is a usual first name, in genitive too."""
    if _PLACE.fullmatch(plain(word)):  # Maria-kyrkan
        return False
    return any(_without_genitive(part) & _listed("first_names.txt") for part in _PARTS.split(word) if part)


def _is_everyday(word: str, after: str, *, is_first: bool) -> bool:
    """Return whether a first name is a word here: small, first in a sentence, or *hans* before his kin."""
    known = plain(word)
    if known == "hans" and is_first:
        following = _WORD.search(after)
        return following is not None and plain(following[0]) in _HIS
    if known in _ALSO_FIRST:
        return word.islower() or is_first
    return word.islower() and known in _ALSO_WORDS


def _is_abbreviation(word: str) -> bool:
    """Return whether a word is short with capitals inside, or begins with such a part."""
    first = _PARTS.split(word)[0]
    has_capitals = first.isupper() or any(sign.isupper() for sign in first[1:])
    return len(first) <= _LONGEST_ABBREVIATION and has_capitals


def words_of(text: str) -> list[str]:
    """Return the plain words of a text, and the whole of it, as words that are no names are compared."""
    return [plain(word) for word in (*_WORD.findall(text), text) if word]
