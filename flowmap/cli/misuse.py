"""What in a command could not be understood, said without repeating a word that could name a person."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from cyclopts import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from flowmap.words import say


def say_misuse(error: CycloptsError, tokens: Sequence[str], *, commands: Iterable[str]) -> str:
    """Return which word it is, what was probably meant, and the command that shows what can be written.

    Words of the user are counted, never repeated; names of commands and options are our own.
    """
    known = sorted(commands)
    named = next((token for token in tokens if token in known), "")
    help_command = f"flowmap {named} --help" if named else "flowmap --help"
    return f"{_say_what(error, tokens, known)} {say('cli.misuse_help', command=help_command)}"


def _say_what(error: CycloptsError, tokens: Sequence[str], commands: list[str]) -> str:
    if isinstance(error, UnknownCommandError):
        return _with_guess(say("cli.misuse_command"), tokens[0] if tokens else "", commands)
    if isinstance(error, UnknownOptionError):
        word = str(error.token.keyword or error.token.value)
        options = [name for item in error.argument_collection for name in item.names if name.startswith("--")]
        return _with_guess(say("cli.misuse_option", n=_place(word, tokens)), word, options)
    if isinstance(error, MissingArgumentError) and error.argument is not None:
        return say("cli.misuse_missing", name=error.argument.name)
    if isinstance(error, CoercionError) and error.argument is not None:
        return say("cli.misuse_value", name=error.argument.name)
    if isinstance(error, UnusedCliTokensError) and error.unused_tokens:
        return say("cli.misuse_extra", n=_place(error.unused_tokens[0], tokens))
    return say("cli.misuse")


def _place(word: str, tokens: Sequence[str]) -> int:
    """Return which word after ``flowmap`` it is, counted from 1."""
    return next((at for at, token in enumerate(tokens, 1) if token.partition("=")[0] == word), len(tokens))


def _with_guess(sentence: str, word: str, known: list[str]) -> str:
    meant = get_close_matches(word.casefold(), known, n=1)
    return f"{sentence} {say('cli.misuse_meant', name=meant[0])}" if meant else sentence
