"""Write ``sample_logs/``: a workbook a round as a reviewer would leave it, and the truth planted in it.

Run from the repository's root: ``python -m tests.write_samples``.
"""

from pathlib import Path

from flowmap.group import read_group
from flowmap.journal import write_template
from flowmap.samples import invent_round, list_rounds, truth_text

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
        written += [workbook, truth]
    return written


if __name__ == "__main__":
    write_samples(FOLDER)
