"""What pm4py discovers: plain structures, words, a BPMN file, and the check of our own transitions."""

import math
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from flowmap.discovery import (
    BPMN_NAMESPACES,
    KINDS,
    Model,
    ModelNode,
    check_against_pm4py,
    discover_model,
    has_graphviz,
    write_bpmn,
    write_dot,
    write_model_picture,
)
from flowmap.discovery.model import Constraint, PartialOrder
from flowmap.discovery.quiet import quiet_pm4py
from flowmap.discovery.reading import telling_rules
from flowmap.discovery.steps import take_steps
from flowmap.discovery.trees import first_activities, joined, what_follows
from flowmap.errors import ExchangeError
from flowmap.tables import LOG_COLUMNS, EventLog, Paths
from flowmap.words import show_in
from tests.drawing_paths import paths

WAYS = """
    | patient | activity   | date       | kind      |
    | P01     | Inskriven  | 2026-03-01 | milestone |
    | P01     | Utskriven  | 2026-03-05 | milestone |
    | P01     | Rapport    | 2026-03-05 | about     |
    | P01     | Hembesök   | 2026-03-06 | contact   |
    | P01     | Telefon    | 2026-03-07 | contact   |
    | P02     | Inskriven  | 2026-03-01 | milestone |
    | P02     | Utskriven  | 2026-03-05 | milestone |
    | P02     | Hembesök   | 2026-03-06 | contact   |
    | P02     | Hembesök   | 2026-03-07 | contact   |
    | P02     | Läkarbesök | 2026-03-08 | contact   |
    | P03     | Inskriven  | 2026-03-01 | milestone |
    | P03     | Utskriven  | 2026-03-05 | milestone |
    | P03     | Läkarbesök | 2026-03-06 | contact   |
"""


@pytest.fixture(scope="module")
def model() -> Model:
    return discover_model(paths(WAYS))


def test_the_process_tree_says_what_all_three_have_and_where_they_part(model: Model) -> None:
    """In, out, perhaps home visits, then the doctor or a call; what staff say about the person is no step."""
    assert model.tree == (
        "sequence",
        "Inskriven",
        "Utskriven",
        ("choice", ("loop", "Hembesök", None), None),
        ("choice", "Läkarbesök", "Telefon"),
    )
    assert (model.patients, model.steps, model.variants) == (3, 12, 3)
    assert model.activities["Hembesök"] == 2
    assert "Rapport" not in model.activities


def test_it_reads_aloud_what_always_follows_and_what_sometimes_does(model: Model) -> None:
    assert model.sentences == (
        "Vägen börjar med ”Inskriven”.",
        "Alla har ”Inskriven” och ”Utskriven” på sin väg.",
        "Efter ”Inskriven” följer alltid ”Utskriven”.",
        "Efter ”Utskriven” följer alltid ”Läkarbesök” eller ”Telefon”, ibland först ”Hembesök”.",
        "Efter ”Hembesök” följer alltid ”Läkarbesök” eller ”Telefon”, ibland först ”Hembesök”.",
        "Kan komma flera gånger: ”Hembesök”.",
    )
    with show_in("en"):
        english = discover_model(paths(WAYS)).sentences
    assert (
        english[3]
        == "After “Utskriven” always follows “Läkarbesök” or “Telefon”, sometimes after “Hembesök”."
    )


def test_quality_is_what_pm4py_says_of_the_same_net(model: Model) -> None:
    with quiet_pm4py() as pm4py:
        frame = take_steps(paths(WAYS)).frame
        net = pm4py.discover_petri_net_inductive(frame.copy())
        fitness = pm4py.fitness_token_based_replay(frame.copy(), *net)["log_fitness"]
        precision = pm4py.precision_token_based_replay(frame.copy(), *net)
        generalisation = pm4py.generalization_tbr(frame.copy(), *net)
    assert list(model.quality) == ["fitness", "precision", "generalisation", "simplicity"]
    assert model.quality["fitness"] == pytest.approx(fitness, abs=1e-6)
    assert model.quality["precision"] == pytest.approx(precision, abs=1e-6)
    assert model.quality["generalisation"] == pytest.approx(generalisation, abs=1e-6)
    assert model.quality_sentences()[0].startswith("Passning 1,00")


