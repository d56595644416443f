"""Reports that travel: what each file holds, that nothing in it is live, and that it fits who reads it."""

import csv
import io
import re
import zipfile
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from flowmap.expected import check_expected
from flowmap.group import read_group
from flowmap.measures import measure_flow
from flowmap.show import AnalystPart, Material, draw_value_by, draw_way
from flowmap.show.report import begin_tables, compose_report, csv_text, spreadsheet, write_report
from flowmap.show.report.checks import check_rows
from flowmap.show.report.document import Bullets, Document, Grid, Heading, Paragraph, Shown
from flowmap.show.report.labels import group_names
from flowmap.show.report.needs_list import COLUMNS, agreed_needs, needs_docx, proposed_needs
from flowmap.show.report.paper import report_pdf
from flowmap.show.report.reko import reko_pdf
from flowmap.show.report.spreadsheet import WORKBOOK, table_files
from flowmap.show.report.web_page import own_ids, page_html
from flowmap.tables import Expected, Findings, Needs, Problems
from flowmap.words import catalogue, has_words, number, say, show_in
from tests.ways import anna, findings, invented

STAMPS = ("Arbetsmaterial för teamet", "Underlag ej angivet")
HOSTILE = "=HYPERLINK(1) <script>alert('x')</script> & \"citat\" #eval[$x$] \\ \u202e"


@cache
def material_of(persons: int) -> Material:
    """Return the material of Anna alone, or of several invented persons with a hostile finding each."""
    contacts, group, found = (
        anna() if persons == 1 else (*invented(15, people=persons), findings(None, HOSTILE))
    )
    measures = measure_flow(contacts, group)
    patients = [str(name) for name in contacts.frame["patient"].cat.categories]
    ways = {p: draw_way(contacts, patient=p, group=group, findings=found) for p in patients[:2]}
    return Material(
        title=f"Kartläggning {HOSTILE}" if persons > 1 else "Annas väg",
        subtitle="25 kontakter med mig",
        group=group,
        contacts=contacts,
        expected=check_expected(contacts, group),
        measures=measures,
        findings=found,
        problems=Problems.empty(),
        ways=ways,
        charts=(draw_value_by(contacts, group=group),) if persons > 2 else (),
        flow=next(iter(ways.values())) if persons > 2 else None,
        analyst=AnalystPart(("En mening.",), (("passning", "0,95"),)) if persons > 2 else None,
        value_sentences=("25 kontakter: personen har bedömt 10.",),
        stamps=STAMPS,
    )


@cache
def document_of(persons: int) -> Document:
    return compose_report(material_of(persons))


@cache
def pdf_of(persons: int):
    import pypdf

    return pypdf.PdfReader(io.BytesIO(report_pdf(document_of(persons))))


def test_the_parts_stand_in_the_order_a_team_reads_them():
    """What we see, the ways, the checks, the measures, the flow, what was reviewed, and the analyst last."""
    headings = [
        block.text for block in document_of(4).blocks if isinstance(block, Heading) and block.level == 1
    ]
    keys = ("ways", "checks", "measures", "flow", "reviewed", "analyst")
    assert headings == [say("table.Findings"), *(say(f"report.{key}") for key in keys)]


def test_one_person_has_no_flow_variants_or_intervals():
    """She has her way, her checks, her findings and her measures as they are."""
    blocks = document_of(1).blocks
    headings = [block.text for block in blocks if isinstance(block, Heading)]
    assert say("report.flow") not in headings
    assert say("report.analyst") not in headings
    written = " ".join(cell for block in blocks if isinstance(block, Grid) for cell in block.headings)
    assert say("report.interval") not in written
    assert say("column.median") not in written
    assert sum(isinstance(block, Shown) for block in blocks) == 1
    assert any(isinstance(block, Bullets) for block in blocks)
    assert Paragraph(say("report.no_findings"), "quiet") not in blocks


