"""Overlaps worked out in columns agree with a slow walk along each line and over each box."""

from hypothesis import given, settings
from hypothesis import strategies as st

from flowmap.show.boxes import Box, bezier, count_crossings
from flowmap.show.room import Piece, Room, first_free
from tests.pictures import boxes_meet, lines_meet

numbers = st.integers(0, 40)
boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h), numbers, numbers, st.integers(1, 15), st.integers(1, 15)
)
lines = st.tuples(numbers, numbers, numbers, numbers).filter(lambda piece: piece[:2] != piece[2:])
STEPS = 400


def walks_through(box: Box, line: tuple[int, int, int, int]) -> bool:
    """Walk along the line in small steps and see whether any lies well inside the box."""
    x1, y1, x2, y2 = line
    inner = box.grown(-0.1)
    spots = ((x1 + (x2 - x1) * t / STEPS, y1 + (y2 - y1) * t / STEPS) for t in range(STEPS + 1))
    return any(inner.left < x < inner.right and inner.top < y < inner.bottom for x, y in spots)


@settings(deadline=None, max_examples=150)
@given(boxes, lines)
def test_a_line_through_a_box_is_seen(box, line):
    """Whatever a walk along the line finds inside the box, the columns find too; far lines they do not."""
    met = bool(lines_meet([box], [line])[0, 0])
    if walks_through(box, line):
        assert met
    if met:
        assert walks_through(box.grown(1.0), line)


@settings(deadline=None, max_examples=150)
@given(st.lists(boxes, min_size=1, max_size=8), st.lists(boxes, min_size=1, max_size=8))
def test_overlapping_boxes_are_those_that_overlap_one_by_one(some, others):
    """The table of overlaps equals asking each pair."""
    table = boxes_meet(some, others)
    assert table.tolist() == [[one.overlaps(other) for other in others] for one in some]


def piece_of(box: Box) -> Piece:
    return box.left, box.top, box.right, box.bottom


@settings(deadline=None, max_examples=100)
@given(st.lists(boxes, max_size=10), st.lists(lines, max_size=6), st.lists(boxes, min_size=1, max_size=6))
def test_room_gives_only_what_is_free(taken, strong, wanted):
    """A place that the room gives lies over no box and no line, and the first such one is given."""
    sheet = Box(0, 0, 60, 60)
    room = Room()
    for box in taken:
        room.take_box(box)
    room.take_lines([((a, b), (c, d)) for a, b, c, d in strong])
    near = room.around(sheet, inside=sheet)
    found = first_free((near.look(piece_of(box), 0), at) for at, box in enumerate(wanted))
    blocked = [
        not sheet.holds(box)
        or any(box.overlaps(other) for other in taken)
        or (bool(strong) and bool(lines_meet([box], strong).any()))
        for box in wanted
    ]
    assert found == (blocked.index(False) if False in blocked else None)


def test_quiet_lines_are_avoided_where_there_is_room():
    """A label goes off a quiet line if it can, and over it if it must."""
    sheet, on_line, off_line = Box(0, 0, 100, 100), Box(10, 10, 30, 20), Box(10, 40, 30, 50)
    room = Room()
    room.take_lines([((0, 15), (100, 15))], is_quiet=True)
    near = room.around(sheet, inside=sheet)
    assert first_free((near.look(piece_of(box)), box) for box in (on_line, off_line)) == off_line
    assert first_free((near.look(piece_of(box)), box) for box in (on_line,)) == on_line


@settings(deadline=None, max_examples=60)
@given(st.lists(boxes, max_size=8), st.lists(boxes, max_size=8))
def test_what_was_taken_since_is_free_again(before, since):
    """Back at what was noted, a room gives what it gave then, and takes as it did."""
    sheet = Box(0, 0, 60, 60)
    room, other = Room(), Room()
    for box in before:
        room.take_box(box)
        other.take_box(box)
    noted = room.note()
    for box in since:
        room.take_box(box)
    room.back_to(noted)
    for box in since[:1]:
        room.take_box(box)
        other.take_box(box)
    near, same = room.around(sheet, inside=sheet), other.around(sheet, inside=sheet)
    assert [near.look(piece_of(box)) for box in since] == [same.look(piece_of(box)) for box in since]


@settings(deadline=None, max_examples=60)
@given(st.lists(boxes, max_size=8), st.floats(0, 60), st.floats(0, 60))
def test_an_upright_line_reaches_as_far_as_no_box_stands_in_its_way(taken, x, y):
    """Up to the nearest box above and down to the nearest below, the line passes none that begins beyond."""
    room = Room()
    for box in taken:
        room.take_box(box)
    sheet = Box(0, 0, 60, 60)
    over, under = room.around(sheet, inside=sheet).clear_above_and_below(x, top=y, bottom=y)
    column = [box for box in taken if box.left < x < box.right]
    assert all(box.bottom <= over or box.top >= y for box in column)
    assert all(box.top >= under or box.bottom <= y for box in column)


def test_crossings_are_counted_once_a_pair():
    """Two lines that cross count one; those that share an end, or lie apart, none."""
    assert count_crossings([((0, 0), (10, 10)), ((0, 10), (10, 0))]) == 1
    assert count_crossings([((0, 0), (10, 10)), ((10, 10), (20, 0))]) == 0
    assert count_crossings([((0, 0), (10, 0)), ((0, 5), (10, 5))]) == 0
    assert count_crossings([]) == 0


def test_a_curve_begins_and_ends_where_it_says():
    """The chain that stands for a curve has its ends."""
    chain = bezier(((0, 0), (5, 0), (5, 10), (10, 10)))
    assert chain[0] == (0, 0)
    assert chain[-1] == (10, 10)
