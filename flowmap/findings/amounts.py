"""Findings from measures: what is seen, what came home with me, what lies above the group's own marks."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from flowmap.findings.rules import is_covered
from flowmap.findings.scene import OF_SINGLE_CONTACTS, Finding, Scene, joined, opening
from flowmap.group import ExpectedRule, name_measure, name_part
from flowmap.records import Outcome
from flowmap.words import amount, day, listed, say, short

Row = dict[Any, Any]
_TOPICS = {
    "ready_days": "vantan",
    "longest_gap_days": "vantan",
    "longest_wait_days": "vantan",
    "staff_in_14_days": "kontinuitet",
    "people_met": "kontinuitet",
    "retellings": "information",
}
_FOLLOWED = ("fast_vardkontakt", "sip")  # told even where nobody has it; what else was perhaps not looked for
_SEEN = ("fast_vardkontakt", "fast_lakarkontakt", "fast_omsorgskontakt", "sip", "medicines_list")


def find_in_measures(scene: Scene) -> Iterator[Finding]:
    """Yield the findings that measures give, those that a path rule already gives left out."""
    yield from _seen(scene)
    yield from _criteria(scene)
    yield from _carried(scene)
    yield from _home(scene)
    yield from _after_discharge(scene)
    yield from _unanswered(scene)
    yield from _notable(scene)
    yield from _waits(scene)


def _each_person(
    scene: Scene,
    rows: pd.DataFrame,
    finding: Finding,
    say_of: Callable[[Row], str],
    weigh: Callable[[Row], float],
) -> Iterator[Finding]:
    """Yield the group's finding, then one for each person in ``rows`` with that person's evidence."""
    yield finding
    for row in rows.to_dict("records") if scene.tells_persons else ():
        yield Finding(
            finding_id=f"{finding.finding_id}:{row['patient']}",
            sentence=say_of(row),
            patients=1,
            of_patients=1,
            size=weigh(row),
            evidence=tuple(row["evidence"]),
            about=row["patient"],
            need_class=finding.need_class,
            measure=finding.measure,
            tier=finding.tier,
        )


def _always(sentence: str) -> Callable[[Row], str]:
    return lambda _: sentence


def _lightly(_: Row) -> float:
    return 1.0


def _finding(
    scene: Scene, measure: str, touched: pd.DataFrame, *, whole: int, sentence: str, topic: str
) -> Finding:
    """Return the group's finding that touches the patients in ``touched``, with their evidence."""
    return Finding(
        finding_id=measure,
        sentence=sentence,
        patients=len(touched),
        of_patients=whole,
        size=len(touched) / whole,
        evidence=joined(touched["evidence"]),
        need_class=scene.class_of(topic),
        measure=measure,
    )


def _seen(scene: Scene) -> Iterator[Finding]:
    settings = scene.group.measures
    for name in _SEEN:
        rows = scene.amounts(f"{name}_seen")
        without = rows[rows["amount"] == 0]
        nobody_has_it = len(without) == len(rows) and name not in _FOLLOWED
        if not len(without) or nobody_has_it or is_covered(scene, getattr(settings, name)):
            continue
        shown = say(f"finding_thing.{name}")
        part, whole = len(rows) - len(without), len(rows)
        template = "finding.seen" if part else "finding.seen_nobody"
        sentence = say(template, name=shown, part=part, whole=whole)
        topic = "sip" if name == "sip" else "fast_kontakt" if name.startswith("fast") else "information"
        found = _finding(scene, f"{name}_seen", without, whole=whole, sentence=sentence, topic=topic)
        found = replace(found, evidence=joined(rows["evidence"]))
        yield from _each_person(scene, without, found, _always(say("finding.my_seen", name=shown)), _lightly)


def _criteria(scene: Scene) -> Iterator[Finding]:
    for part in scene.parts("sip_correct"):
        rows = scene.amounts("sip_correct", part)
        without = rows[rows["amount"] == 0]
        if not len(without) or _is_told_by_rule(scene, part, set(without["patient"])):
            continue
        name = name_part(part, scene.group).lower()
        sentence = say("finding.criterion", name=name, part=len(rows) - len(without), n=len(rows))
        found = _finding(
            scene, f"sip_correct:{part}", without, whole=len(rows), sentence=sentence, topic="sip"
        )
        found = replace(found, evidence=joined(rows["evidence"]))
        yield from _each_person(
            scene, without, found, _always(say("finding.my_criterion", name=name)), _lightly
        )


