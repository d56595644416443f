"""What was reviewed against what stands in the sheets, and the basis for reading it."""

from collections.abc import Iterator, Mapping
from datetime import date

from flowmap.group.allowed import allowed_words
from flowmap.identity import MASK
from flowmap.identity.names import may_name_somebody
from flowmap.journal.checks.facts import Facts, Pair
from flowmap.records import CoverageStatus, Place, Severity
from flowmap.tables import Problem
from flowmap.words import listed, say

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
    """Find, in a round, a person whose journals lack a whole basis, or are kept longer than it says."""
    if facts.settings is None:
        return
    pairs = sorted(set(facts.pairs_with_rows) | {p for p, s in _coverage(facts).items() if s in _READ})
    if pairs and not facts.settings.basis:
        yield Problem("basis_missing_everywhere", Severity.WARNING, _ROUND)
        return
    alike: dict[tuple[str, str, str], list[str]] = {}  # patient, rule, detail -> journals
    for row in facts.settings.basis_rows(pairs):
        found = _basis_fault(row, facts.today)
        if found:
            journals = alike.setdefault((str(row["patient"]), *found), [])
            journals.append(say(f"journal.{row['journal']}"))
    for (patient, rule, detail), journals in sorted(alike.items()):
        values: dict[str, object] = {
            "patient": patient,
            "journals": listed(journals),
            "detail": detail,
        }
        yield Problem(rule, Severity.WARNING, _ROUND, values)


def check_own_words(facts: Facts) -> Iterator[Problem]:
    """Find, in a round's settings, words that point somebody out: masked identifiers, and possible names."""
    if facts.settings is None:
        return
    for key, text in facts.settings.said().items():
        place = Place(_ROUND.file, column=key)
        if MASK in text:
            yield Problem("identifier_in_settings", Severity.ERROR, place)
        elif may_name_somebody(text, allowed_words(facts.group)):
            yield Problem("possible_name_in_settings", Severity.WARNING, place)


def _basis_fault(row: Mapping[str, object], today: date | None) -> tuple[str, str] | None:
    """Return the rule that a pair's basis breaks, and what its text says of it."""
    lacking = [say(f"basis_part.{part}") for part in _PARTS if not row[part]]
    if len(lacking) == len(_PARTS):
        return "basis_missing", ""
    if lacking:
        return "basis_incomplete", listed(lacking)
    keep_until = row["keep_until"]
    is_over = today is not None and isinstance(keep_until, date) and keep_until < today
    return ("basis_kept_too_long", str(keep_until)) if is_over else None


_PARTS = ("basis", "decided_by", "decided_on", "keep_until")


def _coverage(facts: Facts) -> dict[Pair, str]:
    frame = facts.journal.coverage.frame.astype(object)
    pairs = zip(frame["patient"], frame["journal"], strict=True)
    return dict(zip(pairs, frame["coverage_status"], strict=True))


def _words(pair: Pair) -> dict[str, object]:
    return {"patient": pair[0], "journal": say(f"journal.{pair[1]}")}


def _sheet(key: str) -> Place:
    return Place(sheet=say(f"sheet.{key}"))
