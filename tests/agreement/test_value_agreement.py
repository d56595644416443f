"""Voices, days and the importer agree with slow, obvious references over plain lists."""

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from flowmap.group import Group, read_group
from flowmap.records import Reason, Speaker, Stamp
from flowmap.tables import Ratings, shape_columns
from flowmap.value import colour_days, read_ratings, tag_contacts
from tests.drawing_paths import paths

GROUP: Group = read_group("generisk")
SCALE = ("value_creating", "necessary", "not_value_creating")
EVENTS = 4
FIRST = date(2026, 3, 1)
REASONS = [reason.value for reason in Reason]

given_ratings = st.lists(
    st.tuples(
        st.integers(1, EVENTS),
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from(["team", "team", "team!", "person", "relative"]),
        st.sampled_from([*SCALE, "not_assessed", None]),
        st.sampled_from([None, "waiting", "double", "got_answer"]),
        st.integers(0, 3),
    ),
    max_size=25,
)


def build(rows) -> Ratings:
    records = [
        {
            "event_id": event,
            "rater": f"{role.strip('!')} {letter}",
            "role": role.strip("!"),
            "value": value,
            "reason": reason,
            "comment": "",
            "rating_basis": "consensus" if role == "team!" else None,
            "coding_id": "",
            "rated_at": datetime(2026, 5, 1 + day),
            "points_back_to": "",
        }
        for event, letter, role, value, reason, day in rows
    ]
    frame = pd.DataFrame(records, columns=[column.name for column in Ratings.columns])
    frame["event_id"] = frame["event_id"].astype("int64")
    return Ratings(shape_columns(frame, Ratings.columns))


def standing(rows):
    """The last record of each stream, oldest first by day and then as given; withdrawn ones go."""
    last = {}
    for _, row in sorted(enumerate(rows), key=lambda item: (item[1][5], item[0])):
        event, letter, role, *_ = row
        last[event, "" if role == "team!" else letter, role] = row
    return [row for row in last.values() if row[3] is not None]


def reference(rows, event):
    """Return person's value, who, whether speakers differ, team's value, basis, dispute, team's reason."""
    here = [row for row in standing(rows) if row[0] == event]
    speakers = sorted(row for row in here if row[2] in {"person", "relative"} and row[3] in SCALE)
    speakers.sort(key=lambda row: (list(Speaker).index(Speaker(row[2])), row[1]))
    person, by = (speakers[0][3], speakers[0][2]) if speakers else ("not_assessed", None)
    differ = len({row[3] for row in speakers}) > 1
    together = [row for row in here if row[2] == "team!"]
    if together:
        return person, by, differ, together[0][3], "consensus", False, together[0][4]
    alone = [row for row in here if row[2] == "team"]
    values = [row[3] for row in alone if row[3] in SCALE]
    if len(set(values)) > 1:
        return person, by, differ, "not_assessed", None, True, None
    counted = Counter(row[4] for row in alone if row[4])
    reason = min(counted, key=lambda r: (-counted[r], REASONS.index(r))) if counted else None
    basis = None if not values else "one_rater" if len(values) == 1 else "raters_agree"
    return person, by, differ, values[0] if values else "not_assessed", basis, False, reason


@settings(deadline=None, max_examples=80)
@given(given_ratings)
def test_voices_agree_with_the_reference(rows) -> None:
    way = "date |\n" + "2026-03-01 |\n" * EVENTS
    frame = tag_contacts(paths(way), GROUP, ratings=build(rows)).frame
    columns = ["person_value", "person_by", "speakers_differ", "team_value", "rating_basis", "disputed"]
    columns += ["team_reason"]
    found = frame[columns].astype(object)
    found = found.where(found.notna(), None)
    for event in range(1, EVENTS + 1):
        seen = list(found.iloc[event - 1])
        expected = list(reference(rows, event))
        if expected[1] is None:  # who spoke stands even where they did not assess
            seen[1] = None
        assert seen == expected
        drawn = frame["voice"].iloc[event - 1]
        person, team = expected[0] != "not_assessed", expected[3] != "not_assessed" or expected[5]
        assert drawn == ("person" if person else "team" if team else "none")


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from([*SCALE, None])), max_size=12),
    st.integers(0, 4),
    st.integers(5, 9),
)
def test_coloured_days_agree_with_the_reference(contacts, first, last) -> None:
    contacts = sorted(contacts, key=lambda item: item[0])
    way = "date |\n" + "".join(f"{FIRST + timedelta(days=day)} |\n" for day, _ in contacts)
    window = "patient | window_start | window_end |\n"
    window += f"P01 | {FIRST + timedelta(days=first)} | {FIRST + timedelta(days=last)} |"
    rows = [(n, "A", "person", value, None, 0) for n, (_, value) in enumerate(contacts, start=1)]
    drawn = paths(way if contacts else "date |\n2026-03-01 |", patients=window)
    days = colour_days(tag_contacts(drawn, GROUP, ratings=build(rows))).frame
    seen = days.loc[days["voice"] == "person", "colour"].tolist()
    expected = []
    for day in range(first, last + 1):
        values = {value for on, value in contacts if on == day}
        order = ("value_creating", "green"), ("necessary", "amber"), ("not_value_creating", "red")
        expected.append(next((colour for value, colour in order if value in values), "empty"))
    assert seen == expected


answers = st.dictionaries(
    st.tuples(st.integers(1, EVENTS), st.sampled_from(["ssk A", "läk A"])),
    st.sampled_from(["gav mig något", "gav mig inget", "0"]),
    max_size=5,
)


@settings(deadline=None, max_examples=30)
@given(st.lists(answers, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_files_in_any_order_give_the_same_and_twice_gives_nothing_new(files, shuffled) -> None:
    way = "date |\n" + "2026-03-01 |\n" * EVENTS
    contacts = tag_contacts(paths(way), GROUP).stamped(Stamp("r1"))
    at = datetime(2026, 5, 1)
    with TemporaryDirectory() as folder:
        written = []
        for number, rows in enumerate(files):
            lines = [f"{event};{rater};team;{value}" for (event, rater), value in rows.items()]
            path = Path(folder) / f"{number}.csv"
            path.write_text("\n".join(["event_id;rater;role;value", *lines, ""]), encoding="utf-8")
            written.append(path)
        one = read_ratings(written, contacts, group=GROUP, taken_in_at=at)
        shuffled.shuffle(written)
        other = read_ratings(written, contacts, group=GROUP, taken_in_at=at)
        pd.testing.assert_frame_equal(one.ratings.frame, other.ratings.frame)
        pd.testing.assert_frame_equal(one.rows.frame, other.rows.frame)
        again = read_ratings(written, contacts, group=GROUP, taken_in_at=at, kept=one.ratings)
    assert len(again.ratings) == 0
    said = {key: {rows[key] for rows in files if key in rows} for rows in files for key in rows}
    expected = {key for key, values in said.items() if values in ({"gav mig något"}, {"gav mig inget"})}
    found = one.ratings.frame
    assert set(zip(found["event_id"], found["rater"], strict=True)) == expected
