"""Dates and clocks in all the forms they are written in. Nothing is guessed, and no day is moved."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.journal.text_shapes import Numbers, ShapedTexts, shaped

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE
NO_OFFSET = int(np.iinfo(np.int16).min)
NOT_A_TIME = int(np.iinfo(np.int64).min)
_EARLIEST, _LATEST = 1850, 2200
_DAY_ZERO = int(np.datetime64("1899-12-30", "D").astype(np.int64))
_DAYS_1900_TO_1904 = 1462
_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "maj": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8}
_MONTHS |= {"sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12}
_MONTH = (
    r"(?P<month_name>jan(?:uari|uary)?|feb(?:ruari|ruary)?|mar(?:s|ch)?|apr(?:il)?|maj|may|jun[ei]?|jul[iy]?"
    r"|aug(?:usti|ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = r"(?:(?:man|tis|ons|tor|fre|lor|son|mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?(?:den )?"
_ZONE = r"(?: ?(?P<zone>z|utc|gmt|(?P<sign>[+-])(?P<zone_hours>00)(?::?(?P<zone_minutes>00))?))?"
_SECOND = r"(?:[:.](?P<second>00)(?:[.,](?P<part>0{1,9}))?)?"
_CLOCK = r"(?:(?:[ t]+|, ?| ?kl\.? ?)(?P<hour>00?)[:.](?P<minute>00)" + _SECOND + ")?"
_TIGHT = r"(?P<hour>00)(?P<minute>00)(?P<second>00)?"


class Reading(IntEnum):
    """What came of a text that should be a date or clock."""

    BAD = 0
    GOOD = 1
    WITHOUT_YEAR = 2
    SHORT_YEAR = 3
    NO_SUCH_DAY = 4


@dataclass(frozen=True, slots=True)
class Moments:
    """Distinct texts as wall clocks (microseconds since 1970); which had a clock, and their offsets."""

    at: Numbers
    has_clock: NDArray[np.bool_]
    offset: NDArray[np.int16]
    reading: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Clocks:
    """Distinct texts as clocks: microseconds since midnight."""

    at: Numbers
    reading: NDArray[np.uint8]


@cache
def _date_patterns(order: str) -> tuple[re.Pattern[str], ...]:
    day_month = r"(?P<day>00?) ?[-/. ] ?(?P<month>00?)"
    if order == "mdy":
        day_month = r"(?P<month>00?) ?[-/. ] ?(?P<day>00?)"
    clocked = (
        r"(?P<year>0000)[-/.](?P<month>00?)[-/.](?P<day>00?)",
        r"(?P<year>0000)(?P<month>00)(?P<day>00)",
        day_month + r" ?[-/., ] ?(?P<year>0000)",
        rf"(?P<day>00?)(?:\.|:?e)?[ -]?{_MONTH}\.?,?[ -]?(?P<year>0000)",
        rf"{_MONTH}\.? (?P<day>00?),? (?P<year>0000)",
        rf"(?P<year>0000)[ -]{_MONTH}[ -](?P<day>00?)",
    )
    tight = (
        rf"(?P<year>0000)(?P<month>00)(?P<day>00)[ t]?{_TIGHT}",
        rf"(?P<year>0000)-(?P<month>00)-(?P<day>00)[ t]{_TIGHT}",
    )
    return tuple(re.compile(_WEEKDAY + date + _CLOCK + _ZONE) for date in clocked) + tuple(
        re.compile(date + r"(?:[.,](?P<part>0{1,9}))?" + _ZONE) for date in tight
    )


_MOST_OFFSET = 14 * 60
_TIGHT_FROM = 2000
_SERIAL = re.compile(r"(?P<days>00000)(?:[.,](?P<fraction>0{1,15})0*)?")
_WITHOUT_YEAR = re.compile(rf"{_WEEKDAY}(?:00?[ ]?[-/.] ?00?\.?|00?\.? ?{_MONTH}\.?){_CLOCK}")
_SHORT_YEAR = re.compile(rf"{_WEEKDAY}(?:00?[-/. ]00?[-/. ]00|000000|00?\.? ?{_MONTH}\.? 00){_CLOCK}")
_CLOCKS = (
    re.compile(
        r"(?:kl\.? ?)?(?P<hour>00?)[:.](?P<minute>00)(?:[:.](?P<second>00)(?:[.,](?P<part>0{1,9}))?)?"
    ),
    re.compile(r"(?:kl\.? ?)?(?P<hour>00?)(?P<minute>00)(?P<second>00)?"),
    re.compile(r"(?:kl\.? ?)?(?P<hour>00?)"),
)
_DAY_FRACTION = re.compile(r"0(?:[.,](?P<fraction>0{3,15})0*)")


def read_moments(
    texts: Sequence[str], *, order: str = "dmy", form: str | None = None, starts_1904: bool = False
) -> Moments:
    """Return distinct texts as wall clocks.

    ``order`` says how a date with the year last is written; ``form`` (as ``strptime`` has it) replaces the
    known forms altogether.
    """
    n = len(texts)
    found = Moments(
        np.full(n, NOT_A_TIME, dtype=np.int64),
        np.zeros(n, dtype=np.bool_),
        np.full(n, NO_OFFSET, dtype=np.int16),
        np.zeros(n, dtype=np.uint8),
    )
    if form is not None:
        _take_form(texts, form, found)
        return found
    for group in shaped(texts):
        _take_moments(group, found, order, starts_1904=starts_1904)
    return found


def read_clocks(texts: Sequence[str]) -> Clocks:
    """Return distinct texts as clocks: 14:30, 14.30, 1430, kl 9, 14:30:00, or a sheet's part of a day."""
    found = Clocks(np.full(len(texts), NOT_A_TIME, dtype=np.int64), np.zeros(len(texts), dtype=np.uint8))
    for group in shaped(texts):
        _take_clocks(group, found)
    return found


