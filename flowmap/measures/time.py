"""Time on the way: declared waits, quiet gaps and what filled them, and routine care in bands."""

import numpy as np
import pandas as pd

from flowmap.measures.amounts import Amounts, Undefined
from flowmap.measures.view import Flags, Floats, Ints, View


def measure_waits(view: View) -> list[Amounts]:
    """Find the longest declared wait, and sum them, whole and by kind of wait.

    Numerator: days of the waits that the group file declares and that ended. Excluded: a wait that nobody
    saw end. Unit: days. Undefined: not reviewed; no such wait ended; the group file declares none.
    Denominator: the number of such waits stands beside the sum. Source: the group file declares the
    pairs.
    """
    waits = view.contacts.waits.frame
    ended = waits[waits["wait_days"].notna()]
    kinds = [kind for kind in ended["wait_id"].cat.categories if (ended["wait_id"] == kind).any()]
    made = [*_waited(view, ended)]
    for kind in kinds:
        made += [part.for_part(f"wait={kind}") for part in _waited(view, ended[ended["wait_id"] == kind])]
    return made


def _waited(view: View, waits: pd.DataFrame) -> list[Amounts]:
    owner = view.places_of(waits["patient"])
    days = waits["wait_days"].to_numpy(dtype=np.float64)
    number = view.tally(owner)
    total = view.tally(owner, days)
    amounts = {"longest_wait_days": most(view, owner=owner, amount=days), "total_wait_days": total}
    rows = row_flags(view, waits["from_row"].to_numpy(), waits["to_row"].to_numpy())
    return [
        Amounts.of(measure, unit="days", amount=amount)
        .over(total, number)
        .shown_by(rows)
        .undefined(number == 0, Undefined.NO_WAIT)
        .if_known(is_known=bool(view.group.waits), why=Undefined.NOT_DECLARED)
        .if_reviewed(view)
        for measure, amount in amounts.items()
    ]


def most(view: View, *, owner: Ints, amount: Floats) -> Floats:
    """Return each patient's largest amount, 0 where they have none."""
    largest = np.zeros(len(view.patients))
    np.maximum.at(largest, owner, amount)
    return largest


def row_flags(view: View, *rows: Ints) -> Flags:
    """Return flags for row numbers; −1 stands for none."""
    flags = np.zeros(len(view.frame), dtype=np.bool_)
    for numbers in rows:
        flags[numbers[numbers >= 0]] = True
    return flags


def measure_longest_gap(view: View) -> list[Amounts]:
    """Find the longest time from one contact to the next, and which bands and stays filled it.

    Numerator: most whole days from a contact that took place to the next (*tid till nästa kontakt*).
    Excluded: gaps with a stay in them or inside one, before the first contact and after the last. A part
    ``band=…`` holds the days of that gap when that routine care went on. Unit: days. Undefined: not
    reviewed; fewer than two contacts with no stay between. The next contact may be one that did not take
    place. Denominator: none, it is the largest. Source: gaps between contacts, as the flow mapping looks
    for them; flowmap's own definition.
    """
    start, end, length = _longest_gaps(view)
    rows = row_flags(view, start, end)
    whole = Amounts.of("longest_gap_days", unit="days", amount=np.where(start >= 0, length, np.nan)).shown_by(
        rows
    )
    whole = whole.undefined(start < 0, Undefined.TOO_FEW).if_reviewed(view)
    made = [whole]
    for part, filled in _fillings(view, start, length).items():
        days = Amounts.of("longest_gap_days", unit="days", amount=filled).over(filled, whole.amount)
        made.append(days.shown_by(rows).for_part(part).undefined(start < 0, Undefined.TOO_FEW))
    return [whole, *(part.if_reviewed(view) for part in made[1:])]


def _longest_gaps(view: View) -> tuple[Ints, Ints, Floats]:
    """Return for each patient the row before and after the longest gap (the earliest such), and its days."""
    gaps = view.frame["contact_gap_days"].to_numpy(dtype=np.float64, na_value=np.nan)
    after = view.frame["next_contact_row"].to_numpy()
    rows = np.flatnonzero(view.is_met & ~np.isnan(gaps) & (after >= 0) & ~_meets_stay(view, after))
    order = rows[np.lexsort((rows, -gaps[rows], view.owner[rows]))]
    owners, first = np.unique(view.owner[order], return_index=True)
    start = np.full(len(view.patients), -1, dtype=np.int64)
    start[owners] = order[first]
    end = np.where(start >= 0, after[start], -1) if len(after) else start
    length = np.where(start >= 0, gaps[start], 0.0) if len(gaps) else np.zeros(len(start))
    return start, end, length


