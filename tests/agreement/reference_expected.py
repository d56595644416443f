"""The slow reference for the expected path: each rule read as its words say it, one event at a time.

Nothing here is shared with flowmap. Rules count from A and ask for B; a wait, where a rule counts only while
it lasts, begins with each C and ends with the next B; Z is the person's death.
"""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

FIRST = date(2026, 1, 1)
REVIEWED_TO = date(2026, 1, 9)
MINUTE = timedelta(minutes=1)
Rule = dict[str, Any]
Band = tuple[date, date, str]  # first day, last day, lane


class Happened(NamedTuple):
    """An event of the slow reading: what, its day, and its first and last possible moment."""

    activity: str
    day: date
    early: datetime
    late: datetime


def happened(activity: str, day: date, clock: int | None) -> Happened:
    midnight = datetime(day.year, day.month, day.day)
    if clock is None:
        return Happened(activity, day, midnight, midnight + timedelta(days=1) - timedelta(seconds=1))
    return Happened(activity, day, midnight + clock * MINUTE, midnight + clock * MINUTE)


def is_in_time(rule: Rule, first: Happened, second: Happened) -> bool:
    days, minutes = rule["within_days"], rule["within_minutes"]
    in_days = days is None or (second.day - first.day).days <= days
    in_minutes = minutes is None or second.early - first.late <= minutes * MINUTE
    return in_days and in_minutes


def can_follow(rule: Rule, first: Happened, second: Happened) -> bool:
    is_far = (second.day - first.day).days >= rule["at_least_days"]
    return first is not second and second.late >= first.early and is_far


def must_follow(rule: Rule, first: Happened, second: Happened) -> bool:
    is_far = (second.day - first.day).days >= rule["at_least_days"]
    return first is not second and second.early > first.late and is_far


def runs_in_time(rule: Rule, first: Happened, band: Band) -> bool:
    """Whether a band of the lane asked for runs on the day of ``first``, or on a later one in time."""
    begins, ends, lane = band
    limit = rule["within_days"]
    starts_in_time = limit is None or (begins - first.day).days <= limit
    return lane == "hemtjanst" and ends >= first.day and starts_in_time


def deadline(rule: Rule, anchor: Happened) -> date | None:
    """Return the last day that is in time; none where the rule has no limit."""
    ends = []
    if rule["within_days"] is not None:
        ends.append(anchor.day + timedelta(days=rule["within_days"]))
    if rule["within_minutes"] is not None:
        ends.append((anchor.late + rule["within_minutes"] * MINUTE).date())
    return min(ends, default=None)


def waits(way: list[Happened]) -> list[tuple[date, date]]:
    """Return the first and last day of each wait; one that nobody sees end lasts."""
    lasting = []
    for place, event in enumerate(way):
        if event.activity == "C":
            ends = [later.day for later in way[place + 1 :] if later.activity == "B"]
            lasting.append((event.day, ends[0] if ends else date.max))
    return lasting


def counted_from(rule: Rule, way: list[Happened]) -> list[Happened]:
    """Return the events that the rule counts from: the beginning of the window where it names none."""
    if not rule["is_counted"]:
        begins = datetime(FIRST.year, FIRST.month, FIRST.day) - timedelta(seconds=1)
        return [Happened("", FIRST, begins, begins)]
    anchors = [event for event in way if event.activity == "A"]
    if rule.get("only_while"):
        anchors = [a for a in anchors if any(first <= a.day <= last for first, last in waits(way))]
    return anchors


def died_before(rule: Rule, anchor: Happened, way: list[Happened]) -> bool:
    """Whether the person died on the day of ``anchor`` or later, and no later than the limit."""
    deaths = [event.day for event in way if event.activity == "Z"]
    limit = deadline(rule, anchor)
    return limit is not None and bool(deaths) and anchor.day <= deaths[0] <= limit


def preceded(rule: Rule, anchor: Happened, targets: list[Happened]) -> str:
    if any(can_follow(rule, t, anchor) and is_in_time(rule, t, anchor) for t in targets):
        return "kept"
    begins = []
    if rule["within_days"] is not None:
        begins.append(anchor.day - timedelta(days=rule["within_days"]))
    if rule["within_minutes"] is not None:
        begins.append((anchor.early - rule["within_minutes"] * MINUTE).date())
    return "not_reviewed" if begins and max(begins) < FIRST else "not_kept"


def slowly(rule: Rule, way: list[Happened], seen_to: date, own_bands: list[Band]) -> str:
    """Return the outcome as the rule's words say it, one event at a time."""
    kind, targets = rule["kind"], [event for event in way if event.activity == "B"]
    anchors = counted_from(rule, way)
    found = []
    for anchor in anchors:
        if kind == "precedence":
            found.append(preceded(rule, anchor, targets))
            continue
        follows = must_follow if kind == "absence" else can_follow
        is_seen = any(follows(rule, anchor, t) and is_in_time(rule, anchor, t) for t in targets)
        is_seen |= any(runs_in_time(rule, anchor, band) for band in own_bands)
        limit = deadline(rule, anchor)
        unseen = "not_due" if limit is not None and seen_to < limit else None
        unseen = "not_applicable" if died_before(rule, anchor, way) else unseen
        if kind == "absence":
            found.append("not_kept" if is_seen else unseen or "kept")
        else:
            found.append("kept" if is_seen else unseen or "not_kept")
    if kind == "succession":
        plain = {**rule, "at_least_days": 0}
        found += ["not_kept" for t in targets if not any(can_follow(plain, a, t) for a in anchors)]
    each, some = ("not_kept", "kept", "not_reviewed", "not_due"), ("kept", "not_due", "not_kept")
    order = some if kind == "existence" else each
    return next((outcome for outcome in order if outcome in found), "not_applicable")
