"""Reading the template's sheets: what each row becomes, and what is said of cells that cannot be read."""

from pathlib import Path

import pandas as pd
import pytest

from flowmap.errors import InputError
from flowmap.group import read_group
from flowmap.journal import read_journal
from flowmap.tables import Journal
from flowmap.workspace import RoundSettings
from tests.drawing import drawn
from tests.sheets import Grid, grid, text_file, workbook

GROUP = read_group("bas")


def read(folder: Path, sheets: dict[str, str | Grid]) -> Journal:
    return read_journal(workbook(folder / "runda.xlsx", sheets), group=GROUP)


def shown(frame: pd.DataFrame, columns: str) -> list[list[str]]:
    """Return the columns' cells as text, missing ones as an empty text."""
    return [["" if pd.isna(cell) else str(cell) for cell in row] for row in frame[columns.split()].to_numpy()]


def expected(text: str) -> list[list[str]]:
    return [["" if cell is None else cell for cell in row] for row in drawn(text).to_numpy().tolist()]


def rules(journal: Journal) -> list[tuple[int, str, str]]:
    """Return row, heading and rule of every problem, notes on how files were read left out."""
    frame = journal.problems.frame
    frame = frame[frame["rule"] != "file_read_as"]
    return sorted(zip(frame["row"], frame["column"], frame["rule"], strict=True))


def test_a_row_of_a_journal_sheet_becomes_an_entry(tmp_path: Path) -> None:
    """A reviewer types one row a contact, with the template's words."""
    journal = read(
        tmp_path,
        {
            "Hälsocentral": """
            | P   | Datum      | Tid   | Aktivitet  | Hur     | Med/om | Vem tog kontakt | Yrke   | Osäker |
            | P01 | 2026-03-01 | 14:30 | Läkarbesök | Besök   | med    | vården          | läkare |        |
            | P01 | 2026-03-02 |       | Rapport    | Telefon | om     |                 | dsk    | x      |
            """
        },
    )
    frame = journal.entries.frame
    assert shown(frame, "patient journal start has_clock activity_text row") == expected(
        """
        | patient | journal       | start               | clock | text       | row |
        | P01     | health_centre | 2026-03-01 14:30:00 | True  | Läkarbesök | 2   |
        | P01     | health_centre | 2026-03-02 00:00:00 | False | Rapport    | 3   |
        """
    )
    assert shown(frame, "mode kind started_by profession unsure") == expected(
        """
        | mode  | kind    | by   | profession         | unsure |
        | visit | contact | care | läkare             | False  |
        | phone | about   |      | distriktssköterska | True   |
        """
    )
    assert rules(journal) == []
    assert journal.rows.read == 2


def test_headings_may_stand_below_titles_and_be_written_in_other_ways(tmp_path: Path) -> None:
    """Somebody put a title on top, wrote headings in English or capitals, and hid nothing from us."""
    journal = read(
        tmp_path,
        {
            "Slutenvård": [
                ["Granskning av journaler, våren 2026"],
                [],
                ["PERSONKOD", "  from ", "Till", "Activity", "HOW?"],
                ["p 1", "2026-03-10", "2026-03-19", "Vårdtillfälle", "besok"],
            ]
        },
    )
    entry = journal.entries.frame.iloc[0]
    assert (entry["patient"], entry["is_stay"], entry["mode"], entry["row"]) == ("P01", True, "visit", 4)
    assert str(entry["end"]) == "2026-03-19 00:00:00"


