"""Findings: plain sentences with their evidence. Needs: findings that a team took on."""

from dataclasses import dataclass
from typing import ClassVar

from flowmap.tables.table import Column, Table


@dataclass(frozen=True, eq=False, repr=False)
class Findings(Table):
    """One row is a finding in one plain sentence, the most touching first."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("finding_id", "text", "stable id: template and what it is about"),
        Column("sentence", "text", "in the screen language"),
        Column("about_patient", "label", "the one patient it is about; missing for the group", optional=True),
        Column("patients", "count", "patients it touches"),
        Column("of_patients", "count", "patients it could touch (reviewed and applicable)"),
        Column("size", "number", "rank within those that touch as many"),
        Column("standing", "label", "standing of the rule behind it", optional=True),
        Column("need_class", "label", "class of needs in the group file", optional=True),
        Column("measure", "label", "measure or rule that follows it up", optional=True),
        Column("evidence", "ids", "events that show it"),
    )
    key: ClassVar[tuple[str, ...]] = ("finding_id",)


@dataclass(frozen=True, eq=False, repr=False)
class Needs(Table):
    """One row is a need that a team took on, as municipalities file it."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("need_id", "text", "stable id"),
        Column("in_my_words", "text", "the need in the person's words"),
        Column("about_patient", "label", "the one patient it is about; missing for the group", optional=True),
        Column("shown_by", "text", "the finding behind it"),
        Column("need_class", "text", "class of needs: id in the group file"),
        Column("decided_in", "text", "ourselves, reko, municipality, region, national, or in own words"),
        Column("responsible_role", "text", "a role, no name"),
        Column("action", "text", "what will be done"),
        Column("done_by", "time", "when", optional=True),
        Column("need_status", "text", "proposed, agreed, under_way, done, dropped"),
        Column("measured_by", "text", "measure or rule that follows it up: its id, or own words"),
    )
    key: ClassVar[tuple[str, ...]] = ("need_id",)


@dataclass(frozen=True, eq=False, repr=False)
class Promises(Table):
    """One row is a need that was taken on in an earlier round, with what measures say of it since."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("need_id", "text", "stable id"),
        Column("in_my_words", "text", "the need in the person's words"),
        Column("action", "text", "what was to be done"),
        Column("responsible_role", "text", "a role, no name"),
        Column("done_by", "time", "when", optional=True),
        Column("need_status", "text", "agreed, under_way, done"),
        Column("measured_by", "text", "measure or rule that follows it up: its id, or own words"),
        Column("before", "number", "mean or share in the earlier round", optional=True),
        Column("after", "number", "mean or share in the later round", optional=True),
        Column("sentence", "text", "what was promised, how far it has come, and what is seen"),
    )
    key: ClassVar[tuple[str, ...]] = ("need_id",)


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Table):
    """One row is a measure, before and after."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("measure", "label", "id of the measure"),
        Column("provider", "label", "part of it", optional=True),
        Column("amount_unit", "label", "unit"),
        Column("before", "number", "mean or share before", optional=True),
        Column("after", "number", "mean or share after", optional=True),
        Column("change", "number", "after minus before", optional=True),
        Column("low", "number", "lower end of the 95 % interval of the change", optional=True),
        Column("high", "number", "upper end", optional=True),
        Column("n_before", "count", "patients measured before"),
        Column("n_after", "count", "patients measured after"),
        Column("is_paired", "flag", "the same patients both times"),
        Column("differs", "text", "what differs between the rounds besides care; empty where nothing does"),
        Column("sentence", "text", "what can be said, and no more"),
    )
