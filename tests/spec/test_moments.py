"""Dates and clocks: every form people and systems write, nothing guessed, no day moved."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowmap.journal.moments import DAY, NO_OFFSET, NOT_A_TIME, Reading, read_clocks, read_moments
from tests.drawing import drawn


def read(text: str, **how: object) -> str:
    """Return what a text was read as: day, clock where there is one, offset where there is one."""
    moments = read_moments([text], **how)
    if moments.reading[0] != Reading.GOOD:
        return Reading(int(moments.reading[0])).name
    wall = str(np.datetime64(int(moments.at[0]), "us"))[: 19 if moments.has_clock[0] else 10]
    offset = int(moments.offset[0])
    return wall + ("" if offset == NO_OFFSET else f" {offset:+d}")


FORMS = drawn(
    """
    | written                       | read                     |
    | 2026-03-01                    | 2026-03-01               |
    | 20260301                      | 2026-03-01               |
    | 2026/03/01                    | 2026-03-01               |
    | 2026.3.1                      | 2026-03-01               |
    | 1/3 2026                      | 2026-03-01               |
    | 1/3-2026                      | 2026-03-01               |
    | 01.03.2026                    | 2026-03-01               |
    | 1 mars 2026                   | 2026-03-01               |
    | 1 MAR. 2026                   | 2026-03-01               |
    | sön 1 mars 2026               | 2026-03-01               |
    | den 1 mars 2026               | 2026-03-01               |
    | 1:e mars 2026                 | 2026-03-01               |
    | March 1, 2026                 | 2026-03-01               |
    | 2026–03–01                    | 2026-03-01               |
    | ２０２６-０３-０１                | 2026-03-01               |
    | 46082                         | 2026-03-01               |
    | 46082.604166666664            | 2026-03-01T14:30:00      |
    | 46082,5                       | 2026-03-01T12:00:00      |
    | 20260301143000                | 2026-03-01T14:30:00      |
    | 202603011430                  | 2026-03-01T14:30:00      |
    | 20260301T143000               | 2026-03-01T14:30:00      |
    | 2026-03-01 14:30              | 2026-03-01T14:30:00      |
    | 2026-03-01 14.30              | 2026-03-01T14:30:00      |
    | 1 mars 2026 kl. 14.30         | 2026-03-01T14:30:00      |
    | 2014/10/22 11:15:41.000       | 2014-10-22T11:15:41      |
    | 2017-01-02T11:41:53Z          | 2017-01-02T11:41:53 +0   |
    | 2026-03-01T00:30:00+01:00     | 2026-03-01T00:30:00 +60  |
    | 2026-03-01T00:30:00.123-0230  | 2026-03-01T00:30:00 -150 |
    | 1/3                           | WITHOUT_YEAR             |
    | 1 mars                        | WITHOUT_YEAR             |
    | 1/3 kl 14.30                  | WITHOUT_YEAR             |
    | 26-03-01                      | SHORT_YEAR               |
    | 260301                        | SHORT_YEAR               |
    | 1/3 26                        | SHORT_YEAR               |
    | 2026-02-30                    | NO_SUCH_DAY              |
    | 2026-13-01                    | NO_SUCH_DAY              |
    | 3/14/2026                     | NO_SUCH_DAY              |
    | 2026-03-01 24:00              | NO_SUCH_DAY              |
    | 2026-03                       | BAD                      |
    | 2026                          | BAD                      |
    | i går                         | BAD                      |
    | v. 12                         | BAD                      |
    """
)


@pytest.mark.parametrize(("written", "wanted"), FORMS.to_numpy().tolist())
def test_a_date_is_read_as_it_is_written_or_not_at_all(written: str, wanted: str) -> None:
    """A missing year is asked for, and a day that does not exist is told."""
    assert read(written) == wanted


def test_month_before_day_only_where_the_column_file_says_so() -> None:
    """3/4 2026 is the third of April unless an extract is known to be American."""
    assert (read("3/4/2026"), read("3/4/2026", order="mdy")) == ("2026-04-03", "2026-03-04")


def test_a_form_of_its_own_replaces_the_known_ones() -> None:
    """A column file may name the form that nothing else knows."""
    assert read("01|03|26", form="%d|%m|%y") == "2026-03-01"
    assert read("2026-03-01", form="%d|%m|%y") == "BAD"


def test_days_of_books_that_begin_in_1904_are_the_same_days() -> None:
    """Old Mac workbooks count from another day."""
    assert read("44620", starts_1904=True) == "2026-03-01"


CLOCKS = drawn(
    """
    | written  | minutes |
    | 14:30    | 870     |
    | 14.30    | 870     |
    | 1430     | 870     |
    | 930      | 570     |
    | kl 9     | 540     |
    | kl. 9.05 | 545     |
    | 9        | 540     |
    | 14:30:00 | 870     |
    | 143000   | 870     |
    | 0.604166 | 870     |
    | 0.250    | 360     |
    | 00:00    | 0       |
    | 24:00    |         |
    | 25:10    |         |
    | 14:60    |         |
    | em       |         |
    """
)


@pytest.mark.parametrize(("written", "minutes"), CLOCKS.to_numpy().tolist())
def test_a_clock_is_read_in_all_its_forms(written: str, minutes: str | None) -> None:
    """Also the part of a day that sheets keep behind a clock."""
    clocks = read_clocks([written])
    assert (clocks.reading[0] == Reading.GOOD) == (minutes is not None)
    if minutes is not None:
        assert clocks.at[0] == int(minutes) * 60_000_000


@settings(deadline=None, max_examples=150)
@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2199, 1, 1)))
def test_every_day_survives_every_form(day: dt.date) -> None:
    """Whatever the form, the same calendar day comes out."""
    serial = (day - dt.date(1899, 12, 30)).days
    forms = [f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", f"{day.day}/{day.month} {day.year}", f"{day:%d.%m.%Y}"]
    forms += [str(serial)] if 10_000 <= serial <= 80_000 else []
    assert {int(at) for at in read_moments(forms).at} == {(day - dt.date(1970, 1, 1)).days * DAY}


@settings(deadline=None, max_examples=200)
@given(st.lists(st.text(max_size=30), max_size=20))
def test_any_text_is_good_or_told_and_never_breaks_the_reading(texts: list[str]) -> None:
    """What is no date is a problem, not an accident."""
    moments, clocks = read_moments(texts), read_clocks(texts)
    assert ((moments.at != NOT_A_TIME) == (moments.reading == Reading.GOOD)).all()
    assert ((clocks.at != NOT_A_TIME) == (clocks.reading == Reading.GOOD)).all()


@pytest.mark.parametrize(
    "text",
    ["19631006-4214", "19390307-0101", "20390307-1212", "193903071212", "1939-03-07 1212", "1939-03-07+0100"],
)
def test_a_person_number_is_no_day_with_an_offset(text: str) -> None:
    """Its birthday would stand as the start, its last four digits as the offset: the whole number."""
    moments = read_moments([text])
    assert moments.reading[0] == Reading.BAD
    assert moments.offset[0] == NO_OFFSET
    assert moments.at[0] == NOT_A_TIME


@pytest.mark.parametrize("text", ["2026-03-01+01:00", "2026-03-01T10:00:00+0100", "202603011430"])
def test_days_and_clocks_with_an_offset_are_still_read(text: str) -> None:
    assert read_moments([text]).reading[0] == Reading.GOOD