def _is_told_by_rule(scene: Scene, part: str, persons: set[str]) -> bool:
    """Return whether a path rule that looks for a criterion's markers already names all these persons."""
    own = [c for c in scene.group.measures.sip_criteria if part == f"criterion={c.id}"]
    wanted = {marker for criterion in own for marker in criterion.seen_by.markers}
    rules = [rule.id for rule in scene.group.expected if wanted & {*rule.target.markers}]
    return any(persons <= _not_kept(scene, rule) for rule in rules)


def _carried(scene: Scene) -> Iterator[Finding]:
    spoken = {marker for rule in scene.group.expected for marker in rule.target.markers}
    for part in scene.parts("handover_carried"):
        rows = scene.amounts("handover_carried", part)
        without = rows[rows["amount"] < 1]
        if not len(without) or part.removeprefix("marker=") in spoken:
            continue
        name = name_part(part, scene.group)
        given, all_of = int(rows["numerator"].sum()), int(rows["denominator"].sum())
        sentence = say("finding.carried", name=name, part=given, n=all_of)
        found = _finding(
            scene,
            f"handover_carried:{part}",
            without,
            whole=len(rows),
            sentence=sentence,
            topic="information",
        )
        yield from _each_person(scene, without, found, partial(_my_carried, name), _lightly)


def _my_carried(name: str, row: Row) -> str:
    return say("finding.my_carried", name=name, part=int(row["numerator"]), n=int(row["denominator"]))


def _home(scene: Scene) -> Iterator[Finding]:
    """Yield who was reached at home, where no path rule says it, and who called without having been."""
    days, rule = scene.group.measures.home_contact_days, _home_rule(scene)
    reached = scene.amounts("home_contact")
    without = reached[reached["amount"] < 1]
    if len(without) and rule is None:
        part, whole = len(reached) - len(without), len(reached)
        sentence = say("finding.home", part=part, whole=whole, n=days)
        found = _finding(scene, "home_contact", without, whole=whole, sentence=sentence, topic="hemkomst")
        mine = say("finding.my_home", n=days)
        yield from _each_person(scene, without, found, _always(mine), _lightly)
    unreached = set(without["patient"]) if rule is None else _not_kept(scene, rule.id)
    name = say("finding_thing.home_contact", n=days) if rule is None else str(rule.short)
    yield from _called(scene, unreached, name)


def _home_rule(scene: Scene) -> ExpectedRule | None:
    """Return the path rule that asks for a contact after coming home, within its own number of days."""
    home = {*scene.group.measures.discharge.activities}
    for rule in scene.group.expected:
        start = rule.counted_from
        if rule.kind == "response" and rule.target.kinds and start and home & {*start.activities}:
            return rule
    return None


def _not_kept(scene: Scene, rule_id: str) -> set[str]:
    rows = scene.expected.frame
    missed = rows[(rows["rule_id"] == rule_id) & (rows["outcome"] == Outcome.NOT_KEPT.value)]
    return set(missed["patient"].astype(str))


def _called(scene: Scene, unreached: set[str], name: str) -> Iterator[Finding]:
    called = scene.amounts("called_from_home")
    alone = called[called["patient"].isin(unreached)]
    calls = alone[alone["amount"] > 0]
    if not len(calls):
        return
    sentence = say("finding.called_alone", part=len(calls), n=len(alone), name=name)
    found = _finding(scene, "called_from_home", calls, whole=len(alone), sentence=sentence, topic="hemkomst")
    found = replace(found, tier=OF_SINGLE_CONTACTS)
    mine = say("finding.my_call_home", n=scene.group.measures.home_contact_days)
    yield from _each_person(scene, calls, found, _always(mine), partial(_times, 0.25))


def _after_discharge(scene: Scene) -> Iterator[Finding]:
    settings = scene.group.measures
    has_rule = any(
        rule.kind == "absence" and rule.counted_from == settings.discharge for rule in scene.group.expected
    )
    wanted = (
        ("unplanned_return", "return", settings.return_days, has_rule),
        ("emergency_visit", "emergency", settings.emergency_days, False),
    )
    for measure, word, days, is_said in wanted:
        rows = scene.amounts(measure)
        touched = rows[rows["amount"] > 0]
        if not len(touched) or is_said:
            continue
        sentence = say(f"finding.{word}", part=len(touched), whole=len(rows), n=days)
        found = _finding(scene, measure, touched, whole=len(rows), sentence=sentence, topic="aterkomst")
        yield from _each_person(scene, touched, found, partial(_my_coming, scene, word, days), _lightly)


