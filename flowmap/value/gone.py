"""Ratings whose contact is no longer in the log: reported, never dropped, with the likely new contact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from flowmap.group import Group
from flowmap.tables import Contacts, EventLog, Ratings, shape_columns
from flowmap.tables.rated import CollectedRows
from flowmap.value.rating_sheet import activity_title, lane_title
from flowmap.value.voices import latest_ratings
from flowmap.words import has_words, listed, say

_LEAST_POINTS = 5
_DAYS_APART = {0: 3, 1: 2}
_WITHIN_DAYS = 7


@dataclass(frozen=True, slots=True)
class Offer:
    """The contact that a gone one has likely become, as text, and what is alike; empty where none is."""

    event: str = ""
    because: str = ""


def describe_contacts(log: EventLog, group: Group) -> pd.DataFrame:
    """Return what a rating sheet says of each event, as texts; the index is the event's id."""
    frame = log.frame
    texts = pd.DataFrame({"patient": frame["patient"].astype(object)})
    texts["day"] = frame["start"].dt.strftime("%Y-%m-%d")
    for name, titles in (("activity", activity_title), ("lane", lane_title)):
        shown = {label: titles(str(label), group) for label in frame[name].cat.categories}
        texts[name] = frame[name].astype(object).map(shown)
    for name in ("unit", "mode", "in_short"):
        texts[name] = frame[name].astype(object).where(frame[name].notna(), "")
    spoken = {label: say(f"mode.{label}") for label in texts["mode"].unique() if has_words(f"mode.{label}")}
    texts["mode"] = texts["mode"].map(lambda label: spoken.get(label, label))
    return texts.set_index(frame["event_id"].to_numpy())


def offer_contact(gone: Mapping[str, str], present: pd.DataFrame) -> Offer:
    """Return the contact of the same patient that is most like the gone one, if one stands out.

    What counts: the same or a near day, and the same activity, unit, lane, mode and kort sagt. A tie
    offers nothing: then a person must look.
    """
    near = present[present["patient"] == gone.get("patient", "")]
    points = _day_points(gone.get("day", ""), near)
    for name, weight in (("in_short", 3), ("activity", 2), ("unit", 1), ("lane", 1), ("mode", 1)):
        if gone.get(name):
            points = points + (near[name] == gone[name]) * weight
    if points.empty or points.max() < _LEAST_POINTS or (points == points.max()).sum() > 1:
        return Offer()
    event = points.idxmax()
    return Offer(str(event), _alike(gone, near.loc[event]))


def _day_points(day: str, near: pd.DataFrame) -> pd.Series:
    then = pd.to_datetime(day, errors="coerce")
    apart = (pd.to_datetime(near["day"]) - then).dt.days.abs()
    return apart.map(lambda days: _DAYS_APART.get(days, 1 if days <= _WITHIN_DAYS else 0)).astype(int)


def _alike(gone: Mapping[str, str], row: pd.Series) -> str:
    names = ("day", "activity", "unit", "lane", "mode", "in_short")
    return say("likely.same", listed=listed([say(f"likely.{n}") for n in names if gone.get(n) == row[n]]))


def list_gone_ratings(
    ratings: Ratings, contacts: Contacts, *, group: Group, earlier: EventLog | None = None
) -> CollectedRows:
    """Return the ratings that stand, and whose contact or band the round no longer has.

    One row is one such rating. ``earlier`` is the log of the round as it was kept before: from it comes
    what the contact was, and so the likely new one.
    """
    standing = latest_ratings(ratings).frame
    known = [*contacts.frame["event_id"], *contacts.facts.bands.frame["band_id"]]
    gone = standing[~standing["event_id"].isin(known)]
    was = describe_contacts(earlier, group) if earlier is not None else pd.DataFrame()
    present = describe_contacts(contacts, group)
    fresh = present[~present.index.isin(was.index)]
    rows = []
    for row in gone.to_dict("records"):
        offer = Offer()
        if row["event_id"] in was.index:
            offer = offer_contact(was.loc[row["event_id"]].to_dict(), fresh)
        rows.append(
            {
                "file": "",
                "sheet": "",
                "row": 0,
                "event_text": str(row["event_id"]),
                "rater": row["rater"],
                "role": row["role"],
                "became": "gone",
                "likely_event": offer.event,
                "likely_because": offer.because,
            }
        )
    return CollectedRows.from_rows(rows, contacts.stamp)


def move_ratings(ratings: Ratings, *, to: Mapping[int, int], moved_at: datetime) -> Ratings:
    """Return new records that give the ratings of gone contacts to those somebody chose for them.

    ``to`` gives the new id of an old one. The old records stay as they are.
    """
    frame = latest_ratings(ratings).frame
    moved = frame[frame["event_id"].isin(list(to))]
    new_ids = moved["event_id"].map(dict(to)).astype("int64")
    moved = moved.assign(event_id=new_ids, rated_at=pd.Timestamp(moved_at).as_unit("us"))
    return Ratings(shape_columns(moved.reset_index(drop=True), Ratings.columns), ratings.stamp)
