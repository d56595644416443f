"""Words in free text that may be somebody's name. The check asks; it does not know."""

import re
from functools import cache
from importlib.resources import files

from flowmap.identity.headings import plain

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?:^|[.!?:;–\-/\n(\"”]\s*)$")
_LAST_NAME = re.compile(
    r"\w{2,}(?:sson|ström|berg|qvist|kvist|lund|gren|dahl|lind|man|stedt|blad)\b", re.IGNORECASE
)


_ALSO_WORDS = frozenset({"bo", "hans", "sten", "bjorn"})  # names that are everyday words in small letters


@cache
def _listed(name: str) -> frozenset[str]:
    """Return the words of a list beside this file: usual first names, or capitalised words that are none."""
    text = (files("flowmap") / "identity" / name).read_text(encoding="utf-8")
    return frozenset(plain(line) for line in text.splitlines())


def may_name_somebody(text: str, allowed: frozenset[str]) -> bool:
    """Return whether a word of ``text`` may be a name: capitalised within a sentence, or a usual first name.

    ``allowed`` are plain words that may stand: the group file's, its activities and units. Abbreviations in
    capitals (SIP, BVC) are no names.
    """
    for match in _WORD.finditer(text):
        word = match[0]
        known = plain(word)
        if known in allowed or known in _listed("usual_words.txt") or len(word) < 2:
            continue
        if known in _listed("first_names.txt") and not (word.islower() and known in _ALSO_WORDS):
            return True
        is_abbreviation = word.isupper() and len(word) <= 5
        is_first = _SENTENCE_END.search(text[max(0, match.start() - 5) : match.start()]) is not None
        if word[0].isupper() and not is_abbreviation and (not is_first or _is_last_name(word)):
            return True
    return False


def _is_last_name(word: str) -> bool:
    return bool(_LAST_NAME.fullmatch(word)) and plain(word).endswith(
        ("sson", "strom", "qvist", "kvist", "stedt")
    )


def words_of(text: str) -> list[str]:
    """Return the plain words of a text, and the whole of it, as words that are no names are compared."""
    return [plain(word) for word in (*_WORD.findall(text), text) if word]