def _meets_stay(view: View, after: Ints) -> Flags:
    """Return the rows that lie in a stay, or have one that begins before the row ``after`` them."""
    in_stay = view.frame["stay_id"].to_numpy() != 0
    until = np.append(0, np.cumsum(in_stay))
    met: Flags = in_stay | (until[np.maximum(after, 0) + 1] - until[:-1] > 0)
    return met


def _fillings(view: View, start: Ints, length: Floats) -> dict[str, Floats]:
    """Return for each routine care its days inside each patient's longest gap."""
    first = np.where(start >= 0, view.day[start], 0) if len(view.day) else start
    last = first + length.astype(np.int64)
    filled = {}
    for activity in sorted(view.bands["activity"].astype(str).unique()):
        periods = view.bands[view.bands["activity"] == activity]
        filled[f"band={activity}"] = _days_within(view, periods, first, last)
    return {part: days for part, days in filled.items() if days.any()}


def _days_within(view: View, periods: pd.DataFrame, first: Ints, last: Ints) -> Floats:
    """Return how many days of each patient's gap (its first day left out) some of ``periods`` covered."""
    owner = periods["owner"].to_numpy()
    begin = np.maximum(periods["from_day"].to_numpy(), first[owner] + 1)
    stop = np.minimum(periods["to_day"].to_numpy(), last[owner])
    order = np.lexsort((begin, owner))
    owner, begin, stop = owner[order], begin[order], stop[order]
    reach = pd.Series(stop).groupby(owner).cummax().groupby(owner).shift(fill_value=-(10**7)).to_numpy()
    days = np.maximum(stop - np.maximum(begin, reach + 1) + 1, 0)
    total: Floats = view.tally(owner, days)
    most_days: Floats = np.minimum(total, np.maximum(last - first, 0))
    return most_days


def measure_band_visits(view: View) -> list[Amounts]:
    """Sum the visits of routine care in bands, whole and by activity.

    Numerator: visits as counted, or days without stays × times a week / 7. Excluded: single contacts.
    Unit: visits. Undefined: not reviewed; a band's visits are not known; a log that holds no band of
    anybody. Without a band it is 0. Denominator: none, it is a sum. Source: flowmap's own definition.
    """
    bands = view.bands
    parts: list[tuple[str | None, pd.DataFrame]] = [(None, bands)]
    names = sorted(bands["activity"].astype(str).unique())
    parts += [(f"band={name}", bands[bands["activity"] == name]) for name in names]
    return [_visits(view, rows, part) for part, rows in parts]


def _visits(view: View, bands: pd.DataFrame, part: str | None) -> Amounts:
    visits = bands["visits"].to_numpy(dtype=np.float64, na_value=np.nan)
    owner = bands["owner"].to_numpy()
    total = view.tally(owner, np.nan_to_num(visits))
    unknown = view.tally(owner, np.isnan(visits)) > 0
    made = Amounts.of("band_visits", unit="visits", amount=total).undefined(unknown, Undefined.VISITS_UNKNOWN)
    is_known = view.has_review or len(view.bands) > 0
    made = made.if_known(is_known=is_known, why=Undefined.NO_BAND).if_reviewed(view)
    return made.for_part(part) if part else made


def measure_staff_in_14_days(view: View) -> list[Amounts]:
    """Find the most different staff of one band in any 14 days.

    Numerator: the largest number that a band of the patient has. Excluded: bands that do not say. Unit:
    people. Undefined: not reviewed; no band; no band says. Denominator: none, it is the largest. Source:
    personalkontinuitet in Kolada: staff that a person with home care meets in 14 days.
    """
    bands = view.bands
    staff = bands["staff_in_14_days"].to_numpy(dtype=np.float64, na_value=np.nan)
    owner, says = bands["owner"].to_numpy(), ~np.isnan(staff)
    amount = most(view, owner=owner[says], amount=staff[says])
    none = view.tally(owner) == 0
    silent = view.tally(owner[says]) == 0
    made = Amounts.of("staff_in_14_days", unit="people", amount=amount).undefined(
        silent, Undefined.NOT_RECORDED
    )
    return [made.undefined(none, Undefined.NO_BAND).if_reviewed(view)]


TIME = (measure_waits, measure_longest_gap, measure_band_visits, measure_staff_in_14_days)
