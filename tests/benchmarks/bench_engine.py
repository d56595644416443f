"""How fast the engine is beside its peers, on the same frame in one run, with equal answers asserted.

Run from the project's root::

    python -m tests.benchmarks.bench_engine              # 100 thousand and 1 million contacts, Sepsis
    python -m tests.benchmarks.bench_engine --ten        # and 10 million
    python -m tests.benchmarks.bench_engine --only 100000
    python -m tests.benchmarks.bench_engine --only 10000000 --beside pm4py   # one peer, one size
    python -m tests.benchmarks.bench_engine --logs ../shared/data            # where the Sepsis log lies

Times are the best of several runs on the wall clock, of code that is already imported. The steps are timed from
a log in memory to arrays; beside the peers flowmap also checks the log anew, adds up every level and makes all
its frames, and reads the same Parquet file; r4pm, which knows activities only, is set beside flowmap that makes
the frames of activities only. Memory is the peak above what the process held with the frame in
place, each peer in a process of its own. A plain pass adds up and counts each array of the log once, and shares
say what the rest is spent on. Growth is how many times longer more contacts take, beside how many times more
they are. Figures are printed as they come, and once more as a table. What this machine lacks (the Sepsis log)
is left out.

What limits it now: from a million contacts on memory does. All steps take about three plain passes, spread over
a dozen parts of which none has more than a sixth; what is left to win is in reading columns fewer times. Below
a hundred thousand it is the fixed cost of some three hundred calls of numpy, about 3 ms in all. Beside the peers
it is what each frame and each way as a tuple costs in Python, and from Parquet that all 29 columns are read and
checked, where the peers read three (r4pm) or eight.
"""

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd

from flowmap.flow import summarise_flow
from flowmap.group import read_group
from flowmap.paths import trace_paths
from flowmap.tables import EventLog
from flowmap.tables.flow_schema import LEVELS
from flowmap.tables.segments import codes_of
from flowmap.value import tag_contacts
from tests.benchmarks.engine_logs import invented_log, sepsis_log
from tests.benchmarks.engine_peers import COUNTERPARTS, PEERS, Answer, differences, for_pm4py

REAL = Path(__file__).resolve().parents[3] / "shared" / "data"
AIMS = {"all": 8, "fold": 20, "memory": 0.6}


Tasks = dict[str, Callable[[], object]]


def in_turns(tasks: Tasks, rounds: int) -> dict[str, float]:
    """Return the shortest of several runs of each task, in seconds; they take turns, so that noise is shared."""
    times: dict[str, float] = {}
    for _ in range(rounds):
        for name, task in tasks.items():
            times[name] = min(times.get(name, np.inf), _timed(task)[0])
    return times


