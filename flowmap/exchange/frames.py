"""pm4py's frames: exactly our sequence out, wall clocks in."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.errors import ExchangeError
from flowmap.tables import EventLog
from flowmap.words import say

Ints = NDArray[np.int64]
_DAY = 86_400_000  # milliseconds
_LABELS = (
    "kind",
    "journal",
    "lane",
    "principal",
    "unit",
    "profession",
    "mode",
    "purpose",
    "started_by",
    "planned",
    "status",
    "marker",
)
_OURS = {  # pm4py's names -> the names that a journal is read by
    "case:concept:name": "patient",
    "concept:name": "activity",
    "org:resource": "staff",
    "org:role": "profession",
    "org:group": "unit",
}


def to_pm4py(log: EventLog, *, steps_only: bool = True) -> pd.DataFrame:
    """Return the log as pm4py wants it, in exactly our order.

    One row is a step (``steps_only=False``: any event). ``case:concept:name`` and ``concept:name`` are plain
    objects, which all of pm4py takes. ``time:timestamp`` rises strictly within a patient, so that sorting by
    it gives our order: where clocks tie or are missing, an event stands a millisecond after the one before
    it, and always on its own day. It is for ordering; what the source wrote is in ``start`` and ``end`` (a
    day, or a day with a clock, each as it was known). Then the other columns as text, missing as None; ids
    as text. Who was met and what was written in short stay behind.
    """
    frame = log.frame
    rows = np.flatnonzero(log.steps) if steps_only else np.arange(len(frame))
    frame = frame.iloc[rows].reset_index(drop=True)
    start = frame["start"].to_numpy().astype("datetime64[ms]")
    owner = frame["patient"].cat.codes.to_numpy().astype(np.int64)
    rising = rising_times(owner, start.astype(np.int64))
    columns = {
        "case:concept:name": frame["patient"].astype(object),
        "concept:name": frame["activity"].astype(object),
        "time:timestamp": pd.Series(rising.astype("datetime64[ms]").astype("datetime64[us]")),
        "start": _written(frame["start"], frame["has_clock"]),
        "end": _written(frame["end"], frame["end"] != frame["end"].dt.normalize()),  # midnight: a day
    }
    columns |= {name: _plain(frame[name]) for name in _LABELS}
    columns["stay_id"] = frame["stay_id"].astype(str).astype(object).where(frame["stay_id"] != 0, None)
    columns["event_id"] = frame["event_id"].astype(str).astype(object)
    return pd.DataFrame(columns)


def from_pm4py(frame: pd.DataFrame, *, zone: str | None = None) -> pd.DataFrame:
    """Return a frame of pm4py's under the names that a journal is read by.

    One row is an event, as it came. ``patient``, ``activity``, ``start`` (and ``end`` where the frame has
    ``start_timestamp``); the standard's resource, role and group become ``staff``, ``profession`` and
    ``unit`` where no column is called so; all else stays. Times lose their zone and keep the clock they
    show, since pm4py calls wall clocks UTC; ``zone`` (such as ``Europe/Stockholm``) is for true UTC, and
    shows its clock there. A frame from ``to_pm4py`` gets back days without clocks as days.

    Raises
    ------
    ExchangeError
        A column for patient, activity or time is missing, or the zone is not known.
    """
    missing = [n for n in ("case:concept:name", "concept:name", "time:timestamp") if n not in frame.columns]
    if missing:
        raise ExchangeError(say("exchange.missing_columns", columns=", ".join(missing)))
    times = [name for name in frame.columns if isinstance(frame[name].dtype, pd.DatetimeTZDtype)]
    taken = frame.assign(**{name: _clock(frame[name], zone) for name in times})
    taken = taken.rename(columns={old: new for old, new in _OURS.items() if new not in frame.columns})
    if "start" in taken.columns:
        return taken.drop(columns="time:timestamp")
    if "start_timestamp" in taken.columns and "end" not in taken.columns:
        return taken.rename(columns={"start_timestamp": "start", "time:timestamp": "end"})
    return taken.rename(columns={"time:timestamp": "start"})


def rising_times(owner: Ints, start: Ints) -> Ints:
    """Return times that rise strictly within each owner's day and never leave it (milliseconds).

    ``start`` must not fall from one day to the day before within an owner. A time is its own where it is
    later than the one before, else a millisecond more; where that would pass midnight, the day's last
    events move closer together instead.
    """
    day = start // _DAY
    begins = np.ones(len(start), dtype=np.bool_)
    begins[1:] = (owner[1:] != owner[:-1]) | (day[1:] != day[:-1])
    part = np.cumsum(begins) - 1
    first = np.flatnonzero(begins)
    place = np.arange(len(start)) - first[part]
    size = np.diff(np.append(first, len(start)))[part]
    clock = start - day * _DAY
    shift = part * (2 * _DAY)
    rising = np.maximum.accumulate(clock - place + shift) - shift + place
    latest = _DAY - size + place
    return np.asarray(day * _DAY + np.minimum(rising, latest))


def _written(times: pd.Series, has_clock: pd.Series) -> pd.Series:
    """Return times as the source knew them: the day, and the clock where there was one."""
    texts = pd.Series(
        np.datetime_as_string(times.to_numpy().astype("datetime64[ms]"), unit="ms"), dtype="str"
    )
    clocks = texts.str.replace("T", " ").str.removesuffix(".000")
    shown = clocks.where(has_clock.to_numpy(), texts.str[:10]).astype(object)
    return shown.where(times.notna().to_numpy(), None)


def _plain(values: pd.Series) -> pd.Series:
    return values.astype(object).where(values.notna(), None)


def _clock(times: pd.Series, zone: str | None) -> pd.Series:
    if zone is None:
        return times.dt.tz_localize(None)
    try:
        return times.dt.tz_convert(zone).dt.tz_localize(None)
    except (KeyError, ValueError, LookupError):
        raise ExchangeError(say("exchange.unknown_zone")) from None
