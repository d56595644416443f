"""Phases: stretches of the way that the group file names, each begun by an event."""

import numpy as np
import pandas as pd

from flowmap.group import Group, matches
from flowmap.tables import EventLog
from flowmap.tables.segments import codes_of, make_label, run_starts


def phase_column(log: EventLog, group: Group) -> pd.Categorical:
    """Return each row's phase; missing before the first one begins.

    A phase begins at the first event that matches after the phase before it began; one that never begins
    for a patient is passed over. A first phase without such an event begins with the way.
    """
    if not group.phases:
        return make_label(np.full(len(log), -1, dtype=np.int8), [])
    frame = log.frame
    patient = codes_of(frame["patient"])
    begins = np.full(len(frame), -1, dtype=np.int64)
    floor = np.full(len(frame["patient"].cat.categories) + 1, -1, dtype=np.int64)
    took_place = frame["took_place"].to_numpy()
    for place, phase in enumerate(group.phases):
        at = run_starts(patient) if phase.starts is None else matches(phase.starts, frame) & took_place
        rows = np.flatnonzero(at)
        rows = rows[rows > floor[patient[rows]]]
        rows = rows[run_starts(patient[rows])]
        begins[rows] = place
        floor[patient[rows]] = rows
    ids = [phase.id for phase in group.phases]
    return make_label(_carried_on(begins, patient), ids, only_used=True)


def _carried_on(begins: np.ndarray, patient: np.ndarray) -> np.ndarray:
    """Return the phase last begun, row by row within each patient."""
    if not (begins >= 0).any():
        return begins
    rows = np.arange(len(begins))
    last = np.maximum.accumulate(np.where((begins >= 0) | run_starts(patient), rows, 0))
    return begins[last]
