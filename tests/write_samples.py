"""Write ``sample_logs/``: a workbook a round as reviewers leave it, its ratings, the truth planted in it.

Run from the repository's root: ``python -m tests.write_samples``.
"""

from datetime import datetime
from pathlib import Path

from flowmap.expected import check_expected
from flowmap.findings import list_findings
from flowmap.group import Group, read_group
from flowmap.journal import write_template
from flowmap.measures import measure_flow
from flowmap.paths import trace_paths
from flowmap.route import open_round, read_log
from flowmap.route.opening import RATINGS_BESIDE
from flowmap.samples import SampleRound, invent_round, list_rounds, resolve_ratings, truth_text
from flowmap.show import draw_way
from flowmap.tables import Contacts, Findings
from flowmap.value import read_ratings, tag_contacts

FOLDER = Path(__file__).parent.parent / "sample_logs"
PICTURED = ("2026-var-multisjuka-aldre", "P07")


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
    return [*written, _write_picture(folder)]


def _write_picture(folder: Path) -> Path:
    """Write the picture that the README opens with: the way of one invented person."""
    workbook = folder / f"{PICTURED[0]}.xlsx"
    contacts, findings, group = _mapped(workbook)
    picture = draw_way(contacts, patient=PICTURED[1], group=group, findings=findings)
    path = folder / "min-vag.svg"
    path.write_text(picture.svg, encoding="utf-8", newline="\n")
    return path


def _mapped(workbook: Path) -> tuple[Contacts, Findings, Group]:
    group, options = read_group("multisjuka_aldre"), open_round(workbook)
    paths = trace_paths(read_log(workbook, group=group), group)
    given = read_ratings(
        options.rating_files, tag_contacts(paths, group), group=group, taken_in_at=datetime(2026, 1, 1)
    )
    contacts = tag_contacts(paths, group, ratings=given.ratings)
    expected = check_expected(contacts, group)
    findings = list_findings(contacts, measure_flow(contacts, group), expected=expected, group=group)
    return contacts, findings, group


def _ratings_text(sample: SampleRound, workbook: Path) -> str:
    """Return the round's ratings as a file that ``collect`` and the notebooks take."""
    ratings = resolve_ratings(sample.ratings, read_log(workbook, group=sample.group_id))
    columns = ["event_id", "rater", "role", "value", "reason", "rating_basis", "points_back_to"]
    return ratings.frame[columns].to_csv(index=False, sep=";", lineterminator="\n")


if __name__ == "__main__":
    write_samples(FOLDER)
