"""What is wrong with a group's rules, seen on a round: never matching, contradicting, shadowed."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from flowmap.group import Group, ValueRule
from flowmap.records import REASONS_FOR, Place, Severity, Status, Value
from flowmap.tables import Contacts, Problem, Problems
from flowmap.value.proposals import asked_fields, match_rules
from flowmap.words import listed

Rows = NDArray[np.bool_]
FEWEST_PATIENTS = 3  # a round of fewer says little of which rules a group needs


def check_rules(contacts: Contacts, group: Group) -> Problems:
    """Return what should be mended among the rules that propose values.

    One row is one rule, or a pair of rules: one that asks for nothing, names an activity that the group
    does not have, comes only behind earlier rules, contradicts another
    on the same contacts, or gives a reason that speaks against its own value. Rules that match no contact
    are listed in one row, where the round has at least three patients.
    """
    matched = list(match_rules(contacts.frame, group))
    found = [problem for rule in group.rules for problem in _check_rule(rule, group)]
    found += _check_matches(matched, group)
    if contacts.frame["patient"].nunique() >= FEWEST_PATIENTS:
        found += _never_matched(matched, group)
    found += [problem for pair in combinations(matched, 2) for problem in _check_pair(pair, group)]
    return Problems.of(found)


def _check_rule(rule: ValueRule, group: Group) -> list[Problem]:
    found = []
    asks = [*asked_fields(rule.when), *rule.relations]
    if not asks and rule.wait_longer_than_days is None:
        found.append(_problem("rule_asks_nothing", Severity.ERROR, group, rule))
    if rule.when.is_coerced:
        found.append(_problem("rule_only_coerced", Severity.WARNING, group, rule))
    statuses = set(rule.when.statuses)
    if statuses and statuses <= {Status.UNANSWERED, Status.PLANNED}:
        found.append(_problem("rule_only_unmet", Severity.WARNING, group, rule))
    names = {activity.name for activity in group.activities}
    unknown = [name for name in rule.when.activities if name not in names]
    if unknown and not group.takes_any_activity:
        found.append(_problem("rule_unknown_activity", Severity.WARNING, group, rule, found=listed(unknown)))
    if rule.reason and (rule.reason in REASONS_FOR) != (rule.value == Value.CREATING):
        found.append(_problem("rule_reason", Severity.WARNING, group, rule))
    return found


def _check_matches(matched: list[tuple[ValueRule, Rows]], group: Group) -> list[Problem]:
    found = []
    taken = np.zeros(len(matched[0][1]) if matched else 0, dtype=np.bool_)
    for place, (rule, rows) in enumerate(matched):
        if rows.any() and not (rows & ~taken).any():
            before = [earlier.id for earlier, theirs in matched[:place] if (theirs & rows).any()]
            found.append(_problem("rule_shadowed", Severity.WARNING, group, rule, earlier=listed(before)))
        taken |= rows
    return found


def _never_matched(matched: list[tuple[ValueRule, Rows]], group: Group) -> list[Problem]:
    """Say in one row which rules match no contact of the round."""
    never = [rule.id for rule, rows in matched if not rows.any()]
    values = {"n": len(never), "rules": listed(never)}
    place = Place(file=f"{group.id}.toml")
    return [Problem("rule_never", Severity.NOTE, place, values)] if never else []


def _check_pair(pair: tuple[tuple[ValueRule, Rows], tuple[ValueRule, Rows]], group: Group) -> list[Problem]:
    (first, rows), (second, others) = pair
    both = int((rows & others).sum())
    if first.value == second.value or not both:
        return []
    return [_problem("rule_contradicts", Severity.WARNING, group, second, other=first.id, n=both)]


def _problem(name: str, severity: Severity, group: Group, rule: ValueRule, **values: object) -> Problem:
    place = Place(file=f"{group.id}.toml", column=rule.id)
    return Problem(name, severity, place, {"rule": rule.id, **values})
