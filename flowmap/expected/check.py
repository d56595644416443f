"""Check every path rule for every patient."""

import numpy as np
import pandas as pd

from flowmap.expected.lasting import rows_while
from flowmap.expected.lateness import find_late
from flowmap.expected.pairs import (
    KEPT,
    NOT_APPLICABLE,
    NOT_DUE,
    NOT_KEPT,
    NOT_REVIEWED,
    Pairs,
    Scene,
    find_pairs,
)
from flowmap.expected.reviewed import list_patients, read_reviewed, whose_rows
from flowmap.expected.sequence import DAY, Flags, Ints, Moments, moments_of
from flowmap.expected.verdicts import Verdict, tabulate
from flowmap.group import OF_BANDS, ExpectedRule, Group, Selector, matches
from flowmap.records import Kind, Status
from flowmap.tables import Contacts, Expected

_EACH = (NOT_APPLICABLE, NOT_DUE, NOT_REVIEWED, KEPT, NOT_KEPT)  # the last one met decides
_ANY = (NOT_APPLICABLE, NOT_KEPT, NOT_REVIEWED, NOT_DUE, KEPT)


def check_expected(contacts: Contacts, group: Group) -> Expected:
    """Return what each path rule of the group says of each patient, every rule for every patient.

    One row is one rule for one patient, by patient and then in the group file's order of rules.

    - ``kept``: what the rule asks for is seen (for ``absence``: what should not happen is not seen).
    - ``not_kept``: it is not seen in the reviewed journals, or too late; ``days`` and ``evidence`` then
      tell of what came too late, where anything did, and ``is_late`` (``response``, ``existence``) that
      all that was asked for came, only later than the limit.
    - ``not_due``: the window ends before the limit does.
    - ``not_reviewed``: a journal that the rule needs was not reviewed, or (``precedence``) the time before
      the window would have to be known. What *is* seen counts all the same.
    - ``not_applicable``: nothing to count from (while ``only_while`` lasts), ``only_if`` is not met,
      ``unless`` is, the person is not known to be old enough, or died before the limit (also on the day
      counted from, unless what it counts from is the death itself).

    Limits are in whole calendar days, and in minutes where ``within_minutes`` asks. Where a clock is
    missing, a rule is kept if any reading of the day keeps it. Where a rule counts from several events,
    ``response``, ``precedence``, ``succession`` and ``absence`` ask it of each (one that fails decides),
    ``existence`` of any. ``days`` is then the longest (``existence``: the shortest).
    A band that ``or_band`` finds is no event: the event that the rule counts from is then all that shows it.
    What did not take place counts only where the selector asks for it by status or ``took_place``, and
    what is only about the person where it asks by activity, marker or kind.

    An existing journal counts as reviewed when the whole or a part of it was; one that does not exist hides
    nothing. Without any coverage (an extract) everything counts as reviewed.
    """
    patients, frame = list_patients(contacts), contacts.frame
    scene = _set_scene(contacts, group, patients)
    verdicts = [_judge(rule, scene, frame) for rule in group.expected]
    event_ids = frame["event_id"].to_numpy()
    return Expected(
        tabulate(group.expected, verdicts, patients=patients, event_ids=event_ids), contacts.stamp
    )


def _set_scene(contacts: Contacts, group: Group, patients: tuple[str, ...]) -> Scene:
    """Return the moments of all rows, and behind them one for the beginning of each patient's window."""
    frame, people = contacts.frame, len(patients)
    reviewed = read_reviewed(contacts, group, patients=patients)
    owner = whose_rows(frame["patient"], patients)
    own = moments_of(owner, frame["start"].to_numpy(), has_clock=frame["has_clock"].to_numpy())
    first = np.minimum(reviewed.first_day, own.day.max(initial=0))  # a patient without rows or window
    dawn = first * DAY
    moments = Moments(
        patient=np.concatenate([own.patient, np.arange(people)]),
        day=np.concatenate([own.day, first]),
        early=np.concatenate([own.early, dawn - 1]),
        late=np.concatenate([own.late, dawn - 1]),
        dawn=np.concatenate([own.dawn, dawn]),
    )
    bands = contacts.facts.bands.frame
    bands = bands.assign(owner=whose_rows(bands["patient"], patients))
    return Scene(moments, reviewed, len(frame), bands[bands["owner"] >= 0], contacts.waits.frame)


