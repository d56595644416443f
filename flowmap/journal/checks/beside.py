"""What usually stands beside an activity, such as a plan beside its meeting: asked for where it does not."""

from collections.abc import Iterator

import numpy as np

from flowmap.group import plain_name
from flowmap.journal.checks.facts import Facts, Flagged, Values
from flowmap.records import Severity
from flowmap.tables.segments import Flags, codes_of


def check_beside(facts: Facts) -> Iterator[Flagged]:
    """Find a person's first row of an activity, where what it goes with stands in none of the person's rows.

    An activity's marker counts too, where a row carries it beside another activity.
    """
    for activity in facts.group.activities:
        if activity.goes_with is None:
            continue
        rows = np.flatnonzero(_is(facts, activity.name) & facts.took_place)
        rows = rows[~np.isin(facts.patient[rows], facts.patient[_stands(facts, activity.goes_with)])]
        _, first = np.unique(facts.patient[rows], return_index=True)
        other = facts.group.activity(activity.goes_with)
        values: dict[str, object] = {
            "found": activity.shown,
            "other": other.shown if other else activity.goes_with,
        }
        yield Flagged("goes_with_unseen", Severity.NOTE, "activity", rows[first], _same(values))


def _is(facts: Facts, name: str) -> Flags:
    names = facts.activity
    place = [label == name for label in names.cat.categories]
    found: Flags = np.array(place, dtype=np.bool_)[codes_of(names)] if place else np.zeros(0, dtype=np.bool_)
    return found


def _stands(facts: Facts, name: str) -> Flags:
    """Return the rows of an activity, or that carry its marker."""
    other = facts.group.activity(name)
    marker = other.marker if other else None
    own = {
        plain_name(n) for m in facts.group.markers if m.id == marker for n in (m.id, m.title.sv, m.title.en)
    }
    cells = facts.entries["marker"]
    named = [
        {plain_name(part) for part in cell.replace(";", ",").split(",")} for cell in cells.cat.categories
    ]
    by_cell = np.array([*(bool(own & parts) for parts in named), False], dtype=np.bool_)
    found: Flags = _is(facts, name) | by_cell[cells.cat.codes.to_numpy()]
    return found


def _same(values: dict[str, object]) -> Values:
    def tell(_: int) -> dict[str, object]:
        return values

    return tell
