"""What the person, the relatives and the team say of an invented round's contacts."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime

import pandas as pd

from flowmap.records import REASONS_AGAINST, REASONS_FOR, RatingBasis, Status, Value, Voice
from flowmap.samples.diary import Line
from flowmap.samples.person import Person
from flowmap.samples.sample import SampleRating
from flowmap.samples.story import Part
from flowmap.tables import EventLog, Ratings, shape_columns

_VALUES = {"+": Value.CREATING, "=": Value.NECESSARY, "-": Value.NOT_CREATING}
_RATED_AT = datetime(2026, 6, 1, 12, 0)
_NOBODY = 0.05  # share of contacts that nobody rates
_ONLY_RULES = 0.35  # of those that a rule speaks of
_PERSON = 0.27
_TWO_RATERS, _ONE_RATER = 0.14, 0.08
_PERSON_DIFFERS, _RATERS_DIFFER = 0.18, 0.4


def give_ratings(
    people: list[Person],
    settings: Part,
    *,
    story: Part,
    rng: random.Random,
    unread: Mapping[str, set[str]],
) -> tuple[SampleRating, ...]:
    """Return ratings of most contacts by the team, of some by the person's own voice, of bands by both."""
    calm = bool(settings.get("is_control"))
    given: list[SampleRating] = []
    for person in people:
        speaks = person.code not in settings.get("silent", [])
        roles = rng.choice(story.get("voices", [["person"], ["relative"], ["person", "relative"]]))
        closed = unread.get(person.code, set())
        for line in person.lines.lines:
            if line.sheet not in closed and line.feel and not line.is_about:
                given += _rate(line, roles if speaks else [], rng=rng, calm=calm)
        given += _rate_bands(person, roles if speaks else [], closed)
    return tuple(given)


def _rate(line: Line, roles: list[str], *, rng: random.Random, calm: bool) -> list[SampleRating]:
    left_out = _ONLY_RULES if _rules_speak_of(line) else _NOBODY
    if rng.random() < left_out:
        return []
    given = []
    if roles and rng.random() < _PERSON:
        given += [_said(line, role, rng, calm=calm) for role in roles[: 2 if rng.random() < 0.4 else 1]]
    if not given or rng.random() < 0.75:
        given += _team(line, rng, calm=calm)
    return given


def _rules_speak_of(line: Line) -> bool:
    is_lost = line.row.get("status") in {Status.CANCELLED, Status.UNANSWERED, Status.NO_SHOW}
    return is_lost or line.row["activity"] in {"Provtagning", "Ambulans"}


def _said(line: Line, role: str, rng: random.Random, *, calm: bool) -> SampleRating:
    feel = line.feel if calm or rng.random() > _PERSON_DIFFERS else rng.choice("+=-")
    return _rating(line, feel=feel, rater=f"{role} A", role=role, basis=None)


def _team(line: Line, rng: random.Random, *, calm: bool) -> list[SampleRating]:
    team, draw = Voice.TEAM.value, rng.random()
    other = line.feel if calm or rng.random() > _RATERS_DIFFER else rng.choice("+=-")
    if draw < _TWO_RATERS and line.why != "told_again":
        return [
            _rating(line, feel=line.feel, rater="ssk A", role=team, basis=None),
            _rating(line, feel=other, rater="bh B", role=team, basis=None),
        ]
    if draw < _TWO_RATERS + _ONE_RATER and line.why != "told_again":
        return [_rating(line, feel=line.feel, rater="ssk A", role=team, basis=None)]
    return [_rating(line, feel=line.feel, rater="team A", role=team, basis=RatingBasis.CONSENSUS.value)]


def _rating(line: Line, *, feel: str, rater: str, role: str, basis: str | None) -> SampleRating:
    row = line.row
    reasons = {"+": REASONS_FOR, "-": REASONS_AGAINST}.get(feel, ())
    return SampleRating(
        sheet=line.sheet,
        patient=row["patient"],
        on=row["date"],
        activity=row["activity"],
        in_short=row.get("in_short", ""),
        rater=rater,
        role=role,
        value=_VALUES[feel].value,
        reason=line.why if feel == line.feel and line.why in reasons else None,
        rating_basis=basis,
        points_to=line.points_to if feel == line.feel else "",
    )


def _rate_bands(person: Person, roles: list[str], closed: set[str]) -> list[SampleRating]:
    given = []
    for band in person.bands:
        if band.sheet in closed or not band.feel:
            continue
        row = band.row
        for rater, role in [("team A", Voice.TEAM.value), *((f"{role} A", role) for role in roles[:1])]:
            basis = RatingBasis.CONSENSUS.value if role == Voice.TEAM else None
            given.append(
                SampleRating(
                    "bands",
                    row["patient"],
                    row["start_on"],
                    row["activity"],
                    "",
                    rater,
                    role,
                    _VALUES[band.feel].value,
                    None,
                    basis,
                )
            )
    return given


def resolve_ratings(ratings: Sequence[SampleRating], log: EventLog) -> Ratings:
    """Return the ratings with the ids that their contacts and bands have in a log.

    One row is one rating, in the order given; one of a contact or band that the log does not have is left
    out. ``rated_at`` is a fixed moment.
    """
    given = pd.DataFrame([_flat(rating) for rating in ratings], columns=[*_KEY, *_SAID])
    ids = pd.concat([_contact_ids(log), _band_ids(log)], ignore_index=True).drop_duplicates(_KEY)
    found = given.merge(ids, on=_KEY, how="inner", validate="many_to_one")
    found["points_back_to"] = _failed_before(found, log)
    found = found.assign(comment="", coding_id=log.stamp.coding_id, rated_at=_RATED_AT)
    return Ratings(shape_columns(found[[c.name for c in Ratings.columns]], Ratings.columns), log.stamp)


_KEY = ["sheet", "patient", "on", "activity", "in_short"]
_SAID = ["rater", "role", "value", "reason", "rating_basis", "points_to"]


def _flat(rating: SampleRating) -> list[object]:
    return [pd.Timestamp(getattr(rating, n)) if n == "on" else getattr(rating, n) for n in (*_KEY, *_SAID)]


def _failed_before(found: pd.DataFrame, log: EventLog) -> pd.Series:
    """Return the id, as text, of the contact that a rating points back to; empty for none."""
    day = ["patient", "on", "points_to"]
    contacts = _contact_ids(log).rename(columns={"activity": "points_to"}).drop_duplicates(day)
    keys = zip(*(contacts[name] for name in day), strict=True)
    ids = dict(zip(keys, contacts["event_id"].tolist(), strict=True))
    asked = zip(*(found[name] for name in day), strict=True)  # no merge: a missing id would make them floats
    return pd.Series([str(ids.get(key, "")) for key in asked], found.index, dtype=object)


def _contact_ids(log: EventLog) -> pd.DataFrame:
    frame = log.frame
    return pd.DataFrame(
        {
            "sheet": frame["journal"].astype(object),
            "patient": frame["patient"].astype(object),
            "on": frame["start"].dt.normalize(),
            "activity": frame["activity"].astype(object),
            "in_short": frame["in_short"].astype(object).fillna(""),
            "event_id": frame["event_id"],
        }
    )


def _band_ids(log: EventLog) -> pd.DataFrame:
    frame = log.facts.bands.frame
    return pd.DataFrame(
        {
            "sheet": "bands",
            "patient": frame["patient"].astype(object),
            "on": frame["start_on"].dt.normalize(),
            "activity": frame["activity"].astype(object),
            "in_short": "",
            "event_id": frame["band_id"],
        }
    )
