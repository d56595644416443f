"""Contacts that came because something else failed, as somebody said; and what they point back to."""

import numpy as np
import pandas as pd

from flowmap.records import Reason, Voice
from flowmap.tables import Contacts, FailureContacts, Ratings, shape_columns
from flowmap.value.over_way import SPOKEN
from flowmap.value.voices import TEAM, latest_ratings


def list_failure_contacts(contacts: Contacts, ratings: Ratings) -> FailureContacts:
    """Return the contacts that came because something else failed, as the person or the team says.

    One row is one such contact in one voice, with the contact that failed where somebody pointed at it
    (a row for each, where raters point at different ones). Only a reason that somebody gave makes a
    contact one of these, never a rule. ``ratings`` are those the contacts were tagged with: who pointed
    where stands in them alone, since one contact may be pointed from by several.
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
    table = table.sort_values(["way_row", "voice", "points_back_to"]).reset_index(drop=True)
    return FailureContacts(shape_columns(table, FailureContacts.columns), contacts.stamp)


def _pointed(ratings: Ratings) -> pd.DataFrame:
    """Return which contact was pointed at from which, in which voice."""
    frame = latest_ratings(ratings).frame
    voices = np.where((frame["role"] == TEAM).to_numpy(), TEAM, Voice.PERSON.value)
    pointed = frame["points_back_to"].astype(object).fillna("")
    rows = pd.DataFrame({"event_id": frame["event_id"], "voice": voices, "points_back_to": pointed})
    return rows[rows["points_back_to"] != ""].drop_duplicates()