def _my_coming(scene: Scene, word: str, days: int, row: Row) -> str:
    """Say when the person came (last): the emergency visit, or the day of the new stay."""
    settings = scene.group.measures
    came = scene.matching(settings.emergency) if word == "emergency" else ~scene.matching(settings.discharge)
    shown = scene.frame["event_id"].isin(row["evidence"]).to_numpy() & came
    last = scene.frame.loc[shown, "start"].iloc[-1]
    return say(f"finding.my_{word}", n=days, day=day(last, year=False))


def _unanswered(scene: Scene) -> Iterator[Finding]:
    rows = scene.amounts("unanswered")
    touched = rows[rows["amount"] > 0]
    if not len(touched):
        return
    calls = int(touched["amount"].sum())
    sentence = say("finding.unanswered", n=calls, persons=_persons(touched, rows))
    found = _finding(scene, "unanswered", touched, whole=len(rows), sentence=sentence, topic="delaktighet")
    yield from _each_person(scene, touched, found, partial(_my_calls, scene), _lightly)


def _persons(touched: pd.DataFrame, rows: pd.DataFrame) -> str:
    return say("finding.of_persons", part=len(touched), n=len(rows))


def _my_calls(scene: Scene, row: Row) -> str:
    days = scene.when_shown(row["evidence"], scene.is_contact)
    return say("finding.my_unanswered", n=int(row["amount"]), days=days)


def _notable(scene: Scene) -> Iterator[Finding]:
    """Measures above the mark that the group file sets for them."""
    for measure, limit in scene.group.measures.notable.items():
        rows = scene.amounts(measure)
        touched = rows[rows["amount"] > limit]
        if not len(touched):
            continue
        unit = str(rows["amount_unit"].iloc[0])
        name = opening(name_measure(measure, scene.group))
        limited, most = amount(limit, unit), amount(float(touched["amount"].max()), unit)
        part, whole = len(touched), len(rows)
        sentence = say("finding.notable", name=name, limit=limited, part=part, whole=whole, most=most)
        topic = _TOPICS.get(measure, "delaktighet")
        found = _finding(scene, measure, touched, whole=whole, sentence=sentence, topic=topic)
        yield from _each_person(
            scene, touched, found, partial(_my_notable, scene, name), partial(_times, limit)
        )


def _times(limit: float, row: Row) -> float:
    return float(row["amount"]) / max(limit, 1.0)


def _my_notable(scene: Scene, name: str, row: Row) -> str:
    if row["measure"] == "longest_gap_days":
        return _my_gap(scene, row)
    if row["measure"] == "ready_days":
        return say("finding.my_ready_days", n=short(row["amount"]))
    return say("finding.my_notable", name=name, amount=amount(row["amount"], row["amount_unit"]))


def _my_gap(scene: Scene, row: Row) -> str:
    """Say how long it was to the next contact, when, and what went on meanwhile."""
    days = int(row["amount"])
    events = scene.frame[scene.frame["event_id"].isin(row["evidence"])]
    times = events["start"]
    period = "–".join(day(time, year=False) for time in (times.iloc[0], times.iloc[-1]))
    went_on = [
        name_part(part, scene.group).lower()
        for part in scene.parts("longest_gap_days")
        if _filled_days(scene, part, row["patient"]) > days / 2
    ]
    if went_on:
        return say("finding.my_gap_filled", n=days, period=period, filled=listed(went_on))
    return say("finding.my_gap", n=days, period=period)


def _filled_days(scene: Scene, part: str, patient: str) -> float:
    rows = scene.amounts("longest_gap_days", part)
    return float(rows.loc[rows["patient"] == patient, "amount"].sum())


def _waits(scene: Scene) -> Iterator[Finding]:
    for rule in scene.group.waits:
        rows = scene.amounts("longest_wait_days", f"wait={rule.id}")
        if rule.limit_days is None or not (rows["amount"] > rule.limit_days).any():
            continue
        touched = rows[rows["amount"] > rule.limit_days]
        name, most = str(rule.title), int(touched["amount"].max())
        part, whole = len(touched), len(rows)
        sentence = say("finding.wait", name=name, n=rule.limit_days, part=part, whole=whole, most=most)
        found = _finding(
            scene,
            f"longest_wait_days:wait={rule.id}",
            touched,
            whole=whole,
            sentence=sentence,
            topic="vantan",
        )
        limit = float(rule.limit_days)
        yield from _each_person(scene, touched, found, partial(_my_wait, name), partial(_times, limit))


def _my_wait(name: str, row: Row) -> str:
    return say("finding.my_wait", name=name, n=int(row["amount"]))