def test_one_persons_checks_and_measures_are_told_in_words():
    """Each rule that applies says what is seen; a share says of how many, and yes or no is no number."""
    grids = {block.caption: block for block in document_of(1).blocks if isinstance(block, Grid)}
    checks = {row[0]: row[2] for row in grids["Förväntad väg"].rows}
    outcomes = material_of(1).expected.frame
    applies = outcomes["outcome"].astype(str) != "not_applicable"
    assert len(checks) == applies.sum()
    assert checks["Kallelse till SIP inom tre dagar från utskrivningsklar"] == (
        "syns inte i de granskade journalerna, eller inte varje gång"
    )
    assert checks["Läkemedelslista överlämnad samma dag som utskrivningen"].startswith("syns inte")
    assert not any(" av " in cell for cell in checks.values())
    measures = dict(grids["P07"].rows)
    assert measures["SIP syns"] in {"ja", "nej"}
    assert re.fullmatch(r"\d+ av \d+ \(\d+\xa0%\)", measures["andel kontakter hemma hos mig"])
    assert not any("andel" in cell for cell in measures.values())


@pytest.mark.parametrize("persons", [1, 2, 4])
def test_each_row_of_a_table_has_a_cell_a_heading(persons):
    """Every table has rows, and each row as many cells as there are headings."""
    for block in document_of(persons).blocks:
        if isinstance(block, Grid):
            assert block.rows
            assert {len(row) for row in block.rows} == {len(block.headings)}


def test_each_check_says_of_how_many():
    """Kept of kept and not kept; those not due, not reviewed or not concerned stand beside."""
    material = material_of(4)
    frame = material.expected.frame
    for rule, row in zip(material.group.expected, check_rows(material), strict=True):
        outcomes = frame.loc[frame["rule_id"] == rule.id, "outcome"].astype(str).tolist()
        kept, missing = outcomes.count("kept"), outcomes.count("not_kept")
        assert row[2] == (f"{kept} av {kept + missing}" if kept + missing else "–")
        assert sum(int(cell) for cell in row[3:]) + kept + missing == len(outcomes)


def test_a_group_without_rules_or_findings_says_so():
    """An empty part is a sentence, or is left out; never an empty table."""
    material = material_of(4)
    bare = replace(
        material,
        expected=Expected.empty(),
        findings=Findings.empty(),
        group=read_group("generisk"),
        measures=measure_flow(material.contacts, read_group("generisk")),
    )
    blocks = compose_report(bare).blocks
    assert Paragraph(say("report.no_findings"), "quiet") in blocks
    assert say("report.checks") not in [b.text for b in blocks if isinstance(b, Heading)]


def test_the_page_is_whole_in_itself_and_nothing_in_it_runs():
    """No script, no address, no link out; what a journal says is text."""
    page = page_html(document_of(4))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    addresses = set(re.findall(r"(?:https?:)?//[\w.-]+[^\"' <)]*", re.sub(r"<svg xmlns[^>]*>", "", page)))
    assert {address for address in addresses if "w3.org" not in address} == set()
    assert all(target.startswith("#") for target in re.findall(r'href="([^"]*)', page))
    assert "default-src 'none'" in page
    assert not re.search(r"\son\w+=", page)
    for stamp in STAMPS:
        assert stamp in page


def test_the_page_has_headings_in_order_and_names_every_picture():
    """h1, then h2 and h3; each picture is an image with a title; no id stands twice."""
    page = page_html(document_of(4))
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.count('role="img"') == page.count("<figure")
    assert all("<title>" in part[:2500] for part in page.split("<figure")[1:])
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_ids_of_a_picture_follow_their_references():
    """Two pictures on one page never share a hatch or an arrow."""
    assert own_ids('<g id="a"/><path fill="url(#a)"/>', "b2") == '<g id="b2-a"/><path fill="url(#b2-a)"/>'


