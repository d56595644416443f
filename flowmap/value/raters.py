"""Who rates: a role and a letter, never a name."""

import re
from dataclasses import dataclass

from flowmap.errors import InputError
from flowmap.identity import has_identifier
from flowmap.records import Language, Speaker, Voice
from flowmap.words import say

TEAM = Voice.TEAM.value
_CODE = re.compile(r"[^\W\d_][\w \-/]{0,28} [A-ZÅÄÖ]")


@dataclass(frozen=True, slots=True)
class Rater:
    """One who rates: ``code`` is a role and a letter such as "ssk A"; ``role`` is team, or a speaker.

    ``is_together`` marks what the team agrees on together in the workshop.

    Raises
    ------
    InputError
        The code is no role and letter, or the role is none of those that exist.
    """

    code: str
    role: str = TEAM
    is_together: bool = False

    def __post_init__(self) -> None:
        if not is_rater_code(self.code):
            raise InputError(say("rater.wrong_code"))
        if self.role != TEAM and self.role not in list(Speaker):
            raise InputError(say("rater.wrong_role", allowed=", ".join(role_words())))

    @property
    def shown(self) -> str:
        """Role and code in the screen language."""
        return self.code if self.role == TEAM else f"{say(f'speaker.{self.role}')} ({self.code})"


def is_rater_code(text: str) -> bool:
    """Return whether a text is a role and a letter, and points out nobody by number or address."""
    return bool(_CODE.fullmatch(text)) and not has_identifier(text)


def role_words(lang: Language | None = None) -> list[str]:
    """Return the roles that exist as they stand on screen."""
    return [say("value_counts.team", lang), *(say(f"speaker.{speaker.value}", lang) for speaker in Speaker)]


def read_role(text: str) -> str | None:
    """Return the role that a text names, in either language or as it stands in a table; else ``None``."""
    wanted = " ".join(text.split()).casefold()
    for role in (TEAM, *(speaker.value for speaker in Speaker)):
        key = "value_counts.team" if role == TEAM else f"speaker.{role}"
        if wanted in {role, *(say(key, lang).casefold() for lang in Language)}:
            return role
    return None
