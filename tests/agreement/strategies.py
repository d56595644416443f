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
    }
    if draw(st.integers(0, 4)) == 0:
        row |= _ended(draw, day, clock)
    if with_stays and draw(st.integers(0, 5)) == 0:
        row |= {"activity": "Vårdtillfälle", "is_stay": True, "status": "done", **_ended(draw, day, clock)}
    return row


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
        }
    )
    return journal_of(frame)


def _time(day: int, clock: int | None) -> pd.Timestamp:
    return FIRST_DAY + pd.Timedelta(days=day, minutes=clock or 0)
