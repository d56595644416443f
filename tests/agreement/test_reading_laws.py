"""Laws of reading: every row is accounted for, and neither order nor format decides what is read."""

from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowmap.errors import InputError
from flowmap.journal import read_journal

FEW = settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
DAYS = st.sampled_from(["2026-03-01", "1/3 2026", "20260301 14:30", "46082", "1/3", "i går", ""])
ROWS = st.fixed_dictionaries(
    {
        "case": st.sampled_from(["a", "b", "19390307-2391", "390307-2391", ""]),
        "act": st.sampled_from(["Besök", "Prov", "ring 070-123 45 67", ""]),
        "time": DAYS,
        "until": DAYS,
        "gone": st.sampled_from(["true", "false", ""]),
        "how": st.sampled_from(["telefon", "fax", "x" * 30, ""]),
        "who": st.sampled_from(["Anna", "ssk A", ""]),
    }
)
COLUMNS = {
    "columns": {
        "patient": "case",
        "activity": "act",
        "start": "time",
        "end": "until",
        "mode": "how",
        "staff": "who",
    },
    "excluded": {"gone": ["true"]},
}
KEY = b"k" * 32


def read(source: object) -> pd.DataFrame | None:
    """Return the entries in the order of their ids; ``None`` where nothing was filled in."""
    try:
        journal = read_journal(source, columns=COLUMNS, key=KEY)
    except InputError:
        return None
    assert journal.rows.balances()
    assert journal.rows.entries == len(journal.entries)
    frame = journal.entries.frame.drop(columns=["file", "row"])
    return frame.sort_values("entry_id", ignore_index=True)


@FEW
@given(st.lists(ROWS, max_size=12), st.randoms(use_true_random=False))
def test_the_same_rows_in_another_order_are_the_same_entries(
    rows: list[dict[str, str]], chance: object
) -> None:
    """Ids, persons and cells follow what a row says, never where it stands."""
    frame = pd.DataFrame(rows, columns=["case", "act", "time", "until", "gone", "how", "who"], dtype=object)
    order = list(range(len(frame)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    one, other = read(frame), read(frame.iloc[order])
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        pd.testing.assert_frame_equal(one, other)


@FEW
@given(rows=st.lists(ROWS, min_size=1, max_size=12))
def test_a_text_file_a_parquet_file_and_a_frame_say_the_same(
    rows: list[dict[str, str]], tmp_path: Path
) -> None:
    """The format makes no difference."""
    frame = pd.DataFrame(rows, dtype=object)
    frame.to_csv(tmp_path / "a.csv", index=False, sep=";")
    frame.to_parquet(tmp_path / "a.parquet")
    first = read(frame)
    for path in (tmp_path / "a.csv", tmp_path / "a.parquet"):
        other = read(path)
        assert (first is None) == (other is None)
        if first is not None and other is not None:
            pd.testing.assert_frame_equal(first, other)


@FEW
@given(st.lists(ROWS, min_size=1, max_size=12))
def test_every_row_of_a_frame_is_counted_once(rows: list[dict[str, str]]) -> None:
    """Excluded rows are those taken back; rejected ones lack a person, a day or what happened."""
    try:
        journal = read_journal(pd.DataFrame(rows, dtype=object), columns=COLUMNS, key=KEY)
    except InputError:
        assert not any(any(row.values()) for row in rows)
        return
    good = {"2026-03-01", "1/3 2026", "20260301 14:30", "46082"}
    blank = [not any(row.values()) for row in rows]
    excluded = [row["gone"] == "true" for row in rows]
    kept = [
        row["gone"] != "true"
        and row["case"]
        and row["act"]
        and row["time"] in good
        and row["until"] in {*good, ""}
        for row in rows
    ]
    counts = journal.rows
    assert counts.entries == sum(map(bool, kept))
    assert (counts.excluded, counts.blank) == (sum(excluded), sum(blank))
    assert counts.read == len(rows)
