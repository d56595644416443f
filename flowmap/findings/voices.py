"""Findings from what the voices say: reasons given, where voices differ, questions that got no answer."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from flowmap.findings.scene import Finding, Flags, Scene, opening
from flowmap.records import Reason, StartedBy, Value, Voice
from flowmap.words import day, listed, say

_ASSESSED = (Value.CREATING.value, Value.NECESSARY.value, Value.NOT_CREATING.value)
_TOPICS = {
    Reason.WAITING: "vantan",
    Reason.TOLD_AGAIN: "information",
    Reason.INFORMATION_MISSING: "information",
    Reason.MEDICINES: "information",
    Reason.DID_NOT_HAPPEN: "blev_inte_av",
    Reason.NEW_PERSON: "kontinuitet",
}
_FEWEST = 2  # contacts with a reason, from at least so many persons, make it the group's finding
_SMALLEST = 0.1  # share of the contacts that gave nothing: below it a reason is no finding of the group


def find_in_voices(scene: Scene) -> Iterator[Finding]:
    """Yield the findings that rest on what the person or the team has said."""
    for reason in Reason:
        if reason is not Reason.TOLD_AGAIN:  # counted as retellings
            yield from _reason(scene, reason)
    yield from _differing(scene)
    yield from _asked_in_vain(scene)


def _gave_nothing(scene: Scene, voice: Voice) -> Flags:
    nothing: Flags = (scene.frame[f"{voice.value}_value"] == Value.NOT_CREATING.value).to_numpy()
    return scene.is_contact & nothing


def _with_reason(scene: Scene, reason: Reason) -> tuple[Voice, Flags]:
    """Return the voice that gives the reason most often (the person at a tie), and its contacts."""
    found = []
    for voice in (Voice.PERSON, Voice.TEAM):
        has_it = (scene.frame[f"{voice.value}_reason"] == reason.value).to_numpy()
        found.append((voice, _gave_nothing(scene, voice) & has_it))
    return max(found, key=lambda pair: int(pair[1].sum()))


def _reason(scene: Scene, reason: Reason) -> Iterator[Finding]:
    voice, rows = _with_reason(scene, reason)
    if not rows.any():
        return
    among = _gave_nothing(scene, voice)
    template = "finding.reason"
    if (rows & scene.is_first_week).sum() >= _FEWEST and (rows & scene.is_first_week).sum() * 2 >= rows.sum():
        rows, among, template = rows & scene.is_first_week, among & scene.is_first_week, "finding.reason_home"
    patients = scene.frame.loc[rows, "patient"].astype(str)
    values = {"reason": say(f"reason.{reason}"), "voice": say(f"voice.{voice}")}
    is_much = rows.sum() >= max(_FEWEST, _SMALLEST * among.sum())
    if is_much and patients.nunique() >= _FEWEST:
        yield Finding(
            finding_id=f"reason:{reason}",
            sentence=say(template, part=int(rows.sum()), n=int(among.sum()), **values),
            patients=patients.nunique(),
            of_patients=scene.frame.loc[among, "patient"].astype(str).nunique(),
            size=float(rows.sum() / among.sum()),
            evidence=_events(scene, rows),
            need_class=scene.class_of(_TOPICS.get(reason, "delaktighet")),
            measure="reason_against",
        )
    for _, own in _by_patient(scene, rows) if scene.tells_persons else ():
        yield _my_reason(scene, reason, own, voice)


def _my_reason(scene: Scene, reason: Reason, rows: Flags, voice: Voice) -> Finding:
    number, own = int(rows.sum()), int((rows & scene.is_ours).sum())
    values = {"reason": say(f"reason.{reason}"), "voice": say(f"voice.{voice}")}
    first = scene.frame[rows].iloc[0]
    if number == 1:
        week = say("finding.first_week") if (rows & scene.is_first_week).any() else ""
        called = say("finding.own_contact") if own else ""
        shown = day(first["start"], year=False)
        sentence = say(
            "finding.my_reason",
            activity=scene.shown(first["activity"]),
            day=shown,
            home=week,
            own=called,
            **values,
        )
    else:
        called = say("finding.own_contacts", n=own) if own else ""
        sentence = say("finding.my_reasons", n=number, own=called, **values)
    return Finding(
        finding_id=f"reason:{reason}:{first['patient']}",
        sentence=sentence,
        patients=1,
        of_patients=1,
        size=float(number + own + (8 if (rows & scene.is_first_week).any() else 4)),
        evidence=_events(scene, rows),
        about=str(first["patient"]),
        need_class=scene.class_of(_TOPICS.get(reason, "delaktighet")),
        measure="reason_against",
    )


def _differing(scene: Scene) -> Iterator[Finding]:
    person, team = (scene.frame[f"{voice}_value"].astype(object) for voice in ("person", "team"))
    both = (person.isin(_ASSESSED) & team.isin(_ASSESSED)).to_numpy()
    differ = both & (person != team).to_numpy()
    if not differ.any():
        return
    patients = scene.frame["patient"].astype(str)
    topic, measure = scene.class_of("roster"), "voices_differ"
    yield Finding(
        finding_id=measure,
        sentence=say("finding.voices", part=int(differ.sum()), n=int(both.sum())),
        patients=patients[differ].nunique(),
        of_patients=patients[both].nunique(),
        size=float(differ.sum() / both.sum()),
        evidence=_events(scene, differ),
        need_class=topic,
        measure=measure,
    )
    for patient, rows in _by_patient(scene, differ) if scene.tells_persons else ():
        sentence = say("finding.my_voices", n=int(rows.sum()))
        yield Finding(
            finding_id=f"{measure}:{patient}",
            sentence=sentence,
            patients=1,
            of_patients=1,
            size=float(rows.sum()),
            evidence=_events(scene, rows),
            about=patient,
            need_class=topic,
            measure=measure,
        )


def _asked_in_vain(scene: Scene) -> Iterator[Finding]:
    """Yield calls of the person or a relative without an answer, and emergency care within a week after.

    Says what came after, and nothing of why.
    """
    sought = _sought(scene)
    touched = []
    for patient, rows in _by_patient(scene, sought) if scene.tells_persons else ():
        found = _after_asking(scene, patient, np.flatnonzero(rows))
        if found is not None:
            touched.append(found)
    askers = scene.frame.loc[sought, "patient"].astype(str).nunique()
    if len(touched) >= _FEWEST:
        yield Finding(
            finding_id="asked",
            sentence=say("finding.asked", part=len(touched), whole=askers),
            patients=len(touched),
            of_patients=askers,
            size=len(touched) / askers,
            evidence=tuple(event for finding in touched for event in finding.evidence),
            need_class=scene.class_of("delaktighet"),
            measure="unanswered",
        )
    yield from touched


def _sought(scene: Scene) -> Flags:
    """Return contacts that the person or a relative started and that nobody answered, or so it is said."""
    no_answer: Flags = (scene.frame["status"] == "unanswered").to_numpy()
    for voice in ("person", "team"):
        no_answer = no_answer | (scene.frame[f"{voice}_reason"] == Reason.NO_ANSWER.value).to_numpy()
    return scene.is_contact & scene.is_ours & no_answer


def _after_asking(scene: Scene, patient: str, asked: np.ndarray) -> Finding | None:
    frame = scene.frame
    acute = scene.is_acute & (frame["patient"] == patient).to_numpy()
    for row in asked:
        first = int(frame["day"].iloc[row])
        after = acute & (frame["day"] >= first).to_numpy() & (frame["day"] <= first + 7).to_numpy()
        after[: row + 1] = False
        if after.any():
            return _asked(scene, patient, frame.iloc[row], after)
    return None


def _asked(scene: Scene, patient: str, asked: pd.Series, after: Flags) -> Finding:
    who = "relative" if asked["started_by"] == StartedBy.RELATIVE.value else "person"
    activities = list(dict.fromkeys(map(scene.shown, scene.frame.loc[after, "activity"])))
    sentence = say(
        "finding.my_asked",
        who=say(f"finding.{who}"),
        day=day(asked["start"], year=False),
        activities=opening(listed(activities)),
    )
    return Finding(
        finding_id=f"asked:{patient}",
        sentence=sentence,
        patients=1,
        of_patients=1,
        size=float(after.sum() + 12),
        evidence=(int(asked["event_id"]), *_events(scene, after)),
        about=patient,
        need_class=scene.class_of("delaktighet"),
        measure="unanswered",
    )


def _by_patient(scene: Scene, rows: Flags) -> Iterator[tuple[str, Flags]]:
    patients = scene.frame["patient"].astype(str).to_numpy()
    for patient in sorted(set(patients[rows])):
        yield patient, rows & (patients == patient)


def _events(scene: Scene, rows: Flags) -> tuple[int, ...]:
    return tuple(scene.frame.loc[rows, "event_id"].tolist())
