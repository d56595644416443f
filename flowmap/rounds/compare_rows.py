"""The rows of a comparison: numbers of both rounds, the change with its interval, and one sentence."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.group import Group, name_measure, name_part
from flowmap.intervals import NO_INTERVAL, Interval, bootstrap_change, wilson_change
from flowmap.records import Outcome
from flowmap.rounds.differences import Differences
from flowmap.tables import Expected, Measures
from flowmap.words import amount, number, percent, say

_SEEN, _SHARE = "seen", "share"
_NAMED_UNITS = ("days", "km", "minutes", "per_month")
_FEWEST_PAIRS = 3
Floats = NDArray[np.float64]
Values = dict[str, float]  # one number a patient, by code


def compare_measures(
    before: Measures,
    after: Measures,
    *,
    same: Mapping[str, str],
    differences: Differences,
    group: Group,
) -> list[dict[str, object]]:
    """Return a row for each measure (and part) that somebody has an amount of, in both rounds or one."""
    old, new = (_by_measure(table) for table in (before, after))
    keys = [*new, *(key for key in old if key not in new)]
    rows = []
    for measure, part in keys:
        pair = (old.get((measure, part), _NOTHING), new.get((measure, part), _NOTHING))
        unit = str((pair[1] if len(pair[1]) else pair[0])["amount_unit"].iloc[0])
        values = tuple(dict(zip(part_of["patient"], part_of["amount"], strict=True)) for part_of in pair)
        name = name_measure(measure, group) + (f", {name_part(part, group)}" if part else "")
        about = {"measure": measure, "provider": part, "amount_unit": unit}
        hindered = differences.hinders(measure, unit)
        made = _row(about, (values[0], values[1]), same=same, hindered=hindered, remark=differences.remark())
        rows.append({**made, "sentence": _sentence(made, name, "seen")})
    return rows


_NOTHING = pd.DataFrame({"patient": [], "amount": np.zeros(0), "amount_unit": []})


def _by_measure(table: Measures) -> dict[tuple[str, str | None], pd.DataFrame]:
    rows = table.frame
    rows = rows[rows["amount"].notna()]
    rows = rows.assign(**{name: rows[name].astype(object) for name in ("patient", "measure", "provider")})
    grouped = rows.groupby(["measure", "provider"], sort=False, dropna=False)
    return {(str(m), None if pd.isna(p) else str(p)): part for (m, p), part in grouped}


def compare_rules(
    before: Expected,
    after: Expected,
    *,
    same: Mapping[str, str],
    differences: Differences,
    group: Group,
) -> list[dict[str, object]]:
    """Return a row for each path rule that was kept or not kept by somebody, in both rounds or one."""
    old, new = (_by_rule(table) for table in (before, after))
    rows = []
    for rule in group.expected:
        if rule.id in old or rule.id in new:
            values = (old.get(rule.id, {}), new.get(rule.id, {}))
            about = {"measure": rule.id, "provider": None, "amount_unit": _SEEN}
            hindered = "" if rule.counted_from else differences.hinders_by_window()
            made = _row(about, values, same=same, hindered=hindered, remark=differences.remark())
            word = "holds" if rule.kind == "absence" else "seen"
            rows.append({**made, "sentence": _sentence(made, str(rule.title), word)})
    return rows


def _by_rule(table: Expected) -> dict[str, Values]:
    rows = table.frame
    rows = rows[rows["outcome"].isin([Outcome.KEPT.value, Outcome.NOT_KEPT.value])]
    kept = (rows["outcome"] == Outcome.KEPT.value).astype(np.float64)
    found: dict[str, Values] = {}
    for rule, patient, share in zip(rows["rule_id"], rows["patient"], kept, strict=True):
        found.setdefault(str(rule), {})[str(patient)] = float(share)
    return found


def _row(
    about: dict[str, Any],
    values: tuple[Values, Values],
    *,
    same: Mapping[str, str],
    hindered: str,
    remark: str,
) -> dict[str, Any]:
    old, new, is_paired = _paired(values[0], values[1], same)
    unit = about["amount_unit"]
    row: dict[str, Any] = {
        **about,
        "before": _mean(old),
        "after": _mean(new),
        "n_before": len(old),
        "n_after": len(new),
        "is_paired": is_paired,
        "differs": " ".join(part for part in (hindered, remark) if part),
    }
    interval = NO_INTERVAL
    if not hindered and len(old) and len(new):
        row["change"] = float(new.mean() - old.mean())
        interval = _interval(old, new, unit, is_paired=is_paired)
    return {**row, "low": interval.low, "high": interval.high}


def _paired(old: Values, new: Values, same: Mapping[str, str]) -> tuple[Floats, Floats, bool]:
    """Return the values of those who return, side by side, where they are enough; else everybody's."""
    pairs = [(old[a], new[b]) for a, b in sorted(same.items()) if a in old and b in new]
    if len(pairs) >= _FEWEST_PAIRS or (pairs and len(old) == len(new) == 1):
        both = np.array(pairs, dtype=np.float64)
        return both[:, 0], both[:, 1], True
    return np.array(list(old.values())), np.array(list(new.values())), False


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _interval(old: Floats, new: Floats, unit: str, *, is_paired: bool) -> Interval:
    if unit == _SEEN:
        return wilson_change(old, new, is_paired=is_paired)
    return bootstrap_change(old, new, is_paired=is_paired)