def test_a_figure_that_would_take_long_is_left_out_and_named() -> None:
    hasty = discover_model(paths(WAYS), patience=0.0)
    assert list(hasty.quality) == ["simplicity"]
    assert set(hasty.without) == {"fitness", "precision", "generalisation"}
    assert any("precision" in sentence for sentence in hasty.quality_sentences())


def test_ways_that_differ_in_everything_are_not_replayed() -> None:
    """Fifty silent parts and more: token replay would take long and lose its track, so it is left out."""
    names = [f"A{n:02d}" for n in range(40)]
    ways = [names[place:] + names[:place][::-1] for place in (0, 7, 19, 31)]
    lines = [f"| P{place:02d} | {name} |" for place, way in enumerate(ways) for name in way[::2] + way[::3]]
    found = discover_model(paths("| patient | activity |\n" + "\n".join(lines)))
    assert found.net is not None
    assert sum(not label for _, label in found.net.transitions) > 50
    assert (list(found.quality), set(found.without.values())) == (["simplicity"], {"too_many_silent"})


def test_the_model_says_how_much_of_its_order_was_declared() -> None:
    """Two of nine transitions have an order that nothing written says."""
    traced = paths(WAYS)
    frame = traced.frame
    frame["order_uncertain"] = np.isin(frame["row"], [1, 6, 13])  # the last one leads nowhere
    unsure = discover_model(Paths(frame, facts=traced.facts))
    assert unsure.declared_share == pytest.approx(2 / 9)
    assert "22" in unsure.order_sentence()
    assert discover_model(traced).order_sentence() == "All ordning framgår av journalerna."
    plain = EventLog(frame[[column.name for column in LOG_COLUMNS]])
    untraced = discover_model(plain)
    assert math.isnan(untraced.declared_share)
    assert "inte uträknat" in untraced.order_sentence()


def test_a_heuristics_net_counts_its_ways() -> None:
    found = discover_model(paths(WAYS), kind="heuristics")
    names = {node.id: node.name for node in found.nodes}
    counts = {(names[edge.source], names[edge.target]): edge.count for edge in found.edges}
    assert counts["Inskriven", "Utskriven"] == 3
    assert counts["Utskriven", "Hembesök"] == 2
    assert (
        "Efter ”Utskriven” kommer oftast ”Hembesök” (2 gånger). Ibland kommer ”Läkarbesök”."
        in found.sentences
    )
    assert _overlaps(found.nodes) == []


def test_a_partial_order_says_what_comes_before_what() -> None:
    found = discover_model(paths(WAYS), kind="powl")
    assert isinstance(found.order, PartialOrder)
    assert "”Inskriven” kommer före ”Utskriven”." in found.sentences
    assert found.quality["fitness"] == 1.0


def test_declare_gives_rules_with_how_many_keep_them() -> None:
    found = discover_model(paths(WAYS), kind="declare")
    rules = {(rule.template, rule.activities): (rule.held, rule.asked) for rule in found.constraints}
    assert rules["chainresponse", ("Inskriven", "Utskriven")] == (3, 3)
    assert list(found.quality) == ["fitness"]
    assert "Genast efter ”Inskriven” följer ”Utskriven” (3 av 3 personer)." in found.sentences


@pytest.mark.parametrize("kind", KINDS)
def test_the_log_is_left_as_it_was(kind: str) -> None:
    """pm4py adds columns to the frame it is given: it is given a copy."""
    log = paths(WAYS)
    before = log.frame.copy()
    discover_model(log, kind=kind)
    pd.testing.assert_frame_equal(log.frame, before)


def test_two_persons_have_their_ways_and_no_model() -> None:
    two = paths("| patient | activity |\n| P01 | A |\n| P02 | A |")
    with pytest.raises(ExchangeError, match="minst 3 personer"):
        discover_model(two)
    with pytest.raises(ExchangeError, match="minst 3 personer"):
        discover_model(Paths.empty())


