"""Activity names: unknown to the group file, or like spellings of one another."""

import re
from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np

from flowmap.group import plain_name
from flowmap.identity import has_identifier
from flowmap.journal.checks.facts import Facts, Flagged
from flowmap.records import Severity
from flowmap.tables.segments import Whole, codes_of

LONGEST_ECHO = 20  # characters of a coded cell that a message may repeat, if the finder is silent
Distinct = tuple[list[str], Whole, Whole]
_ALIKE = 86  # of 100, in rapidfuzz's ratio
_MOST_LABELS = 1500
_LONGEST_CODE = 3  # letters of a code last in a name, such as IC


def check_unknown(facts: Facts) -> Iterator[Flagged]:
    """Find an activity that the group file does not know and nothing there is like."""
    if facts.group.takes_any_activity:
        return
    texts, counts, first = _unknown(facts)
    alike = set(_likest(texts, _shown_names(facts)))
    for n in (n for n in range(len(texts)) if n not in alike):
        values: dict[str, object] = {"found": shown(texts[n]), "n": int(counts[n])}
        yield Flagged(
            "activity_unknown", Severity.WARNING, "activity", first[n : n + 1], partial(_same, values)
        )


def check_alike(facts: Facts) -> Iterator[Flagged]:
    """Find an activity written almost as another: a likely spelling, with an alias ready to paste."""
    texts, counts, first = _unknown(facts)
    for n, name in sorted(_likest(texts, _shown_names(facts)).items()):
        values = {"found": shown(texts[n]), "known": name, "n": int(counts[n])}
        yield Flagged("labels_alike", Severity.WARNING, "activity", first[n : n + 1], partial(_same, values))


def _shown_names(facts: Facts) -> dict[str, str]:
    return {written: facts.known[written].shown for written in sorted(facts.known)}


def _same(values: dict[str, object], _: int) -> dict[str, object]:
    return values


def shown(text: str) -> str:
    """Return a coded cell's text as a message may repeat it: short, and silent to the finder; else dots."""
    flat = " ".join(text.split())
    return "…" if len(flat) > LONGEST_ECHO or has_identifier(flat) else flat


def check_spellings(facts: Facts) -> Iterator[Flagged]:
    """Find units and purposes written in two ways: people met and journeys are counted by them."""
    for column in ("unit", "purpose"):
        rows = np.flatnonzero(facts.entries[column].notna().to_numpy())
        texts, counts, first = _distinct(facts, column, rows)
        for n, name in sorted(_likest(texts, {}).items()):
            values: dict[str, object] = {"found": shown(texts[n]), "known": name, "n": int(counts[n])}
            yield Flagged("spelling_alike", Severity.NOTE, column, first[n : n + 1], partial(_same, values))


def _unknown(facts: Facts) -> Distinct:
    return _distinct(facts, "activity_text", np.flatnonzero(~facts.is_known))


def _distinct(facts: Facts, column: str, rows: Whole) -> Distinct:
    """Return the distinct texts of some rows, most frequent first, how often and where each stands first."""
    codes = codes_of(facts.entries[column])[rows]
    found, first, counts = np.unique(codes, return_index=True, return_counts=True)
    order = np.lexsort((found, -counts))[:_MOST_LABELS]
    names = facts.entries[column].cat.categories
    return [str(names[code]) for code in found[order]], counts[order], rows[first[order]]


def _likest(texts: list[str], known: Mapping[str, str]) -> dict[int, str]:
    """Return, for the texts that look like another name, that name.

    ``known`` has names as they are shown by how they are plainly written, and comes first; of two texts the
    more frequent is taken for the right one, and named only where a message may repeat it.
    """
    from rapidfuzz import fuzz, process

    names = list(known)
    earlier: dict[str, str] = {}
    likest: dict[int, str] = {}
    for n, text in enumerate(texts):
        written = plain_name(text)
        for choices, shown_as in ((names, known), (list(earlier), earlier)):
            found = process.extract(written, choices, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=3)
            best = _best(found, written)
            if best:
                likest[n] = shown_as[best]
                break
        else:
            earlier.setdefault(written, shown(text))
    return likest


def _best(found: list[tuple[str, float, int]], text: str) -> str:
    """Return the likest that may be a spelling: it differs in no digit, and not in a letter or code last.

    Visit 1 and visit 2, release A and release B, admission IC and admission NC are different things.
    """
    return next((other for other, _, _ in found if _may_be_spelling(other, text)), "")


def _may_be_spelling(one: str, other: str) -> bool:
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    (before, _, last), (other_before, _, other_last) = one.rpartition(" "), other.rpartition(" ")
    has_code = last != other_last and max(len(last), len(other_last)) <= _LONGEST_CODE
    return not (before and before == other_before and has_code)