def _sentence(row: dict[str, Any], name: str, word: str) -> str:
    """Say what the numbers show, and no more; of one person against one, whether it is seen, or holds."""
    unit = row["amount_unit"]
    shown = {side: _level(row[side], unit, row[f"n_{side}"]) for side in ("before", "after")}
    if unit == _SEEN and row["n_before"] == row["n_after"] == 1:
        shown = {side: say(f"compare.{word}_{int(row[side] > 0)}") for side in shown}
    if not row["n_before"] or not row["n_after"]:
        side = "before" if row["n_after"] else "after"
        return _opening(say(f"compare.only_one_{side}", name=name))
    measured = say_measured(row["n_before"], row["n_after"])
    text = _opening(say("compare.two", name=name, measured=measured, **shown))
    if "change" not in row:
        return f"{text} {row['differs']}"
    return " ".join(part for part in (text, _change(row, unit), row["differs"]) if part)


def say_measured(n_before: int, n_after: int) -> str:
    """Say how many persons a row rests on in each round, as it stands in the row's sentence."""
    return say("compare.measured", n=max(n_before, n_after), n_before=n_before, n_after=n_after)


def _change(row: dict[str, Any], unit: str) -> str:
    if row["n_before"] == row["n_after"] == 1:
        return ""  # side by side only: said once over the rows, not on each
    change = _difference(row["change"], unit)
    if np.isnan(row["low"]):
        return say("compare.change_alone", change=change)
    ends = {end: _signed(row[end], unit) for end in ("low", "high")}
    key = "compare.change_unsure" if row["low"] <= 0 <= row["high"] else "compare.change"
    return say(key, change=change, **ends)


def _level(value: float, unit: str, n: int) -> str:
    """Write a round's number: what is seen as so many of so many, else a mean with its unit."""
    if np.isnan(value):
        return ""
    if unit == _SEEN:
        return say("base.of", part=round(value * n), whole=n)
    if unit == _SHARE:
        return percent(value)
    if n == 1 and value.is_integer() and unit in _NAMED_UNITS:
        return amount(value, unit)
    text = number(int(value)) if n == 1 and value.is_integer() else number(value, digits=1)
    return f"{text} {say(f'amount_unit.{unit}')}" if unit in _NAMED_UNITS else text


def _difference(value: float, unit: str) -> str:
    """Write a change with its unit, shares in percentage points."""
    text = _signed(value, unit)
    return say("compare.points", points=text) if unit in (_SEEN, _SHARE) else text


def _signed(value: float, unit: str) -> str:
    """Write a change as a number with its sign; what rounds to nothing has none."""
    points = value * 100
    is_small = 0 < abs(points) < 0.5  # which side of nothing it lies on must be seen
    text = number(points, digits=int(is_small)) if unit in (_SEEN, _SHARE) else number(value, digits=1)
    if not any(sign in "123456789" for sign in text):
        return text.lstrip("-")
    return text.replace("-", "−") if value < 0 else f"+{text}"


def _opening(text: str) -> str:
    return text[:1].upper() + text[1:]
