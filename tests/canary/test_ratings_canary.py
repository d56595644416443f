"""Whatever is typed into a rating file, no identifier reaches a table, a message or the store."""

from datetime import datetime

import pytest

from flowmap.group import read_group
from flowmap.rounds import keep_ratings, open_store
from flowmap.value import read_ratings, tag_contacts
from tests.drawing_paths import paths

PLANTED = ["19121212-1212", "121212 1212", "070-123 45 67", "anna.andersson@example.se", "191212–1212"]
FIELDS = ["event_id", "rater", "role", "value", "reason", "comment"]
FIELDS += ["rating_basis", "points_back_to", "round_id", "coding_id"]
GOOD = {"event_id": "1", "rater": "ssk A", "role": "team", "value": "gav mig inget", "reason": "väntan"}
AT = datetime(2026, 5, 1)


@pytest.mark.parametrize("planted", PLANTED)
def test_an_identifier_in_any_cell_or_name_stays_outside(tmp_path, planted) -> None:
    group = read_group("bas")
    contacts = tag_contacts(paths("date |\n" + "2026-03-01 |\n" * 12), group)
    rows = [GOOD]
    rows += [
        {**GOOD, "event_id": str(number), field: planted} for number, field in enumerate(FIELDS, start=2)
    ]
    lines = [";".join(row.get(field, "") for field in FIELDS) for row in rows]
    path = tmp_path / f"{planted}.csv"
    path.write_text("\n".join([";".join(FIELDS), *lines, ""]), encoding="utf-8")
    taken = read_ratings(path, contacts, group=group, taken_in_at=AT)
    with open_store(tmp_path / "rounds.sqlite") as store:
        keep_ratings(store, taken.ratings, round_id="r1", patients=taken.patients, taken_in_at=AT)
    assert len(taken.ratings) >= 1
    tables = (taken.ratings, taken.rows, taken.problems)
    seen = "".join(table.frame.to_csv() for table in tables).encode()
    seen += str(taken.patients).encode() + (tmp_path / "rounds.sqlite").read_bytes()
    assert planted.encode() not in seen
    assert planted.replace("-", "").replace(" ", "").encode() not in seen
