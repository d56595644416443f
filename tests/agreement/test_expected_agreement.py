"""The expected path agrees with a slow reading of the rules over plain lists, and with pm4py's Declare."""

import contextlib
import io
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowmap.exchange import to_pm4py
from flowmap.expected import check_expected
from flowmap.group import WaitRule
from tests.agreement.reference_expected import FIRST, REVIEWED_TO, Band, Happened, Rule, happened, slowly
from tests.drawing_expected import contacts, group_with

Moment = tuple[date, int | None]  # a day, and minutes since midnight
Way = list[tuple[str, date, int | None]]
DrawnBand = tuple[int, date, int | None, str]
events = st.tuples(
    st.sampled_from("ABC"),
    st.integers(0, 12).map(lambda n: FIRST + timedelta(days=n)),
    st.none() | st.sampled_from([0, 1, 480, 481, 720, 1439]),
)
bands = st.lists(
    st.tuples(
        st.integers(0, 7),
        st.integers(-3, 12).map(lambda n: FIRST + timedelta(days=n)),
        st.none() | st.integers(0, 6),
        st.sampled_from(["hemtjanst", "hemsjukvard"]),
    ),
    max_size=8,
)
ways = st.lists(st.lists(events, min_size=2, max_size=8), min_size=8, max_size=12)
moments = st.tuples(
    st.integers(0, 4).map(lambda n: FIRST + timedelta(days=n)), st.none() | st.sampled_from([480, 720])
)
crowded_ways = st.lists(
    st.lists(st.tuples(st.sampled_from("AABC"), moments), min_size=2, max_size=7).map(
        lambda way: [(activity, *moment) for activity, moment in way]
    ),
    min_size=4,
    max_size=8,
)
crowded_bands = st.lists(
    st.tuples(
        st.integers(0, 7),
        st.integers(-1, 5).map(lambda n: FIRST + timedelta(days=n)),
        st.integers(0, 2),
        st.just("hemtjanst"),
    ),
    min_size=4,
    max_size=8,
)


def can_be_kept(rule: Rule) -> Rule:
    """Return the rule with a while between that its limit has room for; others are refused."""
    most = rule["at_least_days"] if rule["within_days"] is None else rule["within_days"]
    return {**rule, "at_least_days": min(rule["at_least_days"], most)}


limits = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["existence", "absence", "response", "precedence", "succession"]),
        "within_days": st.none() | st.integers(0, 5),
        "within_minutes": st.none() | st.sampled_from([0, 1, 240, 1440, 1441, 3000]),
        "at_least_days": st.integers(0, 3),
        "is_counted": st.booleans(),
    }
).map(can_be_kept)


def drawn_ways(found: list[Way]) -> tuple[str, list[list[Happened]]]:
    lines, plain = ["| patient | activity | date | clock |"], []
    for place, way in enumerate(found):
        ordered = sorted(
            way, key=lambda event: (event[1], event[2] if event[2] is not None else 9999, event[0])
        )
        plain.append([happened(*event) for event in ordered])
        for activity, day, clock in ordered:
            shown = "" if clock is None else f"{clock // 60:02d}:{clock % 60:02d}"
            lines.append(f"| P{place:02d} | {activity} | {day} | {shown} |")
    return "\n".join(lines), plain


WAIT = WaitRule.model_validate(
    {
        "id": "c_b",
        "title": {"sv": "x", "en": "x"},
        "starts": {"activities": ["C"]},
        "ends": {"activities": ["B"]},
    }
)
WHOLE = {"waits": [WAIT], "death": {"activities": ["Z"]}}


