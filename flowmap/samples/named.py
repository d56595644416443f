"""What findings ought to name in an invented round, counted the plain way from its story's own lines.

Nothing here reads what flowmap makes of the journals. Path rules are as the persons' choices say; the rest is
counted over plain lists: what was planted by a choice, and what came with the episodes and the ratings drawn.
A key is a finding's id without the person. Its numbers are those that the sentence says.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flowmap.group import Group
from flowmap.records import REASONS_AGAINST, Outcome, Reason, Value, Voice
from flowmap.samples.lives import Heard, Life, live
from flowmap.samples.person import Person
from flowmap.samples.sample import SampleRating

Named = dict[str, list[int]]  # numbers that the sentence says, by the finding's key
_SEEN = {"fast_vardkontakt_seen": "Fast vårdkontakt utsedd", "sip_seen": "SIP upprättad"}
_MARKS = {
    "samtycke": "Samtycke",
    "deltog": "Personen var med eller tackade nej",
    "mal": "Mål",
    "vem_gor_vad": "Vem gör vad",
    "samordnare": "Samordnare",
}
_DATED = {"uppfoljningsdag": "Dag för uppföljning av SIP", "uppfoljd": "SIP uppföljd"}
_HOME_RULES = ("kontakt_72h", "kontakt_7d_heldygn")  # ask for a contact at home, instead of the measure
_SIP_RULES = ("sip_syns", "sip_inom_30d")
_READY, _GAP, _CALLS, _EMERGENCY = 3, 21, 3, 30  # days that the groups' files set


def tell_named(
    people: Sequence[Person],
    group: Group,
    *,
    ratings: Sequence[SampleRating],
    unread: Mapping[str, Mapping[str, str]],
    expected: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    """Return what is named ``by_person`` and, for more than one person, of the ``group``.

    ``expected`` has the outcome of each path rule by person; ``unread`` the journals not read whole.
    """
    order = [str(speaker) for speaker in group.first_speaker]
    lives = [live(p, ratings, speakers=order, unread=unread.get(p.code, {})) for p in people]
    told = _Told(lives, expected)
    for part in (_rules, _things, _criteria, _after_care, _times, _said, _reasons):
        part(told)
    return {"by_person": told.by_person, "group": told.of_group if len(lives) > 1 else {}}


class _Told:
    """Lives and outcomes of the round, and what is to be named, as it is found."""

    def __init__(self, lives: list[Life], expected: Mapping[str, Mapping[str, str]]) -> None:
        self.lives = lives
        self.expected = expected
        self.rules = list(next(iter(expected.values()), {}))
        self.by_person: dict[str, Named] = {life.code: {} for life in lives}
        self.of_group: dict[str, dict[str, Any]] = {}

    def not_kept(self, rule: str) -> list[str]:
        return [code for code, said in self.expected.items() if said.get(rule) == Outcome.NOT_KEPT]

    def name(self, key: str, mine: Mapping[str, list[int]], *, of: int, numbers: list[int]) -> None:
        """Name a finding of the persons in ``mine``, out of ``of`` persons."""
        if not mine:
            return
        for code, own in mine.items():
            self.by_person[code][key] = own
        self.of_group[key] = {"persons": len(mine), "of": of, "numbers": numbers}


def _rules(told: _Told) -> None:
    for rule in told.rules:
        outcomes = [said[rule] for said in told.expected.values()]
        missed, kept = told.not_kept(rule), outcomes.count(Outcome.KEPT)
        of, unread = len(missed) + kept, outcomes.count(Outcome.NOT_REVIEWED)
        numbers = [kept, of] if kept or len(missed) == 1 else [of]
        told.name(f"rule:{rule}", {c: [] for c in missed}, of=of, numbers=numbers + [unread] * bool(unread))
    _once(told)


def _once(told: _Told) -> None:
    """Name a plan that is not seen at all only as that, and not also as not seen in time."""
    whole, in_time = (f"rule:{rule}" for rule in _SIP_RULES)
    for own in told.by_person.values():
        if whole in own:
            own.pop(in_time, None)
    if not any(in_time in own for own in told.by_person.values()):
        told.of_group.pop(in_time, None)


def _things(told: _Told) -> None:
    """Name what is not seen for those whose journals were read."""
    for key, activity in _SEEN.items():
        if key == "sip_seen" and set(_SIP_RULES) & set(told.rules):
            continue
        has_it = [life for life in told.lives if life.dates(activity)]
        without = [life for life in told.lives if not life.dates(activity) and not life.closed]
        of = len(has_it) + len(without)
        numbers = [len(has_it), of] if has_it else [of]
        told.name(key, {life.code: [] for life in without}, of=of, numbers=numbers)


def _criteria(told: _Told) -> None:
    with_sip = [life for life in told.lives if life.dates("SIP upprättad")]
    late = set(told.not_kept("sip_uppfoljd_i_tid"))
    for criterion in (*_MARKS, *_DATED):
        has_it = [life for life in with_sip if _has(life, criterion)]
        known = [life for life in with_sip if life in has_it or not life.closed]
        without = [life.code for life in known if life not in has_it]
        if criterion == "uppfoljd" and set(without) <= late:
            continue  # the path rule says it already
        numbers = [len(has_it), len(known)]
        key = f"sip_correct:criterion={criterion}"
        told.name(key, {code: [] for code in without}, of=len(known), numbers=numbers)


def _has(life: Life, criterion: str) -> bool:
    return _MARKS[criterion] in life.marks if criterion in _MARKS else bool(life.dates(_DATED[criterion]))


def _after_care(told: _Told) -> None:
    """Name who came back to emergency care, who was not reached at home, and who called without that."""
    home = [life for life in told.lives if life.is_whole and life.homecomings()]
    left = [life for life in told.lives if life.is_whole and life.followed(_EMERGENCY)]
    came = {life.code: [_EMERGENCY] for life in left if life.emergencies(_EMERGENCY)}
    told.name("emergency_visit", came, of=len(left), numbers=[_EMERGENCY, len(came), len(left)])
    rule = next((rule for rule in _HOME_RULES if rule in told.rules), None)
    if rule is None:
        missed = {life.code: [_CALLS] for life in home if not life.is_reached(_CALLS)}
        numbers = [_CALLS, len(home) - len(missed), len(home)]
        told.name("home_contact", missed, of=len(home), numbers=numbers)
    unreached = set(told.not_kept(rule)) if rule else {c for c in told.by_person if c in missed}
    alone = [life for life in home if life.code in unreached]
    called = {life.code: [_CALLS] for life in alone if life.has_called(_CALLS)}
    told.name("called_from_home", called, of=len(alone), numbers=[len(called), len(alone)])


def _times(told: _Told) -> None:
    """Name days as ready for discharge, and the longest time between contacts, above what the group asks."""
    waited = {life.code: life.ready_days() for life in told.lives if life.read_whole("inpatient")}
    waited = {code: days for code, days in waited.items() if days > 0}
    _above(told, "ready_days", waited, _READY)
    gaps = {life.code: life.longest_gap() for life in told.lives if life.is_whole}
    _above(told, "longest_gap_days", gaps, _GAP)


def _above(told: _Told, key: str, days: Mapping[str, int], limit: int) -> None:
    above = {code: [n] for code, n in days.items() if n > limit}
    numbers = [limit, len(above), len(days), max(days.values(), default=0)]
    told.name(key, above, of=len(days), numbers=numbers)


def _said(told: _Told) -> None:
    """Name what was told again, where voices differ, and calls without an answer."""
    heard = {life.code: life.heard for life in told.lives}
    rated = [code for code, own in heard.items() if any(h.person or h.team for h in own)]
    again = {c: sum(Reason.TOLD_AGAIN in h.reasons for h in heard[c]) for c in rated}
    mine = {code: [n] for code, n in again.items() if n}
    told.name("retellings", mine, of=len(rated), numbers=[sum(again.values()), len(mine), len(rated)])
    both = {c: [h for h in own if h.person and h.team] for c, own in heard.items()}
    differ = {c: [sum(h.person != h.team for h in own)] for c, own in both.items()}
    differ = {code: n for code, n in differ.items() if n[0]}
    all_of = [sum(n for (n,) in differ.values()), sum(map(len, both.values()))]
    told.name("voices_differ", differ, of=sum(map(bool, both.values())), numbers=all_of)
    whole = [life for life in told.lives if life.is_whole]
    calls = {life.code: [life.unanswered()] for life in whole if life.unanswered()}
    total = sum(n for (n,) in calls.values())
    told.name("unanswered", calls, of=len(whole), numbers=[total, len(calls), len(whole)])
    _asked(told)


def _asked(told: _Told) -> None:
    asked = {life.code: life.asked_in_vain() for life in told.lives}
    came: Named = {code: [] for code, after in asked.items() if after}
    for code in came:
        told.by_person[code]["asked"] = []
    seekers = sum(after is not None for after in asked.values())
    if len(came) > 1:
        told.name("asked", came, of=seekers, numbers=[len(came), seekers])


def _reasons(told: _Told) -> None:
    for reason in REASONS_AGAINST:
        if reason == Reason.TOLD_AGAIN:
            continue
        _reason_of_group(told, reason)
        for life in told.lives:
            voice = _loudest(life.heard, reason)
            given = [h for h in life.heard if h.gives(reason, voice)]
            for part, own in (
                ("", [h for h in given if not h.is_ours]),
                (":ours", [h for h in given if h.is_ours]),
            ):
                if own:
                    told.by_person[life.code][f"reason:{reason}{part}"] = [len(own)] if len(own) > 1 else []


def _loudest(heard: Sequence[Heard], reason: str) -> Voice:
    """Return the voice that gives a reason most often, the person where both do so as often."""
    counts = {voice: sum(h.gives(reason, voice) for h in heard) for voice in (Voice.PERSON, Voice.TEAM)}
    return Voice.TEAM if counts[Voice.TEAM] > counts[Voice.PERSON] else Voice.PERSON


def _reason_of_group(told: _Told, reason: str) -> None:
    heard = [h for life in told.lives for h in life.heard]
    voice = _loudest(heard, reason)
    nothing = [h for h in heard if h.value(voice) == Value.NOT_CREATING]
    given = [h for h in nothing if h.gives(reason, voice)]
    at_home = [h for h in given if h.is_first_week]
    if len(at_home) >= 2 and len(at_home) * 2 >= len(given):
        given, nothing = at_home, [h for h in nothing if h.is_first_week]
    persons = {h.code for h in given}
    if len(given) >= max(2, 0.1 * len(nothing)) and len(persons) >= 2:
        of = len({h.code for h in nothing})
        told.of_group[f"reason:{reason}"] = {
            "persons": len(persons),
            "of": of,
            "numbers": [len(given), len(nothing)],
        }
