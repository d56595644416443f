"""Headings that event logs usually have, so that such a log is read without a column file."""

from collections.abc import Mapping

from flowmap.identity.headings import plain
from flowmap.journal.column_files import ColumnFile
from flowmap.journal.fields import JOURNAL, JOURNAL_FIELDS
from flowmap.journal.raw_sheet import RawSheet
from flowmap.records import Language

USUAL: Mapping[str, tuple[str, ...]] = {  # field -> plain headings, the surest first
    "patient": (
        "case concept name",
        "case id",
        "caseid",
        "case",
        "patient",
        "patientid",
        "patient id",
        "p",
        "person",
    ),
    "activity": ("concept name", "activity", "aktivitet", "event", "handelse", "handling", "task"),
    "start": (
        "start timestamp",
        "start",  # before the next, which flowmap's own files only order by
        "time timestamp",
        "timestamp",
        "complete timestamp",
        "starttime",
        "start time",
    ),
    "end": ("end timestamp", "endtime", "end time"),
    "part": ("lifecycle transition", "lifecycle"),
    "pair_key": ("concept instance", "activity instance", "activity instance id"),
    "staff": ("org resource", "resource"),
    "unit": ("org group", "department"),
}
_ALSO_START = ("datum", "date", "time", "tid", "besoksdatum", "from", "fran")
_ALSO_END = ("end", "slut", "till", "until", "slutdatum")
_TYPED = {"date": "start", "clock": "start_clock", "until": "end", "until_clock": "end_clock"}
USUAL_HEADINGS = frozenset(name for names in USUAL.values() for name in names) | {*_ALSO_START, *_ALSO_END}


def usual_columns(sheet: RawSheet) -> ColumnFile | None:
    """Return the column file that a sheet's headings speak for; ``None`` where person or time is missing."""
    there = {plain(heading): heading for heading in reversed(sheet.headings)}
    columns = {field: there[name] for field, names in usual_names().items() if (name := _first(names, there))}
    if "start" not in columns or "patient" not in columns or "activity" not in columns:
        return None
    if columns.get("end") == columns["start"]:
        del columns["end"]
    if columns.get("start_clock") == columns["start"]:
        del columns["start_clock"]
    cases = tuple(h for h in sheet.headings if h.startswith("case:") and h != columns["patient"])
    return ColumnFile.model_validate({"columns": columns, "attributes": cases})


def _first(names: tuple[str, ...], there: Mapping[str, str]) -> str:
    return next((name for name in names if name in there), "")


def usual_names() -> dict[str, tuple[str, ...]]:
    """Return the plain headings that name each field, the surest first."""
    names = {field: list(found) for field, found in USUAL.items()}
    names["start"] += _ALSO_START
    names["end"] += _ALSO_END
    for item in (*JOURNAL_FIELDS, JOURNAL):
        own = [plain(item.heading(lang)) for lang in Language]
        if item.key != "own_note":
            names.setdefault(_TYPED.get(item.key, item.key), []).extend(own)
    return {field: tuple(dict.fromkeys(found)) for field, found in names.items()}
