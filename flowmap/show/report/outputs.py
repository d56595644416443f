"""Write everything a round gives into its folder, each file whole or not at all."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

from flowmap.beside import ALONE, Crew
from flowmap.errors import WorkspaceError
from flowmap.files import Written, write_whole
from flowmap.group import Group
from flowmap.show.page import pdf_bytes, png_bytes
from flowmap.show.picture import Picture
from flowmap.show.report.checks import short_check_rows
from flowmap.show.report.compose import compose_report, group_sentences
from flowmap.show.report.document import Document
from flowmap.show.report.labels import group_names
from flowmap.show.report.material import Material
from flowmap.show.report.needs_list import agreed_needs, needs_docx, proposed_needs, say_needs
from flowmap.show.report.paper import report_pdf
from flowmap.show.report.reko import reko_pdf
from flowmap.show.report.spreadsheet import WORKBOOK, csv_name, plain_name, table_files
from flowmap.show.report.web_page import page_html
from flowmap.tables import Table
from flowmap.words import say

Made = tuple[str, Callable[[], bytes]]  # a file's name within the folder, and what makes its content
REPORT, NEEDS = "rapport.html", "behov.docx"
_AT_ONCE = 2


def write_report(
    material: Material, out: Path, *, tables: Sequence[Made], crew: Crew = ALONE
) -> list[Written]:
    """Write pictures, report, tables and lists into ``out``; return where each file was written.

    ``tables`` are those of ``begin_tables``, which may be under way since before anything was drawn. ``crew``
    may have a second process, which then makes the needs list.

    A file that is open in another program is written beside. Content is made before its file is touched.

    Raises
    ------
    WorkspaceError
        The folder cannot be made or written to.
    """
    made = list_made(material, tables, crew=crew)
    for folder in {out, *(out / Path(name).parent for name, _ in made)}:
        _make_folder(folder)
    with ThreadPoolExecutor(_AT_ONCE) as pool:  # typst works beside Python
        contents = {name: pool.submit(copy_context().run, make) for name, make in _typeset_first(made)}
        return [write_whole(out / name, contents[name].result()) for name, _ in made]


def _typeset_first(made: Sequence[Made]) -> list[Made]:
    """Return the files with those first that typst sets, so that it has work while Python does the others.

    Tables and the needs list come last: a second process may be at work on them.
    """
    late, typeset = (".xlsx", ".csv", ".docx"), (".pdf", ".png")
    return sorted(made, key=lambda item: (item[0].endswith(late), not item[0].endswith(typeset)))


def list_made(material: Material, tables: Sequence[Made], *, crew: Crew = ALONE) -> list[Made]:
    """Return each file's name within the folder, and what makes its content."""
    rows = agreed_needs(material.plan, material.group) or proposed_needs(material.findings, material.group)
    title = f"{say('report.needs_title')}: {material.title}"
    needs = (NEEDS, crew.give(needs_docx, rows, title=title, stamps=material.stamps))
    return [*_report(material, compose_report(material)), needs, *tables, *_pictures(material)]


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise WorkspaceError(say("workspace.not_writable", folder=folder.name)) from None


def _report(material: Material, document: Document) -> Iterator[Made]:
    yield REPORT, lambda: page_html(document).encode()
    yield "rapport.pdf", lambda: report_pdf(document)
    sentences = group_sentences(material)
    lists = {
        "needs": say_needs(material.reko),
        "promises": [str(text) for text in material.promises.frame["sentence"]],
    }
    checks = short_check_rows(material)
    yield "reko.pdf", lambda: reko_pdf(document, sentences=sentences, checks=checks, **lists)


def begin_tables(tables: Sequence[Table], group: Group, *, crew: Crew = ALONE) -> list[Made]:
    """Return the files of a round's tables, and what waits for their content.

    ``crew`` may have a second process, which then begins at once.
    """
    filled = [table for table in tables if len(table)]
    files = crew.give(table_files, filled, group_names(group))
    names = (WORKBOOK, *(csv_name(table) for table in filled))
    return [(name, lambda name=name: files()[name]) for name in names]  # type: ignore[misc]


def _pictures(material: Material) -> Iterator[Made]:
    ways = {p: drawn for p, drawn in material.ways.items() if isinstance(drawn, Picture)}
    for patient, picture in ways.items():
        yield f"bilder/min-vag-{plain_name(patient)}.svg", picture.svg.encode
    if ways:
        yield "bilder/min-vag.pdf", lambda: pdf_bytes(list(ways.values()), title=say("report.ways"))
    if len(ways) == 1:
        only = next(iter(ways.values()))
        yield "bilder/min-vag.png", lambda: png_bytes(only)
    for name, drawn in (("gruppens-vag", material.group_way), ("gruppens-flode", material.flow)):
        if isinstance(drawn, Picture):
            yield f"bilder/{name}.svg", drawn.svg.encode
            yield f"bilder/{name}.pdf", lambda drawn=drawn: pdf_bytes(drawn)  # type: ignore[misc]
            yield f"bilder/{name}.png", lambda drawn=drawn: png_bytes(drawn)  # type: ignore[misc]
