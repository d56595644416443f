"""Selectors: which events a part of a group file speaks of, as one condition on columns."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from flowmap.records import JournalName, Kind, Mode, Principal, StartedBy, Status


class Selector(BaseModel):
    """Events that match in every field given; a list matches any of its items; an empty one matches none.

    Fields are named after the log's columns, in plural where they take a list.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    activities: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    lanes: tuple[str, ...] = ()
    principals: tuple[Principal, ...] = ()
    journals: tuple[JournalName, ...] = ()
    units: tuple[str, ...] = ()
    professions: tuple[str, ...] = ()
    modes: tuple[Mode, ...] = ()
    purposes: tuple[str, ...] = ()
    started_by: tuple[StartedBy, ...] = ()
    statuses: tuple[Status, ...] = ()
    planned: tuple[str, ...] = ()
    took_place: bool | None = None
    is_coerced: bool | None = None

    @property
    def asked(self) -> frozenset[str]:
        """The fields that ask for something, however the selector was made."""
        nothing = Selector.model_fields
        return frozenset(name for name in nothing if getattr(self, name) != nothing[name].default)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for, so that nothing matches."""
        return self == Selector()


_COLUMN = {
    "activities": "activity",
    "markers": "marker",
    "kinds": "kind",
    "lanes": "lane",
    "principals": "principal",
    "journals": "journal",
    "units": "unit",
    "professions": "profession",
    "modes": "mode",
    "purposes": "purpose",
    "started_by": "started_by",
    "statuses": "status",
    "planned": "planned",
}


def matches(selector: Selector | None, frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows of a log's frame ``selector`` matches; none for an empty selector or ``None``.

    Columns are categoricals, so each condition is worked out once per label and then looked up.
    """
    if selector is None or selector.is_empty:
        return np.zeros(len(frame), dtype=np.bool_)
    found = np.ones(len(frame), dtype=np.bool_)
    for field, column in _COLUMN.items():
        wanted = getattr(selector, field)
        if wanted:
            found &= _is_one_of(frame[column], tuple(str(i) for i in wanted), splits=field == "markers")
    for flag in ("took_place", "is_coerced"):
        wanted_flag = getattr(selector, flag)
        if wanted_flag is not None:
            found &= frame[flag].to_numpy() == wanted_flag
    return found


def _is_one_of(values: pd.Series, wanted: tuple[str, ...], *, splits: bool) -> NDArray[np.bool_]:
    labels = values.cat.categories
    hits = [_has_one_of(label, wanted) for label in labels] if splits else labels.isin(wanted)
    by_label = np.append(np.asarray(hits, dtype=np.bool_), np.False_)  # code -1, missing, looks up the last
    found: NDArray[np.bool_] = by_label[values.cat.codes.to_numpy()]
    return found


def _has_one_of(label: str, wanted: tuple[str, ...]) -> bool:
    """Return whether a cell of markers, which may hold several joined by ``, ``, has one that is wanted."""
    return any(part in wanted for part in label.split(", "))
