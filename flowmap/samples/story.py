"""Stories: what may happen to the persons of a group, as TOML files beside this module.

A story has *episodes* (steps a few days apart), *choices* (what differs between persons, and what the path
rules should then say), *pools* (which episodes fill the weeks before and after), *bands* and *units*. A day
is a number, a span to draw from, or the name of a day that the person's choices set; a step whose day is not
set is left out.
"""

import random
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

Part = dict[str, Any]


@cache
def read_story(name: str) -> Part:
    """Return a story, or the list of rounds, as its file says."""
    path = files("flowmap") / "samples" / "stories" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def seeded(text: str) -> random.Random:
    """Return the source of chance that a text stands for: the same text, the same invention."""
    return random.Random(text)  # noqa: S311 (a story, no secret)


@dataclass
class Plan:
    """What is planned for one person: days by name (from the anchor), and what follows from the choices."""

    rng: random.Random
    words: dict[str, str]
    days: dict[str, int] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    expected: dict[str, str] = field(default_factory=dict)
    planted: dict[str, str] = field(default_factory=dict)

    def day(self, value: object) -> int | None:
        """Return the day that a file's ``value`` stands for; ``None`` where the plan does not set it."""
        if isinstance(value, list):
            ends = [self.day(end) for end in value]
            return None if None in ends else self.rng.randint(*sorted(int(end or 0) for end in ends))
        if isinstance(value, str):
            name, sign, more = value.partition("+") if "+" in value else value.partition("-")
            known = self.days.get(name.strip())
            return None if known is None else known + (int(sign + more) if sign else 0)
        return int(str(value))

    def wants(self, part: Part) -> bool:
        """Return whether a part (step, band, episode) is for this person."""
        return set(part.get("only", [])) <= self.flags and not set(part.get("unless", [])) & self.flags

    def take(self, choice: str, option: Part) -> None:
        """Take over what an option of a choice says."""
        self.planted[choice] = option["id"]
        self.flags |= {option["id"], *option.get("flags", [])}
        self.expected |= option.get("expected", {})
        for name, value in option.get("days", {}).items():
            day = self.day(value)
            if day is not None:
                self.days[name] = day


def deal_options(choice: Part, persons: int, *, counts: dict[str, int], rng: random.Random) -> list[Part]:
    """Deal a choice's options to the persons: ``counts`` of each where given, else in turn, shuffled."""
    options = choice["option"]
    dealt = [option for option in options for _ in range(counts.get(option["id"], 0))][:persons]
    others = [option for option in options if option["id"] not in counts] or options
    dealt += [others[turn % len(others)] for turn in range(persons - len(dealt))]
    rng.shuffle(dealt)
    return dealt
