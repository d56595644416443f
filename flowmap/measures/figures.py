"""The group's figures: each measure over the round's patients, and over each class of their attributes."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from flowmap.intervals import NO_INTERVAL, Interval, bootstrap_interval, wilson_interval
from flowmap.measures.amounts import SEEN, Undefined
from flowmap.measures.view import Flags, Floats, View
from flowmap.records import Stamp
from flowmap.tables import GroupFigures, shape_columns
from flowmap.words import number, say

ALL = "all"
FEW = 2  # so many patients have their values listed, and no interval
_NO_ATTRIBUTES = {"patient", "home_place", "window_start", "window_end", "important_to_me", "important_by"}
_BOUNDED = ("share", "index", SEEN)


def sum_figures(rows: pd.DataFrame, view: View, *, stamp: Stamp) -> GroupFigures:
    """Return the figures of every measure and part in ``rows`` (columns of ``Measures``).

    ``n`` counts patients with an amount; a part that a patient has nothing of counts as not measured. Mean,
    quartiles (linear between values) and interval are over patients, each counting once. Unit *seen*: the
    mean is the share of patients, with a Wilson interval. Otherwise the interval is a bootstrap-t over
    patients with a fixed seed.
    """
    classes = list(_classes(view))
    grouped = rows.groupby(["measure", "provider"], sort=False, observed=True, dropna=False)
    made = [
        _figure(part, by, inside)
        for _, part in grouped
        for by, inside in classes
        if by == ALL or bool(inside[part["place"]].any())
    ]
    frame = pd.DataFrame(made, columns=[column.name for column in GroupFigures.columns])
    return GroupFigures(shape_columns(frame, GroupFigures.columns), stamp)


def _classes(view: View) -> Iterator[tuple[str, Flags]]:
    """Yield the whole round, then each class of each attribute that divides it, with its patients."""
    yield ALL, np.ones(len(view.patients), dtype=np.bool_)
    sheet = view.contacts.facts.patients.frame
    place = view.places_of(sheet["patient"])
    for column in sheet.columns:
        values = sheet[column]
        if column in _NO_ATTRIBUTES or not isinstance(values.dtype, pd.CategoricalDtype):
            continue
        labels = values.cat.remove_unused_categories().cat.categories
        for label in labels if len(labels) > 1 else ():
            inside = np.zeros(len(view.patients), dtype=np.bool_)
            inside[place[(values == label).to_numpy()]] = True
            yield f"{column}={label}", inside


def _figure(part: pd.DataFrame, by: str, inside: Flags) -> dict[str, object]:
    part = part[inside[part["place"]]]
    amounts = part["amount"].to_numpy()
    known = amounts[~np.isnan(amounts)]
    first = {"by": by, "n": len(known), "not_measured": int(inside.sum()) - len(known)}
    if not len(part):
        return first
    unit = str(part["amount_unit"].iloc[0])
    because = _because(part, not_listed=int(inside.sum()) - len(part))
    place = {"measure": part["measure"].iloc[0], "provider": part["provider"].iloc[0], "amount_unit": unit}
    return {**place, **first, "not_measured_because": because, **_spread(known, unit)}


def _because(part: pd.DataFrame, *, not_listed: int) -> str:
    """Say why patients are not measured, with counts, the commonest first."""
    counts = part["undefined_because"].astype(object).value_counts().to_dict()
    if not_listed:
        counts[Undefined.NO_CONTACT.value] = counts.get(Undefined.NO_CONTACT.value, 0) + not_listed
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "; ".join(f"{say(f'undefined.{reason}')}: {count}" for reason, count in ordered)


def _spread(known: Floats, unit: str) -> dict[str, object]:
    is_share = unit == SEEN
    listed = "; ".join(number(_short(value)) for value in known) if len(known) <= FEW else ""
    spread: dict[str, object] = {
        "is_share": is_share,
        "rests_on_one": len(known) == 1 or int((known != 0).sum()) == 1,
        "values": listed,
    }
    if len(known):
        q1, median, q3 = np.quantile(known, (0.25, 0.5, 0.75))
        spread |= {"mean": float(known.mean()), "median": median, "q1": q1, "q3": q3}
    interval = _interval(known, unit)
    low, high = (interval.low, interval.high)
    return {**spread, "low": low, "high": high, "interval": interval.method}


def _interval(known: Floats, unit: str) -> Interval:
    if len(known) <= FEW:
        return NO_INTERVAL
    if unit == SEEN:
        return wilson_interval(float(known.sum()), len(known))
    return bootstrap_interval(known, within=(0.0, 1.0 if unit in _BOUNDED else np.inf))


def _short(value: float) -> float | int:
    """Return a value with at most two decimals, whole where it is whole."""
    return int(value) if float(value).is_integer() else round(float(value), 2)
