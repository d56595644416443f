"""What a mapped round holds, counted: the facts that ``--json`` prints and the run record keeps."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flowmap.records import Kind, Value
from flowmap.route.mapping import RoundMap

_PACKAGES = (
    "flowmap",
    "matplotlib",
    "networkx",
    "numpy",
    "openpyxl",
    "pandas",
    "pm4py",
    "pyarrow",
    "pydantic",
    "python-docx",
    "scipy",
    "typst",
    "xlsxwriter",
)
_VALUE_COLUMNS = {"person": "person_value", "team": "team_value", "proposal": "proposed_value"}


def count_round(mapped: RoundMap) -> dict[str, Any]:
    """Return a round's facts in numbers.

    ``order_uncertain_share`` is transitions whose order nothing written decides / all transitions (``None``
    without any); ``value`` counts contacts with the person that are steps, per voice and value.
    """
    rows, frame = mapped.journal.rows, mapped.contacts.frame
    kinds = frame["kind"].value_counts()
    counts = mapped.summary.transitions["count"].sum()
    uncertain = mapped.summary.transitions["order_uncertain"].sum()
    stamp = mapped.contacts.stamp
    return {
        "round_id": stamp.round_id,
        "vocabulary_id": stamp.vocabulary_id,
        "coding_id": stamp.coding_id,
        "rows_read": rows.read,
        "entries": rows.entries,
        "excluded": rows.excluded,
        "rejected": rows.rejected,
        "blank": rows.blank,
        "events": len(frame),
        "contacts": int(kinds.get(Kind.CONTACT, 0)),
        "milestones": int(kinds.get(Kind.MILESTONE, 0)),
        "about": int(kinds.get(Kind.ABOUT, 0)),
        "stays": len(mapped.contacts.facts.stays),
        "bands": len(mapped.contacts.facts.bands),
        "patients": int(frame["patient"].nunique()),
        "activities": int(frame["activity"].nunique()),
        "transitions": len(mapped.summary.transitions),
        "transition_count": int(counts),
        "variants": len(mapped.summary.variants),
        "order_uncertain_share": round(float(uncertain / counts), 6) if counts else None,
        "problem_counts": mapped.problems.counts(),
        "value": _values(mapped),
    }


def _values(mapped: RoundMap) -> dict[str, dict[str, int]]:
    frame = mapped.contacts.frame
    frame = frame[(frame["kind"] == Kind.CONTACT) & frame["is_step"]]
    counts = {voice: frame[column].value_counts() for voice, column in _VALUE_COLUMNS.items()}
    return {voice: {v.value: int(found.get(v.value, 0)) for v in Value} for voice, found in counts.items()}


def package_versions() -> dict[str, str]:
    """Return the versions of the packages that decide what a run gives."""
    return {name: _version(name) for name in _PACKAGES}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
