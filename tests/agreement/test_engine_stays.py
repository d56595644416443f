"""Stays, declared waits and declared handovers agree with a slow reference over plain lists."""

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flowmap.group.path_rules import HandoverRule, WaitRule
from flowmap.group.select import Selector
from flowmap.log import build_log
from flowmap.paths import trace_paths
from flowmap.tables import Paths
from flowmap.tables.segments import mix
from tests.agreement import reference_stays as reference
from tests.agreement.reference import is_step
from tests.agreement.strategies import FIRST_DAY, make_journal, rows
from tests.drawing_steps import small_group

WAITS = {
    "svar": ("Provtagning", "Läkarbesök"),
    "hem": ("Utskriven", "Hembesök"),
    "akut": ("Akutbesök", "Läkarbesök"),
}
HANDOVERS = {
    "in": ("Inskriven", "previous", ""),
    "ut": ("Utskriven", "next", "Samtal"),
    "prov": ("Provtagning", "next", ""),
    "samtal": ("Samtal", "previous", "Hembesök"),
}
OF_WAITS = {
    "prov_svar": ("Provtagning", "svar", "Hembesök"),
    "ut_hem": ("Utskriven", "hem", ""),
    "fel_start": ("Samtal", "akut", ""),
}
_TITLE = {"sv": "x", "en": "x"}
GROUP = small_group(
    waits=tuple(
        WaitRule(id=name, title=_TITLE, starts=Selector(activities=(a,)), ends=Selector(activities=(b,)))
        for name, (a, b) in WAITS.items()
    ),
    handovers=tuple(
        HandoverRule.model_validate(
            {
                "id": name,
                "title": _TITLE,
                "at": {"activities": [activity]},
                "to": to,
                "passes_over": {"activities": [passed_over]} if passed_over else {},
            }
        )
        for name, (activity, to, passed_over) in HANDOVERS.items()
    )
    + tuple(
        HandoverRule.model_validate(
            {
                "id": name,
                "title": _TITLE,
                "at": {"activities": [activity]},
                "to_wait": wait,
                "stopped_by": {"activities": [stopped_by]} if stopped_by else {},
            }
        )
        for name, (activity, wait, stopped_by) in OF_WAITS.items()
    ),
)
LIGHT = settings(deadline=None, max_examples=20)


def _event_id(entry: int, role: str) -> int:
    return int(mix(np.array([entry]), 1)[0] ^ (role == "end"))


def _both(plain: list[dict[str, Any]]) -> tuple[Paths, list[dict[str, Any]]]:
    opened = reference.open_stays(plain, _event_id)
    ordered = reference.mark_inside(reference.order_with_stays(opened, GROUP.same_day_order))
    return trace_paths(build_log(make_journal(plain), GROUP), GROUP), ordered


@LIGHT
@given(rows(most=18, with_stays=True))
def test_stays_agree_with_the_reference(plain: list[dict[str, Any]]) -> None:
    """The order with admissions and discharges, what lies inside, gaps inside, and the stays themselves."""
    paths, ordered = _both(plain)
    frame = paths.frame
    assert frame["event_id"].tolist() == [row["id"] for row in ordered]
    assert frame["activity"].tolist() == [row["activity"] for row in ordered]
    assert frame["stay_id"].tolist() == [row["stay"] for row in ordered]
    steps = [row for row in ordered if is_step(row)]
    inside = reference.links_inside(steps)
    assert frame.loc[frame["is_step"], "inside_stay"].tolist() == inside
    stays = paths.facts.stays.frame
    found = {row.stay_id: _days(row.start, row.end) for row in stays.itertuples()}
    assert found == {row["id"]: (row["day"], row["end_day"]) for row in plain if row["is_stay"]}


def _days(start: pd.Timestamp, end: pd.Timestamp) -> tuple[int, int | None]:
    return (start - FIRST_DAY).days, None if pd.isna(end) else (end - FIRST_DAY).days


def _row(number: int, activity: str, day: int, **others: object) -> dict[str, Any]:
    plain = {"clock": None, "end_day": None, "end_clock": None, "kind": "contact", "status": "done"}
    known = {"patient": "P01", "lane": "hemsjukvard", "staff": None, "purpose": None, "is_stay": False}
    known |= {"unit": None, "planned": None}
    return {**plain, **known, "id": number, "activity": activity, "day": day, **others}


@LIGHT
@example([_row(1, "Provtagning", 0, end_day=2), _row(2, "Läkarbesök", 5)])
@given(rows(most=18, with_stays=True))
def test_waits_agree_with_the_reference(plain: list[dict[str, Any]]) -> None:
    """Each declared wait with its two events and days, and beside each event the longest that it ends."""
    paths, ordered = _both(plain)
    wanted = reference.waits(ordered, WAITS)
    names = ["wait_id", "from_event", "to_event", "wait_days"]
    found = paths.waits.frame[names].astype(object)
    assert found.where(found.notna(), None).to_dict("records") == wanted
    ended = paths.frame[paths.frame["wait_days"].notna()]
    beside = {row.event_id: (row.wait_id, row.wait_days) for row in ended.itertuples()}
    assert beside == reference.longest_waits(wanted, list(WAITS))


@LIGHT
@given(rows(most=18, with_stays=True))
def test_handovers_agree_with_the_reference(plain: list[dict[str, Any]]) -> None:
    """Each declared handover with who hands over and who takes over; none without a contact elsewhere."""
    paths, ordered = _both(plain)
    frame = paths.handovers.frame
    found = list(zip(frame["handover_id"], frame["from_event"], frame["to_event"], strict=True))
    assert len(found) == len(set(found))
    of_waits = reference.handovers_of_waits(ordered, WAITS, OF_WAITS)
    assert set(found) == reference.handovers(ordered, HANDOVERS) | of_waits


_WHEN = st.tuples(st.integers(0, 4), st.sampled_from([None, 480, 600]))
_STOPS = st.lists(st.tuples(_WHEN, st.sampled_from(["done", "cancelled"])), max_size=3)
_REFERRALS = st.lists(_WHEN, min_size=1, max_size=2)
_VISITS = st.lists(st.tuples(_WHEN, st.sampled_from(["halsocentral", "hemsjukvard"])), min_size=1, max_size=2)


@settings(deadline=None, max_examples=60)
@given(_REFERRALS, _STOPS, _VISITS)
def test_what_stops_a_handover_agrees_with_the_reference(
    referrals: list[Any], stops: list[Any], visits: list[Any]
) -> None:
    """Stopped before the referral, between it and the visit, after both, that day, and by what never came."""
    drawn = [("Provtagning", when, {"lane": "halsocentral"}) for when in referrals]
    drawn += [("Hembesök", when, {"status": status}) for when, status in stops]
    drawn += [("Läkarbesök", when, {"lane": lane}) for when, lane in visits]
    plain = [
        _row(number, activity, day, clock=clock, **others)
        for number, (activity, (day, clock), others) in enumerate(drawn, 1)
    ]
    paths, ordered = _both(plain)
    frame = paths.handovers.frame
    found = set(zip(frame["handover_id"], frame["from_event"], frame["to_event"], strict=True))
    of_waits = reference.handovers_of_waits(ordered, WAITS, OF_WAITS)
    assert {row for row in found if row[0] in OF_WAITS} == of_waits