def test_many_findings_are_opened_by_the_reader():
    """The first eight stand open on the page, and the rest behind "Visa 4 till"; on paper all stand."""
    document = replace(
        document_of(1), blocks=(Bullets(tuple(("", f"Mening {n}.") for n in range(12)), first=8),)
    )
    page = page_html(document)
    assert "Visa 4 till" in page
    assert page.count("<details>") == 1
    assert all(f"Mening {n}." in page for n in range(12))


@pytest.mark.parametrize("persons", [1, 4])
def test_the_pdf_is_tagged_in_its_language_with_its_fonts_inside(persons):
    """A screen reader gets headings and words for pictures, and no reader needs our fonts."""
    reader = pdf_of(persons)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"].startswith("sv")
    fonts = [
        font.get_object() for page in reader.pages for font in page["/Resources"].get("/Font", {}).values()
    ]
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object()
        assert any(name in inner["/FontDescriptor"] for name in ("/FontFile2", "/FontFile3"))
    assert fonts


def test_each_page_of_the_pdf_is_stamped_and_its_text_can_be_read():
    """ "Arbetsmaterial för teamet" and the missing basis stand at the foot of every page."""
    for page in pdf_of(4).pages:
        said = page.extract_text().replace("\n", " ")
        assert all(stamp in said for stamp in STAMPS)
    assert "<script>alert" in " ".join(page.extract_text() for page in pdf_of(4).pages)


def test_a_picture_stands_under_its_heading():
    """The page with P01's way begins with her code."""
    pages = [page.extract_text() for page in pdf_of(4).pages]
    assert any("P01" in text.split("\n")[0] or say("report.ways") in text.split("\n")[0] for text in pages)


@pytest.mark.parametrize("persons", [1, 4])
def test_each_way_fills_a_page_of_its_own(persons):
    """The heading, the person's code and the picture begin a page together."""
    pages = [page.extract_text() for page in pdf_of(persons).pages]
    code = "P07" if persons == 1 else "P01"
    first = next(text for text in pages if f"Min väg · {code}" in text.replace("\n", " "))
    assert first.startswith(say("report.ways"))


def sheets(reader) -> list[str]:
    """Return the texts of the A3 pages, which are landscape as all are."""
    sizes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in reader.pages]
    assert {(round(w), round(h)) for w, h in sizes} <= {(1191, 842), (842, 595)}
    return [page.extract_text() for page, (w, _) in zip(reader.pages, sizes, strict=True) if w > 1000]


def test_pictures_have_a3_and_what_is_found_stands_below_on_the_same_sheet():
    """Each way and the flow has one A3; a person's findings do not begin a page of their own."""
    material = material_of(1)
    found = [f"Mening nummer {n} om vägen." for n in range(20)]
    blocks = (Heading("Vägar"), Paragraph("Så läser du."), Heading("P07", 2), Shown(material.ways["P07"]))
    bullets = Bullets(tuple(("", sentence) for sentence in found))
    after = (Heading("Mått"), Paragraph("Inget mätt."))
    document = replace(document_of(1), blocks=(*blocks, bullets, *after))
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(report_pdf(document)))
    (sheet,) = sheets(reader)
    assert sheet.startswith("Vägar")
    on_sheet = [sentence for sentence in found if sentence in sheet]
    assert on_sheet == found[:15]
    last = reader.pages[-1].extract_text()
    assert [sentence for sentence in found if sentence in last] == found[15:]
    assert "Inget mätt." in last
    assert len(sheets(pdf_of(4))) == 3


@pytest.mark.parametrize("count", [0, 3, 200])
def test_the_page_for_reko_is_one_page(count):
    """However much there is, one A4; what is left out is said."""
    import pypdf

    checks = [(f"Regel {n} som är ganska lång " * 3, "eget mål", "11 av 14") for n in range(count)]
    sentences = ["En lång mening om vad vi ser i journalerna. " * 6] * count
    made = reko_pdf(document_of(4), sentences=sentences, checks=checks, needs=["Att få sova. " * 30] * count)
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    assert len(pages) == 1
    said = pages[0].extract_text().replace("\n", " ")
    assert all(stamp in said for stamp in STAMPS)
    assert float(pages[0].mediabox.height) > float(pages[0].mediabox.width)
    assert ("i rapporten" in said) == (count > 12)


