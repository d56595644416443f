"""Declare rules as lines for Graphviz: a line between two activities says how they go together."""

from flowmap.discovery.dot_order import quoted
from flowmap.discovery.model import Constraint
from flowmap.discovery.reading import telling_rules
from flowmap.words import say

MOST_RULES = 40
_LOOKS = {
    "chainresponse": "penwidth=2",
    "response": "penwidth=1",
    "precedence": "arrowtail=dot, dir=both",
    "coexistence": "dir=none",
    "noncoexistence": "dir=none, style=dashed",
}


def rule_lines(constraints: tuple[Constraint, ...], patients: dict[str, int]) -> str:
    """Return the rules between two activities, the most telling first, and what each begins or has once.

    A rule that another one of the same two says more sharply is not drawn; how many more there are is said.
    """
    telling = telling_rules(constraints)
    alone = [rule for rule in telling if len(rule.activities) == 1]
    between = _sharpest([rule for rule in telling if len(rule.activities) == 2])
    drawn = between[:MOST_RULES]
    names = sorted({name for rule in (*alone, *drawn) for name in rule.activities})
    ids = {name: f"activity_{place}" for place, name in enumerate(names, 1)}
    lines = [
        _node(ids[name], name, [r for r in alone if r.activities == (name,)], patients) for name in names
    ]
    lines += [_line(rule, ids) for rule in drawn]
    if len(between) > len(drawn):
        left_out = say("discovery.picture.more_rules", n=len(between) - len(drawn))
        lines.append(f"labelloc=b;\nlabel={quoted(left_out)};\n")
    return "".join(lines)


def _sharpest(rules: list[Constraint]) -> list[Constraint]:
    """Return the first rule of each two activities, in the order that tells the most first."""
    found: dict[frozenset[str], Constraint] = {}
    for rule in rules:
        found.setdefault(frozenset(rule.activities), rule)
    return list(found.values())


def _node(node: str, name: str, rules: list[Constraint], patients: dict[str, int]) -> str:
    said = [f"{name} ({patients.get(name, 0)})", *(_said(rule) for rule in rules)]
    label = "\\n".join(quoted(part)[1:-1] for part in said)
    return f'{node} [shape=box, style=rounded, label="{label}"];\n'


def _line(rule: Constraint, ids: dict[str, str]) -> str:
    first, second = (ids[name] for name in rule.activities)
    return f"{first} -> {second} [{_LOOKS[rule.template]}, label={quoted(_said(rule))}];\n"


def _said(rule: Constraint) -> str:
    share = say("discovery.picture.share", part=rule.held, whole=rule.asked)
    return f"{say(f'discovery.picture.{rule.template}')}, {share}"
