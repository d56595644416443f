"""The kernels agree with a slow reference over plain lists, and the laws of order and sums hold."""

import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowmap.errors import InputError
from flowmap.flow import summarise_flow
from flowmap.log import build_log
from flowmap.paths import trace_paths
from flowmap.tables import Contacts, FlowSummary, Paths
from flowmap.value import tag_contacts
from tests.agreement import reference
from tests.agreement.strategies import ACTIVITIES, make_journal, rows
from tests.drawing_steps import small_group

GROUP = small_group()
ORDER = GROUP.same_day_order
LIGHT = settings(deadline=None, max_examples=20)


def _paths(plain: list[dict[str, Any]]) -> Paths:
    return trace_paths(build_log(make_journal(plain), GROUP), GROUP)


def _contacts(plain: list[dict[str, Any]]) -> Contacts:
    return tag_contacts(_paths(plain), GROUP)


def _summary(plain: list[dict[str, Any]]) -> FlowSummary:
    return summarise_flow(_contacts(plain))


def _plain(value: Any) -> Any:
    return None if pd.isna(value) else value.item() if isinstance(value, np.generic) else value


@LIGHT
@given(rows())
def test_order_and_steps_agree_with_the_reference(plain: list[dict[str, Any]]) -> None:
    """Every step column that the reference knows is the same, row by row."""
    paths = _paths(plain)
    frame = paths.frame
    assert build_log(make_journal(plain), GROUP).steps.tolist() == paths.steps.tolist()
    ordered = reference.order_rows(plain, ORDER)
    assert frame["event_id"].tolist() == [row["id"] for row in ordered]
    steps = frame[frame["is_step"]]
    wanted = reference.trace(ordered)
    assert len(steps) == len(wanted)
    ids = frame["event_id"].tolist()
    for (_, found), step in zip(steps.iterrows(), wanted, strict=True):
        after = ids[found["next_row"]] if found["next_row"] >= 0 else None
        assert after == step["next_id"]
        assert after is None or frame["previous_row"][found["next_row"]] == ids.index(found["event_id"])
        assert (found["previous_row"] < 0) == (step["step_no"] == 0)
        names = [name for name in step if name not in {"id", "next_id"} and step[name] is not None]
        assert {name: _plain(found[name]) for name in names} == {name: step[name] for name in names}
        if after is not None:
            assert _plain(found["gap_minutes"]) == step["gap_minutes"]


@LIGHT
@given(rows(most=20))
def test_the_fold_agrees_with_the_reference(plain: list[dict[str, Any]]) -> None:
    """Counts, patients, uncertain order, starts, ends, ways and quantiles of gaps."""
    summary = _summary(plain)
    wanted = reference.fold(reference.trace(reference.order_rows(plain, ORDER)))
    nodes, edges = summary.activities, summary.transitions
    pairs = list(zip(edges["from_activity"], edges["to_activity"], strict=True))
    assert dict(zip(nodes["activity"], nodes["count"], strict=True)) == wanted["count"]
    assert dict(zip(nodes["activity"], nodes["patients"], strict=True)) == wanted["patients"]
    assert dict(zip(pairs, edges["count"], strict=True)) == wanted["transitions"]
    assert dict(zip(pairs, edges["patients"], strict=True)) == wanted["transition_patients"]
    uncertain = {pair: n for pair, n in zip(pairs, edges["order_uncertain"], strict=True) if n}
    assert uncertain == wanted["uncertain"]
    assert dict(zip(summary.starts["activity"], summary.starts["starts"], strict=True)) == wanted["starts"]
    assert dict(zip(summary.ends["activity"], summary.ends["ends"], strict=True)) == wanted["ends"]
    ways = summary.variants
    assert dict(zip(ways["variant"], ways["patients"], strict=True)) == wanted["variants"]
    figures = {"mean": np.mean, "median": np.median, "min": np.min, "max": np.max, "p90": _p90}
    for pair, row in zip(pairs, edges.to_dict("records"), strict=True):
        for name, figure in figures.items():
            assert row[f"gap_days_{name}"] == pytest.approx(figure(wanted["gaps"][pair]))


def _p90(values: list[int]) -> float:
    return float(np.quantile(values, 0.9))


