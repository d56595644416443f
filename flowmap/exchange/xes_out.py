"""Write XES: one string a distinct value, put together by column, the same bytes each time."""

from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from flowmap.exchange.frames import to_pm4py
from flowmap.files import Written, write_whole
from flowmap.tables import EventLog

Texts = NDArray[np.object_]

XES_NAMESPACES = (
    "http://www.xes-standard.org/",
    "http://www.xes-standard.org/concept.xesext",
    "http://www.xes-standard.org/time.xesext",
    "http://www.xes-standard.org/lifecycle.xesext",
)
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xes.features="" xmlns="{XES_NAMESPACES[0]}">
<extension name="Concept" prefix="concept" uri="{XES_NAMESPACES[1]}"/>
<extension name="Time" prefix="time" uri="{XES_NAMESPACES[2]}"/>
<extension name="Lifecycle" prefix="lifecycle" uri="{XES_NAMESPACES[3]}"/>
<global scope="trace">
<string key="concept:name" value="name"/>
</global>
<global scope="event">
<string key="concept:name" value="name"/>
<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
<string key="lifecycle:transition" value="complete"/>
</global>
<classifier name="Activity" keys="concept:name"/>
"""
_CONTROL = (*range(9), 11, 12, *range(14, 32))
_UNWRITABLE = dict.fromkeys((*_CONTROL, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))
_ESCAPES = {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}


def write_xes(log: EventLog, path: str | Path, *, steps_only: bool = True) -> Written:
    """Write the log as XES 1.0, columns and rows as in ``to_pm4py``, one trace a patient.

    ``time:timestamp`` is the wall clock marked as UTC, since the format demands a zone: no program that
    shows it in UTC moves it to another day. ``start`` and ``end`` hold what the source wrote. The same log
    gives the same bytes. Characters that XML cannot hold are left out.
    """
    frame = to_pm4py(log, steps_only=steps_only)
    events = _events(frame)
    names = frame["case:concept:name"].to_numpy()
    begins = np.flatnonzero(np.append([True], names[1:] != names[:-1])) if len(frame) else np.array([], int)
    pieces = [_HEAD]
    for first, last in zip(begins, [*begins[1:], len(frame)], strict=False):
        name = _quoted(names[first])
        pieces += [f'<trace>\n<string key="concept:name" value={name}/>\n', *events[first:last], "</trace>\n"]
    return write_whole(path, "".join([*pieces, "</log>\n"]))


def _events(frame: pd.DataFrame) -> Texts:
    """Return each event's element, joined column by column."""
    clocks = np.datetime_as_string(frame["time:timestamp"].to_numpy().astype("datetime64[ms]"), unit="ms")
    texts: Texts = np.full(len(frame), "<event>\n", dtype=object)
    texts = texts + _elements(frame["concept:name"], "concept:name")
    texts = texts + '<date key="time:timestamp" value="' + clocks.astype(object) + '+00:00"/>\n'
    texts = texts + '<string key="lifecycle:transition" value="complete"/>\n'
    for name in frame.columns[3:]:
        texts = texts + _elements(frame[name], name)
    closed: Texts = texts + "</event>\n"
    return closed


def _elements(values: pd.Series, key: str) -> Texts:
    """Return a column's elements, written once a distinct value; nothing where it is missing."""
    codes, distinct = pd.factorize(values)
    written = [f'<string key="{key}" value={_quoted(value)}/>\n' for value in distinct]
    elements: Texts = np.array([*written, ""], dtype=object)[codes]
    return elements


def _quoted(value: object) -> str:
    """Return a value in double quotes, which readers that are no XML parsers take too."""
    return f'"{escape(str(value).translate(_UNWRITABLE), _ESCAPES)}"'
