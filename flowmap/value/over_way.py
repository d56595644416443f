"""Value over the way, voice by voice: shares of contacts and of people met, by parts of the way."""

import numpy as np
import pandas as pd

from flowmap.records import Reason, Value, Voice
from flowmap.tables import Contacts, Ratings, shape_columns
from flowmap.tables.rated import FailureContacts, ValueShares
from flowmap.value.counts import value_rows
from flowmap.value.labels import SCALE
from flowmap.value.voices import TEAM, latest_ratings

SPOKEN = (Voice.PERSON, Voice.TEAM)
PARTS = ("lane", "principal", "profession", "phase")
DISPUTED = "disputed"
_STATES = (*(value.value for value in SCALE), Value.NOT_ASSESSED.value, DISPUTED)


def share_values(contacts: Contacts) -> ValueShares:
    """Return what the person's contacts gave, and the people met, as shares per voice.

    One row is one value in one voice for one patient: over the whole way, and by lane, principal,
    profession and phase. Numerator: contacts (or people met) with the value; denominator: those that the
    voice has valued. Not assessed and disputed stand beside, without a share; proposals are in none.
    A person met counts once, with the best that any of their contacts gave.
    """
    frame = contacts.frame
    frame = frame[value_rows(frame)]
    parts = [
        _shares(_counted(frame, voice, counted), voice, by, counted)
        for voice in SPOKEN
        for counted in ("contacts", "people_met")
        for by in ("all", *PARTS)
    ]
    table = pd.concat(parts, ignore_index=True)
    order = ["patient", "voice", "counted", "by", "part"]
    table = table.sort_values(order, kind="stable").reset_index(drop=True)
    return ValueShares(shape_columns(table, ValueShares.columns), contacts.stamp)


def voice_states(frame: pd.DataFrame, voice: Voice) -> pd.Series:
    """Return what a voice says of each contact: a value, not assessed, or (the team) disputed."""
    said = frame[f"{voice.value}_value"].astype(object)
    return said.where(~frame["disputed"], DISPUTED) if voice == TEAM else said


def _counted(frame: pd.DataFrame, voice: Voice, counted: str) -> pd.DataFrame:
    """Return a row a contact, or a row a person met in each part with the best they gave."""
    rows = frame[["patient", *PARTS]].astype(object).assign(state=voice_states(frame, voice))
    if counted == "contacts":
        return rows
    rows["staff"] = frame["staff"].astype(object)
    rows["rank"] = rows["state"].map({state: rank for rank, state in enumerate(_STATES)})
    return rows[frame["is_met"] & rows["staff"].notna()].sort_values("rank", kind="stable")


def _shares(rows: pd.DataFrame, voice: Voice, by: str, counted: str) -> pd.DataFrame:
    part = pd.Series("", rows.index, dtype=object) if by == "all" else rows[by]
    keyed = rows.assign(part=part)[part.notna()]
    if counted == "people_met":
        keyed = keyed.drop_duplicates(["patient", "part", "staff"])
    counts = keyed.groupby(["patient", "part", "state"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=list(_STATES), fill_value=0)
    assessed = counts[[value.value for value in SCALE]].sum(axis=1)
    whole = counts.sum(axis=1)
    long = counts.rename_axis(columns="value").stack().rename("amount").reset_index()
    long["assessed"] = np.repeat(assessed.to_numpy(), len(_STATES))
    long["all"] = np.repeat(whole.to_numpy(), len(_STATES))
    is_share = long["value"].isin([value.value for value in SCALE]) & (long["assessed"] > 0)
    long["share"] = (long["amount"] / long["assessed"].clip(lower=1)).where(is_share).astype(np.float64)
    long = long[is_share | (long["value"] != DISPUTED) | (voice == TEAM)]
    return long.assign(voice=voice.value, by=by, counted=counted)


def list_failure_contacts(contacts: Contacts, *, ratings: Ratings | None = None) -> FailureContacts:
    """Return the contacts that came because something else failed, as the person or the team says.

    One row is one such contact in one voice, with the contact that failed where somebody pointed at it
    (a row for each, where raters point at different ones). Only a reason that somebody gave makes a
    contact one of these, never a rule.
    """
    frame = contacts.frame
    pointed = _pointed(ratings)
    parts = []
    for voice in SPOKEN:
        reason = frame[f"{voice.value}_reason"]
        rows = frame.loc[(reason == Reason.FAILURE_ELSEWHERE).to_numpy(), ["patient", "event_id"]]
        rows = rows.assign(voice=voice.value, reason=Reason.FAILURE_ELSEWHERE.value, way_row=rows.index)
        own = pointed[pointed["voice"] == voice.value].drop(columns="voice")
        parts.append(rows.merge(own, on="event_id", how="left"))
    table = pd.concat(parts, ignore_index=True)
    table["points_back_to"] = table["points_back_to"].astype(object).fillna("")
    table = table.sort_values(["way_row", "voice", "points_back_to"])
    columns = [column.name for column in FailureContacts.columns]
    return FailureContacts(
        shape_columns(table[columns].reset_index(drop=True), FailureContacts.columns), contacts.stamp
    )


def _pointed(ratings: Ratings | None) -> pd.DataFrame:
    if ratings is None or not len(ratings):
        return pd.DataFrame(
            {"event_id": np.array([], np.int64), "voice": [], "points_back_to": []}, dtype=object
        ).astype({"event_id": np.int64})
    frame = latest_ratings(ratings).frame
    is_team = (frame["role"] == TEAM).to_numpy()
    rows = pd.DataFrame(
        {
            "event_id": frame["event_id"],
            "voice": np.where(is_team, TEAM, Voice.PERSON.value),
            "points_back_to": frame["points_back_to"].astype(object),
        }
    )
    return rows[rows["points_back_to"].fillna("") != ""].drop_duplicates()
