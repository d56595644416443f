"""Fold the steps of contacts into a flow summary."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from flowmap.flow.edges import count_edges
from flowmap.flow.lanes import tell_lanes_apart
from flowmap.flow.nodes import count_nodes
from flowmap.flow.steps import Steps, take_steps
from flowmap.records import Kind
from flowmap.tables import Contacts
from flowmap.tables.flow_schema import LEVELS
from flowmap.tables.flow_summary import FlowSummary
from flowmap.tables.segments import has_label, run_sizes
from flowmap.tables.tally import Tally, Ways, join_ways


def summarise_flow(contacts: Contacts, *, lane_titles: Mapping[str, str] | None = None) -> FlowSummary:
    """Return what the contacts' flow adds up to; ``FlowSummary`` says what is counted.

    Only steps are folded: contacts and milestones on the way. A transition's value is that of the contact
    it leads to. With ``lane_titles`` (by lane id) an activity that stands in several lanes counts as one for
    each, so that a picture by lanes shows nobody another's contacts. Which do is seen from these contacts:
    such summaries are for one picture, and do not add.
    """
    cells = contacts.cells if lane_titles is None else tell_lanes_apart(contacts.cells, lane_titles)
    steps = take_steps(cells)
    nobody = FlowSummary.empty()
    about = int(has_label(contacts.cells["kind"], Kind.ABOUT.value).sum())
    tallies = {**nobody.tallies, "totals": _totals(steps, about)}
    if not len(steps.patient):
        return replace(nobody, tallies=tallies, stamp=contacts.stamp)
    tallies |= count_nodes(steps)
    tallies |= count_edges(steps)
    grains = np.stack([steps.grain.of_level[level] for level in LEVELS], axis=1)
    return FlowSummary(steps.grain.labels, grains, tallies, _ways(steps), contacts.stamp)


def _totals(steps: Steps, about: int) -> Tally:
    size, people, contacts = len(steps.patient), int(steps.starts.sum()), int(steps.is_contact.sum())
    totals = [
        people,
        int((steps.is_open & steps.starts).sum()),
        size,
        contacts,
        size - contacts,
        about,
        size - people,
        int((steps.column("order_uncertain") & ~steps.ends).sum()),
    ]
    if not any(totals):
        return Tally.empty(1, len(totals))
    return Tally(np.zeros((1, 1), dtype=np.int64), np.array([totals], dtype=np.int64))


def _ways(steps: Steps) -> Ways:
    """Return the ways by grain; those by a level are mapped from them."""
    lengths = run_sizes(steps.starts)
    counts = np.ones((len(lengths), 2), dtype=np.int64)
    counts[:, 1] = steps.is_open[steps.starts]
    return join_ways(Ways(steps.grain.codes, lengths, counts), steps.column("step_no"))
