"""Gruppens flöde: boxes in their lanes by typical order, lines that touch nothing but what they join."""

import random
from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise

import pandas as pd
import pytest

from flowmap.errors import PictureError
from flowmap.flow import summarise_flow
from flowmap.group import Group, read_group
from flowmap.route.choosing import choose_graph
from flowmap.samples import list_rounds
from flowmap.show import palette
from flowmap.show.boxes import Box, count_crossings
from flowmap.show.flow import Placement, draw_flow, prepare_flow
from flowmap.show.flow.drawing import draw_geometry, name_id
from flowmap.show.flow.geometry import FlowGeometry
from flowmap.tables import FlowGraph, GraphEdges, GraphNodes
from flowmap.words import show_in
from tests.agreement.logs import sepsis
from tests.conftest import REAL_LOGS
from tests.pictures import boxes_of, crossed, ids_of, outside, overlapping, save, texts_of
from tests.ways import contacts_of, findings, sample

LANES = ("halsocentral", "akut", "slutenvard", "hemsjukvard", "hemtjanst")
LONG = (
    "Utskrivningsplaneringssamordningsmöte",
    "Läkemedelsgenomgångsuppföljningsbesök",
    "Biståndshandläggarhembesök",
)


def graph_of(activities: int, transitions: int, *, seed: int = 3, lanes: int = 5, names=()) -> FlowGraph:
    """Return a graph of invented activities in invented lanes, with as many transitions."""
    chance = random.Random(seed)
    titles = [names[at] if at < len(names) else f"Aktivitet {at:02d}" for at in range(activities)]
    own = [LANES[at] if at < len(LANES) else f"lane_{at}" for at in range(lanes)]
    nodes = [
        {
            "activity": title,
            "kind": "milestone" if at % 5 == 4 else "contact",
            "lane": own[at] if at < lanes else chance.choice(own),
            "principal": "region",
            "count": chance.randint(14, 300),
            "patients": 14 - at % 9,
            "position": chance.random(),
            "value_creating": 5,
            "necessary": 3,
            "not_value_creating": 4,
            "not_assessed": 2,
            "only_proposed": 0,
            "proposed_value_creating": 0,
            "proposed_necessary": 0,
            "proposed_not_value_creating": 0,
            "starts": 0,
            "ends": 0,
            "open_ends": 0,
            "shown": "",
        }
        for at, title in enumerate(titles)
    ]
    pairs = [(one, other) for one in titles for other in titles]
    edges = [
        {
            "from_activity": one,
            "to_activity": other,
            "count": 20,
            "patients": chance.randint(1, 14),
            "gap_days_median": chance.choice((0.0, 2.5, 14.0, 120.0, None)),
            "principal_changes": chance.choice((0, 20)),
            "order_uncertain": 0,
            "rests_on_one": False,
            "value_creating": 0,
            "necessary": 0,
            "not_value_creating": 0,
            "not_assessed": 0,
            "shown": "",
        }
        for one, other in chance.sample(pairs, transitions)
    ]
    return FlowGraph(GraphNodes.from_rows(nodes), GraphEdges.from_rows(edges), 14)


@cache
def graph_named(name: str) -> tuple[FlowGraph, Group]:
    if name in list_rounds():
        contacts, group, _, _ = sample(name)
        titles = {lane.id: str(lane.title) for lane in group.lanes}
        return choose_graph(summarise_flow(contacts, lane_titles=titles)), group
    if name == "sepsis":
        contacts, group = contacts_of(sepsis(REAL_LOGS), group="generisk")
        return choose_graph(summarise_flow(contacts)), group
    group = read_group("multisjuka_aldre")
    sizes = {"25-80": (25, 80), "25-80-langa": (25, 80), "40-120": (40, 120), "3-2": (3, 2)}
    drawn = {"25-80-langa": LONG * 9}.get(name, ())
    names = [f"{word} {at}" for at, word in enumerate(drawn)]
    return graph_of(*sizes[name], names=names, seed=len(name)), group


@cache
def geometry_of(name: str) -> FlowGeometry:
    graph, group = graph_named(name)
    return prepare_flow(graph, group=group, findings=findings(None, "SIP syns för 5 av 14."))


