"""Activity names: unknown to the group file, or like spellings of one another."""

import re
from collections.abc import Iterator
from functools import partial

import numpy as np

from flowmap.identity import has_identifier
from flowmap.journal.checks.facts import Facts, Flagged
from flowmap.journal.headings import plain
from flowmap.records import Severity
from flowmap.tables.segments import Whole, codes_of

LONGEST_ECHO = 20  # characters of a coded cell that a message may repeat, if the finder is silent
_ALIKE = 86  # of 100, in rapidfuzz's ratio
_MOST_LABELS = 1500


def check_unknown(facts: Facts) -> Iterator[Flagged]:
    """Find an activity that the group file does not know and nothing there is like."""
    if facts.group.takes_any_activity:
        return
    texts, counts, first = _unknown(facts)
    alike = set(_likest(facts, texts))
    for n in (n for n in range(len(texts)) if n not in alike):
        values: dict[str, object] = {"found": shown(texts[n]), "n": int(counts[n])}
        yield Flagged(
            "activity_unknown", Severity.WARNING, "activity", first[n : n + 1], partial(_same, values)
        )


def check_alike(facts: Facts) -> Iterator[Flagged]:
    """Find an activity written almost as another: a likely spelling, with an alias ready to paste."""
    texts, counts, first = _unknown(facts)
    for n, name in sorted(_likest(facts, texts).items()):
        values = {"found": shown(texts[n]), "known": name, "n": int(counts[n])}
        yield Flagged("labels_alike", Severity.WARNING, "activity", first[n : n + 1], partial(_same, values))


def _same(values: dict[str, object], _: int) -> dict[str, object]:
    return values


def shown(text: str) -> str:
    """Return a coded cell's text as a message may repeat it: short, and silent to the finder; else dots."""
    flat = " ".join(text.split())
    return "…" if len(flat) > LONGEST_ECHO or has_identifier(flat) else flat


def _unknown(facts: Facts) -> tuple[list[str], Whole, Whole]:
    """Return the unknown texts, most frequent first, with how often and where each stands first."""
    rows = np.flatnonzero(~facts.is_known)
    codes = codes_of(facts.entries["activity_text"])[rows]
    found, first, counts = np.unique(codes, return_index=True, return_counts=True)
    order = np.lexsort((found, -counts))[:_MOST_LABELS]
    names = facts.entries["activity_text"].cat.categories
    return [str(names[code]) for code in found[order]], counts[order], rows[first[order]]


def _likest(facts: Facts, texts: list[str]) -> dict[int, str]:
    """Return, for the unknown texts that look like another name, that name.

    Names of the group file come first; of two unknown ones the more frequent is taken for the right one,
    and named only where a message may repeat it.
    """
    from rapidfuzz import fuzz, process

    written = [plain(text) for text in texts]
    known = sorted(facts.known)
    likest: dict[int, str] = {}
    for n, text in enumerate(written):
        earlier = [other for m, other in enumerate(written[:n]) if m not in likest]
        found = _best(process.extract(text, known, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=3), text)
        if found:
            likest[n] = facts.known[found].shown
        elif earlier:
            other = _best(
                process.extract(text, earlier, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=3), text
            )
            if other:
                likest[n] = shown(texts[written.index(other)])
    return likest


def _best(found: list[tuple[str, float, int]], text: str) -> str:
    """Return the likest that differs in no digit: visit 1 and visit 2 are no spellings of each other."""
    digits = re.findall(r"\d+", text)
    return next((other for other, _, _ in found if re.findall(r"\d+", other) == digits), "")
