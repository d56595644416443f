"""Findings: what the reviewed journals show, in plain sentences with their evidence."""

from flowmap.findings.listing import list_findings

__all__ = ["list_findings"]
