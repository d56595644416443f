"""What a rule counts from, what was found for it, and whether that was in time: one pair an anchor."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from flowmap.expected.reviewed import NEVER, Reviewed
from flowmap.expected.sequence import DAY, Flags, Ints, Moments, elapsed, first_after
from flowmap.group import ExpectedRule, matches
from flowmap.records import Outcome
from flowmap.tables.segments import days_of

KEPT, NOT_KEPT, NOT_DUE, NOT_REVIEWED, NOT_APPLICABLE = range(5)  # places in ``OUTCOMES``
OUTCOMES = (
    Outcome.KEPT,
    Outcome.NOT_KEPT,
    Outcome.NOT_DUE,
    Outcome.NOT_REVIEWED,
    Outcome.NOT_APPLICABLE,
)


@dataclass(frozen=True)
class Scene:
    """The moments of a log's ``rows``, and behind them the beginning of each patient's window.

    ``bands`` are the round's, with their ``owner`` (place among the patients); ``waits`` the declared ones.
    """

    moments: Moments
    reviewed: Reviewed
    rows: int
    bands: pd.DataFrame
    waits: pd.DataFrame

    def beginnings(self) -> Ints:
        """Return the rows that stand for the beginning of each patient's window."""
        return np.arange(self.rows, len(self.moments.day), dtype=np.int64)


@dataclass(frozen=True)
class Pairs:
    """One item is an event that a rule counts from (row) and what was found for it (row, or -1).

    ``days`` lie between them, -1 where nothing was found; ``outcome`` is a place in ``OUTCOMES``.
    """

    patient: Ints
    anchor: Ints
    found: Ints
    days: Ints
    outcome: Ints


def find_pairs(rule: ExpectedRule, scene: Scene, *, anchors: Ints | None, targets: Ints) -> Pairs:
    """Return the pairs of a rule; without ``anchors`` it counts from the beginning of each window."""
    counted_from = scene.beginnings() if anchors is None else anchors
    if rule.kind == "absence":
        return _absent(rule, scene, counted_from, targets)
    if rule.kind == "precedence":
        return _preceded(rule, scene, counted_from, targets)
    followed = _with_bands(rule, scene, _followed(rule, scene, counted_from, targets))
    if rule.kind != "succession":
        return followed
    return _joined(followed, _unannounced(scene, targets, counted_from))


def _followed(rule: ExpectedRule, scene: Scene, anchors: Ints, targets: Ints) -> Pairs:
    """Pair each anchor with the first target after it."""
    found = first_after(scene.moments, anchors, targets=targets, at_least_days=rule.at_least_days)
    pairs = _paired(scene.moments, anchors, found)
    kept = _is_in_time(rule, scene.moments, pairs)
    judged = replace(pairs, outcome=np.where(kept, KEPT, _unseen(rule, scene, pairs, NOT_KEPT)))
    return _with_earlier(scene, judged, targets) if rule.earlier_counts else judged


def _with_earlier(scene: Scene, pairs: Pairs, targets: Ints) -> Pairs:
    """Take what came before an anchor, and after the anchor before it, where nothing came in time."""
    back = scene.moments.mirrored()
    earlier = first_after(back, pairs.anchor, targets=targets)
    previous = first_after(back, pairs.anchor, targets=pairs.anchor, is_certain=True)
    is_own = (previous < 0) | (scene.moments.late[earlier] > scene.moments.early[previous])
    takes = (pairs.outcome != KEPT) & (earlier >= 0) & is_own
    return replace(
        pairs,
        found=np.where(takes, earlier, pairs.found),
        days=np.where(takes, 0, pairs.days),
        outcome=np.where(takes, KEPT, pairs.outcome),
    )


def _with_bands(rule: ExpectedRule, scene: Scene, pairs: Pairs) -> Pairs:
    """Take a band that runs in time, and no event, where nothing came in time."""
    if rule.or_band is None:
        return pairs
    bands = scene.bands[matches(rule.or_band, scene.bands)]
    day = scene.moments.day[pairs.anchor]
    runs = pd.DataFrame({"owner": pairs.patient, "day": day, "place": np.arange(len(day))}).merge(
        pd.DataFrame(
            {
                "owner": bands["owner"],
                "first": days_of(bands["start_on"]),
                "last": _last_days(bands["end_on"]),
            }
        ),
        on="owner",
    )
    runs["days"] = np.maximum(runs["first"] - runs["day"], 0)
    runs = runs[(runs["last"] >= runs["day"]) & (runs["days"] <= _limit(rule))]
    soonest = runs.groupby("place")["days"].min().reindex(np.arange(len(day))).fillna(-1).to_numpy(np.int64)
    takes = (pairs.outcome != KEPT) & (soonest >= 0)
    return replace(
        pairs,
        found=np.where(takes, -1, pairs.found),
        days=np.where(takes, soonest, pairs.days),
        outcome=np.where(takes, KEPT, pairs.outcome),
    )


