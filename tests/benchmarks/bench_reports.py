"""How writing a round compares: everything of the 14-person round to one typst PDF plus one matplotlib chart.

Run as a script: ``python tests/benchmarks/bench_reports.py``. Best times in one run, taken in turns. The peer
is a typst PDF of as many pages with the same pictures, and a matplotlib figure of one bar chart, both as a
program would write them; that both hold what they claim is asserted. Then what each file costs.
"""

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flowmap.beside import ALONE, Beside, Crew
from flowmap.measures import measure_flow
from flowmap.route.mapping import RoundMap, map_round
from flowmap.route.opening import open_round
from flowmap.route.writing import gather_material, list_tables
from flowmap.show import Material, draw_flow, draw_load, draw_way
from flowmap.show.picture import Picture
from flowmap.show.report import compose_report
from flowmap.show.report.outputs import begin_tables, list_made, write_report

ROUND = Path(__file__).resolve().parents[2] / "sample_logs" / "2026-var-multisjuka-aldre.xlsx"
TIMES = 3


def best(*jobs: Callable[[], object]) -> list[float]:
    """Return the best time of each job in seconds; jobs take turns, so that all meet the same machine."""
    found = [float("inf")] * len(jobs)
    for _ in range(TIMES):
        for at, job in enumerate(jobs):
            begun = time.perf_counter()
            job()
            found[at] = min(found[at], time.perf_counter() - begun)
    return found


def typst_pdf(pictures: list[Picture]) -> bytes:
    """Set a PDF/UA-1 with a picture a page, as a plain program does."""
    import typst

    files = {f"p{at}.svg": picture.svg.encode() for at, picture in enumerate(pictures)}
    pages = "\n#pagebreak()\n".join(f'#image("{name}", alt: "en bild", width: 100%)' for name in files)
    source = f'#set document(title: "x")\n#set text(lang: "sv")\n#set page("a3", flipped: true)\n{pages}'
    return typst.compile({"main": source.encode(), **files}, format="pdf", pdf_standards=["ua-1"])


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
    return stream.getvalue()


def write_everything(mapped: RoundMap, crew: Crew = ALONE) -> Material:
    """Draw and write all pictures and reports of the round."""
    tables = begin_tables(list_tables(mapped), mapped.group, crew=crew)
    material = gather_material(mapped, crew=crew)
    with TemporaryDirectory() as folder:
        written = write_report(material, Path(folder), tables=tables)
        assert len(written) > 30
    return material


def main() -> None:
    """Write, compare and print; with a second process at work, as the command ``map`` has, and without."""
    with Beside() as crew:
        compare(crew)


def compare(crew: Crew) -> None:
    """Print how everything compares to one PDF and one chart, and what each file costs."""
    mapped = map_round(ROUND, group="multisjuka_aldre", options=open_round(ROUND))
    material = write_everything(mapped)
    shown = [*material.ways.values(), material.group_way, material.flow, *material.charts]
    pictures = [picture for picture in shown if isinstance(picture, Picture)]
    assert len(pictures) >= 18
    assert typst_pdf(pictures)[:5] == b"%PDF-"
    assert matplotlib_chart().count("<g id=") > 14
    write_everything(mapped, crew)  # the second process imports what it needs
    ours, alone, pdf, chart = best(
        lambda: write_everything(mapped, crew),
        lambda: write_everything(mapped),
        lambda: typst_pdf(pictures),
        matplotlib_chart,
    )
    print(f"one typst PDF of the same {len(pictures)} pictures: {pdf * 1000:.0f} ms")
    print(f"one matplotlib chart: {chart * 1000:.0f} ms")
    for how, took in (("", ours), (", one process", alone)):
        ratio = took / (pdf + chart)
        print(f"everything of the 14-person round{how}: {took * 1000:.0f} ms, ratio {ratio:.2f} (at most 3)")
    for name, make in list_made(material, begin_tables(list_tables(mapped), mapped.group)):
        (cost,) = best(make)
        if cost > 0.03:
            print(f"  {name}: {cost * 1000:.0f} ms")
    _parts(mapped)


def _parts(mapped: RoundMap) -> None:
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


if __name__ == "__main__":
    main()
