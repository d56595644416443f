"""The expected path agrees with a slow reading of the rules over plain lists, and with pm4py's Declare."""

import contextlib
import io
from datetime import date, datetime, timedelta
from typing import NamedTuple

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowmap.exchange import to_pm4py
from flowmap.expected import check_expected
from tests.drawing_expected import contacts, group_with

FIRST = date(2026, 1, 1)
REVIEWED_TO = date(2026, 1, 9)
MINUTE = timedelta(minutes=1)


class Happened(NamedTuple):
    """An event of the slow reading: what, its day, and its first and last possible moment."""

    activity: str
    day: date
    early: datetime
    late: datetime


def happened(activity: str, day: date, clock: int | None) -> Happened:
    midnight = datetime(day.year, day.month, day.day)
    if clock is None:
        return Happened(activity, day, midnight, midnight + timedelta(days=1) - timedelta(seconds=1))
    return Happened(activity, day, midnight + clock * MINUTE, midnight + clock * MINUTE)


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
limits = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["existence", "absence", "response", "precedence", "succession"]),
        "within_days": st.none() | st.integers(0, 5),
        "within_minutes": st.none() | st.sampled_from([0, 1, 240, 1440, 1441, 3000]),
        "at_least_days": st.integers(0, 3),
        "is_counted": st.booleans(),
    }
)


def is_in_time(rule: dict[str, object], first: Happened, second: Happened) -> bool:
    days, minutes = rule["within_days"], rule["within_minutes"]
    in_days = days is None or (second.day - first.day).days <= days
    in_minutes = minutes is None or second.early - first.late <= minutes * MINUTE
    return in_days and in_minutes


def can_follow(rule: dict[str, object], first: Happened, second: Happened) -> bool:
    is_far = (second.day - first.day).days >= rule["at_least_days"]
    return first is not second and second.late >= first.early and is_far


def must_follow(rule: dict[str, object], first: Happened, second: Happened) -> bool:
    is_far = (second.day - first.day).days >= rule["at_least_days"]
    return first is not second and second.early > first.late and is_far


def runs_in_time(rule: dict[str, object], first: Happened, band: tuple[date, date, str]) -> bool:
    """Whether a band of the lane asked for runs on the day of ``first``, or on a later one in time."""
    begins, ends, lane = band
    limit = rule["within_days"]
    starts_in_time = limit is None or (begins - first.day).days <= limit
    return lane == "hemtjanst" and ends >= first.day and starts_in_time


def deadline(rule: dict[str, object], anchor: Happened) -> date:
    ends = []
    if rule["within_days"] is not None:
        ends.append(anchor.day + timedelta(days=rule["within_days"]))
    if rule["within_minutes"] is not None:
        ends.append((anchor.late + rule["within_minutes"] * MINUTE).date())
    return min(ends, default=FIRST)


def slowly(
    rule: dict[str, object], way: list[Happened], seen_to: date, own_bands: list[tuple[date, date, str]]
) -> str:
    """Return the outcome as the rule's words say it, one event at a time."""
    kind, targets = rule["kind"], [event for event in way if event.activity == "B"]
    anchors = [event for event in way if event.activity == "A"]
    if kind in {"existence", "absence"} and not rule["is_counted"]:
        begins = datetime(FIRST.year, FIRST.month, FIRST.day) - timedelta(seconds=1)
        anchors = [Happened("", FIRST, begins, begins)]
    found = []
    for anchor in anchors:
        if kind == "precedence":
            in_time = [t for t in targets if can_follow(rule, t, anchor) and is_in_time(rule, t, anchor)]
            begins = anchor.day - timedelta(days=rule["within_days"] or 0)
            minutes_back = (anchor.early - (rule["within_minutes"] or 0) * MINUTE).date()
            limit = [
                day
                for day, given_limit in (
                    (begins, rule["within_days"]),
                    (minutes_back, rule["within_minutes"]),
                )
                if given_limit is not None
            ]
            is_cut = bool(limit) and max(limit) < FIRST
            found.append("kept" if in_time else "not_reviewed" if is_cut else "not_kept")
            continue
        follows = must_follow if kind == "absence" else can_follow
        in_time = [t for t in targets if follows(rule, anchor, t) and is_in_time(rule, anchor, t)]
        is_open = seen_to < deadline(rule, anchor)
        if kind == "absence":
            found.append("not_kept" if in_time else "not_due" if is_open else "kept")
        else:
            in_time = in_time or [band for band in own_bands if runs_in_time(rule, anchor, band)]
            found.append("kept" if in_time else "not_due" if is_open else "not_kept")
    if kind == "succession":
        plain = {**rule, "at_least_days": 0}
        starts = [event for event in way if event.activity == "A"]
        found += ["not_kept" for t in targets if not any(can_follow(plain, a, t) for a in starts)]
    order = (
        ["kept", "not_due", "not_kept"]
        if kind == "existence"
        else [
            "not_kept",
            "kept",
            "not_reviewed",
            "not_due",
        ]
    )
    return next((outcome for outcome in order if outcome in found), "not_applicable")


def drawn_ways(found: list[list[tuple[str, date, int | None]]]) -> tuple[str, list[list[Happened]]]:
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


@settings(deadline=None, max_examples=40)
@given(found=ways, rule=limits, drawn_bands=bands, asks_bands=st.booleans())
def test_a_slow_reading_over_plain_lists_gives_the_same(
    found: list[list[tuple[str, date, int | None]]],
    rule: dict[str, object],
    drawn_bands: list[tuple[int, date, int | None, str]],
    asks_bands: bool,
) -> None:
    """Every kind of rule, with and without clocks and bands, limits in days and minutes, a while between."""
    text, plain = drawn_ways(found)
    if rule["kind"] not in {"existence", "absence"}:
        rule = {**rule, "is_counted": True}
    if not rule["is_counted"]:
        rule = {**rule, "within_minutes": None}
    spec = {name: value for name, value in rule.items() if name != "is_counted"}
    spec |= {"target": {"activities": ["B"]}}
    asks_bands &= rule["kind"] in {"existence", "response"} and rule["within_minutes"] is None
    if asks_bands:
        spec |= {"or_band": {"lanes": ["hemtjanst"]}}
    if rule["is_counted"]:
        spec |= {"counted_from": {"activities": ["A"]}}
    windows = "| patient | window_start | window_end |\n" + "".join(
        f"| P{place:02d} | {FIRST} | {REVIEWED_TO} |\n" for place in range(len(plain))
    )
    band_lines = ["| band_id | patient | activity | lane | start_on | end_on |"]
    own: list[list[tuple[date, date, str]]] = [[] for _ in plain]
    for number, (owner, begins, length, lane) in enumerate(drawn_bands, 900):
        ends = date.max if length is None else begins + timedelta(days=length)
        own[owner].append((begins, ends, lane))
        shown = "" if length is None else str(ends)
        band_lines.append(f"| {number} | P{owner:02d} | Insats | {lane} | {begins} | {shown} |")
    log = contacts(text, patients=windows, bands="\n".join(band_lines) if drawn_bands else "")
    checked = check_expected(log, group_with(spec)).frame
    slow = []
    for place, way in enumerate(plain):
        seen_to = max(REVIEWED_TO, *(event.day for event in way))
        slow.append(slowly(rule, way, seen_to, own[place] if asks_bands else []))
    assert checked["outcome"].tolist() == slow


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
