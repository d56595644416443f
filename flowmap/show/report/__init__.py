"""Reports that travel: the web page and its PDF, tables for Excel, the needs list, a page for REKO."""

from flowmap.show.report.compose import compose_report
from flowmap.show.report.material import FEWEST_FOR_A_FLOW, AnalystPart, Drawn, Material
from flowmap.show.report.outputs import begin_tables, write_report
from flowmap.show.report.spreadsheet import csv_text

__all__ = [
    "FEWEST_FOR_A_FLOW",
    "AnalystPart",
    "Drawn",
    "Material",
    "begin_tables",
    "compose_report",
    "csv_text",
    "write_report",
]
