"""The slow reference for bands and for emergency visits that became stays: plain lists, day by day.

Rows are those of ``reference``, with ``is_stay``, ``unit`` and ``planned``.
"""

from itertools import groupby
from typing import Any

from tests.agreement.reference import HELD, Row, is_met

_EVER = 10_000  # days: a stay that nobody sees end goes on


def days_in_stays(rows: list[Row], patient: str) -> set[int]:
    """Every day that the patient lay in a stay; the day of discharge is no such day."""
    days: set[int] = set()
    for row in rows:
        if row["is_stay"] and row["patient"] == patient:
            last = _EVER if row["end_day"] is None else row["end_day"]
            days |= set(range(row["day"], last))
    return days


def bands(rows: list[Row], rule: dict[str, Any]) -> list[dict[str, Any]]:
    """Each band that recurring visits make, by first day and id."""

    def what(row: Row) -> tuple[str, str, str]:
        return row["patient"], row["activity"], row["unit"] or ""

    visits = [r for r in rows if is_met(r) and not r["is_stay"] and r["activity"] in rule["activities"]]
    visits.sort(key=lambda row: (*what(row), row["day"], row["id"]))
    found = []
    for (patient, activity, unit), same in groupby(visits, what):
        away = days_in_stays(rows, patient)
        runs = _runs(list(same), away, rule["longest_gap_days"])
        what_it_is = {"patient": patient, "activity": activity, "unit": unit or None}
        found += [_band(run, away) | what_it_is for run in runs if _is_band(run, away, rule)]
    return sorted(found, key=lambda band: (band["patient"], band["start"], band["id"]))


def _awake(first: int, last: int, away: set[int]) -> int:
    """Days from one day to another, days in stays not counted."""
    return sum(day not in away for day in range(first, last))


def _runs(visits: list[Row], away: set[int], longest: int) -> list[list[Row]]:
    runs: list[list[Row]] = []
    for visit in visits:
        if runs and _awake(runs[-1][-1]["day"], visit["day"], away) <= longest:
            runs[-1].append(visit)
        else:
            runs.append([visit])
    return runs


def _is_band(run: list[Row], away: set[int], rule: dict[str, Any]) -> bool:
    weeks = [_awake(run[0]["day"], visit["day"], away) // 7 for visit in run]
    enough = {week for week in weeks if weeks.count(week) >= rule["at_least_per_week"]}
    return any(all(week + n in enough for n in range(rule["for_weeks"])) for week in enough)


def _band(run: list[Row], away: set[int]) -> dict[str, Any]:
    first, last = run[0]["day"], run[-1]["day"]
    inside = len([day for day in range(first, last + 1) if day in away])
    staff = [
        len({v["staff"] for v in run if v["staff"] and start <= v["day"] < start + 14})
        for start in range(first - 13, last + 1)
    ]
    return {
        "id": run[0]["id"],
        "start": first,
        "end": last,
        "visits": len(run),
        "pause_days": inside,
        "staff_in_14_days": max(staff) or None,
        "times_per_week": len(run) * 7 / max(last - first + 1 - inside, 1),
        "rows": {visit["id"] for visit in run},
    }


def emergencies(rows: list[Row]) -> dict[int, int]:
    """For each stay the emergency visit that turned into it, or 0.

    It is the last one that began no later than the admission, that day or the day before; a stay that was
    planned has none, and of several stays with the same visit the first has it.
    """
    visits = [
        r for r in rows if r["activity"] == "Akutbesök" and r["kind"] == "contact" and r["status"] in HELD
    ]
    stays = sorted((r for r in rows if r["is_stay"]), key=lambda r: (r["patient"], *_began(r), r["id"]))
    found: dict[int, int] = {}
    for stay in stays:
        latest = (stay["day"], 1440 if stay["clock"] is None else stay["clock"])
        before = [
            visit
            for visit in visits
            if visit["patient"] == stay["patient"]
            and visit["day"] >= stay["day"] - 1
            and _began(visit) <= latest
            and stay["planned"] != "planned"
        ]
        last = max(before, key=lambda visit: (*_began(visit), visit["id"]))["id"] if before else 0
        found[stay["id"]] = 0 if last in found.values() else last
    return found


def _began(row: Row) -> tuple[int, int]:
    return row["day"], row["clock"] or 0
