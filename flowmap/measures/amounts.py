"""Amounts: one measure of every patient, on its way to becoming rows of ``Measures``."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

import numpy as np

from flowmap.measures.view import Flags, Floats, Ints, View


class Undefined(StrEnum):
    """Why a patient has no amount."""

    NOT_REVIEWED = "not_reviewed"
    NO_CONTACT = "no_contact"
    NOT_RECORDED = "not_recorded"
    TOO_FEW = "too_few"
    NOT_ASSESSED = "not_assessed"
    PLACE_UNKNOWN = "place_unknown"
    NO_WAIT = "no_wait"
    NO_BAND = "no_band"
    VISITS_UNKNOWN = "visits_unknown"
    NO_DISCHARGE = "no_discharge"
    NOT_FOLLOWED = "not_followed"
    NOT_SEEN = "not_seen"
    NO_HANDOVER = "no_handover"
    NO_STAY = "no_stay"
    WINDOW_SHORT = "window_short"
    ONGOING = "ongoing"
    NOT_DECLARED = "not_declared"


REASONS = tuple(Undefined)
SEEN = "seen"  # unit of what is seen (1) or not (0) for a patient: the group's figure is a share of patients
NOTHING_THERE = (Undefined.NO_CONTACT, Undefined.NOT_ASSESSED)


@dataclass(frozen=True)
class Amounts:
    """One measure (and one part of it) for every patient.

    ``because`` holds −1 where there is an amount, else a place in ``REASONS``; ``rows`` are the rows of
    ``Contacts`` that show it. The last reason given wins, so that not reviewed comes last.
    """

    measure: str
    unit: str
    amount: Floats
    because: Ints
    numerator: Floats | None = None
    denominator: Floats | None = None
    rows: Flags | None = None
    part: str | None = None

    @classmethod
    def of(cls, measure: str, *, unit: str, amount: Floats) -> Self:
        """Return amounts that are defined for every patient."""
        return cls(measure, unit, amount, np.full(len(amount), -1, dtype=np.int64))

    def shown_by(self, rows: Flags) -> Self:
        """Return the same with the rows that show it."""
        return replace(self, rows=rows)

    def for_part(self, part: str) -> Self:
        """Return the same as a part of the measure."""
        return replace(self, part=part)

    def over(self, numerator: Floats, denominator: Floats) -> Self:
        """Return the same with what was divided."""
        return replace(self, numerator=numerator, denominator=denominator)

    def undefined(self, where: Flags, why: Undefined) -> Self:
        """Return the same without an amount ``where``."""
        because = np.where(where, REASONS.index(why), self.because)
        return replace(self, because=because, amount=np.where(where, np.nan, self.amount))

    def if_reviewed(self, view: View, journals: tuple[str, ...] = ()) -> Self:
        """Return the same without an amount where a journal that it needs was not reviewed."""
        return self.undefined(~view.reviewed(journals), Undefined.NOT_REVIEWED)

    def if_known(self, *, is_known: bool, why: Undefined = Undefined.NOT_RECORDED) -> Self:
        """Return the same without any amount where the round's sources say nothing of it."""
        return self if is_known else self.undefined(np.ones(len(self.amount), dtype=np.bool_), why)

    def kept(self) -> Flags:
        """Return which patients get a row: a part that a patient has nothing of gets none."""
        if self.part is None or "/" not in self.part:
            return np.ones(len(self.amount), dtype=np.bool_)
        return ~np.isin(self.because, [REASONS.index(why) for why in NOTHING_THERE])


def counted(view: View, measure: str, *, rows: Flags, unit: str = "contacts") -> Amounts:
    """Return how many of ``rows`` each patient has."""
    return Amounts.of(measure, unit=unit, amount=view.count(rows)).shown_by(rows)


def divided(measure: str, *, part: Floats, whole: Floats, unit: str, why: Undefined) -> Amounts:
    """Return part / whole of each patient, undefined (``why``) where the whole is 0."""
    amount = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    made = Amounts.of(measure, unit=unit, amount=amount).over(part, whole)
    return made.undefined(whole <= 0, why)


def shared(view: View, measure: str, *, rows: Flags, among: Flags, why: Undefined) -> Amounts:
    """Return which share of each patient's rows ``among`` are in ``rows`` too."""
    both = rows & among
    made = divided(measure, part=view.count(both), whole=view.count(among), unit="share", why=why)
    return made.shown_by(both)