def _last_days(end_on: pd.Series) -> Ints:
    """Return the last day of each band, a day after all days for one that goes on."""
    return np.where(end_on.isna(), NEVER, days_of(end_on.fillna(pd.Timestamp(0))))


def _limit(rule: ExpectedRule) -> int:
    return NEVER if rule.within_days is None else rule.within_days


def _absent(rule: ExpectedRule, scene: Scene, anchors: Ints, targets: Ints) -> Pairs:
    """Pair each anchor with the first target that certainly came after it and within the limit."""
    found = first_after(
        scene.moments, anchors, targets=targets, at_least_days=rule.at_least_days, is_certain=True
    )
    pairs = _paired(scene.moments, anchors, found)
    came = _is_in_time(rule, scene.moments, pairs)
    pairs = replace(pairs, found=np.where(came, found, -1), days=np.where(came, pairs.days, -1))
    return replace(pairs, outcome=np.where(came, NOT_KEPT, _unseen(rule, scene, pairs, KEPT)))


def _preceded(rule: ExpectedRule, scene: Scene, anchors: Ints, targets: Ints) -> Pairs:
    """Pair each anchor with the last target before it."""
    back = scene.moments.mirrored()
    pairs = _paired(
        back, anchors, first_after(back, anchors, targets=targets, at_least_days=rule.at_least_days)
    )
    kept = _is_in_time(rule, back, pairs)
    begins = -_deadline(rule, back, pairs.anchor)
    is_cut = begins < scene.reviewed.first_day[pairs.patient]
    return replace(pairs, outcome=np.where(kept, KEPT, np.where(is_cut, NOT_REVIEWED, NOT_KEPT)))


def _unannounced(scene: Scene, targets: Ints, anchors: Ints) -> Pairs:
    """Return targets that nothing to count from came before: what succession does not allow."""
    before = first_after(scene.moments.mirrored(), targets, targets=anchors)
    pairs = _paired(scene.moments, targets[before < 0], before[before < 0])
    return replace(pairs, outcome=np.full(len(pairs.anchor), NOT_KEPT))


def _paired(moments: Moments, anchors: Ints, found: Ints) -> Pairs:
    days = np.where(found >= 0, np.maximum(moments.day[found] - moments.day[anchors], 0), -1)
    return Pairs(moments.patient[anchors], anchors, found, days, np.zeros(len(anchors), dtype=np.int64))


def _joined(one: Pairs, other: Pairs) -> Pairs:
    names = ("patient", "anchor", "found", "days", "outcome")
    return Pairs(**{name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in names})


def _is_in_time(rule: ExpectedRule, moments: Moments, pairs: Pairs) -> Flags:
    in_time = pairs.found >= 0
    if rule.within_days is not None:
        in_time &= pairs.days <= rule.within_days
    if rule.within_minutes is not None:
        in_time &= elapsed(moments, pairs.anchor, found=pairs.found) <= rule.within_minutes * 60
    return in_time


def _deadline(rule: ExpectedRule, moments: Moments, anchors: Ints) -> Ints:
    """Return the last day that is in time; a day before all days where the rule has no limit."""
    limits = []
    if rule.within_days is not None:
        limits.append(moments.day[anchors] + rule.within_days)
    if rule.within_minutes is not None:
        lasts = moments.late[anchors] - moments.dawn[anchors] + rule.within_minutes * 60
        limits.append(moments.day[anchors] + lasts // DAY)
    return np.minimum.reduce(limits) if limits else np.full(len(anchors), -NEVER, dtype=np.int64)


def _unseen(rule: ExpectedRule, scene: Scene, pairs: Pairs, otherwise: int) -> Ints:
    """Return what it means that nothing was seen in time: dead, not due yet, or ``otherwise``.

    Who dies on the day counted from is asked for nothing either: a death in hospital is a discharge of that
    day. What is counted from the death itself is asked of those who stay.
    """
    deadline = _deadline(rule, scene.moments, pairs.anchor)
    died = scene.reviewed.died_day[pairs.patient]
    is_dead = (died >= scene.moments.day[pairs.anchor]) & (died <= deadline)
    is_dead &= ~np.isin(pairs.anchor, scene.reviewed.death_rows)
    is_open = scene.reviewed.last_day[pairs.patient] < deadline
    return np.where(is_dead, NOT_APPLICABLE, np.where(is_open, NOT_DUE, otherwise))