def test_a_cell_that_cannot_be_read_is_told_with_row_and_heading(tmp_path: Path) -> None:
    """The reviewer wants to know which cells are wrong, by row, and what to write instead."""
    journal = read(
        tmp_path,
        {
            "Hälsocentral": """
            | P    | Datum      | Tid   | Aktivitet  | Hur  |
            | P01  | 1/3        |       | Läkarbesök |      |
            | P01  | 2026-02-30 |       | Läkarbesök |      |
            | P01  |            |       | Läkarbesök |      |
            | P01  | 2026-03-01 |       |            |      |
            |      | 2026-03-01 |       | Läkarbesök |      |
            | P123 | 2026-03-01 |       | Läkarbesök |      |
            | P01  | 2026-03-01 | 27:00 | Läkarbesök | tele |
            | P01  | 26-03-01   |       | Läkarbesök |      |
            """
        },
    )
    assert rules(journal) == [
        (2, "Datum", "year_missing"),
        (3, "Datum", "no_such_day"),
        (4, "Datum", "date_missing"),
        (5, "Aktivitet", "activity_missing"),
        (6, "P", "person_missing"),
        (7, "P", "code_wrong"),
        (8, "Hur", "choice_unknown"),
        (8, "Tid", "clock_unreadable"),
        (9, "Datum", "year_short"),
    ]
    assert (journal.rows.read, journal.rows.entries, journal.rows.rejected) == (8, 1, 7)
    assert '"tele" är inte känt. Skriv telefon.' in journal.problems.frame["advice"].tolist()


def test_a_person_number_in_the_column_of_codes_is_an_error_and_is_never_repeated(tmp_path: Path) -> None:
    """The template takes codes only. What was typed instead stands in no message."""
    journal = read(
        tmp_path,
        {
            "Hälsocentral": """
            | P             | Datum      | Aktivitet  |
            | 19390307-2391 | 2026-03-01 | Läkarbesök |
            | P01           | 2026-03-02 | Läkarbesök |
            """
        },
    )
    assert rules(journal) == [(2, "P", "person_number_as_code")]
    assert journal.problems.counts()["error"] == 1
    assert journal.identifiers_found == 1
    assert "2391" not in "".join(journal.problems.frame.to_csv())


def test_codes_stay_as_typed_whatever_else_is_wrong_in_the_sheet(tmp_path: Path) -> None:
    """A wrong code on another row, or a workspace with a key, renames nobody."""
    path = workbook(
        tmp_path / "runda.xlsx",
        {
            "Hälsocentral": """
            | P    | Datum      | Aktivitet  |
            | Anna | 2026-03-01 | Läkarbesök |
            | P07  | 2026-03-02 | Läkarbesök |
            | P03  | 2026-03-03 | Läkarbesök |
            """
        },
    )
    for key in (b"", b"k" * 32):
        journal = read_journal(path, group=GROUP, key=key)
        assert journal.entries.frame["patient"].tolist() == ["P07", "P03"]
        assert journal.patients.frame["patient"].tolist() == ["P03", "P07"]
        assert "Anna" not in journal.problems.frame.to_csv()


def test_identifiers_in_texts_that_travel_on_are_masked_and_told(tmp_path: Path) -> None:
    """A phone number in kort sagt is hidden in everything shown, and the row is named."""
    journal = read(
        tmp_path,
        {
            "Hälsocentral": """
            | P   | Datum      | Aktivitet  | Kort sagt          | Enhet               | Ärende |
            | P01 | 2026-03-01 | Läkarbesök | ring 070-123 45 67 | avd 3 191212 1212   | sår    |
            """
        },
    )
    assert shown(journal.entries.frame, "in_short unit purpose") == [["ring •••", "avd 3 •••", "sår"]]
    assert rules(journal) == [(2, "Enhet", "person_number_in_text"), (2, "Kort sagt", "identifier_masked")]
    assert journal.identifiers_found == 2


