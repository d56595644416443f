"""A model read aloud in plain words: what always follows, what sometimes does."""

from collections.abc import Iterable

from flowmap.discovery.model import Constraint, Model, PartialOrder, Tree
from flowmap.discovery.trees import certain, first_activities, possible, repeated, what_follows
from flowmap.words import listed, say

_MOST_SENTENCES = 12
_MOST_NAMES = 5
_TELLING = (  # the Declare templates that read as a sentence, the most telling first
    "init",
    "exactly_one",
    "chainresponse",
    "response",
    "precedence",
    "coexistence",
    "noncoexistence",
)


def read_model(model: Model) -> tuple[str, ...]:
    """Return what the model says as sentences in the screen language, at most about a dozen."""
    if model.kind == "inductive":
        return _read_tree(model)
    if model.kind == "heuristics":
        return _read_heuristics(model)
    if model.kind == "powl":
        return _read_order(model)
    return _read_rules(model.constraints)


def _read_tree(model: Model) -> tuple[str, ...]:
    tree = model.tree
    said = [say("discovery.begins", names=_either(first_activities(tree)))]
    always = certain(tree)
    if always:
        said.append(say("discovery.all_have", names=_named(always)))
    followed = [_follows(tree, name) for name in _by_patients(model)]
    said += [sentence for sentence in followed if sentence]
    again = repeated(tree)
    if again:
        said.append(say("discovery.repeated", names=_named(again)))
    return _cut(said)


def _by_patients(model: Model) -> list[str]:
    return sorted(model.activities, key=lambda name: (-model.activities[name], name))


def _follows(tree: Tree, name: str) -> str:
    found, after = what_follows(tree, name), _one(name)
    always = _named(found.always) if found.always else _either(found.one_of)
    sometimes = _either(found.sometimes)
    if always and sometimes:
        return say("discovery.always_sometimes", after=after, always=always, sometimes=sometimes)
    if always:
        return say("discovery.always", after=after, always=always)
    return say("discovery.sometimes", after=after, sometimes=sometimes) if sometimes else ""


def _read_heuristics(model: Model) -> tuple[str, ...]:
    names = {node.id: node.name for node in model.nodes}
    said = []
    for node in sorted(model.nodes, key=lambda node: (-node.patients, node.name)):
        leaving = [edge for edge in model.edges if edge.source == node.id]
        leaving.sort(key=lambda edge: (-edge.count, names[edge.target]))
        if not leaving:
            continue
        after, most = say("discovery.quoted", name=node.name), leaving[0]
        times = say("discovery.times", n=most.count)
        said.append(say("discovery.mostly", after=after, name=_one(names[most.target]), times=times))
        if len(leaving) > 1:
            others = _either(names[edge.target] for edge in leaving[1:])
            said[-1] += " " + say("discovery.also", names=others)
    return _cut(said)


def _read_order(model: Model) -> tuple[str, ...]:
    said: list[str] = []
    waiting = [model.order]
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, PartialOrder):
            said += _pairs(part)
            waiting += part.parts
        elif isinstance(part, tuple):
            waiting += part[1:]
    return _cut(said) if said else (say("discovery.no_order"),)


def _pairs(order: PartialOrder) -> list[str]:
    names = [possible(part) for part in order.parts]
    named = [(names[first], names[second]) for first, second in order.pairs if names[first] and names[second]]
    return [say("discovery.before", before=_named(one), after=_named(other)) for one, other in named]


def telling_rules(constraints: tuple[Constraint, ...]) -> list[Constraint]:
    """Return the rules that read as a sentence, the most telling first; none twice the other way round."""
    rank = {template: place for place, template in enumerate(_TELLING)}
    telling = [rule for rule in constraints if rule.template in rank and not _is_mirrored(rule)]
    return sorted(telling, key=lambda rule: (rank[rule.template], -rule.held, rule.asked, rule.activities))


def _read_rules(constraints: tuple[Constraint, ...]) -> tuple[str, ...]:
    said = []
    for rule in telling_rules(constraints):
        names = dict(zip(("first", "second"), (_one(name) for name in rule.activities), strict=False))
        share = say("discovery.of", part=rule.held, whole=rule.asked)
        said.append(say(f"discovery.rule.{rule.template}", None, share=share, **names))
    return _cut(said) if said else (say("discovery.no_rules"),)


def _is_mirrored(rule: Constraint) -> bool:
    """Return whether the rule says the same the other way round, and that one is read out."""
    return rule.template in {"coexistence", "noncoexistence"} and rule.activities > rule.activities[::-1]


def _cut(said: list[str]) -> tuple[str, ...]:
    """Return the first sentences, and how many were left out."""
    if len(said) <= _MOST_SENTENCES:
        return tuple(said)
    return (*said[:_MOST_SENTENCES], say("discovery.more_sentences", n=len(said) - _MOST_SENTENCES))


def _one(name: str) -> str:
    return say("discovery.quoted", name=name)


def _shortened(names: Iterable[str]) -> list[str]:
    ordered = sorted(set(names))
    shown = [_one(name) for name in ordered[:_MOST_NAMES]]
    more = len(ordered) - len(shown)
    return [*shown, say("discovery.more_names", n=more)] if more else shown


def _named(names: Iterable[str]) -> str:
    return listed(_shortened(names))


def _either(names: Iterable[str]) -> str:
    shown = _shortened(names)
    if len(shown) < 2:
        return "".join(shown)
    return say("discovery.or", first=", ".join(shown[:-1]), last=shown[-1])
