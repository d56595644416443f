"""Fold contacts into the group's flow: whole numbers by activity, lane and principal, that add up."""

from flowmap.flow.fold import summarise_flow

__all__ = ["summarise_flow"]
