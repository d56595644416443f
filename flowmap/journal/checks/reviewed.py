"""What was reviewed against what stands in the sheets, and the basis for reading it."""

from collections.abc import Iterator

from flowmap.journal.checks.facts import Facts, Pair
from flowmap.records import CoverageStatus, Place, Severity
from flowmap.tables import Problem
from flowmap.words import say

_READ = (CoverageStatus.WHOLE.value, CoverageStatus.PART.value)
_ROUND = Place(file="round.toml")


def check_reviewed(facts: Facts) -> Iterator[Problem]:
    """Find a journal said to be reviewed that no row comes from."""
    with_rows = set(facts.pairs_with_rows)
    for pair, status in sorted(_coverage(facts).items()):
        if status in _READ and pair not in with_rows:
            yield Problem("reviewed_without_rows", Severity.WARNING, _sheet("coverage"), _words(pair))


def check_unread(facts: Facts) -> Iterator[Problem]:
    """Find rows from a journal that may not be read, or that is said not to exist."""
    coverage = _coverage(facts)
    for pair, (place, n) in facts.pairs_with_rows.items():
        if coverage.get(pair) in {CoverageStatus.NOT_ALLOWED.value, CoverageStatus.DOES_NOT_EXIST.value}:
            status = say(f"coverage_status.{coverage[pair]}")
            yield Problem(
                "rows_in_unread_journal", Severity.ERROR, place, {**_words(pair), "n": n, "status": status}
            )


def check_coverage_given(facts: Facts) -> Iterator[Problem]:
    """Find, in a round, rows from a journal of which the sheet Granskat says nothing."""
    if facts.settings is None:
        return
    coverage = _coverage(facts)
    for pair, (place, _) in facts.pairs_with_rows.items():
        if pair not in coverage:
            yield Problem("coverage_not_given", Severity.NOTE, place, _words(pair))


def check_one_journal(facts: Facts) -> Iterator[Problem]:
    """Find a person with rows in one journal only, where nothing says why the others are silent."""
    pairs, coverage = facts.pairs_with_rows, _coverage(facts)
    journals = sorted({journal for _, journal in pairs})
    if len(journals) < 2:
        return
    by_patient: dict[str, list[str]] = {}
    for patient, journal in pairs:
        by_patient.setdefault(patient, []).append(journal)
    for patient, own in sorted(by_patient.items()):
        silent = [j for j in journals if j not in own and (patient, j) not in coverage]
        if len(own) == 1 and silent:
            place = pairs[(patient, own[0])][0]
            yield Problem("person_in_one_journal", Severity.NOTE, place, _words((patient, own[0])))


def check_unsure(facts: Facts) -> Iterator[Problem]:
    """Count rows ticked unsure, to go through together."""
    n = int(facts.entries["unsure"].sum())
    if n:
        yield Problem("rows_unsure", Severity.NOTE, Place(), {"n": n})


def check_basis(facts: Facts) -> Iterator[Problem]:
    """Find, in a round, a person's journal without a whole basis, or one kept longer than it says."""
    if facts.settings is None:
        return
    pairs = sorted(set(facts.pairs_with_rows) | {p for p, s in _coverage(facts).items() if s in _READ})
    rows = {(row["patient"], row["journal"]): row for row in facts.settings.basis_rows(pairs)}
    if pairs and not facts.settings.basis:
        yield Problem("basis_missing_everywhere", Severity.WARNING, _ROUND, {"n": len(pairs)})
        return
    for pair in pairs:
        row = rows[pair]
        lacking = [say(f"basis_part.{part}") for part in _PARTS if not row.get(part)]
        if lacking:
            values = {**_words(pair), "parts": ", ".join(lacking)}
            yield Problem("basis_missing", Severity.WARNING, _ROUND, values)
        elif facts.today and row["keep_until"] < facts.today:  # type: ignore[operator]
            values = {**_words(pair), "day": row["keep_until"]}
            yield Problem("basis_kept_too_long", Severity.WARNING, _ROUND, values)


_PARTS = ("basis", "decided_by", "decided_on", "keep_until")


def _coverage(facts: Facts) -> dict[Pair, str]:
    frame = facts.journal.coverage.frame.astype(object)
    pairs = zip(frame["patient"], frame["journal"], strict=True)
    return dict(zip(pairs, frame["coverage_status"], strict=True))


def _words(pair: Pair) -> dict[str, object]:
    return {"patient": pair[0], "journal": say(f"journal.{pair[1]}")}


def _sheet(key: str) -> Place:
    return Place(sheet=say(f"sheet.{key}"))
