"""What the group file's rules propose: by fields and by relations; the first that matches wins."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.group import Group, Selector, ValueRule, matches
from flowmap.records import Kind, Reason, Status
from flowmap.value.labels import NOT_ASSESSED, REASONS, VALUES, Codes, filled_codes

Rows = NDArray[np.bool_]


@dataclass(frozen=True)
class Proposals:
    """One code a row of the log: the rule that won (its place in the file), its value and its reason."""

    rule: NDArray[np.int16]
    value: Codes
    reason: Codes


def propose_values(frame: pd.DataFrame, group: Group) -> Proposals:
    """Return what the rules propose for each row of ``Paths``; -1 where no rule matches."""
    won = np.full(len(frame), -1, dtype=np.int16)
    value = filled_codes(NOT_ASSESSED, len(frame))
    reason = filled_codes(-1, len(frame))
    for place, (rule, matched) in enumerate(match_rules(frame, group)):
        new = matched & (won == -1)
        won[new] = place
        value[new] = VALUES.index(rule.value)
        reason[new] = REASONS.index(rule.reason) if rule.reason else -1
    return Proposals(won, value, reason)


def match_rules(frame: pd.DataFrame, group: Group) -> Iterator[tuple[ValueRule, Rows]]:
    """Yield each rule, in the file's order, with the rows it matches."""
    open_rows = may_propose(frame, group) if group.rules else np.zeros(len(frame), dtype=np.bool_)
    for rule in group.rules:
        yield rule, match_rule(frame, rule) & open_rows


def match_rule(frame: pd.DataFrame, rule: ValueRule) -> Rows:
    """Return which rows fulfil all that a rule asks for; a rule that asks for nothing matches none."""
    parts = [matched for _, matched in rule_conditions(frame, rule)]
    if not parts:
        return np.zeros(len(frame), dtype=np.bool_)
    matched: Rows = np.logical_and.reduce(parts)
    return matched


def rule_conditions(frame: pd.DataFrame, rule: ValueRule) -> Iterator[tuple[str, Rows]]:
    """Yield each condition by name (a field, a relation, ``wait``) with the rows that fulfil it."""
    for field in asked_fields(rule.when):
        yield field, matches(Selector(**{field: getattr(rule.when, field)}), frame)
    for relation in rule.relations:
        if relation == "caused_by_failure":
            yield relation, _says_failure(frame)
        else:
            yield relation, frame[relation].to_numpy()
    if rule.wait_longer_than_days is not None:
        waited = frame["wait_days"].fillna(-1).to_numpy(dtype=np.int64)
        yield "wait", waited > rule.wait_longer_than_days


def asked_fields(selector: Selector) -> list[str]:
    """Return the fields in which a selector asks for something, in the order of their declaration."""
    return [field for field in Selector.model_fields if getattr(selector, field) not in ((), None)]


def _says_failure(frame: pd.DataFrame) -> Rows:
    """Return the rows whose reason, as the person or the team gave it, is that something else failed."""
    if "person_reason" not in frame:
        return np.zeros(len(frame), dtype=np.bool_)
    person, team = frame["person_reason"], frame["team_reason"]
    return np.asarray((person == Reason.FAILURE_ELSEWHERE) | (team == Reason.FAILURE_ELSEWHERE), np.bool_)


def may_propose(frame: pd.DataFrame, group: Group) -> Rows:
    """Return the rows that a rule may speak of.

    Contacts that the person did not choose (coerced), that are only planned, that nobody answered (they are
    load alone), or that came after a death (the bereaved family's) are for people to value, never for rules.
    """
    closed: Rows = np.logical_or.reduce([rows for _, rows in closed_to_rules(frame, group)])
    return ~closed


def closed_to_rules(frame: pd.DataFrame, group: Group) -> Iterator[tuple[str, Rows]]:
    """Yield each ground for rules to keep silent with the rows it holds for."""
    yield "no_contact", (frame["kind"] != Kind.CONTACT).to_numpy()
    yield "planned", (frame["status"] == Status.PLANNED).to_numpy()
    yield "unanswered", (frame["status"] == Status.UNANSWERED).to_numpy()
    yield "coerced", frame["is_coerced"].to_numpy()
    yield "after_death", _after_death(frame, group)


def _after_death(frame: pd.DataFrame, group: Group) -> Rows:
    died = matches(group.death, frame)
    if not died.any():
        return np.zeros(len(frame), dtype=np.bool_)
    patients = frame["patient"].cat.codes.to_numpy()
    rows = np.flatnonzero(died)
    first_row = np.full(len(frame["patient"].cat.categories), len(frame), dtype=np.int64)
    np.minimum.at(first_row, patients[rows], rows)
    after: Rows = np.arange(len(frame)) > first_row[patients]
    return after
