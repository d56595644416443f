"""What each voice says, out of the ratings as they were given."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from flowmap.group import Group
from flowmap.records import RatingBasis, Reason, Speaker, Stamp, Value, Voice
from flowmap.tables import BandValues, Ratings, Voices, shape_columns
from flowmap.value.labels import SCALE

TEAM = Voice.TEAM.value
_SPEAKER_VALUES = tuple(speaker.value for speaker in Speaker)
_REASON_RANK = {reason.value: rank for rank, reason in enumerate(Reason)}


@dataclass(frozen=True)
class Said:
    """What the person's voice and the team's say: one row an event (or band), the index its id."""

    person: pd.DataFrame
    team: pd.DataFrame
    speakers: pd.DataFrame


def latest_ratings(ratings: Ratings, *, at: pd.Timestamp | None = None) -> Ratings:
    """Return what stands at a moment: each rater's last record of each event, withdrawn ones left out.

    One row is one rater's rating of one event, in one role. ``at`` is the moment (the whole of history
    where it is ``None``). Of records taken in at the same moment the later row stands.
    """
    frame = ratings.frame
    if at is not None:
        frame = frame[frame["rated_at"] <= at]
    ordered = frame.sort_values("rated_at", kind="stable")
    streams = ordered.assign(is_consensus=_is_consensus(ordered))
    streams["rater"] = streams["rater"].where(~streams["is_consensus"], "")
    last = ordered[~streams.duplicated(["event_id", "rater", "role", "is_consensus"], keep="last")]
    kept = last[last["value"].notna()].sort_values(["event_id", "role", "rater"], kind="stable")
    return Ratings(kept.reset_index(drop=True), ratings.stamp)


def hear_voices(ratings: Ratings, group: Group) -> Said:
    """Return what the person's speakers and the team say of each event that somebody rated."""
    frame = latest_ratings(ratings).frame.astype({"role": object, "value": object, "reason": object})
    is_speaker = frame["role"].isin(_SPEAKER_VALUES)
    speakers = frame[is_speaker]
    return Said(
        person=_first_speakers(speakers, group),
        team=_team_values(frame[frame["role"] == TEAM]),
        speakers=speakers,
    )


def _is_consensus(frame: pd.DataFrame) -> pd.Series:
    return (frame["role"] == TEAM) & (frame["rating_basis"] == RatingBasis.CONSENSUS)


def _scaled(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["value"].isin([value.value for value in SCALE])]


def _first_speakers(speakers: pd.DataFrame, group: Group) -> pd.DataFrame:
    order = (*group.first_speaker, *(s for s in Speaker if s not in group.first_speaker))
    ranks = {str(speaker): rank for rank, speaker in enumerate(order)}
    ranked = speakers.assign(
        rank=speakers["role"].map(ranks).astype(np.int64),
        is_silent=~speakers["value"].isin([value.value for value in SCALE]),
    ).sort_values(["event_id", "is_silent", "rank", "rater"], kind="stable")
    first = ranked.drop_duplicates("event_id").set_index("event_id")
    said = _scaled(speakers).groupby("event_id")["value"].nunique()
    differ = said.reindex(first.index).fillna(0) > 1
    return first[["role", "value", "reason"]].assign(speakers_differ=differ.astype(bool))


def _team_values(team: pd.DataFrame) -> pd.DataFrame:
    """Return value, reason, basis and dispute: what was agreed together before what raters gave alone."""
    together = team["rating_basis"] == RatingBasis.CONSENSUS
    agreed = team[together].drop_duplicates("event_id", keep="last").set_index("event_id")
    frame = _raters_alone(team[~together])
    frame = frame.drop(frame.index.intersection(agreed.index))
    settled = agreed[["value", "reason", "rating_basis"]].astype(object).assign(disputed=False)
    parts = [part for part in (frame, settled) if len(part)]
    return pd.concat(parts).sort_index() if parts else settled


def _raters_alone(alone: pd.DataFrame) -> pd.DataFrame:
    """Return what raters gave one by one; a reason without a value is kept, and nobody has valued then."""
    events = pd.Index(alone["event_id"].unique(), name="event_id").sort_values()
    by_event = _scaled(alone).groupby("event_id")["value"]
    raters = by_event.size().reindex(events, fill_value=0).to_numpy()
    disputed = (by_event.nunique().reindex(events, fill_value=0) > 1).to_numpy(dtype=bool)
    frame = pd.DataFrame({"value": by_event.first().reindex(events)}, index=events, dtype=object)
    frame["reason"] = _commonest_reason(alone).reindex(events)
    basis = {0: None, 1: RatingBasis.ONE_RATER.value}
    frame["rating_basis"] = [basis.get(n, RatingBasis.RATERS_AGREE.value) for n in raters]
    frame["disputed"] = disputed
    frame.loc[(raters == 0) | disputed, "value"] = Value.NOT_ASSESSED.value
    frame.loc[disputed, ["reason", "rating_basis"]] = None
    return frame


def _commonest_reason(alone: pd.DataFrame) -> pd.Series:
    """Return the reason most raters of an event gave; of equals the one first in the list of reasons."""
    given = alone[alone["reason"].notna()]
    counts = given.groupby(["event_id", "reason"]).size().rename("raters").reset_index()
    counts["rank"] = counts["reason"].map(_REASON_RANK)
    best = counts.sort_values(["event_id", "raters", "rank"], ascending=[True, False, True])
    return best.drop_duplicates("event_id").set_index("event_id")["reason"]


def build_voices(said: Said, known_ids: np.ndarray, *, stamp: Stamp) -> Voices:
    """Return every speaker's value of the events and bands of the round."""
    rows = said.speakers[said.speakers["event_id"].isin(known_ids)]
    frame = rows.rename(columns={"role": "speaker"}).sort_values(["event_id", "speaker", "rater"])
    columns = [column.name for column in Voices.columns]
    return Voices(shape_columns(frame[columns].reset_index(drop=True), Voices.columns), stamp)


def build_band_values(said: Said, band_ids: np.ndarray, *, stamp: Stamp) -> BandValues:
    """Return what the person's voice and the team say of each band; a band is valued once a period."""
    parts = []
    for voice, frame in ((Voice.PERSON, said.person), (Voice.TEAM, said.team)):
        rows = frame[frame.index.isin(band_ids)][["value", "reason"]]
        parts.append(rows.assign(voice=voice.value).rename_axis("band_id").reset_index())
    frame = pd.concat(parts).sort_values(["band_id", "voice"]).reset_index(drop=True)
    columns = [column.name for column in BandValues.columns]
    return BandValues(shape_columns(frame[columns], BandValues.columns), stamp)
