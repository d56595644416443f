"""The group's own indicators, as its file defines them."""

from collections.abc import Iterator

import numpy as np

from flowmap.group import Indicator
from flowmap.measures.amounts import Amounts, Undefined, counted, divided, shared
from flowmap.measures.plans import seen
from flowmap.measures.time import row_flags
from flowmap.measures.view import View


def measure_indicators(view: View) -> list[Amounts]:
    """Measure what the group file's ``[[indicator]]`` items ask for.

    Numerator, denominator and journals as each item says: ``count`` of events, ``seen``, ``days_between``
    the first event and the first of another, ``share`` of events, ``distinct_…`` of events. Excluded:
    what did not take place, unless the item names statuses. Unit: times, seen, days, share or people.
    Undefined: the item's journals not reviewed; share: no such event; days: one of the two not seen.
    Source: as the group file says of each.
    """
    return list(_each(view))


def _each(view: View) -> Iterator[Amounts]:
    for item in view.group.indicators:
        journals = tuple(str(journal) for journal in item.needs)
        if item.kind == "seen":
            yield seen(view, item.id, selector=item.of, journals=journals)
        elif item.kind == "days_between":
            yield _days_between(view, item).if_reviewed(view, journals)
        else:
            yield _of_events(view, item).if_reviewed(view, journals)


def _of_events(view: View, item: Indicator) -> Amounts:
    rows = view.matching(item.of)
    if not item.of.statuses and item.of.took_place is None and item.kind != "share":
        rows &= view.frame["took_place"].to_numpy()
    if item.kind == "share":
        return shared(view, item.id, rows=view.matching(item.also), among=rows, why=Undefined.NO_CONTACT)
    if item.kind == "count":
        return counted(view, item.id, rows=rows, unit="times")
    column = item.kind.removeprefix("distinct_").replace("units", "unit").replace("professions", "profession")
    unit = {"staff": "people", "unit": "units", "profession": "professions"}[column]
    codes = view.codes(column)
    made = Amounts.of(item.id, unit=unit, amount=view.count_distinct(rows, codes)).shown_by(rows)
    known, among = view.count(rows & (codes >= 0)), view.count(rows)
    return made.over(known, among).undefined((known == 0) & (among > 0), Undefined.NOT_RECORDED)


def _days_between(view: View, item: Indicator) -> Amounts:
    first = view.first_day(view.matching(item.of))
    start = np.where(np.isnan(first), np.inf, first)
    later = view.matching(item.until) & (view.day >= start[view.owner])
    last = view.first_day(later)
    both = ~np.isnan(last)
    number = both.astype(np.float64)
    days = np.where(both, last - np.where(both, start, 0), 0.0)
    made = divided(item.id, part=days, whole=number, unit="days", why=Undefined.NOT_SEEN)
    shows = [_first_rows(view, view.matching(item.of)), _first_rows(view, later)]
    return made.shown_by(row_flags(view, *(rows[both] for rows in shows)))


def _first_rows(view: View, wanted: np.ndarray) -> np.ndarray:
    """Return each patient's first wanted row, or −1."""
    rows = np.full(len(view.patients), -1, dtype=np.int64)
    places = np.flatnonzero(wanted)
    owners, at = np.unique(view.owner[places], return_index=True)
    rows[owners] = places[at]
    return rows


OWN = (measure_indicators,)
