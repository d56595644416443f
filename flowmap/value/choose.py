"""Which contacts to rate first: as many as a workshop has time for, chosen and explained."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from flowmap.records import Kind, Value
from flowmap.tables import Contacts
from flowmap.tables.rated import ChosenContacts
from flowmap.value.counts import value_rows
from flowmap.words import say

MOST_FOR_A_WORKSHOP = 15
_NEAR_A_STAY_DAYS = 3
_LONG_GAP_DAYS = 14


@dataclass(frozen=True)
class _Ground:
    """One reason to talk about a contact first, and how much it weighs."""

    name: str
    points: int
    rows: pd.Series
    tells_ratings: bool = False


def choose_to_rate(contacts: Contacts, *, most: int = MOST_FOR_A_WORKSHOP) -> ChosenContacts:
    """Return the contacts to rate first, at most ``most`` a person, and why each was chosen.

    One row is a chosen contact; patients stand in the log's order, and within a patient the weightiest
    first (then the earliest). What weighs: raters who differ, voices that differ, a reviewer who was
    unsure, days around admission and discharge, the contacts before and after a long gap, and the first
    contact in each lane. ``journal_because`` leaves out what tells of ratings: sheets filled in blind show
    only that.
    """
    frame = contacts.frame
    can_rate = value_rows(frame)
    grounds = [replace(ground, rows=ground.rows & can_rate) for ground in _grounds(frame, can_rate)]
    points = sum((ground.rows * ground.points for ground in grounds), pd.Series(0, frame.index))
    ranked = pd.DataFrame({"patient": frame["patient"], "event_id": frame["event_id"], "points": points})
    ranked = ranked[ranked["points"] > 0]
    chosen = ranked.sort_values(["patient", "points"], ascending=[True, False], kind="stable")
    chosen = chosen[chosen.groupby("patient", observed=True).cumcount() < most]
    chosen["chosen_because"] = _because(grounds, chosen.index)
    chosen["journal_because"] = _because([g for g in grounds if not g.tells_ratings], chosen.index)
    return ChosenContacts(chosen.reset_index(drop=True), contacts.stamp)


def _grounds(frame: pd.DataFrame, can_rate: pd.Series) -> list[_Ground]:
    person, team = frame["person_value"].astype(object), frame["team_value"].astype(object)
    spoken = (person != Value.NOT_ASSESSED) & (team != Value.NOT_ASSESSED)
    in_lane = frame[["patient", "lane"]].where(can_rate)
    first = can_rate & ~in_lane.duplicated()
    return [
        _Ground("disputed", 8, frame["disputed"], tells_ratings=True),
        _Ground("voices_differ", 8, spoken & (person != team), tells_ratings=True),
        _Ground("speakers_differ", 8, frame["speakers_differ"], tells_ratings=True),
        _Ground("unsure", 6, frame["unsure"]),
        _Ground("near_stay", 4, _near_a_stay(frame)),
        _Ground("long_gap", 3, _beside_a_long_gap(frame)),
        _Ground("first_in_lane", 1, first),
    ]


def _near_a_stay(frame: pd.DataFrame) -> pd.Series:
    """Return the rows at most a few days from an admission or discharge of the same patient."""
    is_turn = (frame["kind"] == Kind.MILESTONE) & (frame["stay_id"] != 0)
    day = frame["start"].dt.normalize()
    turns = day.where(is_turn).groupby(frame["patient"], observed=True)
    limit = pd.Timedelta(days=_NEAR_A_STAY_DAYS)
    return ((day - turns.ffill()) <= limit) | ((turns.bfill() - day) <= limit)


def _beside_a_long_gap(frame: pd.DataFrame) -> pd.Series:
    before = (frame["contact_gap_days"].fillna(0) >= _LONG_GAP_DAYS).to_numpy(dtype=np.bool_)
    after = frame["next_contact_row"].to_numpy()[before]
    beside = before.copy()
    beside[after[after >= 0]] = True
    return pd.Series(beside, frame.index)


def _because(grounds: list[_Ground], rows: pd.Index) -> pd.Series:
    texts = [
        "; ".join(say(f"chosen.{ground.name}") for ground in grounds if ground.rows[row]) for row in rows
    ]
    return pd.Series(texts, rows, dtype=object)
