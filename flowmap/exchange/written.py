"""Write the log as CSV and Parquet, with the columns of pm4py's frame."""

from pathlib import Path

import pandas as pd

from flowmap.exchange.frames import to_pm4py
from flowmap.files import Written, write_whole, write_with
from flowmap.tables import EventLog

_LIVE = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula


def write_csv(log: EventLog, path: str | Path, *, steps_only: bool = True) -> Written:
    """Write the log as CSV: semicolon, UTF-8 with its mark, so that Excel in Swedish opens it right.

    Columns and rows as in ``to_pm4py``. Text that a spreadsheet would run as a formula gets a leading ``'``.
    """
    frame = to_pm4py(log, steps_only=steps_only)
    times = frame["time:timestamp"].dt.strftime("%Y-%m-%d %H:%M:%S.%f").str[:-3]
    frame = frame.apply(_defused).assign(**{"time:timestamp": times})
    text = frame.to_csv(None, sep=";", index=False, lineterminator="\r\n")
    return write_whole(path, text.encode("utf-8-sig"))


def write_parquet(log: EventLog, path: str | Path, *, steps_only: bool = True) -> Written:
    """Write the log as Parquet, columns and rows as in ``to_pm4py``; times without zone."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    frame = to_pm4py(log, steps_only=steps_only)
    fields = [
        pa.field(name, pa.timestamp("us") if name == "time:timestamp" else pa.string())
        for name in frame.columns
    ]
    table = pa.Table.from_pandas(frame, schema=pa.schema(fields), preserve_index=False)
    table = table.replace_schema_metadata(None)  # pandas' note names its version
    return write_with(path, lambda draft: pq.write_table(table, draft))


def _defused(values: pd.Series) -> pd.Series:
    if values.dtype != object:
        return values
    live = values.astype(str).str.startswith(_LIVE) & values.notna()
    return values.where(~live, "'" + values.astype(str))
