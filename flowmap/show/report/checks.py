"""The expected path in the report: for a group how many of how many, for one or two persons each outcome."""

from collections.abc import Iterator, Mapping

from flowmap.group import ExpectedRule
from flowmap.records import Outcome
from flowmap.show.report.cells import shown
from flowmap.show.report.document import Block, Heading, Paragraph, grid
from flowmap.show.report.material import FEWEST_FOR_A_FLOW, Material
from flowmap.words import say


def lay_checks(material: Material) -> Iterator[Block]:
    """Yield what the path rules say; nothing where the group has none."""
    if not material.group.expected:
        return
    yield Heading(say("report.checks"))
    if len(material.patients) < FEWEST_FOR_A_FLOW:
        yield Paragraph(say("report.checks_intro_one"), "quiet")
        headings = [say("report.check_rule"), say("report.check_standing"), *material.patients]
        yield grid(say("report.checks"), headings, rows=_own_rows(material))
        return
    yield Paragraph(say("report.checks_intro"), "quiet")
    titles = ("rule", "standing", "seen", "not_due", "not_reviewed", "not_applicable")
    headings = [say(f"report.check_{title}") for title in titles]
    yield grid(say("report.checks"), headings, rows=check_rows(material), numbers=(2, 3, 4, 5))


def check_rows(material: Material) -> list[list[str]]:
    """Return a row a path rule: the rule, its standing, "11 av 14", and those that stand beside."""
    frame = material.expected.frame
    rows = []
    for rule in material.group.expected:
        outcomes = frame.loc[frame["rule_id"] == rule.id, "outcome"].value_counts()
        counts = {outcome: int(outcomes.get(outcome.value, 0)) for outcome in Outcome}
        judged = counts[Outcome.KEPT] + counts[Outcome.NOT_KEPT]
        seen = say("base.of", part=counts[Outcome.KEPT], whole=judged) if judged else "–"
        beside = [counts[o] for o in (Outcome.NOT_DUE, Outcome.NOT_REVIEWED, Outcome.NOT_APPLICABLE)]
        rows.append([*_named(rule), seen, *(shown(n) for n in beside)])
    return rows


def short_check_rows(material: Material) -> list[list[str]]:
    """Return what fits on one page: the rule, its standing, and "11 av 14", or one person's outcome."""
    if len(material.patients) == 1:
        return _own_rows(material)
    return [row[:3] for row in check_rows(material) if row[2] != "–"]


def _own_rows(material: Material) -> list[list[str]]:
    """Return a row a path rule that applies to somebody, with a cell a person."""
    records = material.expected.frame.astype(object).to_dict("records")
    found = {(str(row["patient"]), str(row["rule_id"])): row for row in records}
    rows = []
    for rule in material.group.expected:
        own = [found.get((patient, rule.id)) for patient in material.patients]
        if any(row and row["outcome"] != Outcome.NOT_APPLICABLE.value for row in own):
            rows.append([*_named(rule), *(_told(row, rule) for row in own)])
    return rows


def _named(rule: ExpectedRule) -> tuple[str, str]:
    return str(rule.title), say(f"standing.{rule.standing}")


def _told(row: Mapping[object, object] | None, rule: ExpectedRule) -> str:
    if row is None:
        return "–"
    if row["is_late"]:
        return say("outcome.late", n=int(str(row["days"])))
    return say(f"expected.{rule.kind}.{row['outcome']}")
