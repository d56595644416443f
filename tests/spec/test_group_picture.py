"""Gruppens väg: every person a row around the same event, with path rules whose numbers add up."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from flowmap.errors import PictureError
from flowmap.expected import check_expected
from flowmap.group import Group
from flowmap.records import Outcome
from flowmap.samples import list_rounds
from flowmap.show.boxes import Box
from flowmap.show.group_way import draw_group, prepare_group
from flowmap.show.group_way.drawing import draw_geometry
from flowmap.show.group_way.geometry import GroupGeometry
from flowmap.show.signs import phone_width
from flowmap.tables import Contacts, Entries, Expected
from flowmap.words import show_in
from tests.agreement.logs import sepsis
from tests.conftest import REAL_LOGS
from tests.drawing import journal
from tests.pictures import boxes_of, ids_of, outside, overlapping, save, texts_of
from tests.ways import contacts_of, findings, invented, sample

THREE = """
patient | date       | until      | journal       | activity         | is_stay
P01     | 2026-03-01 |            | health_centre | Läkarbesök       |
P01     | 2026-03-05 | 2026-03-10 | inpatient     | Vårdtillfälle    | x
P01     | 2026-03-09 |            | inpatient     | Utskrivningsklar |
P01     | 2026-03-10 |            | inpatient     | Utskrivningsinformation |
P01     | 2026-03-11 |            | municipal_health | Hembesök      |
P02     | 2026-04-01 | 2026-04-04 | inpatient     | Vårdtillfälle    | x
P02     | 2026-04-02 |            | inpatient     | Utskrivningsklar |
P02     | 2026-04-06 |            | inpatient     | Utskrivningsinformation |
P02     | 2026-04-20 |            | municipal_health | Hembesök      |
P03     | 2026-03-03 |            | health_centre | Läkarbesök       |
"""
COVERAGE = """
patient | journal          | coverage_status
P01     | health_centre    | whole
P01     | inpatient        | whole
P01     | municipal_health | whole
P01     | municipal_social | whole
P02     | health_centre    | not_allowed
P02     | inpatient        | whole
P02     | municipal_health | whole
P02     | municipal_social | whole
P03     | health_centre    | whole
P03     | inpatient        | whole
P03     | municipal_health | whole
P03     | municipal_social | whole
"""
SENTENCES = (
    "9 av 14 fick kontakt inom tre dagar hemma.",
    "Läkemedelslistan följde med för 6 av 14.",
    "SIP syns för 5.",
)
ROUNDS = tuple(name for name in list_rounds() if "en-person" not in name)
GROUPS = (*ROUNDS, "2-personer", "3-tecknade", "24-personer", "40-personer", "sepsis-40")


@cache
def drawn_group(name: str) -> tuple[Contacts, Expected, Group]:
    if name in ROUNDS:
        contacts, group, expected, _ = sample(name)
        return contacts, expected, group
    if name == "sepsis-40":
        whole = sepsis(REAL_LOGS)
        rows = whole.entries.frame
        chosen = rows["patient"].unique()[::26][:40]
        part = replace(whole, entries=Entries(rows[rows["patient"].isin(chosen)].reset_index(drop=True)))
        contacts, group = contacts_of(part, group="generisk")
        return contacts, check_expected(contacts, group), group
    if name == "3-tecknade":
        contacts, group = contacts_of(journal(THREE, coverage=COVERAGE))
    else:
        contacts, group = invented(22, people=int(name.partition("-")[0]))
    return contacts, check_expected(contacts, group), group


@cache
def geometry_of(name: str) -> GroupGeometry:
    contacts, expected, group = drawn_group(name)
    return prepare_group(contacts, expected, group=group, findings=findings(None, *SENTENCES))


@pytest.fixture(params=GROUPS)
def way(request) -> GroupGeometry:
    if request.param.startswith("sepsis"):
        request.getfixturevalue("real_logs")
    save(draw_geometry(geometry_of(request.param)), f"gruppens-vag-{request.param}")
    return geometry_of(request.param)


def test_nothing_lies_over_anything(way):
    """No heading meets another, no text lies over a mark or a cell, all is inside the sheet."""
    texts = boxes_of(way.every_text)
    marks = [(mark.name, mark.box) for row in way.rows for mark in row.marks]
    cells = [
        (c.rule_id, Box(c.x - c.radius, c.y - c.radius, c.x + c.radius, c.y + c.radius)) for c in way.cells
    ]
    bars = [("bar", bar.box) for row in way.rows for bar in row.bars]
    assert overlapping(texts) == []
    assert overlapping(texts, marks) == []
    assert overlapping(texts, cells) == []
    assert overlapping(texts, bars) == []
    assert overlapping(cells) == []
    assert outside([*texts, *marks, *cells, *bars], Box(0, 0, way.width, way.height)) == []


def test_no_mark_lies_over_another(way):
    """In the fullest week after coming home every contact is still seen, and none on the event's line."""
    for row in way.rows:
        contacts = [(m.name, m.box.grown(-1.5)) for m in row.marks if m.shape != "phone"]
        phones = [(m.name, m.box.grown(-1.5)) for m in row.marks if m.shape == "phone"]
        assert overlapping(contacts) == []
        assert overlapping(phones) == []
        xs = [m.x for m in row.marks if m.shape == "phone"]
        wide = max((phone_width(m.radius) for m in row.marks if m.shape == "phone"), default=0.0)
        assert all(after - before >= wide for before, after in pairwise(xs))
        assert overlapping(contacts, phones) == []
        assert not any(box.left < way.anchor_x < box.right for _, box in contacts)


