"""Files built to harm, each small on disk."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{sheets}</Types>'
)
SHEET_TYPE = (
    '<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
ROOT = (
    f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADINGS = ("P", "Datum", "Aktivitet")


def cell(name: str, text: str) -> str:
    return f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet(rows: str, before: str = "") -> str:
    heads = "".join(cell(f"{letter}1", head) for letter, head in zip("ABC", HEADINGS, strict=True))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet xmlns="{MAIN}"><sheetData>'
        f'<row r="1">{heads}</row>{rows}</sheetData></worksheet>'
    )


GOOD_ROW = f'<row r="2">{cell("A2", "P01")}{cell("B2", "2026-03-01")}{cell("C2", "Hembesök")}</row>'


def package(path: Path, sheets: list[str], more: Mapping[str, bytes] | None = None) -> Path:
    names = [f'<sheet name="Hälsocentral {n}" sheetId="{n}" r:id="s{n}"/>' for n in range(1, len(sheets) + 1)]
    links = [
        f'<Relationship Id="s{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    ]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        types = "".join(SHEET_TYPE.format(n=n) for n in range(1, len(sheets) + 1))
        book.writestr("[Content_Types].xml", TYPES.format(sheets=types))
        book.writestr("_rels/.rels", ROOT)
        workbook = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{"".join(names)}</sheets></workbook>'
        book.writestr("xl/workbook.xml", workbook)
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{RELATIONS}">{"".join(links)}</Relationships>',
        )
        for n, text in enumerate(sheets, start=1):
            book.writestr(f"xl/worksheets/sheet{n}.xml", text)
        for name, content in (more or {}).items():
            book.writestr(name, content)
    return path


def entity_bomb(path: Path) -> Path:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    kind = f'<!DOCTYPE x [<!ENTITY a0 "{"x" * 10}">{levels}]>'
    return package(path, [sheet(f'<row r="2">{cell("A2", "&a9;")}</row>', kind)])


def external_entity(path: Path) -> Path:
    kind = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return package(path, [sheet(f'<row r="2">{cell("A2", "&a;")}</row>', kind)])


def zip_bomb(path: Path) -> Path:
    return package(path, [sheet(GOOD_ROW)], {"xl/sharedStrings.xml": b"<sst>" + b" " * 120_000_000})


def many_spaces(path: Path) -> Path:
    return package(path, [sheet(GOOD_ROW + " " * 60_000_000)])


def far_cell(path: Path) -> Path:
    return package(path, [sheet(GOOD_ROW + f'<row r="1048576">{cell("XFD1048576", "x")}</row>')])


def low_cell(path: Path) -> Path:
    return package(path, [sheet(GOOD_ROW + f'<row r="1048576">{cell("A1048576", "x")}</row>')])


def row_beyond(path: Path) -> Path:
    return package(path, [sheet(GOOD_ROW + f'<row r="999999999999">{cell("A999999999999", "x")}</row>')])


def many_sheets(path: Path) -> Path:
    return package(path, [sheet(GOOD_ROW)] * 3000)


def false_sizes(path: Path) -> Path:
    package(path, [sheet(GOOD_ROW * 1)])
    content = bytearray(path.read_bytes())
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 24 : place + 28] = (10).to_bytes(4, "little")
        place = content.find(b"PK\x01\x02", place + 4)
    path.write_bytes(content)
    return path


def long_cell(path: Path) -> Path:
    return package(path, [sheet(GOOD_ROW.replace("Hembesök", "x" * 10_000_000))])


def surrogate_cell(path: Path) -> Path:
    return package(path, [sheet(GOOD_ROW.replace("Hembesök", "Hem_xD800_besök_x0000_"))])


def formulas_and_links(path: Path) -> Path:
    row = '<row r="2"><c r="A2" t="str"><f>HYPERLINK("http://127.0.0.1/x")</f><v>P01</v></c>'
    row += '<c r="B2"><v>46082</v></c>'
    row += cell("C2", "=cmd|' /C calc'!A0") + "</row>"
    return package(path, [sheet(row)], {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 100})


def huge_number(path: Path) -> Path:
    rows = f'<row r="2"><c r="A2"><v>{"9" * 100_000}</v></c><c r="B2"><v>1e999</v></c></row>'
    return package(path, [sheet(GOOD_ROW.replace('r="2"', 'r="3"') + rows)])


def foreign_encoding(path: Path) -> Path:
    text = sheet(GOOD_ROW).replace("UTF-8", "UTF-16")
    return package(path, [text])


def wide_workbook(path: Path) -> Path:
    cells = "".join(f"<c><v>{n}</v></c>" for n in range(20_000))
    return package(path, [sheet(GOOD_ROW + f'<row r="3">{cells}</row>')])


def wide_text(path: Path) -> Path:
    path = path.with_suffix(".csv")
    path.write_text(";".join(f"k{n}" for n in range(20_000)) + "\n" + ";" * 19_999)
    return path


def long_text_cell(path: Path) -> Path:
    path = path.with_suffix(".csv")
    path.write_text("case;activity;time\n1;" + "x" * 10_000_000 + ";2026-03-01\n")
    return path


def broken_text(path: Path) -> Path:
    path = path.with_suffix(".csv")
    path.write_bytes(
        b"case;activity;time\r\n1;a\0b;2026-03-01\r2;\xed\xa0\x80;2026-03-02\n"
        b'3;"open;2026-03-03\n4;x;2026-03-04'
    )
    return path


def only_quotes(path: Path) -> Path:
    path = path.with_suffix(".csv")
    path.write_text("case;activity;time\n" + '"' * 3_000_001)
    return path


HOSTILE: tuple[Callable[[Path], Path], ...] = (
    entity_bomb, external_entity, zip_bomb, many_spaces, far_cell, low_cell, row_beyond, many_sheets,
    false_sizes, long_cell, surrogate_cell, formulas_and_links, huge_number, foreign_encoding, wide_workbook,
    wide_text, long_text_cell, broken_text, only_quotes,
)  # fmt: skip
