"""The draft column file as text, with what was guessed and why in comments."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flowmap.identity import find_identifiers
from flowmap.identity.headings import plain
from flowmap.journal.choices import known_words
from flowmap.journal.found_problems import LONGEST_ECHO
from flowmap.journal.raw_sheet import RawColumn, RawSheet
from flowmap.words import say

_MOST_CODES = 40
_CODED = ("status", "mode", "started_by", "planned", "kind", "part")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True, order=True)
class Guess:
    """A column that a field may stand in, how sure that is, and why."""

    heading: str
    weight: float
    why: str


@dataclass(frozen=True, slots=True)
class Extras:
    """Columns that are no field: attributes of persons, marks of rows taken back; ready files like this."""

    attributes: tuple[str, ...] = ()
    taken_back: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()


def write_draft(sheet: RawSheet, guesses: Mapping[str, Guess], *, extras: Extras) -> str:
    """Return the draft as TOML. Everything that no field was found for is listed, so that nothing is lost."""
    taken_back = extras.taken_back
    used = {guess.heading for guess in guesses.values()} | set(taken_back)
    attributes = [heading for heading in extras.attributes if heading not in used]
    rest = [h for h in sheet.headings if h not in used and h not in attributes and sheet.column(h).texts]
    lines = [f"# {say('suggest.title')}"]
    lines += [f"# {say('suggest.ready', name=name)}" for name in extras.ready]
    lines.append(f"title = {_quoted(sheet.file)}")
    if attributes:
        lines += [f"# {say('suggest.attributes')}", f"attributes = {_listed(attributes)}"]
    lines += [f"# {say('suggest.not_placed')}", f"ignored = {_listed(rest)}", "", "[columns]"]
    for field, guess in guesses.items():
        lines.append(f"{field} = {_quoted(guess.heading)}  # {guess.why}")
    lines += [
        f"# {field} = ?  {say('suggest.needed')}"
        for field in ("patient", "activity", "start")
        if field not in guesses
    ]
    for field in _CODED:
        if field in guesses:
            lines += _codes(field, sheet.column(guesses[field].heading))
    if taken_back:
        lines += ["", f"# {say('suggest.taken_back')}", "[excluded]"]
        lines += [f'{_key(heading)} = ["true", "1", "ja", "J"]' for heading in taken_back]
    return "\n".join(lines) + "\n"


def _codes(field: str, column: RawColumn) -> list[str]:
    """Return a table of codes that the list does not know, to fill in; none where they are many or long."""
    known = known_words(field)
    unknown = sorted({text for text in column.texts if plain(text) not in known})
    if not unknown:
        return []
    if len(unknown) > _MOST_CODES or any(len(t) > LONGEST_ECHO or find_identifiers(t) for t in unknown):
        return ["", f"# {say('suggest.many_codes', field=field)}"]
    values = ", ".join(sorted(set(known.values())))
    lines = ["", f"# {say('suggest.fill_in', values=values)}", f"[values.{field}]"]
    return lines + [f'{_key(text)} = ""' for text in unknown]


def _key(text: str) -> str:
    return text if _BARE.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _listed(headings: Sequence[str]) -> str:
    return f"[{', '.join(_quoted(heading) for heading in headings)}]"
