"""What is said of persons, written in two ways: figures are given for each way on its own."""

import re
from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from flowmap.journal.checks.facts import Facts
from flowmap.journal.checks.labels import shown
from flowmap.records import Place, Severity
from flowmap.tables import Problem
from flowmap.words import has_words, say

_NOT_GROUPED = {"patient", "home_place", "important_by"}
_SIGNS = re.compile(r"[\W_]+")
_YEARS = re.compile(r"\s*(år|years)\s*$")


def check_attributes(facts: Facts) -> Iterator[Problem]:
    """Find an attribute of persons (sex, age group, the round's own) that seems to be written in two ways."""
    patients = facts.journal.patients.frame
    for column in patients.columns:
        values = patients[column]
        if column in _NOT_GROUPED or not isinstance(values.dtype, pd.CategoricalDtype):
            continue
        counts = values.value_counts()
        labels = [str(label) for label, n in counts.items() if n]
        heading = say(f"field.{column}") if has_words(f"field.{column}") else shown(str(column))
        for usual, other in combinations(labels, 2):
            if _are_alike(usual, other):
                words: dict[str, object] = {"known": shown(usual), "found": shown(other)}
                yield Problem("attribute_alike", Severity.WARNING, Place(column=heading), words)


def _are_alike(one: str, other: str) -> bool:
    """Return whether two texts differ in signs only, or one is the other's first letter."""
    cores = sorted((_core(one), _core(other)), key=len)
    return bool(cores[0]) and (
        cores[0] == cores[1] or (cores[0].isalpha() and len(cores[0]) == 1 and cores[1].startswith(cores[0]))
    )


def _core(text: str) -> str:
    return _SIGNS.sub("", _YEARS.sub("", text.casefold()))
