"""Put the step columns beside the log's, with the declared waits and handovers."""

import numpy as np
import pandas as pd

from flowmap.group import Group, matches
from flowmap.paths.chain import find_chain, gap_columns, link_columns
from flowmap.paths.handovers import find_handovers
from flowmap.paths.inside import inside_a_stay
from flowmap.paths.meetings import meeting_columns
from flowmap.paths.phases import phase_column
from flowmap.paths.waits import find_waits, wait_columns
from flowmap.tables import LOG_COLUMNS, STEP_COLUMNS, EventLog, Paths
from flowmap.tables.cells import Cells
from flowmap.tables.segments import Flags, codes_of


def trace_paths(log: EventLog, group: Group) -> Paths:
    """Return every patient's path: one row is an event of the log with its step columns.

    A step is a contact that is not only planned, or a milestone that took place. Gaps are whole calendar
    days from the end of one step to the start of the next, minutes where both have clocks; an overlap is a
    gap of 0. The waits and handovers that the group declares ride beside.
    """
    cells = log.cells
    chain = find_chain(cells)
    waits = find_waits(log, group)
    links = link_columns(chain)
    columns: dict[str, object] = {
        **links,
        **gap_columns(cells, chain, next_contact=links["next_contact_row"]),
        "inside_stay": chain.spread(
            inside_a_stay(chain, cells["stay_id"][chain.steps], stays=log.facts.stays), 0
        ),
        **meeting_columns(cells, chain),
        **wait_columns(waits, group, size=len(log)),
        "phase": phase_column(log, group),
        "is_open": _is_open(log, group),
    }
    traced = {column.name: cells[column.name] for column in LOG_COLUMNS}
    traced.update({column.name: columns[column.name] for column in STEP_COLUMNS})
    return Paths(
        Cells.of_step(Paths, traced),
        log.stamp,
        facts=log.facts,
        waits=waits,
        handovers=find_handovers(log, group, is_met=chain.is_met, waits=waits),
    )


def _is_open(log: EventLog, group: Group) -> Flags:
    """Return which rows' patients have a way that the window cut, or that is still under way.

    It is cut where the window has an end and the patient lives then; a stay or band without an end is still
    under way. Death is an end.
    """
    facts, patient = log.facts, log.cells["patient"]
    names = patient.dtype.categories
    is_open = np.zeros(len(names), dtype=np.bool_)
    for table, column in ((facts.stays, "end"), (facts.bands, "end_on")):
        is_open |= _named(names, table.cells, rows=np.isnat(table.cells[column]))
    patients = facts.patients.cells
    ends, died = patients["window_end"], patients["died_on"]
    is_open |= _named(names, patients, rows=~np.isnat(ends))
    last = np.where(np.isnat(ends), died, ends)
    is_open &= ~_named(names, patients, rows=died.astype("M8[D]") <= last)
    if group.death is not None:
        dead = codes_of(patient)[matches(group.death, log.frame) & log.cells["took_place"]]
        is_open[dead] = False
    if not is_open.any():
        return np.zeros(len(log), dtype=np.bool_)
    return is_open[codes_of(patient)]


def _named(names: pd.Index, cells: Cells, *, rows: Flags) -> Flags:
    """Return which patients have one of these rows; most tables have none."""
    if not rows.any():
        return np.zeros(len(names), dtype=np.bool_)
    found: Flags = names.isin(cells["patient"][rows])
    return found
