"""Contacts and path rules drawn in text, for specs of the expected path."""

import pandas as pd

from flowmap.group import Group, WaitRule, read_group
from flowmap.paths.waits import find_waits
from flowmap.tables import Contacts, Coverage, Expected, RoundFacts, shape_columns
from flowmap.tables.contacts import VALUE_COLUMNS
from tests.drawing import drawn
from tests.drawing_paths import paths


def contacts(
    text: str, *, patients: str = "", coverage: str = "", bands: str = "", waits: tuple[WaitRule, ...] = ()
) -> Contacts:
    """Return contacts with these rows and without any value; ``coverage`` is a drawn table as well."""
    traced = paths(text, patients=patients, bands=bands)
    frame = traced.frame
    for column in VALUE_COLUMNS:
        plain = False if column.holds == "flag" else None if column.optional else "not_assessed"
        frame[column.name] = pd.Series([plain] * len(frame), index=frame.index, dtype=object)
        if column.holds == "flag":
            frame[column.name] = frame[column.name].astype(bool)
    facts = RoundFacts(
        patients=traced.facts.patients,
        bands=traced.facts.bands,
        coverage=Coverage.from_rows(drawn(coverage).to_dict("records")) if coverage else Coverage.empty(),
    )
    declared = read_group("generisk").model_copy(update={"waits": waits})
    return Contacts(shape_columns(frame, Contacts.columns), facts=facts, waits=find_waits(traced, declared))


def group_with(*rules: dict[str, object], **parts: object) -> Group:
    """Return the generic group with these path rules; what a rule does not say is plain."""
    plain = {"title": "Regel", "short": "Regel", "standing": "eget mål"}
    named = [{"id": f"r{place}", **plain, **rule} for place, rule in enumerate(rules, 1)]
    whole = read_group("generisk").model_dump(exclude={"expected"})
    return Group.model_validate({**whole, "expected": named, **parts})


def outcomes(expected: Expected) -> list[str]:
    """Return each row as text: patient, rule, outcome, days or a dash, events."""
    rows = []
    for row in expected.frame.itertuples():
        days = "-" if pd.isna(row.days) else str(row.days)
        rows.append(f"{row.patient} {row.rule_id} {row.outcome} {days} {list(row.evidence)}")
    return rows
