"""The self-check: pm4py, given our sequence, finds exactly our transitions."""

from dataclasses import dataclass

import pandas as pd

from flowmap.discovery.quiet import quiet_pm4py
from flowmap.discovery.steps import take_steps
from flowmap.tables import EventLog
from flowmap.words import say

MOST_STEPS = 2_000_000  # pm4py takes seconds and a gigabyte for so many


@dataclass(frozen=True, slots=True)
class Agreement:
    """What came of the check ("Kontrollerat mot pm4py").

    ``kinds`` are distinct transitions, ``transitions`` all of them; ``differing`` are kinds that only one
    side has or that differ in count. ``declared`` transitions have an order that nothing written says, so
    that our declared order decided it (-1 where paths were not traced).
    """

    is_checked: bool
    kinds: int
    transitions: int
    differing: int
    declared: int

    @property
    def is_same(self) -> bool:
        """Whether pm4py found exactly our transitions."""
        return self.is_checked and self.differing == 0

    def sentence(self) -> str:
        """Return the outcome in words."""
        if not self.is_checked:
            return say("discovery.not_checked", most=MOST_STEPS)
        kinds = say("discovery.count_kind", n=self.kinds)
        if self.differing:
            return say("discovery.differs", kinds=kinds, n=self.differing)
        every = say("discovery.count_transition", n=self.transitions)
        same = say("discovery.same", kinds=kinds, transitions=every)
        if self.declared < 1:
            return same
        return f"{same} {say('discovery.ties', n=self.declared)}"


def check_against_pm4py(log: EventLog, transitions: pd.DataFrame) -> Agreement:
    """Return whether pm4py, given our sequence of steps, finds exactly ``transitions``.

    ``transitions`` has ``from_activity``, ``to_activity`` and ``count``. A log of more than two million
    steps is not checked, and the answer says so.
    """
    counted = transitions.loc[transitions["count"] > 0, ["from_activity", "to_activity", "count"]]
    ours = {(str(source), str(target)): int(n) for source, target, n in counted.itertuples(index=False)}
    steps = take_steps(log)
    counts = (len(ours), steps.transitions)
    if len(steps.frame) > MOST_STEPS:
        return Agreement(False, *counts, differing=0, declared=steps.declared)  # noqa: FBT003
    found = {}
    if steps.transitions:
        with quiet_pm4py() as pm4py:
            found = dict(pm4py.discover_dfg(steps.frame)[0])
    differing = sum(ours.get(pair) != found.get(pair) for pair in ours.keys() | found.keys())
    return Agreement(True, *counts, differing=differing, declared=steps.declared)  # noqa: FBT003