def test_a_person_number_in_free_text_is_an_error_and_the_message_says_what_was_found(tmp_path: Path) -> None:
    """The row stays and is masked; phone and e-mail are warnings. The text itself is never repeated."""
    journal = read(
        tmp_path,
        {
            "Hälsocentral": """
            | P   | Datum      | Aktivitet  | Kort sagt                     | Egen anteckning |
            | P01 | 2026-03-01 | Läkarbesök | make 19390307-2391            |                 |
            | P01 | 2026-03-02 | Läkarbesök | ring 070-123 45 67            |                 |
            | P01 | 2026-03-03 | Läkarbesök | skrev till ewa@exempel.se     |                 |
            | P01 | 2026-03-04 | Läkarbesök | 070-123 45 67, 19390307-2391  |                 |
            | P01 | 2026-03-05 | Läkarbesök |                               | 19390307-2391   |
            """
        },
    )
    problems = journal.problems.frame
    told = {
        (row, severity): next(k for k in ("personnummer", "telefonnummer", "e-postadress") if k in advice)
        for row, severity, advice in zip(
            problems["row"], problems["severity"].astype(str), problems["advice"], strict=True
        )
    }
    assert told == {
        (2, "error"): "personnummer",
        (3, "warning"): "telefonnummer",
        (4, "warning"): "e-postadress",
        (5, "error"): "personnummer",
        (6, "error"): "personnummer",
    }
    assert "ett telefonnummer och ett personnummer" in problems.loc[problems["row"] == 5, "advice"].item()
    assert journal.entries.frame["in_short"].tolist()[0] == "make •••"
    assert (len(journal.entries), journal.identifiers_found) == (5, 5)
    assert "2391" not in problems.to_csv()


def test_kort_sagt_is_cut_at_eighty_characters_and_names_are_asked_about(tmp_path: Path) -> None:
    """A capital inside a sentence may be a name; what the group's lists hold is none."""
    journal = read(
        tmp_path,
        {
            "Hälsocentral": [
                ["P", "Datum", "Aktivitet", "Kort sagt"],
                ["P01", "2026-03-01", "Läkarbesök", "ringde Svea om sår"],
                ["P01", "2026-03-02", "Läkarbesök", "Kom från Arjeplog för SIP och läkarbesök"],
                ["P01", "2026-03-03", "Läkarbesök", "anna ringde"],
                ["P01", "2026-03-04", "Läkarbesök", "o" * 90],
            ]
        },
    )
    assert rules(journal) == [
        (2, "Kort sagt", "possible_name"),
        (4, "Kort sagt", "possible_name"),
        (5, "Kort sagt", "text_cut"),
    ]
    assert journal.entries.frame["in_short"].str.len().max() == 80


def test_the_reviewers_own_note_never_passes_the_door(tmp_path: Path) -> None:
    """Own notes reach no table; an identifier in one is told, so that it can be taken away."""
    journal = read(
        tmp_path,
        {
            "Hälsocentral": """
            | P   | Datum      | Aktivitet  | Egen anteckning          |
            | P01 | 2026-03-01 | Läkarbesök | hemligt om 19390307-2391 |
            """
        },
    )
    tables = (journal.entries, journal.patients, journal.problems)
    assert not any("hemligt" in table.frame.to_csv() for table in tables)
    assert rules(journal) == [(2, "Egen anteckning", "person_number_in_text")]


def test_every_row_is_an_entry_rejected_or_blank(tmp_path: Path) -> None:
    """Empty rows between the typed ones are counted as blank; what lies below the last row is not read."""
    journal = read(
        tmp_path,
        {
            "Hälsocentral": [
                *grid("| P | Datum | Aktivitet |\n| P01 | 2026-03-01 | Läkarbesök |"),
                [],
                [],
                ["P02", "2026-03-01", "Läkarbesök"],
                ["P02", "i går", "Läkarbesök"],
                [],
            ]
        },
    )
    counts = journal.rows
    assert (counts.read, counts.entries, counts.rejected, counts.blank) == (5, 2, 1, 2)
    assert counts.balances()
    assert journal.entries.frame["row"].tolist() == [2, 5]


def test_admission_and_discharge_may_stand_on_a_row_each(tmp_path: Path) -> None:
    """On the inpatient sheet, Inskriven and Utskriven without a last day are two halves of a stay."""
    journal = read(
        tmp_path,
        {
            "Slutenvård": """
            | P   | Datum      | Till       | Aktivitet     |
            | P01 | 2026-03-10 |            | Inskriven     |
            | P01 | 2026-03-19 |            | Utskriven     |
            | P02 | 2026-04-01 | 2026-04-03 | Vårdtillfälle |
            """
        },
    )
    assert shown(journal.entries.frame, "part is_stay") == [
        ["admission", "True"],
        ["discharge", "True"],
        ["whole", "True"],
    ]