def test_tables_for_excel_hold_no_formula_and_days_are_days():
    """A label that begins with = is text; the first sheet explains every column."""
    import openpyxl

    material = material_of(4)
    tables = [material.contacts, material.findings, material.measures, material.contacts.facts.patients]
    made = table_files(tables)[WORKBOOK]
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert all(cell.hyperlink is None for sheet in book for row in sheet.iter_rows() for cell in row)
    found = book[say("table_sheet.Findings")]
    assert found.cell(2, 2).value == HOSTILE or HOSTILE in [cell.value for cell in found[2]]
    way = book[book.sheetnames[1]]
    starts = [row[[c.value for c in way[1]].index(say("column.start"))] for row in way.iter_rows(min_row=2)]
    assert all(cell.is_date for cell in starts)
    explained = [row[2].value for row in book.worksheets[0].iter_rows(min_row=2)]
    assert explained == [column.name for table in tables for column in table.columns]
    assert not any("hyperlink" in name for name in zipfile.ZipFile(io.BytesIO(made)).namelist())


def test_the_workbook_says_which_tables_are_only_in_csv(monkeypatch):
    """A table too long for a sheet has none, and the first sheet names its file and its rows."""
    import openpyxl

    material = material_of(4)
    long, short = material.measures, material.findings
    monkeypatch.setattr(spreadsheet, "MOST_SHEET_ROWS", len(long) - 1)
    made = {
        name: make
        for name, make in begin_tables([short, long], material.group)
        if name.startswith("tabeller")
    }
    book = openpyxl.load_workbook(io.BytesIO(made["tabeller.xlsx"]()))
    first = [cell.value for cell in book.worksheets[0][2]]
    assert book.sheetnames[1:] == [spreadsheet.sheet_name(short)]
    assert first[0] == spreadsheet.sheet_name(long)
    assert spreadsheet.csv_name(long) in made
    assert spreadsheet.csv_name(long) in first[3]
    assert number(len(long)) in first[3]


