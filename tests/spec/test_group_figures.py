"""The group's figures: who is measured, what the middle is, and how sure one can be."""

import math

import numpy as np
import pytest
from scipy.stats import binomtest

from flowmap.intervals import bootstrap_change, bootstrap_interval, wilson, wilson_change, wilson_interval
from flowmap.tables import GroupFigures
from tests.drawing_measures import measured


def contacts_each(*numbers: int) -> str:
    lines = ["| patient | date | activity | journal |"]
    for person, number in enumerate(numbers, start=1):
        days = range(1, number + 1)
        lines += [f"| P{person:02d} | 2026-03-{day:02d} | Läkarbesök | health_centre |" for day in days]
    return "\n".join(lines)


def figure(figures: GroupFigures, measure: str = "contacts", by: str = "all") -> dict[str, object]:
    rows = figures.frame
    found = rows[(rows["measure"] == measure) & rows["provider"].isna() & (rows["by"] == by)]
    return found.iloc[0].to_dict()


def test_mean_median_and_quartiles_are_over_persons() -> None:
    found = figure(measured(contacts_each(1, 2, 3, 10)).summary())
    assert (found["n"], found["mean"], found["median"], found["q1"], found["q3"]) == (4, 4.0, 2.5, 1.75, 4.75)
    assert found["interval"] == "bootstrap"
    assert 0 <= found["low"] < 4 < found["high"]


def test_of_one_or_two_persons_the_values_are_listed_and_there_is_no_interval() -> None:
    one, two = figure(measured(contacts_each(3)).summary()), figure(measured(contacts_each(3, 5)).summary())
    assert (one["values"], one["interval"], bool(one["rests_on_one"])) == ("3", "none", True)
    assert (two["values"], two["interval"], bool(two["rests_on_one"])) == ("3; 5", "none", False)
    assert math.isnan(two["low"])


def test_a_figure_that_one_person_alone_makes_is_marked() -> None:
    rows = contacts_each(1, 1, 1, 1) + "\n| P04 | 2026-03-20 | Hembesök | municipal_health |"
    figures = measured(rows).summary().frame
    lane = figures[(figures["measure"] == "contacts") & (figures["provider"] == "lane=hemsjukvard")].iloc[0]
    assert bool(lane["rests_on_one"])
    assert not figure(measured(rows).summary())["rests_on_one"]


def sorted_by(*attributes: str, values: list[str]) -> str:
    lines = [f"| patient | {' | '.join(attributes)} |"]
    return "\n".join([*lines, *(f"| P{n:02d} | {row} |" for n, row in enumerate(values, start=1))])


def test_figures_stand_by_each_class_of_the_round_s_attributes() -> None:
    rows = ["kvinna | 80–84 | Syd", "man | 80–84 | Syd"] * 3 + ["kvinna | 80–84 | Norr"]
    patients = sorted_by("sex", "age_group", "ward", values=rows)
    figures = measured(contacts_each(1, 2, 3, 4, 5, 6, 3), patients=patients)
    by_sex = figures.summary(by="sex").frame
    contacts = by_sex[(by_sex["measure"] == "contacts") & by_sex["provider"].isna()]
    assert dict(zip(contacts["by"], contacts["mean"], strict=True)) == {"sex=kvinna": 3.0, "sex=man": 4.0}
    assert len(figures.summary(by="age_group").frame) == 0  # one class divides nobody
    assert len(figures.summary(by="ward").frame) == 0  # the other class is one person


def test_figures_leave_out_classes_of_few_persons_and_attributes_of_many_values() -> None:
    wards = [*["Syd", "Norr", "Väst"] * 7, "Öst", "Öst"]
    months = [f"månad {n % 7}" for n in range(23)]
    rows = [f"{ward} | {month}" for ward, month in zip(wards, months, strict=True)]
    figures = measured(contacts_each(*range(1, 24)), patients=sorted_by("ward", "month", values=rows))
    assert set(figures.summary(by="ward").frame["by"]) == {"ward=Syd", "ward=Norr", "ward=Väst"}
    assert len(figures.summary(by="month").frame) == 0  # seven values, though of three persons each


def test_the_same_round_gives_the_same_interval_whatever_the_order_of_its_rows() -> None:
    lines = contacts_each(1, 4, 2, 7, 3).splitlines()
    turned = "\n".join([lines[0], *reversed(lines[1:])])
    assert measured(contacts_each(1, 4, 2, 7, 3)).summary().frame.equals(measured(turned).summary().frame)


@pytest.mark.parametrize(("part", "whole"), [(0, 14), (1, 14), (9, 14), (14, 14), (3, 5), (55, 100)])
def test_wilson_is_as_scipy_has_it(part: int, whole: int) -> None:
    theirs = binomtest(part, whole).proportion_ci(method="wilson")
    ours = wilson_interval(part, whole)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_wilson_takes_columns_and_has_none_of_nobody() -> None:
    low, high = wilson(np.array([0, 5]), np.array([0, 10]))
    assert math.isnan(low[0])
    assert math.isnan(high[0])
    assert low[1] == pytest.approx(0.2366, abs=1e-4)
    assert wilson_interval(1, 2).method == "none"


def test_a_bootstrap_interval_is_seeded_stays_within_what_can_be_and_needs_three_that_vary() -> None:
    values = [1.0, 2.5, 3.1, 4.7, 9.2, 5.5, 8.1, 7.3]
    assert bootstrap_interval(values) == bootstrap_interval(values)
    assert bootstrap_interval(values) != bootstrap_interval(values, seed=1)
    assert bootstrap_interval([0.0, 0.0, 0.0, 9.0, 1.0], within=(0.0, 10.0)).low >= 0
    assert bootstrap_interval([1.0, 2.0]).method == "none"
    assert bootstrap_interval([2.0, 2.0, 2.0]).method == "none"
    assert bootstrap_interval(np.arange(600.0)).method == "normal"


def test_a_paired_change_is_surer_than_an_unpaired_one_of_the_same_numbers() -> None:
    before, after = [10.0, 20.0, 30.0, 40.0, 50.0], [11.0, 22.0, 31.0, 43.0, 52.0]
    paired = bootstrap_change(before, after, is_paired=True)
    apart = bootstrap_change(before, after, is_paired=False)
    assert 0 < paired.low < 1.8 < paired.high
    assert apart.low < 0 < apart.high


def test_a_change_of_shares_has_newcombes_interval() -> None:
    """Newcombe's worked examples (1998): 56 of 70 against 48 of 80, and the paired table 36, 12, 2, 0."""
    apart = wilson_change([1] * 48 + [0] * 32, [1] * 56 + [0] * 14, is_paired=False)
    assert (round(apart.low, 4), round(apart.high, 4)) == (0.0524, 0.3339)
    first, then = [1] * 36 + [0] * 12 + [1] * 2, [1] * 36 + [1] * 12 + [0] * 2
    paired = wilson_change(first, then, is_paired=True)
    assert (round(paired.low, 4), round(paired.high, 4)) == (0.0569, 0.3404)
    assert wilson_change([1, 0], [1, 1], is_paired=False).method == "none"
