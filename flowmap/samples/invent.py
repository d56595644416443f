"""Invent a round: who takes part, what happened to each, what was reviewed, and what was planted."""

import random
from collections.abc import Mapping
from datetime import date, timedelta

from flowmap.errors import SettingsError
from flowmap.records import CoverageStatus
from flowmap.samples.person import Person, invent_person, person_anchor
from flowmap.samples.rating import give_ratings
from flowmap.samples.sample import SHEETS, Row, SampleRound
from flowmap.samples.story import Part, Plan, deal_options, read_story, seeded
from flowmap.samples.truth import tell_truth
from flowmap.words import say

_TODAY = date(2026, 6, 1)  # nothing in a sample follows the clock
_COMES_OR_CALLS = {"1177", "ambulans", "fk", "nat", "polis"}  # units that nobody travels to


def list_rounds() -> tuple[str, ...]:
    """Return the names of the rounds that can be invented."""
    return tuple(item["name"] for item in read_story("rounds")["round"])


def invent_round(
    name: str = "2026-var-multisjuka-aldre", *, persons: int | None = None, seed: int | None = None
) -> SampleRound:
    """Invent one of the listed rounds; the same call gives the same round.

    ``persons`` and ``seed`` stand instead of the round's own, which ``truth`` then tells as well.

    Raises
    ------
    SettingsError
        There is no such round.

    Examples
    --------
    >>> sample = invent_round()
    >>> len(sample.sheets["patients"]), sample.group_id
    (14, 'multisjuka_aldre')
    """
    found = [item for item in read_story("rounds")["round"] if item["name"] == name]
    if not found:
        raise SettingsError(say("samples.unknown", found=name, allowed=", ".join(list_rounds())))
    given = {"persons": persons, "seed": seed}
    settings = found[0] | {key: value for key, value in given.items() if value is not None}
    story = read_story(settings["story"])
    place = read_story("places")[settings["place"]]
    people = _people(settings, story, place)
    rng = seeded(f"{settings['seed']} rows")
    unread = _unread(settings)
    ratings = give_ratings(people, settings, story=story, rng=rng, unread=unread)
    return SampleRound(
        name=name,
        title=settings["title"],
        group_id=story["group"],
        sheets=_sheets(people, settings, place, unread=unread),
        ratings=ratings,
        basis=_basis(people, settings, unread),
        truth=tell_truth(people, settings, story=story, ratings=ratings, unread=unread),
    )


def _people(settings: Part, story: Part, place: Part) -> list[Person]:
    rng = seeded(f"{settings['seed']} round")
    codes = [f"P{number:02}" for number in range(settings["first_code"], 100)][: settings["persons"]]
    plans = [Plan(seeded(f"{settings['seed']} {code}"), _words(rng, story)) for code in codes]
    for choice in story.get("choice", []):
        counts = settings.get("counts", {})
        if settings.get("is_control") and not {option["id"] for option in choice["option"]} & set(counts):
            counts = {choice["option"][0]["id"]: len(codes)}
        for plan, option in zip(plans, deal_options(choice, len(codes), counts=counts, rng=rng), strict=True):
            plan.take(choice["id"], option)
    people = []
    for code, plan in zip(codes, plans, strict=True):
        if settings.get("is_control"):
            plan.flags.add("kontroll")
        anchor = person_anchor(settings["anchor"], spread=settings["spread"], rng=plan.rng)
        people.append(invent_person(code, plan, story=story, anchor=anchor, place=place))
        people[-1].row = _patient_row(people[-1], settings, story, place)
    return people


def _words(rng: random.Random, story: Part) -> dict[str, str]:
    return {"narstaende": rng.choice(story.get("close") or read_story("persons")["close"])}


