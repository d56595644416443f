"""Trace each patient's path: what every event leads to, worked out once and read by everything after."""

from flowmap.paths.trace import trace_paths

__all__ = ["trace_paths"]
