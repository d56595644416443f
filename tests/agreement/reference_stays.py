"""The slow reference for stays, waits and handovers: plain lists, and every pair of rows compared.

Rows are those of ``reference``, with ``is_stay``. A stay is two rows after ``open_stays``: role ``start`` and
``end``, with the id of the stay they share.
"""

from collections.abc import Callable
from typing import Any

from tests.agreement.reference import HELD, Row, is_met, order_rows

_MILESTONE = {"kind": "milestone", "end_day": None, "end_clock": None, "is_stay": False}


def open_stays(rows: list[Row], name_id: Callable[[int, str], int]) -> list[Row]:
    """Each stay as its admission and, where it ended, its discharge; the log's ids are given."""
    opened: list[Row] = []
    for row in rows:
        if not row["is_stay"]:
            opened.append({**row, "role": None, "stay": 0})
            continue
        both = {**row, **_MILESTONE, "stay": row["id"]}
        opened.append({**both, "activity": "Inskriven", "role": "start", "id": name_id(row["id"], "start")})
        if row["end_day"] is not None:
            end = {"day": row["end_day"], "clock": row["end_clock"], "staff": None}
            opened.append(
                {**both, **end, "activity": "Utskriven", "role": "end", "id": name_id(row["id"], "end")}
            )
    return opened


def order_with_stays(rows: list[Row], order: tuple[str, ...]) -> list[Row]:
    """The order of the way; a discharge that would come before its admission that day moves next to it."""
    ordered = order_rows(rows, order)
    places = {row["id"]: float(place) for place, row in enumerate(ordered)}
    moved = dict(places)
    for left in (row for row in ordered if row["role"] == "end"):
        came = next(r for r in ordered if r["role"] == "start" and r["stay"] == left["stay"])
        if came["day"] != left["day"] or places[came["id"]] < places[left["id"]]:
            continue
        if left["clock"] is None or came["clock"] is not None:
            moved[left["id"]] = places[came["id"]] + 0.5
        else:
            moved[came["id"]] = places[left["id"]] - 0.5
    return sorted(ordered, key=lambda row: (moved[row["id"]], row["id"]))


def mark_inside(ordered: list[Row]) -> list[Row]:
    """Each row with the stay it lies in: the one that began last of those not yet left."""
    marked = []
    for place, row in enumerate(ordered):
        mine = [r for r in ordered[:place] if r["patient"] == row["patient"] and r["role"]]
        left = {r["stay"] for r in mine if r["role"] == "end"}
        there = [r["stay"] for r in mine if r["role"] == "start" and r["stay"] not in left]
        marked.append(row if row["role"] or not there else {**row, "stay": there[-1]})
    return marked


def links_inside(steps: list[Row]) -> list[bool]:
    """Whether the person lies in one and the same stay from each step to the next: admitted, not yet left."""
    inside = []
    for place, row in enumerate(steps):
        before = [r for r in steps[: place + 1] if r["patient"] == row["patient"] and r["role"]]
        left = {r["stay"] for r in before if r["role"] == "end"}
        there = {r["stay"] for r in before if r["role"] == "start"} - left
        has_next = place + 1 < len(steps) and steps[place + 1]["patient"] == row["patient"]
        inside.append(has_next and bool(there))
    return inside


def waits(ordered: list[Row], pairs: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """For each event that starts a wait the next of the patient that ends it, by row and declared pair."""
    found = []
    for place, row in enumerate(ordered):
        for name, (starts, ends) in pairs.items():
            if row["activity"] != starts or row["status"] not in HELD:
                continue
            after = [
                r
                for r in ordered[place + 1 :]
                if r["patient"] == row["patient"] and r["activity"] == ends
                if r["status"] in HELD - {"unanswered"}
            ]
            last_day = row["day"] if row["end_day"] is None else row["end_day"]
            found.append(
                {
                    "wait_id": name,
                    "from_event": row["id"],
                    "to_event": after[0]["id"] if after else 0,
                    "wait_days": max(after[0]["day"] - last_day, 0) if after else None,
                }
            )
    return found


def longest_waits(found: list[dict[str, Any]], names: list[str]) -> dict[int, tuple[str, int]]:
    """For each event that ends waits the longest of them; of equals the one declared first."""
    longest: dict[int, tuple[str, int]] = {}
    for wait in sorted(found, key=lambda w: names.index(w["wait_id"])):
        event = wait["to_event"]
        if event and (event not in longest or longest[event][1] < wait["wait_days"]):
            longest[event] = (wait["wait_id"], wait["wait_days"])
    return longest


def handovers(ordered: list[Row], rules: dict[str, tuple[str, str, str]]) -> set[tuple[str, int, int]]:
    """For each event of a rule the nearest contact in another lane, after or before it: id, from, to.

    Contacts of the activity that a rule names last neither take over nor hand over.
    """
    found = set()
    for place, row in enumerate(ordered):
        for name, (activity, to, passed_over) in rules.items():
            if row["activity"] != activity or row["status"] not in HELD:
                continue
            others = ordered[place + 1 :] if to == "next" else ordered[:place][::-1]
            met = [
                r
                for r in others
                if r["patient"] == row["patient"] and is_met(r) and r["lane"] != row["lane"]
                if r["activity"] != passed_over
            ]
            if met:
                ends = (row["id"], met[0]["id"]) if to == "next" else (met[0]["id"], row["id"])
                found.add((name, *ends))
    return found


def handovers_of_waits(
    ordered: list[Row], pairs: dict[str, tuple[str, str]], rules: dict[str, tuple[str, str, str]]
) -> set[tuple[str, int, int]]:
    """For each event of a rule (activity, wait, what stops it) the contact elsewhere that ends its wait."""
    found = set()
    places = {row["id"]: place for place, row in enumerate(ordered)}
    for name, (activity, wait, stopped_by) in rules.items():
        for pair in waits(ordered, {wait: pairs[wait]}):
            first, second = places[pair["from_event"]], places.get(pair["to_event"], -1)
            row, other = ordered[first], ordered[second]
            if row["activity"] != activity or second < 0 or not is_met(other) or other["lane"] == row["lane"]:
                continue
            between = ordered[first + 1 : second]
            if not any(r["activity"] == stopped_by and r["status"] in HELD for r in between):
                found.add((name, row["id"], other["id"]))
    return found