def both_readings(found: list[Way], rule: Rule, drawn_bands: list[DrawnBand]) -> tuple[list[str], list[str]]:
    """Return what flowmap and the slow reading say of each patient; bands only where the rule asks for them."""
    text, plain = drawn_ways(found)
    spec = {name: value for name, value in rule.items() if name != "is_counted"}
    spec |= {"target": {"activities": ["B"]}}
    if rule["is_counted"]:
        spec |= {"counted_from": {"activities": ["A"]}}
    windows = "| patient | window_start | window_end |\n" + "".join(
        f"| P{place:02d} | {FIRST} | {REVIEWED_TO} |\n" for place in range(len(plain))
    )
    lines, own = drawn_bands_of(drawn_bands, len(plain))
    log = contacts(text, patients=windows, bands=lines, waits=(WAIT,))
    checked = check_expected(log, group_with(spec, **WHOLE)).frame
    slow = []
    for place, way in enumerate(plain):
        seen_to = max(REVIEWED_TO, *(event.day for event in way))
        slow.append(slowly(rule, way, seen_to, own[place] if "or_band" in rule else []))
    return checked["outcome"].tolist(), slow


def drawn_bands_of(drawn_bands: list[DrawnBand], people: int) -> tuple[str, list[list[Band]]]:
    lines = ["| band_id | patient | activity | lane | start_on | end_on |"]
    own: list[list[Band]] = [[] for _ in range(people)]
    for number, (owner, begins, length, lane) in enumerate(drawn_bands, 900):
        ends = date.max if length is None else begins + timedelta(days=length)
        own[owner % people].append((begins, ends, lane))
        shown = "" if length is None else str(ends)
        lines.append(f"| {number} | P{owner % people:02d} | Insats | {lane} | {begins} | {shown} |")
    return "\n".join(lines) if drawn_bands else "", own


@settings(deadline=None, max_examples=40)
@given(found=ways, rule=limits, drawn_bands=bands, asks_bands=st.booleans())
def test_a_slow_reading_over_plain_lists_gives_the_same(
    found: list[Way], rule: Rule, drawn_bands: list[DrawnBand], asks_bands: bool
) -> None:
    """Every kind of rule, with and without clocks and bands, limits in days and minutes, a while between."""
    if rule["kind"] not in {"existence", "absence"}:
        rule = {**rule, "is_counted": True}
    if not rule["is_counted"]:
        rule = {**rule, "within_minutes": None}
    if asks_bands and rule["kind"] in {"existence", "response"} and rule["within_minutes"] is None:
        rule = {**rule, "or_band": {"lanes": ["hemtjanst"]}}
    ours, slow = both_readings(found, rule, drawn_bands)
    assert ours == slow


@settings(deadline=None, max_examples=40)
@given(found=crowded_ways, rule=limits)
def test_what_is_counted_only_while_a_wait_lasts_is_counted_alike(found: list[Way], rule: Rule) -> None:
    """Few days and many waits: begun, ended, both the day counted from, several at once, and without end."""
    rule = {**rule, "is_counted": True, "only_while": "c_b"}
    ours, slow = both_readings(found, rule, [])
    assert ours == slow


@settings(deadline=None, max_examples=40)
@given(
    found=crowded_ways,
    drawn_bands=crowded_bands,
    kind=st.sampled_from(["existence", "response"]),
    within_days=st.none() | st.integers(0, 2),
    lasts=st.booleans(),
)
def test_a_bands_first_and_last_days_count_alike(
    found: list[Way], drawn_bands: list[DrawnBand], kind: str, within_days: int | None, lasts: bool
) -> None:
    """Bands that end or begin on the day counted from, the day before, the limit's own day and the next."""
    rule = {
        "kind": kind,
        "within_days": within_days,
        "within_minutes": None,
        "at_least_days": 0,
        "is_counted": True,
        "or_band": {"lanes": ["hemtjanst"]},
    } | ({"only_while": "c_b"} if lasts else {})
    ours, slow = both_readings(found, rule, drawn_bands)
    assert ours == slow


@settings(deadline=None, max_examples=40)
@given(found=crowded_ways, rule=limits, deaths=st.lists(st.none() | moments, min_size=8, max_size=8))
def test_nothing_is_asked_after_death_in_either_reading(
    found: list[Way], rule: Rule, deaths: list[Moment | None]
) -> None:
    """Death on the day counted from, on the limit's own day, later, before, and no death."""
    found = [[*way, *([("Z", *death)] if death else [])] for way, death in zip(found, deaths, strict=False)]
    rule = rule if rule["kind"] == "absence" else {**rule, "is_counted": True}
    rule = rule if rule["is_counted"] else {**rule, "within_minutes": None}
    ours, slow = both_readings(found, rule, [])
    assert ours == slow


