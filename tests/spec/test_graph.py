"""The graph: what is kept to look at, that it hangs together, and what it says it left out."""

import networkx as nx
import pytest

from flowmap.errors import TableError
from flowmap.flow import summarise_flow
from flowmap.graph import build_graph, compare_graphs
from flowmap.tables import FlowGraph, FlowSummary
from flowmap.value import tag_contacts
from flowmap.words import show_in
from tests.drawing_steps import assert_shows, paths_of, small_group


def _summary(ways: dict[str, str]) -> FlowSummary:
    """Return the flow of ways written as letters, one contact a day."""
    rows = [f"{who} | {a} | 2026-03-{n + 1:02}" for who, way in ways.items() for n, a in enumerate(way)]
    group = small_group()
    return summarise_flow(
        tag_contacts(paths_of("\n".join(["patient | activity | date", *rows]), group=group), group)
    )


FOUR = {"P01": "ABC", "P02": "ABC", "P03": "ABD", "P04": "AXC"}


def test_all_is_kept_where_nothing_is_asked_and_nothing_is_left_out() -> None:
    """Every edge knows of how many patients it is, its interval, and whether it rests on one."""
    graph = build_graph(_summary(FOUR))
    assert_shows(
        graph.edges.frame,
        """
        from_activity | to_activity | count | patients | shown              | rests_on_one | weight
        A             | B           | 3     | 3        | 3 av 4 personer   |              | 3
        B             | C           | 2     | 2        | 2 av 4 personer   |              | 2
        A             | X           | 1     | 1        | 1 av 4 personer   | x            | 1
        B             | D           | 1     | 1        | 1 av 4 personer   | x            | 1
        X             | C           | 1     | 1        | 1 av 4 personer   | x            | 1
        """,
    )
    assert graph.edges.frame["share_low"].round(2).tolist()[:2] == [0.3, 0.15]
    assert graph.sentence == "Visar allt: 5 aktiviteter och 5 övergångar. Inget är utelämnat."


def test_what_fewer_did_is_left_out_and_the_sentence_says_so_in_numbers() -> None:
    """At least two patients: D and X go, with the transitions to and from them."""
    graph = build_graph(_summary(FOUR), at_least=2)
    assert graph.nodes.frame["activity"].tolist() == ["A", "B", "C"]
    assert graph.left_out.activities == 2
    assert graph.left_out.steps == 3
    assert graph.sentence == (
        "Visar 3 av 5 aktiviteter och 2 av 5 övergångar (minst 2 personer, och det som behövs för att "
        "bilden ska hänga ihop). Utelämnat: 2 aktiviteter och 3 övergångar, 38\xa0% av alla steg."
    )
    with show_in("en"):
        assert "Left out: 2 activities and 3 transitions" in build_graph(_summary(FOUR), at_least=2).sentence


def test_each_kept_activity_keeps_its_strongest_way_in_and_out() -> None:
    """All met C by different ways: its strongest way in stays, and with it what it comes from."""
    graph = build_graph(_summary({"P01": "AKC", "P02": "ALC", "P03": "AMC"}), at_least=3)
    assert set(graph.nodes.frame["activity"]) == {"A", "C", "K"}
    pairs = set(zip(graph.edges.frame["from_activity"], graph.edges.frame["to_activity"], strict=True))
    assert pairs == {("A", "K"), ("K", "C")}


def test_two_strong_pieces_are_joined_by_the_strongest_way_between_them() -> None:
    """A and B go round, C and D go round; one patient went from B to C, and that holds the graph together."""
    ways = {"P01": "ABABCDCD", "P02": "ABAB", "P03": "CDCD"}
    graph = build_graph(_summary(ways), at_least=2)
    pairs = set(zip(graph.edges.frame["from_activity"], graph.edges.frame["to_activity"], strict=True))
    assert ("B", "C") in pairs
    assert graph.left_out.transitions == 0


