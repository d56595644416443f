"""Small journals made by Hypothesis: few patients, few days, many clocks alike, so that days get crowded."""

from typing import Any

import pandas as pd
from hypothesis import strategies as st

from flowmap.tables import Journal
from tests.agreement.logs import journal_of

FIRST_DAY = pd.Timestamp("2026-03-01")
ACTIVITIES = ("Akutbesök", "Hembesök", "Läkarbesök", "Provtagning", "Samtal")
_CLOCKS = st.none() | st.sampled_from([0, 480, 540, 600, 1439])


@st.composite
def rows(draw: st.DrawFn, *, most: int = 14, with_stays: bool = False) -> list[dict[str, Any]]:
    """Return plain rows of up to three patients."""
    return [draw(_row(number, with_stays=with_stays)) for number in range(1, draw(st.integers(0, most)) + 1)]


@st.composite
def _row(draw: st.DrawFn, number: int, *, with_stays: bool) -> dict[str, Any]:
    day, clock = draw(st.integers(0, 5)), draw(_CLOCKS)
    row = {
        "patient": draw(st.sampled_from(["P01", "P02", "P03"])),
        "activity": draw(st.sampled_from(ACTIVITIES)),
        "day": day,
        "clock": clock,
        "end_day": None,
        "end_clock": None,
        "kind": draw(st.sampled_from(["contact", "contact", "contact", "about"])),
        "status": draw(
            st.sampled_from(["done", "done", "done", "cancelled", "no_show", "planned", "unanswered"])
        ),
        "lane": draw(st.sampled_from(["halsocentral", "hemsjukvard"])),
        "staff": draw(st.sampled_from([None, "a", "b"])),
        "purpose": draw(st.sampled_from([None, "x", "y"])),
        "id": number,
        "is_stay": False,
        "unit": None,
        "planned": None,
    }
    if draw(st.integers(0, 4)) == 0:
        row |= _ended(draw, day, clock)
    if with_stays and draw(st.integers(0, 5)) == 0:
        row |= {"activity": "Vårdtillfälle", "is_stay": True, "status": "done", **_ended(draw, day, clock)}
        row["planned"] = draw(st.sampled_from([None, "planned", "unplanned"]))
    return row


@st.composite
def recurring_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return plain rows of visits that come back on some weekdays for some weeks, with stays among them."""
    days: list[tuple[str, int, str | None, str | None]] = []
    for _ in range(draw(st.integers(1, 3))):
        patient, unit = draw(st.sampled_from(["P01", "P02"])), draw(st.sampled_from([None, "Nord", "Syd"]))
        first, weekdays = draw(st.integers(0, 9)), draw(st.sets(st.integers(0, 6), min_size=2))
        there = range(first, first + 7 * draw(st.integers(1, 5)))
        kept = [day for day in there if day % 7 in weekdays and draw(st.integers(0, 9))]
        days += [(patient, day, unit, draw(st.sampled_from([None, "a", "b", "c", "d"]))) for day in kept]
    plain = [
        {**draw(_row(number, with_stays=False)), **_NO_END, "activity": "Hembesök", "kind": "contact"}
        | {"patient": patient, "day": day, "unit": unit, "staff": staff, "purpose": None}
        for number, (patient, day, unit, staff) in enumerate(days, 1)
    ]
    for number, row in enumerate(draw(rows(most=3)), len(plain) + 1):
        first, days_there = row["day"] + draw(st.integers(0, 20)), draw(st.integers(0, 9))
        ended = {"end_day": first + days_there if days_there else None, "end_clock": None}
        stay = {
            "activity": "Vårdtillfälle",
            "is_stay": True,
            "status": "done",
            "kind": "contact",
            "planned": None,
        }
        plain.append(row | {"id": number, "day": first} | (_NO_END if draw(st.booleans()) else ended | stay))
    return plain


_NO_END = {"end_day": None, "end_clock": None}


def _ended(draw: st.DrawFn, day: int, clock: int | None) -> dict[str, Any]:
    """Return an end on a later day, or later the same day where clocks say so; midnight would be no clock."""
    later = draw(st.integers(0, 3))
    end_clock = None if clock is None else draw(st.sampled_from([None, 1, 660, 1380]))
    if later == 0 and (end_clock is None or clock is None or end_clock <= clock):
        return {"end_day": None, "end_clock": None}
    return {"end_day": day + later, "end_clock": end_clock}


def make_journal(plain: list[dict[str, Any]]) -> Journal:
    """Return the journal that plain rows are."""
    frame = pd.DataFrame(
        {
            "entry_id": [r["id"] for r in plain],
            "patient": [r["patient"] for r in plain],
            "activity_text": [r["activity"] for r in plain],
            "kind": [r["kind"] for r in plain],
            "status": [r["status"] for r in plain],
            "start": [_time(r["day"], r["clock"]) for r in plain],
            "has_clock": [r["clock"] is not None for r in plain],
            "end": [pd.NaT if r["end_day"] is None else _time(r["end_day"], r["end_clock"]) for r in plain],
            "end_has_clock": [r["end_clock"] is not None for r in plain],
            "lane_text": [r["lane"] for r in plain],
            "staff": [r["staff"] for r in plain],
            "purpose": [r["purpose"] for r in plain],
            "is_stay": [r["is_stay"] for r in plain],
            "unit": [r["unit"] for r in plain],
            "planned": [r["planned"] for r in plain],
        }
    )
    return journal_of(frame)


def _time(day: int, clock: int | None) -> pd.Timestamp:
    return FIRST_DAY + pd.Timedelta(days=day, minutes=clock or 0)
