"""pm4py, given our sequence, counts the same transitions, starts, ends and ways, on real and made logs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings

from flowmap.discovery.quiet import quiet_pm4py
from flowmap.exchange import to_pm4py
from flowmap.flow import summarise_flow
from flowmap.graph import build_graph
from flowmap.group import read_group
from flowmap.log import build_log
from flowmap.paths import trace_paths
from flowmap.tables import FlowSummary, Journal
from flowmap.value import tag_contacts
from tests.agreement.logs import running_example, sepsis
from tests.agreement.strategies import make_journal, rows
from tests.drawing_steps import small_group

GROUP = read_group("generisk")


@pytest.fixture(params=[running_example, sepsis], ids=["running-example", "sepsis"])
def real_journal(request: pytest.FixtureRequest, real_logs: Path) -> Journal:
    """A real log as a journal."""
    read: Callable[[Path], Journal] = request.param
    return read(real_logs)


def _summary(journal: Journal) -> FlowSummary:
    return summarise_flow(tag_contacts(trace_paths(build_log(journal, GROUP), GROUP), GROUP))


def _for_pm4py(journal: Journal) -> pd.DataFrame:
    """Return our order as pm4py takes it: rows of a patient stand together, in our sequence."""
    frame = build_log(journal, GROUP).frame[["patient", "activity", "start"]]
    frame = frame.astype({"patient": object, "activity": object})
    return frame.set_axis(["case:concept:name", "concept:name", "time:timestamp"], axis=1)


@pytest.mark.filterwarnings("ignore")  # pm4py's own
def test_transitions_starts_ends_and_ways_are_pm4pys(real_journal: Journal) -> None:
    """The same numbers, one by one."""
    import pm4py

    summary, frame = _summary(real_journal), _for_pm4py(real_journal)
    counts, starts, ends = pm4py.discover_dfg(frame.copy())
    edges, ways = summary.transitions, summary.variants
    pairs = zip(edges["from_activity"], edges["to_activity"], strict=True)
    assert dict(zip(pairs, edges["count"], strict=True)) == dict(counts)
    assert dict(zip(summary.starts["activity"], summary.starts["starts"], strict=True)) == starts
    assert dict(zip(summary.ends["activity"], summary.ends["ends"], strict=True)) == ends
    found = {way: n if isinstance(n, int) else len(n) for way, n in pm4py.get_variants(frame.copy()).items()}
    assert dict(zip(ways["variant"], ways["patients"], strict=True)) == found


def test_the_rows_of_a_real_log_in_any_order_give_the_same_summary(real_journal: Journal) -> None:
    """Many Sepsis contacts have equal clocks; a graph that went by the order of rows would change."""
    rows = real_journal.entries.frame.sample(frac=1, random_state=7).reset_index(drop=True)
    shuffled = Journal(entries=type(real_journal.entries)(rows))
    assert _summary(shuffled).to_bytes() == _summary(real_journal).to_bytes()


def test_a_real_graph_hangs_together_however_little_is_kept(real_journal: Journal) -> None:
    """At every limit the graph is one piece, and what is shown and left out add up."""
    import networkx as nx

    summary = _summary(real_journal)
    for limit in (1, 2, 3, 5, 50, 500, 1000):
        graph = build_graph(summary, at_least=limit)
        if len(graph.nodes):
            assert nx.is_weakly_connected(graph.to_networkx())
        assert graph.left_out.transitions + len(graph.edges) == graph.left_out.all_transitions
        shown = int(graph.edges.frame["count"].sum())
        assert graph.left_out.steps + shown == graph.left_out.all_steps == summary.totals["transitions"]


@settings(deadline=None, max_examples=30)
@given(rows(most=18, with_stays=True))
def test_pm4py_given_our_sequence_finds_the_same_in_generated_logs(plain: list[dict[str, Any]]) -> None:
    """Crowded days, equal clocks, no clocks, stays: transitions, starts, ends and ways, one by one."""
    group = small_group()
    paths = trace_paths(build_log(make_journal(plain), group), group)
    summary, sent = summarise_flow(tag_contacts(paths, group)), to_pm4py(paths)
    if not len(sent):
        assert summary.totals["steps"] == 0
        return
    with quiet_pm4py() as pm4py:
        counts, starts, ends = pm4py.discover_dfg(sent.copy())
        ways = pm4py.get_variants(sent.copy())
    edges, found = summary.transitions, summary.variants
    pairs = zip(edges["from_activity"], edges["to_activity"], strict=True)
    assert dict(zip(pairs, edges["count"], strict=True)) == dict(counts)
    assert dict(zip(summary.starts["activity"], summary.starts["starts"], strict=True)) == starts
    assert dict(zip(summary.ends["activity"], summary.ends["ends"], strict=True)) == ends
    theirs = {way: n if isinstance(n, int) else len(n) for way, n in ways.items()}
    assert dict(zip(found["variant"], found["patients"], strict=True)) == theirs
