"""Measures from the person's side: load, time, value, coordination, continuity, and what plans follow up."""

from flowmap.measures.amounts import Undefined
from flowmap.measures.measure import measure_flow

__all__ = ["Undefined", "measure_flow"]
