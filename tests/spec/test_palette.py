"""Colours: readable for tired eyes, in grey print and for the colour-blind; and never alone."""

from itertools import combinations

import pytest

from flowmap.show.palette import (
    MARK_PAIRS,
    TEXT_PAIRS,
    VALUE_EDGES,
    VALUE_FILLS,
    VALUE_SYMBOLS,
    contrast,
    difference,
    seen_by,
)

EYES = ("protan", "deutan", "tritan", "grey")
JUST_NOTICEABLE = 2.3


@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_has_contrast_enough(ink, ground):
    """Every text on what it lies on: 4.5 to 1 (WCAG 2.1 AA)."""
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("ink", "ground"), MARK_PAIRS)
def test_marks_and_lines_have_contrast_enough(ink, ground):
    """Edges, lines and bars on every lane: 3 to 1 (WCAG 2.1 AA)."""
    assert contrast(ink, ground) >= 3


@pytest.mark.parametrize("eyes", EYES)
def test_values_are_told_apart_by_all_eyes(eyes):
    """What gave something, was needed, gave nothing and is not assessed look different to everybody."""
    for one, other in combinations(VALUE_FILLS.values(), 2):
        assert difference(seen_by(one, eyes), seen_by(other, eyes)) > 4 * JUST_NOTICEABLE


def test_in_grey_print_values_keep_their_order_of_darkness():
    """Blue prints darkest, then orange, then grey: never the two assessed ones alike."""
    greys = [seen_by(VALUE_FILLS[v], "grey") for v in ("value_creating", "not_value_creating", "necessary")]
    assert greys == sorted(greys)
    assert contrast(greys[0], greys[1]) > 2


def test_no_value_is_told_by_colour_alone():
    """Each assessed value has a symbol of its own, and hollow marks an edge of their own."""
    symbols = [VALUE_SYMBOLS[v] for v in ("value_creating", "necessary", "not_value_creating")]
    assert len(set(symbols)) == 3
    assert all(symbols)
    assert len(set(VALUE_EDGES.values())) == 4


def test_the_trap_is_known():
    """Okabe and Ito's blue and vermilion are nearly alike in grey (1.34 to 1): that pair is not used."""
    assert contrast("#0072B2", "#D55E00") == pytest.approx(1.34, abs=0.01)
    assert contrast(VALUE_FILLS["value_creating"], VALUE_FILLS["not_value_creating"]) > 1.8