def test_an_unknown_kind_and_too_many_activities_are_said_in_a_sentence() -> None:
    with pytest.raises(ExchangeError, match="inductive, heuristics, powl, declare"):
        discover_model(paths(WAYS), kind="alpha")
    many = "| patient | activity |\n" + "".join(f"| P{n % 3:02d} | A{n:03d} |\n" for n in range(151))
    ordered = "\n".join(sorted(many.splitlines()[1:]))
    with pytest.raises(ExchangeError, match="151 aktiviteter"):
        discover_model(paths(f"| patient | activity |\n{ordered}"))


def test_a_model_of_some_activities_says_whether_they_are_those_most_met() -> None:
    """All three met the ward; the doctor two. What is only about a person is no activity of the steps."""
    ward = discover_model(paths(WAYS), activities=["Inskriven", "Utskriven"])
    assert "Den har 2 av 5 aktiviteter, de som flest personer mött" in ward.summary()
    chosen = discover_model(paths(WAYS), activities=["Inskriven", "Telefon"])
    assert "Den har 2 av 5 aktiviteter, utvalda för den här modellen." in chosen.summary()
    assert discover_model(paths(WAYS), activities="Inskriven").activities == {"Inskriven": 3}
    assert "aktiviteter, " not in discover_model(paths(WAYS)).summary()


def test_a_model_that_leaves_out_the_unusual_says_that_it_tells_of_the_usual() -> None:
    """Of nine ways one has no visit: at a limit of a fifth that way is not in the model, which says so."""
    ways = ["| patient | activity | date |"]
    for place in range(9):
        ways.append(f"| P{place} | Remiss | 2026-03-01 |")
        ways += [f"| P{place} | Besök | 2026-03-02 |"] if place else []
        ways.append(f"| P{place} | Brev | 2026-03-03 |")
    usual = discover_model(paths("\n".join(ways)), noise=0.2)
    assert "Det som är ovanligare än 20\xa0% är utelämnat" in usual.summary()
    assert "utelämnat" not in discover_model(paths("\n".join(ways))).summary()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"noise": 2}, "noise är en andel från 0 till 1"),
        ({"noise": -0.1}, "noise är en andel"),
        ({"activities": ["Rapport"]}, "En av aktiviteterna finns inte bland stegen"),
        ({"activities": ["x", "y", "Inskriven"]}, "2 av aktiviteterna"),
    ],
)
def test_what_no_model_can_be_made_of_is_said_in_a_sentence(asked: dict[str, object], says: str) -> None:
    with pytest.raises(ExchangeError, match=says):
        discover_model(paths(WAYS), **asked)


def test_one_and_the_same_activity_is_model_enough() -> None:
    alike = paths("| patient | activity |\n| P01 | A |\n| P02 | A |\n| P03 | A |")
    assert discover_model(alike).tree == "A"
    for kind in KINDS:
        assert discover_model(alike, kind=kind).patients == 3


def test_names_that_look_like_pm4pys_own_signs_are_only_names() -> None:
    odd = ["->( 'A', 'B' )", "X( tau )", "NA", "<b>&\"'", "Å ä"]
    lines = [f"| P{patient:02d} | {name} |" for patient in range(3) for name in odd]
    found = discover_model(paths("| patient | activity |\n" + "\n".join(lines)))
    assert found.tree == ("sequence", *odd)
    assert [node.name for node in found.nodes if node.holds == "task"] == odd


# ---- pictures and files


def _overlaps(nodes: tuple[ModelNode, ...]) -> list[tuple[str, str]]:
    return [
        (a.id, b.id)
        for n, a in enumerate(nodes)
        for b in nodes[n + 1 :]
        if a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height
    ]


def _is_on_border(point: tuple[float, float], node: ModelNode) -> bool:
    x, y = point[0] - node.x, point[1] - node.y
    inside = -0.01 <= x <= node.width + 0.01 and -0.01 <= y <= node.height + 0.01
    return inside and (min(abs(x), abs(x - node.width), abs(y), abs(y - node.height)) < 0.01)


