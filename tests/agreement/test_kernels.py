"""The kernels on coded columns say what plain lists say, also where codes are too many for one way of counting."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowmap.tables import segments
from flowmap.tables.segments import count_keys, first_in_group, groups_with, next_marked, pack, unpack

SIZES = st.sampled_from([1, 2, 7, 300, 40_000, 1 << 20, 1 << 40])


@st.composite
def columns(draw: st.DrawFn) -> tuple[list[int], list[np.ndarray]]:
    sizes = draw(
        st.lists(SIZES, min_size=1, max_size=3).filter(lambda s: np.prod([float(x) for x in s]) < 2**62)
    )
    rows = draw(st.integers(0, 30))
    return sizes, [
        np.array(draw(st.lists(st.integers(0, size - 1), min_size=rows, max_size=rows)), dtype=np.int64)
        for size in sizes
    ]


@given(columns())
def test_packed_columns_come_apart_again_and_sort_as_they_do(
    made: tuple[list[int], list[np.ndarray]],
) -> None:
    """Narrow keys and wide ones alike."""
    sizes, parts = made
    keys = pack(parts, sizes)
    assert [column.tolist() for column in unpack(keys, sizes)] == [part.tolist() for part in parts]
    rows = list(zip(*(part.tolist() for part in parts), strict=True))
    assert [rows[place] for place in np.argsort(keys, kind="stable")] == sorted(rows)


@given(st.lists(st.integers(0, 5000)), st.sampled_from([5001, 1 << 30]))
def test_keys_are_counted_in_bins_or_by_sorting(keys: list[int], limit: int) -> None:
    """Both ways count alike."""
    found, counts = count_keys(np.array(keys, dtype=np.int64), limit)
    assert dict(zip(found.tolist(), counts.tolist(), strict=True)) == Counter(keys)
    assert found.tolist() == sorted(found.tolist())


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4))).map(sorted),
    st.sampled_from([5, 1 << 22, 1 << 34]),
    st.sampled_from([1, 1 << 15]),
)
def test_the_first_of_each_group_is_found_on_a_board_or_by_order(
    rows: list[tuple[int, int]], size: int, block: int
) -> None:
    """However wide the codes and however long the stretches that are looked at together."""
    group = np.array([g for g, _ in rows], dtype=np.int32)
    codes = np.array([c for _, c in rows], dtype=np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "_BLOCK", block)
        first = first_in_group(group, codes, size=size)
        assert first.tolist() == [row not in rows[:place] for place, row in enumerate(rows)]
        if size == 5:
            with_code = groups_with(group, codes, size=size).tolist()
            assert with_code == [len({g for g, c in rows if c == code}) for code in range(size)]


def test_a_group_longer_than_a_block_is_looked_at_whole() -> None:
    """Places on the board would not fit in 16 bits: such a group is sorted instead."""
    codes = np.resize(np.arange(300), 70_000)
    first = first_in_group(np.zeros(70_000, dtype=np.int32), codes, size=300)
    assert np.flatnonzero(first).tolist() == list(range(300))


@given(
    st.lists(st.tuples(st.integers(0, 4), st.booleans())).map(lambda rows: sorted(rows, key=lambda r: r[0]))
)
def test_the_next_marked_row_is_of_the_same_group(rows: list[tuple[int, bool]]) -> None:
    """It lies after the row, and never in another group."""
    found = next_marked(np.array([m for _, m in rows], dtype=np.bool_), np.array([g for g, _ in rows]))
    for row, (group, _) in enumerate(rows):
        later = [n for n in range(row + 1, len(rows)) if rows[n] == (group, True)]
        assert found[row] == (later[0] if later else -1)
