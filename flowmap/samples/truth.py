"""The truth of an invented round: what was planted in it, by person, counted the plain way from its rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flowmap.group import ExpectedRule, read_group
from flowmap.records import CoverageStatus, Outcome, Status, Voice
from flowmap.samples.diary import Line
from flowmap.samples.lives import NOT_MET, is_contact
from flowmap.samples.named import tell_named
from flowmap.samples.person import Person
from flowmap.samples.sample import SampleRating
from flowmap.samples.story import Part

_REGION = {"health_centre", "inpatient"}  # journals that the region keeps; the municipality keeps the others


def tell_truth(
    people: list[Person],
    settings: Part,
    *,
    story: Part,
    ratings: Sequence[SampleRating],
    unread: Mapping[str, set[str]],
) -> dict[str, Any]:
    """Return what was planted: for the round, and under ``persons`` for each person.

    ``expected`` has the outcome of each path rule, ``waits`` the days of each declared wait by its id,
    ``handovers`` how many of each kind, ``planted`` the option of each choice; ``named`` the findings that
    ought to be made, with the numbers that their sentences say; the rest are counts.
    """
    group = read_group(story["group"])
    rules = group.expected
    told = Counter(_told_again(ratings, [str(speaker) for speaker in group.first_speaker]))
    persons = {
        person.code: _person(person, rules, story, closed=unread.get(person.code, set()))
        | {"retellings": told[person.code]}
        for person in people
    }
    unread_of = _not_whole(people, settings)
    expected = {code: person["expected"] for code, person in persons.items()}
    named = tell_named(people, group, ratings=ratings, unread=unread_of, expected=expected)
    options = Counter(f"{k}: {v}" for person in people for k, v in person.plan.planted.items())
    return {
        "round": settings["name"],
        "group": story["group"],
        "seed": settings["seed"],
        "is_control": bool(settings.get("is_control", False)),
        "dealt": dict(sorted(options.items())),
        "named_of_group": named["group"],
        "persons": {code: person | {"named": named["by_person"][code]} for code, person in persons.items()},
    }


def _not_whole(people: list[Person], settings: Part) -> Mapping[str, Mapping[str, str]]:
    """Return each person's journals that were not read whole; the last line of the settings counts."""
    found: dict[str, dict[str, str]] = {person.code: {} for person in people}
    for code, journal, status in settings.get("coverage", []):
        for own in found.values() if code == "*" else [found[code]] if code in found else []:
            own[journal] = status
    read = {CoverageStatus.WHOLE, CoverageStatus.DOES_NOT_EXIST}
    return {code: {j: s for j, s in own.items() if s not in read} for code, own in found.items()}


def _person(
    person: Person, rules: Sequence[ExpectedRule], story: Part, *, closed: set[str]
) -> dict[str, Any]:
    lines = sorted((n for n in person.lines.lines if n.sheet not in closed), key=lambda n: n.row["date"])
    contacts = [line for line in lines if is_contact(line)]
    met = [line for line in contacts if line.row.get("status") not in NOT_MET]
    asked = [line.row["purpose"] for line in met if "purpose" in line.row]
    return {
        "planted": person.plan.planted,
        "not_reviewed": sorted(closed),
        "expected": {rule.id: _outcome(person, rule, story, closed) for rule in rules},
        "waits": _waits(lines),
        "handovers": _handovers(lines),
        "contacts": len(contacts),
        "about": len({(n.row["date"], n.row["activity"]) for n in lines if n.is_about}),
        "about_between": _between(lines),
        "stays": sum("until" in line.row for line in lines),
        "bands": sum(band.sheet not in closed for band in person.bands),
        "people_met": _different(met, "staff"),
        "professions_met": _different(met, "profession"),
        "units_met": _different(met, "unit"),
        "asked_again": len(asked) - len(set(asked)),
        "started_by_relative": sum(line.row.get("started_by") == "relative" for line in contacts),
        "unanswered": sum(line.row.get("status") == Status.UNANSWERED for line in contacts),
        "did_not_happen": sum(
            line.row.get("status") in {Status.CANCELLED, Status.NO_SHOW} for line in contacts
        ),
        "unplanned_return": person.plan.expected.get("ingen_aterkomst_30d") == Outcome.NOT_KEPT,
    }


def _between(lines: list[Line]) -> int:
    """Return how many contacts about the person stand in journals of two principals, or name both."""
    regions: dict[tuple[object, object], set[bool]] = {}
    for line in lines:
        if line.is_about:
            owners = {True, False} if line.is_between else {line.sheet in _REGION}
            regions.setdefault((line.row["date"], line.row["activity"]), set()).update(owners)
    return sum(len(owners) == 2 for owners in regions.values())


def _different(lines: list[Line], key: str) -> int:
    return len({line.row[key] for line in lines if line.row.get(key)})


def _outcome(person: Person, rule: ExpectedRule, story: Part, closed: set[str]) -> str:
    """Return what the choices say; what was not reviewed is only known where it is seen elsewhere."""
    said = person.plan.expected.get(rule.id, Outcome.NOT_APPLICABLE.value)
    if not closed & set(rule.needs):
        return said
    seen = Outcome.NOT_KEPT if rule.kind == "absence" else Outcome.KEPT
    is_seen = said == seen and not closed & set(story["shown_in"].get(rule.id, rule.needs))
    return said if is_seen else Outcome.NOT_REVIEWED.value


def _waits(lines: list[Line]) -> dict[str, list[int | None]]:
    """Return the days of each wait by its id, -1 for one that is not seen to end."""
    found: dict[str, list[int | None]] = {}
    for start in lines:
        if not start.starts:
            continue
        ends = _ends_of(start, lines)
        days = (min(ends) - start.row["date"]).days if ends else -1
        found.setdefault(start.starts, []).append(days)
    return found


def _ends_of(start: Line, lines: list[Line]) -> list[date]:
    return [n.row["date"] for n in lines if n.ends == start.starts and n.row["date"] >= start.row["date"]]


def _handovers(lines: list[Line]) -> dict[str, int]:
    """Return how many there are of each kind; one that starts a wait is taken over where the wait ends."""
    seen = {
        (n.hands_over, n.row["date"]) for n in lines if n.hands_over and (not n.starts or _ends_of(n, lines))
    }
    found = Counter(kind for kind, _ in seen)
    found.update(line.leaves for line in lines if line.leaves and line.row.get("until"))
    return dict(sorted(found.items()))


def _told_again(ratings: Sequence[SampleRating], speakers: list[str]) -> list[str]:
    """Return the person of each contact marked *berätta igen*, by the first speaker or the team as one."""
    order = [Voice.TEAM.value, *speakers]
    heard: dict[tuple[object, ...], SampleRating] = {}
    for rating in sorted(ratings, key=lambda rating: order.index(rating.role)):
        if rating.role == Voice.TEAM and not rating.rating_basis:
            continue
        voice = Voice.TEAM if rating.role == Voice.TEAM else Voice.PERSON
        contact = (rating.patient, rating.sheet, rating.on, rating.activity, rating.in_short)
        heard.setdefault((voice, contact), rating)
    told = {contact for (_, contact), rating in heard.items() if rating.reason == "told_again"}
    return [str(contact[0]) for contact in told if isinstance(contact, tuple)]
