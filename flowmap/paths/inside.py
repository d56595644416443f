"""Which steps lead on inside a stay: no gap, since the person lies there all the while."""

import numpy as np

from flowmap.paths.chain import Chain
from flowmap.tables import Stays
from flowmap.tables.segments import Flags, Whole, run_of


def inside_a_stay(chain: Chain, stay: Whole, *, stays: Stays) -> Flags:
    """Return which links have both ends in one stay, whatever other stay one of them also lies in.

    ``stay`` is the stay id of each step. A stay reaches from its first step to its last, one without a
    discharge to the patient's last: a ward that takes over before the other has written its discharge, and
    a stay in the middle of another, break nothing up.
    """
    rows = np.flatnonzero(stay != 0)
    if not len(rows):
        return np.zeros(len(stay), dtype=np.bool_)
    ids, first = np.unique(stay[rows], return_index=True)
    last = len(rows) - 1 - np.unique(stay[rows][::-1], return_index=True)[1]
    begins, ends = rows[first], rows[last]
    goes_on = np.isin(ids, stays.cells["stay_id"][np.isnat(stays.cells["end"])])
    patient = run_of(chain.starts)
    last_step = np.append(np.flatnonzero(chain.starts)[1:], len(stay)) - 1
    ends = np.where(goes_on, last_step[patient[begins]], ends)
    change = np.bincount(begins, minlength=len(stay)) - np.bincount(ends, minlength=len(stay))
    found: Flags = (np.cumsum(change) > 0) & chain.linked
    return found
