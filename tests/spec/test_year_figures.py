"""Figures of the year stand beside the measure that they belong to, and no number of theirs is mixed in."""

from dataclasses import replace

import pandas as pd

from flowmap.expected import check_expected
from flowmap.group import read_group
from flowmap.measures import measure_flow
from flowmap.show import Material
from flowmap.show.report import compose_report
from flowmap.show.report.document import Grid
from flowmap.tables import Findings, Measures, PopulationFigures, Problems
from tests.drawing import drawn
from tests.drawing_measures import GROUP, round_of

ROWS = """
| patient | date       | activity               | journal          |
| P01     | 2026-03-01 | Fast vårdkontakt utsedd| health_centre    |
| P02     | 2026-03-02 | Läkarbesök             | health_centre    |
| P03     | 2026-03-02 | Läkarbesök             | health_centre    |
"""
YEAR = """
| figure                                                | numerator | denominator | on         | source  |
| Telefonsamtal under året                              | 900       |             |            |         |
| Aktörsmöten under året                                | 9         |             | 2025-12-31 | Kommunen|
| Personer med fast vårdkontakt, av inskrivna i hemsjukvård | 61    | 148         | 2025-12-31 | Kommunen|
| Inskrivna i hemsjukvård, av alla 65 år och äldre      | 148       | 2210        |            |         |
| Rätt gjorda SIP, av upprättade under året             | 14        | 37          |            | Regionen|
| SIP upprättade, av utskrivna                          | 37        | 0           |            |         |
"""


def measured_beside(year: str) -> tuple[Measures, Material]:
    contacts = round_of(ROWS)
    rows = drawn(year)
    rows = rows.assign(on=pd.to_datetime(rows["on"]), numerator=rows["numerator"].astype(float))
    rows["denominator"] = rows["denominator"].astype(float)
    population = PopulationFigures.from_rows(rows.astype(object).where(rows.notna(), None).to_dict("records"))
    contacts = replace(contacts, facts=replace(contacts.facts, population=population))
    measures = measure_flow(contacts, GROUP)
    material = Material(
        title="Kartläggning",
        subtitle="",
        group=GROUP,
        contacts=contacts,
        expected=check_expected(contacts, GROUP),
        measures=measures,
        findings=Findings.empty(),
        problems=Problems.empty(),
    )
    return measures, material


def test_each_figure_stands_with_the_measure_whose_words_it_counts_before_its_comma() -> None:
    measures, _ = measured_beside(YEAR)
    beside = measures.beside.frame
    named = dict(zip(beside["figure"].str.partition(",")[0], beside["measure"].astype(object), strict=True))
    del named["Telefonsamtal under året"]
    assert named == {
        "Personer med fast vårdkontakt": "fast_vardkontakt_seen",
        "Rätt gjorda SIP": "sip_correct",
        "SIP upprättade": "sip_seen",
        "Aktörsmöten under året": "aktorsmoten",
        "Inskrivna i hemsjukvård": "hemsjukvard_seen",
    }
    assert beside["measure"].isna().tolist() == [False] * 5 + [True]


def test_the_figures_change_no_measure_of_the_round() -> None:
    with_year, _ = measured_beside(YEAR)
    without = measure_flow(round_of(ROWS), GROUP)
    pd.testing.assert_frame_equal(with_year.frame, without.frame)
    pd.testing.assert_frame_equal(with_year.group_figures.frame, without.group_figures.frame)
    assert len(without.beside) == 0


def test_the_report_has_both_in_columns_of_their_own() -> None:
    _, material = measured_beside(YEAR)
    grids = {block.caption: block for block in compose_report(material).blocks if isinstance(block, Grid)}
    rows = {row[0]: row[1:] for row in grids["Årets tal bredvid"].rows}
    fixed = "Personer med fast vårdkontakt, av inskrivna i hemsjukvård: 61 av 148 (41\xa0%)"
    assert rows["fast vårdkontakt syns"] == ("1 av 3", fixed, "31 dec 2025", "Kommunen")
    assert rows["aktörsmöten"][:2] == ("0 möten i medel (3 personer)", "Aktörsmöten under året: 9")
    assert rows["–"] == ("–", "Telefonsamtal under året: 900", "–", "–")
    assert rows["SIP syns"][1] == "SIP upprättade, av utskrivna: 37"


def test_without_figures_the_report_has_no_such_part() -> None:
    _, material = measured_beside(YEAR)
    plain = replace(
        material, measures=replace(material.measures, beside=type(material.measures.beside).empty())
    )
    titles = [block.caption for block in compose_report(plain).blocks if isinstance(block, Grid)]
    assert "Årets tal bredvid" not in titles


def test_what_is_shown_first_or_told_as_finding_changes_no_vocabulary() -> None:
    """A team that moves a mark, or chooses other measures to show first, can still compare its rounds."""
    settings = GROUP.measures.model_copy(update={"notable": {"people_met": 9.0}, "highlight": ("contacts",)})
    assert GROUP.model_copy(update={"measures": settings}).vocabulary_id() == GROUP.vocabulary_id()
    days = GROUP.measures.model_copy(update={"return_days": 14})
    assert GROUP.model_copy(update={"measures": days}).vocabulary_id() != GROUP.vocabulary_id()


def test_every_figure_of_a_group_belongs_to_something_that_the_group_measures_or_checks() -> None:
    for name in (
        "palliativ_vard",
        "rehabilitering_stroke",
        "barn_unga_psykisk_ohalsa",
        "vuxen_psykisk_ohalsa",
    ):
        group = read_group(name)
        known = {item.id for item in (*group.expected, *group.indicators)}
        own = [figure.measure for figure in group.year_figures if not figure.measure.endswith("_seen")]
        assert set(own) - known <= {"sip_correct", "aktorsmoten", "ready_days", "unplanned_return"}
