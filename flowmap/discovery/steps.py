"""The steps of a log as pm4py is given them, in our order and safe from its traps."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from flowmap.tables import EventLog


@dataclass(frozen=True)
class Steps:
    """The steps of a log: one row of ``frame`` is a step, in the order of the ways.

    ``declared`` counts transitions whose order the group file declared since nothing written says it, of
    ``transitions``; -1 where the log's paths were not traced.
    """

    frame: pd.DataFrame
    patients: int
    transitions: int
    declared: int

    def patients_per_activity(self) -> dict[str, int]:
        """Return how many patients met each activity, by name."""
        met = self.frame.drop_duplicates(["case:concept:name", "concept:name"])["concept:name"]
        return {str(name): int(n) for name, n in met.value_counts().sort_index().items()}

    def positions(self) -> dict[str, float]:
        """Return each activity's typical place on the way, 0 first to 1 last."""
        by_patient = self.frame.groupby("case:concept:name", sort=False)
        place = by_patient.cumcount() / by_patient["concept:name"].transform("size").sub(1).clip(lower=1)
        means = place.groupby(self.frame["concept:name"]).mean()
        return {str(name): float(mean) for name, mean in means.items()}

    def variants(self) -> list[tuple[str, ...]]:
        """Return each distinct sequence of activities once, sorted."""
        by_patient = self.frame.groupby("case:concept:name", sort=False)["concept:name"]
        return sorted(set(by_patient.agg(tuple)))


def count_patients(log: EventLog) -> dict[str, int]:
    """Return how many patients met each activity that is a step, by name."""
    met = log.frame.loc[log.steps, ["patient", "activity"]].drop_duplicates()["activity"].value_counts()
    return {str(name): int(n) for name, n in met.items() if n}


def take_steps(log: EventLog, *, activities: Collection[str] | None = None) -> Steps:
    """Return the steps of a log, whether its paths are traced or not.

    ``activities`` limits them to some: what lies between is passed over, the order stays. How much of the
    order was declared is said of all steps.

    The columns are plain objects (pm4py fails on categoricals). Times are made up, a second a row: they
    rise strictly, so that no tie is left for pm4py to break, and nothing is read from them but the order.
    """
    frame = log.frame[log.steps].reset_index(drop=True)
    owner = frame["patient"].cat.codes.to_numpy()
    same = owner[1:] == owner[:-1]
    declared = -1
    if "order_uncertain" in frame.columns:
        declared = int((frame["order_uncertain"].to_numpy()[:-1] & same).sum())
    transitions = int(same.sum())
    if activities is not None:
        frame = frame[frame["activity"].isin(list(activities)).to_numpy()].reset_index(drop=True)
    first = np.datetime64("2000-01-01", "s")
    times = (first + np.arange(len(frame)).astype("timedelta64[s]")).astype("datetime64[us]")
    plain = pd.DataFrame(
        {
            "case:concept:name": frame["patient"].astype(object),
            "concept:name": frame["activity"].astype(object),
            "time:timestamp": times,
        }
    )
    return Steps(plain, int(frame["patient"].nunique()), transitions, declared)
