"""What a command answers: sentences for a person, or one JSON object for a program; never both."""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated

from cyclopts import Parameter

from flowmap.identity import mask_identifiers
from flowmap.records import Language
from flowmap.words import listed, say


@Parameter(name="*")
@dataclass(frozen=True)
class Screen:
    """Options that every command takes."""

    json: Annotated[bool, Parameter(negative=())] = False
    lang: Language | None = None


SCREEN = Screen()


@dataclass(frozen=True)
class Answer:
    """The end of a command: its lines, the same as facts, and the exit code (0, or 1 for bad data)."""

    lines: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    code: int = 0

    def tell(self, *, as_json: bool) -> None:
        """Write the answer to standard output, with signs that the console lacks replaced."""
        if as_json:
            text = json.dumps(mask_facts(self.facts), ensure_ascii=False, indent=1)
        else:
            text = "\n".join(mask_identifiers(line)[0] for line in self.lines)
        encoding = sys.stdout.encoding or "utf-8"
        if text:
            sys.stdout.write(text.encode(encoding, errors="replace").decode(encoding) + "\n")


_ID = re.compile(r"-?\d{15,}|[0-9a-f]{16,}")


def mask_facts(facts: Mapping[str, object]) -> dict[str, object]:
    """Return facts without identifiers, such as a name that the user gave; hashes and ids stay whole."""
    return {mask_identifiers(str(name))[0]: _masked(fact) for name, fact in facts.items()}


def _masked(fact: object) -> object:
    if isinstance(fact, str):
        return fact if _ID.fullmatch(fact) else mask_identifiers(fact)[0]
    if isinstance(fact, Mapping):
        return mask_facts(fact)
    return [_masked(part) for part in fact] if isinstance(fact, list | tuple) else fact


def quoted(text: str) -> str:
    """Return a word of a command as it is typed: in quotes where there is a space in it."""
    return f'"{text}"' if " " in text else text


def describe_problems(counts: Mapping[str, int], *, command: str) -> tuple[str, ...]:
    """Return what was found in the data, in one line, and the command that shows it; else nothing."""
    if not any(counts.values()):
        return ()
    said = [say(f"cli.count_{name}", n=n) for name, n in counts.items() if n]
    return (say("cli.problems", found=listed(said), command=command),)


_YES = {"ja", "j", "yes", "y"}


def read_reply() -> str:
    """Return the line that the user answers with; empty where nobody is there to answer."""
    sys.stdout.flush()
    try:
        return sys.stdin.readline().strip()
    except (OSError, ValueError, AttributeError):
        return ""


def is_yes(reply: str) -> bool:
    """Return whether a reply is yes, in either language; an empty one is not."""
    return reply.strip().rstrip(".!").casefold() in _YES


Progress = Callable[[str], None]


@contextmanager
def progress_bar(steps: int, *, screen: Screen) -> Iterator[Progress]:
    """Show a bar on standard error that names the step under way; nothing with ``--json``."""
    from tqdm import tqdm

    shape = "{l_bar}{bar:24}| {n}/{total}"
    bar: tqdm | None = None  # shown from the first step on: a refusal before it stands alone

    def tell(step: str) -> None:
        nonlocal bar
        if bar is None:
            bar = tqdm(total=steps, disable=screen.json, bar_format=shape, file=sys.stderr)
        else:
            bar.update(1)
        bar.set_description(f"{step:<34}")

    try:
        yield tell
        if bar is not None:
            bar.update(bar.total - bar.n)
    except BaseException:
        if bar is not None:
            bar.leave = False  # what was refused has got nowhere: no half bar stays behind
        raise
    finally:
        if bar is not None:
            bar.close()
