"""The path rules as a matrix: five outcomes, each heading with its standing, totals that say their whole."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flowmap.group import ExpectedRule, Group
from flowmap.show.boxes import Box
from flowmap.show.group_way.geometry import Cell, PersonRow, RuleColumn
from flowmap.show.letters import wrap
from flowmap.show.palette import QUIET_INK
from flowmap.show.svg import Lettering
from flowmap.show.texts import Text, text_height, write_at
from flowmap.tables import Expected
from flowmap.words import say

MOST_RULES = 8
HEADING_SIZE = 12.5
STANDING_SIZE = 12.0
TOTAL_SIZE = 14.5
BESIDE_SIZE = 11.5
LATE = "late"  # the sign of what is not kept, and seen all the same, only later
SIGNS = ("kept", LATE, "not_kept", "not_due", "not_reviewed", "not_applicable")


@dataclass(frozen=True, slots=True)
class Checks:
    """What the rules say: outcomes by patient and rule, the rules to show, and how many are left out.

    ``late_days`` says of what came too late after how many days it is seen.
    """

    outcomes: Mapping[tuple[str, str], str]
    late_days: Mapping[tuple[str, str], int]
    rules: tuple[ExpectedRule, ...]
    left_out: int

    def outcome(self, patient: str, rule_id: str) -> str:
        """Return one of the five outcomes."""
        return self.outcomes.get((patient, rule_id), "not_applicable")

    def sign(self, patient: str, rule_id: str) -> str:
        """Return the outcome's sign: what came too late has one of its own."""
        return LATE if (patient, rule_id) in self.late_days else self.outcome(patient, rule_id)


def read_checks(expected: Expected | None, group: Group, *, patients: Sequence[str]) -> Checks:
    """Return the outcomes; a rule that applies to nobody is left out, then those that say least."""
    if expected is None:
        return Checks({}, {}, (), 0)
    frame = expected.frame
    rows = zip(*(frame[c].astype(object) for c in ("patient", "rule_id", "outcome")), strict=True)
    outcomes = {(str(p), str(r)): str(o) for p, r, o in rows}
    came_late = frame[frame["is_late"]]
    late = zip(*(came_late[c].astype(object) for c in ("patient", "rule_id", "days")), strict=True)
    late_days = {(str(p), str(r)): int(days) for p, r, days in late}
    tells = Counter(r for (p, r), o in outcomes.items() if p in patients and o != "not_applicable")
    settled = Counter(r for (p, r), o in outcomes.items() if p in patients and o in {"kept", "not_kept"})
    told = [rule for rule in group.expected if tells[rule.id]]
    ranked = sorted(told, key=lambda rule: (-settled[rule.id], -tells[rule.id], told.index(rule)))[
        :MOST_RULES
    ]
    known = {rule for _, rule in outcomes}
    shown = tuple(rule for rule in told if rule in ranked)
    return Checks(outcomes, late_days, shown, len(known) - len(shown))


def column_width(rules: int) -> float:
    """Return how wide a rule's column is."""
    return 110.0 if rules <= 6 else 99.0


def heading_height(rules: Sequence[ExpectedRule]) -> float:
    """Return how tall the tallest heading is, with its standing."""
    lines = max((len(_heading_lines(rule, len(rules))) for rule in rules), default=0)
    return text_height(lines, HEADING_SIZE) + 4 + text_height(1, STANDING_SIZE) if lines else 0.0


def _heading_lines(rule: ExpectedRule, rules: int) -> tuple[str, ...]:
    return wrap(str(rule.short), column_width(rules) - 5, size=HEADING_SIZE, lines=5, weight="bold")


def lay_columns(
    checks: Checks, rows: Sequence[PersonRow], *, left: float, heading_bottom: float, total_top: float
) -> tuple[RuleColumn, ...]:
    """Return a column a rule, headings standing on the same line."""
    made = []
    width = column_width(len(checks.rules))
    for at, rule in enumerate(checks.rules):
        x = left + (at + 0.5) * width
        lines = _heading_lines(rule, len(checks.rules))
        standing_top = heading_bottom - text_height(1, STANDING_SIZE)
        top = standing_top - 4 - text_height(len(lines), HEADING_SIZE)
        counts = Counter(checks.outcome(row.patient, rule.id) for row in rows)
        heading = write_at(
            top,
            x,
            lines=lines,
            lettering=Lettering(HEADING_SIZE, weight="bold", anchor="middle"),
            role="rule",
        )
        standing = write_at(
            standing_top,
            x,
            lines=(f"({say(f'standing.{rule.standing.value}')})",),
            lettering=_quiet(STANDING_SIZE),
            role="standing",
        )
        total, beside = _totals(counts, x, total_top, width)
        made.append(RuleColumn(rule.id, x, heading, standing, total, beside, str(rule.title)))
    return tuple(made)


def _quiet(size: float) -> Lettering:
    return Lettering(size, ink=QUIET_INK, anchor="middle")


def _totals(counts: Counter[str], x: float, top: float, width: float) -> tuple[Text, Text | None]:
    """Return kept of those kept and not kept, and beside it those that no share counts."""
    seen, all_settled = counts["kept"], counts["kept"] + counts["not_kept"]
    words = say("base.of", part=seen, whole=all_settled) if all_settled else "–"
    total = write_at(
        top, x, lines=(words,), lettering=Lettering(TOTAL_SIZE, weight="bold", anchor="middle"), role="total"
    )
    parts = [
        line
        for key in ("not_reviewed", "not_due")
        if counts[key]
        for line in wrap(say(f"group_way.beside_{key}", n=counts[key]), width - 6, size=BESIDE_SIZE, lines=2)
    ]
    if not parts:
        return total, None
    return total, write_at(total.box.bottom + 3, x, lines=parts, lettering=_quiet(BESIDE_SIZE), role="beside")


def lay_cells(
    checks: Checks, columns: Sequence[RuleColumn], *, rows: Sequence[PersonRow], radius: float
) -> tuple[Cell, ...]:
    """Return a cell a person and rule."""
    rules = {rule.id: rule for rule in checks.rules}
    made = []
    for row in rows:
        for column in columns:
            key = row.patient, column.rule_id
            outcome, sign = checks.outcome(*key), checks.sign(*key)
            rule = rules[column.rule_id]
            said = say(f"expected.{rule.kind}.{outcome}")
            said = say("outcome.late", n=checks.late_days[key]) if sign == LATE else said
            told = f"{row.patient} · {rule.title}: {said}"
            made.append(Cell(*key, column.x, row.middle, radius, outcome, sign, told))
    return tuple(made)


def matrix_box(plot: Box, rules: int, *, left: float) -> Box:
    """Return the box of the matrix beside the rows."""
    return Box(left, plot.top, left + column_width(rules) * rules, plot.bottom)
