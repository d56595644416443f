"""Names on screen of what a group's measures are about: the measure itself, and a part of it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from flowmap.group.model import Group
from flowmap.group.texts import Text
from flowmap.records import REASONS_AGAINST, Voice
from flowmap.words import has_words, say


class Titled(Protocol):
    """An item of a group file that has an id and a title."""

    @property
    def id(self) -> str: ...  # noqa: D102

    @property
    def title(self) -> Text: ...  # noqa: D102


_LISTS = ("voice", "reason", "started_by", "journal", "principal", "provider", "mode", "speaker")


def name_measure(measure: str, group: Group) -> str:
    """Return what a measure, an indicator or a path rule of the group is called on screen.

    A part of a measure stands behind a colon: ``sip_correct:criterion=samordnare``.
    """
    whole, _, part = measure.partition(":")
    if part:
        return f"{name_measure(whole, group)}: {name_part(part, group)}"
    own: list[Titled] = [*group.indicators, *group.expected]
    for item in own:
        if item.id == measure:
            return str(item.title)
    return say(f"measure.{measure}") if has_words(f"measure.{measure}") else measure


def list_parts(group: Group) -> list[str]:
    """Return the parts of measures that a finding rests on, and a need can be followed up by."""
    reasons = [
        f"{voice}/reason={reason}" for voice in (Voice.PERSON, Voice.TEAM) for reason in REASONS_AGAINST
    ]
    carried = dict.fromkeys(marker for rule in group.handovers for marker in rule.carries)
    return [
        *(f"sip_correct:criterion={item.id}" for item in group.measures.sip_criteria),
        *(f"longest_wait_days:wait={rule.id}" for rule in group.waits),
        *(f"handover_carried:marker={marker}" for marker in carried),
        *(f"reason_against:{part}" for part in reasons),
    ]


def name_part(part: str, group: Group) -> str:
    """Return what a part of a measure (the column ``provider``) is called on screen.

    A part is a word (``staff``), or words with ``/`` between (``team/lane=hemsjukvard``), each a list's item
    or ``list=item``.
    """
    return ", ".join(_name_word(word, group) for word in part.split("/"))


def _name_word(word: str, group: Group) -> str:
    kind, _, item = word.rpartition("=")
    titled: Mapping[str, Sequence[Titled]] = {
        "lane": group.lanes,
        "marker": group.markers,
        "phase": group.phases,
        "wait": group.waits,
        "handover": group.handovers,
        "criterion": group.measures.sip_criteria,
    }
    for titled_item in titled.get(kind, ()):
        if titled_item.id == item:
            return str(titled_item.title)
    for name in (kind, *_LISTS):
        if name and has_words(f"{name}.{item}"):
            return say(f"{name}.{item}")
    return item
