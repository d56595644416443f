"""Findings from the expected path: what is seen for how many, with the rule's standing beside."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from flowmap.findings.scene import OF_THE_WAY, Finding, Scene, joined
from flowmap.group import ExpectedRule, Selector
from flowmap.records import Outcome, Standing
from flowmap.words import day, say

_WEIGHTS = {Standing.LAW: 5.0, Standing.REGULATION: 4.0, Standing.GUIDELINE: 3.0, Standing.OWN_AIM: 2.0}


def find_in_rules(scene: Scene) -> Iterator[Finding]:
    """Yield a finding for each rule that is not seen kept for somebody, and one for each of those persons."""
    rows = scene.expected.frame
    rows["patient"] = rows["patient"].astype(str)
    for rule in scene.group.expected:
        of_rule = rows[rows["rule_id"] == rule.id]
        missed = of_rule[of_rule["outcome"] == Outcome.NOT_KEPT.value]
        if not len(missed):
            continue
        yield _for_group(rule, of_rule)
        for row in missed.to_dict("records") if scene.tells_persons else ():
            yield _for_person(scene, rule, row)


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


def _for_person(scene: Scene, rule: ExpectedRule, row: dict[Any, Any]) -> Finding:
    return Finding(
        finding_id=f"rule:{rule.id}:{row['patient']}",
        sentence=_my_sentence(scene, rule, row),
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