@LIGHT
@given(rows(with_stays=True), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_never_matters(plain: list[dict[str, Any]], dice: random.Random) -> None:
    """The same rows shuffled give the same log, ledger, paths and summary, but for the row numbers."""
    shuffled = [*plain]
    dice.shuffle(shuffled)
    left, right = _contacts(plain), _contacts(shuffled)
    pd.testing.assert_frame_equal(left.frame.drop(columns="row"), right.frame.drop(columns="row"))
    pd.testing.assert_frame_equal(left.facts.ledger.frame, right.facts.ledger.frame)
    assert summarise_flow(left).to_bytes() == summarise_flow(right).to_bytes()


@LIGHT
@given(rows(with_stays=True))
def test_adding_a_patient_never_changes_anothers_way(plain: list[dict[str, Any]]) -> None:
    """P01's steps are the same with and without the others."""
    alone = _paths([row for row in plain if row["patient"] == "P01"]).frame
    among = _paths(plain).frame
    among = among[among["patient"] == "P01"].reset_index(drop=True)
    kept = [
        "event_id",
        "activity",
        "step_no",
        "gap_days",
        "order_uncertain",
        "stay_id",
        "position",
        "overlaps",
    ]
    assert alone[kept].astype(object).equals(among[kept].astype(object))


@LIGHT
@given(rows(), st.permutations(ACTIVITIES))
def test_renaming_an_activity_changes_only_its_name_where_order_is_known_or_declared(
    plain: list[dict[str, Any]], names: list[str]
) -> None:
    """With every activity declared, other names in the same declared places give the same order and steps."""
    new = {old: f"Ny {name}" for old, name in zip(ACTIVITIES, names, strict=True)}
    renamed = [{**row, "activity": new[row["activity"]]} for row in plain]
    before = small_group(same_day_order=(*ACTIVITIES, "*"))
    after = small_group(same_day_order=(*(new[name] for name in ACTIVITIES), "*"))
    left = trace_paths(build_log(make_journal(plain), before), before).frame
    right = trace_paths(build_log(make_journal(renamed), after), after).frame
    assert [new[name] for name in left["activity"]] == right["activity"].tolist()
    same = [name for name in left.columns if name not in {"activity", "phase"}]
    pd.testing.assert_frame_equal(left[same], right[same])


@LIGHT
@given(rows(most=24, with_stays=True), st.permutations(["P01", "P02", "P03"]))
def test_summaries_add_to_the_byte_however_the_patients_are_parted(
    plain: list[dict[str, Any]], people: list[str]
) -> None:
    """One patient at a time, in any order and grouping, is the same as all at once; nobody adds nothing."""
    a, b, c = (_summary([row for row in plain if row["patient"] == one]) for one in people)
    whole = _summary(plain).to_bytes()
    assert ((a + b) + c).to_bytes() == whole
    assert (a + (b + c)).to_bytes() == whole
    assert (c + (FlowSummary.empty() + b) + a).to_bytes() == whole
    assert FlowSummary.from_bytes(whole).to_bytes() == whole
    pd.testing.assert_frame_equal((b + a + c).transitions, FlowSummary.from_bytes(whole).transitions)


@LIGHT
@given(rows(with_stays=True))
def test_stays_are_whole_and_hold_what_lies_between(plain: list[dict[str, Any]]) -> None:
    """Each stay that ended has two milestones, the admission first; what is marked inside lies between."""
    log = build_log(make_journal(plain), GROUP)
    frame = log.frame
    for stay in log.facts.stays.frame.itertuples():
        own = np.flatnonzero((frame["stay_id"] == stay.stay_id).to_numpy())
        names = frame["activity"].iloc[own].tolist()
        assert names[0] == "Inskriven"
        assert pd.isna(stay.end) or "Utskriven" in names
        assert (frame["patient"].iloc[own] == stay.patient).all()
    assert set(log.facts.ledger.frame["entry_id"]) == {row["id"] for row in plain}
    assert set(log.facts.ledger.frame["event_id"]) >= set(frame["event_id"])


@LIGHT
@given(rows(most=6), st.integers(0, 10_000), st.integers(0, 255))
def test_damaged_bytes_are_refused(plain: list[dict[str, Any]], place: int, byte: int) -> None:
    """A single byte changed anywhere, or an end cut off, is noticed."""
    written = bytearray(_summary(plain).to_bytes())
    place %= len(written)
    if written[place] == byte:
        byte = (byte + 1) % 256
    written[place] = byte
    with pytest.raises(InputError):
        FlowSummary.from_bytes(bytes(written))
    with pytest.raises(InputError):
        FlowSummary.from_bytes(bytes(written[:-1]))
