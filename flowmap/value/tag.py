"""Tag contacts with what each voice says of their value; three voices, never merged."""

from dataclasses import fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.group import Group
from flowmap.records import Voice
from flowmap.tables import BandValues, Contacts, Paths, Ratings, Voices
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
    frame = _add_spoken(paths.frame, said)
    _add_proposals(frame, group)
    _add_drawn(frame)
    kept = {field.name: getattr(paths, field.name) for field in fields(Paths) if field.name != "_frame"}
    names = [column.name for column in Contacts.columns]
    voices, band_values = _beside(paths, said)
    ordered = frame if list(frame.columns) == names else frame[names]
    return Contacts(ordered, **kept, voices=voices, band_values=band_values)


def _beside(paths: Paths, said: Said | None) -> tuple[Voices, BandValues]:
    if said is None:
        return Voices.empty(paths.stamp), BandValues.empty(paths.stamp)
    bands = paths.facts.bands.frame["band_id"].to_numpy()
    known = np.concatenate([paths.frame["event_id"].to_numpy(), bands])
    return build_voices(said, known, stamp=paths.stamp), build_band_values(said, bands, stamp=paths.stamp)


def _add_spoken(frame: pd.DataFrame, said: Said | None) -> pd.DataFrame:
    ids = frame["event_id"].to_numpy()
    person = _Spread(ids, said.person if said else None)
    team = _Spread(ids, said.team if said else None)
    frame["person_value"] = person.labels("value", VALUES)
    frame["person_by"] = person.labels("role", SPEAKERS)
    frame["person_reason"] = person.labels("reason", REASONS)
    frame["speakers_differ"] = person.flags("speakers_differ")
    frame["team_value"] = team.labels("value", VALUES)
    frame["team_reason"] = team.labels("reason", REASONS)
    frame["rating_basis"] = team.labels("rating_basis", BASES)
    frame["disputed"] = team.flags("disputed")
    return frame


class _Spread:
    """Puts what was said of a few events at their rows among many."""

    def __init__(self, ids: NDArray[np.int64], said: pd.DataFrame | None) -> None:
        self._size = len(ids)
        self._said = said if said is not None and len(said) else None
        if self._said is not None:
            self._rows, self._places = _rows_of(ids, self._said.index.to_numpy())

    def labels(self, column: str, known: tuple[str, ...]) -> pd.Categorical:
        codes = filled_codes(NOT_ASSESSED if known is VALUES else -1, self._size)
        if self._said is not None:
            codes[self._rows] = label_codes(self._said[column], known)[self._places]
        return labelled(codes, known)

    def flags(self, column: str) -> NDArray[np.bool_]:
        flags = np.zeros(self._size, dtype=np.bool_)
        if self._said is not None:
            flags[self._rows] = self._said[column].to_numpy(dtype=np.bool_)[self._places]
        return flags


def _rows_of(ids: NDArray[np.int64], rated: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows whose id was rated, and where in ``rated`` (sorted): few ratings, many rows."""
    places = np.minimum(np.searchsorted(rated, ids), len(rated) - 1)
    rows = np.flatnonzero(rated[places] == ids)
    return rows, places[rows]


def _add_proposals(frame: pd.DataFrame, group: Group) -> None:
    names = tuple(sorted(rule.id for rule in group.rules))
    if not names:
        frame["proposed_value"] = labelled(filled_codes(NOT_ASSESSED, len(frame)), VALUES)
        frame["rule_id"] = labelled(filled_codes(-1, len(frame)), ())
        frame["proposed_reason"] = labelled(filled_codes(-1, len(frame)), REASONS)
        return
    proposals = propose_values(frame, group)
    places = np.array([*(names.index(rule.id) for rule in group.rules), -1], dtype=np.int16)
    frame["proposed_value"] = labelled(proposals.value, VALUES)
    frame["rule_id"] = labelled(places[proposals.rule], names)
    frame["proposed_reason"] = labelled(proposals.reason, REASONS)


def _add_drawn(frame: pd.DataFrame) -> None:
    codes = {name: frame[name].cat.codes.to_numpy() for name in _SPOKEN}
    by_person = codes["person_value"] != NOT_ASSESSED
    by_team = ~by_person & ((codes["team_value"] != NOT_ASSESSED) | frame["disputed"].to_numpy())
    by_rule = ~by_person & ~by_team & (codes["proposed_value"] != NOT_ASSESSED)
    voice = filled_codes(VOICES.index(Voice.NONE), len(frame))
    value = filled_codes(NOT_ASSESSED, len(frame))
    reason = filled_codes(-1, len(frame))
    for spoke, name, prefix in _voices(by_person, by_team, by_rule):
        voice[spoke] = VOICES.index(name)
        value[spoke] = codes[f"{prefix}_value"][spoke]
        reason[spoke] = codes[f"{prefix}_reason"][spoke]
    frame["value"] = labelled(value, VALUES)
    frame["voice"] = labelled(voice, VOICES)
    frame["reason"] = labelled(reason, REASONS)


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
