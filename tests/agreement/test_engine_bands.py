"""Bands, and emergency visits that became stays, agree with a slow reference over plain lists."""

from typing import Any

import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flowmap.group import Group
from flowmap.log import build_log
from tests.agreement import reference_bands as reference
from tests.agreement.strategies import FIRST_DAY, make_journal, recurring_rows, rows
from tests.drawing_steps import small_group

LIGHT = settings(deadline=None, max_examples=60)
RULES = st.fixed_dictionaries(
    {
        "at_least_per_week": st.integers(1, 4),
        "for_weeks": st.integers(1, 3),
        "longest_gap_days": st.sampled_from([2, 4, 7]),
    }
)


def _group(rule: dict[str, Any]) -> Group:
    return small_group(recurring=({"activities": ("Hembesök",), **rule},))


@LIGHT
@given(recurring_rows(), RULES)
def test_bands_agree_with_the_reference(plain: list[dict[str, Any]], rule: dict[str, Any]) -> None:
    """Which visits become a band, from when to when, how many, how often, how many staff, and the pauses."""
    log = build_log(make_journal(plain), _group(rule))
    wanted = reference.bands(plain, {"activities": ("Hembesök",), **rule})
    found = [
        {
            "id": band.band_id,
            "start": (band.start_on - FIRST_DAY).days,
            "end": (band.end_on - FIRST_DAY).days,
            "visits": band.visits,
            "pause_days": band.pause_days,
            "staff_in_14_days": None if pd.isna(band.staff_in_14_days) else band.staff_in_14_days,
            "times_per_week": band.times_per_week,
            "patient": band.patient,
            "activity": band.activity,
            "unit": None if pd.isna(band.unit) else band.unit,
        }
        for band in log.facts.bands.frame.itertuples()
    ]
    assert found == [{name: value for name, value in band.items() if name != "rows"} for band in wanted]
    folded = set().union(*(band["rows"] for band in wanted))
    assert folded.isdisjoint(log.frame["event_id"].tolist())
    ledger = log.facts.ledger.frame
    assert set(ledger.loc[ledger["became"] == "folded", "entry_id"]) == folded


def _row(number: int, activity: str, day: int, **others: object) -> dict[str, Any]:
    row = {"patient": "P01", "clock": None, "end_day": None, "end_clock": None, "kind": "contact"}
    row |= {"status": "done", "lane": "hemsjukvard", "staff": None, "purpose": None, "unit": None}
    return {
        **row,
        "planned": None,
        "is_stay": False,
        "id": number,
        "activity": activity,
        "day": day,
        **others,
    }


_STAY = {"is_stay": True, "end_day": 9}


@LIGHT
@example(
    [
        _row(1, "Akutbesök", 3, clock=480),
        _row(2, "Akutbesök", 3, clock=1200),
        _row(3, "Vårdtillfälle", 3, **_STAY),
        _row(4, "Vårdtillfälle", 3, clock=600, **_STAY),
        _row(5, "Vårdtillfälle", 3, clock=1260, **_STAY),
    ]
)
@given(rows(most=14, with_stays=True))
def test_emergency_visits_that_became_stays_agree_with_the_reference(plain: list[dict[str, Any]]) -> None:
    """Each stay that was not planned has the last emergency visit before it; each visit has one stay."""
    group = small_group(measures={"emergency": {"activities": ["Akutbesök"]}})
    stays = build_log(make_journal(plain), group).facts.stays.frame
    found = dict(zip(stays["stay_id"].tolist(), stays["emergency_event_id"].tolist(), strict=True))
    assert found == reference.emergencies(plain)
