"""The patient group: one TOML file, and nothing else, makes a new one."""

from flowmap.group.load import list_groups, read_group
from flowmap.group.model import (
    Activity,
    ExpectedRule,
    Group,
    HandoverRule,
    Lane,
    MeasureSettings,
    Phase,
    Recurring,
    Text,
    ValueRule,
    WaitRule,
)
from flowmap.group.select import Selector, matches

__all__ = [
    "Activity",
    "ExpectedRule",
    "Group",
    "HandoverRule",
    "Lane",
    "MeasureSettings",
    "Phase",
    "Recurring",
    "Selector",
    "Text",
    "ValueRule",
    "WaitRule",
    "list_groups",
    "matches",
    "read_group",
]