def test_what_was_planned_cancelled_or_missed_keeps_its_status(tmp_path: Path) -> None:
    """An empty cell means that it happened."""
    journal = read(
        tmp_path,
        {
            "Hälsocentral": """
            | P   | Datum      | Aktivitet  | Blev det av | Planerat  |
            | P01 | 2026-03-01 | Läkarbesök |             | planerat  |
            | P01 | 2026-03-02 | Läkarbesök | inställd    | oplanerat |
            | P01 | 2026-03-03 | Läkarbesök | uteblev     | akut      |
            | P01 | 2026-03-04 | Läkarbesök | pågår       |           |
            | P01 | 2026-03-05 | Läkarbesök | Inget svar  |           |
            """
        },
    )
    assert journal.entries.frame["status"].tolist() == [
        "done",
        "cancelled",
        "no_show",
        "ongoing",
        "unanswered",
    ]
    assert shown(journal.entries.frame, "planned")[:3] == [["planned"], ["unplanned"], ["unplanned"]]


def test_routine_care_persons_coverage_and_places_ride_beside(tmp_path: Path) -> None:
    """The sheets beside the journals become tables of their own; the round's own columns are kept."""
    journal = read(
        tmp_path,
        {
            "Hälsocentral": "| P | Datum | Aktivitet |\n| P01 | 2026-03-01 | Läkarbesök |",
            "Återkommande insatser": """
            | P   | Journal              | Aktivitet | Från       | Gånger per vecka | Antal besök |
            | P01 | Social dokumentation | Hemtjänst | 2026-01-01 | 28               | 330         |
            """,
            "Personer": """
            | P   | Åldersgrupp | Hemort   | Granskat från | Viktigt för mig | Team |
            | P01 | 80–84       | Arjeplog | 2026-01-01    | få vara hemma   | norr |
            | P02 | 75–79       |          |               |                 | syd  |
            """,
            "Granskat": """
            | P   | Hälsocentral | Slutenvård      | Kommunal HSL |
            | P01 | hela         | får inte läsas  | delvis       |
            """,
            "Platser": "| Hemort | Enhet | Km | Minuter |\n| Arjeplog | Lasarettet | 212,5 | 150 |",
            "Årets tal": "| Tal | Täljare | Nämnare | Per datum |\n| hemsjukvård | 31 | 62 | 2025-12-31 |",
        },
    )
    band = journal.bands.frame.iloc[0]
    assert (band["activity_text"], band["times_per_week"], band["visits"]) == ("Hemtjänst", 28.0, 330)
    assert shown(journal.patients.frame, "patient age_group important_to_me Team") == [
        ["P01", "80–84", "få vara hemma", "norr"],
        ["P02", "75–79", "", "syd"],
    ]
    assert shown(journal.coverage.frame, "journal coverage_status") == [
        ["health_centre", "whole"],
        ["inpatient", "not_allowed"],
        ["municipal_health", "part"],
    ]
    assert journal.places.frame["km"].tolist() == [212.5]
    assert journal.population.frame["numerator"].tolist() == [31.0]
    assert (journal.rows.read, journal.rows.entries) == (2, 2)


def test_a_way_or_a_figure_below_zero_is_told_by_its_cell_and_counts_as_none(tmp_path: Path) -> None:
    journal = read(
        tmp_path,
        {
            "Hälsocentral": "| P | Datum | Aktivitet |\n| P01 | 2026-03-01 | Läkarbesök |",
            "Platser": "| Hemort | Enhet | Km | Minuter |\n| Arjeplog | Lasarettet | -212 | 150 |",
            "Årets tal": "| Tal | Täljare | Nämnare |\n| SIP | -3 | 40 |",
        },
    )
    told = journal.problems.frame
    told = told[told["rule"] == "number_below_zero"]
    cells = list(zip(told["sheet"], told["row"], told["column"], strict=True))
    assert cells == [("Platser", 2, "Km"), ("Årets tal", 2, "Täljare")]
    assert told["advice"].iloc[0].startswith('"-212" är mindre än noll')
    assert journal.places.frame[["km", "minutes"]].fillna(-1).values.tolist() == [[-1.0, 150.0]]
    assert journal.population.frame["denominator"].tolist() == [40.0]


