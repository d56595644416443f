"""The door for other programs: XES in and out, pm4py's frames in and out, CSV and Parquet out.

Times inside are the wall clock as written. XES demands a zone, so the clock goes out as if it were UTC
and comes back as it stands: the day is the same day in every program. Nothing here asks pm4py for anything.
"""

from flowmap.exchange.frames import from_pm4py, to_pm4py
from flowmap.exchange.written import write_csv, write_parquet
from flowmap.exchange.xes_in import read_xes
from flowmap.exchange.xes_out import XES_NAMESPACES, write_xes

__all__ = [
    "XES_NAMESPACES",
    "from_pm4py",
    "read_xes",
    "to_pm4py",
    "write_csv",
    "write_parquet",
    "write_xes",
]