def _timed(task: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = task()
    return time.perf_counter() - began, found


def engine_tasks(log: EventLog) -> Tasks:
    """Return each step of the engine to be timed, and one plain pass over the same arrays."""
    group = read_group("generisk")
    paths = trace_paths(log, group)
    contacts = tag_contacts(paths, group)
    summary = summarise_flow(contacts)
    return {
        "trace": lambda: trace_paths(log, group),
        "tag": lambda: tag_contacts(paths, group),
        "fold": lambda: summarise_flow(contacts),
        "all": lambda: summarise_flow(tag_contacts(trace_paths(log, group), group)),
        "frames": lambda: [replace(summary).edges(level) for level in LEVELS],
        "plain pass": lambda: plain_pass(log.frame),
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


def checked(wanted: Answer, tasks: Tasks, *, from_what: str) -> dict[str, float]:
    """Return the seconds of each peer's first run; each must answer as flowmap does."""
    times = {}
    for name, task in tasks.items():
        times[name], answer = _timed(task)
        assert not differences(wanted, answer), (name, differences(wanted, answer))
        print(f"  {name:12} {times[name]:8.3f} s from {from_what} the first time, answers alike", flush=True)
    return times


def beside_peers(log: EventLog, own: Tasks, peers: list[str], *, rounds: int) -> list[dict[str, float]]:
    """Return the seconds of the engine's steps, and of peers from the frame and from the same Parquet file."""
    wanted = PEERS["flowmap"](log.frame)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "log.parquet"
        log.frame.to_parquet(file)
        ready = {name: for_pm4py(log.frame) if name == "pm4py" else log.frame for name in peers}
        frames: Tasks = {name: partial(PEERS[name], source) for name, source in ready.items()}
        files: Tasks = {name: partial(PEERS[name], file) for name in peers if name != "pm4py"}
        first = [checked(wanted, frames, from_what="the frame"), checked(wanted, files, from_what="Parquet")]
        steps = {name: own[name] for name in ("fold", "all")}
        again = [in_turns(steps | frames, rounds), in_turns(files, rounds)]
    steps_again = {name: again[0].pop(name) for name in steps if name in again[0]}
    return [
        steps_again,
        *({n: min(t, m.get(n, t)) for n, t in f.items()} for f, m in zip(first, again, strict=True)),
    ]


PARTS = {
    "which rows are steps": ("flowmap.paths.trace", "find_chain"),
    "what comes next, where on the way": ("flowmap.paths.trace", "link_columns"),
    "gaps, order, changes": ("flowmap.paths.trace", "gap_columns"),
    "first meetings, repeats": ("flowmap.paths.trace", "meeting_columns"),
    "steps as integers": ("flowmap.flow.fold", "take_steps"),
    "activities": ("flowmap.flow.fold", "count_nodes"),
    "transitions: which": ("flowmap.flow.edges", "_links"),
    "transitions: counts": ("flowmap.flow.edges", "count_flags"),
    "transitions: gaps": ("flowmap.flow.edges", "_histogram"),
    "transitions: patients": ("flowmap.flow.edges", "_patients"),
    "ways": ("flowmap.flow.fold", "_ways"),
}


def parts_of(log: EventLog) -> dict[str, float]:
    """Return the seconds of each part of one run of all steps; what is in none of them stands last."""
    group, spent = read_group("generisk"), dict.fromkeys(PARTS, 0.0)

    def timed(part: str, task: Callable[..., object]) -> Callable[..., object]:
        def run(*given: object, **named: object) -> object:
            began = time.perf_counter()
            found = task(*given, **named)
            spent[part] += time.perf_counter() - began
            return found

        return run

    with ExitStack() as stack:
        for part, (module, name) in PARTS.items():
            home = import_module(module)
            stack.enter_context(patch.object(home, name, timed(part, getattr(home, name))))
        began = time.perf_counter()
        summarise_flow(tag_contacts(trace_paths(log, group), group))
        whole = time.perf_counter() - began
    return spent | {"the rest": whole - sum(spent.values())}


def memory_above(peer: str, contacts: int, logs: Path) -> int:
    """Return the bytes that a peer's peak lies above the frame, measured in a process of its own."""
    script = [sys.executable, "-m", "tests.benchmarks.bench_engine", "--logs", str(logs)]
    command = [*script, "--memory-of", peer, "--only", str(contacts)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def _measure_memory(peer: str, contacts: int, logs: Path) -> int:
    frame = (invented_log(contacts) if contacts else sepsis_log(logs)).frame
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
    runs = 25 if len(log) < 500_000 else 5 if len(log) < 5_000_000 else 3
    print(f"\n{name}: {len(log):,} contacts", flush=True)
    tasks = engine_tasks(log)
    own = in_turns(tasks, runs)
    for step, seconds in own.items():
        print(f"  {step:12} {seconds:8.4f} s   {seconds / own['plain pass']:6.1f} plain passes", flush=True)
    parts = parts_of(log)
    print("  of one run of all, each part's share:")
    for part, seconds in sorted(parts.items(), key=lambda item: -item[1]):
        print(f"    {seconds / sum(parts.values()):4.0%}  {part}")
    steps, peers, files = beside_peers(log, tasks, beside, rounds=runs // 5)
    own |= {step: min(own[step], seconds) for step, seconds in steps.items()}
    for source, found in (("the frame", peers), ("Parquet", files)):
        for peer in found:
            print(f"  {peer:12} {beside_flowmap(peer, found):8.1f} times flowmap from {source}")
    return {
        "log": name,
        "contacts": len(log),
        "engine": own,
        "peers": peers,
        "parquet": files,
        "parts": parts,
    }


def beside_flowmap(peer: str, seconds: dict[str, float]) -> float:
    """Return how many times longer a peer takes than flowmap takes for what the peer gives, and more."""
    return seconds[peer] / seconds[COUNTERPARTS.get(peer, "flowmap")]


def report_memory(found: dict[str, Any], logs: Path) -> float:
    """Print how much more than the frame flowmap and pm4py need, and return the ratio."""
    contacts = 0 if found["log"] == "sepsis" else found["contacts"]
    peaks = {peer: memory_above(peer, contacts, logs) for peer in ("flowmap", "pm4py")}
    found["memory"] = peaks
    ratio = peaks["flowmap"] / peaks["pm4py"]
    print(f"\nmemory above the frame, {found['contacts']:,} contacts: {ratio:.2f} of pm4py's")
    print("  " + ", ".join(f"{peer} {peak / 1e6:,.0f} MB" for peer, peak in peaks.items()), flush=True)
    return ratio


def report_growth(results: list[dict[str, Any]]) -> None:
    """Print how many times longer each step takes from one size to the next."""
    for less, more in itertools.pairwise(results):
        times = more["contacts"] / less["contacts"]
        print(f"\ngrowth from {less['contacts']:,} to {more['contacts']:,} contacts, {times:.0f} times:")
        for step, seconds in more["engine"].items():
            print(f"  {step:12} {seconds / less['engine'][step]:8.1f} times")


def report_ratios(results: list[dict[str, Any]], peaks: dict[int, float]) -> None:
    """Print one table: how many times longer each peer takes, and flowmap's memory as a share of pm4py's."""
    own_names = {"flowmap", *COUNTERPARTS.values()}
    names = [name for name in PEERS if name in results[0]["peers"] and name not in own_names]
    aims = [("pm4py/all", f"≥ {AIMS['all']}"), ("pm4py/fold", f"≥ {AIMS['fold']}"), ("memory", "≤ 0.6")]
    aims = aims if "pm4py" in names else []
    from_file = [f"{name}, file" for name in names if name != "pm4py"]
    heads = ["contacts", *(head for head, _ in aims), *names, *from_file, "plain passes"]
    print("\n" + " | ".join(heads))
    print(" | ".join(["aim", *(aim for _, aim in aims), *("> 1" for _ in names + from_file), ""]))
    for found in results:
        own, peers, files = found["engine"], found["peers"], found["parquet"]
        row = [f"{found['contacts']:,}"]
        if aims:
            row += [f"{peers['pm4py'] / own['all']:.1f}", f"{peers['pm4py'] / own['fold']:.1f}"]
            row.append(f"{peaks[found['contacts']]:.2f}" if found["contacts"] in peaks else "")
        row += [f"{beside_flowmap(name, peers):.1f}" for name in names]
        row += [f"{beside_flowmap(name, files):.1f}" for name in names if name != "pm4py"]
        print(" | ".join([*row, f"{own['all'] / own['plain pass']:.1f}"]))


def main() -> None:
    """Run the benchmark that the arguments ask for."""
    chosen = _arguments()
    if chosen.memory_of:
        print(_measure_memory(chosen.memory_of, chosen.only, chosen.logs))
        return
    asked = [peer for peer in chosen.beside.split(",") if peer not in {"flowmap", *COUNTERPARTS.values()}]
    beside = ["flowmap", *(COUNTERPARTS[peer] for peer in asked if peer in COUNTERPARTS), *asked]
    sizes = [chosen.only] if chosen.only else [100_000, 1_000_000] + [10_000_000] * chosen.ten
    results = []
    if chosen.logs.is_dir() and not chosen.only:
        results.append(report("sepsis", sepsis_log(chosen.logs), beside))
    invented = [report("invented", invented_log(size), beside) for size in sizes]
    report_growth(invented)
    results += invented
    peaks = {found["contacts"]: report_memory(found, chosen.logs) for found in results}
    report_ratios(results, peaks)
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--ten", action="store_true", help="10 million contacts too")
    asked.add_argument("--only", type=int, help="one size")
    asked.add_argument("--memory-of", help="print the peak of one peer, in bytes; size 0 is the Sepsis log")
    asked.add_argument("--beside", default=",".join(PEERS), help="peers, with commas between")
    asked.add_argument("--logs", type=Path, default=REAL, help="folder of the real logs")
    asked.add_argument("--json", type=Path, help="write the figures here")
    return asked.parse_args()


if __name__ == "__main__":
    main()
