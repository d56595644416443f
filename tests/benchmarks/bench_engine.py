"""How fast the engine is beside its peers, on the same frame in one run, with equal answers asserted.

Run from the project's root::

    python -m tests.benchmarks.bench_engine              # 100 thousand and 1 million contacts, Sepsis
    python -m tests.benchmarks.bench_engine --ten        # and 10 million
    python -m tests.benchmarks.bench_engine --only 100000
    python -m tests.benchmarks.bench_engine --only 10000000 --beside pm4py   # one peer, one size

Times are the best of several runs on the wall clock, of code that is already imported. Memory is the peak
above what the process held with the frame in place, each peer in a process of its own. A plain pass adds up
and counts each array of the log once. Growth is how many times longer more contacts take, beside how many
times more they are. Figures are printed as they come. What this machine lacks (the Sepsis log) is left out.
"""

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from flowmap.flow import summarise_flow
from flowmap.group import read_group
from flowmap.paths import trace_paths
from flowmap.tables import EventLog
from flowmap.tables.segments import codes_of
from flowmap.value import tag_contacts
from tests.benchmarks.engine_logs import invented_log, sepsis_log
from tests.benchmarks.engine_peers import COLUMNS, PEERS, differences, for_pm4py

REAL = Path(__file__).resolve().parents[3] / "shared" / "data"
AIMS = {"all": 8, "fold": 20, "memory": 0.6}


def best_of(task: Callable[[], object], runs: int) -> float:
    """Return the shortest of several runs, in seconds."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        task()
        times.append(time.perf_counter() - began)
    return min(times)


def engine_times(log: EventLog, runs: int) -> dict[str, float]:
    """Return the seconds of each step of the engine, and of one plain pass over the same arrays."""
    group = read_group("generisk")
    paths = trace_paths(log, group)
    contacts = tag_contacts(paths, group)
    summary = summarise_flow(contacts)
    return {
        "trace": best_of(lambda: trace_paths(log, group), runs),
        "tag": best_of(lambda: tag_contacts(paths, group), runs),
        "fold": best_of(lambda: summarise_flow(contacts), runs),
        "all": best_of(lambda: summarise_flow(tag_contacts(trace_paths(log, group), group)), runs),
        "frames": best_of(
            lambda: (summary.activities, summary.transitions, summary.lanes, summary.variants), 1
        ),
        "plain pass": best_of(lambda: plain_pass(log.frame), runs),
    }


def plain_pass(frame: pd.DataFrame) -> int:
    """Add up and count each array once: what no engine can be faster than."""
    total = 0
    for name in frame.columns:
        values = frame[name]
        if isinstance(values.dtype, pd.CategoricalDtype):
            total += int(np.bincount(codes_of(values).view(f"u{codes_of(values).itemsize}")).max())
        elif values.dtype.kind in "iub":
            total += int(values.sum())
        elif values.dtype.kind == "M":
            total += int(values.to_numpy().view(np.int64).sum())
    return total


def peer_times(frame: pd.DataFrame, runs: int, beside: list[str]) -> dict[str, float]:
    """Return the seconds of each peer from the frame in memory; each must answer as flowmap does."""
    wanted, times = PEERS["flowmap"](frame), {}
    for name in beside:
        ready = for_pm4py(frame) if name == "pm4py" else frame
        began = time.perf_counter()
        answer = PEERS[name](ready)
        first = time.perf_counter() - began
        assert not differences(wanted, answer), (name, differences(wanted, answer))
        del answer
        peer = PEERS[name]
        times[name] = min(first, best_of(lambda p=peer, r=ready: p(r), runs))  # type: ignore[misc]
        print(f"  {name:12} {times[name]:8.3f} s   answers alike", flush=True)
    return times


def parquet_times(frame: pd.DataFrame, runs: int, beside: list[str]) -> dict[str, float]:
    """Return the seconds of those peers that read it from the same Parquet file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "log.parquet"
        frame.to_parquet(file)
        narrow = {"flowmap": None, "duckdb": COLUMNS, "polars": COLUMNS, "r4pm": COLUMNS[:3]}
        return {
            name: best_of(lambda n=name, c=columns: PEERS[n](_read(file, c)), runs)  # type: ignore[misc]
            for name, columns in narrow.items()
            if name in beside
        }


def _read(file: Path, columns: list[str] | None) -> pd.DataFrame:
    """Return the file's frame, of the types that the log has."""
    frame = pd.read_parquet(file, columns=columns)
    empty = [name for name in frame if frame[name].dtype == object]
    return frame.astype(dict.fromkeys(empty, pd.CategoricalDtype([])))