NESTED = """
    | patient | activity |
    """ + "".join(
    f"| P{place:02d} | {name} |\n"
    for place, way in enumerate(["ABCABD", "AD", "ACBD", "EFD", "FED", "ABCABCABD", "EFGEFD"])
    for name in way
)


@pytest.mark.parametrize("text", [WAYS, NESTED], ids=["plain", "nested"])
def test_no_box_covers_another_and_every_way_begins_and_ends_at_its_boxes(text: str) -> None:
    found = discover_model(paths(text))
    nodes = {node.id: node for node in found.nodes}
    assert len(nodes) == len(found.nodes)
    assert len({edge.id for edge in found.edges}) == len(found.edges)
    assert _overlaps(found.nodes) == []
    for edge in found.edges:
        assert _is_on_border(edge.points[0], nodes[edge.source]), edge
        assert _is_on_border(edge.points[-1], nodes[edge.target]), edge
        assert all(0 <= x <= found.width and 0 <= y <= found.height for x, y in edge.points)
    assert all(node.x + node.width <= found.width for node in found.nodes)


@pytest.mark.parametrize("text", [WAYS, NESTED], ids=["plain", "nested"])
def test_pm4py_reads_the_bpmn_file_and_it_allows_every_way(text: str, tmp_path: Path) -> None:
    """The same number of tasks as pm4py's own conversion has, and a net from it replays all ways."""
    log = paths(text)
    write_bpmn(discover_model(log), tmp_path / "model.bpmn")
    with quiet_pm4py() as pm4py:
        back = pm4py.read_bpmn(str(tmp_path / "model.bpmn"))
        frame = take_steps(log).frame
        net = pm4py.convert_to_petri_net(back)
        fitness = pm4py.fitness_token_based_replay(frame.copy(), *net)["log_fitness"]
        own = pm4py.convert_to_petri_net(pm4py.discover_bpmn_inductive(frame.copy()))
        precision = [pm4py.precision_token_based_replay(frame.copy(), *n) for n in (net, own)]
    tasks = [node for node in back.get_nodes() if type(node).__name__ == "Task"]
    assert sorted(task.get_name() for task in tasks) == sorted(discover_model(log).activities)
    assert fitness == pytest.approx(1.0)
    assert precision[0] == pytest.approx(precision[1])


def test_ids_hold_when_something_else_changes(model: Model) -> None:
    """Another person's way adds an activity: those that were there keep their ids."""
    more = paths(
        WAYS
        + """| P04     | Inskriven  | 2026-03-01 | milestone |
             | P04     | Ambulans   | 2026-03-06 | contact   |"""
    )
    before = {node.name: node.id for node in model.nodes if node.holds == "task"}
    after = {node.name: node.id for node in discover_model(more).nodes if node.holds == "task"}
    assert {name: after[name] for name in before} == before


def test_bpmn_has_a_shape_for_every_node_and_names_only_its_own_namespaces(
    model: Model, tmp_path: Path
) -> None:
    path = tmp_path / "model.bpmn"
    write_bpmn(model, path)
    text = path.read_text(encoding="utf-8")
    root = ET.fromstring(text)
    shapes = {shape.get("bpmnElement") for shape in root.iter(f"{{{BPMN_NAMESPACES[1]}}}BPMNShape")}
    lines = {line.get("bpmnElement") for line in root.iter(f"{{{BPMN_NAMESPACES[1]}}}BPMNEdge")}
    assert shapes == {node.id for node in model.nodes}
    assert lines == {edge.id for edge in model.edges}
    for name in BPMN_NAMESPACES:
        text = text.replace(f'"{name}"', '""')
    assert "://" not in text


def test_only_the_process_model_has_bpmn(tmp_path: Path) -> None:
    rules = discover_model(paths(WAYS), kind="declare")
    with pytest.raises(ExchangeError, match="BPMN"):
        write_bpmn(rules, tmp_path / "model.bpmn")
    with pytest.raises(ExchangeError, match="ingen bild"):
        write_dot(rules, tmp_path / "net.dot", as_net=True)
    assert list(tmp_path.iterdir()) == []


