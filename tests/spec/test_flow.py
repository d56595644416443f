"""The group's flow: what is counted of activities, transitions, starts, ends and ways, with their values."""

import pickle
from dataclasses import replace

import pytest

from flowmap.errors import InputError, TableError
from flowmap.flow import summarise_flow
from flowmap.records import Stamp
from flowmap.tables import IN_LANE, FlowSummary, Paths
from flowmap.value import tag_contacts
from tests.drawing import journal
from tests.drawing_steps import assert_shows, paths_of, small_group
from tests.ways import contacts_of

THREE = """
patient | activity   | journal          | date       | clock | status
P01     | Läkarbesök | health_centre    | 2026-03-01 | 09:00 |
P01     | Hembesök   | municipal_health | 2026-03-04 | 10:30 |
P01     | Läkarbesök | health_centre    | 2026-03-05 |       |
P01     | Hembesök   | municipal_health | 2026-03-09 |       |
P02     | Läkarbesök | health_centre    | 2026-03-01 | 09:00 |
P02     | Hembesök   | municipal_health | 2026-03-11 | 09:00 |
P03     | Hembesök   | municipal_health | 2026-03-02 |       |
P03     | Samtal     | health_centre    | 2026-03-02 |       | planned
"""


def _summary(text: str, **group: object) -> FlowSummary:
    chosen = small_group(**group)
    return summarise_flow(tag_contacts(paths_of(text, group=chosen), chosen))


def test_activities_count_times_and_patients_and_where_they_lie() -> None:
    """Two visits by P01 are two times and one patient; what is only planned is not there."""
    assert_shows(
        _summary(THREE).activities,
        """
        activity   | count | patients | contacts | lane         | principal    | starts | ends | position
        Hembesök   | 4     | 3        | 4        | hemsjukvard  | municipality | 1      | 3    | 0.66
        Läkarbesök | 3     | 2        | 3        | halsocentral | region       | 2      | 0    | 0
        """.replace("0.66", _middle_position()),
    )


def _middle_position() -> str:
    """Home visits stand at 1/3 and 1 (P01), 1 (P02) and 0 (P03): between 33 and 100 hundredths."""
    return f"{(0.33 + 1) / 2:g}"


def test_transitions_count_times_patients_gaps_and_what_is_uncertain() -> None:
    """Gaps are whole days: 3, 4 and 10 from visit to home visit; minutes only where both have clocks."""
    assert_shows(
        _summary(THREE).transitions,
        """
        from_activity | to_activity | count | patients | gap_days_median | gap_days_max | gap_minutes_max
        Läkarbesök    | Hembesök    | 3     | 2        | 4               | 10           | 14400
        Hembesök      | Läkarbesök  | 1     | 1        | 1               | 1            |
        """,
    )


def test_the_same_once_more_by_lane_and_by_principal() -> None:
    """Patients do not add up over activities, so lanes count them anew."""
    summary = _summary(THREE)
    assert_shows(
        summary.lanes,
        """
        from_lane    | to_lane      | count | patients | lane_changes | principal_changes
        halsocentral | hemsjukvard  | 3     | 2        | 3            | 3
        hemsjukvard  | halsocentral | 1     | 1        | 1            | 1
        """,
    )
    assert_shows(
        summary.nodes("principal"),
        "principal | count | patients\nmunicipality | 4 | 3\nregion | 3 | 2",
    )


def test_ways_are_whole_sequences_and_a_way_that_was_cut_is_open() -> None:
    """P02's window closed while she lives: her way is still under way, and counted so."""
    text = THREE.replace("P01", "P04")
    group = small_group()
    patients = "patient | window_start | window_end\nP02 | 2026-03-01 | 2026-03-31"
    summary = summarise_flow(tag_contacts(paths_of(text, group=group, patients=patients), group))
    assert {
        (len(way), n, open_)
        for way, n, open_ in zip(
            summary.variants["variant"],
            summary.variants["patients"],
            summary.variants["open_ways"],
            strict=True,
        )
    } == {(4, 1, 0), (2, 1, 1), (1, 1, 0)}
    assert_shows(summary.ends, "activity | ends | open_ends\nHembesök | 3 | 1")
    assert summary.totals["open_ways"] == 1