def test_region_and_municipality_fill_a_workbook_each_and_are_joined_by_code(tmp_path: Path) -> None:
    """Of two workbooks that speak of the same journal, the one that read more of it counts."""
    region = workbook(
        tmp_path / "region.xlsx",
        {
            "Hälsocentral": "| P | Datum | Aktivitet |\n| P01 | 2026-03-01 | Läkarbesök |",
            "Granskat": "| P | Hälsocentral | Kommunal HSL |\n| P01 | hela | får inte läsas |",
        },
    )
    municipality = workbook(
        tmp_path / "kommun.xlsx",
        {
            "Kommunal HSL": "| P | Datum | Aktivitet |\n| P1 | 2026-03-02 | Hembesök |",
            "Granskat": "| P | Kommunal HSL |\n| P01 | hela |",
        },
    )
    journal = read_journal([region, municipality], group=GROUP)
    assert shown(journal.entries.frame, "patient journal file") == [
        ["P01", "health_centre", "region.xlsx"],
        ["P01", "municipal_health", "kommun.xlsx"],
    ]
    assert journal.coverage.frame["coverage_status"].tolist() == ["whole", "whole"]
    assert sorted(journal.input_hashes) == ["kommun.xlsx", "region.xlsx"]


def test_the_rounds_settings_give_basis_and_window(tmp_path: Path) -> None:
    """A person's own window in Personer goes before the round's."""
    settings = RoundSettings.model_validate(
        {
            "group": "bas",
            "window": {"start": "2026-01-01", "end": "2026-06-30"},
            "basis": [{"patients": ["P01"], "journals": ["health_centre"], "basis": "consent"}],
        }
    )
    path = workbook(
        tmp_path / "runda.xlsx",
        {
            "Hälsocentral": "| P | Datum | Aktivitet |\n| P01 | 2026-03-01 | Läkarbesök |",
            "Personer": "| P | Granskat från |\n| P01 | 2026-02-01 |",
        },
    )
    journal = read_journal(path, group=GROUP, settings=settings)
    basis = journal.basis.frame.iloc[0]
    assert (basis["patient"], basis["journal"], basis["basis"]) == ("P01", "health_centre", "consent")
    person = journal.patients.frame.iloc[0]
    assert (str(person["window_start"])[:10], str(person["window_end"])[:10]) == ("2026-02-01", "2026-06-30")


def test_an_entry_keeps_its_id_when_rows_are_inserted_sorted_or_renamed(tmp_path: Path) -> None:
    """Ratings hold on to the id, so it follows what the row says and never where it stands."""
    first = workbook(
        tmp_path / "a.xlsx",
        {
            "Hälsocentral": """
            | P   | Datum      | Aktivitet   | Hur     |
            | P01 | 2026-03-01 | Läkarbesök  | Telefon |
            | P01 | 2026-03-02 | Provtagning |         |
            | P01 | 2026-03-02 | Provtagning |         |
            """
        },
    )
    second = workbook(
        tmp_path / "b.xlsx",
        {
            "Hälsocentral": """
            | P   | Aktivitet   | Datum     | Hur     | Kort sagt |
            | P02 | Hembesök    | 1/2 2026  |         |           |
            | P01 | provtagning | 2/3 2026  |         |           |
            | p01 | Provtagning | 20260302  |         |           |
            | P01 | LÄKARBESÖK  | 1/3-2026  | telefon |           |
            """
        },
    )
    before = read_journal(first, group=GROUP).entries.frame
    after = read_journal(second, group=GROUP).entries.frame
    assert set(before["entry_id"]) == set(after["entry_id"][after["patient"] == "P01"])
    assert before["entry_id"].is_unique


