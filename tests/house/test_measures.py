"""Every measure says what it counts, in its docstring and on screen in both languages."""

import pytest

from flowmap.group import list_groups, read_group
from flowmap.measures.amounts import Undefined
from flowmap.measures.measure import MEASURES
from flowmap.words import has_words
from tests.ways import sample


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.__name__)
def test_a_measure_tells_what_it_divides_what_it_leaves_out_its_unit_source_and_when_it_is_undefined(
    measure: object,
) -> None:
    text = measure.__doc__ or ""
    told = ("umerator", "enominator", "Excluded:", "Unit:", "Undefined:", "Source:")
    assert [word for word in told if word not in text] == []


def test_every_measure_and_unit_has_a_name_and_an_explanation() -> None:
    from flowmap.measures import measure_flow

    contacts, group, *_ = sample()
    frame = measure_flow(contacts, group).frame
    own = {item.id for item in group.indicators}
    ids = set(frame["measure"].astype(str)) - own
    keys = [f"{kind}.{measure}" for measure in sorted(ids) for kind in ("measure", "measure_help")]
    keys += [f"amount_unit.{unit}" for unit in sorted(set(frame["amount_unit"].astype(str)))]
    keys += [f"undefined.{why}" for why in Undefined]
    assert [key for key in keys if not has_words(key)] == []


def test_what_a_group_highlights_or_marks_is_a_measure() -> None:
    for name in list_groups():
        group = read_group(name)
        own = {item.id for item in group.indicators} | {rule.id for rule in group.expected}
        named = {*group.measures.highlight, *group.measures.notable}
        assert [m for m in sorted(named) if m not in own and not has_words(f"measure.{m}")] == []
