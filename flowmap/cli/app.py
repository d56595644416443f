"""The commands, and the one place where an error becomes a sentence and an exit code."""

import gc
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import Any

from cyclopts import App, CycloptsError, Group, Parameter

from flowmap.beside import SELDOM
from flowmap.cli.answer import Answer, Screen
from flowmap.cli.crew import gather_crew
from flowmap.cli.misuse import say_misuse
from flowmap.errors import FlowmapError
from flowmap.identity import mask_identifiers
from flowmap.records import Language
from flowmap.words import has_words, say, show_in

DONE, BAD_DATA, MISUSE = 0, 1, 2
_SCREEN_OPTIONS = {"--json", "--lang"}


def main(tokens: Sequence[str] | None = None) -> int:
    """Run one command; return 0 done, 1 errors in the data, 2 misuse or nothing readable."""
    tokens = list(sys.argv[1:] if tokens is None else tokens)
    screen = Screen(json="--json" in tokens)
    try:
        with gather_crew(tokens), _rare_collections(), show_in(_language(tokens)):
            return _run(tokens, screen)
    except KeyboardInterrupt:  # before the language is known, and while a second process is ended
        return _refuse(say("cli.interrupted"), screen)


def _run(tokens: list[str], screen: Screen) -> int:
    try:
        answer = build_app()(tokens, result_action="return_value")
    except CycloptsError as error:
        return _refuse(say_misuse(error, tokens, commands=_commands()), screen)
    except FlowmapError as error:
        return _refuse(str(error), screen)
    except KeyboardInterrupt:
        return _refuse(say("cli.interrupted"), screen)
    except Exception as error:
        return _refuse(say("cli.fault", kind=type(error).__name__, place=_place(error)), screen)
    if not isinstance(answer, Answer):
        return DONE
    answer.tell(as_json=screen.json)
    return answer.code


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Look for cyclic garbage seldom."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def build_app() -> App:
    """Return the command line with its help in the screen language."""
    from flowmap import __version__
    from flowmap.cli import checking, comparing, mapping, rating, rounds

    app = App(
        name="flowmap",
        help=say("cli.help"),
        version=__version__,
        exit_on_error=False,
        print_error=False,
        suppress_keyboard_interrupt=False,
        help_format="plaintext",
        group_commands=Group(say("cli.commands")),
        group_parameters=Group(say("cli.options")),
        group_arguments=Group(say("cli.arguments")),
        default_parameter=Parameter(show_default=False, show_choices=False, negative=()),
    )
    for flag in ("help", "version"):
        app[f"--{flag}"].help = say(f"option.{flag}")
    for module in (rounds, checking, mapping, rating, comparing):
        for name, command in module.COMMANDS.items():
            app.command(explain_options(command, name), name=name, help=say(f"cli.help_{name}"))
    return app


def explain_options(command: Callable[..., Answer], name: str) -> Callable[..., Answer]:
    """Return the command with a docstring that says, in the screen language, what each option is for."""

    @wraps(command)
    def explained(*arguments: Any, **options: Any) -> Answer:
        return command(*arguments, **options)

    told = "\n".join(f"{place}\n    {_option_help(name, option)}" for place, option in list_options(command))
    explained.__doc__ = f"{say(f'cli.help_{name}')}\n\nParameters\n----------\n{told}\n"
    return explained


def list_options(command: Callable[..., Answer]) -> list[tuple[str, str]]:
    """Return each option: where cyclopts finds it (``screen.json``), and its own name."""
    found = []
    for parameter in signature(command).parameters.values():
        inner = fields(parameter.default) if is_dataclass(parameter.default) else ()
        found += [(f"{parameter.name}.{field.name}", field.name) for field in inner]
        found += [] if inner else [(parameter.name, parameter.name)]
    return found


def _option_help(command: str, option: str) -> str:
    own = f"option.{command}.{option}"
    return say(own if has_words(own) else f"option.{option}")


def _language(tokens: list[str]) -> Language:
    """Return ``--lang``, else the workspace's language, else Swedish; a wrong one is refused later."""
    for at, token in enumerate(tokens):
        value = token.partition("=")[2] if token.startswith("--lang=") else ""
        if token == "--lang" and at + 1 < len(tokens):  # noqa: S105 (an option's name)
            value = tokens[at + 1]
        if value in set(Language):
            return Language(value)
    return _workspace_language()


def _workspace_language() -> Language:
    from flowmap.workspace import find_workspace

    try:
        workspace = find_workspace(Path.cwd())
        return workspace.settings.language if workspace else Language.SV
    except (FlowmapError, OSError):
        return Language.SV


def _refuse(sentence: str, screen: Screen) -> int:
    if screen.json:
        Answer(facts={"error": sentence}).tell(as_json=True)
    else:
        sys.stderr.write(f"{mask_identifiers(sentence)[0]}\n")
    return MISUSE


def _commands() -> set[str]:
    from flowmap.cli import checking, comparing, mapping, rating, rounds

    return {name for module in (rounds, checking, mapping, rating, comparing) for name in module.COMMANDS}


def _place(error: Exception) -> str:
    """Return file and line in flowmap where it went wrong, without a machine's paths."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "flowmap" in Path(frame.filename).parts] or frames
    return f"{Path(own[-1].filename).name}, {own[-1].lineno}" if own else "-"
