"""Tag contacts with what each voice says of their value; three voices, never merged."""

from dataclasses import fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.group import Group
from flowmap.records import Voice
from flowmap.tables import BandValues, Contacts, Paths, Ratings, Voices
from flowmap.tables.cells import Array, Cells
from flowmap.value.labels import (
    BASES,
    NOT_ASSESSED,
    REASONS,
    SPEAKERS,
    VALUES,
    VOICES,
    filled_codes,
    label_codes,
    labelled,
)
from flowmap.value.proposals import propose_values
from flowmap.value.voices import Said, build_band_values, build_voices, hear_voices


def tag_contacts(paths: Paths, group: Group, *, ratings: Ratings | None = None) -> Contacts:
    """Return the paths with what the person, the team and the rules say of each contact.

    One row is an event on its path. The person's value is that of the group's first speaker who has
    spoken; the team's what it agreed on together, else what all its raters say, and where they differ
    ``disputed`` and not assessed. Rules propose for contacts only, and never for coerced ones. For
    drawing, ``value`` and ``voice``: person before team before proposal; a disputed contact is the
    team's and not assessed, so that no proposal hides a dispute.

    Ratings of events that the log does not have are left aside here; collecting reports them.
    """
    said = hear_voices(ratings, group) if ratings is not None and len(ratings) else None
    silence = _Silence(len(paths))
    voiced = _spoken_columns(paths.cells["event_id"], said, silence)
    voiced |= _proposed_columns(paths, group, silence=silence, spoken=voiced)
    columns = {**paths.cells, **voiced, **_drawn_columns(voiced, silence)}
    tagged = {column.name: columns[column.name] for column in Contacts.columns}
    kept = {field.name: getattr(paths, field.name) for field in fields(Paths) if field.name != "_held"}
    voices, band_values = _beside(paths, said)
    return Contacts(Cells.of_step(Contacts, tagged), **kept, voices=voices, band_values=band_values)


def _beside(paths: Paths, said: Said | None) -> tuple[Voices, BandValues]:
    if said is None:
        return Voices.empty(paths.stamp), BandValues.empty(paths.stamp)
    bands = paths.facts.bands.frame["band_id"].to_numpy()
    known = np.concatenate([paths.cells["event_id"], bands])
    return build_voices(said, known, stamp=paths.stamp), build_band_values(said, bands, stamp=paths.stamp)


class _Silence:
    """The columns of a voice that says nothing; columns that are alike are one array."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.flags = np.zeros(rows, dtype=np.bool_)
        self._labels: dict[tuple[str, ...], pd.Categorical] = {}

    def labels(self, known: tuple[str, ...]) -> pd.Categorical:
        """Return a column of values not assessed, or of missing labels."""
        if known not in self._labels:
            self._labels[known] = labelled(filled_codes(_silent(known), self.rows), known)
        return self._labels[known]

    def is_of(self, column: Array) -> bool:
        """Return whether a column is one of a voice that says nothing."""
        return any(column is labels for labels in self._labels.values())


def _silent(known: tuple[str, ...]) -> int:
    return NOT_ASSESSED if known is VALUES else -1


def _spoken_columns(ids: NDArray[np.int64], said: Said | None, silence: _Silence) -> dict[str, Array]:
    person = _Spread(ids, said.person if said else None, silence=silence)
    team = _Spread(ids, said.team if said else None, silence=silence)
    return {
        "person_value": person.labels("value", VALUES),
        "person_by": person.labels("role", SPEAKERS),
        "person_reason": person.labels("reason", REASONS),
        "speakers_differ": person.flags("speakers_differ"),
        "team_value": team.labels("value", VALUES),
        "team_reason": team.labels("reason", REASONS),
        "rating_basis": team.labels("rating_basis", BASES),
        "disputed": team.flags("disputed"),
    }


class _Spread:
    """Puts what was said of a few events at their rows among many."""

    def __init__(self, ids: NDArray[np.int64], said: pd.DataFrame | None, *, silence: _Silence) -> None:
        self._silence = silence
        self._said = said if said is not None and len(said) else None
        if self._said is not None:
            self._rows, self._places = _rows_of(ids, self._said.index.to_numpy())

    def labels(self, column: str, known: tuple[str, ...]) -> pd.Categorical:
        if self._said is None:
            return self._silence.labels(known)
        codes = filled_codes(_silent(known), self._silence.rows)
        codes[self._rows] = label_codes(self._said[column], known)[self._places]
        return labelled(codes, known)

    def flags(self, column: str) -> NDArray[np.bool_]:
        if self._said is None:
            return self._silence.flags
        flags = np.zeros(self._silence.rows, dtype=np.bool_)
        flags[self._rows] = self._said[column].to_numpy(dtype=np.bool_)[self._places]
        return flags


def _rows_of(ids: NDArray[np.int64], rated: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows whose id was rated, and where in ``rated`` (sorted): few ratings, many rows."""
    places = np.minimum(np.searchsorted(rated, ids), len(rated) - 1)
    rows = np.flatnonzero(rated[places] == ids)
    return rows, places[rows]


