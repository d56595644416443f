"""Compare two rounds: each measure before and after, with what else differs between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flowmap.errors import CompareError
from flowmap.group import Group
from flowmap.records import Stamp
from flowmap.rounds.compare_rows import compare_measures, compare_rules
from flowmap.rounds.differences import find_differences
from flowmap.tables import Comparison, Coverage, Expected, Measures, Patients
from flowmap.words import say

SAME_CODES: Mapping[str, str] = {"*": "*"}


@dataclass(frozen=True)
class RoundTables:
    """What comparing needs of one round; the route fills it in, since steps do not know each other.

    ``expected`` is left out where path rules are not to be compared. ``window`` is the first and last day
    in view (``find_window``).
    """

    measures: Measures
    group: Group
    title: str = ""
    patients: Patients = field(default_factory=Patients.empty)
    coverage: Coverage = field(default_factory=Coverage.empty)
    expected: Expected = field(default_factory=Expected.empty)
    window: tuple[date, date] | None = None

    @property
    def stamp(self) -> Stamp:
        """The round, its vocabulary and its coding."""
        return self.measures.stamp


def compare_rounds(
    before: RoundTables, after: RoundTables, *, returning: Mapping[str, str] | None = None
) -> Comparison:
    """Lay two rounds side by side, one row a measure (and part of it), then one a path rule.

    Before and after are means over patients, for what is seen (unit *seen*, and rules: kept of kept and not
    kept) the share of patients. The change is after minus before with a 95 % interval: for shares of
    patients from Wilson's limits (Newcombe), otherwise a bootstrap-t. ``returning`` names the same persons,
    code before → code after (``SAME_CODES`` where codes are the persons' own in both): with three or more of
    them measured both times the row is about them alone and paired. One person against one has no interval.

    What depends on how long, or in which journals, one looked is not worked out where the rounds differ in
    that; a row then has no change, and says why. A different coding is said on each row. ``sentence`` says
    what the numbers show and names no cause.

    Raises
    ------
    CompareError
        The rounds differ in vocabulary: their names do not mean the same.
    """
    if before.stamp.vocabulary_id != after.stamp.vocabulary_id:
        raise CompareError(_what_differs(before, after))
    differences = find_differences(
        (before.patients, after.patients),
        (before.coverage, after.coverage),
        codings=(before.stamp.coding_id, after.stamp.coding_id),
    )
    same = _same_persons(before, after, returning or {})
    rows = compare_measures(
        before.measures, after.measures, same=same, differences=differences, group=after.group
    )
    rows += compare_rules(
        before.expected, after.expected, same=same, differences=differences, group=after.group
    )
    return Comparison.from_rows(rows, after.stamp)


def _same_persons(before: RoundTables, after: RoundTables, returning: Mapping[str, str]) -> dict[str, str]:
    if returning is SAME_CODES:
        codes = set(before.measures.frame["patient"].astype(str))
        return {code: code for code in sorted(codes & set(after.measures.frame["patient"].astype(str)))}
    return dict(returning)


def _what_differs(before: RoundTables, after: RoundTables) -> str:
    """Say which names differ between the vocabularies of two rounds, as far as names tell."""
    names = [
        {*(a.name for a in tables.group.activities), *(str(lane.title) for lane in tables.group.lanes)}
        for tables in (before, after)
    ]
    only = sorted(names[0] ^ names[1])
    if not only:
        return say("compare.other_settings")
    return say("compare.other_names", names=", ".join(only[:5]), n=len(only))
