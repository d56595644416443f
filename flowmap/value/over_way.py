"""Value over the way, voice by voice: shares of contacts and of people met, by parts of the way."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.records import Value, Voice
from flowmap.tables import Contacts, ValueShares, shape_columns
from flowmap.value.counts import value_rows
from flowmap.value.labels import SCALE

SPOKEN = (Voice.PERSON, Voice.TEAM)
PARTS = ("lane", "principal", "profession", "phase")
DISPUTED = "disputed"
_STATES = (*(value.value for value in SCALE), Value.NOT_ASSESSED.value, DISPUTED)  # best first
_ON_SCALE = len(SCALE)
_LABELS = {
    "voice": tuple(voice.value for voice in SPOKEN),
    "by": tuple(sorted(("all", *PARTS))),
    "counted": ("contacts", "people_met"),
}
_ORDER = ("patient", "voice", "counted", "by", "part")

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class _Part:
    """How the way is divided: each contact's part as a code among all parts' names; -1 for none."""

    by: str
    codes: Codes
    names: tuple[str, ...]


def share_values(contacts: Contacts) -> ValueShares:
    """Return what the person's contacts gave, and the people met, as shares per voice.

    One row is one value in one voice for one patient: over the whole way, and by lane, principal,
    profession and phase. Numerator: contacts (or people met) with the value; denominator: those that the
    voice has valued. Not assessed and disputed stand beside, without a share; proposals are in none.
    A person met counts once, with the best that any of their contacts gave.
    """
    frame = contacts.frame
    frame = frame[value_rows(frame).to_numpy()]
    is_met = (frame["is_met"] & frame["staff"].notna()).to_numpy()
    tables = []
    for voice in SPOKEN:
        states = _states(frame, voice)
        for part in _parts(frame):
            tables.append(_shares(frame, states, voice=voice, part=part, counted="contacts"))
            once = np.flatnonzero(is_met)[_best_of_each(frame[is_met], states[is_met], part.codes[is_met])]
            met = _Part(part.by, part.codes[once], part.names)
            people = frame.iloc[once]
            tables.append(_shares(people, states[once], voice=voice, part=met, counted="people_met"))
    table = pd.concat(tables, ignore_index=True)
    order = np.lexsort([table[name].cat.codes.to_numpy() for name in reversed(_ORDER)])
    table = table.take(order).reset_index(drop=True)
    return ValueShares(shape_columns(table, ValueShares.columns), contacts.stamp)


def _states(frame: pd.DataFrame, voice: Voice) -> Codes:
    """Return what a voice says of each contact, best first: a value, not assessed, disputed."""
    said = frame[f"{voice.value}_value"]
    ranks = np.array([_STATES.index(label) for label in said.cat.categories], dtype=np.int64)
    states: Codes = ranks[said.cat.codes.to_numpy()]
    if voice is Voice.TEAM:
        states[frame["disputed"].to_numpy()] = _STATES.index(DISPUTED)
    return states


def _parts(frame: pd.DataFrame) -> list[_Part]:
    labels = {by: [str(label) for label in frame[by].cat.categories] for by in PARTS}
    names = tuple(sorted({"", *(label for known in labels.values() for label in known)}))
    parts = [_Part("all", np.zeros(len(frame), dtype=np.int64), names)]
    for by in PARTS:
        places = np.array([*(names.index(label) for label in labels[by]), -1], dtype=np.int64)
        parts.append(_Part(by, places[frame[by].cat.codes.to_numpy()], names))
    return parts


def _best_of_each(frame: pd.DataFrame, states: Codes, parts: Codes) -> Codes:
    """Return the row of each person met, once in each part of a patient's way, where they gave most."""
    staff = frame["staff"].cat.codes.to_numpy().astype(np.int64)
    patients = frame["patient"].cat.codes.to_numpy().astype(np.int64)
    order = np.lexsort((states, staff, parts, patients))
    keys = np.column_stack([patients, parts, staff])[order]
    is_first = np.ones(len(order), dtype=np.bool_)
    is_first[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    return np.asarray(order[is_first], dtype=np.int64)


def _shares(frame: pd.DataFrame, states: Codes, *, voice: Voice, part: _Part, counted: str) -> pd.DataFrame:
    patients, known = frame["patient"].cat, part.codes >= 0
    cells = (patients.codes.to_numpy().astype(np.int64) * len(part.names) + part.codes)[known]
    seen, place = np.unique(cells, return_inverse=True)
    counts = np.bincount(place * len(_STATES) + states[known], minlength=len(seen) * len(_STATES))
    counts = counts.reshape(len(seen), len(_STATES))
    shown = len(_STATES) if voice is Voice.TEAM else len(_STATES) - 1
    columns = _amounts(counts, shown)
    patient, named = (np.repeat(codes, shown) for codes in np.divmod(seen, len(part.names)))
    columns["patient"] = pd.Categorical.from_codes(patient, patients.categories)
    columns["part"] = pd.Categorical.from_codes(named, list(part.names))
    value = pd.Categorical(_STATES, sorted(_STATES)).codes[:shown]
    columns["value"] = pd.Categorical.from_codes(np.tile(value, len(seen)), sorted(_STATES))
    for name, label in (("voice", voice.value), ("by", part.by), ("counted", counted)):
        code = np.full(len(seen) * shown, _LABELS[name].index(label), dtype=np.int8)
        columns[name] = pd.Categorical.from_codes(code, list(_LABELS[name]))
    return pd.DataFrame(columns)


def _amounts(counts: Codes, shown: int) -> dict[str, object]:
    """Return amount, what the share is of, all, and share: a row a value, cell after cell."""
    assessed = counts[:, :_ON_SCALE].sum(axis=1)
    shares = np.full((len(counts), shown), np.nan)
    with np.errstate(invalid="ignore"):
        shares[:, :_ON_SCALE] = counts[:, :_ON_SCALE] / assessed[:, None]
    return {
        "amount": counts[:, :shown].ravel(),
        "assessed": np.repeat(assessed, shown),
        "all": np.repeat(counts.sum(axis=1), shown),
        "share": shares.ravel(),
    }
