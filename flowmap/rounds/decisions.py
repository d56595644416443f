"""Decisions of a team about its round: what was chosen, why, and in which role."""

from dataclasses import astuple, dataclass
from datetime import datetime

import pandas as pd

from flowmap.rounds.store import Store


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. ``decided_by`` is a role, no name; ``patient`` is empty where it concerns all."""

    round_id: str
    patient: str
    subject: str
    choice: str
    because: str
    decided_by: str
    decided_at: datetime


def keep_decision(store: Store, decision: Decision) -> None:
    """Add a decision to the store; one that changes it later is a new record."""
    *texts, at = astuple(decision)
    with store.writing() as tx:
        tx.execute(
            "INSERT INTO decisions (round_id, patient, subject, choice, because, decided_by, decided_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*texts, at.isoformat()),
        )


def list_decisions(store: Store, *, round_id: str) -> pd.DataFrame:
    """Return the decisions of a round; one row is one decision, the oldest first."""
    columns = ["patient", "subject", "choice", "because", "decided_by", "decided_at"]
    rows = store.rows(
        "SELECT patient, subject, choice, because, decided_by, decided_at FROM decisions"
        " WHERE round_id = ? ORDER BY decision_id",
        (round_id,),
    )
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(
        decided_at=pd.to_datetime(frame["decided_at"], format="ISO8601").astype("datetime64[us]")
    )
