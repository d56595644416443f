"""The labels of a way's events: the most telling first, lane by lane; those without room are counted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flowmap.show.boxes import Box
from flowmap.show.signs import Mark
from flowmap.show.way.geometry import StayBar
from flowmap.show.way.labels import Labeller
from flowmap.show.way.person import Event, Person
from flowmap.show.way.plan import WayPlan
from flowmap.show.way.wording import Wordings, event_wordings, wordings
from flowmap.words import say

MOST_ORDERS = 5  # in which a lane's labels are tried
EACH = 3.0  # what a label that is left out loses, however little it would tell


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label that an event, or its echo in my lane, should have."""

    event: Event
    mark: Mark
    beside: Box
    tells: float  # how much, as ``importance`` has it
    words: Wordings
    name: Wordings  # without what was said in short

    @property
    def is_counted(self) -> bool:
        """Whether it is said in the picture that this one is missing."""
        return self.event.is_contact and self.event.is_step and self.mark.shape != "echo"

    @property
    def is_missed(self) -> bool:
        """Whether a lane is made taller for its sake."""
        return self.event.kind != "about" and self.mark.shape != "echo"


@dataclass(frozen=True, slots=True)
class Labelled:
    """How the labels went: how many contacts have none, and the lanes that lack room, the neediest first."""

    missed: int
    silent_lanes: tuple[str, ...]  # where a label was left out
    poor_lanes: tuple[str, ...]  # where none was, but words were


def importance(event: Event, seen: int) -> float:
    """Return how much a label tells; ``seen`` is how many of the same activity came before it.

    The person's own words come first, then milestones and what gave nothing or something, then firsts.
    """
    score = {"person": 6.0, "team": 3.0, "proposal": 1.0, "none": 0.5}[event.voice]
    score += {"value_creating": 1.5, "not_value_creating": 2.0}.get(event.value, 0.0)
    score += 5.0 if event.kind == "milestone" else 0.0
    score += 2.0 if event.has_echo else 0.0
    score += 1.5 if event.in_short else 0.0
    score += 1.5 if event.marker else 0.0
    score += 2.5 if seen == 0 else -min(seen, 8) * 0.3
    return score - (9.0 if event.kind == "about" else 0.0)


def rank_events(person: Person, linked: frozenset[int]) -> list[tuple[float, Event]]:
    """Return the events with how much their labels tell, most first; ends of waits and handovers more."""
    seen: Counter[tuple[str, str]] = Counter()
    scored = []
    for at, event in enumerate(person.events):
        key = (event.lane, event.activity)
        score = importance(event, seen[key]) + (2.0 if event.event_id in linked else 0.0)
        seen[key] += 1
        scored.append((-score, at, event))
    return [(-score, event) for score, _, event in sorted(scored, key=lambda item: item[:2])]


def label_events(
    labeller: Labeller,
    plan: WayPlan,
    *,
    marks: Sequence[Mark],
    stays: Sequence[StayBar],
    inside: Mapping[str, Box],
) -> Labelled:
    """Label the events lane by lane, and tell how it went."""
    missed = 0
    silent: dict[str, int] = {}
    poor: dict[str, int] = {}
    for lane, wanted in _wanted(plan, marks, stays).items():
        pairs = list(zip(wanted, _label_lane(labeller, wanted, inside[lane]), strict=True))
        missed += sum(one.is_counted and not full for one, full in pairs)
        left_out = sum(one.is_missed and not full for one, full in pairs)
        cut = sum(one.is_missed and full == 1 for one, full in pairs)
        if left_out:
            silent[lane] = left_out
        elif cut:
            poor[lane] = cut
    return Labelled(missed, _most_first(silent), _most_first(poor))


def _most_first(lanes: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(lanes, key=lambda lane: -lanes[lane]))


def _wanted(plan: WayPlan, marks: Sequence[Mark], stays: Sequence[StayBar]) -> dict[str, list[Wanted]]:
    """Return the labels that are wanted in each lane, the most telling first."""
    person, size = plan.person, plan.sizes.label
    linked = frozenset(end for link in person.links for end in (link.from_event, link.to_event))
    by_event = {mark.event_id: mark for mark in marks if mark.shape != "echo"}
    echoes = {mark.event_id: mark for mark in marks if mark.shape == "echo"}
    found: dict[str, list[Wanted]] = {lane.lane: [] for lane in plan.lanes}
    for rank, (tells, event) in enumerate(rank_events(person, linked)):
        mine = size if event.kind != "about" else size - 1.5
        words = event_wordings(event, plan.group, size=mine, says_more=rank < plan.sizes.said)
        name = event_wordings(event, plan.group, size=mine, says_more=False)
        mark = by_event[event.event_id]
        if words and name:
            found[event.lane].append(Wanted(event, mark, _clearing(mark, stays), tells, words, name))
        if event.event_id in echoes:
            echo = wordings(say(f"way.echo_short_{event.started_by}"), "", size=size - 1)
            mark = echoes[event.event_id]
            found[plan.lanes[0].lane] += [Wanted(event, mark, mark.box, tells, echo, echo)] if echo else []
    return found


def _label_lane(labeller: Labeller, wanted: Sequence[Wanted], inside: Box) -> list[int]:
    """Label one lane, and where labels are left out once more with those first; keep the better."""
    before = labeller.note()
    first: frozenset[int] = frozenset()
    best, best_first = _write(labeller, wanted, first, inside), first
    full = best
    for _ in range(MOST_ORDERS - 1):
        missing = {at for at, one in enumerate(wanted) if one.is_missed and not full[at]}
        if missing <= first:
            break
        first |= missing
        labeller.back_to(before)
        full = _write(labeller, wanted, first, inside)
        if _loss(wanted, full) < _loss(wanted, best):
            best, best_first = full, first
    if best is not full:
        labeller.back_to(before)
        _write(labeller, wanted, best_first, inside)
    return best


def _write(labeller: Labeller, wanted: Sequence[Wanted], first: frozenset[int], inside: Box) -> list[int]:
    """Write ``first`` by name alone, then the others, and return how full each label came to be."""
    full = [0] * len(wanted)
    for at in sorted(range(len(wanted)), key=lambda at: (at not in first, at)):
        one = wanted[at]
        words = one.name if at in first else one.words
        full[at] = labeller.put(one.mark, words, inside=inside, beside=one.beside)
    return full


def _loss(wanted: Sequence[Wanted], how_full: Sequence[int]) -> tuple[float, int]:
    """Return what is left out, then what is cut: two that tell little are lost before one that tells much."""
    left_out = [one for one, full in zip(wanted, how_full, strict=True) if one.is_missed and not full]
    return sum(EACH + max(one.tells, 0.0) for one in left_out), -sum(how_full)


def _clearing(mark: Mark, stays: Sequence[StayBar]) -> Box:
    """Return what a mark's label must clear: the stay's bar around it, else the mark itself."""
    around = [
        s.box for s in stays if s.box.left <= mark.x <= s.box.right and s.box.top <= mark.y <= s.box.bottom
    ]
    if not around:
        return mark.box
    return Box(mark.box.left, around[0].top, mark.box.right, around[0].bottom)
