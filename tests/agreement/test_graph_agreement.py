"""Graphs of any ways: connected, adding up, there and back, and their intervals are SciPy's."""

import math

import networkx as nx
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from flowmap.graph import build_graph, compare_graphs
from flowmap.tables import FlowGraph, FlowSummary
from tests.spec.test_graph import _summary

WAYS = st.lists(st.text("ABCDEF", min_size=1, max_size=7), min_size=3, max_size=9)
LIGHT = settings(deadline=None, max_examples=40)
ASKED = st.fixed_dictionaries(
    {
        "by": st.sampled_from(["activity", "lane", "principal"]),
        "reading": st.sampled_from(["contacts", "patients", "share", "gap", "value"]),
    }
) | st.fixed_dictionaries({"keep_by": st.just("share"), "at_least": st.sampled_from([0.1, 0.5, 0.9])})
LIMITS = st.tuples(st.sampled_from(["patients", "count"]), st.integers(1, 6))


def _of(ways: list[str]) -> FlowSummary:
    return _summary({f"P{place:02d}": way for place, way in enumerate(ways, 1)})


@LIGHT
@given(WAYS, LIMITS)
def test_a_graph_hangs_together_as_far_as_the_ways_do_and_adds_up(
    ways: list[str], limit: tuple[str, int]
) -> None:
    """Each kept activity keeps its strongest way in and out; what is shown and left out are all there is."""
    summary, (keep_by, at_least) = _of(ways), limit
    whole = build_graph(summary)
    graph = build_graph(summary, keep_by=keep_by, at_least=at_least)
    nodes, edges = graph.nodes.frame, graph.edges.frame
    shown, left = graph.to_networkx(), graph.left_out
    in_all = whole.to_networkx().to_undirected()
    for a in nodes["activity"]:
        for b in nodes["activity"]:
            assert nx.has_path(in_all, a, b) == nx.has_path(shown.to_undirected(), a, b)
    assert left.activities + len(nodes) == left.all_activities == len(whole.nodes)
    assert left.transitions + len(edges) == left.all_transitions == len(whole.edges)
    assert left.steps + int(edges["count"].sum()) == left.all_steps
    _keeps_strongest(whole, graph, keep_by)


def _keeps_strongest(whole: FlowGraph, graph: FlowGraph, strength: str) -> None:
    """A way in (and out) as strong as any to a kept activity is there, where there is one at all."""
    every, kept = whole.edges.frame, graph.edges.frame
    names = set(graph.nodes.frame["activity"])
    for end, other in (("to_activity", "from_activity"), ("from_activity", "to_activity")):
        for name in names:
            ways = every[(every[end] == name) & (every[other] != name)]
            if not len(ways):
                continue
            own = kept[(kept[end] == name) & (kept[other] != name)]
            among = ways[ways[other].isin(names)]
            assert len(own)
            assert own[strength].max() == among[strength].max()


@LIGHT
@given(WAYS, ASKED)
def test_every_reading_goes_to_networkx_and_back(ways: list[str], asked: dict[str, object]) -> None:
    graph = build_graph(_of(ways), **asked)
    back = FlowGraph.from_networkx(graph.to_networkx())
    for theirs, ours in ((back.edges.frame, graph.edges.frame), (back.nodes.frame, graph.nodes.frame)):
        pd.testing.assert_frame_equal(theirs, ours, check_dtype=len(ours) > 0)
    assert (back.left_out, back.patients, back.by, back.reading) == (
        graph.left_out,
        graph.patients,
        graph.by,
        graph.reading,
    )


@LIGHT
@given(WAYS)
def test_each_edge_says_of_how_many_with_scipys_wilson_interval(ways: list[str]) -> None:
    """And whether it rests on one person, counted over the plain ways."""
    graph = build_graph(_of(ways))
    for edge in graph.edges.frame.itertuples():
        took = [edge.from_activity + edge.to_activity in way for way in ways]
        theirs = binomtest(sum(took), len(ways)).proportion_ci(method="wilson")
        assert edge.patients == sum(took)
        assert (edge.share_low, edge.share_high) == pytest.approx((theirs.low, theirs.high))
        assert edge.rests_on_one == (sum(took) == 1)
        assert edge.shown == f"{sum(took)} av {len(ways)} personer"


@LIGHT
@given(WAYS, WAYS)
def test_the_difference_of_two_graphs_turns_its_sign_with_them(before: list[str], after: list[str]) -> None:
    """Shares after minus before, over the plain ways; the other way round it is the opposite."""
    left, right = build_graph(_of(before)), build_graph(_of(after))
    there, back = compare_graphs(left, right).frame, compare_graphs(right, left).frame
    assume(len(there))
    opposite = {(row.from_activity, row.to_activity): row for row in back.itertuples()}
    for row in there.itertuples():
        step = row.from_activity + row.to_activity
        shares = [sum(step in way for way in ways) / len(ways) for ways in (before, after)]
        assert row.change == pytest.approx(shares[1] - shares[0])
        assert row.low - 1e-12 <= row.change <= row.high + 1e-12
        turned = opposite[row.from_activity, row.to_activity]
        assert (turned.change, turned.low, turned.high) == pytest.approx((-row.change, -row.high, -row.low))
        assert not math.isnan(row.low)
