"""One invented person: choices taken, the story written, bands, window and what matters to the person."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from flowmap.samples.diary import Diary
from flowmap.samples.sample import SHEETS, Row
from flowmap.samples.story import Part, Plan


@dataclass
class Band:
    """A row of routine care with what the person felt of it."""

    sheet: str
    row: Row
    feel: str = ""


@dataclass
class Person:
    """One invented person: the plan, the lines of the journals, bands, and the row among the patients."""

    code: str
    plan: Plan
    lines: Diary
    bands: list[Band] = field(default_factory=list)
    row: Row = field(default_factory=dict)


def invent_person(code: str, plan: Plan, *, story: Part, anchor: date, place: Part) -> Person:
    """Return the person whose choices the plan has taken."""
    diary = Diary(code, anchor, plan, place["units"])
    for first, last in story.get("blocked", []):
        ends = (plan.day(first), plan.day(last))
        if None not in ends:
            diary.blocked.append((int(ends[0] or 0), int(ends[1] or 0)))
    episodes = {episode["id"]: episode for episode in story["episode"]}
    for name in story["main"]:
        if plan.wants(episodes[name]):
            diary.write(episodes[name], 0)
    for pool in story.get("pool", []):
        _fill(diary, pool, episodes)
    bands = [band for part in story.get("band", []) for band in _band(diary, part, place)]
    return Person(code, plan, diary, bands)


def _fill(diary: Diary, pool: Part, episodes: dict[str, Part]) -> None:
    """Write some of a pool's episodes, spread over its days."""
    plan = diary.plan
    open_ones = [episodes[name] for name in pool["episodes"] if plan.wants(episodes[name])]
    low, high = pool["count"]
    chosen = plan.rng.sample(open_ones, min(plan.rng.randint(low, high), len(open_ones)))
    first, last = plan.day(pool["from"]), plan.day(pool["to"])
    if first is None or last is None or not chosen:
        return
    width = (last - first) / len(chosen)
    for place, episode in enumerate(chosen):
        start = first + round(width * place) + plan.rng.randint(0, max(int(width) - 2, 0))
        latest = last - 5 - episode.get("length", 0)
        diary.write(episode, max(first, min(start, latest)), shift=pool.get("shift", False))


def _band(diary: Diary, part: Part, place: Part) -> list[Band]:
    plan = diary.plan
    first = plan.day(part["from"]) if plan.wants(part) else None
    if first is None:
        return []
    last = plan.day(part["to"]) if part.get("to") != "" else None
    row: Row = {
        "patient": diary.patient,
        "journal": SHEETS[part["in"]],
        "activity": part["do"],
        "start_on": diary.on(first),
        "end_on": None if last is None else diary.on(last),
        "times_per_week": plan.rng.randint(*part["per_week"]),
        "staff_in_14_days": plan.rng.randint(*part["staff"]) if "staff" in part else None,
        "unit": place["units"].get(part.get("unit", ""), part.get("unit")),
        "why_changed": plan.rng.choice(part["why"]) if "why" in part else None,
    }
    return [Band(SHEETS[part["in"]], row, part.get("feel", ""))]


def person_anchor(first: date, *, spread: int, rng: random.Random) -> date:
    """Return the day that a person's way is counted from."""
    day = first + timedelta(days=rng.randint(0, spread))
    return day - timedelta(days=max(day.weekday() - 4, 0))  # Saturday and Sunday become Friday
