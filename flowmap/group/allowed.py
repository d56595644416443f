"""Words that are no names, though they have a capital: those of the group file and of professions."""

from collections.abc import Iterable
from functools import cache

from flowmap.group.model import Group
from flowmap.group.professions import written_professions
from flowmap.identity.names import words_of


def allowed_words(group: Group | None, units: Iterable[str] = ()) -> frozenset[str]:
    """Return the plain words that are no names: of the group's lists, of professions, and of ``units``."""
    return _words((*_group_texts(group), *written_professions().values(), *units))


def _group_texts(group: Group | None) -> tuple[str, ...]:
    if group is None:
        return ()
    texts = [*group.allowed_words]
    for activity in group.activities:
        texts += [activity.name, activity.en, *activity.aliases, activity.purpose or ""]
    for lane in group.lanes:
        texts += [lane.title.sv, lane.title.en, *lane.units]
    texts += [text for marker in group.markers for text in (marker.title.sv, marker.title.en)]
    return tuple(texts)


@cache
def _words(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for text in texts for word in words_of(text))
