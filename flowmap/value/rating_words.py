"""Values and reasons as people write them in sheets, in both languages, and back."""

from collections.abc import Iterator
from functools import cache

from flowmap.group import Group
from flowmap.records import REASONS_AGAINST, REASONS_FOR, Language, Reason, Value
from flowmap.value.labels import SCALE
from flowmap.words import say, show_in

WITHDRAW = "0"
_SIGNS = {"+": Value.CREATING, "=": Value.NECESSARY, "-": Value.NOT_CREATING, "–": Value.NOT_CREATING}
_SIGNS["−"] = Value.NOT_CREATING


def value_words(group: Group) -> list[str]:
    """Return what can be chosen as value, in the group's wording and the screen language; last, withdraw."""
    return [*(_wording(value, group) for value in SCALE), say("value.not_assessed"), WITHDRAW]


def value_word(value: Value, group: Group) -> str:
    """Return a value in the group's wording."""
    return _wording(value, group) if value in SCALE else say(f"value.{value.value}")


def reason_words() -> list[str]:
    """Return the reasons that can be chosen: those against first, then those for."""
    return [say(f"reason.{reason.value}") for reason in (*REASONS_AGAINST, *REASONS_FOR)]


def known_values(group: Group) -> dict[str, Value]:
    """Return every way to write a value, as ``plain_word`` leaves it: signs, terms, both languages."""
    return {**_SIGNS, **{plain_word(text): value for text, value in _value_texts(group)}}


@cache
def known_reasons() -> dict[str, Reason]:
    """Return every way to write a reason, as ``plain_word`` leaves it."""
    found: dict[str, Reason] = {}
    for reason in Reason:
        found[reason.value] = reason
        for language in Language:
            found.setdefault(plain_word(say(f"reason.{reason.value}", language)), reason)
    return found


def plain_word(text: str) -> str:
    """Return a text without what people write differently: letter case, spaces, a full stop."""
    return " ".join(text.replace("\xa0", " ").split()).rstrip(".").casefold()


def _wording(value: Value, group: Group) -> str:
    words = group.value_words
    return str(getattr(words, value.value)) if words else say(f"value.{value.value}")


def _value_texts(group: Group) -> Iterator[tuple[str, Value]]:
    for value in Value:
        yield value.value, value
        for language in Language:
            yield say(f"value.{value.value}", language), value
            yield say(f"value_term.{value.value}", language), value
            with show_in(language):
                wording = value_word(value, group)
            yield wording, value
            yield wording.partition(",")[0], value  # typed by hand: behövdes
