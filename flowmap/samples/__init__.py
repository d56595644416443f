"""Invented journals: rounds that read like real reviews, with what was planted in them written down."""

from flowmap.samples.invent import invent_round, list_rounds
from flowmap.samples.rating import resolve_ratings
from flowmap.samples.sample import SampleRating, SampleRound
from flowmap.samples.written import truth_text

__all__ = ["SampleRating", "SampleRound", "invent_round", "list_rounds", "resolve_ratings", "truth_text"]
