"""The group's figures: each measure over the round's patients, and over each class of their attributes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.intervals import NO_INTERVAL, Interval, bootstrap_intervals, wilson_interval
from flowmap.measures.amounts import SEEN, Undefined
from flowmap.measures.view import Flags, Floats, Ints, View
from flowmap.records import Stamp
from flowmap.tables import GroupFigures, shape_columns
from flowmap.words import number, say

ALL = "all"
FEW = 2  # so many patients have their values listed, and no interval
MOST_CLASSES = 6  # an attribute with more values sorts persons into too many drawers to compare
_NO_ATTRIBUTES = {"patient", "home_place", "window_start", "window_end", "important_to_me", "important_by"}
_BOUNDED = ("share", "index", SEEN)


def sum_figures(rows: pd.DataFrame, view: View, *, stamp: Stamp) -> GroupFigures:
    """Return the figures of every measure and part in ``rows`` (columns of ``Measures``).

    ``n`` counts patients with an amount; a part that a patient has nothing of counts as not measured. Mean,
    quartiles (linear between values) and interval are over patients, each counting once. Unit *seen*: the
    mean is the share of patients, with a Wilson interval. Otherwise the interval is a bootstrap-t over
    patients with a fixed seed. Besides the whole round there are classes of attributes with at most six
    values, each class of at least three patients.
    """
    classes = list(_classes(view))
    made = [
        _figure(part, by, inside)
        for part in _parts(rows)
        for by, inside in classes
        if by == ALL or bool(inside[part.place].any())
    ]
    intervals = _intervals([known for _, known, _ in made], [unit for _, _, unit in made])
    rows_made = [
        {**row, "low": each.low, "high": each.high, "interval": each.method}
        for (row, _, _), each in zip(made, intervals, strict=True)
    ]
    frame = pd.DataFrame(rows_made, columns=[column.name for column in GroupFigures.columns])
    return GroupFigures(shape_columns(frame, GroupFigures.columns), stamp)


def _classes(view: View) -> Iterator[tuple[str, Flags]]:
    """Yield the whole round, then each class of each attribute that divides it, with its patients.

    An attribute divides where it has at most ``MOST_CLASSES`` values, and at least two of them more than
    ``FEW`` patients each; smaller classes have no figures, they would be those of single persons.
    """
    yield ALL, np.ones(len(view.patients), dtype=np.bool_)
    sheet = view.contacts.facts.patients.frame
    place = view.places_of(sheet["patient"])
    for column in sheet.columns:
        values = sheet[column]
        if column in _NO_ATTRIBUTES or not isinstance(values.dtype, pd.CategoricalDtype):
            continue
        for label in _dividing(values):
            inside = np.zeros(len(view.patients), dtype=np.bool_)
            inside[place[(values == label).to_numpy()]] = True
            yield f"{column}={label}", inside


def _dividing(values: pd.Series) -> list[object]:
    """Return the classes of an attribute that figures are given for; none where it divides nobody."""
    sizes = values.cat.remove_unused_categories().value_counts(sort=False)
    large = sizes.index[sizes > FEW].tolist()
    return large if len(sizes) <= MOST_CLASSES and len(large) > 1 else []


@dataclass(frozen=True)
class _Part:
    """A measure's part as plain columns: one place a patient measured or not."""

    measure: object
    provider: object
    unit: str
    place: Ints
    amounts: Floats
    because: NDArray[np.object_]


def _parts(rows: pd.DataFrame) -> list[_Part]:
    """Return each part of each measure, in the order in which they first stand."""
    number = (
        rows.groupby(["measure", "provider"], sort=False, observed=True, dropna=False).ngroup().to_numpy()
    )
    order = np.argsort(number, kind="stable")
    bounds = np.searchsorted(number[order], np.arange(number.max(initial=-1) + 2))
    because = rows["undefined_because"].astype(object)
    columns = {
        name: values.to_numpy()[order]
        for name, values in {**dict(rows.items()), "because": because.where(because.notna(), "")}.items()
        if name in {"measure", "provider", "amount_unit", "place", "amount", "because"}
    }
    return [
        _Part(
            measure=columns["measure"][start],
            provider=columns["provider"][start],
            unit=str(columns["amount_unit"][start]),
            place=columns["place"][start:end],
            amounts=columns["amount"][start:end],
            because=columns["because"][start:end],
        )
        for start, end in pairwise(bounds.tolist())
    ]


def _figure(part: _Part, by: str, inside: Flags) -> tuple[dict[str, object], Floats, str]:
    """Return a figure without its interval, the amounts it is over, and their unit."""
    chosen = inside[part.place]
    amounts = part.amounts[chosen]
    known = amounts[~np.isnan(amounts)]
    whole = int(inside.sum())
    first = {"by": by, "n": len(known), "not_measured": whole - len(known)}
    if not len(amounts):
        return first, known, ""
    because = _because(part.because[chosen], not_listed=whole - len(amounts))
    place = {"measure": part.measure, "provider": part.provider, "amount_unit": part.unit}
    spread = _spread(known, part.unit)
    return {**place, **first, "not_measured_because": because, **spread}, known, part.unit


def _because(reasons: NDArray[np.object_], *, not_listed: int) -> str:
    """Say why patients are not measured, with counts, the commonest first."""
    counts = Counter(reason for reason in reasons.tolist() if reason)
    if not_listed:
        counts[Undefined.NO_CONTACT.value] += not_listed
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
    return spread


def _intervals(known: Sequence[Floats], units: Sequence[str]) -> list[Interval]:
    """Return the interval of each figure: Wilson for what is seen, bootstrap for the rest, none for few."""
    drawn = [at for at, unit in enumerate(units) if unit != SEEN and len(known[at]) > FEW]
    within = [(0.0, 1.0 if units[at] in _BOUNDED else np.inf) for at in drawn]
    found = dict(zip(drawn, bootstrap_intervals([known[at] for at in drawn], within=within), strict=True))
    return [
        found.get(at) or (wilson_interval(float(own.sum()), len(own)) if len(own) > FEW else NO_INTERVAL)
        for at, own in enumerate(known)
    ]


def _short(value: float) -> float | int:
    """Return a value with at most two decimals, whole where it is whole."""
    return int(value) if float(value).is_integer() else round(float(value), 2)
