"""The sentences over and under a way; every number says what it counts."""

from collections import Counter

from flowmap.group import Group
from flowmap.show.way.axis import period
from flowmap.show.way.marks import value_word
from flowmap.show.way.person import Person
from flowmap.words import listed, number, say

MOST_IMPORTANT_LETTERS = 260


def title(person: Person, group: Group) -> str:
    """Return the picture's title."""
    return say("way.title", code=person.patient, group=str(group.title))


def important(person: Person) -> str:
    """Return what matters to the person, or that it is not known."""
    text = person.important.strip().strip('"”“')
    if not text:
        return say("way.important_unknown")
    by = person.important_by
    key = "way.important_by" if by and by != "person" else "way.important"
    return say(key, text=text, by=say(f"speaker.{by}") if by else "")


def counts(person: Person, *, with_days: bool) -> str:
    """Return days, contacts, services, visits of bands, who has rated, and what was reviewed."""
    met = [event for event in person.events if event.is_met]
    lanes = {event.lane for event in met}
    visits = sum(band.visits for band in person.bands)
    parts = [say("way.contacts", n=len(met))]
    parts[0] += f" {say('way.in_lanes', n=len(lanes))}" if lanes else ""
    if visits:
        is_about = any(band.is_estimated for band in person.bands)
        parts[0] += say("way.and_visits_about" if is_about else "way.and_visits", n=visits)
    about = sum(event.kind == "about" for event in person.events)
    not_done = sum(event.is_contact and not event.took_place for event in person.events)
    unanswered = sum(event.is_contact and event.took_place and not event.is_met for event in person.events)
    parts += [say("way.about", n=about)] if about else []
    parts += [say("report.unanswered", n=unanswered)] if unanswered else []
    parts += [say("way.not_done", n=not_done)] if not_done else []
    parts += [ratings(person), coverage(person)]
    parts = [period(person), *parts] if with_days else parts
    return " · ".join(part for part in parts if part)


def ratings(person: Person) -> str:
    """Return how many of the contacts each voice has rated; proposals stand apart."""
    voices = Counter(event.voice for event in person.events if event.is_met)
    if not voices:
        return ""
    if not voices["person"] and not voices["team"]:
        if not voices["proposal"]:
            return say("way.nobody_rated")
        return say("way.only_proposals", n=voices["proposal"])
    rated = [say("way.rated_me", n=voices["person"]), say("way.rated_team", n=voices["team"])]
    rated += [say("way.rated_proposal", n=voices["proposal"])] if voices["proposal"] else []
    rated += [say("way.rated_none", n=voices["none"])] if voices["none"] else []
    return ", ".join(rated)


def coverage(person: Person) -> str:
    """Return which journals were reviewed."""
    by_status: dict[str, list[str]] = {}
    for journal, status in sorted(person.coverage.items()):
        by_status.setdefault(status, []).append(say(f"journal.{journal}"))
    if not by_status:
        return say("way.coverage_unknown")
    whole, existing = by_status.get("whole", []), [k for k in by_status if k != "does_not_exist"]
    if existing == ["whole"]:
        return say("way.coverage_all", n=len(whole))
    keys = ("whole", "part", "not_allowed")
    parts = [say(f"way.coverage_{k}", journals=listed(by_status[k])) for k in keys if k in by_status]
    return "; ".join(parts)


def remarks(person: Person, silent: list[str], *, unlabelled: int, widest: float) -> str:
    """Return what is left out or drawn otherwise: quiet lanes, labels, uncertain order, wide days."""
    steps = [event for event in person.events if event.is_contact and event.is_step]
    uncertain = sum(event.order_uncertain for event in steps)
    parts = [say("way.unlabelled", n=unlabelled, of=len(steps))] if unlabelled else []
    if widest > 1.6:
        parts.append(say("way.widest", times=number(round(widest, 1))))
    if uncertain:
        parts.append(say("way.uncertain", n=uncertain, of=len(steps)))
    if silent:
        parts.append(say("way.silent", lanes=listed(silent)))
    if person.is_open:
        parts.append(say("way.is_open"))
    if person.planned:
        parts.append(say("way.planned", n=person.planned))
    return " · ".join(parts)


def alt(person: Person, group: Group) -> str:
    """Return the picture in words."""
    met = [event for event in person.events if event.is_met]
    values = Counter(event.value for event in met if event.voice in {"person", "team"})
    parts = [title(person, group), important(person), counts(person, with_days=True)]
    parts += [
        say("way.alt_value", n=values[value], value=value_word(value, group))
        for value in ("value_creating", "necessary", "not_value_creating")
        if values[value]
    ]
    if person.stays:
        parts.append(say("count.stay", n=len(person.stays)))
    return ". ".join(part.rstrip(".") for part in parts) + "."