def _take_form(texts: Sequence[str], form: str, found: Moments) -> None:
    parsed = pd.to_datetime(pd.Series(list(texts), dtype=object), format=form, errors="coerce")
    if parsed.dt.tz is not None:
        parsed = parsed.dt.tz_localize(None)
    is_good = parsed.notna().to_numpy()
    at = parsed.to_numpy().astype("datetime64[us]").astype(np.int64)
    found.at[is_good] = at[is_good]
    found.has_clock[:] = is_good & any(sign in form for sign in ("%H", "%I", "%T", "%X", "%c"))
    found.reading[is_good] = Reading.GOOD


def _take_moments(group: ShapedTexts, found: Moments, order: str, *, starts_1904: bool) -> None:
    match = next((m for p in _date_patterns(order) if (m := p.fullmatch(group.shape))), None)
    if match is not None:
        _take_dates(group, match, found)
    elif match := _SERIAL.fullmatch(group.shape):
        _take_serials(group, match, found, starts_1904=starts_1904)
    elif _WITHOUT_YEAR.fullmatch(group.shape):
        found.reading[group.places] = Reading.WITHOUT_YEAR
    elif _SHORT_YEAR.fullmatch(group.shape):
        found.reading[group.places] = Reading.SHORT_YEAR


def _take_dates(group: ShapedTexts, match: re.Match[str], found: Moments) -> None:
    year, day = group.number(match, "year"), group.number(match, "day")
    month = group.number(match, "month")
    if year is None or day is None:
        return
    if month is None:
        month = np.full(len(day), _MONTHS[match["month_name"][:3]], dtype=np.int64)
    days, is_day = _days(year, month, day)
    clock, is_clock = _clock(group, match)
    offset = _offset(group, match)
    is_time = _is_no_person(match, year, offset)
    is_good = is_day & is_clock & is_time
    at = np.where(is_good, days * DAY + clock, NOT_A_TIME)
    found.at[group.places] = at
    found.has_clock[group.places] = group.number(match, "hour") is not None
    found.offset[group.places] = np.where(is_good, offset, NO_OFFSET)
    is_wrong = np.where(is_time, Reading.NO_SUCH_DAY, Reading.BAD)
    found.reading[group.places] = np.where(is_good, Reading.GOOD, is_wrong)