def test_marks_stand_in_the_order_of_the_way(way):
    """From left to right in a track as in the person's way; a day never begins before the day before it."""
    for row in way.rows:
        tracks: dict[float, list[float]] = {}
        for mark in row.marks:
            tracks.setdefault(mark.y, []).append(mark.x)
        assert all(xs == sorted(xs) for xs in tracks.values())
    xs = [x for x, _ in sorted(way.ticks, key=lambda tick: tick[0])]
    assert xs == sorted(set(xs))


def test_marks_stay_in_their_row(way):
    """A mark never reaches into another person's row."""
    for row in way.rows:
        for mark in row.marks:
            assert row.box.top <= mark.y - mark.radius
            assert mark.y + mark.radius <= row.box.bottom


def test_each_total_counts_its_column(way):
    """Under each rule: kept of kept and not kept; those not reviewed and not due stand beside."""
    for column in way.columns:
        outcomes = [cell.outcome for cell in way.cells if cell.rule_id == column.rule_id]
        assert len(outcomes) == len(way.rows)
        kept, settled = outcomes.count("kept"), outcomes.count("kept") + outcomes.count("not_kept")
        assert column.total.lines == ((f"{kept} av {settled}",) if settled else ("–",))
        beside = " ".join(column.beside.lines) if column.beside else ""
        assert ("granskad" in beside) == ("not_reviewed" in outcomes)
        assert ("tid kvar" in beside) == ("not_due" in outcomes)
        assert set(outcomes) <= {outcome.value for outcome in Outcome}


def test_what_came_late_has_a_sign_of_its_own_and_is_no_part_of_the_total():
    """P02 got the information two days after coming home: hollow, told with its days, still not kept."""
    way = geometry_of("3-tecknade")
    late = [cell for cell in way.cells if cell.sign == "late"]
    assert [(cell.patient, cell.rule_id, cell.outcome) for cell in late] == [
        ("P02", "information_samma_dag", "not_kept")
    ]
    assert "syns efter 2 dagar" in late[0].told
    column = next(column for column in way.columns if column.rule_id == late[0].rule_id)
    assert column.total.lines == ("1 av 2",)
    assert "syns senare än regeln säger" in [item.text.lines[0] for item in way.legend]
    assert all(cell.sign == cell.outcome for cell in way.cells if cell not in late)


def test_each_heading_has_the_standing_of_its_rule(way):
    """Nobody takes an own aim for law."""
    for column in way.columns:
        assert column.standing.lines[0] in {"(lag)", "(föreskrift)", "(riktlinje)", "(eget mål)"}


def test_rows_are_laid_around_the_same_event():
    """P01 and P02 left hospital on different days; both stand at the same place, P03 last without."""
    way = geometry_of("3-tecknade")
    assert [row.patient for row in way.rows] == ["P01", "P02", "P03"]
    ends = [bar.box.right for row in way.rows[:2] for bar in row.bars if bar.kind == "stay"]
    assert ends == [way.anchor_x, way.anchor_x]
    assert "händelsen syns inte i de granskade journalerna" in way.rows[2].texts[0].lines
    assert any("den syns hos 2 av 3" in " ".join(text.lines) for text in way.texts)


def test_who_is_not_reviewed_stands_beside_and_not_among():
    """P02's health centre was not reviewed: the code has a question mark, and no share counts P02 there."""
    way = geometry_of("3-tecknade")
    assert [len(row.heading) for row in way.rows] == [1, 2, 1]
    assert any("2 av 3 har alla sina journaler granskade" in " ".join(text.lines) for text in way.texts)
    of_p02 = {cell.rule_id: cell.outcome for cell in way.cells if cell.patient == "P02"}
    assert "not_reviewed" in of_p02.values()


def test_the_picture_is_the_same_twice_and_speaks_both_languages(way):
    """Same bytes, unique ids, text as text."""
    picture = draw_geometry(way)
    assert picture.svg == draw_geometry(way).svg
    assert len(ids_of(picture.svg)) == len(set(ids_of(picture.svg)))
    assert "Det här ser vi i de granskade journalerna" in texts_of(picture.svg)


def test_the_picture_speaks_english_too():
    """Every word comes from the catalogue."""
    contacts, expected, group = drawn_group("3-tecknade")
    with show_in("en"):
        words = texts_of(draw_group(contacts, expected, group=group).svg)
    assert "The group's way · Older people with several illnesses, 3 persons" in words
    assert not any("syns" in word or "granskad" in word for word in words)


def test_one_person_and_a_crowd_are_refused_with_advice():
    """One person has a way of their own; beyond forty the sentence says what to draw instead."""
    contacts, group = contacts_of(journal("date | activity\n2026-01-10 | Läkarbesök"))
    with pytest.raises(PictureError, match="Se personens egen väg i stället"):
        draw_group(contacts, None, group=group)
    many = "patient | date | activity\n" + "\n".join(
        f"P{n:02d} | 2026-01-10 | Läkarbesök" for n in range(1, 42)
    )
    contacts, group = contacts_of(journal(many))
    with pytest.raises(PictureError, match="41 personer, och bilden rymmer 40"):
        draw_group(contacts, None, group=group)


def test_every_mark_that_is_drawn_stands_in_the_legend(way):
    """Where raters differ the mark ≠ is drawn, and then the legend says what it means."""
    is_drawn = any(mark.is_disputed for row in way.rows for mark in row.marks)
    signs = [item.sign for item in way.legend]
    assert not is_drawn or "disputed" in signs


def test_without_rules_there_are_only_rows():
    """A group whose rules apply to nobody gets its rows, and the picture says nothing of checks."""
    contacts, group = contacts_of(journal(THREE))
    way = prepare_group(contacts, None, group=group)
    assert way.columns == ()
    assert way.cells == ()
    assert overlapping(boxes_of(way.every_text)) == []