def _proposed_columns(
    paths: Paths, group: Group, *, silence: _Silence, spoken: dict[str, Array]
) -> dict[str, Array]:
    names = tuple(sorted(rule.id for rule in group.rules))
    if not names:
        return {
            "proposed_value": silence.labels(VALUES),
            "rule_id": silence.labels(()),
            "proposed_reason": silence.labels(REASONS),
        }
    proposals = propose_values(paths.frame.assign(**spoken), group)
    places = np.array([*(names.index(rule.id) for rule in group.rules), -1], dtype=np.int16)
    return {
        "proposed_value": labelled(proposals.value, VALUES),
        "rule_id": labelled(places[proposals.rule], names),
        "proposed_reason": labelled(proposals.reason, REASONS),
    }


def _drawn_columns(said: dict[str, Array], silence: _Silence) -> dict[str, Array]:
    rows = silence.rows
    if all(silence.is_of(said[name]) for name in _SPOKEN):
        nobody = labelled(filled_codes(VOICES.index(Voice.NONE), rows), VOICES)
        return {"value": silence.labels(VALUES), "voice": nobody, "reason": silence.labels(REASONS)}
    codes = {name: said[name].codes for name in _SPOKEN}
    by_person = codes["person_value"] != NOT_ASSESSED
    by_team = ~by_person & ((codes["team_value"] != NOT_ASSESSED) | said["disputed"])
    by_rule = ~by_person & ~by_team & (codes["proposed_value"] != NOT_ASSESSED)
    voice = filled_codes(VOICES.index(Voice.NONE), rows)
    value = filled_codes(NOT_ASSESSED, rows)
    reason = filled_codes(-1, rows)
    for spoke, name, prefix in _voices(by_person, by_team, by_rule):
        voice[spoke] = VOICES.index(name)
        value[spoke] = codes[f"{prefix}_value"][spoke]
        reason[spoke] = codes[f"{prefix}_reason"][spoke]
    return {
        "value": labelled(value, VALUES),
        "voice": labelled(voice, VOICES),
        "reason": labelled(reason, REASONS),
    }


_SPOKEN = (
    "person_value",
    "person_reason",
    "team_value",
    "team_reason",
    "proposed_value",
    "proposed_reason",
)


def _voices(
    by_person: NDArray[np.bool_], by_team: NDArray[np.bool_], by_rule: NDArray[np.bool_]
) -> list[tuple[NDArray[np.bool_], Voice, str]]:
    spoken = [
        (by_person, Voice.PERSON, "person"),
        (by_team, Voice.TEAM, "team"),
        (by_rule, Voice.PROPOSAL, "proposed"),
    ]
    return [(rows, voice, prefix) for rows, voice, prefix in spoken if rows.any()]
