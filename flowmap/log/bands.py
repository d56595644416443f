"""Bands: routine care that recurs, from its own sheet or folded from rows by ``[[recurring]]``."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from flowmap.group import Group, Recurring, known_activities
from flowmap.log.coding import add_lane, code_activity
from flowmap.log.events import StayRows, stay_days
from flowmap.log.pairing import Pairing
from flowmap.records import Kind, Status
from flowmap.tables import BandEntries, Bands, shape_columns
from flowmap.tables.segments import (
    Flags,
    Whole,
    codes_of,
    days_of,
    place_in_run,
    run_of,
    run_sizes,
    run_starts,
)

_FAR = 1 << 22  # days: keeps one patient's days apart from the next one's
_STAFF_DAYS = 14


@dataclass(frozen=True)
class Pauses:
    """Days that patients lay in a stay, the day of discharge not counted; asked for in sums."""

    starts: Whole
    stops: Whole

    def before(self, patient: Whole, day: Whole) -> Whole:
        """Return a sum that grows by one for each day in a stay; differences within a patient count days."""
        at = patient.astype(np.int64) * _FAR + day
        place = np.searchsorted(self.starts, at, side="right")
        sums = np.append(0, np.cumsum(self.stops - self.starts))
        too_many = np.append(0, self.stops)[place] - at
        return sums[place] - np.where(place > 0, np.maximum(too_many, 0), 0)


def find_pauses(coded: pd.DataFrame, stays: StayRows) -> Pauses:
    """Return the union of each patient's days in stays."""
    first, last = stay_days(stays)
    patient = codes_of(coded["patient"])[stays.rows].astype(np.int64)
    starts = patient * _FAR + first
    stops = patient * _FAR + np.minimum(last, _FAR // 2)
    order = np.lexsort((stops, starts))
    starts, reach = starts[order], np.maximum.accumulate(stops[order]) if len(order) else stops
    new = np.ones(len(starts), dtype=np.bool_)
    new[1:] = starts[1:] > reach[:-1]
    ends = np.append(np.flatnonzero(new)[1:], len(new)) - 1 if len(new) else np.empty(0, dtype=np.int64)
    return Pauses(starts[new], reach[ends])


@dataclass(frozen=True)
class Folded:
    """Rows of an extract that became bands: which, and the band of each (0 for rows that did not)."""

    rows: Flags
    band_id: Whole
    bands: pd.DataFrame


def fold_recurring(coded: pd.DataFrame, pairing: Pairing, *, group: Group, pauses: Pauses) -> Folded:
    """Return what the group's ``[[recurring]]`` rules fold: contacts that took place, one band a run.

    A run has the same patient, activity and unit and no gap over the longest, days in stays not counted; it
    is a band when enough weeks in a row, from its first day, have enough visits. Missed visits stay contacts.
    """
    band_id = np.zeros(len(coded), dtype=np.int64)
    free = pairing.stands & coded["took_place"].to_numpy() & ~coded["is_stay"].to_numpy()
    free &= (coded["kind"] == Kind.CONTACT.value).to_numpy() & (coded["part"] != "admission").to_numpy()
    free &= (coded["status"] != Status.UNANSWERED.value).to_numpy() & (
        coded["part"] != "discharge"
    ).to_numpy()
    found = [Bands.empty_frame()]
    for rule in group.recurring:
        rows = np.flatnonzero(free & (band_id == 0) & coded["activity"].isin(rule.activities).to_numpy())
        if len(rows):
            rows, run = _recurring_runs(coded, rows, rule, pauses)
            first = rows[run_starts(run)] if len(rows) else rows
            band_id[rows] = coded["entry_id"].to_numpy()[first][run] if len(rows) else 0
            found.append(_band_rows(coded, rows, run, pauses))
    bands = pd.concat([f.astype(object) for f in found], ignore_index=True)
    return Folded(band_id != 0, band_id, bands)


def _recurring_runs(coded: pd.DataFrame, rows: Whole, rule: Recurring, pauses: Pauses) -> tuple[Whole, Whole]:
    """Return the rows that recur, by run and day, and the number of each one's run, from 0."""
    day = days_of(coded["start"])
    what = [codes_of(coded[name]) for name in ("unit", "activity", "patient")]
    rows = rows[np.lexsort((coded["entry_id"].to_numpy()[rows], day[rows], *(w[rows] for w in what)))]
    awake = day[rows] - pauses.before(what[-1][rows], day[rows])
    starts = run_starts(*(w[rows] for w in what))
    starts[1:] |= np.diff(awake) > rule.longest_gap_days
    run = run_of(starts)
    week = (awake - awake[starts][run]) // 7
    new_week = run_starts(run, week)
    enough = run_sizes(new_week) >= rule.at_least_per_week
    run_of_week, week = run[new_week][enough], week[new_week][enough]
    in_a_row = run_starts(run_of_week, week - np.arange(len(week)))
    streak = place_in_run(in_a_row) + 1
    kept = np.zeros(int(run[-1]) + 1, dtype=np.bool_)
    kept[run_of_week[streak >= rule.for_weeks]] = True
    rows, run = rows[kept[run]], run[kept[run]]
    return rows, run_of(run_starts(run)) if len(run) else run


def _band_rows(coded: pd.DataFrame, rows: Whole, run: Whole, pauses: Pauses) -> pd.DataFrame:
    """Return the bands that runs of rows make; visits are counted, none is estimated."""
    starts = run_starts(run) if len(rows) else np.zeros(0, dtype=np.bool_)
    first = rows[starts]
    names = [
        "patient",
        "activity",
        "lane",
        "principal",
        "journal",
        "unit",
        "entry_id",
        "file",
        "sheet",
        "row",
    ]
    frame = coded[names].take(first).reset_index(drop=True)
    day = days_of(coded["start"])
    last = day[rows[np.append(starts[1:], True)]] if len(rows) else day[first]
    patient = codes_of(coded["patient"])[first].astype(np.int64)
    inside = pauses.before(patient, last + 1) - pauses.before(patient, day[first])
    visits = run_sizes(starts)
    frame["band_id"], frame["visits"], frame["is_visits_estimated"] = frame["entry_id"], visits, False
    frame["start_on"], frame["end_on"] = _as_days(day[first]), _as_days(last)
    frame["times_per_week"] = visits * 7 / np.maximum(last - day[first] + 1 - inside, 1)
    frame["pause_days"], frame["why_changed"] = inside, None
    frame["staff_in_14_days"] = _most_staff(run, day[rows], codes_of(coded["staff"])[rows])
    return frame[[column.name for column in Bands.columns]]


def _as_days(days: Whole) -> pd.Series:
    return pd.Series(days.astype("M8[D]").astype("M8[us]"))


def _most_staff(run: Whole, day: Whole, staff: Whole) -> pd.Series:
    """Return for each run the most distinct staff in any 14 days; missing where no staff is known.

    A visit counts in each 14-day window that holds it and no earlier visit by the same person: such windows
    begin after that person's visit before, and at most 13 days back. Window counts are sums of these spans.
    """
    result = pd.Series(pd.array([None] * (int(run[-1]) + 1 if len(run) else 0), dtype="Int32"))
    known = staff >= 0
    run, day, staff = run[known], day[known], staff[known].astype(np.int64)
    if not len(run):
        return result
    order = np.lexsort((day, staff, run))
    run, day, staff = run[order], day[order], staff[order]
    earlier = np.where(run_starts(run, staff), day - _STAFF_DAYS, np.append(0, day[:-1]))
    first = np.maximum(earlier + 1, day - _STAFF_DAYS + 1)
    adds = first <= day
    at = np.concatenate([first[adds], day[adds] + 1])
    runs = np.concatenate([run[adds], run[adds]])
    delta = np.repeat([1, -1], adds.sum())
    order = np.lexsort((delta, at, runs))
    present = np.cumsum(delta[order])
    starts = run_starts(runs[order])
    most = np.maximum.reduceat(present, np.flatnonzero(starts))
    result.iloc[runs[order][starts]] = most
    return result


def read_bands(entries: pd.DataFrame, group: Group, *, pauses: Pauses, last_day: pd.Series) -> pd.DataFrame:
    """Return the bands of the sheet *Återkommande insatser*; visits are estimated where nobody counted them.

    Estimated visits = days without stays × times a week / 7. A band that goes on is counted to the last day
    that is known of its patient (``last_day``, in order of patient).
    """
    if not len(entries):
        return Bands.empty_frame()
    known = known_activities(group)
    coded = entries.assign(activity=code_activity(entries, known))
    of_name = {activity.name: activity for activity in known}
    own = [of_name.get(name) for name in coded["activity"].cat.categories]
    coded = add_lane(coded, own, group=group)
    patient = last_day.index.get_indexer(coded["patient"].astype(object)).astype(np.int64)
    first = days_of(coded["start_on"])
    end = np.where(
        coded["end_on"].isna(),
        last_day.to_numpy()[patient],
        days_of(coded["end_on"].fillna(coded["start_on"])),
    )
    end = np.maximum(end, first)
    inside = pauses.before(patient, end + 1) - pauses.before(patient, first)
    guess = (end - first + 1 - inside) * coded["times_per_week"].to_numpy() / 7
    unknown = coded["visits"].isna() & ~np.isnan(guess)
    rounded = pd.Series(np.rint(np.where(np.isnan(guess), 0, guess)), index=coded.index).astype("Int32")
    frame = coded.assign(
        band_id=coded["entry_id"],
        visits=coded["visits"].astype("Int32").where(~unknown, rounded),
        is_visits_estimated=unknown.to_numpy(),
        pause_days=inside,
    )
    return frame.sort_values(["patient", "start_on", "band_id"])[[column.name for column in Bands.columns]]


def join_bands(folded: pd.DataFrame, read: pd.DataFrame) -> pd.DataFrame:
    """Return all bands, by patient, first day and id."""
    both = pd.concat([folded.astype(object), read.astype(object)], ignore_index=True)
    both = both.sort_values(["patient", "start_on", "band_id"], kind="stable", ignore_index=True)
    return shape_columns(both, Bands.columns)


def band_entries(entries: BandEntries) -> pd.DataFrame:
    """Return band entries by id, so that the order of the rows never matters."""
    return entries.frame.sort_values("entry_id", ignore_index=True)
