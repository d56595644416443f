"""A discovered model as plain data: nothing in it needs pm4py, and the same log gives the same model."""

from dataclasses import dataclass, field
from typing import TypeAlias

from flowmap.words import listed, number, percent, say

# an activity, nothing, a partial order, or an operator's name followed by the parts it joins
Tree: TypeAlias = "str | PartialOrder | tuple[Tree, ...] | None"


@dataclass(frozen=True, slots=True)
class PartialOrder:
    """Parts, and pairs of their places of which the first part comes before the second.

    Pairs that follow from others are left out.
    """

    parts: tuple[Tree, ...]
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ModelNode:
    """A node to draw; ``holds`` is start, end, task, choice or parallel. Sizes in points, y downwards."""

    id: str
    holds: str
    name: str = ""
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0
    patients: int = 0


@dataclass(frozen=True, slots=True)
class ModelEdge:
    """An edge to draw along ``points``; ``count`` and ``strength`` only where the kind has them."""

    id: str
    source: str
    target: str
    points: tuple[tuple[float, float], ...] = ()
    count: int = 0
    strength: float = float("nan")


@dataclass(frozen=True, slots=True)
class Net:
    """A Petri net: places and transitions by id, a transition's label empty where it is silent."""

    places: tuple[str, ...]
    transitions: tuple[tuple[str, str], ...]
    arcs: tuple[tuple[str, str, int], ...]
    initial: tuple[tuple[str, int], ...]
    final: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Constraint:
    """A Declare constraint: of ``asked`` patients whom it concerns, ``held`` keep it."""

    template: str
    activities: tuple[str, ...]
    asked: int
    held: int


@dataclass(frozen=True)
class Model:
    """What pm4py discovered in the ways of a group.

    ``tree`` is a process tree as nested tuples (``sequence``, ``choice``, ``parallel``, ``loop`` and its
    parts; ``None`` is nothing); ``order`` a partially ordered model, of the same and ``PartialOrder``.
    ``nodes`` and ``edges`` are to draw: BPMN for ``inductive``, activities for ``heuristics``. ``net`` is
    the Petri net behind the quality figures.

    ``quality`` holds those of fitness, precision, generalisation, simplicity (0 to 1) that make sense for
    the kind; ``without`` says why one is missing. ``declared_share`` is the share of transitions whose
    order the group file declared because nothing written says it (NaN where paths were not traced).
    ``all_activities`` is how many the steps have, where the model was limited to some, else 0;
    ``are_most_met``: nothing left out was met by more patients. ``noise`` is what share was too seldom to be
    in the model: above 0 its sentences tell what is usual, not what everybody's way shows.
    """

    kind: str
    patients: int
    steps: int
    variants: int
    activities: dict[str, int]
    declared_share: float
    sentences: tuple[str, ...] = ()
    tree: Tree = None
    order: Tree = None
    nodes: tuple[ModelNode, ...] = ()
    edges: tuple[ModelEdge, ...] = ()
    width: float = 0.0
    height: float = 0.0
    all_activities: int = 0
    are_most_met: bool = True
    noise: float = 0.0
    net: Net | None = None
    constraints: tuple[Constraint, ...] = ()
    quality: dict[str, float] = field(default_factory=dict)
    without: dict[str, str] = field(default_factory=dict)

    def quality_sentences(self) -> tuple[str, ...]:
        """Return the quality figures in words, and why one is missing."""
        said = [say(f"discovery.{name}", share=number(v, digits=2)) for name, v in self.quality.items()]
        missing = [
            say("discovery.without", name=say(f"discovery.word.{name}"), because=say(f"discovery.{because}"))
            for name, because in self.without.items()
        ]
        return (*said, *missing)

    def order_sentence(self) -> str:
        """Return how much of the order was declared, not known."""
        if self.declared_share != self.declared_share:
            return say("discovery.order_unknown")
        if self.declared_share == 0:
            return say("discovery.order_known")
        return say("discovery.order_declared", share=percent(self.declared_share))

    def summary(self) -> str:
        """Return what the model rests on, how many activities it was limited to, and what is too seldom."""
        said = [self._rests_on()]
        if self.all_activities and self.all_activities != len(self.activities):
            counts = {"part": len(self.activities), "whole": self.all_activities}
            said.append(say(f"discovery.limited{'_most_met' if self.are_most_met else ''}", **counts))
        if self.noise:
            said.append(say("discovery.noise", share=percent(self.noise)))
        return " ".join(said)

    def _rests_on(self) -> str:
        return say(
            "discovery.rests_on",
            kind=say(f"discovery.kind.{self.kind}"),
            parts=listed(
                [
                    say("count.person", n=self.patients),
                    say("discovery.count_step", n=self.steps),
                    say("discovery.count_variant", n=self.variants),
                ]
            ),
        )

    def _repr_html_(self) -> str:
        from html import escape

        said = (self.summary(), self.order_sentence(), *self.sentences, *self.quality_sentences())
        return "".join(f"<p>{escape(sentence)}</p>" for sentence in said)
