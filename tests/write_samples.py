"""Write ``sample_logs/``: a workbook a round as reviewers leave it, its ratings, the truth planted in it.

Run from the repository's root: ``python -m tests.write_samples``.
"""

from pathlib import Path

from flowmap.group import read_group
from flowmap.journal import write_template
from flowmap.route import read_log
from flowmap.route.opening import RATINGS_BESIDE
from flowmap.samples import SampleRound, invent_round, list_rounds, resolve_ratings, truth_text

FOLDER = Path(__file__).parent.parent / "sample_logs"


def write_samples(folder: Path) -> list[Path]:
    """Write every round's workbook and truth, and return the files."""
    folder.mkdir(exist_ok=True)
    written = []
    for name in list_rounds():
        sample = invent_round(name)
        workbook, truth = folder / f"{name}.xlsx", folder / f"{name}.truth.json"
        write_template(workbook, group=read_group(sample.group_id), rows=sample.sheets)
        truth.write_text(truth_text(sample), encoding="utf-8", newline="\n")
        ratings = folder / f"{name}{RATINGS_BESIDE}"
        ratings.write_text(_ratings_text(sample, workbook), encoding="utf-8", newline="\n")
        written += [workbook, truth, ratings]
    return written


def _ratings_text(sample: SampleRound, workbook: Path) -> str:
    """Return the round's ratings as a file that ``collect`` and the notebooks take."""
    ratings = resolve_ratings(sample.ratings, read_log(workbook, group=sample.group_id))
    columns = ["event_id", "rater", "role", "value", "reason", "rating_basis"]
    return ratings.frame[columns].to_csv(index=False, sep=";", lineterminator="\n")


if __name__ == "__main__":
    write_samples(FOLDER)
