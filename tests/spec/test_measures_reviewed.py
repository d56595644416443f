"""Nothing is measured that needs a journal that was not reviewed: undefined for that reason, and counted so."""

from itertools import chain

import pytest

from flowmap.measures import measure_flow
from flowmap.records import CoverageStatus
from tests.drawing_measures import amounts, measured
from tests.ways import sample

# What asks for less than all journals, and says so in its docstring.
OF_WHAT_WAS_ASSESSED = {
    "share_assessed",
    "share_value_creating",
    "share_necessary",
    "share_not_value_creating",
    "share_disputed",
    "voices_differ",
    "days_value_creating",
    "reason_for",
    "reason_against",
}
OF_INPATIENT_CARE = {"stays", "stay_days", "ready_days", "unplanned_return"}
CLOSED = ("P04", "P09")  # persons of the sample round with a journal that was not allowed


def test_of_a_person_with_a_closed_journal_only_that_is_measured_which_does_not_need_it() -> None:
    contacts, group, *_ = sample()
    rows = measure_flow(contacts, group).frame.astype({"measure": str, "patient": str})
    lanes = rows["provider"].astype(str).str.startswith("lane=") & (rows["measure"] == "contacts")
    own = rows[rows["patient"].isin(CLOSED) & ~lanes]
    seen = own["measure"].str.endswith("_seen") & (own["amount"] == 1)
    seen |= own["measure"].str.endswith("_after_days") & (own["measure"] != "home_contact_after_days")
    seen |= own["measure"].str.startswith("sip_correct")
    by_group = {item.id for item in group.indicators if item.needs}
    free = own["measure"].isin(OF_WHAT_WAS_ASSESSED | OF_INPATIENT_CARE | by_group) | seen
    needing = own[~free]
    assert len(needing) > 60
    assert set(needing["undefined_because"].astype(str)) == {"not_reviewed"}
    assert needing["amount"].isna().all()


def test_the_group_s_figure_counts_those_who_were_not_reviewed() -> None:
    contacts, group, *_ = sample()
    figures = measure_flow(contacts, group).summary().frame
    row = figures[(figures["measure"] == "people_met") & figures["provider"].isna()].iloc[0]
    assert (row["n"], row["not_measured"]) == (11, 3)
    assert row["not_measured_because"] == "en journal som behövs är inte granskad: 3"


ONE = """
| patient | date       | until      | activity      | journal          | kind  | is_stay | planned   |
| P01     | 2026-03-01 |            | Läkarbesök    | health_centre    |       |         |           |
| P01     | 2026-03-02 | 2026-03-09 | Vårdtillfälle | inpatient        |       | x       | unplanned |
| P01     | 2026-03-03 |            | Rapport       | inpatient        | about |         |           |
| P01     | 2026-03-12 |            | Hembesök      | municipal_health |       |         |           |
"""
JOURNALS = ("health_centre", "inpatient", "municipal_health", "municipal_social")


@pytest.mark.parametrize("status", [s for s in CoverageStatus if s is not CoverageStatus.WHOLE])
def test_part_of_a_journal_is_not_the_whole_and_a_journal_that_does_not_exist_hides_nothing(
    status: CoverageStatus,
) -> None:
    read = "| patient | journal | coverage_status |\n" + "".join(
        f"| P01 | {journal} | {status if journal == 'municipal_social' else 'whole'} |\n"
        for journal in JOURNALS
    )
    found = measured(ONE, coverage=read)
    whole = chain(
        *(amounts(found, name).values() for name in ("contacts", "trips", "home_contact", "about_me"))
    )
    hidden = status is not CoverageStatus.DOES_NOT_EXIST
    assert all((amount == "not_reviewed") == hidden for amount in whole)
    assert amounts(found, "stay_days") == {"P01": 7.0}
    seen = amounts(found, "sip_seen")
    assert seen == {"P01": "not_reviewed" if status is CoverageStatus.NOT_ALLOWED else 0.0}
