"""What the template is filled with is what reading gives back: nothing lost, nothing changed."""

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path

import pandas as pd
import pytest

from flowmap.errors import InputError
from flowmap.group import Group, read_group
from flowmap.journal import check_journal, read_journal, write_template
from flowmap.journal.fields import JOURNAL_SHEETS, SHEETS, Field, Holds
from flowmap.records import JournalName
from flowmap.tables import Journal
from flowmap.workspace import BasisSetting, RoundSettings

WRITTEN: Mapping[Holds, object] = {
    Holds.CODE: "P07",
    Holds.DATE: date(2026, 3, 1),
    Holds.CLOCK: time(14, 30),
    Holds.NUMBER: 4,
    Holds.TICK: True,
}
TEXTS = {
    "in_short": "ringde om sår",
    "unit": "Arjeplogs hälsocentral",
    "staff": "ssk A",
    "purpose": "sår",
    "own_note": "bara för mig",
    "until": date(2026, 3, 5),
    "until_clock": time(9, 15),
    "end_on": date(2026, 5, 1),
    "window_end": date(2026, 6, 30),
    "important_to_me": "Att få bo hemma",
    "age_group": "80–84",
    "sex": "kvinna",
    "municipality": "Arjeplog",
    "home_place": "Slagnäs",
    "why_changed": "efter fall",
    "figure": "andel med fast vårdkontakt",
    "source": "kommunens statistik",
    "marker": "",
}


@pytest.fixture(scope="module")
def group() -> Group:
    return read_group("multisjuka_aldre")


def _written(field: Field, group: Group, *, is_band: bool) -> object:
    if field.key in TEXTS:
        return TEXTS[field.key]
    if field.holds is Holds.LISTED:
        return next(activity.name for activity in group.activities if activity.is_band == is_band)
    return field.choices[0] if field.choices else WRITTEN[field.holds]


def _rows(group: Group) -> dict[str, list[dict[str, object]]]:
    """Return a row for each sheet with something in every field."""
    return {
        sheet.key: [{f.key: _written(f, group, is_band=sheet.key == "bands") for f in sheet.fields}]
        for sheet in SHEETS
    }


@pytest.fixture(scope="module")
def back(group: Group, tmp_path_factory: pytest.TempPathFactory) -> Journal:
    path = tmp_path_factory.mktemp("round") / "journal.xlsx"
    return read_journal(write_template(path, group=group, rows=_rows(group)).path, group=group)


def test_every_row_is_an_entry_and_nothing_is_a_problem(back: Journal) -> None:
    assert back.rows.balances()
    assert back.rows.entries == len(JOURNAL_SHEETS) + 1
    assert back.problems.frame["rule"].tolist() == []


def test_every_cell_of_a_journal_sheet_comes_back(back: Journal, group: Group) -> None:
    entries = back.entries.frame
    assert entries["journal"].tolist() == [str(sheet.journal) for sheet in JOURNAL_SHEETS]
    for row in entries.to_dict("records"):
        assert (row["patient"], row["start"], row["end"]) == (
            "P07",
            pd.Timestamp(2026, 3, 1, 14, 30),
            pd.Timestamp(2026, 3, 5, 9, 15),
        )
        assert (row["activity_text"], row["mode"], row["kind"]) == (
            group.activities[0].name,
            "visit",
            "contact",
        )
        assert (row["started_by"], row["planned"], row["status"]) == ("care", "planned", "done")
        assert (row["profession"], row["purpose"], row["in_short"]) == ("läkare", "sår", "ringde om sår")
        assert row["unsure"]
        assert row["has_clock"]
        assert row["end_has_clock"]


def test_an_own_note_never_passes_the_door(back: Journal) -> None:
    frames = [back.entries.frame, back.bands.frame, back.patients.frame]
    assert not any("bara för mig" in frame.to_csv() for frame in frames)


def test_the_sheets_beside_come_back(back: Journal) -> None:
    [band] = back.bands.frame.to_dict("records")
    assert (band["start_on"], band["end_on"]) == (datetime(2026, 3, 1), datetime(2026, 5, 1))
    assert (band["times_per_week"], band["visits"], band["why_changed"]) == (4, 4, "efter fall")
    [person] = back.patients.frame.to_dict("records")
    assert (person["age_group"], person["home_place"]) == ("80–84", "Slagnäs")
    assert (person["important_to_me"], person["important_by"]) == ("Att få bo hemma", "person")
    assert (person["window_start"], person["window_end"]) == (datetime(2026, 3, 1), datetime(2026, 6, 30))
    assert set(back.coverage.frame["coverage_status"]) == {"whole"}
    assert len(back.coverage) == 5
    [place] = back.places.frame.to_dict("records")
    assert (place["home_place"], place["unit"], place["km"]) == ("Slagnäs", "Arjeplogs hälsocentral", 4)
    [figure] = back.population.frame.to_dict("records")
    assert (figure["numerator"], figure["on"]) == (4, datetime(2026, 3, 1))


def test_a_filled_template_is_checked_by_the_same_words(back: Journal, group: Group) -> None:
    found = check_journal(back, group=group, today=date(2026, 12, 31)).frame
    assert "activity_unknown" not in set(found["rule"])


def test_an_empty_template_says_that_no_row_is_filled_in_yet(group: Group, tmp_path: Path) -> None:
    path = write_template(tmp_path / "journal.xlsx", group=group).path
    with pytest.raises(InputError, match=r"journal\.xlsx"):
        read_journal(path, group=group)


def test_the_basis_asks_for_what_was_read_and_not_for_what_may_not_be(group: Group, tmp_path: Path) -> None:
    rows: dict[str, list[dict[str, object]]] = {
        "health_centre": [{"patient": "P01", "date": date(2026, 3, 1), "activity": "Läkarbesök"}],
        "coverage": [
            {"patient": "P01", "coverage_inpatient": "not_allowed", "coverage_municipal_health": "part"}
        ],
    }
    path = write_template(tmp_path / "journal.xlsx", group=group, rows=rows).path
    consent = BasisSetting(patients=("P01",), journals=(JournalName.HEALTH_CENTRE,), basis="consent")
    settings = RoundSettings(group="multisjuka_aldre", basis=(consent,))
    frame = read_journal(path, group=group, settings=settings).basis.frame
    assert frame["journal"].tolist() == ["health_centre", "municipal_health"]
    assert frame["basis"].isna().tolist() == [False, True]
