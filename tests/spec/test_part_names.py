"""What a measure and its parts are called on screen."""

import pytest

from flowmap.group import name_measure, name_part, read_group
from flowmap.words import show_in

GROUP = read_group("multisjuka_aldre")


@pytest.mark.parametrize(
    ("part", "sv", "en"),
    [
        ("staff", "samma person", "the same person"),
        ("lane=hemsjukvard", "Hemsjukvård", "Home health care"),
        ("team/reason=told_again", "teamet, berätta igen", "the team, told again"),
        ("person/profession=läkare", "personens röst, läkare", "the person's voice, läkare"),
        ("wait=remiss_besok", "Från remiss till besök", "From referral to visit"),
        ("criterion=mal", "Mål", "Goals"),
        ("band=Hemtjänst", "Hemtjänst", "Hemtjänst"),
    ],
)
def test_a_part_is_named_by_the_group_or_the_catalogue_else_as_it_is(part: str, sv: str, en: str) -> None:
    assert name_part(part, GROUP) == sv
    with show_in("en"):
        assert name_part(part, GROUP) == en


def test_a_measure_is_named_by_the_catalogue_an_indicator_and_a_rule_by_the_group() -> None:
    assert name_measure("upc", GROUP) == "andel med den jag mötte mest (UPC)"
    own = GROUP.indicators[0]
    assert name_measure(own.id, GROUP) == own.title.sv
    assert name_measure("sip_syns", GROUP) == "SIP upprättad"
    assert name_measure("egna ord", GROUP) == "egna ord"
