"""Homecoming: each discharge with the first contact after it, and whether I had to call myself."""

from dataclasses import dataclass

import numpy as np

from flowmap.measures.view import Flags, Floats, Ints, View, moved_on
from flowmap.records import Kind, StartedBy

_SPAN = 4 * 10**6


@dataclass(frozen=True)
class Homecomings:
    """One item is a discharge; rows are numbers of rows of ``Contacts``, −1 for none."""

    discharge: Ints
    owner: Ints
    first_contact: Ints  # first contact that care started
    days: Floats  # from the discharge to it
    calls: Ints  # first contact that I or a relative started
    is_reached: Flags  # that contact came within the days asked for
    has_called: Flags  # I or a relative called within them
    is_followed: Flags  # the person was at home and in view all those days


def find_homecomings(view: View) -> Homecomings:
    """Find the discharges home, transfers left out, and what came after each."""
    limit = view.group.measures.home_contact_days
    is_home = ~np.isin(view.frame["stay_id"].to_numpy(), moved_on(view.stays))
    discharge = np.flatnonzero(view.matching(view.group.measures.discharge) & is_home)
    owner = view.owner[discharge]
    mine = view.has("started_by", StartedBy.PERSON, StartedBy.RELATIVE)
    outside = view.is_met & ~view.matching(view.group.measures.emergency)
    contact = _first_after(view, discharge, outside & ~mine)
    calls = _first_after(view, discharge, view.is_load & mine)
    admission = view.has("kind", Kind.MILESTONE) & (view.frame["stay_id"].to_numpy() != 0)
    admission &= ~view.matching(view.group.measures.discharge)
    back = _days_after(view, discharge, _first_after(view, discharge, admission, is_strictly_later=True))
    days = _days_after(view, discharge, contact)
    in_view = view.window[1][owner] - view.day[discharge] >= limit
    return Homecomings(
        discharge=discharge,
        owner=owner,
        first_contact=contact,
        days=days,
        calls=calls,
        is_reached=days <= limit,
        has_called=_days_after(view, discharge, calls) <= limit,
        is_followed=in_view & ~(back <= limit),
    )


def _days_after(view: View, discharge: Ints, rows: Ints) -> Floats:
    """Return days from each discharge to its row, infinitely many where there is none."""
    return np.where(rows >= 0, view.day[rows] - view.day[discharge], np.inf) if len(rows) else np.zeros(0)


def _first_after(view: View, discharge: Ints, wanted: Flags, *, is_strictly_later: bool = False) -> Ints:
    """Return the first wanted row of each patient from the day of discharge on, or −1.

    In another lane than the discharge's. On the day itself a contact counts unless both have clocks and it
    came before: what nobody wrote down is held against nobody.
    """
    rows = np.flatnonzero(wanted)
    keys = view.owner[rows] * _SPAN + view.day[rows]
    order = np.argsort(keys, kind="stable")
    rows, keys = np.append(rows[order], -1), keys[order]
    place = np.searchsorted(keys, view.owner[discharge] * _SPAN + view.day[discharge] + is_strictly_later)
    lane = view.frame["lane"].cat.codes.to_numpy()
    while True:
        hit = rows[place]
        alike = (hit >= 0) & (view.owner[hit] == view.owner[discharge])
        skip = alike & (_came_before(view, hit, discharge) | (lane[hit] == lane[discharge]))
        skip &= not is_strictly_later
        if not skip.any():
            return np.where(alike, hit, -1)
        place = place + skip


def _came_before(view: View, rows: Ints, discharge: Ints) -> Flags:
    start, has_clock = view.frame["start"].to_numpy(), view.frame["has_clock"].to_numpy()
    before: Flags = has_clock[rows] & has_clock[discharge] & (start[rows] < start[discharge])
    return before