GROUPS = [name for name in list_rounds() if "en-person" not in name]
CASES = [*GROUPS, "25-80", "25-80-langa", "40-120", "3-2", "sepsis"]


@pytest.fixture(params=CASES)
def flow(request) -> FlowGeometry:
    if request.param == "sepsis":
        request.getfixturevalue("real_logs")
    save(draw_geometry(geometry_of(request.param)), f"gruppens-flode-{request.param}")
    return geometry_of(request.param)


def every_text(flow: FlowGeometry):
    """Return all texts but those inside boxes."""
    around = [*flow.texts, *(s.text for s in flow.stamps), *(f.text for f in flow.findings)]
    return [*around, *(i.text for i in flow.legend), *(lane.heading for lane in flow.lanes), *flow.labels]


def chains(flow: FlowGeometry) -> list[tuple[str, tuple[tuple[float, float], ...]]]:
    return [(" → ".join(line.edge), line.points) for line in flow.lines]


def test_nothing_lies_over_anything(flow):
    """No label meets a label, a box or a line; no box meets a box; all is inside the sheet."""
    texts = boxes_of(every_text(flow))
    boxes = [(box.name, box.box) for box in flow.boxes]
    assert overlapping(texts) == []
    assert overlapping(texts, boxes) == []
    assert overlapping(boxes) == []
    assert crossed(boxes_of(flow.labels), thick(flow)) == []
    assert crossed(texts, chains(flow)) == []
    assert outside([*texts, *boxes], Box(0, 0, flow.width, flow.height)) == []


def thick(flow: FlowGeometry):
    """Return each line's two edges: a thick line takes more room than its middle."""
    shifts = [(line, side * line.width / 2) for line in flow.lines for side in (-1, 1)]
    return [(" → ".join(line.edge), [(x, y + by) for x, y in line.points]) for line, by in shifts]


def test_no_line_goes_through_a_box(flow):
    """A line touches the edge of the box it leaves and of the one it enters, and no other."""
    boxes = [(box.name, box.box.grown(-0.5)) for box in flow.boxes]
    assert crossed(boxes, chains(flow)) == []
    placed = {box.name: box.box for box in flow.boxes}
    for line in flow.lines:
        source, target = (placed[name] for name in line.edge)
        assert line.points[0][0] == pytest.approx(source.right)
        assert source.top < line.points[0][1] < source.bottom
        assert line.points[-1][0] == pytest.approx(target.left)
        assert target.top < line.points[-1][1] < target.bottom


def test_lines_never_run_on_top_of_one_another(flow):
    """Two lines may cross, but never share a stretch: each can be followed with a finger."""
    rows = [(at, *a, *b) for at, line in enumerate(flow.lines) for a, b in pairwise(line.points)]
    for axis in (0, 1):
        flat = [r for r in rows if abs(r[1 + axis] - r[3 + axis]) < 1e-6 and r[2 - axis] != r[4 - axis]]
        by_place: dict[float, list[tuple]] = {}
        for row in flat:
            by_place.setdefault(round(row[1 + axis], 2), []).append(row)
        for same in by_place.values():
            for one, other in combinations(same, 2):
                if one[0] != other[0]:
                    low = max(min(one[2 - axis], one[4 - axis]), min(other[2 - axis], other[4 - axis]))
                    high = min(max(one[2 - axis], one[4 - axis]), max(other[2 - axis], other[4 - axis]))
                    assert high - low <= 1e-6, (flow.lines[one[0]].edge, flow.lines[other[0]].edge)


def test_texts_stay_inside_their_box(flow):
    """A long Swedish compound is broken, never written over the edge of its box."""
    for box in flow.boxes:
        written = boxes_of(box.texts)
        assert outside(written, box.box.grown(-2)) == []
        assert overlapping(written) == []
        assert overlapping(written, [(part.value, part.box) for part in box.parts]) == []
        assert outside([(part.value, part.box) for part in box.parts], box.box) == []


def test_crossings_are_counted(flow, capsys):
    """The number of crossings is known and printed; it stays below one for every third pair of lines."""
    crossings = count_crossings(line.points for line in flow.lines)
    pairs = len(flow.lines) * (len(flow.lines) - 1) / 2
    with capsys.disabled():
        print(f"\n{flow.title}: {len(flow.boxes)} boxes, {len(flow.lines)} lines, {crossings} crossings")  # noqa: T201
    assert crossings <= max(pairs / 3, 1)


