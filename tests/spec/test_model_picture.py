"""The model that pm4py discovered, as a picture: readable, or said in words instead."""

from dataclasses import dataclass
from itertools import pairwise

import pytest

from flowmap.errors import PictureError
from flowmap.show import draw_model
from flowmap.show.model_picture import HIGHEST, WIDEST
from tests.pictures import ids_of, texts_of


@dataclass(frozen=True)
class Node:
    id: str
    holds: str
    name: str
    x: float
    y: float
    width: float = 100.0
    height: float = 60.0


@dataclass(frozen=True)
class Edge:
    id: str
    points: tuple[tuple[float, float], ...]


def chain(
    activities: int, *, name: str = "Läkarbesök", apart: float = 150.0
) -> tuple[list[Node], list[Edge]]:
    """Return activities in a row between a start and an end, joined by arrows."""
    tasks = [Node(f"n{at}", "task", name, 60 + at * apart, 0) for at in range(activities)]
    last = 60 + activities * apart
    nodes = [Node("s", "start", "", 0, 20, 20, 20), *tasks, Node("e", "end", "", last, 20, 20, 20)]
    pairs = pairwise(nodes)
    edges = [Edge(f"e{at}", ((a.x + a.width, 30), (b.x, 30))) for at, (a, b) in enumerate(pairs)]
    return nodes, edges


def test_a_small_model_is_drawn_with_its_words():
    """Activities are boxes with their names as text; choices are × and what runs side by side is +."""
    nodes, edges = chain(3)
    nodes += [Node("x", "choice", "", 0, 100, 40, 40), Node("p", "parallel", "", 80, 100, 40, 40)]
    picture = draw_model(nodes, edges)
    assert texts_of(picture.svg).count("Läkarbesök") == 3
    assert {"×", "+"} <= set(texts_of(picture.svg))
    assert len(ids_of(picture.svg)) == len(set(ids_of(picture.svg)))
    assert "3 aktiviteter" in picture.alt
    assert draw_model(nodes, edges).svg == picture.svg


@pytest.mark.parametrize("side", ["wide", "high"])
def test_a_model_too_large_to_read_is_said_in_words(side):
    """Letters that nobody can read help nobody: the sentence says what to do."""
    nodes, edges = (
        chain(30) if side == "wide" else ([Node("a", "task", "A", 0, 0), Node("b", "task", "B", 0, 3000)], [])
    )
    with pytest.raises(PictureError, match="i ord"):
        draw_model(nodes, edges)


def test_what_is_drawn_stays_within_what_a_projector_shows():
    """The widest model that is drawn is no wider than its limit."""
    picture = draw_model(*chain(18))
    assert picture.width <= WIDEST
    assert picture.height <= HIGHEST


@pytest.mark.parametrize("count", [0, 301])
def test_nothing_and_far_too_much_are_refused(count):
    """Zero parts, or more than 300."""
    with pytest.raises(PictureError, match="300"):
        draw_model([Node(f"n{at}", "task", "A", 0, 0) for at in range(count)], [])


def test_names_are_never_markup():
    """Markup and endless words stay in their box as text."""
    picture = draw_model(*chain(2, name="<script>alert(1)</script> " + "lång" * 60))
    assert "<script" not in picture.svg
    assert all(len(text) < 30 for text in texts_of(picture.svg))
