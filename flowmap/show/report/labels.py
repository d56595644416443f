"""What the group file's own ids are called, for tables that people read."""

from collections.abc import Mapping, Sequence
from typing import Any

from flowmap.group import Group

Names = Mapping[str, Mapping[str, str]]  # by column: an id, and what it is called on screen


def group_names(group: Group) -> Names:
    """Return the titles of what the group file declares, by the columns that hold its ids."""
    markers = _titles(group.markers)
    return {
        "lane": _titles(group.lanes),
        "phase": _titles(group.phases),
        "wait_id": _titles(group.waits),
        "handover_id": _titles(group.handovers),
        "marker": markers,
        "carried": markers,
        "rule_id": _titles(group.expected),
        "need_class": _titles(group.need_classes),
    }


def _titles(declared: Sequence[Any]) -> dict[str, str]:
    return {str(item.id): str(item.title) for item in declared}
