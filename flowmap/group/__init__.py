"""The patient group: one TOML file, and nothing else, makes a new one."""

from flowmap.group.load import list_groups, read_group
from flowmap.group.model import (
    Activity,
    Group,
    Indicator,
    Lane,
    MeasureSettings,
    Phase,
    Recurring,
    ValueRule,
    YearFigure,
)
from flowmap.group.names import known_activities, name_activities, plain_name
from flowmap.group.parts import list_parts, name_measure, name_part
from flowmap.group.path_rules import OF_BANDS, ExpectedRule, HandoverRule, WaitRule
from flowmap.group.select import Selector, matches
from flowmap.group.texts import Text

__all__ = [
    "OF_BANDS",
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
    "YearFigure",
    "known_activities",
    "list_groups",
    "list_parts",
    "matches",
    "name_activities",
    "name_measure",
    "name_part",
    "plain_name",
    "read_group",
]
