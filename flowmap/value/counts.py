"""How much each voice has said: the sentence that stands above every figure of value."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from flowmap.group import Group
from flowmap.records import Kind, Speaker, Voice
from flowmap.tables import Contacts
from flowmap.words import say


@dataclass(frozen=True, slots=True)
class ValueCounts:
    """Contacts with the person, each counted once, in the voice that is drawn.

    ``by_speaker`` is who spoke for the person; ``disputed`` are among the team's. ``apart`` of the contacts
    did not take place, or were calls that nobody answered: they can be valued, and meet nobody.
    """

    contacts: int
    by_speaker: dict[str, int]
    team: int
    disputed: int
    proposals: int
    nobody: int
    apart: int = 0

    @property
    def person(self) -> int:
        """Contacts that the person's voice has valued."""
        return sum(self.by_speaker.values())

    @property
    def has_only_proposals(self) -> bool:
        """Whether nobody has valued anything, so that every figure must say so."""
        return not self.person and not self.team and self.proposals > 0


def value_rows(frame: pd.DataFrame) -> pd.Series:
    """Return which rows are contacts with the person that can be valued: steps, and never only planned."""
    return (frame["kind"] == Kind.CONTACT) & frame["is_step"]


def count_values(contacts: Contacts, *, patient: str | None = None) -> ValueCounts:
    """Return how many contacts each voice has valued, of the group or of one patient."""
    frame = contacts.frame
    frame = frame[value_rows(frame)]
    if patient is not None:
        frame = frame[frame["patient"] == patient]
    voices = frame["voice"].value_counts()
    speakers = frame.loc[frame["voice"] == Voice.PERSON, "person_by"].value_counts()
    return ValueCounts(
        contacts=len(frame),
        by_speaker={s.value: int(speakers[s]) for s in Speaker if speakers.get(s, 0)},
        team=int(voices.get(Voice.TEAM, 0)),
        disputed=int((frame["disputed"] & (frame["voice"] == Voice.TEAM)).sum()),
        proposals=int(voices.get(Voice.PROPOSAL, 0)),
        nobody=int(voices.get(Voice.NONE, 0)),
        apart=int((~frame["is_met"]).sum()),
    )


def say_value_counts(counts: ValueCounts, *, group: Group | None = None) -> str:
    """Return the sentence above a picture: how many contacts, and whose value they show.

    Examples
    --------
    >>> say_value_counts(ValueCounts(61, {"person": 12}, 46, 0, 3, 0))
    '61 kontakter: personen har bedömt 12, teamet 46, 3 är bara förslag'
    >>> say_value_counts(ValueCounts(61, {"person": 12}, 49, 0, 0, 0, apart=4))
    '61 kontakter, med 4 som inte blev av eller inte fick svar: personen har bedömt 12, teamet 49'
    """
    head = say("count.contact", n=counts.contacts)
    if not counts.contacts:
        return head
    head += say("value_counts.apart", n=counts.apart) if counts.apart else ""
    if counts.has_only_proposals:
        return say("value_counts.only_proposals", contacts=head, proposals=counts.proposals)
    parts = list(_parts(counts, group))
    return f"{head}: {', '.join(parts)}"


def _parts(counts: ValueCounts, group: Group | None) -> Iterator[str]:
    has_raters = False
    for speaker, contacts in counts.by_speaker.items():
        yield _rated(_speaker_word(speaker, group), contacts, is_first=not has_raters)
        has_raters = True
    if counts.team:
        team = _rated(say("value_counts.team"), counts.team, is_first=not has_raters)
        yield team + (say("value_counts.disputed", n=counts.disputed) if counts.disputed else "")
    if counts.proposals:
        yield say("value_counts.proposals", n=counts.proposals)
    if counts.nobody:
        yield say("value_counts.nobody", n=counts.nobody)


def _rated(who: str, contacts: int, *, is_first: bool) -> str:
    return say("value_counts.rated_first" if is_first else "value_counts.rated", who=who, contacts=contacts)


def _speaker_word(speaker: str, group: Group | None) -> str:
    if speaker == Speaker.PERSON:
        return str(group.person_word) if group else say("value_counts.person")
    return say(f"speaker.{speaker}")
