"""What an invented round is: rows to type in, ratings, basis, and the truth that was planted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Row = dict[str, Any]  # keys of the template's fields


@dataclass(frozen=True, slots=True)
class SampleRating:
    """One rating of an invented contact or band, which is named as the journal names it.

    ``sheet`` is a journal's sheet or ``bands``; ``in_short`` is empty for a band.
    """

    sheet: str
    patient: str
    on: date
    activity: str
    in_short: str
    rater: str
    role: str
    value: str
    reason: str | None = None
    rating_basis: str | None = None
    points_to: str = ""  # activity of the contact, the same day, that failed before this one


@dataclass(frozen=True)
class SampleRound:
    """An invented round: ``sheets`` has the rows of each sheet of the template by the sheet's key.

    ``basis`` has the keys of ``[[basis]]`` in ``round.toml``. ``truth`` says what was planted, for the group
    and a person.
    """

    name: str
    title: str
    group_id: str
    sheets: Mapping[str, list[Row]]
    ratings: tuple[SampleRating, ...] = ()
    basis: tuple[Mapping[str, object], ...] = ()
    truth: Mapping[str, Any] = field(default_factory=dict)


SHEETS = {
    "hc": "health_centre",
    "slv": "inpatient",
    "hsl": "municipal_health",
    "sol": "municipal_social",
}
