"""The same answers by other means: pm4py, r4pm, DuckDB SQL and polars, each in its own good style.

Each takes the log's frame, or a Parquet file, which each reads in its own way. ``Answer`` holds what all can be
compared in; what a peer does not give is None.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from flowmap.flow import summarise_flow
from flowmap.group import read_group
from flowmap.paths import trace_paths
from flowmap.tables import EventLog
from flowmap.tables.flow_schema import LEVELS
from flowmap.value import tag_contacts

COLUMNS = ["patient", "activity", "start", "has_clock", "lane", "principal", "unit", "staff"]
Pair = tuple[str, str]
Source = pd.DataFrame | Path


@dataclass(frozen=True)
class Answer:
    """Transitions with count, patients and median gap in days; ways; sums of the step columns."""

    counts: dict[Pair, int]
    ways: dict[tuple[str, ...], int]
    patients: dict[Pair, int] | None = None
    medians: dict[Pair, float] | None = None
    step_sums: dict[str, int] | None = None


def by_flowmap(source: Source, levels: Sequence[str] = LEVELS) -> Answer:
    """Check the log, trace, tag without rules and fold: every column, far more than the peers give.

    ``levels`` are those whose nodes, edges and ways are made into frames.
    """
    group = read_group("generisk")
    frame = source if isinstance(source, pd.DataFrame) else _log_frame(source)
    paths = trace_paths(EventLog(frame), group)
    summary = summarise_flow(tag_contacts(paths, group))
    for level in levels[1:]:
        summary.nodes(level), summary.edges(level), summary.variants_of(level)
    edges, ways, _ = summary.transitions, summary.variants, summary.activities
    pairs = list(zip(edges["from_activity"], edges["to_activity"], strict=True))
    steps = paths.frame
    return Answer(
        dict(zip(pairs, edges["count"].tolist(), strict=True)),
        dict(zip(ways["variant"], ways["patients"].tolist(), strict=True)),
        dict(zip(pairs, edges["patients"].tolist(), strict=True)),
        dict(zip(pairs, edges["gap_days_median"].tolist(), strict=True)),
        {name: int(steps[name].sum()) for name in STEP_SUMS},
    )


def _log_frame(file: Path) -> pd.DataFrame:
    """Return the file's frame, of the types that the log has."""
    frame = pq.ParquetFile(file, pre_buffer=False).read().to_pandas(split_blocks=True, self_destruct=True)
    nothing = pd.Categorical.from_codes(np.full(len(frame), -1, dtype=np.int8), categories=[])
    return frame.assign(**dict.fromkeys(frame.select_dtypes(object).columns, nothing))


STEP_SUMS = (
    "step_no",
    "gap_days",
    "gap_minutes",
    "order_uncertain",
    "lane_change",
    "principal_change",
    "first_meeting_unit",
    "first_meeting_staff",
)


