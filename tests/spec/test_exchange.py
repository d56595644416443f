"""Logs in from and out to other programs: the day and the order stay what they were."""

import tracemalloc
from pathlib import Path

import pandas as pd
import pytest

from flowmap import read_log
from flowmap.discovery.steps import take_steps
from flowmap.errors import ExchangeError, InputError
from flowmap.exchange import (
    XES_NAMESPACES,
    from_pm4py,
    read_xes,
    to_pm4py,
    write_csv,
    write_parquet,
    write_xes,
)
from flowmap.words import show_in
from tests.drawing_paths import paths
from tests.drawing_steps import log_of, paths_of

WAY = """
    | patient | activity    | date       | clock | kind      | unit    | status  |
    | P01     | Akutbesök   | 2026-03-01 | 00:30 | contact   | Akuten  | done    |
    | P01     | Rapport     | 2026-03-01 |       | about     |         | done    |
    | P01     | Inskriven   | 2026-03-01 |       | milestone |         | done    |
    | P01     | Utskriven   | 2026-03-19 |       | milestone |         | done    |
    | P01     | A & <"B">   | 2026-03-19 |       | contact   | =SUM(A) | done    |
    | P01     | Läkarbesök  | 2026-04-01 |       | contact   |         | planned |
    | P02     | Läkarbesök  | 2026-03-19 | 23:59 | contact   |         | done    |
    | P02     | Läkarbesök  | 2026-03-19 | 23:59 | contact   |         | done    |
"""


def test_pm4py_gets_our_steps_in_our_order() -> None:
    """What is about the person or only planned is no step. Where clocks tie, time rises by a hair."""
    frame = to_pm4py(paths(WAY))
    rows = [f"{r[1]} {r[2]} {r[3]:%d %H:%M:%S.%f} {r[4]}" for r in frame.itertuples()]
    assert rows == [
        "P01 Akutbesök 01 00:30:00.000000 2026-03-01 00:30:00",
        "P01 Inskriven 01 00:30:00.001000 2026-03-01",
        "P01 Utskriven 19 00:00:00.000000 2026-03-19",
        'P01 A & <"B"> 19 00:00:00.001000 2026-03-19',
        "P02 Läkarbesök 19 23:59:00.000000 2026-03-19 23:59:00",
        "P02 Läkarbesök 19 23:59:00.001000 2026-03-19 23:59:00",
    ]
    assert {str(frame[name].dtype) for name in ("case:concept:name", "concept:name")} == {"object"}
    assert len(to_pm4py(paths(WAY), steps_only=False)) == 8
    assert not {"staff", "in_short", "file"} & set(frame.columns)


def test_events_at_the_very_end_of_a_day_stay_in_it() -> None:
    text = "| patient | activity | date | clock |\n" + "| P01 | A | 2026-03-01 | 23:59:59.999 |\n" * 3
    rising = to_pm4py(paths(text))["time:timestamp"]
    assert [f"{time:%d %H:%M:%S.%f}" for time in rising] == [
        "01 23:59:59.997000",
        "01 23:59:59.998000",
        "01 23:59:59.999000",
    ]


def test_a_frame_comes_back_under_the_names_a_journal_is_read_by() -> None:
    """Half past midnight on 1 March is still that, though pm4py calls it UTC; a day is still a day."""
    sent = to_pm4py(paths(WAY))
    as_utc = sent.assign(**{"time:timestamp": sent["time:timestamp"].dt.tz_localize("UTC")})
    back = from_pm4py(as_utc)
    assert list(back.columns[:3]) == ["patient", "activity", "start"]
    assert back["start"].tolist() == sent["start"].tolist()
    assert "time:timestamp" not in back.columns


def test_a_frame_from_pm4py_keeps_the_clock_it_shows_or_takes_the_zone_it_is_told() -> None:
    frame = pd.DataFrame(
        {
            "case:concept:name": ["a"],
            "concept:name": ["x"],
            "time:timestamp": pd.to_datetime(["2026-02-28 23:30"]).tz_localize("UTC"),
            "org:resource": ["Pete"],
        }
    )
    assert from_pm4py(frame)["start"][0] == pd.Timestamp("2026-02-28 23:30")
    assert from_pm4py(frame, zone="Europe/Stockholm")["start"][0] == pd.Timestamp("2026-03-01 00:30")
    assert from_pm4py(frame)["staff"][0] == "Pete"
    with pytest.raises(ExchangeError, match="Tidszonen"):
        from_pm4py(frame, zone="Mars/Olympus")