def test_text_for_graphviz_and_a_picture_where_it_is_installed(model: Model, tmp_path: Path) -> None:
    write_dot(model, tmp_path / "model.dot")
    text = (tmp_path / "model.dot").read_text(encoding="utf-8")
    assert 'label="Utskriven (3)"' in text
    write_dot(model, tmp_path / "net.dot", as_net=True)
    assert 'label="Utskriven"' in (tmp_path / "net.dot").read_text(encoding="utf-8")
    if has_graphviz():
        write_model_picture(model, tmp_path / "model.svg")
        svg = (tmp_path / "model.svg").read_text(encoding="utf-8")
        assert "Utskriven" in svg
        assert "DOCTYPE" not in svg
    else:
        with pytest.raises(ExchangeError, match="models"):
            write_model_picture(model, tmp_path / "model.svg")


PARTLY_ORDERED = PartialOrder(
    (
        "Inskriven",
        ("choice", "Läkarbesök", None),
        ("loop", 'Hem"besök', "Samtal"),
        PartialOrder(("A", "B"), ()),
    ),
    ((0, 1), (1, 2), (0, 3)),
)


def test_a_partial_order_is_drawn_with_frames_that_say_what_they_hold(model: Model, tmp_path: Path) -> None:
    """An arrow goes from what must come first, frame to frame; what no arrow orders has none between."""
    drawn = replace(model, kind="powl", order=PARTLY_ORDERED, activities={"Inskriven": 3})
    write_dot(drawn, tmp_path / "order.dot")
    text = (tmp_path / "order.dot").read_text(encoding="utf-8")
    names = dict(re.findall(r'(part_\d+) \[shape=box, style=\w+, label="(.*)"\]', text))
    arrows = re.findall(r"(part_\d+) -> (part_\d+)(.*);", text)
    assert [(names[a], names[b], said.strip()) for a, b, said in arrows] == [
        ('Hem\\"besök (0)', "Samtal (0)", ""),
        ("Samtal (0)", 'Hem\\"besök (0)', "[style=dashed, constraint=false]"),
        ("Inskriven (3)", "Läkarbesök (0)", "[lhead=cluster_2]"),
        ("Läkarbesök (0)", 'Hem\\"besök (0)', "[ltail=cluster_2, lhead=cluster_3]"),
        ("Inskriven (3)", "A (0)", "[lhead=cluster_4]"),
    ]
    assert re.findall(r'^label="(.*)";', text, re.MULTILINE) == [
        "en av dem",
        "kan komma igen",
        "i valfri ordning",
    ]
    assert "hoppas över" in names.values()


def test_rules_are_drawn_between_their_activities_with_how_many_keep_them(tmp_path: Path) -> None:
    """Of two activities the sharpest rule; the words stand on the line, so that no colour is needed."""
    write_dot(discover_model(paths(WAYS), kind="declare"), tmp_path / "rules.dot")
    text = (tmp_path / "rules.dot").read_text(encoding="utf-8")
    names = dict(re.findall(r'(activity_\d+) \[shape=box, style=rounded, label="(.*?)(?:\\n.*)?"\]', text))
    lines = {(names[a], names[b]): said for a, b, said in re.findall(r'(\w+) -> (\w+) .*label="(.*)"', text)}
    assert lines["Inskriven (3)", "Utskriven (3)"] == "genast efter, 3 av 3"
    assert len(lines) == text.count(" -> ")
    assert "Inskriven (3)\\nkommer först, 3 av 3" in text


def test_rules_beyond_what_a_picture_holds_are_counted(model: Model, tmp_path: Path) -> None:
    rules = tuple(Constraint("response", (f"A{n:03d}", "B"), 3, 3) for n in range(45))
    write_dot(replace(model, kind="declare", nodes=(), constraints=rules), tmp_path / "rules.dot")
    assert "5 regler till är inte ritade." in (tmp_path / "rules.dot").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_picture_where_graphviz_is_installed(kind: str, tmp_path: Path) -> None:
    if not has_graphviz():
        pytest.skip("the extra models is not installed")
    for ways in (WAYS, NESTED):
        drawn = discover_model(paths(ways), kind=kind)
        write_model_picture(drawn, tmp_path / "model.svg")
        write_model_picture(drawn, tmp_path / "again.svg")
        svg = (tmp_path / "model.svg").read_bytes()
        assert svg == (tmp_path / "again.svg").read_bytes()
        texts = "".join(ET.fromstring(svg).itertext())
        told = {name for rule in telling_rules(drawn.constraints) for name in rule.activities}
        shown = {"powl": drawn.activities, "declare": told}
        assert all(name in texts for name in shown.get(kind, [node.name for node in drawn.nodes]))
        assert kind != "declare" or told
        assert "http" not in svg.decode("utf-8").replace("http://www.w3.org/", "")


