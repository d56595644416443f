"""Value per voice: the person's and the team's are told apart, and proposals are in no share."""

import pandas as pd

from flowmap.measures import measure_flow
from flowmap.tables import Contacts, Measures, shape_columns
from tests.drawing import drawn
from tests.drawing_expected import contacts
from tests.drawing_measures import GROUP, amounts

VALUES = {"+": "value_creating", "=": "necessary", "-": "not_value_creating", None: "not_assessed"}
SAID = """
| patient | date       | lane         | person | why            | team | team_why            | proposed | disputed | status    |
| P01     | 2026-03-02 | halsocentral | +      | same_person    | +    |                     |          |          |           |
| P01     | 2026-03-02 | halsocentral | -      | told_again     | +    |                     |          |          |           |
| P01     | 2026-03-04 | hemsjukvard  |        |                | -    | information_missing |          |          |           |
| P01     | 2026-03-05 | hemsjukvard  |        |                | =    |                     | -        |          |           |
| P01     | 2026-03-06 | hemsjukvard  |        |                |      |                     | -        |          |           |
| P01     | 2026-03-07 | hemsjukvard  |        |                |      |                     |          | x        |           |
| P01     | 2026-03-08 | halsocentral |        |                | -    | did_not_happen      |          |          | cancelled |
| P02     | 2026-03-08 | halsocentral |        |                |      |                     | -        |          |           |
"""


def rated(text: str) -> Contacts:
    """Return contacts with what each voice says of them."""
    rows = drawn(text)
    shown = [c for c in ("patient", "date", "lane", "status") if c in rows]
    lines = [" | ".join(shown), *(" | ".join(str(cell or "") for cell in row) for row in rows[shown].values)]
    made = contacts("\n".join(f"| {line} |" for line in lines))
    frame = made.frame
    frame["person_value"] = rows["person"].map(VALUES)
    frame["person_reason"] = rows["why"]
    frame["team_value"] = rows["team"].map(VALUES)
    frame["team_reason"] = rows["team_why"]
    frame["proposed_value"] = rows["proposed"].map(VALUES)
    frame["disputed"] = rows["disputed"] == "x"
    return Contacts(shape_columns(frame.fillna({}), Contacts.columns), facts=made.facts)


def measures() -> Measures:
    return measure_flow(rated(SAID), GROUP)


def test_each_voice_has_its_own_share_of_what_it_has_assessed() -> None:
    found = measures()
    assert amounts(found, "share_value_creating", "person") == {"P01": 0.5, "P02": "not_assessed"}
    assert amounts(found, "share_value_creating", "team") == {"P01": 0.4, "P02": "not_assessed"}
    assert amounts(found, "share_necessary", "team") == {"P01": 0.2, "P02": "not_assessed"}
    assert amounts(found, "share_not_value_creating", "team") == {"P01": 0.4, "P02": "not_assessed"}


def test_a_proposal_is_no_assessment() -> None:
    found = measures()
    assert amounts(found, "share_assessed", "person") == {"P01": 0.286, "P02": 0.0}
    assert amounts(found, "share_assessed", "team") == {"P01": 0.714, "P02": 0.0}


def test_within_a_voice_shares_are_told_by_lane_for_those_who_have_it() -> None:
    found = measures()
    assert amounts(found, "share_value_creating", "team/lane=hemsjukvard") == {"P01": 0.0}
    assert amounts(found, "share_value_creating", "person/lane=halsocentral") == {"P01": 0.5}
    assert amounts(found, "share_value_creating", "person/lane=hemsjukvard") == {}


def test_where_raters_differ_the_contact_is_disputed_and_in_no_other_share() -> None:
    assert amounts(measures(), "share_disputed", "team") == {"P01": 0.167, "P02": "not_assessed"}


def test_where_person_and_team_differ_it_is_counted_of_what_both_have_assessed() -> None:
    assert amounts(measures(), "voices_differ") == {"P01": 0.5, "P02": "not_assessed"}


def test_a_day_gave_something_when_any_contact_did() -> None:
    assert amounts(measures(), "days_value_creating", "person") == {"P01": 1.0, "P02": "not_assessed"}
    assert amounts(measures(), "days_value_creating", "team") == {"P01": 0.25, "P02": "not_assessed"}


def test_reasons_are_shares_of_what_gave_nothing_or_something() -> None:
    found = measures()
    assert amounts(found, "reason_against", "team/reason=information_missing") == {"P01": 0.5}
    assert amounts(found, "reason_against", "person/reason=told_again") == {"P01": 1.0}
    assert amounts(found, "reason_for", "person/reason=same_person") == {"P01": 1.0}


def test_retellings_are_contacts_that_somebody_marked_so_once_each() -> None:
    assert amounts(measures(), "retellings") == {"P01": 1.0, "P02": "not_assessed"}


def test_figures_of_value_say_who_has_not_been_measured() -> None:
    rows = measures().summary().frame
    row = rows[
        (rows["measure"] == "share_value_creating") & (rows["provider"] == "team/lane=hemsjukvard")
    ].iloc[0]
    assert (row["n"], row["not_measured"], row["not_measured_because"]) == (1, 1, "ingen sådan kontakt: 1")
    assert pd.isna(row["low"])
