"""How drawing compares: a way of 150 contacts to a matplotlib figure with as many texts saved as SVG.

Run as a script: ``python tests/benchmarks/bench_pictures.py``. Ratios of best times in one run, taken in
turns; that both hold the texts they claim is asserted. Then what a page and an image cost.
"""

import io
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flowmap.show import draw_group, draw_way
from flowmap.show.page import pdf_bytes, png_bytes
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


def main() -> None:
    """Draw, compare and print."""
    contacts, group = invented(150)
    picture = draw_way(contacts, patient="P01", group=group)
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", picture.svg)
    drawn = figure_with_texts(texts)
    assert drawn.count('id="text_') == len(texts) > 150
    ours, theirs = best(
        lambda: draw_way(contacts, patient="P01", group=group), lambda: figure_with_texts(texts)
    )
    print(f"a way of 150 contacts, {len(texts)} texts: {ours * 1000:.0f} ms")
    print(f"matplotlib with as many texts:  {theirs * 1000:.0f} ms; ratio {ours / theirs:.2f}")
    (page, image) = best(lambda: pdf_bytes(picture), lambda: png_bytes(picture))
    print(f"its page (A3, tagged): {page * 1000:.0f} ms; its image (1920 × 1080): {image * 1000:.0f} ms")
    many, _ = invented(22, people=40)
    (wall,) = best(lambda: draw_group(many, None, group=group))
    print(f"a group of 40 persons with 22 contacts each: {wall * 1000:.0f} ms")


if __name__ == "__main__":
    main()