def memory_above(peer: str, contacts: int) -> int:
    """Return the bytes that a peer's peak lies above the frame, measured in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.bench_engine",
        "--memory-of",
        peer,
        "--only",
        str(contacts),
    ]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def _measure_memory(peer: str, contacts: int) -> int:
    frame = invented_log(contacts).frame
    if peer == "pm4py":
        frame = for_pm4py(frame)
        import pm4py  # noqa: F401
    PEERS[peer](frame.head(1000).copy() if peer != "flowmap" else invented_log(1000).frame)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # begin a new peak
    before = _status("VmRSS")
    if peer == "flowmap":
        group = read_group("generisk")
        summarise_flow(tag_contacts(trace_paths(EventLog(frame), group), group))
    else:
        PEERS[peer](frame)
    return _status("VmHWM") - before


def _status(field: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))


def report(name: str, log: EventLog, beside: list[str]) -> dict[str, Any]:
    """Print and return the table of one log; small ones are run more often."""
    runs = 15 if len(log) < 500_000 else 5 if len(log) < 5_000_000 else 2
    print(f"\n{name}: {len(log):,} contacts", flush=True)
    own = engine_times(log, runs)
    for step, seconds in own.items():
        print(f"  {step:12} {seconds:8.3f} s   {seconds / own['plain pass']:6.1f} plain passes", flush=True)
    peers = peer_times(log.frame, max(runs // 2, 1), beside)
    for peer, seconds in peers.items():
        print(f"  {peer:12} {seconds / peers['flowmap']:8.1f} times flowmap with its frames")
    if "pm4py" in peers:
        print(f"  pm4py / all  {peers['pm4py'] / own['all']:8.1f}     aim {AIMS['all']}")
        print(f"  pm4py / fold {peers['pm4py'] / own['fold']:8.1f}     aim {AIMS['fold']}", flush=True)
    files = parquet_times(log.frame, 1, beside)
    for peer, seconds in files.items():
        print(f"  {peer:12} {seconds:8.3f} s   from Parquet", flush=True)
    return {"log": name, "contacts": len(log), "engine": own, "peers": peers, "parquet": files}


def report_memory(contacts: int) -> dict[str, Any]:
    """Print and return how much more flowmap and pm4py need than the frame."""
    peaks = {peer: memory_above(peer, contacts) for peer in ("flowmap", "pm4py")}
    ratio = peaks["flowmap"] / peaks["pm4py"]
    print(f"\nmemory above the frame, {contacts:,} contacts, aim {AIMS['memory']}: {ratio:.2f} of pm4py's")
    print("  " + ", ".join(f"{peer} {peak / 1e6:,.0f} MB" for peer, peak in peaks.items()), flush=True)
    return {"contacts": contacts, "memory": peaks}


def report_growth(results: list[dict[str, Any]]) -> None:
    """Print how many times longer each step takes from one size to the next."""
    for less, more in itertools.pairwise(results):
        times = more["contacts"] / less["contacts"]
        print(f"\ngrowth from {less['contacts']:,} to {more['contacts']:,} contacts, {times:.0f} times:")
        for step, seconds in more["engine"].items():
            print(f"  {step:12} {seconds / less['engine'][step]:8.1f} times")


def main() -> None:
    """Run the benchmark that the arguments ask for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--ten", action="store_true", help="10 million contacts too")
    asked.add_argument("--only", type=int, help="one size")
    asked.add_argument("--memory-of", help="print the peak of one peer, in bytes")
    asked.add_argument("--beside", default=",".join(PEERS), help="peers, with commas between")
    asked.add_argument("--logs", type=Path, default=REAL, help="folder of the real logs")
    asked.add_argument("--json", type=Path, help="write the figures here")
    chosen = asked.parse_args()
    if chosen.memory_of:
        print(_measure_memory(chosen.memory_of, chosen.only))
        return
    beside = ["flowmap", *(peer for peer in chosen.beside.split(",") if peer != "flowmap")]
    sizes = [chosen.only] if chosen.only else [100_000, 1_000_000] + [10_000_000] * chosen.ten
    results = []
    if chosen.logs.is_dir() and not chosen.only:
        results.append(report("sepsis", sepsis_log(chosen.logs), beside))
    invented = [report("invented", invented_log(size), beside) for size in sizes]
    report_growth(invented)
    results += invented + [report_memory(size) for size in sizes]
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