@pytest.mark.parametrize(
    ("reading", "weight"),
    [("contacts", 3.0), ("patients", 3.0), ("share", 0.75), ("gap", 1.0)],
)
def test_the_reading_chooses_the_weight(reading: str, weight: float) -> None:
    """Times, patients, share of patients, days between: the same edges, read in another way."""
    graph = build_graph(_summary(FOUR), reading=reading)
    assert graph.edges.frame["weight"].iloc[0] == weight


def test_a_value_that_nobody_gave_has_no_weight() -> None:
    """Where nothing is assessed there is no share that gave something."""
    assert build_graph(_summary(FOUR), reading="value").edges.frame["weight"].isna().all()


def test_one_or_two_patients_have_no_flow() -> None:
    """They have their ways, and the sentence says so."""
    with pytest.raises(TableError, match="visa deras vägar"):
        build_graph(_summary({"P01": "AB", "P02": "AB"}))


def test_a_graph_goes_to_networkx_and_back() -> None:
    """Nothing is lost on the way."""
    graph = build_graph(_summary(FOUR), at_least=2)
    back = FlowGraph.from_networkx(graph.to_networkx())
    assert back.edges.frame.equals(graph.edges.frame)
    assert back.nodes.frame.equals(graph.nodes.frame)
    assert (back.sentence, back.left_out, back.patients) == (graph.sentence, graph.left_out, graph.patients)


def test_two_graphs_are_compared_by_shares_and_what_was_left_out_is_not_known() -> None:
    """From A to B went 3 of 4 before and 1 of 3 after; B to D is left out after, so nothing is said of it."""
    before = build_graph(_summary(FOUR))
    after = build_graph(_summary({"P05": "ABC", "P06": "AXC", "P07": "AXC"}), at_least=2)
    change = compare_graphs(before, after).frame.set_index(["from_activity", "to_activity"])
    assert change.loc[("A", "X"), "change"] == pytest.approx(2 / 3 - 1 / 4)
    assert change.loc[("A", "X"), "low"] < 2 / 3 - 1 / 4 < change.loc[("A", "X"), "high"]
    assert change.loc[("B", "D")].isna()[["patients_after", "change"]].all()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"by": "enhet"}, "by kan inte vara det. Välj en av: activity, lane, principal."),
        ({"reading": "tid"}, "Välj en av: contacts, patients, share, gap, value"),
        ({"voice": "jag"}, "Välj en av: shown, person, team, proposal"),
        ({"keep_by": "vikt"}, "Välj en av: patients, count, share"),
        ({"at_least": -1}, "ett antal personer, 0 eller fler"),
        ({"keep_by": "share", "at_least": 50}, "från 0 till 1"),
    ],
)
def test_a_choice_that_there_is_not_is_told_in_a_sentence(asked: dict[str, object], says: str) -> None:
    with pytest.raises(TableError, match=says):
        build_graph(_summary(FOUR), **asked)


def test_a_limit_between_two_persons_is_told_as_the_higher() -> None:
    """At least two and a half patients is three."""
    assert "(minst 3 personer, och" in build_graph(_summary(FOUR), at_least=2.5).sentence


@pytest.mark.parametrize("name", ["nodes", "edges", "variants_of", "reasons", "transition_reasons"])
def test_a_flow_is_summed_up_by_activity_lane_or_principal(name: str) -> None:
    with pytest.raises(TableError, match="activity, lane och principal"):
        getattr(_summary(FOUR), name)("unit")


def test_a_network_from_elsewhere_is_told_to_be_so() -> None:
    with pytest.raises(TableError, match="Utgå från det som to_networkx gav"):
        FlowGraph.from_networkx(nx.DiGraph([("A", "B")]))
    graph = build_graph(_summary(FOUR)).to_networkx()
    graph.add_edge("A", "ny")
    with pytest.raises(TableError, match="Nätverket"):
        FlowGraph.from_networkx(graph)