def _patient_row(person: Person, settings: Part, story: Part, place: Part) -> Row:
    rng, number = person.plan.rng, int(person.code[1:])
    wishes: list[str] = story.get("important") or read_story("persons")["important"]
    is_silent = person.code in settings.get("silent", [])
    start, end = settings["window"]
    row: Row = {
        "patient": person.code,
        "age_group": rng.choice(story["ages"]),
        "sex": rng.choice(story.get("sexes", ["kvinna", "man"])),
        "municipality": place["municipality"],
        "home_place": place["homes"][number % len(place["homes"])],
        "window_start": start,
        "window_end": end,
        "important_to_me": "" if is_silent else wishes[number % len(wishes)].format(**person.plan.words),
        "important_by": None
        if is_silent
        else rng.choice(story.get("speakers", ["person", "person", "relative"])),
    }
    if "died" in person.plan.days:
        row["died_on"] = person.lines.on(person.plan.days["died"])
    return row


def _unread(settings: Part) -> Mapping[str, set[str]]:
    """Return each person's journals that were not allowed to be read."""
    found: dict[str, set[str]] = {}
    for code, journal, status in settings.get("coverage", []):
        if status == CoverageStatus.NOT_ALLOWED:
            found.setdefault(code, set()).add(journal)
    return found


def _sheets(
    people: list[Person], settings: Part, place: Part, *, unread: Mapping[str, set[str]]
) -> dict[str, list[Row]]:
    sheets: dict[str, list[Row]] = {key: [] for key in SHEETS.values()}
    bands: list[Row] = []
    for person in people:
        closed = unread.get(person.code, set())
        for line in person.lines.lines:
            if line.sheet not in closed:
                sheets[line.sheet].append(line.row)
        bands += [band.row for band in person.bands if band.sheet not in closed]
    figures: dict[str, list[Row]] = read_story("population")
    for rows in sheets.values():
        rows.sort(key=lambda row: (row["patient"], row["date"], row.get("clock", "")))
    return sheets | {
        "bands": bands,
        "patients": [person.row for person in people],
        "coverage": _coverage(people, settings),
        "places": _places(place),
        "population": figures.get(settings["name"], figures.get(settings["story"], [])),
    }


def _coverage(people: list[Person], settings: Part) -> list[Row]:
    said = {(code, journal): status for code, journal, status in settings.get("coverage", [])}
    return [
        {"patient": person.code}
        | {f"coverage_{key}": _status(said, person.code, key) for key in SHEETS.values()}
        | {"coverage_other": "does_not_exist"}
        for person in people
    ]


def _status(said: Mapping[tuple[str, str], str], code: str, journal: str) -> str:
    return said.get((code, journal), said.get(("*", journal), CoverageStatus.WHOLE.value))


def _places(place: Part) -> list[Row]:
    """Return km and minutes from each home to where the person travels."""
    at_hospital = place.get("far", ["akuten", "specialist", "avdelning"])
    far = [place["units"][key] for key in at_hospital]
    near = [unit for key, unit in place["units"].items() if key not in {*at_hospital, *_COMES_OR_CALLS}]
    rows = []
    for units, distances in ((near, place["hemkommun_km"]), (far, place["sjukhus_km"])):
        for home, km in zip(place["homes"], distances, strict=True):
            rows += [
                {"home_place": home, "unit": unit, "km": km, "minutes": 5 + round(km * 0.75)}
                for unit in units
            ]
    return rows


def _basis(
    people: list[Person], settings: Part, unread: Mapping[str, set[str]]
) -> tuple[Mapping[str, object], ...]:
    """Return the basis as round.toml has it: consent, and for some own follow-up; none where not allowed."""
    decided = settings["window"][0] - timedelta(days=20)
    shared = {
        "decided_by": "verksamhetschef",
        "decided_on": decided,
        "keep_until": _TODAY + timedelta(days=730),
    }
    region, own = ("health_centre", "inpatient"), ("municipal_health", "municipal_social")
    rows: list[Mapping[str, object]] = []
    for person in people:
        closed = unread.get(person.code, set())
        for journals, kind in (
            (region, "consent"),
            (own, "own_follow_up" if int(person.code[1:]) % 5 == 0 else "consent"),
        ):
            read = [journal for journal in journals if journal not in closed]
            if read:
                rows.append({"patients": [person.code], "journals": read, "basis": kind, **shared})
    return tuple(rows)