def test_numbers_in_excel_are_numbers_and_ids_are_text():
    """A sheet can be summed, and no long id is rounded."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(table_files([material_of(4).contacts])[WORKBOOK]))
    sheet = book.worksheets[1]
    place = {cell.value: cell.column for cell in sheet[1]}
    ids = [sheet.cell(row, place[say("column.event_id")]) for row in range(2, 12)]
    assert all(isinstance(cell.value, str) and int(cell.value) for cell in ids)
    steps = [sheet.cell(row, place[say("column.step_no")]).value for row in range(2, 12)]
    assert all(isinstance(value, int) for value in steps)


@pytest.mark.parametrize(("language", "sign", "point"), [("sv", ";", ","), ("en", ",", ".")])
def test_csv_opens_in_excel_and_runs_nothing(language, sign, point):
    """Semicolon and decimal comma in Swedish; what begins like a formula gets an apostrophe."""
    with show_in(language):
        rows = list(csv.reader(io.StringIO(csv_text(findings(None, HOSTILE))), delimiter=sign))
        heading = say("column.sentence")
    frame = pd.DataFrame(rows[1:], columns=rows[0])
    assert frame[heading][0].startswith("'=HYPERLINK")
    assert f"1{point}0" in rows[1]


def test_the_needs_list_has_the_eight_columns_that_municipalities_file_and_what_is_to_be_done():
    """Behov i personens ord, visat av, arbetsområde, beslut i, ansvarig roll, klart, läge, mäts med; åtgärd."""
    import docx

    rows = proposed_needs(findings(None, HOSTILE, "SIP syns för 5."), read_group("multisjuka_aldre"))
    made = needs_docx(rows, title="Behov", stamps=STAMPS)
    document = docx.Document(io.BytesIO(made))
    table = document.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == [say(f"column.{name}") for name in COLUMNS]
    assert len(COLUMNS) == 9
    assert COLUMNS[5] == "action"
    assert table.rows[1].cells[1].text == HOSTILE.removesuffix(" \u202e")
    assert " · ".join(STAMPS) in document.sections[0].footer.paragraphs[0].text
    assert document.core_properties.language == "sv"
    agreed = Needs.from_rows([{"need_id": "b1", "in_my_words": "Att få sova", "need_status": "agreed"}])
    assert agreed_needs(agreed, read_group("multisjuka_aldre"))[0][0] == "Att få sova"


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_a_report_written_twice_is_the_same_to_the_byte(tmp_path):
    """Every file: page, PDF, workbook, CSV, Word, pictures; and no path of the machine in any."""
    material = material_of(4)
    tables = [material.contacts, material.measures, material.findings]
    for name in ("one", "two"):
        write_report(material, tmp_path / name, tables=begin_tables(tables, material.group))
    first, second = files_of(tmp_path / "one"), files_of(tmp_path / "two")
    assert set(first) == set(second)
    assert {name for name in first if first[name] != second[name]} == set()
    assert {"rapport.html", "rapport.pdf", "tabeller.xlsx", "behov.docx", "reko.pdf"} <= set(first)
    for name, content in first.items():
        assert str(tmp_path).encode() not in content, name


def test_a_report_in_english_says_everything_in_english():
    """Headings, values and units come from one catalogue."""
    with show_in("en"):
        page = page_html(compose_report(material_of(4)))
        text = csv_text(material_of(4).contacts)
    assert '<html lang="en">' in page
    assert "Expected path" in page
    assert "Förväntad väg" not in page
    assert "health centre" in text.casefold()


def test_no_code_of_a_unit_reaches_the_reader():
    """The tables of measures name their units in words."""
    words = {texts["sv"] for key, texts in catalogue().items() if key.startswith("amount_unit.")}
    grids = [b for b in document_of(4).blocks if isinstance(b, Grid) and b.caption == say("report.measures")]
    assert {row[1] for grid in grids for row in grid.rows} <= words
    assert grids[0].rows


def test_what_people_read_in_tables_are_words_and_not_ids():
    """Lanes, phases, waits and markers by the group file's titles, yes and no in words, no name cut short."""
    material = material_of(1)
    names = group_names(material.group)
    rows = list(csv.DictReader(io.StringIO(csv_text(material.contacts, names)), delimiter=";"))
    assert {row["verksamhet"] for row in rows} <= {str(lane.title) for lane in material.group.lanes}
    assert {row["blev av"] for row in rows} <= {"ja", ""}
    assert not any(cell in {"True", "False"} for row in rows for cell in row.values())
    text = csv_text(material.contacts.handovers, names)
    assert "Utskrivning" in text
    assert "skriftlig_sammanfattning" not in text
    for lang in ("sv", "en"):
        with show_in(lang):
            known = {key for key in catalogue() if key.startswith("table.")}
            cut = {k for k in known if len(say(k)) > 31 and not has_words(f"table_sheet.{k[6:]}")}
            assert cut == set()


@pytest.mark.parametrize("is_drawn", [True, False])
def test_what_the_flow_leaves_out_is_said_once(is_drawn):
    """The picture says it itself; where there is no picture the report does."""
    material = replace(material_of(4), flow_sentences=("Visar 3 av 5 aktiviteter.",))
    material = material if is_drawn else replace(material, flow="Flödet ryms inte.")
    said = [block.text for block in compose_report(material).blocks if isinstance(block, Paragraph)]
    assert ("Visar 3 av 5 aktiviteter." in said) is not is_drawn
