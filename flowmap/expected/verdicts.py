"""The table of verdicts: every rule for every patient, in the order of patients and of the group's file."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.expected.pairs import OUTCOMES
from flowmap.expected.sequence import Flags, Ints
from flowmap.group import ExpectedRule
from flowmap.records import Standing
from flowmap.tables import Expected


@dataclass(frozen=True)
class Verdict:
    """What one rule says: an outcome (place in ``OUTCOMES``), days (-1 for none) and lateness a patient.

    ``rows`` of the log show it; ``whose`` says whose each row is (place among the patients).
    """

    outcome: Ints
    days: Ints
    late: Flags
    rows: Ints
    whose: Ints


def tabulate(
    rules: tuple[ExpectedRule, ...], verdicts: list[Verdict], *, patients: tuple[str, ...], event_ids: Ints
) -> pd.DataFrame:
    """Return the frame of ``Expected``."""
    if not verdicts or not patients:
        return Expected.empty_frame()
    days = _woven([verdict.days for verdict in verdicts])
    frame = pd.DataFrame(
        {
            "patient": pd.Categorical.from_codes(
                np.repeat(np.arange(len(patients)), len(rules)), list(patients)
            ),
            "rule_id": _labels([rule.id for rule in rules], [rule.id for rule in rules], len(patients)),
            "outcome": _outcomes(_woven([verdict.outcome for verdict in verdicts])),
            "standing": _labels([rule.standing for rule in rules], list(Standing), len(patients)),
            "days": pd.Series(pd.array(days, dtype="Int32")).where(days >= 0),
            "is_late": np.stack([verdict.late for verdict in verdicts], axis=1).ravel(),
        }
    )
    frame["evidence"] = _evidence(verdicts, len(patients), event_ids)
    return frame


def _woven(columns: list[Ints]) -> Ints:
    return np.stack(columns, axis=1).ravel()


def _labels(values: list[str], known: list[str], times: int) -> pd.Categorical:
    categories = sorted(str(value) for value in known)
    codes = [categories.index(str(value)) for value in values]
    return pd.Categorical.from_codes(np.tile(codes, times), categories)


def _outcomes(places: Ints) -> pd.Categorical:
    categories = sorted(outcome.value for outcome in OUTCOMES)
    codes = np.array([categories.index(outcome.value) for outcome in OUTCOMES])
    return pd.Categorical.from_codes(codes[places], categories)


def _evidence(verdicts: list[Verdict], patients: int, event_ids: Ints) -> NDArray[np.object_]:
    """Return each cell's event ids, in the order of the way."""
    cells = np.empty((patients, len(verdicts)), dtype=object)
    for place, verdict in enumerate(verdicts):
        ids = event_ids[verdict.rows].tolist()
        ends = np.searchsorted(verdict.whose, np.arange(patients + 1))
        for patient in range(patients):
            cells[patient, place] = tuple(ids[ends[patient] : ends[patient + 1]])
    return cells.ravel()