def test_start_and_complete_in_one_row_become_start_and_end() -> None:
    frame = pd.DataFrame(
        {
            "case:concept:name": ["a"],
            "concept:name": ["x"],
            "start_timestamp": pd.to_datetime(["2026-03-01 10:00"]),
            "time:timestamp": pd.to_datetime(["2026-03-01 11:00"]),
        }
    )
    back = from_pm4py(frame)
    assert (back["start"][0].hour, back["end"][0].hour) == (10, 11)


def test_a_frame_that_is_not_pm4pys_is_refused() -> None:
    with pytest.raises(ExchangeError, match="case:concept:name"):
        from_pm4py(pd.DataFrame({"concept:name": ["x"], "time:timestamp": ["2026-03-01"]}))


def test_xes_out_and_in_again(tmp_path: Path) -> None:
    """Every text, day and clock comes back, and the order with them."""
    write_xes(paths(WAY), tmp_path / "log.xes")
    back = read_xes(tmp_path / "log.xes")
    sent = to_pm4py(paths(WAY))
    for name in ("case:concept:name", "concept:name", "start", "unit", "event_id", "kind"):
        assert back[name].tolist() == sent[name].tolist()
    assert back["time:timestamp"][0] == "2026-03-01T00:30:00.000+00:00"


def test_the_same_log_gives_the_same_bytes(tmp_path: Path) -> None:
    for writer, name in ((write_xes, "a.xes"), (write_csv, "a.csv"), (write_parquet, "a.parquet")):
        writer(paths(WAY), tmp_path / name)
        writer(paths(WAY), tmp_path / f"again-{name}")
        assert (tmp_path / name).read_bytes() == (tmp_path / f"again-{name}").read_bytes()


def test_xes_names_only_the_standards_own_addresses(tmp_path: Path) -> None:
    write_xes(paths(WAY), tmp_path / "log.xes")
    text = (tmp_path / "log.xes").read_text(encoding="utf-8")
    for name in sorted(XES_NAMESPACES, key=len, reverse=True):
        text = text.replace(f'"{name}"', '""')
    assert "://" not in text


def test_csv_opens_in_excel_without_running_anything(tmp_path: Path) -> None:
    write_csv(paths(WAY), tmp_path / "log.csv")
    text = (tmp_path / "log.csv").read_bytes().decode("utf-8-sig")
    assert "'=SUM(A)" in text
    assert ";=SUM(A)" not in text
    back = pd.read_csv(tmp_path / "log.csv", sep=";", dtype=str, encoding="utf-8-sig")
    assert back["start"].tolist() == to_pm4py(paths(WAY))["start"].tolist()


def test_parquet_holds_the_same_rows(tmp_path: Path) -> None:
    write_parquet(paths(WAY), tmp_path / "log.parquet")
    back = pd.read_parquet(tmp_path / "log.parquet")
    sent = to_pm4py(paths(WAY))
    assert back["time:timestamp"].tolist() == sent["time:timestamp"].tolist()
    assert back["start"].tolist() == sent["start"].tolist()


SAME = """
    patient | activity      | date       | clock | until      | until_clock | unit
    P01     | Dagvård       | 2026-03-01 | 09:00 | 2026-03-03 |             | =SUM(A)
    P01     | - okänt       | 2026-03-05 |       | 2026-03-06 | 14:00       |
    P01     | Läkarbesök    | 2026-03-08 |       |            |             |
    P02     | Läkarbesök    | 2026-03-08 | 00:00 |            |             |
    P02     | +1 kontakt    | 2026-03-08 | 00:00 |            |             |
"""


@pytest.mark.parametrize(
    ("write", "name"), [(write_csv, "l.csv"), (write_xes, "l.xes"), (write_parquet, "l.parquet")]
)
def test_a_log_that_flowmap_wrote_is_read_as_it_was(write, name: str, tmp_path: Path) -> None:
    """No column file: days without clocks stay so, midnight is a clock, and no name gets a sign before it."""
    log = log_of(SAME)
    write(log, tmp_path / name)
    back = read_log(tmp_path / name).frame
    same = ["patient", "activity", "start", "end", "has_clock", "unit"]
    assert (
        back[same].astype(object).fillna("").values.tolist()
        == log.frame[same].astype(object).fillna("").values.tolist()
    )


def test_an_end_is_written_with_a_clock_only_where_it_has_one() -> None:
    """Day care from nine until some time on the third; an evening that is known to end at two."""
    sent = to_pm4py(log_of(SAME))
    assert sent["start"].tolist()[:2] == ["2026-03-01 09:00:00", "2026-03-05"]
    assert sent["end"].tolist()[:3] == ["2026-03-03", "2026-03-06 14:00:00", None]


