"""Logs for the engine's benchmark: invented at any size, and the Sepsis log."""

from pathlib import Path

import numpy as np
import pandas as pd

from flowmap.group import read_group
from flowmap.log import build_log
from flowmap.tables import LOG_COLUMNS, EventLog
from tests.agreement.logs import sepsis

ACTIVITIES, LANES, UNITS, STAFF = 30, 6, 50, 1000
_MINUTE = 60_000_000
_FIRST = 1_735_689_600_000_000  # 1 January 2025


def invented_log(contacts: int, seed: int = 20260301) -> EventLog:
    """Return a log of so many contacts: ways of 12 on average, gaps of four days, clocks, units and staff."""
    dice = np.random.default_rng(seed)
    sizes = _sizes(dice, contacts)
    patient = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    activity = np.minimum(dice.geometric(0.12, contacts) - 1, ACTIVITIES - 1).astype(np.int8)
    lane = (activity % LANES).astype(np.int8)
    columns: dict[str, object] = {
        "patient": _labels(patient, [f"P{n:08d}" for n in range(len(sizes))]),
        "kind": _labels(np.zeros(contacts, dtype=np.int8), ["contact"]),
        "activity": _labels(activity, [f"Aktivitet {n:02d}" for n in range(ACTIVITIES)]),
        "start": _times(dice, sizes).view("M8[us]"),
        "has_clock": np.ones(contacts, dtype=np.bool_),
        "lane": _labels(lane, [f"lane_{n}" for n in range(LANES)]),
        "principal": _labels((lane % 2).astype(np.int8), ["municipality", "region"]),
        "unit": _labels(
            dice.integers(0, UNITS, contacts).astype(np.int8), [f"E{n:02d}" for n in range(UNITS)]
        ),
        "staff": _labels(
            dice.integers(0, STAFF, contacts).astype(np.int16), [f"S{n:04d}" for n in range(STAFF)]
        ),
        "status": _labels(np.zeros(contacts, dtype=np.int8), ["done"]),
        "took_place": np.ones(contacts, dtype=np.bool_),
    }
    for name in ("event_id", "entry_id", "row"):
        columns[name] = np.arange(1, contacts + 1)
    return EventLog(_filled(columns, contacts))


def sepsis_log(folder: Path) -> EventLog:
    """Return the Sepsis log as flowmap builds it."""
    return build_log(sepsis(folder), read_group("generisk"))


def _sizes(dice: np.random.Generator, contacts: int) -> np.ndarray:
    sizes = dice.geometric(1 / 12, contacts // 6 + 10)
    upto = np.cumsum(sizes)
    patients = int(np.searchsorted(upto, contacts)) + 1
    sizes = sizes[:patients]
    sizes[-1] -= upto[patients - 1] - contacts
    return sizes


def _times(dice: np.random.Generator, sizes: np.ndarray) -> np.ndarray:
    """Return rising times within each patient, to the minute."""
    gaps = (dice.exponential(4 * 1440, sizes.sum()).astype(np.int64) + 1) * _MINUTE
    upto = np.cumsum(gaps)
    begins = np.cumsum(sizes) - sizes
    first = dice.integers(0, 365 * 1440, len(sizes)) * _MINUTE
    return _FIRST + upto - np.repeat(upto[begins] - first, sizes)


def _labels(codes: np.ndarray, names: list[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(names))


def _filled(columns: dict[str, object], size: int) -> pd.DataFrame:
    """Return the log's frame, with nothing in the columns that are not given."""
    empty = {
        "label": lambda: _labels(np.full(size, -1, dtype=np.int8), []),
        "flag": lambda: np.zeros(size, dtype=np.bool_),
        "time": lambda: np.full(size, "NaT", dtype="M8[us]"),
        "whole": lambda: pd.array(np.zeros(size, dtype=np.int32), dtype="Int32"),
        "id": lambda: np.zeros(size, dtype=np.int64),
    }
    named = {"journal": "other", "file": "invented", "sheet": ""}
    for name, text in named.items():
        columns[name] = _labels(np.zeros(size, dtype=np.int8), [text])
    ready = {c.name: columns[c.name] if c.name in columns else empty[c.holds]() for c in LOG_COLUMNS}
    return pd.DataFrame(ready, copy=False)