def test_a_transition_has_the_value_of_the_contact_it_leads_to() -> None:
    """A rule proposes a value for home visits: it is a proposal, and in no voice's assessed values."""
    rule = {
        "id": "hem",
        "when": {"activities": ["Hembesök"]},
        "value": "value_creating",
        "reason": "at_home",
        "because": {"sv": "x", "en": "x"},
    }
    summary = _summary(THREE, rules=(rule,))
    names = [f"{voice}_value_creating" for voice in ("proposal", "person", "shown", "only_proposed")]
    edges = summary.transitions.set_index(["from_activity", "to_activity"])[names]
    assert edges.loc[("Läkarbesök", "Hembesök")].tolist() == [3, 0, 3, 3]
    assert edges.loc[("Hembesök", "Läkarbesök")].tolist() == [0, 0, 0, 0]
    assert_shows(summary.reasons(), "activity | voice | reason | count\nHembesök | proposal | at_home | 4")
    assert summary.transition_reasons()["count"].tolist() == [3]


def test_gaps_inside_a_stay_are_in_no_gap_figure() -> None:
    """The worked example's stay: its days stand beside, and the way home counts."""
    edges = _summary("""
        activity         | journal          | date       | until      | is_stay
        Vårdtillfälle    | inpatient        | 2026-03-10 | 2026-03-19 | x
        Utskrivningsklar | inpatient        | 2026-03-16 |            |
        Hembesök         | municipal_health | 2026-03-21 |            |
        """).transitions
    assert_shows(
        edges,
        """
        from_activity    | to_activity      | inside_stay | gap_days_median | stay_days_median
        Inskriven        | Utskrivningsklar | 1           |                 | 6
        Utskriven        | Hembesök         | 0           | 2               |
        Utskrivningsklar | Utskriven        | 1           |                 | 3
        """,
    )


def test_nobody_adds_nothing_and_has_no_rows() -> None:
    """The summary of nobody is the zero of adding."""
    summary = _summary(THREE)
    nobody = FlowSummary.empty()
    assert (summary + nobody).to_bytes() == (nobody + summary).to_bytes() == summary.to_bytes()
    assert len(nobody.activities) == len(nobody.transitions) == len(nobody.variants) == 0
    assert nobody.patients == 0


def test_the_order_of_a_logs_categories_is_nothing_to_the_summary() -> None:
    """The same rows coded another way give the same bytes."""
    group = small_group()
    paths = paths_of(THREE, group=group)
    turned = paths.frame
    for name in ("activity", "lane", "principal"):
        turned[name] = turned[name].cat.reorder_categories(turned[name].cat.categories[::-1])
    recoded = tag_contacts(Paths(turned, paths.stamp, facts=paths.facts), group)
    assert summarise_flow(recoded).to_bytes() == summarise_flow(tag_contacts(paths, group)).to_bytes()


def test_bytes_of_another_version_or_of_something_else_are_refused() -> None:
    """A file that is no summary is told in a sentence."""
    with pytest.raises(InputError, match="ingen flödessammanfattning"):
        FlowSummary.from_bytes(b"PK")


def test_a_summary_can_be_sent_to_another_process() -> None:
    """It holds no array as long as the log, and says the same there."""
    summary = _summary(THREE)
    sent = pickle.loads(pickle.dumps(summary))
    assert sent == summary
    assert sent.transitions.equals(summary.transitions)


def test_summaries_with_other_names_do_not_add() -> None:
    """Names decided by different group files are not the same names."""
    summary = _summary(THREE)
    other = replace(summary, stamp=Stamp("", "another", ""))
    with pytest.raises(TableError, match="samma gruppfil"):
        _ = summary + other


def test_an_activity_of_several_lanes_counts_as_one_for_each_where_a_picture_asks():
    """Two calls at the health centre and one in home care are two boxes; a doctor's visit stays one."""
    contacts, group = contacts_of(
        journal(
            """
            patient | date       | activity          | journal
            P01     | 2026-03-01 | Rådgivning telefon | health_centre
            P01     | 2026-03-02 | Läkarbesök         | health_centre
            P01     | 2026-03-03 | Rådgivning telefon | municipal_health
            P02     | 2026-03-01 | Rådgivning telefon | health_centre
            """
        )
    )
    titles = {lane.id: str(lane.title) for lane in group.lanes}
    whole, apart = summarise_flow(contacts), summarise_flow(contacts, lane_titles=titles)
    assert dict(zip(whole.activities["activity"], whole.activities["count"], strict=True)) == {
        "Rådgivning telefon": 3,
        "Läkarbesök": 1,
    }
    told = apart.activities.set_index("activity")
    assert told["count"].to_dict() == {
        f"Rådgivning telefon{IN_LANE}Hälsocentral": 2,
        f"Rådgivning telefon{IN_LANE}Hemsjukvård": 1,
        "Läkarbesök": 1,
    }
    assert told["lane"].to_dict()[f"Rådgivning telefon{IN_LANE}Hemsjukvård"] == "hemsjukvard"
    assert apart.transitions["count"].sum() == whole.transitions["count"].sum()
    assert apart.nodes("lane").equals(whole.nodes("lane"))
