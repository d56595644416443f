"""Measures agree with pm4py where it computes the same, and with a slow reference over plain lists."""

import warnings
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowmap.group import Group, read_group
from flowmap.log import build_log
from flowmap.measures import measure_flow
from flowmap.paths import trace_paths
from flowmap.tables import Contacts, Journal, Measures
from flowmap.value import tag_contacts
from tests.agreement.logs import journal_of, running_example

GENERIC = read_group("generisk")
COUNTS = "n{place}"


def contacts_of(journal: Journal, group: Group = GENERIC) -> Contacts:
    return tag_contacts(trace_paths(build_log(journal, group), group), group)


def counting(activities: list[str]) -> Group:
    """Return the generic group with an indicator that counts each activity."""
    items = [
        {"id": COUNTS.format(place=n), "title": name, "kind": "count", "of": {"activities": [name]}}
        for n, name in enumerate(activities)
    ]
    return Group.model_validate({**GENERIC.model_dump(), "indicators": items})


def column(measures: Measures, measure: str, part: str | None = None, *, of: str = "amount") -> pd.Series:
    rows = measures.frame
    is_part = rows["provider"].isna() if part is None else rows["provider"] == part
    rows = rows[(rows["measure"] == measure) & is_part]
    return rows.set_index(rows["patient"].astype(str))[of]


@pytest.fixture(scope="module")
def textbook(real_logs: Path) -> Contacts:
    return contacts_of(running_example(real_logs))


@pytest.fixture(scope="module")
def theirs(textbook: Contacts) -> pd.DataFrame:
    """The same events in the same order, as pm4py wants them."""
    rows = textbook.frame
    return pd.DataFrame(
        {
            "case:concept:name": rows["patient"].astype(object),
            "concept:name": rows["activity"].astype(object),
            "org:resource": rows["lane"].astype(object),
            "time:timestamp": pd.to_datetime(rows["start"]).dt.tz_localize("UTC"),
        }
    )


def test_a_way_s_gaps_add_up_to_pm4py_s_case_duration(textbook: Contacts, theirs: pd.DataFrame) -> None:
    import pm4py

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        durations = sorted(pm4py.get_all_case_durations(theirs.copy()))
    rows = textbook.frame
    ours = rows.groupby(rows["patient"].astype(str))["gap_minutes"].sum() * 60.0
    assert sorted(ours) == pytest.approx(durations)


def test_doing_an_activity_again_is_pm4py_s_rework(textbook: Contacts, theirs: pd.DataFrame) -> None:
    import pm4py

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rework = pm4py.get_rework_cases_per_activity(theirs.copy())
    names = sorted(theirs["concept:name"].unique())
    measures = measure_flow(textbook, counting(names))
    again = {n: int((column(measures, COUNTS.format(place=i)) > 1).sum()) for i, n in enumerate(names)}
    assert {name: cases for name, cases in again.items() if cases} == rework


def test_changes_of_lane_are_pm4py_s_handover_of_work(textbook: Contacts, theirs: pd.DataFrame) -> None:
    import pm4py

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network = pm4py.discover_handover_of_work_network(theirs.copy())
    between = sum(weight for (one, other), weight in network.connections.items() if one != other)
    changes = column(measure_flow(textbook, GENERIC), "lane_changes", of="numerator").sum()
    steps = len(textbook.frame) - textbook.frame["patient"].nunique()
    assert changes / steps == pytest.approx(between / sum(network.connections.values()))


CONTACTS = st.lists(
    st.tuples(
        st.sampled_from(["P01", "P02", "P03"]),
        st.integers(0, 60),
        st.sampled_from([None, "A", "B", "C"]),
        st.sampled_from(["Norr", "Syd"]),
        st.sampled_from(["done", "cancelled", "unanswered"]),
    ),
    max_size=40,
)


def measured(rows: list[tuple]) -> tuple[Measures, dict[str, list[tuple]]]:
    """Return the measures of these rows, and the same rows as a list for each patient in order of the way."""
    start = np.datetime64("2026-01-01")
    frame = pd.DataFrame(rows, columns=["patient", "day", "staff", "unit", "status"])
    frame["start"] = (start + pd.to_timedelta(frame["day"], unit="D")).astype("datetime64[us]")
    frame = frame.assign(activity_text="Besök", lane_text=frame["unit"], has_clock=False)
    contacts = contacts_of(journal_of(frame.drop(columns="day")))
    made = contacts.frame
    ways: dict[str, list[tuple]] = {}
    for row in made.itertuples():
        staff = None if pd.isna(row.staff) else str(row.staff)
        ways.setdefault(str(row.patient), []).append((row.start, staff, str(row.unit), str(row.status)))
    return measure_flow(contacts, GENERIC), ways


@given(CONTACTS)
@settings(max_examples=20, deadline=None)
def test_counts_of_contacts_days_and_people_agree_with_plain_lists(rows: list[tuple]) -> None:
    measures, ways = measured(rows)
    tells_status = any(contact[3] != "done" for way in ways.values() for contact in way)
    for patient, way in ways.items():
        load = [c for c in way if c[3] != "cancelled"]
        met = [c for c in way if c[3] == "done"]
        assert column(measures, "contacts")[patient] == len(load)
        assert column(measures, "contact_days")[patient] == len({c[0].date() for c in load})
        unanswered = column(measures, "unanswered")[patient]
        assert (unanswered == len(load) - len(met)) if tells_status else np.isnan(unanswered)
        staff = [c[1] for c in met if c[1]]
        people = column(measures, "people_met")[patient]
        assert (people == len(set(staff))) if staff or not met else np.isnan(people)


@given(CONTACTS)
@settings(max_examples=20, deadline=None)
def test_the_four_indices_agree_with_their_formulas_over_plain_lists(rows: list[tuple]) -> None:
    measures, ways = measured(rows)
    for patient, way in ways.items():
        staff = [c[1] for c in way if c[3] == "done" and c[1]]
        counts, n = Counter(staff), len(staff)
        if n < 3:
            assert np.isnan(column(measures, "upc", "staff")[patient])
            continue
        expected = {
            "upc": max(counts.values()) / n,
            "coc": (sum(c * c for c in counts.values()) - n) / (n * (n - 1)),
            "mmci": (1 - len(counts) / (n + 0.1)) / (1 - 1 / (n + 0.1)),
            "secon": sum(a == b for a, b in pairwise(staff)) / (n - 1),
        }
        for measure, value in expected.items():
            assert column(measures, measure, "staff")[patient] == pytest.approx(value)


@given(CONTACTS)
@settings(max_examples=12, deadline=None)
def test_patients_measured_together_or_apart_have_the_same_amounts(rows: list[tuple]) -> None:
    together, ways = measured(rows)
    for patient in ways:
        alone, _ = measured([row for row in rows if row[0] == patient])
        for measure in ("contacts", "people_met", "first_units", "longest_gap_days", "lanes_at_once"):
            one, other = column(together, measure)[patient], column(alone, measure)[patient]
            assert one == other or (np.isnan(one) and np.isnan(other))
