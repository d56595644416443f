"""How names of activities are compared, wherever an entry's text is held against the group file."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from flowmap.group.model import Activity, Group
from flowmap.records import Kind

_SIGNS = re.compile(r"[\W_]+")


@lru_cache(maxsize=65536)
def plain_name(text: str) -> str:
    """Return a name in small letters without accents and signs, words apart by one space.

    Examples
    --------
    >>> plain_name("  SIP-MÖTE "), plain_name("sip möte")
    ('sip mote', 'sip mote')
    """
    parts = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return _SIGNS.sub(" ", letters).strip()


def name_activities(activities: Iterable[Activity]) -> dict[str, Activity]:
    """Return the activities by every plain way to write them.

    A name in Swedish goes before one in English, and that before an alias; of two alike the first counts.
    """
    named: dict[str, Activity] = {}
    listed = tuple(activities)
    for texts in (
        [(activity.name, activity) for activity in listed],
        [(activity.en, activity) for activity in listed if activity.en],
        [(alias, activity) for activity in listed for alias in activity.aliases],
    ):
        for text, activity in texts:
            named.setdefault(plain_name(text), activity)
    return named


def known_activities(group: Group) -> tuple[Activity, ...]:
    """Return the group's activities, and a milestone for each marker that has no activity of its own."""
    names = {plain_name(activity.name) for activity in group.activities}
    dated = [
        Activity(name=m.title.sv, en=m.title.en, kind=Kind.MILESTONE, marker=m.id, aliases=(m.id,))
        for m in group.markers
        if plain_name(m.title.sv) not in names
    ]
    return (*group.activities, *dated)