SCRIPT = """
from flowmap.discovery import KINDS, discover_model
from flowmap.discovery.bpmn import bpmn_text
from tests.drawing_paths import paths
from tests.spec.test_discovery import NESTED
for kind in KINDS:
    model = discover_model(paths(NESTED), kind=kind)
    print(repr(model))
print(bpmn_text(discover_model(paths(NESTED))))
"""


def test_every_run_gives_the_same_model_and_says_nothing_on_the_side() -> None:
    """pm4py's sets lie differently in each run; its banner and progress bars are never seen."""
    runs = [
        subprocess.run(
            [sys.executable, "-W", "error", "-c", SCRIPT],
            capture_output=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stdout.count(b"Model(") == len(KINDS)
    assert [run.stderr for run in runs] == [b"", b""]


# ---- trees


def test_a_tree_is_made_alike() -> None:
    assert joined("choice", ["B", None, "A", None]) == ("choice", "A", "B", None)
    assert joined("sequence", ["A", None, ("sequence", "B", "C")]) == ("sequence", "A", "B", "C")
    assert joined("parallel", ["B", None]) == "B"
    assert joined("choice", [None, None]) is None


def test_what_follows_inside_loops_and_branches() -> None:
    tree = ("sequence", ("loop", "A", "B"), ("parallel", "C", ("choice", "D", None)), ("choice", "E", "F"))
    assert first_activities(tree) == {"A"}
    assert what_follows(tree, "B").always == {"A"}
    assert what_follows(tree, "A").always == {"C"}
    assert what_follows(tree, "A").sometimes == {"A", "B", "D"}
    assert what_follows(tree, "C").one_of == {"E", "F"}
    assert what_follows(tree, "E").always == set()


# ---- the self-check

TRANSITIONS = """
    | from_activity | to_activity | count |
    | Inskriven     | Utskriven   | 3     |
    | Utskriven     | Hembesök    | 2     |
    | Utskriven     | Läkarbesök  | 1     |
    | Hembesök      | Hembesök    | 1     |
    | Hembesök      | Läkarbesök  | 1     |
    | Hembesök      | Telefon     | 1     |
"""


def transitions() -> pd.DataFrame:
    from tests.drawing import drawn

    return drawn(TRANSITIONS).astype({"count": int})


def test_pm4py_finds_exactly_our_transitions() -> None:
    found = check_against_pm4py(paths(WAYS), transitions())
    assert found.is_same
    assert found.sentence() == "Kontrollerat mot pm4py: samma 6 sorters övergångar, 9 övergångar i allt."


def test_a_difference_is_counted_and_said() -> None:
    wrong = transitions()
    wrong.loc[0, "count"] = 2
    wrong.loc[1, "to_activity"] = "Fel"
    found = check_against_pm4py(paths(WAYS), wrong)
    assert (found.is_same, found.differing) == (False, 3)
    assert "skiljer sig" in found.sentence()


def test_ties_that_our_order_decided_are_counted() -> None:
    traced = paths(WAYS)
    frame = traced.frame
    frame["order_uncertain"] = frame["row"].to_numpy() == 1
    found = check_against_pm4py(Paths(frame, facts=traced.facts), transitions())
    assert found.declared == 1
    assert found.sentence().endswith(
        "I 1 av dem framgår inte ordningen av journalerna, så där avgjorde vår ordning inom dagen."
    )


def test_a_log_without_steps_agrees_on_nothing_at_all() -> None:
    assert check_against_pm4py(Paths.empty(), transitions().iloc[:0]).is_same
