"""When events can have happened, and which event may or must have come after another.

A clocked event happened at its clock; of an unclocked one only the day is known, so it lies anywhere
between ``early`` and ``late``. A rule is kept where *some* admissible reading keeps it, and broken only
where every reading breaks it: what nobody wrote down is never held against anybody.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DAY = 86_400  # seconds

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Moments:
    """One item is an event: whose it is, its day, and the first and last second it can have happened.

    ``dawn`` is the second that its day begins with, in whichever direction time runs.
    """

    patient: Ints
    day: Ints
    early: Ints
    late: Ints
    dawn: Ints

    def mirrored(self) -> "Moments":
        """Return the same events with time running backwards, so that before becomes after."""
        return Moments(self.patient, -self.day, -self.late, -self.early, -(self.dawn + DAY - 1))


def moments_of(patient: Ints, start: NDArray[np.datetime64], *, has_clock: Flags) -> Moments:
    """Return the moments of a log's rows; a second is the finest time told apart."""
    day = start.astype("datetime64[D]").astype(np.int64)
    second = start.astype("datetime64[s]").astype(np.int64)
    early = np.where(has_clock, second, day * DAY)
    late = np.where(has_clock, second, day * DAY + DAY - 1)
    return Moments(patient, day, early, late, dawn=day * DAY)


def first_after(
    moments: Moments, anchors: Ints, *, targets: Ints, at_least_days: int = 0, is_certain: bool = False
) -> Ints:
    """Return for each anchor the first target of the same patient that may have come after it, or -1.

    ``is_certain``: that must have come after it. No event comes after itself.
    """
    found = np.full(len(anchors), -1, dtype=np.int64)
    clocked = moments.early[targets] == moments.late[targets]
    for part in (targets[clocked], targets[~clocked]):
        if len(part):
            other = _first_of(moments, anchors, part, at_least_days, is_certain=is_certain)
            found = _nearer(moments, anchors, found, other)
    return found


def _first_of(
    moments: Moments, anchors: Ints, targets: Ints, at_least_days: int, *, is_certain: bool
) -> Ints:
    """Search targets whose times are known alike: then their order by one end is their order by both."""
    begin = int(moments.early.min())
    span = int(moments.late.max()) - begin + (at_least_days + 2) * DAY
    times = moments.early if is_certain else moments.late
    keys = moments.patient[targets] * span + times[targets] - begin
    order = np.argsort(keys, kind="stable")
    keys, rows = keys[order], np.append(targets[order], -1)
    wanted = moments.late[anchors] + 1 if is_certain else moments.early[anchors]
    if at_least_days:
        wanted = np.maximum(wanted, moments.dawn[anchors] + at_least_days * DAY)
    place = np.searchsorted(keys, moments.patient[anchors] * span + wanted - begin)
    place = place + (rows[place] == anchors)
    hit = rows[place]
    return np.where((hit >= 0) & (moments.patient[hit] == moments.patient[anchors]), hit, -1)


def _nearer(moments: Moments, anchors: Ints, one: Ints, other: Ints) -> Ints:
    """Return of two targets found for each anchor the nearer, and of two as near the upper row."""
    gaps = [elapsed(moments, anchors, found=found) for found in (one, other)]
    takes_other = (other >= 0) & ((one < 0) | (gaps[1] < gaps[0]) | ((gaps[1] == gaps[0]) & (other < one)))
    return np.where(takes_other, other, one)


def elapsed(moments: Moments, anchors: Ints, *, found: Ints) -> Ints:
    """Return the fewest seconds that can lie between an anchor and what was found after it."""
    seconds: Ints = np.maximum(moments.early[found] - moments.late[anchors], 0)
    return seconds