def _is_no_person(match: re.Match[str], year: Numbers, offset: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Return which are no person numbers: a birthday with four digits is not a day with clock or offset.

    Where both are possible (20260301 1430) it is a time, as the finder has it, from the year 2000 on.
    """
    is_offset = (offset == NO_OFFSET) | (np.abs(offset) <= _MOST_OFFSET)
    zone, hour = match["zone"] or "", match.groupdict().get("hour")
    is_bare = len(zone) == 5 and hour is None  # +0100 with no clock before it
    is_tight = match.re.pattern.count(_TIGHT) > 0 and not match["second"]
    is_time: NDArray[np.bool_] = is_offset & ((year >= _TIGHT_FROM) | (not is_tight)) & (not is_bare)
    return is_time


def _days(year: Numbers, month: Numbers, day: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return days since 1970, and which of the dates exist."""
    is_sane = (year >= _EARLIEST) & (year <= _LATEST) & (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(is_sane, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1).astype("timedelta64[D]")
    is_there = is_sane & (days.astype("datetime64[M]") == months)
    return days.astype(np.int64), is_there


def _clock(group: ShapedTexts, match: re.Match[str]) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return microseconds since midnight (0 where the shape has no clock), and which are clocks."""
    nothing = np.zeros(len(group.places), dtype=np.int64)
    parts = [group.number(match, name) for name in ("hour", "minute", "second", "part")]
    hour, minute, second, part = (nothing if number is None else number for number in parts)
    is_clock = (hour < 24) & (minute < 60) & (second < 60)
    digits = len(match["part"]) if "part" in match.re.groupindex and match["part"] else 0
    micro = part * 10 ** (6 - digits) if digits <= 6 else part // 10 ** (digits - 6)
    return ((hour * 60 + minute) * 60 + second) * 1_000_000 + micro, is_clock


def _offset(group: ShapedTexts, match: re.Match[str]) -> NDArray[np.int16]:
    n = len(group.places)
    if match["zone"] is None:
        return np.full(n, NO_OFFSET, dtype=np.int16)
    hours, minutes = group.number(match, "zone_hours"), group.number(match, "zone_minutes")
    if hours is None:
        return np.zeros(n, dtype=np.int16)
    total = hours * 60 + (0 if minutes is None else minutes)
    return (-total if match["sign"] == "-" else total).astype(np.int16)


def _take_serials(group: ShapedTexts, match: re.Match[str], found: Moments, *, starts_1904: bool) -> None:
    """Take sheets' serial dates: days since 30 December 1899 (or 1 January 1904)."""
    days = group.number(match, "days")
    if days is None:
        return
    days = days + (_DAYS_1900_TO_1904 if starts_1904 else 0)
    clock = _of_day(group, match)
    is_good = (days >= 10_000) & (days <= 80_000)
    found.at[group.places] = np.where(
        is_good, (days + _DAY_ZERO) * DAY + (0 if clock is None else clock), NOT_A_TIME
    )
    found.has_clock[group.places] = False if clock is None else clock > 0
    found.reading[group.places] = np.where(is_good, Reading.GOOD, Reading.BAD)


def _of_day(group: ShapedTexts, match: re.Match[str]) -> Numbers | None:
    """Return the part of a day in whole seconds, as sheets round it, in microseconds."""
    fraction = group.number(match, "fraction")
    if fraction is None:
        return None
    share = fraction / 10.0 ** len(match["fraction"])
    seconds = np.minimum(np.rint(share * 86_400), 86_399)
    return seconds.astype(np.int64) * 1_000_000


def _take_clocks(group: ShapedTexts, found: Clocks) -> None:
    fraction = _DAY_FRACTION.fullmatch(group.shape)
    if fraction is not None and (group.signs[:, 0] == 48).all():
        clock = _of_day(group, fraction)
        if clock is not None:
            found.at[group.places] = clock
            found.reading[group.places] = Reading.GOOD
        return
    match = next((m for pattern in _CLOCKS if (m := pattern.fullmatch(group.shape))), None)
    if match is None:
        return
    clock, is_clock = _clock(group, match)
    found.at[group.places] = np.where(is_clock, clock, NOT_A_TIME)
    found.reading[group.places] = np.where(is_clock, Reading.GOOD, Reading.BAD)