def _judge(rule: ExpectedRule, scene: Scene, frame: pd.DataFrame) -> Verdict:
    anchors = None if rule.counted_from is None else _seen_rows(rule.counted_from, frame)
    if anchors is not None and rule.only_while is not None:
        anchors = rows_while(rule.only_while, scene, rows=anchors)
    pairs = find_pairs(rule, scene, anchors=anchors, targets=_seen_rows(rule.target, frame))
    raw = _per_patient(pairs, scene, _ANY if rule.kind == "existence" else _EACH)
    outcome = _final(rule, raw, frame, scene)
    is_told = outcome[pairs.patient] != NOT_APPLICABLE
    decides = is_told & (pairs.outcome == raw[pairs.patient])
    rows = np.unique(np.concatenate([pairs.anchor[decides], pairs.found[decides]]))
    rows = rows[(rows >= 0) & (rows < scene.rows)]
    late = find_late(rule, pairs, moments=scene.moments) & (outcome == NOT_KEPT)
    return Verdict(outcome, _days(rule, pairs, outcome), late, rows, scene.moments.patient[rows])


def _seen_rows(selector: Selector, frame: pd.DataFrame) -> Ints:
    """Return the rows that ``selector`` matches and that may show something: they took place."""
    found = matches(selector, frame)
    if not selector.statuses and selector.took_place is None:
        idle = frame["status"].isin([Status.PLANNED.value, Status.UNANSWERED.value]).to_numpy()
        found &= frame["took_place"].to_numpy() & ~idle
    if not (selector.activities or selector.markers or selector.kinds):
        found &= (frame["kind"] != Kind.ABOUT.value).to_numpy()
    return np.flatnonzero(found)


def _per_patient(pairs: Pairs, scene: Scene, order: tuple[int, ...]) -> Ints:
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[list(order)] = np.arange(len(order))
    highest = np.zeros(len(scene.reviewed.patients), dtype=np.int64)
    np.maximum.at(highest, pairs.patient, ranks[pairs.outcome])
    return np.asarray(order)[highest]


def _final(rule: ExpectedRule, raw: Ints, frame: pd.DataFrame, scene: Scene) -> Ints:
    """Weigh in whom the rule is for, and what was reviewed: only what is seen counts without review."""
    is_seen = raw == (NOT_KEPT if rule.kind == "absence" else KEPT)
    unread = ~scene.reviewed.has_all(rule.needs)
    outcome = np.where(unread & ~is_seen, NOT_REVIEWED, raw)
    if rule.only_if is not None:
        unmet = ~_whose(rule.only_if, frame, scene)
        outcome = np.where(unmet, np.where(unread, NOT_REVIEWED, NOT_APPLICABLE), outcome)
    excluded = _whose(rule.unless, frame, scene)
    if rule.ages_from is not None:
        excluded |= scene.reviewed.lowest_age < rule.ages_from
    return np.where(excluded, NOT_APPLICABLE, outcome)


def _whose(selector: Selector | None, frame: pd.DataFrame, scene: Scene) -> Flags:
    """Return who has an event that ``selector`` matches, or a band, where it asks for what bands have."""
    flags = np.zeros(len(scene.reviewed.patients), dtype=np.bool_)
    if selector is None:
        return flags
    flags[scene.moments.patient[_seen_rows(selector, frame)]] = True
    if selector.asked <= OF_BANDS:
        flags[scene.bands["owner"].to_numpy()[matches(selector, scene.bands)]] = True
    return flags


def _days(rule: ExpectedRule, pairs: Pairs, outcome: Ints) -> Ints:
    """Return the days of the pair that decides; none without anything found, or to count from."""
    days = np.full(len(outcome), -1, dtype=np.int64)
    if rule.counted_from is None and rule.within_days is None:
        return days
    tells = (pairs.days >= 0) & (pairs.outcome == outcome[pairs.patient])
    whose, told = pairs.patient[tells], pairs.days[tells]
    sign = -1 if rule.kind in {"existence", "absence"} else 1
    order = np.lexsort((sign * told, whose))  # the last one written stays: the shortest, or the longest
    days[whose[order]] = told[order]
    return days
