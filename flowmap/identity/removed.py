"""Persons taken out of a round: known only by keyed marks, so that nobody comes back by mistake."""

import re
from dataclasses import dataclass

from flowmap.identity.codes import person_code
from flowmap.identity.finder import MASK, read_person_number
from flowmap.identity.pseudonyms import pseudonym

_CODES = re.compile(r"(?<![0-9A-Za-z])p\s?\d{1,2}(?![0-9A-Za-z])", re.IGNORECASE)
_CENTURIES = (1999, 2099)  # of a number with ten digits both are asked for


def removal_mark(text: str, *, key: bytes) -> str:
    """Return the mark that stands for a person's code or pseudonym; without the key it tells nothing."""
    return pseudonym(person_code(text) or text, key=key, kind="removed")


def person_names(text: str, *, key: bytes) -> tuple[str, ...]:
    """Return what somebody may be called where journals have been read: the code, or the pseudonyms.

    A person number with ten digits has a pseudonym for each century; without a key it has none.
    """
    code = person_code(text)
    if code or not read_person_number(text):
        return (code or text,)
    years = _CENTURIES if key else ()
    return tuple(dict.fromkeys(pseudonym(text, key=key, latest_year=year) for year in years))


@dataclass(frozen=True)
class RemovedPersons:
    """The marks of those taken out of a round, and the key that made them."""

    marks: frozenset[str] = frozenset()
    key: bytes = b""

    def __bool__(self) -> bool:
        return bool(self.marks)

    def holds(self, text: str) -> bool:
        """Return whether ``text`` is the code, the pseudonym or the identifier of somebody taken out."""
        if not self:
            return False
        names = {*person_names(text, key=self.key), pseudonym(text, key=self.key)}
        return any(removal_mark(name, key=self.key) in self.marks for name in names)

    def masked(self, text: str) -> str:
        """Return ``text`` with the codes of those taken out masked."""
        if not self:
            return text
        return _CODES.sub(lambda found: MASK if self.holds(found[0]) else found[0], text)


NOBODY_REMOVED = RemovedPersons()
