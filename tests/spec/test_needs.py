"""A finding becomes a need when a team says so; a year later one sees what was promised and what shows."""

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from flowmap.group import list_parts, name_measure, read_group
from flowmap.rounds import open_store
from flowmap.rounds.needs import (
    follow_promises,
    join_needs,
    keep_needs,
    list_history,
    needs_for_plan,
    needs_for_reko,
    propose_needs,
    read_needs,
)
from flowmap.tables import Comparison, Findings, Needs
from flowmap.value import check_possible_names, without_named_roles
from flowmap.value.needs_sheet import COLUMNS, HEADING_ROW, write_needs_sheet
from flowmap.value.read_needs import read_needs_sheet
from flowmap.words import show_in
from tests.drawing import drawn

GROUP = read_group("multisjuka_aldre")
NOW = datetime(2026, 5, 1)
FINDINGS = Findings.from_rows(
    [
        {
            "finding_id": "rule:sip_syns",
            "sentence": "SIP upprättad: syns för 5 av 14.",
            "patients": 9,
            "of_patients": 14,
            "size": 9 / 14,
            "standing": "eget mål",
            "need_class": "personcentrering",
            "measure": "sip_syns",
            "evidence": (1, 2),
        },
        {
            "finding_id": "retellings:P07",
            "sentence": "Orsaken ”berätta igen” är angiven för 3 kontakter.",
            "about_patient": "P07",
            "patients": 1,
            "of_patients": 1,
            "size": 3.0,
            "need_class": "personcentrering",
            "measure": "retellings",
            "evidence": (3,),
        },
    ]
)


def needs(text: str) -> Needs:
    rows = drawn(text)
    for column in Needs.columns:
        if column.name not in rows:
            rows[column.name] = None if column.optional else ""
    rows["done_by"] = pd.to_datetime(rows["done_by"])
    return Needs.from_rows(
        rows.fillna({c.name: "" for c in Needs.columns if c.holds == "text"}).to_dict("records")
    )


