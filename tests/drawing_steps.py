"""The log and the paths of a drawn journal, and their columns compared with a drawn table."""

import pandas as pd

from flowmap.group import Group, read_group
from flowmap.group.model import Lane
from flowmap.group.path_rules import HandoverRule, WaitRule
from flowmap.group.select import Selector
from flowmap.log import build_log
from flowmap.paths import trace_paths
from flowmap.records import Kind, Principal
from flowmap.tables import EventLog, Paths
from tests.drawing import drawn, journal

_TITLE = {"sv": "x", "en": "x"}


def small_group(**changes: object) -> Group:
    """Return a group with three lanes, a stay, one declared wait and the two handovers of a stay."""
    lanes = (
        Lane(id="jag", title=_TITLE, principal=Principal.ME),
        Lane(id="halsocentral", title=_TITLE, principal=Principal.REGION, journals=("health_centre",)),
        Lane(id="slutenvard", title=_TITLE, principal=Principal.REGION, journals=("inpatient",)),
        Lane(
            id="hemsjukvard", title=_TITLE, principal=Principal.MUNICIPALITY, journals=("municipal_health",)
        ),
        Lane(id="annan", title=_TITLE, principal=Principal.UNKNOWN),
    )
    at = {name: Selector(activities=(name,)) for name in ("Inskriven", "Utskriven", "Utskrivningsklar")}
    base = {
        "lanes": lanes,
        "activities": (
            {"name": "Vårdtillfälle", "is_stay": True},
            {"name": "Utskrivningsklar", "kind": Kind.MILESTONE},
        ),
        "same_day_order": ("Akutbesök", "Inskriven", "*", "Utskriven", "Hembesök"),
        "death": Selector(activities=("Avliden",)),
        "waits": (WaitRule(id="klar", title=_TITLE, starts=at["Utskrivningsklar"], ends=at["Utskriven"]),),
        "handovers": (
            HandoverRule(id="in", title=_TITLE, at=at["Inskriven"], to="previous"),
            HandoverRule(id="ut", title=_TITLE, at=at["Utskriven"]),
        ),
    }
    parts = read_group("generisk").model_dump() | base | changes
    return Group.model_validate(parts)


def log_of(text: str, *, group: Group | None = None, patients: str = "") -> EventLog:
    """Return the log of a journal drawn in text."""
    return build_log(journal(text, patients=patients), group or small_group())


def paths_of(text: str, *, group: Group | None = None, patients: str = "") -> Paths:
    """Return the paths of a journal drawn in text."""
    group = group or small_group()
    return trace_paths(build_log(journal(text, patients=patients), group), group)


def assert_shows(frame: pd.DataFrame, text: str) -> None:
    """Compare the columns that ``text`` draws with the frame's, row by row; flags are ``x``."""
    wanted = drawn(text)
    found = pd.DataFrame(
        {name: [_cell(value) for value in frame[name]] for name in wanted.columns}, dtype=object
    )
    assert found.to_dict("records") == wanted.to_dict("records")


def _cell(value: object) -> str | None:
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "x" if value else None
    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d" if value == value.normalize() else "%Y-%m-%d %H:%M")
    return f"{value:g}" if isinstance(value, float) else str(value)