def test_what_was_cancelled_is_a_step_alike_before_and_after_the_paths_are_traced() -> None:
    """A cancelled visit is on the way and a cancelled plan is not; pm4py gets the same from both."""
    text = """
        activity      | date       | kind      | status
        Läkarbesök    | 2026-03-01 | contact   | cancelled
        SIP upprättad | 2026-03-02 | milestone | cancelled
        Hembesök      | 2026-03-03 | contact   | planned
        Rapport       | 2026-03-03 | about     |
    """
    log = log_of(text)
    assert to_pm4py(log)["concept:name"].tolist() == ["Läkarbesök"]
    assert to_pm4py(paths_of(text)).equals(to_pm4py(log))
    assert len(take_steps(log).frame) == 1


def test_xes_as_others_write_it(tmp_path: Path) -> None:
    """Prefixed tags, attributes inside attributes, a trace without a name, an event outside any trace."""
    (tmp_path / "log.xes").write_text(
        """<?xml version="1.0"?><x:log xmlns:x="urn:x"><x:string key="concept:name" value="the log"/>
        <x:trace><x:event><x:string key="concept:name" value="A">
            <x:string key="inner" value="not ours"/></x:string>
            <x:date key="time:timestamp" value="2026-03-01T10:00:00+01:00"/><x:int key="cost" value="5"/></x:event>
            <x:string key="concept:name" value="late name"/></x:trace>
        <x:trace><x:event><x:string key="concept:name" value="B"/></x:event></x:trace>
        <x:event><x:string key="concept:name" value="C"/></x:event></x:log>""",
        encoding="utf-8",
    )
    frame = read_xes(tmp_path / "log.xes")
    assert frame["case:concept:name"].tolist() == ["late name", None, None]
    assert frame["concept:name"].tolist() == ["A", "B", "C"]
    assert frame["time:timestamp"].tolist() == ["2026-03-01T10:00:00+01:00", None, None]
    assert frame["cost"].tolist() == ["5", None, None]
    assert "inner" not in frame.columns


def test_the_textbook_log_is_read_whole(real_logs: Path) -> None:
    frame = read_xes(real_logs / "running-example.xes")
    assert len(frame) == 42
    assert frame["case:concept:name"].nunique() == 6
    assert frame["time:timestamp"][0] == "2010-12-30T14:32:00.000+01:00"


BOMB = """<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaaaaaaaa">{more}]>
<log><trace><event><string key="concept:name" value="&z;"/></event></trace></log>"""
DOUBLED = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghij", "bcdefghijz", strict=True))


@pytest.mark.parametrize(
    "text",
    [
        BOMB.format(more=DOUBLED),
        BOMB.format(more='<!ENTITY z SYSTEM "file:///etc/hostname">'),
        BOMB.format(more='<!ENTITY z SYSTEM "http://127.0.0.1:9/x">'),
        '<!DOCTYPE log SYSTEM "http://127.0.0.1:9/x.dtd"><log/>',
    ],
    ids=["bomb", "file", "address", "dtd"],
)
def test_a_hostile_file_is_refused_at_once(text: str, tmp_path: Path) -> None:
    (tmp_path / "hostile.xes").write_text(text, encoding="utf-8")
    tracemalloc.start()
    with pytest.raises(ExchangeError, match="entiteter"):
        read_xes(tmp_path / "hostile.xes")
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no xml at all", "rad 1"),
        ("<log><trace>", "rad 1"),
        ("<log/>", "ingen händelse"),
        ("<a>" * 200, "nivåer"),
        ('<?xml version="1.0" encoding="nonsense"?><log/>', "inte en XES-fil"),
        (
            "<log><event>" + "".join(f'<int key="k{n}" value="1"/>' for n in range(501)) + "</event></log>",
            "500",
        ),
    ],
    ids=["text", "cut", "empty", "deep", "encoding", "wide"],
)
def test_what_is_no_xes_file_is_said_in_one_sentence(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "odd.xes").write_text(text, encoding="utf-8")
    with pytest.raises((ExchangeError, InputError), match=said) as caught:
        read_xes(tmp_path / "odd.xes")
    assert str(tmp_path) not in str(caught.value)


def test_nothing_is_fetched_and_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="nätet"):
        read_xes("https://example.org/log.xes")
    with show_in("en"), pytest.raises(InputError, match=r"gone\.xes does not exist"):
        read_xes(tmp_path / "gone.xes")


def test_characters_that_xml_cannot_hold_are_left_out(tmp_path: Path) -> None:
    log = paths("| patient | activity |\n| P01 | A\x07B\x00C |")
    write_xes(log, tmp_path / "log.xes")
    assert read_xes(tmp_path / "log.xes")["concept:name"].tolist() == ["ABC"]
