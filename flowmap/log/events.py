"""Events: what each entry becomes. A stay becomes its two milestones, and no third event."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.group import Activity
from flowmap.log.pairing import Pairing
from flowmap.records import Kind, Status
from flowmap.tables import LOG_COLUMNS
from flowmap.tables.segments import Flags, Whole, codes_of, days_of, make_label, mix

WHOLE, STAY_START, STAY_END = 0, 1, 2
_STAY_NAMES = ("Inskriven", "Utskriven")
_NOT_TAKEN = {"activity", "kind", "start", "end", "has_clock", "marker", "status", "stay_id", "event_id"}
_LABELS_OF_ADMISSION = ("staff", "in_short", "profession")
Times = NDArray[np.datetime64]


@dataclass(frozen=True)
class StayRows:
    """The stays among the entries: the row each is read from, its times, and the row that ended it."""

    rows: Whole
    end_rows: Whole
    start: Times
    end: Times  # NaT while it goes on
    start_has_clock: Flags
    end_has_clock: Flags
    stay_id: Whole


@dataclass(frozen=True)
class Made:
    """Events as the log has them, with the coded row each was read from and its role there."""

    frame: pd.DataFrame
    source: Whole
    role: Whole

    @property
    def is_discharge(self) -> Flags:
        """Which events end a stay."""
        flags: Flags = self.role == STAY_END
        return flags

    def take(self, rows: Whole) -> "Made":
        """Return the events in these rows."""
        return Made(self.frame.take(rows).reset_index(drop=True), self.source[rows], self.role[rows])


def find_stays(coded: pd.DataFrame, pairing: Pairing) -> StayRows:
    """Return the stays that took place; ends that lie before their start are no ends."""
    is_stay = coded["is_stay"].to_numpy() & (coded["part"] != "discharge").to_numpy()
    is_stay |= (coded["part"] == "admission").to_numpy()
    rows = np.flatnonzero(pairing.stands & is_stay & coded["took_place"].to_numpy())
    end_rows = pairing.end_row[rows]
    start, has_clock = coded["start"].to_numpy(), coded["has_clock"].to_numpy()
    paired = end_rows != rows
    end = np.where(paired, start[end_rows], coded["end"].to_numpy()[rows])
    end_has_clock = np.where(paired, has_clock[end_rows], coded["end_has_clock"].to_numpy()[rows])
    end = _no_end_before_start(start[rows], end, both_clocked=has_clock[rows] & end_has_clock)
    ids = coded["entry_id"].to_numpy()[rows]
    return StayRows(rows, end_rows, start[rows], end, has_clock[rows], end_has_clock, ids)


def _no_end_before_start(start: Times, end: Times, *, both_clocked: Flags) -> Times:
    """Return ends, missing where they lie before the start (by day, unless both have clocks)."""
    before = np.where(both_clocked, end < start, end.astype("M8[D]") < start.astype("M8[D]"))
    return np.where(before, np.datetime64("NaT", "us"), end)


def make_events(
    coded: pd.DataFrame, pairing: Pairing, *, stays: StayRows, left_out: Flags, known: tuple[Activity, ...]
) -> Made:
    """Return the events, unsorted; ``left_out`` rows are in bands."""
    plain = pairing.stands & ~left_out
    plain[stays.rows] = False
    whole_rows = np.flatnonzero(plain)
    ended = np.flatnonzero(~np.isnat(stays.end))
    source = np.concatenate([whole_rows, stays.rows, stays.end_rows[ended]])
    role = np.repeat([WHOLE, STAY_START, STAY_END], [len(whole_rows), len(stays.rows), len(ended)])
    lone_end = (coded["part"] == "discharge").to_numpy()[source] & (role == WHOLE)
    role = np.where(lone_end, STAY_END, role)
    events = _taken(coded, source)
    start, end, has_clock = _whole_times(coded, pairing, whole_rows)
    events["start"] = np.concatenate([start, stays.start, stays.end[ended]])
    events["end"] = np.concatenate([end, np.full(len(source) - len(end), "NaT", dtype="M8[us]")])
    events["has_clock"] = np.concatenate([has_clock, stays.start_has_clock, stays.end_has_clock[ended]])
    no_stay = np.zeros(len(whole_rows), dtype=np.int64)
    events["stay_id"] = np.concatenate([no_stay, stays.stay_id, stays.stay_id[ended]])
    ids = coded["entry_id"].to_numpy()[source]
    events["event_id"] = np.where(role == WHOLE, ids, mix(ids, 1) ^ (role == STAY_END))
    events = _named(events, role, known)[[column.name for column in LOG_COLUMNS]]
    return Made(events, source, role)


def _taken(coded: pd.DataFrame, source: Whole) -> pd.DataFrame:
    """Return what an event takes over from its entry as it stands."""
    names = [c.name for c in LOG_COLUMNS if c.name not in _NOT_TAKEN]
    columns = [*names, "activity", "kind", "marker", "status"]
    return coded[columns].take(source).reset_index(drop=True)


def _whole_times(coded: pd.DataFrame, pairing: Pairing, rows: Whole) -> tuple[Times, Times, Flags]:
    """Return start, end and clock of whole events; an end that adds nothing to the start is none."""
    start, has_clock = coded["start"].to_numpy(), coded["has_clock"].to_numpy()
    end_rows = pairing.end_row[rows]
    own_end, end_clock = coded["end"].to_numpy()[end_rows], coded["end_has_clock"].to_numpy()[end_rows]
    use_start = (end_rows != rows) & np.isnat(own_end)
    end = np.where(use_start, start[end_rows], own_end)
    end_clock = np.where(use_start, has_clock[end_rows], end_clock)
    end = np.where(end_clock, end, end.astype("M8[D]").astype("M8[us]"))
    both_clocked = end_clock & has_clock[rows]
    end = _no_end_before_start(start[rows], end, both_clocked=both_clocked)
    same_day = end.astype("M8[D]") == start[rows].astype("M8[D]")
    adds_nothing = np.where(both_clocked, end == start[rows], same_day)
    return start[rows], np.where(adds_nothing, np.datetime64("NaT", "us"), end), has_clock[rows]


def _named(events: pd.DataFrame, role: Whole, known: tuple[Activity, ...]) -> pd.DataFrame:
    """Give a stay's milestones their names and kind, and let staff and text stand at the admission."""
    if not (role != WHOLE).any():
        return events
    names = list(events["activity"].cat.categories)
    of_name = {activity.name: activity for activity in known}
    own = [of_name[n].stay_names if n in of_name else _STAY_NAMES for n in names]
    codes = codes_of(events["activity"]) + len(names) * role
    labels = [*names, *(n[0] for n in own), *(n[1] for n in own)]
    events["activity"] = make_label(codes, labels)
    kinds = [kind.value for kind in Kind]
    kind = pd.Categorical(events["kind"], categories=kinds).codes
    events["kind"] = make_label(np.where(role == WHOLE, kind, kinds.index(Kind.MILESTONE)), kinds)
    events["status"] = _settled(events["status"], role)
    events["marker"] = _milestone_markers(events, role, of_name)
    for column in _LABELS_OF_ADMISSION:
        codes = codes_of(events[column])
        events[column] = make_label(
            np.where(role == STAY_END, -1, codes), list(events[column].cat.categories) or [""]
        )
    return events