def fill_in(path: Path, **cells: str) -> None:
    """Write in the sheet's cells, as a team does in Excel: ``r1_action="Ring"`` is the first row's action."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for name, text in cells.items():
        row, column = name.split("_", 1)
        page.cell(HEADING_ROW + 1 + int(row[1:]), list(COLUMNS).index(column) + 1, text)
    book.save(path)


def test_findings_come_as_proposals_with_their_class_and_what_follows_them_up() -> None:
    proposed = propose_needs(FINDINGS).frame
    assert proposed["shown_by"].tolist() == list(FINDINGS.frame["sentence"])
    assert proposed["need_status"].tolist() == ["proposed", "proposed"]
    assert proposed["need_class"].tolist() == ["personcentrering", "personcentrering"]
    assert proposed["measured_by"].tolist() == ["sip_syns", "retellings"]
    assert proposed["about_patient"].astype(object).fillna("").tolist() == ["", "P07"]


def test_a_filled_in_sheet_says_what_the_team_decided(tmp_path: Path) -> None:
    path = write_needs_sheet(
        tmp_path / "behov.xlsx", propose_needs(FINDINGS), group=GROUP, round_id="v26"
    ).path
    fill_in(
        path,
        r1_in_my_words="Jag vill veta vad som är bestämt",
        r1_need_status="beslutad",
        r1_decided_in="REKO",
        r1_responsible_role="enhetschef hemsjukvård",
        r1_action="SIP erbjuds innan hemgång",
        r1_done_by="2026-09-30",
        r3_in_my_words="Någon som svarar på kvällen",
    )
    read = read_needs_sheet(path, group=GROUP, round_id="v26")
    assert len(read.problems) == 0
    first, second, own = read.needs.frame.astype(object).to_dict("records")
    assert (first["need_id"], first["need_status"], first["decided_in"]) == (
        "rule:sip_syns",
        "agreed",
        "reko",
    )
    assert (first["measured_by"], first["need_class"]) == ("sip_syns", "personcentrering")
    assert first["done_by"] == pd.Timestamp("2026-09-30")
    assert (second["need_status"], second["about_patient"]) == ("proposed", "P07")
    assert own["need_id"].startswith("own:")
    assert own["need_status"] == "proposed"


def test_a_sheet_nobody_touched_comes_back_as_it_was_in_either_language(tmp_path: Path) -> None:
    with show_in("en"):
        path = write_needs_sheet(tmp_path / "needs.xlsx", propose_needs(FINDINGS), group=GROUP).path
    read = read_needs_sheet(path, group=GROUP)
    assert read.needs.frame.equals(propose_needs(FINDINGS).frame)


def test_the_same_sheet_twice_is_the_same_bytes(tmp_path: Path) -> None:
    one, two = (
        write_needs_sheet(tmp_path / f"{n}.xlsx", propose_needs(FINDINGS), group=GROUP).path for n in "ab"
    )
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"r1_need_status": "kanske"}, "need_status_unknown"),
        ({"r1_need_class": "Ekonomi"}, "need_class_unknown"),
        ({"r1_done_by": "till hösten"}, "need_date_unreadable"),
        ({"r1_need_status": "beslutad", "r1_in_my_words": "a", "r1_action": "b"}, "need_without_role"),
        (
            {"r1_need_status": "beslutad", "r1_in_my_words": "a", "r1_responsible_role": "b"},
            "need_without_action",
        ),
        (
            {"r1_need_status": "beslutad", "r1_action": "a", "r1_responsible_role": "b"},
            "need_without_words",
        ),
        ({"r1_in_my_words": "Ring 19811228-9874"}, "need_has_identifier"),
        ({"r2_need_id": "rule:sip_syns"}, "need_twice"),
        ({"r1_responsible_role": "ssk Maja"}, "need_role_may_be_name"),
        ({"r1_in_my_words": "jag vill träffa doktor Lind igen"}, "possible_name"),
        ({"r1_action": "Anna ringer varje vecka"}, "possible_name"),
    ],
)
def test_what_is_not_right_is_said_by_row_and_column(
    tmp_path: Path, cells: dict[str, str], rule: str
) -> None:
    path = write_needs_sheet(tmp_path / "behov.xlsx", propose_needs(FINDINGS), group=GROUP).path
    fill_in(path, **cells)
    read = read_needs_sheet(path, group=GROUP)
    assert read.problems.frame["rule"].tolist() == [rule]
    assert "19811228" not in str(read.needs.frame.to_dict()) + str(read.problems.frame.to_dict())


def test_a_role_that_may_be_a_name_is_left_empty_and_the_rest_of_the_row_is_kept(tmp_path: Path) -> None:
    path = write_needs_sheet(tmp_path / "behov.xlsx", propose_needs(FINDINGS), group=GROUP).path
    fill_in(path, r1_responsible_role="Anna Svensson", r1_action="SIP erbjuds")
    read = read_needs_sheet(path, group=GROUP)
    need = read.needs.frame.iloc[0]
    assert (need["responsible_role"], need["action"]) == ("", "SIP erbjuds")
    assert read.problems.frame["severity"].tolist() == ["error"]
    assert "Svensson" not in str(read.problems.frame.to_dict())
    own = GROUP.model_copy(update={"allowed_words": ("Anna", "Svensson")})
    assert read_needs_sheet(path, group=own).needs.frame["responsible_role"][0] == "Anna Svensson"


def test_names_taken_in_before_are_warned_of_and_no_role_with_a_name_is_shown() -> None:
    """As a store may hold them from a time when they were taken as they stood."""
    kept = needs(
        """
        need_id | in_my_words     | responsible_role | action      | need_status |
        a       | en plan         | Anna Svensson    | Lisa ringer | agreed      |
        b       | någon som svarar | enhetschef      | SIP         | agreed      |
        """
    )
    found = check_possible_names(kept, None, group=GROUP).frame
    assert found[["severity", "rule", "column"]].to_numpy().tolist() == [
        ["warning", "need_role_may_be_name", "ansvarig roll"],
        ["warning", "possible_name", "åtgärd"],
    ]
    shown = without_named_roles(kept, GROUP).frame
    assert shown["responsible_role"].tolist() == ["", "enhetschef"]
    assert shown.drop(columns="responsible_role").equals(kept.frame.drop(columns="responsible_role"))


def test_a_sheet_of_another_round_or_no_needs_sheet_gives_no_needs(tmp_path: Path) -> None:
    path = write_needs_sheet(
        tmp_path / "behov.xlsx", propose_needs(FINDINGS), group=GROUP, round_id="v25"
    ).path
    torn = tmp_path / "torn.xlsx"
    torn.write_bytes(path.read_bytes()[:100])
    found = {
        name: read_needs_sheet(place, group=GROUP, round_id="v26").problems.frame["rule"].tolist()
        for name, place in (("other", path), ("torn", torn), ("missing", tmp_path / "none.xlsx"))
    }
    assert found == {
        "other": ["needs_other_round"],
        "torn": ["needs_sheet_damaged"],
        "missing": ["needs_sheet_missing"],
    }


def test_needs_are_kept_with_their_history_and_a_proposal_nobody_touched_is_no_need(tmp_path: Path) -> None:
    agreed = needs(
        """
        | need_id | in_my_words | need_status | action | responsible_role |
        | a       | Veta vem    | agreed      | Ring   | MAS              |
        | b       |             | proposed    |        |                  |
        """
    )
    done = needs(
        """
        | need_id | in_my_words | need_status | action | responsible_role |
        | a       | Veta vem    | done        | Ring   | MAS              |
        """
    )
    with open_store(tmp_path / "rounds.sqlite") as store:
        assert keep_needs(store, agreed, round_id="v26", recorded_at=NOW) == 1
        assert keep_needs(store, agreed, round_id="v26", recorded_at=NOW) == 0
        assert keep_needs(store, done, round_id="v26", recorded_at=NOW) == 1
        kept = read_needs(store, round_id="v26")
        history = list_history(store, round_id="v26", need_id="a")
    assert kept.frame[["need_id", "need_status"]].values.tolist() == [["a", "done"]]
    assert history["need_status"].tolist() == ["agreed", "done"]
    assert join_needs(kept, agreed).frame["need_id"].tolist() == ["a", "b"]
    assert join_needs(kept, agreed).frame["need_status"].tolist() == ["done", "proposed"]


MANY = """
| need_id | in_my_words | need_status | decided_in | done_by    | action | measured_by |
| a       | A           | proposed    |            |            |        |             |
| b       | B           | agreed      | ourselves  | 2026-09-01 | Ring   | retellings  |
| c       | C           | under_way   | reko       | 2026-12-01 | Möt    | sip_syns    |
| d       | D           | done        | reko       | 2026-03-01 | Gör    |             |
| e       | E           | dropped     | reko       |            |        |             |
| f       | F           | agreed      | ourselves  | 2026-04-01 | Prova  |             |
"""


def test_the_handlingsplan_lists_what_the_team_took_on_and_reko_what_others_decide_or_what_is_late() -> None:
    assert needs_for_plan(needs(MANY)).frame["need_id"].tolist() == ["f", "b", "c", "d"]
    assert needs_for_reko(needs(MANY), today=NOW).frame["need_id"].tolist() == ["f", "c"]


def test_a_later_round_first_shows_what_was_promised_and_what_its_measure_says() -> None:
    comparison = Comparison.from_rows(
        [
            {
                "measure": "sip_syns",
                "amount_unit": "seen",
                "before": 0.2,
                "after": 0.6,
                "change": 0.4,
                "n_before": 10,
                "n_after": 10,
                "is_paired": False,
                "differs": "",
                "sentence": "SIP upprättad: 2 av 10 före, 6 av 10 efter.",
            }
        ]
    )
    promises = follow_promises(needs(MANY), comparison, group=GROUP).frame
    assert promises["need_id"].tolist() == ["b", "c", "d", "f"]
    assert promises["after"].tolist()[1] == 0.6
    assert promises["sentence"].tolist() == [
        (
            "Vi lovade: Ring. Status: beslutad. Klart senast 1 sep 2026. "
            "Uppföljning: gånger jag fick berätta igen; går inte att mäta i båda kartläggningarna."
        ),
        "Vi lovade: Möt. Status: pågår. Klart senast 1 dec 2026. SIP upprättad: 2 av 10 före, 6 av 10 efter.",
        "Vi lovade: Gör. Status: klar. Klart senast 1 mars 2026.",
        "Vi lovade: Prova. Status: beslutad. Klart senast 1 apr 2026.",
    ]


def test_what_follows_up_a_reason_or_a_criterion_is_that_part_of_its_measure(tmp_path: Path) -> None:
    """The sheet names the part in words, in either language; a year later the same part is looked at."""
    for part in list_parts(GROUP):
        rows = "| need_id | need_status | action | measured_by |\n" + f"| a | agreed | Ring | {part} |\n"
        with show_in("en"):
            path = write_needs_sheet(tmp_path / "n.xlsx", needs(rows), group=GROUP).path
        assert read_needs_sheet(path, group=GROUP).needs.frame["measured_by"].tolist() == [part]
    waiting = "reason_against:team/reason=waiting"
    assert name_measure(waiting, GROUP) == "orsak angiven när det inte gav mig något: teamet, väntan"
    row = {"before": 0.5, "after": 0.2, "n_before": 9, "n_after": 9, "is_paired": False, "differs": ""}
    comparison = Comparison.from_rows(
        [
            {**row, "measure": "reason_against", "provider": f"team/reason={reason}", "amount_unit": "share"}
            | {"sentence": f"{reason}: 50 % före, 20 % efter."}
            for reason in ("waiting", "travel")
        ]
    )
    taken = needs(
        "| need_id | need_status | action | measured_by |\n" + f"| a | agreed | Ring | {waiting} |\n"
    )
    told = follow_promises(taken, comparison, group=GROUP).frame["sentence"].tolist()
    assert told == ["Vi lovade: Ring. Status: beslutad. waiting: 50 % före, 20 % efter."]
