"""How drawing compares: a way and a flow, each to a matplotlib figure with as many texts saved as SVG.

Run from the project's root: ``python -m tests.benchmarks.bench_pictures``. Ratios of best times in one run, taken in
turns; that both hold the texts they claim is asserted. Then what a page and an image cost.
"""

import io
import re
import time
from collections.abc import Callable

from flowmap.show import Picture, draw_flow, draw_group, draw_way
from flowmap.show.page import pdf_bytes, png_bytes
from tests.spec.test_flow_picture import graph_of
from tests.ways import invented

ROUNDS = 7


def best(*jobs: Callable[[], object]) -> list[float]:
    """Return the best time of each job in seconds; jobs take turns, so that all meet the same machine."""
    found = [float("inf")] * len(jobs)
    for _ in range(ROUNDS):
        for at, job in enumerate(jobs):
            begun = time.perf_counter()
            job()
            found[at] = min(found[at], time.perf_counter() - begun)
    return found


def figure_with_texts(texts: list[str]) -> str:
    """Save a matplotlib figure that holds these texts as SVG, as matplotlib does unless told otherwise."""
    import matplotlib as mpl

    mpl.use("svg")
    import matplotlib.pyplot as plt

    figure = plt.figure(figsize=(16, 9))
    for at, words in enumerate(texts):
        figure.text(at % 10 / 10, at // 10 * 10 / len(texts), words.replace("$", ""))
    stream = io.StringIO()
    figure.savefig(stream, format="svg")
    plt.close(figure)
    return stream.getvalue()


def beside_matplotlib(what: str, draw: Callable[[], Picture], *, at_least: int) -> Picture:
    """Print how long a picture takes beside a figure with as many texts, and return it."""
    picture = draw()
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", picture.svg)
    assert figure_with_texts(texts).count('id="text_') == len(texts) > at_least
    ours, theirs = best(draw, lambda: figure_with_texts(texts))
    print(f"{what}, {len(texts)} texts: {ours * 1000:.0f} ms", end=", ")
    print(f"matplotlib with as many {theirs * 1000:.0f} ms, ratio {ours / theirs:.2f} (below 1)")
    return picture


def main() -> None:
    """Draw, compare and print."""
    contacts, group = invented(150)
    picture = beside_matplotlib(
        "a way of 150 contacts", lambda: draw_way(contacts, patient="P01", group=group), at_least=150
    )
    graph = graph_of(25, 80)
    beside_matplotlib(
        "a flow of 25 activities and 80 transitions", lambda: draw_flow(graph, group=group), at_least=80
    )
    (page, image) = best(lambda: pdf_bytes(picture), lambda: png_bytes(picture))
    print(
        f"the way's page (A3, tagged): {page * 1000:.0f} ms; its image (1920 × 1080): {image * 1000:.0f} ms"
    )
    many, _ = invented(22, people=40)
    (wall,) = best(lambda: draw_group(many, None, group=group))
    print(f"a group of 40 persons with 22 contacts each: {wall * 1000:.0f} ms")


if __name__ == "__main__":
    main()
