"""Findings from what the voices say: reasons given, where voices differ, questions that got no answer."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from flowmap.findings.scene import OF_SINGLE_CONTACTS, OF_THE_WAY, Finding, Flags, Scene, opening
from flowmap.records import Reason, Value, Voice
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
        if reason is not Reason.TOLD_AGAIN:  # told as retellings, of both voices
            yield from _reason(scene, reason)
    yield from _retold(scene)
    yield from _differing(scene)
    yield from _asked_in_vain(scene)


def _gave_nothing(scene: Scene, voice: Voice) -> Flags:
    nothing: Flags = (scene.frame[f"{voice.value}_value"] == Value.NOT_CREATING.value).to_numpy()
    return scene.is_contact & nothing


def _with_reason(scene: Scene, reason: Reason, among: Flags) -> tuple[Voice, Flags]:
    """Return the voice that gives the reason most often (the person at a tie), and its contacts."""
    found = []
    for voice in (Voice.PERSON, Voice.TEAM):
        has_it = (scene.frame[f"{voice.value}_reason"] == reason.value).to_numpy()
        found.append((voice, among & _gave_nothing(scene, voice) & has_it))
    return max(found, key=lambda pair: int(pair[1].sum()))


def _reason(scene: Scene, reason: Reason) -> Iterator[Finding]:
    yield from _reason_of_group(scene, reason)
    given = [
        _gave_nothing(scene, voice) & (scene.frame[f"{voice.value}_reason"] == reason.value).to_numpy()
        for voice in (Voice.PERSON, Voice.TEAM)
    ]
    for _, mine in _by_patient(scene, given[0] | given[1]) if scene.tells_persons else ():
        voice, rows = _with_reason(scene, reason, mine)
        yield from _my_reasons(scene, reason, rows, voice)


def _reason_of_group(scene: Scene, reason: Reason) -> Iterator[Finding]:
    voice, rows = _with_reason(scene, reason, np.ones(len(scene.frame), dtype=np.bool_))
    among, template = _gave_nothing(scene, voice), "finding.reason"
    at_home = rows & scene.is_first_week
    if at_home.sum() >= _FEWEST and at_home.sum() * 2 >= rows.sum():
        rows, among, template = at_home, among & scene.is_first_week, "finding.reason_home"
    patients = scene.frame.loc[rows, "patient"].astype(str)
    is_much = rows.sum() >= max(_FEWEST, _SMALLEST * among.sum())
    if not is_much or patients.nunique() < _FEWEST:
        return
    values = {"reason": say(f"reason.{reason}"), "voice": say(f"voice.{voice}")}
    yield Finding(
        finding_id=f"reason:{reason}",
        sentence=say(template, part=int(rows.sum()), n=int(among.sum()), **values),
        patients=patients.nunique(),
        of_patients=scene.frame.loc[among, "patient"].astype(str).nunique(),
        size=float(rows.sum() / among.sum()),
        evidence=_events(scene, rows),
        need_class=scene.class_of(_TOPICS.get(reason, "delaktighet")),
        measure=f"reason_against:{voice}/reason={reason}",
    )


def _my_reasons(scene: Scene, reason: Reason, rows: Flags, voice: Voice) -> Iterator[Finding]:
    """Yield what care started, and apart from it what the person had to start: a need met late, no fault."""
    parts = {"": rows & ~scene.is_ours, "ours:": rows & scene.is_ours}
    values = {"reason": say(f"reason.{reason}"), "voice": say(f"voice.{voice}")}
    for part, contacts in parts.items():
        if contacts.any():
            patient = str(scene.frame.loc[contacts, "patient"].iloc[0])
            is_home = bool((contacts & scene.is_first_week).any())
            yield Finding(
                finding_id=f"reason:{reason}:{part}{patient}",
                sentence=_tell_reason(scene, contacts, is_home=is_home, is_ours=bool(part), values=values),
                patients=1,
                of_patients=1,
                size=float(contacts.sum() + (8 if is_home else 4)),
                evidence=_events(scene, contacts),
                about=patient,
                need_class=scene.class_of(_TOPICS.get(reason, "delaktighet")),
                measure=f"reason_against:{voice}/reason={reason}",
                tier=OF_SINGLE_CONTACTS,
            )


def _tell_reason(
    scene: Scene, contacts: Flags, *, is_home: bool, is_ours: bool, values: dict[str, str]
) -> str:
    number, key = int(contacts.sum()), "finding.my_own" if is_ours else "finding.my_reason"
    if is_ours:
        values = {**values, "who": _who_asked(scene.frame.loc[contacts, "started_by"])}
    if number > 1:
        return say(f"{key}s", n=number, days=scene.when(contacts), **values)
    first = scene.frame[contacts].iloc[0]
    return say(
        key,
        activity=scene.shown(first["activity"]),
        day=day(first["start"], year=False),
        home=say("finding.first_week") if is_home else "",
        **values,
    )


def _who_asked(started_by: pd.Series) -> str:
    askers = set(started_by.astype(str))
    return say(f"finding.{askers.pop()}" if len(askers) == 1 else "finding.either")


def _retold(scene: Scene) -> Iterator[Finding]:
    """Yield contacts that either voice marks *berätta igen*, once each, in what was read."""
    told, rated = np.zeros((2, len(scene.frame)), dtype=np.bool_)
    for voice in (Voice.PERSON, Voice.TEAM):
        assessed = scene.is_contact & scene.frame[f"{voice.value}_value"].isin(_ASSESSED).to_numpy()
        rated |= assessed
        told |= assessed & (scene.frame[f"{voice.value}_reason"] == Reason.TOLD_AGAIN.value).to_numpy()
    patients = scene.frame["patient"].astype(str)
    touched, of = patients[told].nunique(), patients[rated].nunique()
    if not touched:
        return
    about, topic = "retellings", scene.class_of("information")
    yield Finding(
        finding_id=about,
        sentence=say(
            "finding.retold", persons=say("finding.of_persons", part=touched, n=of), n=int(told.sum())
        ),
        patients=touched,
        of_patients=of,
        size=touched / of,
        evidence=_events(scene, told),
        need_class=topic,
        measure=about,
    )
    for patient, rows in _by_patient(scene, told) if scene.tells_persons else ():
        yield Finding(
            finding_id=f"{about}:{patient}",
            sentence=say("finding.my_retold", n=int(rows.sum()), days=scene.when(rows)),
            patients=1,
            of_patients=1,
            size=2.0 + float(rows.sum()),
            evidence=_events(scene, rows),
            about=patient,
            need_class=topic,
            measure=about,
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
        sentence = say("finding.my_voices", n=int(rows.sum()), days=scene.when(rows))
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
            tier=OF_SINGLE_CONTACTS,
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
            sentence=say("finding.asked", part=len(touched), n=askers),
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
    activities = list(dict.fromkeys(map(scene.shown, scene.frame.loc[after, "activity"])))
    sentence = say(
        "finding.my_asked",
        who=say(f"finding.{asked['started_by']}"),
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
        tier=OF_THE_WAY,
    )


def _by_patient(scene: Scene, rows: Flags) -> Iterator[tuple[str, Flags]]:
    patients = scene.frame["patient"].astype(str).to_numpy()
    for patient in sorted(set(patients[rows])):
        yield patient, rows & (patients == patient)


def _events(scene: Scene, rows: Flags) -> tuple[int, ...]:
    return tuple(scene.frame.loc[rows, "event_id"].tolist())