def _settled(status: pd.Series, role: Whole) -> pd.Categorical:
    """Return the status; an admission has happened though the stay goes on."""
    labels = [*status.cat.categories, Status.DONE.value]
    is_ongoing = (status == Status.ONGOING.value).to_numpy() & (role != WHOLE)
    return make_label(np.where(is_ongoing, len(labels) - 1, codes_of(status)), labels)


def _milestone_markers(events: pd.DataFrame, role: Whole, of_name: dict[str, Activity]) -> pd.Categorical:
    """Return markers; a stay's milestone has that of the activity it is named after."""
    labels = [*events["marker"].cat.categories]
    own = [of_name[n].marker if n in of_name else None for n in events["activity"].cat.categories]
    labels += [name or "" for name in own]
    first = len(events["marker"].cat.categories)
    by_activity = np.array([first + n if name else -1 for n, name in enumerate(own)] or [-1])
    of_stay = by_activity[codes_of(events["activity"])]
    codes = codes_of(events["marker"])
    codes = np.where(role == WHOLE, codes, np.where((role == STAY_END) | (codes < 0), of_stay, codes))
    return make_label(codes, labels or [""]).remove_unused_categories()


def stay_days(stays: StayRows) -> tuple[Whole, Whole]:
    """Return the first and last day of each stay; the last is far ahead while it goes on."""
    last = days_of(pd.Series(stays.end))
    return days_of(pd.Series(stays.start)), np.where(np.isnat(stays.end), np.iinfo(np.int32).max, last)
