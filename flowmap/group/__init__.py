"""The patient group: one TOML file, and nothing else, makes a new one."""

from flowmap.group.load import list_groups, read_group
from flowmap.group.model import (
    Activity,
    ExpectedRule,
    Group,
    HandoverRule,
    Indicator,
    Lane,
    MeasureSettings,
    Phase,
    Recurring,
    Text,
    ValueRule,
    WaitRule,
)
from flowmap.group.parts import name_measure, name_part
from flowmap.group.select import Selector, matches

__all__ = [
    "Activity",
    "ExpectedRule",
    "Group",
    "HandoverRule",
    "Indicator",
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
    "name_measure",
    "name_part",
    "read_group",
]
