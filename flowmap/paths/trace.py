"""Put the step columns beside the log's, with the declared waits and handovers."""

import numpy as np
import pandas as pd

from flowmap.group import Group, matches
from flowmap.paths.chain import find_chain, gap_columns, link_columns
from flowmap.paths.handovers import find_handovers
from flowmap.paths.meetings import meeting_columns
from flowmap.paths.phases import phase_column
from flowmap.paths.waits import find_waits, wait_columns
from flowmap.tables import LOG_COLUMNS, STEP_COLUMNS, EventLog, Paths
from flowmap.tables.segments import Flags, codes_of


def trace_paths(log: EventLog, group: Group) -> Paths:
    """Return every patient's path: one row is an event of the log with its step columns.

    A step is a contact that is not only planned, or a milestone that took place. Gaps are whole calendar
    days from the end of one step to the start of the next, minutes where both have clocks; an overlap is a
    gap of 0. The waits and handovers that the group declares ride beside.
    """
    frame = log.frame
    chain = find_chain(frame)
    waits = find_waits(frame, group)
    links = link_columns(chain)
    columns: dict[str, object] = {
        **links,
        **gap_columns(frame, chain, next_contact=links["next_contact_row"]),
        **meeting_columns(frame, chain),
        **wait_columns(waits, group, size=len(frame)),
        "phase": phase_column(frame, group),
        "is_open": _is_open(log, group),
    }
    traced = {column.name: frame[column.name] for column in LOG_COLUMNS}
    traced.update({column.name: _as_series(columns[column.name]) for column in STEP_COLUMNS})
    return Paths(
        pd.DataFrame(traced, copy=False),
        log.stamp,
        facts=log.facts,
        waits=waits,
        handovers=find_handovers(frame, group, is_met=chain.is_met),
    )


def _as_series(values: object) -> pd.Series:
    return pd.Series(values, copy=False)


def _is_open(log: EventLog, group: Group) -> Flags:
    """Return which rows' patients have a way that the window cut, or that is still under way.

    It is cut where the window has an end and the patient lives then; a stay or band without an end is still
    under way. Death is an end.
    """
    frame, facts = log.frame, log.facts
    names = frame["patient"].cat.categories
    is_open = np.zeros(len(names), dtype=np.bool_)
    for table, column in ((facts.stays.frame, "end"), (facts.bands.frame, "end_on")):
        if len(table):
            is_open |= names.isin(table.loc[table[column].isna(), "patient"])
    patients = facts.patients.frame
    if len(patients):
        ends, died = patients["window_end"], patients["died_on"]
        is_open |= names.isin(patients.loc[ends.notna(), "patient"])
        dead_by_then = died.notna() & (ends.isna() | (died.dt.floor("D") <= ends))
        is_open &= ~names.isin(patients.loc[dead_by_then, "patient"])
    if group.death is not None:
        dead = codes_of(frame["patient"])[matches(group.death, frame) & frame["took_place"].to_numpy()]
        is_open[dead] = False
    if not is_open.any():
        return np.zeros(len(frame), dtype=np.bool_)
    return is_open[codes_of(frame["patient"])]
