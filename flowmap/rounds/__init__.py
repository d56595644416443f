"""Rounds kept and compared: the store, snapshots, ratings, decisions, needs."""

from flowmap.rounds.compare import SAME_CODES, RoundTables, compare_rounds
from flowmap.rounds.decisions import Decision, keep_decision, list_decisions
from flowmap.rounds.kept_ratings import keep_ratings, list_taken_in, read_ratings_of
from flowmap.rounds.needs import (
    find_last_round,
    follow_promises,
    join_needs,
    keep_needs,
    list_history,
    needs_for_plan,
    needs_for_reko,
    propose_needs,
    read_needs,
)
from flowmap.rounds.removal import Removed, count_patient, remove_patient
from flowmap.rounds.snapshots import Snapshot, keep_round, list_rounds, read_round
from flowmap.rounds.store import Store, open_store
from flowmap.rounds.windows import find_window, is_turned, say_counts_once, say_windows

__all__ = [
    "SAME_CODES",
    "Decision",
    "Removed",
    "RoundTables",
    "Snapshot",
    "Store",
    "compare_rounds",
    "count_patient",
    "find_last_round",
    "find_window",
    "follow_promises",
    "is_turned",
    "join_needs",
    "keep_decision",
    "keep_needs",
    "keep_ratings",
    "keep_round",
    "list_decisions",
    "list_history",
    "list_rounds",
    "list_taken_in",
    "needs_for_plan",
    "needs_for_reko",
    "open_store",
    "propose_needs",
    "read_needs",
    "read_ratings_of",
    "read_round",
    "remove_patient",
    "say_counts_once",
    "say_windows",
]