RULES = {  # ours, and the Declare constraint that says the same
    "response": ({"counted_from": "A", "target": "B"}, "response", ("A", "B")),
    "precedence": ({"counted_from": "B", "target": "A"}, "precedence", ("A", "B")),
    "succession": ({"counted_from": "A", "target": "B"}, "succession", ("A", "B")),
    "existence": ({"target": "B"}, "existence", "B"),
    "absence": ({"target": "B"}, "absence", "B"),
}


@pytest.mark.parametrize("kind", list(RULES))
@settings(deadline=None, max_examples=8)
@given(found=st.lists(st.lists(st.sampled_from("ABC"), min_size=1, max_size=7), min_size=1, max_size=25))
def test_pm4pys_declare_says_the_same_where_every_order_is_known(kind: str, found: list[list[str]]) -> None:
    """One event a day and no limits: what we say is not kept is what pm4py says deviates."""
    lines = ["| patient | activity | date |"]
    lines += [
        f"| P{place:02d} | {activity} | {FIRST + timedelta(days=n)} |"
        for place, way in enumerate(found)
        for n, activity in enumerate(way)
    ]
    parts, template, about = RULES[kind]
    spec = {"kind": kind, **{name: {"activities": [letter]} for name, letter in parts.items()}}
    log = contacts("\n".join(lines))
    ours = (check_expected(log, group_with(spec)).frame["outcome"] == "not_kept").tolist()
    with contextlib.redirect_stderr(io.StringIO()):
        import pm4py

        model = {template: {about: {"support": 1, "confidence": 1}}}
        theirs = pm4py.conformance_declare(to_pm4py(log), model)
    assert ours == [way["no_dev_total"] > 0 for way in theirs]


def test_pm4py_agrees_on_a_real_log(real_logs) -> None:
    """Sepsis: IV Antibiotics after triage, wherever no tie in time leaves the order open."""
    frame = pd.read_csv(real_logs / "sepsis.csv", sep=";", dtype=str, keep_default_na=False)
    frame = frame.assign(at=pd.to_datetime(frame["Complete Timestamp"]))
    frame = frame[frame["Case ID"].isin(sorted(frame["Case ID"].unique())[:200])]
    frame = frame.drop_duplicates(["Case ID", "at"]).sort_values(["Case ID", "at"], kind="stable")
    lines = ["| patient | activity | date | clock |"]
    lines += [
        f"| {case} | {activity} | {at:%Y-%m-%d} | {at:%H:%M:%S} |"
        for case, activity, at in frame[["Case ID", "Activity", "at"]].itertuples(index=False)
    ]
    log = contacts("\n".join(lines))
    rules = {"response": ("ER Triage", "IV Antibiotics"), "precedence": ("ER Triage", "Leucocytes")}
    response, precedence = (
        {"kind": "response", "counted_from": "ER Triage", "target": "IV Antibiotics"},
        {"kind": "precedence", "counted_from": "Leucocytes", "target": "ER Triage"},
    )
    named = [
        {"kind": r["kind"], **{n: {"activities": [r[n]]} for n in ("counted_from", "target")}}
        for r in (response, precedence)
    ]
    expected = check_expected(log, group_with(*named)).frame
    for rule_id, (template, about) in zip(("r1", "r2"), rules.items(), strict=True):
        ours = (expected.loc[expected["rule_id"] == rule_id, "outcome"] == "not_kept").tolist()
        with contextlib.redirect_stderr(io.StringIO()):
            import pm4py

            theirs = pm4py.conformance_declare(
                to_pm4py(log), {template: {about: {"support": 1, "confidence": 1}}}
            )
        assert ours == [way["no_dev_total"] > 0 for way in theirs]
        assert 0 < sum(ours) < len(ours)
