"""Cells of an entry's fields: coded ones by their lists, texts masked and cut, ticks and codes of persons."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from flowmap.identity import find_identifiers, mask_identifiers, person_code
from flowmap.identity.headings import plain
from flowmap.identity.names import may_name_somebody
from flowmap.journal.choices import NO, YES, known_words, nearest_word, shown_words
from flowmap.journal.found_problems import Cells, Flags, FoundProblems
from flowmap.journal.labels import constant, label
from flowmap.journal.layouts import Layout
from flowmap.journal.raw_sheet import RawColumn
from flowmap.records import Severity
from flowmap.words import say

LONGEST_IN_SHORT = 80
_LONGEST_LABEL = 200
_NUMBERS = frozenset({"person_number", "reserve_number"})


@dataclass(frozen=True)
class CellReader:
    """Reads the fields of one sheet by its layout; what is wrong goes to ``found``."""

    layout: Layout
    found: FoundProblems
    n: int
    allowed: frozenset[str] = frozenset()

    def choice(self, field: str, *, default: str | None = None) -> pd.Categorical:
        """Return a coded field; a text that its list does not know is told, and counts as not written."""
        default = self.layout.defaults.get(field, default)
        cells = self.layout.cells.get(field)
        if cells is None:
            return constant(_known(field, self.layout.constants.get(field, default)), self.n)
        values = [self._coded(field, text) for text in cells.column.texts]
        is_unknown = np.array([self._is_unknown(field, text) for text in cells.column.texts], dtype=np.bool_)
        if is_unknown.any():
            self.found.note_cells(
                "choice_unknown",
                Severity.WARNING,
                is_hit=cells.column.rows_of(is_unknown),
                cells=cells,
                advice=lambda text: _advice(field, text),
            )
        fallback = _known(field, default)
        return label(_filled(cells.column, len(values)), [*(value or fallback for value in values), fallback])

    def _coded(self, field: str, text: str) -> str | None:
        return known_words(field).get(plain(self._told(field, text)))

    def _told(self, field: str, text: str) -> str:
        """Return what the column file says a text stands for; ``*`` stands for all that it does not list."""
        values = self.layout.values.get(field)
        if not values:
            return text
        return values.get(plain(text), values.get("*", text))

    def _is_unknown(self, field: str, text: str) -> bool:
        return self._coded(field, text) is None and self._told(field, text) != ""

    def profession(self) -> pd.Categorical:
        """Return professions by their Swedish names; one that the list does not know stands as written."""
        cells = self.layout.cells.get("profession")
        if cells is None:
            return constant(_known("profession", self.layout.constants.get("profession")), self.n)
        values = [self._coded("profession", text) for text in cells.column.texts]
        is_unknown = np.array([value is None for value in values], dtype=np.bool_)
        if is_unknown.any():
            self.found.note_cells(
                "profession_unknown", Severity.NOTE, is_hit=cells.column.rows_of(is_unknown), cells=cells
            )
        values = [
            value or self._unlisted(text) for value, text in zip(values, cells.column.texts, strict=True)
        ]
        return label(cells.column.codes, values)

    def _unlisted(self, text: str) -> str | None:
        is_risky = find_identifiers(text) or may_name_somebody(text, self.allowed) or len(text) > 40
        return None if is_risky else text.lower()

    def text(self, field: str, *, longest: int = _LONGEST_LABEL) -> pd.Categorical:
        """Return a field of text that travels on: identifiers in it are masked and told, and it is cut."""
        cells = self.layout.cells.get(field)
        default = self.layout.defaults.get(field)
        if cells is None:
            return constant(self.layout.constants.get(field, default), self.n)
        texts = [self._told(field, text) for text in cells.column.texts]
        masked = self.masked(cells, texts)
        is_long = np.array([len(text) > longest for text in masked], dtype=np.bool_)
        if is_long.any():
            self.found.note_cells(
                "text_cut", Severity.WARNING, is_hit=cells.column.rows_of(is_long), cells=cells
            )
        values = [text[:longest].rstrip() or None for text in masked]
        return label(_filled(cells.column, len(values)), [*values, default])

    def masked(self, cells: Cells, texts: list[str]) -> list[str]:
        """Return the distinct texts of a field with identifiers masked, and tell the rows that had one.

        The codes of persons taken out of the round are masked too.
        """
        note_identifiers(
            self.found, cells, texts=texts, rule="identifier_masked", is_typed=self.layout.is_typed
        )
        removed = self.found.sheet.removed
        return [mask_identifiers(removed.masked(text))[0] for text in texts]

    def attribute(self, heading: str) -> pd.Categorical:
        """Return a column that is no field as labels, identifiers masked."""
        cells = Cells(heading, self.found.sheet.column(heading))
        return label(cells.column.codes, list(self.masked(cells, list(cells.column.texts))))

    def in_short(self, field: str = "in_short") -> pd.Categorical:
        """Return kort sagt: masked, cut at 80 characters, and words that may be names told."""
        cells = self.layout.cells.get(field)
        if cells is not None:
            self.warn_of_names(cells)
        return self.text(field, longest=LONGEST_IN_SHORT)

    def warn_of_names(self, cells: Cells) -> None:
        """Tell the rows where a text holds a word that may be somebody's name."""
        is_name = np.array(
            [may_name_somebody(text, self.allowed) for text in cells.column.texts], dtype=np.bool_
        )
        if is_name.any():
            self.found.note_cells(
                "possible_name", Severity.WARNING, is_hit=cells.column.rows_of(is_name), cells=cells
            )

    def tick(self, field: str) -> Flags:
        """Return which rows are ticked; anything written that is no *no* counts, and is told if unusual."""
        cells = self.layout.cells.get(field)
        if cells is None:
            return np.full(self.n, plain(self.layout.constants.get(field, "")) in YES, dtype=np.bool_)
        words = [plain(self._told(field, text)) or plain(text) for text in cells.column.texts]
        is_strange = np.array(
            [word not in YES and word not in NO and bool(word) for word in words], dtype=np.bool_
        )
        if is_strange.any():
            self.found.note_cells(
                "tick_unknown", Severity.WARNING, is_hit=cells.column.rows_of(is_strange), cells=cells
            )
        return cells.column.rows_of(np.array([word not in NO for word in words], dtype=np.bool_))

    def number(self, field: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Return a field of numbers, with decimal point or comma; NaN where there is none."""
        cells = self.layout.cells.get(field)
        if cells is None:
            return np.full(self.n, np.nan)
        texts = self.masked(cells, list(cells.column.texts))  # a reserve number is digits all through
        numbers = np.array([_number(text) for text in texts], dtype=np.float64)
        is_bad = np.isnan(numbers)
        if is_bad.any():
            self.found.note_cells(
                "number_unreadable", Severity.WARNING, is_hit=cells.column.rows_of(is_bad), cells=cells
            )
        looked_up: np.ndarray[tuple[int], np.dtype[np.float64]] = np.append(numbers, np.nan)[
            cells.column.codes
        ]
        return looked_up

    def person_codes(self) -> tuple[RawColumn, Flags]:
        """Return codes P01–P99 as the template asks for, and which rows have one; a person number is told."""
        cells = self.layout.cells.get("patient")
        if cells is None:
            return RawColumn(np.full(self.n, -1, dtype=np.int32), []), np.zeros(self.n, dtype=np.bool_)
        codes = [person_code(text) for text in cells.column.texts]
        is_number = np.array([bool(find_identifiers(text)) for text in cells.column.texts], dtype=np.bool_)
        is_wrong = np.array([code is None for code in codes], dtype=np.bool_) & ~is_number
        if is_number.any():
            self.found.identifiers += self.found.note_cells(
                "person_number_as_code", Severity.ERROR, is_hit=cells.column.rows_of(is_number), cells=cells
            )
        if is_wrong.any():
            self.found.note_cells(
                "code_wrong", Severity.ERROR, is_hit=cells.column.rows_of(is_wrong), cells=cells
            )
        is_good = cells.column.rows_of(~is_number & ~is_wrong)
        return RawColumn(cells.column.codes, [code or "" for code in codes]), is_good


def note_identifiers(
    found: FoundProblems, cells: Cells, *, texts: Sequence[str], rule: str, is_typed: bool
) -> None:
    """Tell the rows of a column where the distinct ``texts`` hold an identifier, under ``rule``.

    A person's number in a sheet that is typed is an error, under ``person_number_in_text``.
    """
    kinds = [{item.kind for item in find_identifiers(text)} for text in texts]
    is_number = np.array([is_typed and bool(of & _NUMBERS) for of in kinds], dtype=np.bool_)
    is_other = np.array([bool(of) for of in kinds], dtype=np.bool_) & ~is_number
    told = ((is_number, "person_number_in_text", Severity.ERROR), (is_other, rule, Severity.WARNING))
    for is_hit, name, severity in told:
        if is_hit.any():
            rows = np.append(is_hit, np.zeros(len(cells.column.texts) - len(is_hit) + 1, dtype=np.bool_))
            found.identifiers += found.note_cells(
                name, severity, is_hit=rows[cells.column.codes], cells=cells
            )


def _known(field: str, text: str | None) -> str | None:
    return None if text is None else known_words(field).get(plain(text))


def _filled(column: RawColumn, place: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Return codes where a blank points at ``place``, the default behind the texts."""
    return np.where(column.codes < 0, np.int32(place), column.codes)


def _number(text: str) -> float:
    plain_text = text.replace("\xa0", "").replace(" ", "").replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,12}(\.\d{1,15})?", plain_text):
        return float("nan")
    return float(plain_text)


def _advice(field: str, text: str) -> str:
    near = nearest_word(field, text)
    if near:
        return say("advice.write", word=near)
    return say("advice.choose", words=", ".join(shown_words(field)))
