"""How reading compares: a million-row extract to pandas' own reading as text, a workbook to openpyxl's.

Run as a script: ``python tests/benchmarks/bench_journal.py [rows]``. Ratios of best times in one run;
equal numbers of rows are asserted.
"""

import gc
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import xlsxwriter

from flowmap.group import read_group
from flowmap.journal import read_journal
from flowmap.log import build_log

COLUMNS = {
    "columns": {
        "patient": "patient",
        "activity": "activity",
        "start": "start",
        "unit": "unit",
        "profession": "profession",
        "mode": "mode",
        "status": "status",
    },
    "attributes": ["age_group"],
    "ignored": ["contact"],
}
ACTIVITIES = [f"Aktivitet {n}" for n in range(24)]


def write_extract(path: Path, rows: int) -> None:
    draw = np.random.default_rng(7)
    people = draw.integers(0, max(rows // 40, 1), rows)
    minutes = draw.integers(0, 3 * 365 * 24 * 60, rows)
    starts = np.datetime64("2023-01-01T00:00") + minutes.astype("timedelta64[m]")
    frame = pd.DataFrame(
        {
            "contact": np.arange(rows) + 10_000_000,
            "patient": [f"19{n:06d}-{n % 9000 + 1000}" for n in people.tolist()],
            "activity": np.array(ACTIVITIES)[draw.integers(0, len(ACTIVITIES), rows)],
            "start": np.datetime_as_string(starts, unit="s"),
            "unit": np.array([f"Enhet {n}" for n in range(80)])[draw.integers(0, 80, rows)],
            "profession": np.array(["ssk", "läkare", "usk", "at", "ft"])[draw.integers(0, 5, rows)],
            "mode": np.array(["besök", "telefon", "hembesök", "video"])[draw.integers(0, 4, rows)],
            "status": np.array(["genomförd", "inställd", "uteblev"])[draw.integers(0, 3, rows)],
            "age_group": np.array(["70–74", "75–79", "80–84"])[people % 3],
        }
    )
    frame.to_csv(path, sep=";", index=False)


def write_workbook(path: Path, rows: int) -> None:
    draw = np.random.default_rng(7)
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Hälsocentral")
        heads = [
            "P",
            "Datum",
            "Tid",
            "Aktivitet",
            "Hur",
            "Med/om mig",
            "Vem tog kontakt",
            "Profession",
            "Kort sagt",
            "Osäker",
        ]
        sheet.write_row(0, 0, heads)
        for row in range(1, rows + 1):
            day = int(draw.integers(1, 29))
            cells = [
                f"P{row % 90 + 1:02d}",
                f"2026-03-{day:02d}",
                "14:30",
                ACTIVITIES[row % 24],
                "Telefon",
                "med mig",
            ]
            sheet.write_row(row, 0, [*cells, "Vården", "ssk", f"talade om sår {row % 500}", ""])


def best(work: Callable[[], object], times: int = 3) -> tuple[float, object]:
    seconds, answer = [], None
    for _ in range(times):
        answer = None
        gc.collect()
        began = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - began)
    return min(seconds), answer


def plain_cells(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    cells = sum(1 for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for _ in row)
    book.close()
    return cells


def main(rows: int) -> None:
    group = read_group("generisk")
    with tempfile.TemporaryDirectory() as folder:
        extract, workbook = Path(folder) / "extract.csv", Path(folder) / "workbook.xlsx"
        write_extract(extract, rows)
        write_workbook(workbook, 5000)
        as_text, frame = best(lambda: pd.read_csv(extract, sep=";", dtype=str, engine="c"))
        reading, journal = best(lambda: read_journal(extract, columns=COLUMNS, group=group, key=b"k" * 32))
        assert journal.rows.entries == len(frame) == rows
        del frame
        print(
            f"{rows} rows: pandas as text {as_text:.2f} s, read_journal {reading:.2f} s ({reading / as_text:.2f} x)"
        )
        building, log = best(lambda: build_log(journal, group))
        assert len(log) == rows
        print(f"build_log {building:.2f} s; together {(reading + building) / as_text:.2f} x (aim: at most 4)")
        print(
            f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB (aim: at most 2)"
        )
        cells, _ = best(lambda: plain_cells(workbook))
        sheets, small = best(lambda: read_journal(workbook))
        assert small.rows.entries == 5000
        print(
            f"5,000-row workbook: openpyxl {cells:.2f} s, read_journal {sheets:.2f} s ({sheets / cells:.2f} x; aim 1.5)"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
