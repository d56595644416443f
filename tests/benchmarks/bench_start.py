"""What starting costs: importing flowmap beside importing pandas, and mapping a round beside its imports.

Run from the repository's root: ``python -m tests.benchmarks.bench_start``. Every run is a process of its own,
the two of a pair in turn, and the ratio is that of the medians.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5
SAMPLE = Path(__file__).parents[2] / "sample_logs" / "2026-var-multisjuka-aldre.xlsx"
PEER = "import pandas, matplotlib.pyplot, scipy.stats, pm4py, typst"


def seconds(command: list[str]) -> float:
    """Return how long a command takes as a whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def compare(title: str, ours: list[str], peer: list[str], *, runs: int = RUNS) -> None:
    """Run two commands in turn and print both medians and their ratio; one warm-up each."""
    seconds(ours), seconds(peer)
    pairs = [(seconds(ours), seconds(peer)) for _ in range(runs)]
    own, other = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"{title:<58} {own:6.2f} s  {other:6.2f} s  ratio {own / other:5.2f}")


def main() -> None:
    """Print both ratios."""
    python = [sys.executable, "-c"]
    print(f"{'':<58} {'flowmap':>8}  {'peer':>8}")
    compare(
        "import flowmap / import pandas (at most 1.3)",
        [*python, "import flowmap"],
        [*python, "import pandas"],
    )
    with tempfile.TemporaryDirectory() as folder:
        options = ["--group", "multisjuka_aldre", "--out", str(Path(folder) / "out"), "--json"]
        ours = [sys.executable, "-m", "flowmap", "map", str(SAMPLE), *options]
        compare("flowmap map of the sample round / its imports (at most 2.5)", ours, [*python, PEER])
        record = json.loads((Path(folder) / "out" / "run.json").read_text(encoding="utf-8"))
        assert record["patients"] == 14
        assert record["agrees_with_pm4py"] is True


if __name__ == "__main__":
    main()
