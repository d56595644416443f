"""Read XES: an own reader, since those at hand turn wall clocks into UTC or take text for XML."""

from collections.abc import Mapping
from pathlib import Path
from xml.parsers import expat

import pandas as pd

from flowmap.errors import ExchangeError, InputError
from flowmap.words import say

CASE = "case:concept:name"
_VALUES = {"string", "date", "int", "float", "boolean", "id"}
_FIRST = (CASE, "concept:name", "time:timestamp")
_MOST_COLUMNS = 500
_DEEPEST = 100
_AT_ONCE = 1 << 20  # bytes read at a time


def read_xes(path: str | Path) -> pd.DataFrame:
    """Return the events of an XES file, every value as the text that the file holds.

    One row is an event, in the file's order. Columns: ``case:concept:name``, ``concept:name`` and
    ``time:timestamp`` (missing where the file lacks them), then the other event attributes under their
    keys, then the case's own under ``case:`` and key. Times keep the offset that the file writes.
    Attributes inside attributes, and defaults of the file's ``global`` parts, are left out.

    Raises
    ------
    InputError
        The file is missing, or holds no event.
    ExchangeError
        An address instead of a file; no XML; a document type or entities (XES has none, and they can make
        a small file swallow all memory or fetch others); more than 500 attributes or 100 levels.
    """
    if "://" in str(path):
        raise ExchangeError(say("exchange.no_addresses"))
    file = Path(path)
    if not file.is_file():
        raise InputError(say("exchange.no_file", file=file.name))
    reader = _Reader(file.name)
    reader.read(file)
    if not reader.events:
        raise InputError(say("exchange.no_events", file=file.name))
    return _tabulate(reader)


class _Reader:
    """Takes events and cases from the elements of one file as they pass by."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.events: list[dict[str, str]] = []
        self.case_of: list[int] = []
        self.cases: list[dict[str, str]] = []
        self._keys: set[str] = set()
        self._above: list[str] = []

    def read(self, file: Path) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse
        try:
            with file.open("rb") as stream:
                while piece := stream.read(_AT_ONCE):
                    parser.Parse(piece, False)  # noqa: FBT003 (expat takes it by place)
                parser.Parse(b"", True)  # noqa: FBT003
        except (expat.ExpatError, LookupError):
            line = parser.ErrorLineNumber
            raise ExchangeError(say("exchange.not_xml", file=self.name, line=str(line))) from None
        except OSError:
            raise InputError(say("exchange.no_file", file=self.name)) from None

    def _refuse(self, *_: object) -> int:
        raise ExchangeError(say("exchange.has_entities", file=self.name))

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        above = self._above[-1] if self._above else ""
        self._above.append(tag)
        if len(self._above) > _DEEPEST:
            raise ExchangeError(say("exchange.too_deep", file=self.name, most=_DEEPEST))
        if tag == "trace":
            self.cases.append({})
        elif tag == "event":
            self.events.append({})
            self.case_of.append(len(self.cases) - 1 if above == "trace" else -1)
        elif tag in _VALUES and above in {"trace", "event"}:
            self._take(above, attributes)

    def _take(self, above: str, attributes: Mapping[str, str]) -> None:
        key, value = attributes.get("key"), attributes.get("value")
        if not key or value is None:
            return
        self._keys.add(f"{above} {key}")
        if len(self._keys) > _MOST_COLUMNS:
            raise ExchangeError(say("exchange.too_wide", file=self.name, most=_MOST_COLUMNS))
        (self.events if above == "event" else self.cases)[-1][key] = value

    def _end(self, _: str) -> None:
        self._above.pop()


def _tabulate(reader: _Reader) -> pd.DataFrame:
    events = pd.DataFrame(reader.events, dtype=object)
    cases = pd.DataFrame([*reader.cases, {}], dtype=object)  # the last: events outside any trace
    cases = cases.rename(columns=lambda key: f"case:{key}")
    cases = cases.iloc[reader.case_of].reset_index(drop=True)
    events = events.drop(columns=[name for name in cases.columns if name in events.columns])
    frame = pd.concat([events, cases], axis=1)
    frame = frame.where(frame.notna(), None)
    for name in _FIRST:
        if name not in frame.columns:
            frame[name] = pd.Series([None] * len(frame), dtype=object)
    return frame[[*_FIRST, *(name for name in frame.columns if name not in _FIRST)]]
