"""Build the event log: what each entry of the journals becomes, in the order that decides every arrow."""

from flowmap.log.build import build_log

__all__ = ["build_log"]
