"""Real logs out and in again, and pm4py beside: the same ways, days and transitions."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from flowmap.discovery import check_against_pm4py
from flowmap.discovery.quiet import quiet_pm4py
from flowmap.exchange import from_pm4py, read_xes, to_pm4py, write_csv, write_parquet, write_xes
from flowmap.flow import summarise_flow
from flowmap.group import read_group
from flowmap.journal import read_journal
from flowmap.log import build_log
from flowmap.paths import trace_paths
from flowmap.tables import Contacts, Paths
from flowmap.value import tag_contacts
from tests.agreement.logs import running_example, sepsis
from tests.agreement.strategies import make_journal, rows
from tests.drawing_steps import small_group

GROUP = read_group("generisk")
BACK = {
    "patient": "patient",
    "activity": "activity",
    "start": "start",
    "end": "end",
    "lane": "lane",
    "kind": "kind",
    "unit": "unit",
}
LOGS = {"sepsis": sepsis, "running-example": running_example}


@pytest.fixture(scope="module", params=list(LOGS))
def traced(request: pytest.FixtureRequest, real_logs: Path) -> Paths:
    return trace_paths(build_log(LOGS[request.param](real_logs), GROUP), GROUP)


def ways(log: Paths) -> list[list[tuple[str, str]]]:
    """Return each patient's way as activities with their days, whatever the patient is called."""
    frame = log.frame[log.frame["is_step"]]
    days = frame["start"].dt.strftime("%Y-%m-%d")
    steps = pd.Series(list(zip(frame["activity"].astype(str), days, strict=True)), index=frame.index)
    return sorted(steps.groupby(frame["patient"], observed=True).agg(list))


def test_pm4py_finds_exactly_our_transitions(traced: Paths) -> None:
    contacts: Contacts = tag_contacts(traced, GROUP)
    found = check_against_pm4py(contacts, summarise_flow(contacts).transitions)
    assert found.is_same, found.sentence()
    assert found.transitions > 20


def test_pm4pys_variants_starts_and_ends_are_ours(traced: Paths) -> None:
    summary = summarise_flow(tag_contacts(traced, GROUP))
    with quiet_pm4py() as pm4py:
        frame = to_pm4py(traced)
        variants = pm4py.get_variants(frame.copy())
        _, starts, ends = pm4py.discover_dfg(frame.copy())
    assert len(variants) == len(summary.variants)
    assert starts == dict(zip(summary.starts["activity"].astype(str), summary.starts["starts"], strict=True))
    assert ends == dict(zip(summary.ends["activity"].astype(str), summary.ends["ends"], strict=True))


@pytest.mark.parametrize("reader", ["iterparse", "chunk_regex", "r4pm"])
def test_pm4py_reads_our_xes_and_finds_the_same_graph(traced: Paths, reader: str, tmp_path: Path) -> None:
    write_xes(traced, tmp_path / "log.xes")
    with quiet_pm4py() as pm4py:
        back = pm4py.read_xes(str(tmp_path / "log.xes"), variant=reader)
        theirs = pm4py.discover_dfg(back)[0]
        ours = pm4py.discover_dfg(to_pm4py(traced))[0]
    assert theirs == ours
    assert (
        back["time:timestamp"].dt.strftime("%Y-%m-%d").tolist() == to_pm4py(traced)["start"].str[:10].tolist()
    )


def _by_frame(log: Paths, _: Path) -> pd.DataFrame:
    return from_pm4py(to_pm4py(log))


def _by_xes(log: Paths, folder: Path) -> pd.DataFrame:
    write_xes(log, folder / "log.xes")
    return from_pm4py(read_xes(folder / "log.xes"))


def _by_csv(log: Paths, folder: Path) -> pd.DataFrame:
    write_csv(log, folder / "log.csv")
    text = pd.read_csv(folder / "log.csv", sep=";", dtype=str, encoding="utf-8-sig", keep_default_na=False)
    return from_pm4py(text)


def _by_parquet(log: Paths, folder: Path) -> pd.DataFrame:
    write_parquet(log, folder / "log.parquet")
    return from_pm4py(pd.read_parquet(folder / "log.parquet"))


@pytest.mark.parametrize("door", [_by_frame, _by_xes, _by_csv, _by_parquet])
def test_every_way_and_day_survives_the_round_trip(
    traced: Paths, door: Callable[[Paths, Path], pd.DataFrame], tmp_path: Path
) -> None:
    back = door(traced, tmp_path)
    columns = {field: name for field, name in BACK.items() if name in back.columns}
    again = trace_paths(build_log(read_journal(back, columns=columns), GROUP), GROUP)
    assert ways(again) == ways(traced)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plain=rows(most=12, with_stays=True))
@pytest.mark.parametrize("door", [_by_frame, _by_xes, _by_csv, _by_parquet])
def test_days_and_clocks_of_made_logs_survive_the_round_trip(
    door: Callable[[Paths, Path], pd.DataFrame], plain: list[dict[str, Any]], tmp_path: Path
) -> None:
    """Days without clocks come back without, a minute before midnight stays on its day."""
    group = small_group()
    log = trace_paths(build_log(make_journal(plain), group), group)
    steps = log.frame[log.frame["is_step"]]
    if not len(steps):
        return
    back = door(log, tmp_path)
    written = steps["start"].dt.strftime("%Y-%m-%d")
    clocks = steps["start"].dt.strftime(" %H:%M:%S").where(steps["has_clock"], "")
    assert back["start"].astype(str).tolist() == (written + clocks).tolist()
    assert back["activity"].tolist() == steps["activity"].tolist()
    assert back["patient"].astype(str).nunique() == steps["patient"].nunique()
