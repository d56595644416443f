"""Planted identifiers leave the reading in no table, message or id, from whatever field and format."""

import io
import pickle
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from flowmap.errors import FlowmapError
from flowmap.group import read_group
from flowmap.identity import find_identifiers
from flowmap.journal import read_journal
from flowmap.tables import Journal
from tests.canary.identifiers import NAMES, canaries, seen_in

PLANTED = canaries()
KEY = b"k" * 32
HEADINGS = [
    "P", "Datum", "Tid", "Till", "Aktivitet", "Hur", "Med/om mig", "Vem tog kontakt", "Profession",
    "Kort sagt", "Osäker", "Till tid", "Enhet", "Personal", "Ärende", "Planerat", "Blev det av",
    "Egen anteckning", "Övrigt",
]  # fmt: skip
FIELDS = [
    "patient", "activity", "start", "journal", "kind", "mode", "started_by", "profession", "staff", "unit",
    "lane", "purpose", "planned", "status", "marker", "in_short", "pair_key", "home", "secret",
]  # fmt: skip


def everything(journal: Journal) -> bytes:
    """Return all that a journal holds, as its own bytes and as text."""
    written = io.StringIO()
    for field in fields(journal):
        part = getattr(journal, field.name)
        if hasattr(part, "frame"):
            part.frame.to_csv(written)
            for name, column in part.frame.items():
                if isinstance(column.dtype, pd.CategoricalDtype):
                    written.write(f"{name}: {column.cat.categories.tolist()}\n")
        else:
            written.write(repr(part))
    return written.getvalue().encode() + pickle.dumps(journal)


def typed_rows() -> list[list[str]]:
    """Return good rows with a canary in one field each, field by field until all are planted."""
    good = ["P01", "2026-03-01", "14:30", "2026-03-02", "Läkarbesök", "Besök", "med mig", "vården", "läkare"]
    good += ["om sår", "x", "15:00", "Avdelning 3", "ssk A", "sår", "planerat", "genomförd", "", ""]
    rows = []
    for n, canary in enumerate(PLANTED):
        row = list(good)
        row[n % len(row)] = canary if n % 3 else f"talade om {canary} i dag"
        rows.append(row)
    for n, name in enumerate(NAMES):
        rows.append([*good[:13], name, *good[14:17], f"{name} ringde", ""])
        rows.append([*good[:8], name, *good[9:]])
        assert n < 3
    return rows


def test_the_finder_sees_every_canary() -> None:
    """Two hundred of all forms."""
    assert len(PLANTED) == 200
    assert [text for text in PLANTED if not find_identifiers(text)] == []


@pytest.mark.parametrize("key", [b"", KEY], ids=["no key", "key"])
def test_no_identifier_leaves_a_typed_workbook(tmp_path: Path, key: bytes) -> None:
    """In every column, in headings, sheet names, comments and document properties, and in the file's name."""
    path = tmp_path / f"journal {PLANTED[0]}.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": PLANTED[1], "author": NAMES[0], "comments": PLANTED[2]})
        for name in (
            "Hälsocentral",
            "Slutenvård 390307-2391",
            "Återkommande insatser",
            "Personer",
            "Granskat",
        ):
            page = book.add_worksheet(name)
            page.write_row(0, 0, [*HEADINGS, PLANTED[3]])
            page.write_comment(1, 1, PLANTED[4])
            for number, row in enumerate(typed_rows(), start=1):
                page.write_row(number, 0, row)
        side = book.add_worksheet("Platser")
        side.write_row(0, 0, ["Hemort", "Enhet", "Km"])
        side.write_row(1, 0, [PLANTED[5], PLANTED[6], PLANTED[7]])
        own = book.add_worksheet("Blad " + PLANTED[150])
        own.write_row(0, 0, ["a", PLANTED[9]])
        own.write_row(1, 0, [PLANTED[10], "b"])
    journal = read_journal(path, group=read_group("bas"), key=key)
    assert journal.rows.balances()
    assert journal.rows.entries > 100
    assert journal.identifiers_found > 100
    assert seen_in("journal", everything(journal), [*PLANTED, *NAMES, "390307-2391"]) == []


def extract() -> pd.DataFrame:
    """Return an extract with a canary in one field of each row."""
    rows = []
    for n, canary in enumerate(PLANTED):
        row = dict.fromkeys(FIELDS, "") | {"patient": "A", "activity": "Besök", "start": "2026-03-01"}
        row[FIELDS[n % len(FIELDS)]] = canary
        rows.append(row)
        rows.append(row | {"patient": canary, "staff": NAMES[n % 3], "start": "2026-03-02"})
    return pd.DataFrame(rows)


@pytest.mark.parametrize("kind", ["csv", "utf16", "parquet", "xlsx", "frame"])
@pytest.mark.parametrize("key", [b"", KEY], ids=["no key", "key"])
def test_no_identifier_leaves_an_extract(tmp_path: Path, kind: str, key: bytes) -> None:
    """Persons become pseudonyms or numbers, staff too; texts are masked; attributes as well."""
    frame = extract()
    path = tmp_path / f"utdrag {PLANTED[1]}.{'csv' if kind == 'utf16' else kind}"
    if kind == "xlsx":
        frame.to_excel(path, index=False)
    elif kind == "parquet":
        frame.to_parquet(path)
    elif kind != "frame":
        frame.to_csv(path, index=False, sep=";", encoding="utf-8" if kind == "csv" else "utf-16")
    mapped = {name: name for name in FIELDS if name not in {"home", "secret"}}
    columns = {"columns": mapped, "attributes": ["home"]}
    journal = read_journal(frame if kind == "frame" else path, columns=columns, key=key)
    assert journal.rows.balances()
    assert journal.rows.entries > 300
    assert seen_in("journal", everything(journal), [*PLANTED, *NAMES]) == []


def test_no_refusal_repeats_an_identifier(tmp_path: Path) -> None:
    """Neither a file's name nor what stands in it comes back in an error's sentence."""
    told = []
    for number, canary in enumerate(PLANTED[100:200:9]):
        for ending, content in (
            (".xlsx", b"PK"),
            (".csv", b""),
            (".docx", b"x"),
            (".csv", f"{canary};b\n1;2".encode()),
        ):
            path = tmp_path / f"{number} {canary}{ending}".replace("/", "-")
            path.write_bytes(content)
            with pytest.raises(FlowmapError) as refused:
                read_journal(path)
            told.append(f"{refused.value}{refused.value.__cause__}")
        with pytest.raises(FlowmapError) as refused:
            read_journal(tmp_path / f"borta {canary}.csv")
        told.append(str(refused.value))
    assert seen_in("messages", "\n".join(told).encode(), PLANTED) == []


def test_ids_and_pseudonyms_cannot_be_guessed_without_the_key() -> None:
    """The same row in two workspaces has two ids, so that a list of all numbers leads nowhere."""
    frame = pd.DataFrame({"case": ["19390307-2391"], "act": ["x"], "time": ["2026-03-01"], "who": ["Anna"]})
    columns = {"patient": "case", "activity": "act", "start": "time", "staff": "who"}
    one, other = (
        read_journal(frame, columns=columns, key=key).entries.frame.iloc[0] for key in (KEY, b"o" * 32)
    )
    for name in ("entry_id", "patient", "staff"):
        assert one[name] != other[name]
