"""A slow, obvious reference over plain lists: order, steps and fold written as one would explain them.

Nothing here is shared with flowmap but the words. Rows are dictionaries: patient, activity, day (int), clock
(minutes or None), end_day, end_clock, kind, status, lane, staff, purpose, id, and stay ("start", "end" or
None) with stay_id.
"""

from collections import Counter, defaultdict
from typing import Any

Row = dict[str, Any]
HELD = {"done", "ongoing", "interrupted", "unanswered"}


def rank(activity: str, order: tuple[str, ...]) -> int:
    return order.index(activity) if activity in order else order.index("*")


def order_day(rows: list[Row], order: tuple[str, ...]) -> list[Row]:
    """A chain of clocked events; each unclocked one right before the first clocked one of higher rank."""

    def by_rank(row: Row) -> tuple[Any, ...]:
        return (rank(row["activity"], order), row["activity"], row["id"])

    chain = sorted((r for r in rows if r["clock"] is not None), key=lambda r: (r["clock"], *by_rank(r)))
    slots: list[list[Row]] = [[] for _ in range(len(chain) + 1)]
    for row in sorted((r for r in rows if r["clock"] is None), key=by_rank):
        higher = [
            n for n, link in enumerate(chain) if rank(link["activity"], order) > rank(row["activity"], order)
        ]
        slots[higher[0] if higher else len(chain)].append(row)
    ordered = []
    for slot, link in zip(slots, [*chain, None], strict=True):
        ordered += slot
        if link is not None:
            ordered.append(link)
    return ordered


def order_rows(rows: list[Row], order: tuple[str, ...]) -> list[Row]:
    days = defaultdict(list)
    for row in rows:
        days[row["patient"], row["day"]].append(row)
    return [row for key in sorted(days) for row in order_day(days[key], order)]


def is_step(row: Row) -> bool:
    if row["kind"] == "contact":
        return row["status"] != "planned"
    return row["kind"] == "milestone" and row["status"] in HELD


def is_met(row: Row) -> bool:
    return row["kind"] == "contact" and row["status"] in HELD - {"unanswered"}


def has_own_place(row: Row, steps: list[Row]) -> bool:
    same_day = [s for s in steps if s["patient"] == row["patient"] and s["day"] == row["day"]]
    if len(same_day) == 1:
        return True
    clocks = [s["clock"] for s in same_day]
    return None not in clocks and clocks.count(row["clock"]) == 1


def trace(rows: list[Row]) -> list[dict[str, Any]]:
    """Each step with what it leads to, patient by patient, comparing every pair of rows."""
    steps = [row for row in rows if is_step(row)]
    traced = []
    for n, row in enumerate(steps):
        mine = [s for s in steps if s["patient"] == row["patient"]]
        place = mine.index(row)
        after = mine[place + 1] if place + 1 < len(mine) else None
        traced.append(
            {
                "id": row["id"],
                "activity": row["activity"],
                "patient": row["patient"],
                "step_no": place,
                "position": place / max(len(mine) - 1, 1),
                **_meetings(row, steps[:n], steps),
                **(_link(row, after, steps) if after else dict.fromkeys(_LINK)),
            }
        )
    return traced


_LINK = ("next_id", "gap_days", "gap_minutes", "overlaps", "order_uncertain", "lane_change")


def _link(row: Row, after: Row, steps: list[Row]) -> dict[str, Any]:
    end_day = row["end_day"] if row["end_day"] is not None else row["day"]
    end_clock = row["end_clock"] if row["end_day"] is not None else row["clock"]
    days = after["day"] - end_day
    minutes = None
    if row["clock"] is not None and end_clock is not None and after["clock"] is not None:
        minutes = days * 1440 + after["clock"] - end_clock
    return {
        "next_id": after["id"],
        "gap_days": max(days, 0),
        "gap_minutes": None if minutes is None else max(minutes, 0),
        "overlaps": days < 0 or (minutes is not None and minutes < 0),
        "order_uncertain": not (has_own_place(row, steps) and has_own_place(after, steps)),
        "lane_change": row["lane"] != after["lane"],
    }


def _meetings(row: Row, before: list[Row], steps: list[Row]) -> dict[str, bool]:
    earlier = [r for r in before if r["patient"] == row["patient"] and is_met(r)]
    contacts = [r for r in before if r["patient"] == row["patient"] and r["kind"] == "contact"]
    others = [r for r in steps if r is not row and r["patient"] == row["patient"] and is_met(r)]
    met, staff, purpose = is_met(row), row["staff"], row["purpose"]
    same_day = [r for r in others if r["day"] == row["day"] and r["purpose"] == purpose]
    follows = bool(contacts) and contacts[-1]["status"] in {"cancelled", "no_show"}
    return {
        "first_meeting_staff": met and staff is not None and all(r["staff"] != staff for r in earlier),
        "repeats_earlier": met and purpose is not None and any(r["purpose"] == purpose for r in earlier),
        "same_day_purpose": met and purpose is not None and bool(same_day),
        "follows_cancelled": row["kind"] == "contact" and follows,
    }


def fold(traced: list[dict[str, Any]]) -> dict[str, Any]:
    """Counts by activity and transition, as sets and counters."""
    by_id = {step["id"]: step for step in traced}
    links = [(s, by_id[s["next_id"]]) for s in traced if s["next_id"] is not None]
    ways = defaultdict(list)
    for step in traced:
        ways[step["patient"]].append(step["activity"])
    gaps = defaultdict(list)
    for a, b in links:
        gaps[a["activity"], b["activity"]].append(a["gap_days"])
    return {
        "count": Counter(s["activity"] for s in traced),
        "patients": Counter(activity for _, activity in {(s["patient"], s["activity"]) for s in traced}),
        "transitions": Counter((a["activity"], b["activity"]) for a, b in links),
        "transition_patients": Counter(
            pair for _, pair in {(a["patient"], (a["activity"], b["activity"])) for a, b in links}
        ),
        "uncertain": Counter((a["activity"], b["activity"]) for a, b in links if a["order_uncertain"]),
        "starts": Counter(way[0] for way in ways.values()),
        "ends": Counter(way[-1] for way in ways.values()),
        "variants": Counter(tuple(way) for way in ways.values()),
        "gaps": dict(gaps),
    }
