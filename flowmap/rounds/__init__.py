"""Rounds kept and compared: the store, snapshots, ratings, decisions, needs."""

from flowmap.rounds.store import Store, open_store

__all__ = ["Store", "open_store"]
