"""Findings from the expected path: what is seen for how many, with the rule's standing beside."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from flowmap.findings.scene import OF_THE_WAY, Finding, Scene, joined
from flowmap.group import ExpectedRule, Group, Selector
from flowmap.records import Outcome, Standing
from flowmap.words import day, say

_WEIGHTS = {Standing.LAW: 5.0, Standing.REGULATION: 4.0, Standing.GUIDELINE: 3.0, Standing.OWN_AIM: 2.0}


def find_in_rules(scene: Scene) -> Iterator[Finding]:
    """Yield a finding for each rule that is not seen kept for somebody, and one for each of those persons.

    Of a rule and one that asks for the same within a time, somebody for whom it is not seen at all gets one
    finding, which names both.
    """
    rows = scene.expected.frame
    rows["patient"] = rows["patient"].astype(str)
    missed = rows[rows["outcome"] == Outcome.NOT_KEPT.value]
    for rule in scene.group.expected:
        own = missed[missed["rule_id"] == rule.id]
        told = _missing(missed, _same_at_any_time(rule, scene.group))
        own = own[~own["patient"].isin(told)]
        if not len(own):
            continue
        yield _for_group(rule, rows[rows["rule_id"] == rule.id])
        also = [each for each in scene.group.expected if rule in _same_at_any_time(each, scene.group)]
        for row in own.to_dict("records") if scene.tells_persons else ():
            names = [str(each.title) for each in also if row["patient"] in _missing(missed, [each])]
            yield _for_person(scene, rule, row, also=names)


def _same_at_any_time(rule: ExpectedRule, group: Group) -> list[ExpectedRule]:
    """Return the rules of the same weight that ask at any time for what a rule asks for within a time."""
    if rule.kind != "existence" or rule.counted_from is None:
        return []
    return [
        other
        for other in group.expected
        if other.kind == "existence"
        and other.counted_from is None
        and (other.target, other.standing) == (rule.target, rule.standing)
    ]


def _missing(missed: pd.DataFrame, rules: Sequence[ExpectedRule]) -> set[str]:
    """Return the patients that a rule is not seen kept for."""
    return set(missed.loc[missed["rule_id"].isin([rule.id for rule in rules]), "patient"])


def _for_group(rule: ExpectedRule, rows: pd.DataFrame) -> Finding:
    counts = rows["outcome"].value_counts()
    kept, missed = int(counts.get("kept", 0)), int(counts.get("not_kept", 0))
    template = "finding.rule_holds" if rule.kind == "absence" else "finding.rule"
    if not kept and missed > 1 and rule.kind != "absence":
        template = "finding.rule_nobody"
    sentence = say(template, title=str(rule.title), part=kept, whole=kept + missed)
    not_reviewed = int(counts.get("not_reviewed", 0))
    if not_reviewed:
        sentence += say("finding.not_reviewed", n=not_reviewed)
    shown = rows[rows["outcome"].isin([Outcome.NOT_KEPT.value, Outcome.KEPT.value])]
    return Finding(
        finding_id=f"rule:{rule.id}",
        sentence=sentence,
        patients=missed,
        of_patients=kept + missed,
        size=missed / (kept + missed),
        evidence=joined(shown.sort_values("outcome", kind="stable", ascending=False)["evidence"]),
        standing=rule.standing.value,
        need_class=rule.need_class,
        measure=rule.id,
    )


def _for_person(scene: Scene, rule: ExpectedRule, row: dict[Any, Any], *, also: Sequence[str]) -> Finding:
    sentences = [_my_sentence(scene, rule, row), *(say("finding.rule_also", title=title) for title in also)]
    return Finding(
        finding_id=f"rule:{rule.id}:{row['patient']}",
        sentence=" ".join(sentences),
        patients=1,
        of_patients=1,
        size=_WEIGHTS[rule.standing],
        evidence=tuple(row["evidence"]),
        about=row["patient"],
        standing=rule.standing.value,
        need_class=rule.need_class,
        measure=rule.id,
        tier=OF_THE_WAY,
    )


def _my_sentence(scene: Scene, rule: ExpectedRule, row: dict[Any, Any]) -> str:
    if rule.kind == "absence":
        events = scene.frame[scene.frame["event_id"].isin(row["evidence"]) & scene.matching(rule.target)]
        if len(events):
            last = events.iloc[-1]
            shown = day(last["start"], year=False)
            return say(
                "finding.my_rule_against",
                activity=scene.shown(last["activity"]),
                day=shown,
                title=str(rule.title),
            )
    if row["is_late"]:
        return say("finding.my_rule_late", title=str(rule.title), n=int(row["days"]))
    return say("finding.my_rule", title=str(rule.title))


def is_covered(scene: Scene, selector: Selector) -> bool:
    """Return whether a path rule already speaks of what a selector looks for."""
    wanted = {*selector.markers, *selector.activities}
    return any(wanted & {*rule.target.markers, *rule.target.activities} for rule in scene.group.expected)
