"""How writing a round compares: everything of the 14-person round to one typst PDF plus one matplotlib chart.

Run from the project's root: ``python -m tests.benchmarks.bench_reports``. The peer is a typst PDF of as many
pages with the same pictures, and a matplotlib figure of one bar chart, both as a program would write them; that
both hold what they claim is asserted.

First as the command does it, which is how a round is written: each time in a process of its own, and timed in it
from where the round is mapped and pm4py has looked at it (flowmap) or the pictures are read (the peer), with
what either then imports. Medians, the two in turn. Then over and over in one process, where nothing is imported or read again, with a second
process at work and without: best times. Last what each file costs so.
"""

import io
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from flowmap.beside import ALONE, Beside, Crew
from flowmap.measures import measure_flow
from flowmap.route.mapping import RoundMap, map_round
from flowmap.route.opening import open_round
from flowmap.route.writing import begin_ways, gather_material, list_tables
from flowmap.show import Material, begin_tables, draw_flow, draw_load, draw_way, write_report
from flowmap.show.picture import Picture
from flowmap.show.report import compose_report
from flowmap.show.report.outputs import list_made

ROUND = Path(__file__).resolve().parents[2] / "sample_logs" / "2026-var-multisjuka-aldre.xlsx"
TIMES = 3
COLD = 5


def best(*jobs: Callable[[], object]) -> list[float]:
    """Return the best time of each job in seconds; jobs take turns, so that all meet the same machine."""
    found = [float("inf")] * len(jobs)
    for _ in range(TIMES):
        for at, job in enumerate(jobs):
            found[at] = min(found[at], seconds(job))
    return found


def seconds(job: Callable[[], object]) -> float:
    """Return how long a job takes."""
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun


def typst_pdf(drawn: Sequence[bytes]) -> bytes:
    """Set a PDF/UA-1 with a picture a page, as a plain program does."""
    import typst

    files = {f"p{at}.svg": svg for at, svg in enumerate(drawn)}
    pages = "\n#pagebreak()\n".join(f'#image("{name}", alt: "en bild", width: 100%)' for name in files)
    source = f'#set document(title: "x")\n#set text(lang: "sv")\n#set page("a3", flipped: true)\n{pages}'
    made = typst.compile({"main": source.encode(), **files}, format="pdf", pdf_standards=["ua-1"])
    assert made[:5] == b"%PDF-"
    return made


def matplotlib_chart() -> str:
    """Draw a bar chart of fourteen rows and save it as SVG."""
    import matplotlib as mpl

    mpl.use("svg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(11, 6), layout="constrained")
    bars = axes.barh([f"P{n:02d}" for n in range(1, 15)], range(30, 44))
    axes.bar_label(bars)
    stream = io.StringIO()
    figure.savefig(stream, format="svg")
    plt.close(figure)
    assert stream.getvalue().count("<g id=") > 14
    return stream.getvalue()


def write_everything(mapped: RoundMap, crew: Crew = ALONE) -> Material:
    """Draw and write all pictures and reports of the round."""
    ways = begin_ways(mapped, crew=crew)
    tables = begin_tables(list_tables(mapped), mapped.group, crew=crew)
    material = gather_material(mapped, ways=ways, crew=crew)
    with TemporaryDirectory() as folder:
        written = write_report(material, Path(folder), tables=tables, crew=crew)
        assert len(written) > 30
    return material


COMMAND = """
import sys, time
from contextlib import contextmanager
from flowmap.cli import main, mapping
from flowmap.route import writing

write, took = writing.write_round, []

def timed(mapped, out, **options):
    mapped.look()
    begun = time.perf_counter()
    written = write(mapped, out, **options)
    took.append(time.perf_counter() - begun)
    return written

writing.write_round = timed
assert main(sys.argv[1:]) == 0
print(took[0])
"""


def command_once(folder: Path) -> float:
    """Return the seconds that the command takes to draw and write, once the round is mapped and looked at."""
    options = ["--group", "multisjuka_aldre", "--out", str(folder)]
    return _printed([sys.executable, "-c", COMMAND, "map", str(ROUND), *options])


def peers_once(folder: Path) -> float:
    """Return the seconds that a PDF of a folder's pictures and a chart take the first time in this process."""
    drawn = [path.read_bytes() for path in sorted(folder.glob("*.svg"))]
    assert len(drawn) >= 18
    return seconds(lambda: (typst_pdf(drawn), matplotlib_chart()))


def compare_first_times(pictures: Sequence[bytes]) -> None:
    """Print how everything compares to one PDF and one chart, each the first time in a process of its own."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for at, svg in enumerate(pictures):
            (folder / f"{at:02d}.svg").write_bytes(svg)
        peer_again = [sys.executable, "-m", "tests.benchmarks.bench_reports", str(folder)]
        runs = [(command_once(folder / "out"), _printed(peer_again)) for _ in range(COLD)]
    ours, peer = (statistics.median(times) for times in zip(*runs, strict=True))
    print(f"as the command does it: {ours:.2f} s, one PDF plus one chart {peer:.2f} s", end=", ")
    print(f"ratio {ours / peer:.2f} (at most 3)")


def _printed(command: list[str]) -> float:
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def compare_over_and_over(mapped: RoundMap, pictures: Sequence[bytes], crew: Crew) -> None:
    """Print the same for work that is done again and again in one process."""
    write_everything(mapped, crew)  # the second process imports what it needs
    ours, alone, pdf, chart = best(
        lambda: write_everything(mapped, crew),
        lambda: write_everything(mapped),
        lambda: typst_pdf(pictures),
        matplotlib_chart,
    )
    print(f"over and over: one PDF of the same {len(pictures)} pictures {pdf * 1000:.0f} ms", end=", ")
    print(f"one chart {chart * 1000:.0f} ms")
    for how, took in (("two processes", ours), ("one process", alone)):
        print(f"  everything in {how}: {took * 1000:.0f} ms, ratio {took / (pdf + chart):.2f}")


def print_parts(mapped: RoundMap, material: Material) -> None:
    """Print what each file and each kind of picture costs, over and over in one process."""
    for name, make in list_made(material, begin_tables(list_tables(mapped), mapped.group)):
        (cost,) = best(make)
        if cost > 0.03:
            print(f"  {name}: {cost * 1000:.0f} ms")
    contacts, group = mapped.contacts, mapped.group
    measures = measure_flow(contacts, group)
    costs = best(
        lambda: draw_way(contacts, patient="P08", group=group, findings=mapped.findings),
        lambda: draw_flow(mapped.graph, group=group),
        lambda: draw_load(measures, group=group),
        lambda: compose_report(gather_material(mapped)),
    )
    names = ("a way", "the flow", "a chart", "drawing and composing everything")
    print("\n".join(f"  {name}: {cost * 1000:.0f} ms" for name, cost in zip(names, costs, strict=True)))


def main() -> None:
    """Write, compare and print."""
    mapped = map_round(ROUND, group="multisjuka_aldre", options=open_round(ROUND))
    material = write_everything(mapped)
    shown = [*material.ways.values(), material.group_way, material.flow, *material.charts]
    pictures = [picture.svg.encode() for picture in shown if isinstance(picture, Picture)]
    assert len(pictures) >= 18
    compare_first_times(pictures)
    with Beside() as crew:
        compare_over_and_over(mapped, pictures, crew)
    print_parts(mapped, material)


if __name__ == "__main__":
    if sys.argv[1:]:
        print(peers_once(Path(sys.argv[1])))
    else:
        main()