def for_pm4py(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame that pm4py wants; making it is no part of the time taken."""
    plain = frame[["patient", "activity", "start"]].astype({"patient": object, "activity": object})
    return plain.set_axis(["case:concept:name", "concept:name", "time:timestamp"], axis=1)


def by_pm4py(plain: pd.DataFrame) -> Answer:
    """Transitions, performance and variants, from a frame that is ready for it."""
    import pm4py

    counts, _, _ = pm4py.discover_dfg(plain.copy())
    pm4py.discover_performance_dfg(plain.copy())
    ways = pm4py.get_variants(plain.copy())
    return Answer(dict(counts), {way: n if isinstance(n, int) else len(n) for way, n in ways.items()})


def by_r4pm(source: Source) -> Answer:
    """Import of the frame, transitions and variants."""
    import polars as pl
    import r4pm

    names, wanted = ["case:concept:name", "concept:name", "time:timestamp"], COLUMNS[:3]
    is_frame = isinstance(source, pd.DataFrame)
    plain = pl.from_pandas(source[wanted]) if is_frame else pl.read_parquet(source, columns=wanted)
    plain = plain.rename(dict(zip(wanted, names, strict=True)))
    plain = plain.with_columns(pl.col(names[0]).cast(pl.String), pl.col(names[1]).cast(pl.String))
    log = r4pm.import_item_from_df("EventLog", plain)
    graph = r4pm.bindings.discover_dfg(log)
    projection = r4pm.bindings.log_to_activity_projection(log)
    found = r4pm.bindings.get_variants(projection)
    for item in (log, projection):
        r4pm.remove_item(item)
    return Answer(_r4pm_counts(graph), _r4pm_ways(found))


def _r4pm_counts(graph: Any) -> dict[Pair, int]:
    relations = graph["directly_follows_relations"]
    return {(pair[0], pair[1]): int(count) for pair, count in relations}


def _r4pm_ways(found: Any) -> dict[tuple[str, ...], int]:
    return {tuple(way["activities"]): int(way["count"]) for way in found}


_STEPS = """
CREATE TEMP TABLE steps AS
WITH numbered AS (
  SELECT row_number() OVER () - 1 AS n, *, CAST(start AS DATE) AS day FROM log
), placed AS (
  SELECT *,
    row_number() OVER way - 1 AS step_no,
    lead(n) OVER way AS next_row,
    lead(activity) OVER way AS next_activity,
    lead(lane) OVER way AS next_lane,
    lead(principal) OVER way AS next_principal,
    date_diff('day', day, lead(day) OVER way) AS gap_days,
    CASE WHEN has_clock AND lead(has_clock) OVER way
         THEN date_diff('second', start, lead(start) OVER way) // 60 END AS gap_minutes,
    lane <> next_lane AS lane_change,
    principal <> next_principal AS principal_change,
    staff IS NOT NULL AND row_number() OVER (PARTITION BY patient, staff ORDER BY n) = 1
      AS first_meeting_staff,
    unit IS NOT NULL AND row_number() OVER (PARTITION BY patient, unit ORDER BY n) = 1
      AS first_meeting_unit,
    count(*) OVER (PARTITION BY patient, day) = 1 OR (
      count(*) OVER (PARTITION BY patient, start) = 1
      AND bool_and(has_clock) OVER (PARTITION BY patient, day)
    ) AS has_own_place
  FROM numbered WINDOW way AS (PARTITION BY patient ORDER BY n)
)
SELECT *, NOT (has_own_place AND lead(has_own_place) OVER way) AS order_uncertain,
  step_no / greatest(count(*) OVER (PARTITION BY patient) - 1, 1) AS position
FROM placed WINDOW way AS (PARTITION BY patient ORDER BY n)
"""
_EDGES = """
SELECT {level}, next_{level}, count(*) AS count, count(DISTINCT patient) AS patients,
  sum(order_uncertain::INT) AS order_uncertain, sum(lane_change::INT) AS lane_changes,
  sum(principal_change::INT) AS principal_changes, avg(gap_days) AS mean, median(gap_days) AS median,
  quantile_cont(gap_days, 0.9) AS p90, min(gap_days) AS low, max(gap_days) AS high,
  median(gap_minutes) AS minutes
FROM steps WHERE next_row IS NOT NULL GROUP BY ALL
"""
_NODES = """
SELECT {level}, count(*) AS count, count(DISTINCT patient) AS patients, median(position) AS position,
  sum((step_no = 0)::INT) AS starts, sum((next_row IS NULL)::INT) AS ends
FROM steps GROUP BY ALL
"""
_WAYS = """
SELECT way, count(*) AS patients FROM (SELECT list({level} ORDER BY n) AS way FROM steps GROUP BY patient)
GROUP BY ALL
"""


def by_duckdb(source: Source) -> Answer:
    """The step columns and the fold in SQL, with window functions and grouping."""
    import duckdb

    base = duckdb.connect()
    if isinstance(source, pd.DataFrame):
        base.register("log", source[COLUMNS])
    else:
        base.read_parquet(str(source)).select(*COLUMNS).create_view("log")
    base.execute(_STEPS)
    edges, ways = {}, {}
    for level in ("activity", "lane", "principal"):
        base.execute(_NODES.format(level=level)).df()
        edges[level] = base.execute(_EDGES.format(level=level)).df()
        ways[level] = base.execute(_WAYS.format(level=level)).fetchall()
    sums = base.execute(f"SELECT {', '.join(_sum_of(name) for name in STEP_SUMS)} FROM steps").fetchone()
    base.close()
    found = edges["activity"]
    pairs = list(zip(found["activity"], found["next_activity"], strict=True))
    return Answer(
        dict(zip(pairs, found["count"].tolist(), strict=True)),
        {tuple(way): n for way, n in ways["activity"]},
        dict(zip(pairs, found["patients"].tolist(), strict=True)),
        dict(zip(pairs, found["median"].tolist(), strict=True)),
        dict(zip(STEP_SUMS, map(int, sums or ()), strict=True)),
    )


def _sum_of(name: str) -> str:
    """Return the sum of a step column; what stands at the last step of a way leads nowhere."""
    if name in {"order_uncertain", "lane_change", "principal_change"}:
        return f"sum(({name} AND next_row IS NOT NULL)::INT)"
    return f"sum({name}::BIGINT)"


def by_polars(source: Source) -> Answer:
    """The step columns and the fold with polars expressions, lazily."""
    import polars as pl

    is_frame = isinstance(source, pd.DataFrame)
    log = pl.from_pandas(source[COLUMNS]).lazy() if is_frame else pl.scan_parquet(source).select(COLUMNS)
    log = log.with_row_index("n")
    is_same = pl.col("patient").to_physical() == pl.col("patient").to_physical().shift(-1)
    names = ("n", "start", "day", "has_clock", "lane", "principal", "activity")
    nexts = [pl.when(is_same).then(pl.col(name).shift(-1)).alias(f"next_{name}") for name in names]
    alone = pl.len().over("patient", "day") == 1
    own_clock = (pl.len().over("patient", "start") == 1) & pl.col("has_clock").all().over("patient", "day")
    steps = (
        log.with_columns(pl.col("start").dt.date().alias("day"))
        .with_columns(
            (pl.col("n") - pl.col("n").first().over("patient")).alias("step_no"),
            (alone | own_clock).alias("own_place"),
            *(_first_meeting(pl, name) for name in ("staff", "unit")),
            *nexts,
        )
        .with_columns(
            (pl.col("next_day") - pl.col("day")).dt.total_days().alias("gap_days"),
            pl.when(pl.col("has_clock") & pl.col("next_has_clock"))
            .then((pl.col("next_start") - pl.col("start")).dt.total_minutes())
            .alias("gap_minutes"),
            (pl.col("lane") != pl.col("next_lane")).alias("lane_change"),
            (pl.col("principal") != pl.col("next_principal")).alias("principal_change"),
            (~(pl.col("own_place") & pl.col("own_place").shift(-1))).alias("order_uncertain"),
            (pl.col("step_no") / (pl.len().over("patient") - 1).clip(1)).alias("position"),
        )
        .collect()
    )
    return _polars_fold(steps)


def _polars_fold(steps: Any) -> Answer:
    import polars as pl

    linked = steps.filter(pl.col("next_n").is_not_null())
    edges, ways = {}, {}
    for level in ("activity", "lane", "principal"):
        edges[level] = linked.group_by(level, f"next_{level}").agg(_polars_edges(pl))
        steps.group_by(level).agg(
            pl.len(),
            pl.col("patient").n_unique(),
            pl.col("position").median(),
            (pl.col("step_no") == 0).sum().alias("starts"),
            pl.col("next_n").is_null().sum().alias("ends"),
        )
        per_patient = steps.group_by("patient", maintain_order=True).agg(pl.col(level).alias("way"))
        ways[level] = per_patient.group_by("way").agg(pl.len().alias("patients"))
    table, found = edges["activity"], ways["activity"]
    pairs = list(zip(table["activity"].to_list(), table["next_activity"].to_list(), strict=True))
    return Answer(
        dict(zip(pairs, table["count"].to_list(), strict=True)),
        {tuple(w): n for w, n in zip(found["way"].to_list(), found["patients"].to_list(), strict=True)},
        dict(zip(pairs, table["patients"].to_list(), strict=True)),
        dict(zip(pairs, table["median"].to_list(), strict=True)),
        {name: int((linked if name in _OF_LINKS else steps)[name].sum()) for name in STEP_SUMS},
    )


def _first_meeting(pl: Any, name: str) -> Any:
    first = pl.struct("patient", name).is_first_distinct() & pl.col(name).is_not_null()
    return first.alias(f"first_meeting_{name}")


def _polars_edges(pl: Any) -> list[Any]:
    gap = pl.col("gap_days")
    return [
        pl.len().alias("count"),
        pl.col("patient").n_unique().alias("patients"),
        pl.col("order_uncertain", "lane_change", "principal_change").sum(),
        gap.mean().alias("mean"),
        gap.median().alias("median"),
        gap.quantile(0.9, "linear").alias("p90"),
        gap.min().alias("low"),
        gap.max().alias("high"),
        pl.col("gap_minutes").median().alias("minutes"),
    ]


_OF_LINKS = {"order_uncertain", "lane_change", "principal_change", "gap_days", "gap_minutes"}
PEERS: dict[str, Callable[[Any], Answer]] = {
    "flowmap": by_flowmap,
    "by activity": partial(by_flowmap, levels=LEVELS[:1]),
    "pm4py": by_pm4py,
    "r4pm": by_r4pm,
    "duckdb": by_duckdb,
    "polars": by_polars,
}


COUNTERPARTS = {"r4pm": "by activity"}  # what a peer is set beside, where it gives less than the others


def differences(answer: Answer, other: Answer) -> list[str]:
    """Return what two answers differ in, of what both give."""
    found = []
    for name in ("counts", "ways", "patients", "medians", "step_sums"):
        left, right = getattr(answer, name), getattr(other, name)
        if left is not None and right is not None and Counter(left) != Counter(right):
            found.append(name)
    return found