def test_a_sheet_without_needed_headings_is_named_and_no_row_is_lost_in_silence(tmp_path: Path) -> None:
    """The check says which heading is missing; a sheet of somebody's own is named as well."""
    journal = read(
        tmp_path,
        {
            "Hälsocentral": "| P | Datum | Aktivitet | Väder |\n| P01 | 2026-03-01 | Läkarbesök | sol |",
            "Kommunal HSL": "| P | Aktivitet | Hur |\n| P01 | Hembesök | hembesök |",
            "Kladd": "| a | b |\n| 1 | 2 |",
        },
    )
    frame = journal.problems.frame
    told = set(zip(frame["sheet"], frame["column"], frame["rule"], strict=True))
    assert ("Hälsocentral", "Väder", "column_unknown") in told
    assert ("Kommunal HSL", "", "headings_missing") in told
    assert ("Kladd", "", "sheet_not_read") in told


def test_a_file_without_any_contact_is_refused_with_advice(tmp_path: Path) -> None:
    """Nothing readable is misuse, and the sentence says what was looked for."""
    path = workbook(tmp_path / "tom.xlsx", {"Blad1": "| a | b |\n| 1 | 2 |"})
    with pytest.raises(InputError, match=r"Inga rader med kontakter hittades i tom\.xlsx"):
        read_journal(path, group=GROUP)
    with pytest.raises(InputError, match=r"borta\.xlsx finns inte"):
        read_journal(tmp_path / "borta.xlsx")


def test_sheet_serials_and_cached_values_are_read_as_the_sheet_shows_them(tmp_path: Path) -> None:
    """A date may be a number behind the scenes, a clock a part of a day, and a cell a formula."""
    import datetime as dt

    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    page.title = "Hälsocentral"
    page.append(["P", "Datum", "Tid", "Aktivitet"])
    page.append(["P01", 46082, 0.5, "Läkarbesök"])
    page.append(["P01", dt.date(2026, 3, 2), dt.time(9, 5), "Läkarbesök"])
    page.append(["P01", dt.datetime(2026, 3, 3, 8, 15), None, "Läkarbesök"])
    page.append(["P01", "1/3 2026", "kl 9", "Läkarbesök"])
    page.column_dimensions["C"].hidden = True
    book.save(tmp_path / "tal.xlsx")
    frame = read_journal(tmp_path / "tal.xlsx", group=GROUP).entries.frame
    assert shown(frame, "start has_clock") == [
        ["2026-03-01 12:00:00", "True"],
        ["2026-03-02 09:05:00", "True"],
        ["2026-03-03 08:15:00", "True"],
        ["2026-03-01 09:00:00", "True"],
    ]


def test_a_typed_list_in_a_text_file_is_read_by_its_headings(tmp_path: Path) -> None:
    """A round may be typed outside Excel, with the journal named in a column."""
    path = text_file(
        tmp_path / "lista.csv",
        """
P;Datum;Aktivitet;Journal;Hur
P01;2026-03-01;Läkarbesök;Hälsocentral;besök
P01;2026-03-02;Hembesök;HSL;hembesök
""",
        encoding="cp1252",
        line_end="\r\n",
    )
    frame = read_journal(path, group=GROUP).entries.frame
    assert shown(frame, "patient journal mode") == [
        ["P01", "health_centre", "visit"],
        ["P01", "municipal_health", "home_visit"],
    ]


def test_an_end_with_only_a_clock_is_on_the_day_of_its_start(tmp_path: Path) -> None:
    """A visit from nine to a quarter to ten has one day written; a clock that cannot be read is told."""
    sheets = {
        "Hälsocentral": """
        P   | Datum      | Tid   | Till       | Till tid | Aktivitet  |
        P01 | 2026-03-01 | 09:00 |            | 09:45    | Läkarbesök |
        P01 | 2026-03-02 |       |            | 09:45    | Läkarbesök |
        P01 | 2026-03-03 | 22:00 | 2026-03-04 | 01:00    | Läkarbesök |
        P01 | 2026-03-05 | 09:00 |            |          | Läkarbesök |
        """
    }
    frame = read_journal(workbook(tmp_path / "a.xlsx", sheets), group=GROUP).entries.frame
    ends = frame["end"].dt.strftime("%m-%d %H:%M").tolist()
    assert ends[:3] == ["03-01 09:45", "03-02 09:45", "03-04 01:00"]
    assert frame["end"].isna().tolist() == [False, False, False, True]
    assert frame["end_has_clock"].tolist() == [True, True, True, False]
