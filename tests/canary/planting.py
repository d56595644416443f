"""Plant identifiers in a round's workbook and in extracts, and look into everything that commands leave."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
from openpyxl.comments import Comment

from tests.canary.identifiers import NAMES, canaries, seen_in

PLANTED = canaries()
OWN_NOTE = "Antecknat bara för egen del kvällstid"
IN_NAMES = "390307-2391"  # in a file's and sheets' names, and in what is asked of commands
SOUGHT = [*PLANTED, *NAMES, OWN_NOTE, IN_NAMES, "19121212-1212"]
GOOD = {
    "P": "P01",
    "Datum": "2026-03-01",
    "Tid": "14:30",
    "Aktivitet": "Läkarbesök",
    "Hur": "besök",
    "Med/om mig": "med mig",
    "Vem tog kontakt": "vården",
    "Profession": "läkare",
    "Kort sagt": "om sår",
    "Enhet": "Avdelning 3",
    "Personal": "ssk A",
    "Ärende": "sår",
    "Journal": "hälsocentral",
    "Från": "2026-03-01",
    "Till och med": "2026-04-30",
    "Gånger per vecka": "7",
    "Antal besök": "60",
    "Hemort": "Byn",
    "Km": "12",
    "Tal": "invånare",
    "Täljare": "10",
    "Nämnare": "100",
    "Egen anteckning": OWN_NOTE,
}
FREE = ("Aktivitet", "Kort sagt", "Enhet", "Ärende", "Egen anteckning", "Personal", "P")
PEOPLE = ("P01", "P02", "P03")


def plant_workbook(template: Path, out: Path) -> None:
    """Fill a round's template: every field of every sheet holds canaries, so do comments and properties."""
    book = openpyxl.load_workbook(template)
    properties = book.properties
    properties.title, properties.creator, properties.description = PLANTED[1], NAMES[0], PLANTED[2]
    properties.keywords, properties.subject = PLANTED[11], PLANTED[12]
    for place, page in enumerate(book.worksheets[1:-1]):
        headings = [str(cell.value) for cell in page[1]]
        for number, row in enumerate(_rows(headings, place), start=2):
            for column, text in enumerate(row, start=1):
                page.cell(number, column).value = text or None
        page.cell(2, 1).comment = Comment(f"{PLANTED[4 + place]} {NAMES[1]}", NAMES[2])
        page.cell(1, len(headings) + 1).value = PLANTED[20 + place]
    extra = book.create_sheet(f"Blad {IN_NAMES}")
    extra.append(["a", PLANTED[9]])
    extra.append([PLANTED[10], "b"])
    book.worksheets[2].title = f"Slutenvård {IN_NAMES}"
    book.save(out)


def _rows(headings: Sequence[str], place: int) -> Iterator[list[str]]:
    """Yield whole rows on many days, then a row for each canary of this sheet, and for each name."""
    is_journal = "Kort sagt" in headings
    days = [f"2026-03-{day:02d}" for day in range(1, 29)]
    if is_journal or "Journal" in headings:
        for n in range(9):
            yield [_good(name, n, days) for name in headings]
    free = [name for name in FREE if name in headings] or headings
    for n, canary in enumerate(PLANTED[place::9]):
        row = [_good(name, n, days) for name in headings]
        for name in (free[n % len(free)], headings[n % len(headings)]):
            row[headings.index(name)] = canary if n % 2 else f"talade om {canary} i dag"
        yield row
    for name in NAMES:
        for field in ("Personal", "P", "Egen anteckning", "Profession"):
            if field in headings and is_journal:
                row = [_good(heading, 3, days) for heading in headings]
                row[headings.index(field)] = name
                yield row


def _good(heading: str, n: int, days: Sequence[str]) -> str:
    if heading == "P":
        return PEOPLE[n % len(PEOPLE)]
    return days[n % len(days)] if heading == "Datum" else GOOD.get(heading, "")


EXTRACT_FIELDS = ("act", "unit", "why", "short", "staff", "who", "role", "home", "secret", "how")
EXTRACT_COLUMNS = """
[columns]
patient = "case"
activity = "act"
start = "time"
unit = "unit"
purpose = "why"
in_short = "short"
staff = "staff"
profession = "role"
mode = "how"
started_by = "who"
"""


def plant_extract(path: Path, persons: Sequence[str]) -> None:
    """Write an extract whose patients are canaries, each with a good row and rows with canaries elsewhere."""
    rows = []
    for n, person in enumerate(persons):
        good = {"case": person, "act": "Besök", "unit": "Avdelning 3", "staff": NAMES[n % 3], "role": "ssk"}
        for day in range(1, 4):
            planted = {EXTRACT_FIELDS[(n + day) % len(EXTRACT_FIELDS)]: PLANTED[(7 * n + day) % len(PLANTED)]}
            rows.append(good | planted | {"time": f"2026-03-{day + n % 20:02d} 10:00"})
        rows.append(good | {"act": "Hembesök", "time": "2026-03-28 09:00", "secret": OWN_NOTE})
    frame = pd.DataFrame(rows, columns=["case", "time", *EXTRACT_FIELDS]).fillna("")
    if path.suffix == ".xlsx":
        frame.to_excel(path, index=False)
    elif path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False, sep=";")


def seen_in_outputs(folder: Path, *, journals: Sequence[str] = ()) -> list[str]:
    """Return where anything planted stands in the files of a folder, but for the journals named exactly."""
    found = []
    for path in sorted(item for item in folder.rglob("*") if item.is_file()):
        if path.relative_to(folder).as_posix() in journals:
            continue
        found += _seen_in_file(path, folder)
    return found


def _seen_in_file(path: Path, folder: Path) -> list[str]:
    """Return where anything planted stands in a file, its name, or its tables read as rows."""
    name = path.relative_to(folder).as_posix()
    found = [f"name of {name}" for canary in SOUGHT if canary in name]
    for part, content in looked_into(path):
        found += seen_in(f"{name}{part}", content, SOUGHT)
    return found


def looked_into(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what a file holds: its bytes, and the rows or words that are packed in it."""
    yield "", path.read_bytes()
    if path.suffix == ".sqlite":
        yield from _store_rows(path)
    elif path.suffix == ".parquet":
        yield "/rows", pd.read_parquet(path).to_csv().encode()
    elif path.suffix == ".pdf":
        yield "/text", _pdf_text(path)


def _store_rows(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every row of every table as text, the frames kept in it opened."""
    store = sqlite3.connect(path)
    for (table,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for number, row in enumerate(store.execute(f'SELECT * FROM "{table}"').fetchall()):
            for cell in row:
                yield f"/{table} {number}", _cell_bytes(cell)
    store.close()


def _cell_bytes(cell: object) -> bytes:
    if not isinstance(cell, bytes):
        return str(cell).encode("utf-8", "replace")
    if not cell.startswith(b"ARROW1"):
        return cell
    with pa.ipc.open_file(pa.BufferReader(cell)) as reader:
        table = reader.read_all()
    frame = table.to_pandas()
    labels = [str(frame[name].cat.categories.tolist()) for name in frame.select_dtypes("category")]
    return (frame.to_csv() + "\n".join(labels) + str(table.schema)).encode()


def _pdf_text(path: Path) -> bytes:
    """Return the words of a PDF, whose pages hold numbers of signs and not letters."""
    import pymupdf

    with pymupdf.open(path) as document:
        text = "\n".join(str(page.get_text()) for page in document)
    return text.encode("utf-8", "replace")