@pytest.mark.parametrize("name", ["2026-var-multisjuka-aldre", "25-80"])
def test_boxes_keep_their_place_when_weak_lines_go(name):
    """With the same placement every box stands where it stood, though lines, loops and words are fewer."""
    graph, group = graph_named(name)
    first = geometry_of(name)
    kept = Placement.from_text(first.placement.to_text())
    edges = graph.edges.frame.sort_values("patients", kind="stable")
    fewer = replace(graph, edges=GraphEdges(edges.tail(len(edges) // 2).reset_index(drop=True)), sentence="")
    second = prepare_flow(fewer, group=group, placement=kept)
    assert {box.name: box.box for box in second.boxes} == {box.name: box.box for box in first.boxes}
    assert len(second.lines) < len(first.lines)


def test_boxes_keep_their_place_from_one_round_to_the_next():
    """The round after is laid out on the first one's placement: what both have stands in the same place."""
    first = geometry_of("2026-var-multisjuka-aldre")
    graph, group = graph_named("2027-var-multisjuka-aldre")
    second = prepare_flow(graph, group=group, placement=first.placement)
    before = {box.name: first.placement.cells[box.name] for box in first.boxes}
    after = {box.name: second.placement.cells[box.name] for box in second.boxes}
    both = set(before) & set(after)
    assert len(both) >= 10
    assert {name: before[name] for name in both} == {name: after[name] for name in both}
    assert crossed(boxes_of(second.labels), chains(second)) == []
    assert crossed([(b.name, b.box.grown(-0.5)) for b in second.boxes], chains(second)) == []


def test_a_placement_is_the_same_when_read_back():
    """What is stored as text gives the same picture."""
    graph, group = graph_named("2026-var-multisjuka-aldre")
    placement = geometry_of("2026-var-multisjuka-aldre").placement
    assert Placement.from_text(placement.to_text()) == placement
    again = draw_flow(graph, group=group, placement=Placement.from_text(placement.to_text()))
    assert again.svg == draw_flow(graph, group=group).svg


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"version": 9}', '{"version": 1, "lanes": 3}', "\x00"])
def test_a_damaged_placement_is_a_clear_sentence(text):
    """Nobody is shown a traceback because a file was half saved."""
    with pytest.raises(PictureError, match="placeringen"):
        Placement.from_text(text)


def test_a_placement_that_names_rows_it_does_not_have_is_refused():
    """Cells outside the lanes, two boxes in one cell, negative room: somebody changed the file by hand."""
    whole = geometry_of("3-2").placement
    name, other = list(whole.cells)[:2]
    broken = (
        replace(whole, cells={**whole.cells, name: (99, 0)}),
        replace(whole, cells={**whole.cells, name: whole.cells[other]}),
        replace(whole, cells={**whole.cells, name: (0, -1)}),
        replace(whole, gutters=(-3,)),
        replace(whole, label_room=float("nan")),
    )
    for placement in broken:
        with pytest.raises(PictureError, match="placeringen"):
            Placement.from_text(placement.to_text())


def test_the_same_flow_gives_the_same_bytes():
    """Rows in another order change nothing."""
    graph, group = graph_named("25-80")
    mixed = replace(
        graph,
        nodes=GraphNodes(graph.nodes.frame.sample(frac=1, random_state=1).reset_index(drop=True)),
        edges=GraphEdges(graph.edges.frame.sample(frac=1, random_state=2).reset_index(drop=True)),
    )
    assert draw_flow(graph, group=group).svg == draw_flow(graph, group=group).svg
    assert draw_flow(mixed, group=group).svg == draw_flow(graph, group=group).svg


def test_ids_are_unique_and_name_what_they_are():
    """A box's id holds its activity, a line's both."""
    flow = geometry_of("2026-var-multisjuka-aldre")
    ids = ids_of(draw_geometry(flow).svg)
    assert len(ids) == len(set(ids))
    assert {f"flow-box-{name_id(box.name)}" for box in flow.boxes} <= set(ids)
    assert {f"flow-line-{name_id(a)}-{name_id(b)}" for a, b in (line.edge for line in flow.lines)} <= set(ids)


def test_text_is_text_and_the_picture_says_what_it_is():
    """Words can be searched and read aloud; title and description are there."""
    flow = geometry_of("2026-var-multisjuka-aldre")
    picture = draw_geometry(flow)
    said = texts_of(picture.svg)
    assert "Läkarbesök" in said
    assert "13 av 14" in said
    assert picture.svg.count("<title>") > len(flow.boxes)
    assert flow.title in picture.alt
    assert 'role="img"' in picture.svg


def test_each_number_says_what_it_counts():
    """Boxes say "13 av 14"; the legend says of how many a line's number is; a pointer is told it in full."""
    flow = geometry_of("2026-var-multisjuka-aldre")
    assert any("personer av 14 · dagar" in item.text.lines[0] for item in flow.legend)
    for line in flow.lines:
        count = line.label.lines[0].removeprefix("⇄ ").partition(" ")[0]
        assert f"{count} av 14" in line.title
    for box in flow.boxes:
        assert any(text.lines[0].endswith("av 14") for text in box.texts)


def test_activities_are_named_in_the_language_of_the_picture():
    """In English boxes and lanes speak English, and no lane's name is cut."""
    with show_in("en"):
        contacts, group, _, _ = sample("2026-var-multisjuka-aldre")
        titles = {lane.id: str(lane.title) for lane in group.lanes}
        graph = choose_graph(summarise_flow(contacts, lane_titles=titles))
        flow = prepare_flow(graph, group=group)
        names = [" ".join(box.texts[0].lines) for box in flow.boxes]
        assert "Advice by phone" in names
        assert "Home visit" in names
        assert not {"Rådgivning telefon", "Hembesök"} & set(names)
        assert not [lane.heading.lines for lane in flow.lanes if lane.heading.lines[-1].endswith("…")]
        assert {end for line in flow.lines for end in line.edge} <= {box.name for box in flow.boxes}
    assert [fault for box in flow.boxes for fault in outside(boxes_of(box.texts), box.box)] == []


@pytest.mark.parametrize("patients", [0, 1, 2])
def test_one_or_two_persons_have_no_flow(patients):
    """They have their ways instead, and the sentence says so."""
    graph, group = graph_named("3-2")
    with pytest.raises(PictureError, match="minst tre personer"):
        draw_flow(replace(graph, patients=patients), group=group)


def test_beyond_its_limits_a_picture_refuses():
    """Too much, or nothing at all: a sentence says what to do."""
    group = read_group("multisjuka_aldre")
    with pytest.raises(PictureError, match="at_least"):
        draw_flow(graph_of(41, 60), group=group)
    with pytest.raises(PictureError, match="at_least"):
        draw_flow(graph_of(25, 121), group=group)
    empty = FlowGraph(GraphNodes.empty(), GraphEdges.empty(), 14)
    with pytest.raises(PictureError, match="build_graph"):
        draw_flow(empty, group=group)


HOSTILE = {
    "markup": ["<script>alert(1)</script>", "A & B", "\"citat\" 'enkel'", "]]>", "<!-- x -->"],
    "rtl_and_emoji": ["زيارة منزلية", "ביקור בית", "Hembesök 👩🏽‍⚕️🏠", "\u202eomvänt", "e\u0301" * 20],
    "long": ["x" * 200, "Å" * 200, "ett " * 50, "a\u00adb" * 60, "W" * 99],
    "controls": ["tab\tb", "rad\nrad", "noll\x00", "  många   mellanslag  "],
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_hostile_names_are_drawn_and_harm_nothing(kind, language):
    """Markup, other scripts, emoji and endless words: readable, inside their boxes, and never markup."""
    with show_in(language):
        flow = prepare_flow(graph_of(7, 12, names=HOSTILE[kind]), group=read_group("multisjuka_aldre"))
    for box in flow.boxes:
        assert outside(boxes_of(box.texts), box.box) == []
    svg = draw_geometry(flow).svg
    assert texts_of(svg)
    assert "<script" not in svg
    assert len(ids_of(svg)) == len(set(ids_of(svg)))
    svg.encode()


def test_forty_lanes_are_drawn():
    """Each in its own row, with nothing over anything."""
    flow = prepare_flow(graph_of(40, 60, lanes=40), group=read_group("multisjuka_aldre"))
    assert len(flow.lanes) == 40
    assert overlapping(boxes_of(every_text(flow))) == []
    assert crossed(boxes_of(flow.labels), chains(flow)) == []


def test_one_activity_that_repeats_is_a_box_that_says_so():
    """A loop is words in its box, not a line."""
    graph = graph_of(3, 9)
    loops = graph.edges.frame[lambda f: f["from_activity"] == f["to_activity"]].reset_index(drop=True)
    assert len(loops) == 3
    flow = prepare_flow(replace(graph, edges=GraphEdges(loops)), group=read_group("multisjuka_aldre"))
    assert flow.lines == ()
    for box in flow.boxes:
        assert any("igen: " in text.lines[0] for text in box.texts)


def test_a_bar_shows_the_shares_of_value():
    """5 of 14 gave something: the first piece is 5/14 of the bar, and a milestone has none."""
    flow = prepare_flow(graph_of(5, 3), group=read_group("multisjuka_aldre"))
    bars = {box.name: [part.box.width for part in box.parts] for box in flow.boxes if not box.is_milestone}
    for widths in bars.values():
        assert [round(width / sum(widths) * 14) for width in widths] == [5, 3, 4, 2]
    assert [box.parts for box in flow.boxes if box.is_milestone] == [()]


def test_what_is_only_proposed_is_hollow_and_said():
    """What nobody has rated has hollow pieces of its own in each bar, and the head says how much that is."""
    graph, group = graph_of(5, 3), read_group("multisjuka_aldre")
    rows = graph.nodes.frame.astype(object).to_dict("records")
    every = {"proposed_value_creating": 5, "proposed_necessary": 3, "proposed_not_value_creating": 4}
    some = {"proposed_value_creating": 2}
    proposed, mixed = (
        replace(
            graph,
            nodes=GraphNodes.from_rows(
                [{**row, **these, "only_proposed": sum(these.values())} for row in rows]
            ),
        )
        for these in (every, some)
    )
    flow = prepare_flow(proposed, group=group)
    assert all(part.is_hollow for box in flow.boxes for part in box.parts if part.value != "not_assessed")
    drawn = draw_geometry(flow).svg.split("flow-box-")[1]
    assert palette.CREATING not in drawn.replace(f'stroke="{palette.CREATING}"', "")
    assert "Ingen har bedömt: värdet i rutorna är bara förslag, för 48 kontakter." in flow.alt
    assert "bara förslag" in [item.text.lines[0] for item in flow.legend]
    flow = prepare_flow(mixed, group=group)
    bars = [box.parts for box in flow.boxes if not box.is_milestone]
    pieces = [(part.value, part.is_hollow, round(part.box.width / 14, 3)) for part in bars[0]]
    whole = sum(width for *_, width in pieces)
    assert [(value, hollow, round(14 * width / whole)) for value, hollow, width in pieces] == [
        ("value_creating", False, 3),
        ("necessary", False, 3),
        ("not_value_creating", False, 4),
        ("value_creating", True, 2),
        ("not_assessed", False, 2),
    ]
    assert "Av 48 värden i rutorna är 8 bara förslag." in flow.alt
    assert "förslag" not in prepare_flow(graph, group=group).alt


def test_without_a_basis_the_picture_is_stamped():
    """ "Underlag ej angivet" stands on it, and "Arbetsmaterial för teamet" always."""
    graph, group = graph_named("3-2")
    said = [stamp.text.lines[0] for stamp in prepare_flow(graph, group=group, has_basis=False).stamps]
    assert said == ["Underlag ej angivet", "Arbetsmaterial för teamet"]
    assert [s.text.lines[0] for s in prepare_flow(graph, group=group).stamps] == ["Arbetsmaterial för teamet"]


def test_a_count_that_pandas_does_not_have_is_no_number():
    """A median that is missing leaves only the count of persons."""
    graph, group = graph_named("3-2")
    blank = graph.edges.frame.assign(gap_days_median=pd.Series([None, None], dtype="float64"))
    flow = prepare_flow(replace(graph, edges=GraphEdges(blank)), group=group)
    assert all(" d" not in line.label.lines[0] for line in flow.lines)
